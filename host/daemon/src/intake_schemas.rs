//! What the plugins say about their intakes, in the words of the rules.

use std::{collections::BTreeMap, fs, path::Path};

use host_connectors::{Field, FieldType, Library, Manifest};
use host_rulebook::{IntakeField, IntakeSchema, IntakeType};

/// The intakes of a plugin.
pub(crate) fn of(manifest: &Manifest) -> impl Iterator<Item = IntakeSchema> + '_ {
    manifest.intakes.iter().map(|intake| IntakeSchema {
        kind: intake.kind.clone(),
        version: intake.version,
        fields: intake.fields.iter().map(field).collect(),
    })
}

/// The intakes of all plugins in a folder, from their plugin.toml alone: they need not be built.
/// Also what is wrong with them, in Dutch.
pub(crate) fn in_folder(plugins: &Path) -> (Vec<IntakeSchema>, Vec<String>) {
    let (manifests, problems) = manifests(plugins);
    (manifests.iter().flat_map(of).collect(), problems)
}

/// The intakes of the plugins in use, with `candidate` in the place of its namesake. Rules may name
/// those of a plugin that could not be loaded as well: it has only its plugin.toml.
pub(crate) fn in_use(
    library: &Library,
    plugins: &Path,
    candidate: Option<&Manifest>,
) -> Vec<IntakeSchema> {
    let by_name = |manifest: Manifest| (manifest.name.clone(), manifest);
    let mut known: BTreeMap<String, Manifest> =
        manifests(plugins).0.into_iter().map(by_name).collect();
    known.extend(library.plugins().iter().map(|plugin| by_name(plugin.manifest().clone())));
    known.extend(candidate.cloned().map(by_name));
    known.values().flat_map(of).collect()
}

/// Every plugin.toml in a folder of plugins, and what is wrong with the others, in Dutch.
fn manifests(plugins: &Path) -> (Vec<Manifest>, Vec<String>) {
    let (mut manifests, mut problems) = (Vec::new(), Vec::new());
    let entries = match fs::read_dir(plugins) {
        Ok(entries) => entries,
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
