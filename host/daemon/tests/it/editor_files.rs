//! `schakel regels editor`: the files that an editor wants, beside the rules.

use std::{fs, process::Command};

#[test]
fn the_files_are_put_beside_the_rules_and_replace_older_ones() {
    let rules = tempfile::tempdir().unwrap();
    let older = rules.path().join(".vscode/settings.json");
    fs::create_dir_all(older.parent().unwrap()).unwrap();
    fs::write(&older, "{}").unwrap();
    let run = Command::new(env!("CARGO_BIN_EXE_schakel"))
        .args(["regels", "editor"])
        .arg(rules.path())
        .output()
        .unwrap();
    assert!(run.status.success(), "{run:?}");
    for file in host_editor::files() {
        let written = fs::read_to_string(rules.path().join(file.path)).unwrap();
        assert_eq!(written, file.content, "{}", file.path);
    }
}

#[test]
fn what_is_no_folder_is_refused() {
    let run = Command::new(env!("CARGO_BIN_EXE_schakel"))
        .args(["regels", "editor", "deze-map-is-er-niet"])
        .output()
        .unwrap();
    assert_eq!(run.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&run.stderr).contains("deze-map-is-er-niet"));
}
