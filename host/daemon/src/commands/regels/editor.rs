//! `schakel regels editor`: puts beside the rules what an editor needs to know their words.

use std::{fs, path::Path};

use host_editor::files;
use serde_json::json;

use super::controleer::folders;
use crate::{cli::Cli, exit::Failure, output::Output};

/// Writes the files; those that are there already are replaced.
pub(super) fn run(cli: &Cli, rules: Option<&Path>, out: Output) -> Result<(), Failure> {
    let (rules, _) = folders(cli, rules, None)?;
    if !rules.is_dir() {
        return Err(Failure::Usage(format!("{} is geen map", rules.display())));
    }
    let files = files();
    for file in &files {
        let path = rules.join(file.path);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all);
        let written = written.and_then(|()| fs::write(&path, &file.content));
        written.map_err(|error| Failure::Internal(format!("{}: {error}", path.display())))?;
        out.line(path.display().to_string());
    }
    out.line("Open deze map in de editor, en zet bovenaan catalogus.toml:");
    out.line("#:schema ./.vscode/catalogus.schema.json");
    out.value(&json!({ "geschreven": files.iter().map(|file| file.path).collect::<Vec<_>>() }));
    Ok(())
}
