//! `schakel regels test`, `dekking`, `mutatie` and `graaf` on a folder, without a host.

use std::{fs, process::Command};

use serde_json::Value;

use crate::conversie::house;

const RULE: &str = "triggers/correctie_controleren.rhai";

/// Exit code, and what a verb says to people or with `--json` to programs.
fn regels(arguments: &[&str]) -> (Option<i32>, String) {
    let mut program = Command::new(env!("CARGO_BIN_EXE_schakel"));
    let out = program.arg("regels").args(arguments).output().unwrap();
    let text = [out.stdout, out.stderr].concat();
    (out.status.code(), String::from_utf8(text).unwrap())
}

#[test]
fn tests_are_told_one_by_one_and_the_exit_code_says_whether_all_passed() {
    let (_house, rules) = house();
    let map = rules.to_str().unwrap();
    let (code, told) = regels(&["test", map, "--regel", "correctie_controleren"]);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("  geslaagd  na precies zes weken"), "{told}");
    assert!(told.ends_with("3 van 3 tests geslaagd. 2 van 2 voorwaarden beproefd.\n"), "{told}");
    let text = fs::read_to_string(rules.join(RULE)).unwrap();
    fs::write(rules.join(RULE), text.replace("traject.duur >= 6.weken", "traject.duur > 6.weken"))
        .unwrap();
    let (code, told) = regels(&["test", map]);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("  mislukt   na precies zes weken"), "{told}");
    let (code, told) = regels(&["test", map, "--regel", "corectie_controleren"]);
    assert_eq!(code, Some(2));
    assert!(told.contains("bedoelt u `correctie_controleren`?"), "{told}");
}

#[test]
fn what_no_test_tries_or_notices_is_told_with_its_place() {
    let (_house, rules) = house();
    let map = rules.to_str().unwrap();
    let text = fs::read_to_string(rules.join(RULE)).unwrap();
    // Without the test on the day before.
    let (keep, rest) = text.split_once("test(#{\n    naam: \"een dag eerder nog niet\"").unwrap();
    let (_, rest) = rest.split_once("});\n").unwrap();
    fs::write(rules.join(RULE), format!("{keep}{rest}")).unwrap();
    let (code, told) = regels(&["dekking", map, "--regel", "correctie_controleren"]);
    assert_eq!(code, Some(0), "{told}");
    let place = "triggers/correctie_controleren.rhai:7:13";
    assert!(told.contains(&format!("{place}  nooit onwaar  traject.duur >= 6.weken")), "{told}");
    let (code, told) = regels(&["mutatie", map, "--regel", "correctie_controleren"]);
    assert_eq!(code, Some(0), "{told}");
    let wat = "`traject.duur >= 41.dagen` in plaats van `traject.duur >= 6.weken`";
    assert!(told.contains(&format!("{place}  {wat}")), "{told}");
    let (_, told) = regels(&["mutatie", map, "--json"]);
    let value: Value = serde_json::from_str(&told).unwrap();
    assert!(value["uitslag"]["veranderingen"].as_u64().unwrap() > 20, "{told}");
}

#[test]
fn what_sets_off_what_is_told_and_drawn_and_a_circle_is_refused() {
    let (house, rules) = house();
    let map = rules.to_str().unwrap();
    let svg = house.path().join("regels.svg");
    let next = "trigger(#{ omschrijving: \"Vraagt na het eerste contact om een controle\",\n\
                gebeurtenis: \"taak.toegevoegd\",\nals: taak.code == \"EersteContact\",\n\
                dan: [ nieuwe_taak(\"ControleerVangnet\") ] });\n";
    fs::write(rules.join("triggers/vervolg.rhai"), next).unwrap();
    let (code, told) = regels(&["graaf", map, "--svg", svg.to_str().unwrap()]);
    assert_eq!(code, Some(0), "{told}");
    let arrow = "ziekmelding_eerste_contact (verzuim.ziekmelding, traject.gestart)\n  -> vervolg  \
                 door nieuwe_taak(\"EersteContact\"), bij taak.toegevoegd";
    assert!(told.contains(arrow), "{told}");
    assert!(fs::read_to_string(&svg).unwrap().contains("<svg"));
    fs::write(
        rules.join("triggers/vervolg.rhai"),
        next.replace("ControleerVangnet", "EersteContact"),
    )
    .unwrap();
    let (code, told) = regels(&["graaf", map]);
    assert_eq!(code, Some(1));
    assert!(told.contains("zetten elkaar eindeloos in gang: vervolg -> vervolg"), "{told}");
}
