//! Rules held against what really happened: which conditions it never tried, and which small changes
//! neither tests nor events would notice.
#![cfg(test)]

use expect_test::expect;
use serde_json::Value;
use tests_harness::World;
use tests_simulators::sivi::story;

/// What the program tells people.
fn told(world: &World, arguments: &[&str]) -> String {
    let ended = world.cli(arguments);
    assert_eq!(ended.code, Some(0), "{arguments:?}: {}{}", ended.output, ended.errors);
    ended.output
}

#[test]
fn what_happened_tries_the_rules_as_tests_do() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    for message in story() {
        world.post(&message);
        world.settle();
    }
    let rule = "ziekmelding_eerste_contact";
    let covered = told(&world, &["regels", "dekking", "--gebeurtenissen", "--regel", rule]);
    let lines: Vec<&str> = covered.lines().skip(1).collect();
    expect![[r#"
        triggers/ziekmelding_eerste_contact.rhai:6:10  nooit onwaar  traject.soort == "Verzuim"
        ja  nee  onbekend  beslissend  voorwaarde
        3   0    0         0           traject.soort == "Verzuim"
        0 van 1 voorwaarden beproefd.
    "#]]
    .assert_eq(&(lines.join("\n") + "\n"));
    let json = told(&world, &["regels", "dekking", "--gebeurtenissen", "--json"]);
    let value: Value = serde_json::from_str(&json).expect("JSON");
    assert!(value["gebeurtenissen"].as_u64().is_some_and(|count| count > 0), "{json}");
    let unseen = value["onbeproefd"].as_array().expect("a list");
    let never = unseen.iter().filter(|gap| gap["wat"] == "nooit_gevraagd").count();
    assert!(never > 0, "nothing happened to appointments: {json}");
    let unnoticed = told(&world, &["regels", "mutatie", "--gebeurtenissen", "--regel", rule]);
    assert!(unnoticed.ends_with("0 merkt geen test en geen gebeurtenis op.\n"), "{unnoticed}");
    let nobody = ["regels", "dekking", "--gebeurtenissen", "--werkgever", "NIEMAND"];
    assert_ne!(world.cli(&nobody).code, Some(0), "there is no such werkgever");
}
