//! Rules that are wrong: said with file, line and column, before the host starts with them.
#![cfg(test)]

use std::fs;

use expect_test::{expect, expect_file};
use tests_harness::World;

/// Where the wrong rule goes.
const PLACE: &str = "triggers/proef.rhai";

fn trigger(als: &str) -> String {
    format!(
        "// Een proef.\ntrigger(#{{\n    omschrijving: \"Proef\",\n    inschakelen: true,\n    \
         gebeurtenis: \"verzuim.ziekmelding\",\n    als: {als},\n    \
         dan: [ nieuwe_taak(\"EersteContact\") ],\n}});\n"
    )
}

#[test]
fn each_mistake_is_shown_with_its_place() {
    let world = World::new();
    let mut told = String::new();
    for (name, text) in [
        ("een haakje te weinig", trigger("(traject.soort == \"Verzuim\"")),
        ("een onbekend feit", trigger("traject.sort == \"Verzuim\"")),
        ("appels en peren", trigger("traject.soort == 3")),
        ("een lus", trigger("while true {}")),
        ("een onbekende taak", trigger("true").replace("EersteContact", "EersteContakt")),
        ("een onbekend event", trigger("true").replace("verzuim.ziekmelding", "verzuim.ziek")),
        ("geen regel", "dit is geen regel\n".to_owned()),
    ] {
        fs::write(world.folder().rules().join(PLACE), text).expect("a rule");
        let ended = world.cli(&["regels", "controleer"]);
        assert_eq!(ended.code, Some(1), "{name}: {ended:?}");
        told.push_str(&format!("# {name}\n{}\n", ended.output));
    }
    fs::remove_file(world.folder().rules().join(PLACE)).expect("the rule was there");
    let good = world.cli(&["regels", "controleer"]);
    assert_eq!(good.code, Some(0), "{good:?}");
    expect_file!["bad_rules/mistakes.txt"].assert_eq(&world.plain(&told));
}

#[test]
fn a_first_start_with_a_wrong_rule_is_refused() {
    let mut world = World::new();
    world.stop();
    // With nothing that was accepted before there is nothing to go on with.
    fs::remove_dir_all(world.folder().data()).expect("data");
    fs::write(world.folder().rules().join(PLACE), trigger("traject.sort == \"Verzuim\""))
        .expect("a rule");
    let refused = world.restart_with(&[]).expect_err("a wrong rule");
    assert_eq!((refused.code, refused.output.as_str()), (Some(2), ""), "{refused:?}");
    let said: Vec<&str> =
        refused.errors.lines().skip_while(|line| !line.starts_with("fout")).collect();
    expect![[r#"
        fout: onbekend feit `traject.sort`
         --> triggers/proef.rhai:6:10
          |
        6 |     als: traject.sort == "Verzuim",
          |          ^^^^^^^^^^^^
          = bedoelt u `traject.soort`?

        De regels in regels hebben fouten; de host start niet. Zie ze na met `schakel regels controleer`."#]].assert_eq(&world.plain(&said.join("\n")));

    fs::remove_file(world.folder().rules().join(PLACE)).expect("the rule was there");
    world.restart();
    assert_eq!(world.events(), "");
}
