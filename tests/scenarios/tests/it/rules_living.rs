//! Rules that people put in use: the concept, two people who must agree, a host that is killed at the
//! moment itself, and an earlier book that comes back.
#![cfg(test)]

use std::fs;
use std::thread;
use std::time::{Duration, Instant};

use expect_test::{expect, expect_file};
use serde_json::{Value, json};
use tests_harness::{Api, Ended, World};
use tests_simulators::sivi::story;

/// The rule that changes.
const RULE: &str = "triggers/ziekmelding_eerste_contact.rhai";
/// What it asks for, and what it asks for after the change.
const CODES: [&str; 2] = ["EersteContact", "ControleerCorrectie"];
/// How rules go live in these stories.
const FOUR_EYES: &str = "ingebruikname = \"concept\"\nvier_ogen = true\n";

fn rule(world: &World) -> String {
    fs::read_to_string(world.folder().rules().join(RULE)).expect("the shipped rule")
}

fn save(world: &World, text: &str) {
    fs::write(world.folder().rules().join(RULE), text).expect("a rule");
}

/// Saves the rule with the other task; the hash of the concept that it becomes.
fn change(world: &World) -> String {
    save(world, &rule(world).replace(CODES[0], CODES[1]));
    world.wait_until("het concept", |world| of(world, "concept").is_some());
    of(world, "concept").expect("a concept")
}

/// Hash of the book in use.
fn book(world: &World) -> String {
    world.api().get("/api/regels")["boek"].as_str().expect("a hash").to_owned()
}

/// Hash of the book that is the `concept` or the `voorstel`.
fn of(world: &World, what: &str) -> Option<String> {
    world.api().get("/api/regels")[what]["boek"].as_str().map(str::to_owned)
}

/// What the program says, with names in place of books.
fn said(world: &World, books: &[&str], ended: &Ended) -> String {
    let names = ["(eerste)", "(tweede)", "(derde)"];
    let text = format!("[{}] {}{}", ended.code.unwrap_or(-1), ended.output, ended.errors);
    let text = books.iter().zip(names).fold(text, |text, (book, name)| text.replace(book, name));
    world.plain(&text).lines().map(|line| without_counts(line) + "\n").collect()
}

/// A line without numbers that change with the shipped rules.
fn without_counts(line: &str) -> String {
    match line.contains(" tests geslaagd; de tests beproeven ") {
        true => "  (tests en dekking)".to_owned(),
        false => line.to_owned(),
    }
}

/// Waits until the host has ended by itself, as a power cut would end it.
fn ends(world: &mut World) -> bool {
    let until = Instant::now() + Duration::from_secs(20);
    while Instant::now() < until {
        if let Some(ended) = world.ended() {
            return ended.code.is_none();
        }
        thread::sleep(Duration::from_millis(10));
    }
    false
}

/// The codes of open tasks.
fn codes(world: &World) -> Vec<String> {
    let tasks = world.tasks();
    let code = |line: &str| line.split(' ').nth(1).unwrap_or_default().to_owned();
    tasks.lines().map(code).collect()
}

