//! `schakel regels conversie`: a group goes out to a sheet and comes back, and a sheet that is wrong
//! changes nothing.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

const RULE: &str = "conversiegroepen/sivi_verzuim.rhai";

/// A folder with a copy of the shipped rules, and the plugins beside it.
pub(crate) fn house() -> (TempDir, PathBuf) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let house = TempDir::new().unwrap();
    copy(&root.join("rules"), &house.path().join("rules"));
    for plugin in ["sivi", "digipoort"] {
        let to = house.path().join("plugins").join(plugin);
        fs::create_dir_all(&to).unwrap();
        let manifest = root.join("plugins").join(plugin).join("plugin.toml");
        fs::copy(manifest, to.join("plugin.toml")).unwrap();
    }
    let rules = house.path().join("rules");
    (house, rules)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn conversie(rules: &Path, arguments: &[&str]) -> Output {
    let program = Command::new(env!("CARGO_BIN_EXE_schakel"))
        .args(["regels", "conversie"])
        .args(arguments)
        .arg("--map")
        .arg(rules)
        .output();
    program.unwrap()
}

#[test]
fn a_row_that_is_added_in_the_sheet_is_in_the_rules() {
    let (house, rules) = house();
    let sheet = house.path().join("oorzaken.csv");
    let shown = sheet.to_str().unwrap();
    let out = conversie(&rules, &["uit", "SIVI Verzuim", "--naar", shown]);
    assert!(out.status.success(), "{out:?}");
    let csv = fs::read_to_string(&sheet).unwrap();
    assert!(csv.contains("OorzkVrzmCd;10;arbeidsongeval;\n"), "{csv}");
    let more = csv.replace("OorzkVrzmCd;11", "OorzkVrzmCd;12;zwangerschap;\nOorzkVrzmCd;11");
    fs::write(&sheet, &more).unwrap();

    let before = fs::read_to_string(rules.join(RULE)).unwrap();
    // A test in the file says that 12 is not known: the sheet is refused, as the tests say otherwise.
    let refused = conversie(&rules, &["in", "SIVI Verzuim", shown]);
    assert_eq!(refused.status.code(), Some(1), "{refused:?}");
    let told = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(told.contains("onbekende code blijft herkenbaar"), "{told}");
    assert_eq!(fs::read_to_string(rules.join(RULE)).unwrap(), before);

    fs::write(&sheet, more.replace("OorzkVrzmCd;12;", "OorzkVrzmCd;13;")).unwrap();
    let tried = conversie(&rules, &["in", "SIVI Verzuim", shown, "--proef"]);
    assert!(tried.status.success(), "{tried:?}");
    assert_eq!(fs::read_to_string(rules.join(RULE)).unwrap(), before, "only shown");
    let taken = conversie(&rules, &["in", "SIVI Verzuim", shown]);
    assert!(taken.status.success(), "{taken:?}");
    let after = fs::read_to_string(rules.join(RULE)).unwrap();
    assert!(after.contains("\"13\": \"zwangerschap\","), "{after}");
    assert!(after.starts_with("// Codes van de SIVI Verzuimstandaard"), "{after}");
    assert!(after.contains("naam: \"een onbekende code blijft herkenbaar\""), "{after}");
}

#[test]
fn what_is_wrong_is_told_and_nothing_is_written() {
    let (house, rules) = house();
    let sheet = house.path().join("fout.csv");
    let shown = sheet.to_str().unwrap();
    let before = fs::read_to_string(rules.join(RULE)).unwrap();
    for (csv, told) in [
        ("sleutel;code;waarde;uitdrukking\nA;1;een;\n", "`Other` ontbreekt bij sleutel `A`"),
        ("sleutel;code;waarde;uitdrukking\nA;1;;wardee\nA;Other;;\n", "onbekende naam `wardee`"),
    ] {
        fs::write(&sheet, csv).unwrap();
        let out = conversie(&rules, &["in", "SIVI Verzuim", shown]);
        assert_eq!(out.status.code(), Some(1), "{out:?}");
        let shown = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(shown.contains(told) && shown.contains("Er is niets geschreven"), "{shown}");
    }
    assert_eq!(fs::read_to_string(rules.join(RULE)).unwrap(), before);
    let out = conversie(&rules, &["uit", "SIVI Verzuimd"]);
    assert_eq!(out.status.code(), Some(2), "{out:?}");
}
