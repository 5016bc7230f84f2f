//! The editor's files in the shipped rules come from the vocabulary. `UPDATE_EXPECT=1` writes them.

use std::{fs, path::Path};

use expect_test::expect_file;
use host_editor::files;

const RULES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../rules");

#[test]
fn the_files_beside_the_shipped_rules_are_not_stale() {
    for file in files() {
        expect_file![format!("{RULES}/{}", file.path)].assert_eq(&file.content);
    }
}

#[test]
fn no_other_files_lie_beside_them() {
    fn list(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                list(&path, found);
            } else {
                let inside = path.strip_prefix(RULES).unwrap();
                found.push(
                    inside.iter().map(|part| part.to_str().unwrap()).collect::<Vec<_>>().join("/"),
                );
            }
        }
    }
    let mut found = Vec::new();
    list(&Path::new(RULES).join(".vscode"), &mut found);
    found.sort();
    let wanted: Vec<String> = files().into_iter().map(|file| file.path.to_owned()).collect();
    assert_eq!(found, wanted);
}

#[test]
fn the_catalogue_names_its_schema() {
    let catalogue = fs::read_to_string(Path::new(RULES).join("catalogus.toml")).unwrap();
    assert_eq!(catalogue.lines().next(), Some("#:schema ./.vscode/catalogus.schema.json"));
}
