//! A change of the rules foretold with `wat-als`, tried on one event with `proef`, and seen to come true;
//! and decisions of the past made again, and explained where nothing followed.
#![cfg(test)]

use std::{fs, path::Path};

use expect_test::expect;
use serde_json::Value;
use tests_harness::World;
use tests_simulators::sivi::story;

/// The rule that changes.
const RULE: &str = "triggers/ziekmelding_eerste_contact.rhai";

/// The rules of the host in another folder, with another task in one of them and one that hears of it.
fn change(world: &World, folder: &Path) {
    copy(&world.folder().rules(), folder);
    let rule = folder.join(RULE);
    let text = fs::read_to_string(&rule).expect("the shipped rule");
    fs::write(&rule, text.replace("EersteContact", "ControleerCorrectie")).expect("a rule");
    let hears = "trigger(#{ omschrijving: \"Hoort ervan\", gebeurtenis: \"taak.toegevoegd\",\n\
                 als: taak.code == \"ControleerCorrectie\" && gebeurtenis.bron == \"regel\",\n\
                 dan: [ emailsignaal(\"casemanager\") ] });\n";
    fs::write(folder.join("triggers/hoort.rhai"), hears).expect("a rule");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let there = to.join(entry.file_name());
        match entry.path().is_dir() {
            true => copy(&entry.path(), &there),
            false => drop(fs::copy(entry.path(), there).expect("a copy")),
        }
    }
}

fn json(world: &World, arguments: &[&str]) -> Value {
    let ended = world.cli(&[arguments, &["--json"]].concat());
    assert_eq!(ended.code, Some(0), "{arguments:?}: {}{}", ended.output, ended.errors);
    serde_json::from_str(&ended.output).unwrap_or_else(|e| panic!("{e}: {}", ended.output))
}

/// Numbers of the events of a type.
fn numbers(world: &World, kind: &str) -> Vec<String> {
    let page = world.api().get("/api/gebeurtenissen?aantal=1000");
    let all = page["gebeurtenissen"].as_array().expect("events").iter();
    all.filter(|event| event["type"] == kind).map(|event| event["seq"].to_string()).collect()
}

#[test]
fn what_is_foretold_and_tried_comes_true() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    for message in story() {
        world.post(&message);
        world.settle();
    }
    let other = world.folder().rules().with_file_name("andere-regels");
    let plugins = world.folder().rules().with_file_name("plugins");
    change(&world, &other);
    let (map, plugins) = (other.to_str().expect("a path"), plugins.to_str().expect("a path"));
    let before = numbers(&world, "taak.toegevoegd").len();

    let report = json(&world, &["regels", "wat-als", map, "--plugins", plugins]);
    let rule = &report["regels"]["ziekmelding_eerste_contact"];
    let ill = numbers(&world, "verzuim.ziekmelding").len() as u64;
    assert!(ill > 1 && rule["erbij"] == ill && rule["eraf"] == ill, "{ill}: {rule}");
    assert_eq!(report["regels"]["hoort"]["vervolg_erbij"], ill, "{report}");
    let none =
        json(&world, &["regels", "wat-als", map, "--plugins", plugins, "--tot", "2001-01-01"]);
    assert_eq!(none["dossiers_anders"], 0);

    let first = &numbers(&world, "verzuim.ziekmelding")[0];
    let tried = json(&world, &["regels", "proef", first, "--map", map, "--plugins", plugins]);
    expect![[r#"[{"gevolg":"nieuwe_taak(\"ControleerCorrectie\")","regel":"ziekmelding_eerste_contact"}]"#]]
        .assert_eq(&tried["plan"].to_string());
    assert_eq!(numbers(&world, "taak.toegevoegd").len(), before, "nothing is carried out");

    let again = json(&world, &["regels", "waarom", first, "--opnieuw"]);
    assert_eq!(again["opnieuw"]["uitkomst"]["zelfde"], true, "{again}");
    let check = json(&world, &["regels", "wat-als", "--controle"]);
    assert_eq!(check["afwijkend"], 0, "{check}");

    // The other rules go live, and the same report is made again: it goes as was foretold.
    copy(&other, &world.folder().rules());
    world.wait_until("de andere regels", |world| {
        world.api().get("/api/regels")["boek"] == report["ander_boek"]
    });
    let same = json(&world, &["regels", "wat-als", map, "--plugins", plugins]);
    assert_eq!((&same["dossiers_anders"], &same["boek"]), (&0.into(), &report["ander_boek"]));
    let then = json(&world, &["regels", "waarom", first, "--opnieuw"]);
    assert_eq!(
        then["opnieuw"]["boek"]["boek"], report["boek"],
        "it is decided with the book of then"
    );
    assert_eq!(then["opnieuw"]["uitkomst"]["zelfde"], true, "{then}");
}

#[test]
fn why_nothing_followed_is_told() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    world.post(&story()[0]);
    world.settle();
    let seq = &numbers(&world, "verzuim.ziekmelding")[0];
    let told = world.cli(&["regels", "waarom-niet", "correctie_controleren", seq]);
    assert!(
        told.output.contains("andere gebeurtenis: dit is verzuim.ziekmelding"),
        "{}",
        told.output
    );
    let fired = world.cli(&["regels", "waarom-niet", "ziekmelding_eerste_contact", seq]);
    assert!(
        fired.output.contains("ziekmelding_eerste_contact: van toepassing"),
        "{}",
        fired.output
    );
    let wrong = world.cli(&["regels", "waarom-niet", "ziekmelding_eerst_contact", seq]);
    assert!(
        wrong.code != Some(0) && wrong.errors.contains("ziekmelding_eerste_contact"),
        "{}",
        wrong.errors
    );
}
