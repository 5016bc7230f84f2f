//! What the plugins say about their intakes and messages, in the words of the rules.

use std::{collections::BTreeMap, fs, io, path::Path};

use host_connectors::{Field, FieldType, Library, Manifest};
use host_rulebook::{BerichtSchema, IntakeField, IntakeSchema, IntakeType, Offered};

/// What plugins offer to rules.
#[derive(Debug, Clone, Default)]
pub(crate) struct Schemas {
    /// What importconfiguraties may read.
    pub(crate) intakes: Vec<IntakeSchema>,
    /// What `bericht(…)` may send.
    pub(crate) berichten: Vec<BerichtSchema>,
}

impl<'s> From<&'s Schemas> for Offered<'s> {
    fn from(Schemas { intakes, berichten }: &'s Schemas) -> Self {
        Offered { intakes, berichten }
    }
}

impl Schemas {
    fn of<'m>(manifests: impl Iterator<Item = &'m Manifest>) -> Schemas {
        let mut schemas = Schemas::default();
        for manifest in manifests {
            schemas.intakes.extend(manifest.intakes.iter().map(|intake| IntakeSchema {
                kind: intake.kind.clone(),
                version: intake.version,
                fields: intake.fields.iter().map(field).collect(),
            }));
            schemas.berichten.extend(manifest.berichten.iter().map(|bericht| BerichtSchema {
                kind: bericht.kind.clone(),
                version: bericht.version,
                fields: bericht.fields.iter().map(field).collect(),
            }));
        }
        schemas
    }
}

/// What all plugins in a folder offer, from their plugin.toml alone: they need not be built.
/// Also what is wrong with them, in Dutch.
pub(crate) fn in_folder(plugins: &Path) -> (Schemas, Vec<String>) {
    let (manifests, problems) = manifests(plugins);
    (Schemas::of(manifests.iter()), problems)
}

/// What the plugins in use offer, with `candidate` in the place of its namesake. Rules may name
/// those of a plugin that could not be loaded as well: it has only its plugin.toml.
pub(crate) fn in_use(library: &Library, plugins: &Path, candidate: Option<&Manifest>) -> Schemas {
    let by_name = |manifest: Manifest| (manifest.name.clone(), manifest);
    let mut known: BTreeMap<String, Manifest> =
        manifests(plugins).0.into_iter().map(by_name).collect();
    known.extend(library.plugins().iter().map(|plugin| by_name(plugin.manifest().clone())));
    known.extend(candidate.cloned().map(by_name));
    Schemas::of(known.values())
}

/// Every plugin.toml in a folder of plugins, and what is wrong with the others, in Dutch.
fn manifests(plugins: &Path) -> (Vec<Manifest>, Vec<String>) {
    let (mut manifests, mut problems) = (Vec::new(), Vec::new());
    let entries = match fs::read_dir(plugins) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let problem = format!(
                "map {} met plugins bestaat niet; wijs hem aan met --plugins",
                plugins.display()
            );
            return (manifests, vec![problem]);
        }
        Err(error) => return (manifests, vec![format!("{}: {error}", plugins.display())]),
    };
    let mut paths: Vec<_> =
        entries.flatten().map(|entry| entry.path().join("plugin.toml")).collect();
    paths.retain(|path| path.is_file());
    paths.sort();
    for path in paths {
        let text = fs::read_to_string(&path).map_err(|e| format!("{}: {e}", path.display()));
        let manifest =
            text.and_then(|text| Manifest::read(&path, &text).map_err(|e| e.to_string()));
        match manifest {
            Ok(manifest) => manifests.push(manifest),
            Err(problem) => problems.push(problem),
        }
    }
    (manifests, problems)
}

fn field(field: &Field) -> IntakeField {
    let kind = match field.field_type {
        FieldType::Tekst => IntakeType::Tekst,
        FieldType::Getal => IntakeType::Getal,
        FieldType::Bedrag => IntakeType::Bedrag,
        FieldType::Datum => IntakeType::Datum,
        FieldType::JaNee => IntakeType::JaNee,
    };
    IntakeField { name: field.name.clone(), kind, optional: field.optional }
}
