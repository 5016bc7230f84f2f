//! Rules that change while messages come in: a good change is in use at once, a broken one never is,
//! and every message has the effects of one book.
#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use expect_test::{expect, expect_file};
use serde_json::Value;
use tests_harness::World;
use tests_simulators::sivi::{Generator, story};

/// The rule that changes.
const RULE: &str = "triggers/ziekmelding_eerste_contact.rhai";
/// What it asks for, and what it asks for after the change.
const CODES: [&str; 2] = ["EersteContact", "ControleerCorrectie"];

fn rule(world: &World) -> String {
    fs::read_to_string(world.folder().rules().join(RULE)).expect("the shipped rule")
}

fn save(world: &World, text: &str) {
    fs::write(world.folder().rules().join(RULE), text).expect("a rule");
}

/// Hash of the book in use.
fn book(world: &World) -> String {
    world.api().get("/api/regels")["boek"].as_str().expect("a hash").to_owned()
}

/// What is wrong with the rules in the folder.
fn faults(world: &World) -> String {
    let shown = world.api().get("/api/regels");
    let faults = shown["fouten"].as_array().expect("a list").iter();
    faults.filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>().join("\n")
}

/// Changes that make the rule unusable, by name.
fn broken(good: &str) -> [(&'static str, String); 4] {
    let [code, other] = CODES.map(|code| format!("nieuwe_taak(\"{code}\")"));
    [
        ("een haakje te weinig", good.replacen("trigger(#{", "trigger(#", 1)),
        ("een onbekende code", good.replace(CODES[0], "EersteKontact")),
        ("een toets die niet uitkomt", good.replacen(&code, &other, 1)),
        ("half opgeslagen", good.split_at(good.len() / 3).0.to_owned()),
    ]
}

#[test]
fn rules_change_while_messages_come_in() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    let good = rule(&world);
    let first = book(&world);
    let over = AtomicBool::new(false);
    let mut told = String::new();
    let second = thread::scope(|scope| {
        let sent = scope.spawn(|| send_until(&world, &over));
        let second = change(&world, &good, &first, &mut told);
        over.store(true, Ordering::SeqCst);
        assert!(sent.join().expect("a sender") > 0);
        second
    });
    world.settle();
    expect_file!["rules_change/broken.txt"].assert_eq(&world.plain(&told));
    let seen = books_of_messages(&world);
    assert_eq!(seen.keys().cloned().collect::<Vec<_>>(), in_order(&first, &second), "{seen:?}");
    assert_eq!((seen[&first].as_str(), seen[&second].as_str()), (CODES[0], CODES[1]));
}

fn in_order(one: &str, other: &str) -> Vec<String> {
    let mut both = vec![one.to_owned(), other.to_owned()];
    both.sort();
    both
}

/// A change, broken ones that change nothing, and one back and forth; gives the second book.
fn change(world: &World, good: &str, first: &str, told: &mut String) -> String {
    let changed = good.replace(CODES[0], CODES[1]);
    messages_pass(world);
    save(world, &changed);
    world.wait_until("de gewijzigde regel", |world| book(world) != first);
    let second = book(world);
    messages_pass(world);
    for (name, text) in broken(good) {
        let before = faults(world);
        save(world, &text);
        world.wait_until(name, |world| !faults(world).is_empty() && faults(world) != before);
        assert_eq!(book(world), second, "{name}: the old book goes on");
        messages_pass(world);
        let shown = world.cli(&["regels", "lijst"]);
        let said = shown.output.replace(&second, "(tweede boek)");
        let said = said.split("\ntrigger ").next().unwrap_or_default().trim_end();
        told.push_str(&format!("# {name}\n{said}\n\n"));
        assert_eq!(world.cli(&["regels", "controleer"]).code, Some(1), "{name}");
        let log = world.log();
        let first_line = faults(world).lines().next().unwrap_or_default().to_owned();
        assert!(log.contains("blijft in gebruik") && log.contains(&first_line), "{name}: {log}");
    }
    save(world, good);
    world.wait_until("de herstelde regel", |world| book(world) == first);
    assert_eq!(faults(world), "");
    messages_pass(world);
    save(world, &changed);
    world.wait_until("nog eens de gewijzigde regel", |world| book(world) == second);
    messages_pass(world);
    second
}

/// Waits until a few more messages have been judged.
fn messages_pass(world: &World) {
    let count = |world: &World| {
        world.api().get("/api/stand")["gebeurtenissen"].as_u64().unwrap_or_default()
    };
    let before = count(world);
    world.wait_until("berichten", |world| count(world) > before + 20);
}

