//! What the plugins say about their intakes, in the words of the rules.

use std::{fs, path::Path};

use host_connectors::{Field, FieldType, Manifest};
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
    let (mut intakes, mut problems) = (Vec::new(), Vec::new());
    let entries = match fs::read_dir(plugins) {
        Ok(entries) => entries,
        Err(error) => return (intakes, vec![format!("{}: {error}", plugins.display())]),
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
            Ok(manifest) => intakes.extend(of(&manifest)),
            Err(problem) => problems.push(problem),
        }
    }
    (intakes, problems)
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
