//! Stopping and starting again: what was there is there, and what is not right is refused.
#![cfg(test)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::time::Duration;

use expect_test::expect;
use serde_json::Value;
use tests_harness::World;
use tests_simulators::sivi::story;

fn after_the_story() -> World {
    let world = World::new();
    for message in story() {
        world.post(&message);
    }
    world.settle_deliveries();
    world
}

fn all(world: &World) -> String {
    [world.events(), world.dossiers(), world.tasks(), world.deliveries(), world.audit()].concat()
}

#[test]
fn all_is_there_after_a_stop_and_after_a_kill() {
    let mut world = after_the_story();
    let before = all(&world);
    world.stop();
    world.restart();
    assert_eq!(all(&world), before);
    world.kill();
    world.restart();
    assert_eq!(all(&world), before);
    let again = world.post(&story()[0]);
    let counts = &world.portal().logverslag(again.report())["logverslag"]["telling"];
    assert_eq!((&counts["verwerkt"], &counts["dubbel"]), (&0.into(), &1.into()));
}

#[test]
fn the_store_is_sound_and_equal_to_its_log() {
    let mut world = after_the_story();
    let events = world.api().all("gebeurtenissen", "vanaf").len();
    let busy = world.cli(&["store", "controleer"]);
    assert_eq!(busy.code, Some(2), "{busy:?}");
    world.stop();
    let told = |command: [&str; 3]| -> Value {
        let ended = world.cli(&command);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        serde_json::from_str(&ended.output).expect("JSON")
    };
    let checked = told(["--json", "store", "controleer"]);
    assert_eq!((&checked["goed"], &checked["fouten"]), (&true.into(), &0.into()), "{checked}");
    assert_eq!(checked["gebeurtenissen"], events, "{checked}");
    let rebuilt = told(["--json", "store", "herbouw"]);
    assert_eq!(rebuilt["gelijk"], true, "{rebuilt}");
    assert_eq!(rebuilt["rijen_anders"], 0, "{rebuilt}");
    assert_eq!(rebuilt["gebeurtenissen"], events, "{rebuilt}");
}

#[test]
fn a_second_host_on_the_same_data_is_refused() {
    let world = World::new();
    let second = world.cli(&["serve"]);
    assert_eq!(second.code, Some(2), "{second:?}");
    let said = second.errors.lines().last().unwrap_or_default();
    expect!["gegevens wordt al gebruikt door een draaiende schakel"].assert_eq(&world.plain(said));
    assert_eq!(world.post(&story()[0]).status, 200);
}

#[test]
fn data_without_its_own_key_is_refused_and_left_alone() {
    let mut world = after_the_story();
    let before = all(&world);
    world.stop();
    let key = world.folder().data().join("sleutel");
    let right = fs::read(&key).expect("a key");

    let mut told = String::new();
    let mut refused = |world: &mut World, name: &str| {
        let ended = world.restart_with(&[]).expect_err(name);
        assert_eq!((ended.code, ended.output.as_str()), (Some(2), ""), "{name}: {ended:?}");
        let said = ended.errors.lines().last().unwrap_or_default();
        told.push_str(&world.plain(&format!("{name}: {said}\n")));
    };
    fs::remove_file(&key).expect("a key");
    refused(&mut world, "zonder sleutel");
    assert!(!key.exists(), "a new key beside old data would hide what happened");
    fs::write(&key, format!("schakel-sleutel-1 {}\n", "5".repeat(64))).expect("another key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("permissions");
    refused(&mut world, "met een andere sleutel");
    fs::write(&key, "geheim\n").expect("no key");
    refused(&mut world, "met iets anders dan een sleutel");
    fs::write(&key, &right).expect("the key");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o644)).expect("permissions");
    refused(&mut world, "met een sleutel die anderen lezen");
    fs::set_permissions(&key, fs::Permissions::from_mode(0o600)).expect("permissions");
    expect![[r#"
        zonder sleutel: gegevens/sleutel ontbreekt, terwijl er wel gegevens zijn in gegevens/schakel.redb. De gegevens zijn heel, maar zonder deze sleutel niet te lezen: zet het sleutelbestand terug uit de back-up
        met een andere sleutel: gegevens/sleutel is niet de sleutel van gegevens/schakel.redb. De gegevens zijn heel: zet het sleutelbestand terug dat erbij hoort
        met iets anders dan een sleutel: gegevens/sleutel is geen sleutelbestand: het begint niet met schakel-sleutel-1. Zet het terug uit de back-up
        met een sleutel die anderen lezen: gegevens/sleutel is leesbaar voor anderen (rechten 644). Voer uit: chmod 600 gegevens/sleutel
    "#]].assert_eq(&told);

    world.restart();
    assert_eq!(all(&world), before);
}

#[test]
fn a_first_start_that_is_killed_can_be_done_again() {
    let mut world = World::new();
    world.stop();
    fs::remove_dir_all(world.folder().data()).expect("data");
    for ms in [2, 5, 10, 15, 20, 30, 40, 60, 100, 200] {
        world.start_briefly(Duration::from_millis(ms));
    }
    world.restart();
    assert_eq!(world.events(), "");
}