/// Posts reports of illness until it is over; gives how many.
fn send_until(world: &World, over: &AtomicBool) -> usize {
    for (sent, message) in Generator::new(3, 2, 4_000).history().iter().enumerate() {
        if over.load(Ordering::SeqCst) {
            return sent;
        }
        assert_eq!(world.post(message).status, 200, "{}", message.name);
    }
    panic!("there are no messages left")
}

/// For each book that judged a report of illness the task that came of it; each report has one.
fn books_of_messages(world: &World) -> BTreeMap<String, String> {
    let mut tasks: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    let events = world.api().all("gebeurtenissen", "vanaf");
    for event in events.iter().filter(|event| event["type"] == "taak.toegevoegd") {
        let code = event["data"]["taak"]["code"].as_str().expect("a code").to_owned();
        tasks.entry(event["causation"].as_u64().expect("a cause")).or_default().push(code);
    }
    let mut books: BTreeMap<String, String> = BTreeMap::new();
    for event in events.iter().filter(|event| event["type"] == "verzuim.ziekmelding") {
        let seq = event["seq"].as_u64().expect("a number");
        let why = world.api().get(&format!("/api/gebeurtenissen/{seq}/waarom"));
        let book = why["trace"]["boek"].as_str().unwrap_or_else(|| panic!("no trace: {why}"));
        let [code] = tasks.get(&seq).map(Vec::as_slice).unwrap_or_default() else {
            panic!("{seq}: {:?} by {book}", tasks.get(&seq))
        };
        let known = books.entry(book.to_owned()).or_insert_with(|| code.clone());
        assert_eq!(known, code, "{seq} has the effects of another book");
    }
    books
}

#[test]
fn a_start_with_broken_rules_runs_the_last_book() {
    let mut world = World::setup().without_verwerkingsmeldingen().start();
    let good = rule(&world);
    let first = book(&world);
    save(&world, &good.replace(CODES[0], CODES[1]));
    world.wait_until("de gewijzigde regel", |world| book(world) != first);
    let second = book(&world);
    world.stop();
    save(&world, &good.replace(CODES[0], "EersteKontact"));
    world.restart();
    assert_eq!(book(&world), second, "the last one that was accepted");
    expect![[r#"
        fout: taak `EersteKontact` staat niet in catalogus.toml
         --> triggers/ziekmelding_eerste_contact.rhai:7:24
          |
        7 |     dan: [ nieuwe_taak("EersteKontact") ],
          |                        ^^^^^^^^^^^^^^^
          = bedoelt u `EersteContact`?

        fout: taak `EersteKontact` staat niet in catalogus.toml
          --> triggers/ziekmelding_eerste_contact.rhai:13:29
           |
        13 |     verwacht: [ nieuwe_taak("EersteKontact") ],
           |                             ^^^^^^^^^^^^^^^
           = bedoelt u `EersteContact`?
    "#]]
    .assert_eq(&world.plain(&faults(&world)));
    world.post(&story()[0]);
    world.settle();
    assert_eq!(world.tasks().matches(CODES[1]).count(), 1, "{}", world.tasks());

    save(&world, &good);
    world.wait_until("de herstelde regel", |world| book(world) == first);
    assert_eq!(faults(&world), "");
}

#[test]
fn a_file_comes_and_goes_and_a_folder_is_replaced() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    let first = book(&world);
    let extra = world.folder().rules().join("triggers/extra.rhai");
    fs::write(&extra, rule(&world).replace(CODES[0], CODES[1])).expect("a rule");
    world.wait_until("de extra regel", |world| book(world) != first);
    world.post(&story()[0]);
    world.settle();
    assert_eq!(world.tasks().lines().count(), 2, "{}", world.tasks());
    fs::remove_file(&extra).expect("the rule was there");
    world.wait_until("de regel is weg", |world| book(world) == first);

    // As some tools do: a whole new folder in the place of the old one.
    let (rules, other) = (world.folder().rules(), world.folder().path("regels-nieuw"));
    copy(&rules, &other);
    fs::write(other.join(RULE), rule(&world).replace(CODES[0], CODES[1])).expect("a rule");
    fs::rename(&rules, world.folder().path("regels-oud")).expect("the old folder goes");
    fs::rename(&other, &rules).expect("the new folder comes");
    world.wait_until("de nieuwe map", |world| book(world) != first);
    // And still watched after that.
    save(&world, &rule(&world).replace(CODES[1], CODES[0]));
    world.wait_until("een wijziging in de nieuwe map", |world| book(world) == first);
}

fn copy(from: &std::path::Path, to: &std::path::Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let copied = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).expect("a copy");
        }
    }
}