#[test]
fn two_people_put_a_concept_in_use() {
    let mut world = World::setup().without_verwerkingsmeldingen().regels(FOUR_EYES).start();
    let first = book(&world);
    let anna = world.operator("anna", &["regels"]);
    let bram = world.operator("bram", &["regels"]);
    let carla = world.operator("carla", &["taken"]);
    let second = change(&world);
    let books = [first.as_str(), second.as_str()];
    let mut told = String::new();
    let mut ask = |world: &World, name: &str, who: &Api, arguments: &[&str]| {
        let mut all = vec!["regels"];
        all.extend(arguments);
        let ended = world.cli_as(who, &all);
        let shown = all.join(" ").replace(&second, "(tweede)").replace(&first, "(eerste)");
        told.push_str(&format!("# {name}: {shown}\n{}\n", said(world, &books, &ended)));
    };
    ask(&world, "carla", &carla, &["concept"]);
    ask(&world, "carla", &carla, &["verschil", &second]);
    ask(&world, "carla", &carla, &["in-gebruik", &second]);
    ask(&world, "anna", &anna, &["in-gebruik", &second, "--opmerking", "eerst controleren"]);
    ask(&world, "anna", &anna, &["goedkeuren", &second]);
    ask(&world, "bram", &bram, &["goedkeuren", &first]);
    assert_eq!(book(&world), first);
    world.post(&story()[0]);
    world.settle();
    assert_eq!(codes(&world), [CODES[0]]);

    world.kill();
    world.restart();
    assert_eq!((book(&world), of(&world, "voorstel")), (first.clone(), Some(second.clone())));
    ask(&world, "anna", &anna, &["goedkeuren", &second]);
    ask(&world, "bram", &bram, &["goedkeuren", &second]);
    assert_eq!((book(&world), of(&world, "voorstel")), (second.clone(), None));
    assert_eq!(of(&world, "concept"), None);
    ask(&world, "carla", &carla, &["geschiedenis", "--aantal", "1"]);
    ask(&world, "anna", &anna, &["terug", &first]);
    ask(&world, "bram", &bram, &["afwijzen", &first]);
    ask(&world, "bram", &bram, &["concept"]);
    expect_file!["rules_living/two_people.txt"].assert_eq(&told);
    let audit: Vec<String> =
        world.audit().lines().filter(|line| line.contains(" regels.")).map(str::to_owned).collect();
    expect![[r#"
        map regels.in_gebruik (regelboek)
        anna regels.voorgesteld (regelboek)
        bram regels.goedgekeurd (regelboek)
        anna regels.voorgesteld (regelboek)
        bram regels.afgewezen (regelboek)"#]]
    .assert_eq(&audit.join("\n"));
}

#[test]
fn a_host_that_ends_as_rules_go_live_has_the_one_book_or_the_other() {
    let mut world = World::setup().without_verwerkingsmeldingen().regels(FOUR_EYES).start();
    let first = book(&world);
    let anna = world.operator("anna", &["regels"]);
    let bram = world.operator("bram", &["regels"]);
    let second = change(&world);
    assert_eq!(world.cli_as(&anna, &["regels", "in-gebruik", &second]).code, Some(0));
    for (place, live) in [("voor-ingebruikname", &first), ("na-ingebruikname", &second)] {
        world.stop();
        let chosen = ("SCHAKEL_FAALPUNT".to_owned(), format!("{place}:1"));
        world.restart_with(&[chosen]).unwrap_or_else(|ended| panic!("{place}: {ended:?}"));
        let ended = world.cli_as(&bram, &["regels", "goedkeuren", &second]);
        assert_ne!(ended.code, Some(0), "{place}: {ended:?}");
        assert!(ends(&mut world), "{place}: still there");
        world.restart();
        assert_eq!(book(&world), *live, "{place}");
        let is_live = *live == second;
        assert_eq!(of(&world, "voorstel").is_none(), is_live, "{place}");
        let history = world.api().get("/api/regels/geschiedenis");
        let entries = history["geschiedenis"].as_array().expect("a list");
        assert_eq!(
            (entries.len(), &entries[0]["boek"]),
            (1 + usize::from(is_live), &live.as_str().into())
        );
    }
    world.post(&story()[0]);
    world.settle();
    assert_eq!(codes(&world), [CODES[1]]);
}

#[test]
fn an_earlier_book_comes_back_and_stays_until_the_folder_changes() {
    let mut world = World::setup().without_verwerkingsmeldingen().start();
    let (first, good) = (book(&world), rule(&world));
    save(&world, &good.replace(CODES[0], CODES[1]));
    world.wait_until("de gewijzigde regel", |world| book(world) != first);
    let second = book(&world);
    world.post(&story()[0]);
    world.settle();
    // What it would do is foretold while it is written, and again for the record.
    let files = world.api().get(&format!("/api/regels/boeken/{first}"))["bestanden"].clone();
    let body = json!({ "bestanden": files, "laatste": 50 });
    let foretold = world.api().ask("POST", "/api/regels/kijk", Some(&body));
    assert_eq!(foretold.status, 200, "{foretold}");
    let foretold: Value = serde_json::from_str(&foretold.body).expect("JSON");
    assert_one_task_for_another(&foretold);
    let ended = world.cli(&[
        "regels",
        "terug",
        &first,
        "--opmerking",
        "te veel controles",
        "--met-wat-als",
    ]);
    expect![[r#"
        [0] Regelboek (eerste) is in gebruik.
        Wat er nu in de map staat wordt niet gebruikt zolang er niets in verandert.
    "#]]
    .assert_eq(&said(&world, &[&first], &ended));
    world.stop();
    world.restart();
    let shown = said(&world, &[&first, &second], &world.cli(&["regels", "lijst"]));
    let shown = shown.split("\ntrigger ").next().unwrap_or_default().to_owned();
    expect![[r#"
        [0] Regelboek (eerste), in gebruik sinds (moment)
        In de map staat regelboek (tweede); dat wordt niet gebruikt, want er is teruggegaan naar een eerder boek. Zodra er in de map iets verandert telt zij weer mee."#]]
    .assert_eq(&shown);
    let history = world.api().get("/api/regels/geschiedenis");
    let newest = &history["geschiedenis"][0];
    assert_eq!(
        (&newest["wijze"], &newest["opmerking"]),
        (&"terug".into(), &"te veel controles".into())
    );
    assert_one_task_for_another(&newest["wat_als"]);

    save(&world, &format!("// Iets erbij.\n{}", rule(&world)));
    world.wait_until("een ander boek", |world| ![&first, &second].contains(&&book(world)));
}

/// One report of illness would have given the one task in the place of the other, and nothing else.
fn assert_one_task_for_another(what_if: &Value) {
    let rules = what_if["regels"].as_object().expect("differences by rule");
    assert_eq!(rules.keys().collect::<Vec<_>>(), ["ziekmelding_eerste_contact"], "{what_if}");
    let rule = &rules["ziekmelding_eerste_contact"];
    assert_eq!((&rule["erbij"], &rule["eraf"]), (&1.into(), &1.into()), "{what_if}");
}
