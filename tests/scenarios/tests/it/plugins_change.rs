//! Plugins that change while messages come in: new calls begin on the new build, open ones end on the
//! old, and a build that is broken or asks for more changes nothing.
#![cfg(test)]

use std::fs;
use std::thread;

use expect_test::{expect, expect_file};
use serde_json::Value;
use tests_harness::{Ended, World};
use tests_simulators::sivi::{Generator, Message, story};

use crate::known;

/// What the connector says of the place of a report, and what another build says of it.
const PLACES: [&str; 2] = [", verzuimmelding ", ", VERZUIMMELDING "];
/// The same of a file in a message of Digipoort.
const FILES: [&str; 2] = [", bestand ", ", BESTAND "];
/// Employees in a message that is read in many rounds.
const MANY: u64 = 1_200;

/// Another build of a connector, which does the same: an empty custom section stands behind it.
fn same_but_other(wasm: &[u8]) -> Vec<u8> {
    [wasm, b"\0\x02\x01n"].concat()
}

/// Another build of a connector, which says something else.
fn says_otherwise(wasm: &[u8], [text, other]: [&str; 2]) -> Vec<u8> {
    assert_eq!(text.len(), other.len(), "nothing may move");
    let places: Vec<usize> = wasm
        .windows(text.len())
        .enumerate()
        .filter_map(|(place, window)| (window == text.as_bytes()).then_some(place))
        .collect();
    let [place] = places.as_slice() else { panic!("`{text}` stands there {} times", places.len()) };
    let mut wasm = wasm.to_vec();
    wasm[*place..place + text.len()].copy_from_slice(other.as_bytes());
    wasm
}

fn wasm(world: &World, plugin: &str) -> Vec<u8> {
    fs::read(world.folder().wasm(plugin)).expect("the connector")
}

/// Saves another build, as one does: beside the old one, and then in its place.
fn save(world: &World, plugin: &str, wasm: &[u8]) {
    let (path, beside) = (world.folder().wasm(plugin), world.folder().plugin(plugin).join("nieuw"));
    fs::write(&beside, wasm).expect("a file");
    fs::rename(&beside, &path).expect("the other build");
}

/// Hash of the build that new calls begin on.
fn current(world: &World, plugin: &str) -> String {
    let shown = world.api().get("/api/plugins");
    let all = shown["plugins"].as_array().expect("a list").iter();
    let hash = all.filter(|one| one["naam"] == plugin).map(|one| text(&one["sha256"])).next();
    hash.unwrap_or_else(|| panic!("plugin {plugin} is not loaded: {shown}"))
}

/// Hashes of former builds that are still loaded.
fn former(world: &World) -> Vec<String> {
    let shown = world.api().get("/api/plugins");
    shown["vorige"].as_array().expect("a list").iter().map(|one| text(&one["sha256"])).collect()
}

/// What stands in the way of builds.
fn problems(world: &World) -> String {
    let shown = world.api().get("/api/plugins");
    let all = shown["niet_geladen"].as_array().expect("a list").iter();
    world.plain(&all.map(text).collect::<Vec<_>>().join("\n"))
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// The places of the reports in a logverslag that are told with this text, and of all.
fn told_with(world: &World, report: &str, text: &str) -> (usize, usize) {
    let (mut from, mut told, mut all) = (1, 0, 0);
    loop {
        let page = world.api().get(&format!("/api/logverslagen/{report}?aantal=1000&vanaf={from}"));
        let lines = page["regels"].as_array().expect("lines");
        let with =
            |line: &&Value| line["plaats"].as_str().is_some_and(|place| place.contains(text));
        told += lines.iter().filter(with).count();
        all += lines.len();
        match page["volgende"].as_u64() {
            Some(next) if !lines.is_empty() => from = next,
            _ => return (told, all),
        }
    }
}

#[test]
fn open_calls_end_on_the_old_build_and_new_ones_begin_on_the_new() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    let (old, before) = (wasm(&world, "sivi"), current(&world, "sivi"));
    let mut large = Vec::new();
    let reports = Generator::new(9, 2, MANY).write_initial_load(&mut large).expect("a message");
    let report = thread::scope(|scope| {
        let sent = scope.spawn(|| world.post_bytes(&large));
        let events = |world: &World| world.api().get("/api/stand")["gebeurtenissen"].as_u64();
        world.wait_until("de eerste records", |world| events(world) > Some(300));
        save(&world, "sivi", &says_otherwise(&old, PLACES));
        world.wait_until("de andere bouw", |world| current(world, "sivi") != before);
        assert_eq!(former(&world), std::slice::from_ref(&before));
        let stand = world.api().get("/api/stand");
        assert_eq!(stand["berichten_in_behandeling"], 1, "it was over too soon to say anything");
        let small = world.post(&story()[0]);
        assert_eq!(told_with(&world, small.report(), PLACES[1]), (1, 1), "the new one reads it");
        sent.join().expect("an answer").report().to_owned()
    });
    world.settle();
    let reports = usize::try_from(reports).expect("not so many");
    assert_eq!(told_with(&world, &report, PLACES[0]), (reports, reports), "the old one read all");
    let all = world.api().get(&format!("/api/logverslagen/{report}"));
    assert_eq!(all["logverslag"]["telling"]["uitval"], 0, "{}", all["logverslag"]);
    world.wait_until("de oude bouw is weg", |world| former(world).is_empty());

    save(&world, "sivi", &old);
    world.wait_until("de oude bouw is terug", |world| current(world, "sivi") == before);
    let again = world.post(&story()[1]);
    assert_eq!(told_with(&world, again.report(), PLACES[0]), (1, 1));
}

#[test]
fn builds_change_under_continuous_traffic() {
    let world = World::setup().start();
    let old = wasm(&world, "sivi");
    let mut builds = vec![same_but_other(&old), says_otherwise(&old, PLACES), old.clone()];
    builds.push(same_but_other(&same_but_other(&old)));
    let messages = Generator::new(11, 2, 60).history();
    let mut hashes = vec![current(&world, "sivi")];
    thread::scope(|scope| {
        let sent = scope.spawn(|| post_all(&world, &messages));
        for build in &builds {
            let before = current(&world, "sivi");
            save(&world, "sivi", build);
            world.wait_until("een andere bouw", |world| current(world, "sivi") != before);
            hashes.push(current(&world, "sivi"));
        }
        sent.join().expect("a sender");
    });
    assert_eq!((hashes.len(), &hashes[0]), (5, &hashes[3]), "{hashes:?}");
    world.settle_deliveries();
    let journal = world.journal();
    assert_eq!((journal.distinct as usize, journal.repeated), (messages.len(), 0));
}

fn post_all(world: &World, messages: &[Message]) {
    for message in messages {
        let answer = world.post(message);
        assert_eq!(answer.status, 200, "{}", message.name);
        let shown = world.api().get(&format!("/api/logverslagen/{}", answer.report()));
        assert_eq!(shown["logverslag"]["telling"]["uitval"], 0, "{}: {shown}", message.name);
    }
}

#[test]
fn a_broken_build_keeps_the_old_one() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    let (old, before) = (wasm(&world, "sivi"), current(&world, "sivi"));
    let mut told = String::new();
    let half = old.split_at(old.len() / 2).0.to_vec();
    for ((name, build), message) in
        [("geen wasm", b"onzin".to_vec()), ("half", half)].into_iter().zip(story())
    {
        let problem = problems(&world);
        save(&world, "sivi", &build);
        world.wait_until(name, |world| !problems(world).is_empty() && problems(world) != problem);
        told.push_str(&format!("# {name}\n{}\n", problems(&world)));
        assert_eq!(current(&world, "sivi"), before, "{name}");
        assert_eq!(world.post(&message).status, 200, "{name}");
        assert!(world.log().contains("een vorige blijft in gebruik"), "{name}: {}", world.log());
    }
    // Where in the file it ends is for who built it.
    let told = told.split(": section range").next().unwrap_or_default();
    expect![[r#"
        # geen wasm
        plugins/sivi/plugins_sivi.wasm: dit is geen WebAssembly-component; bouw voor wasm32-wasip2
        # half
        plugins/sivi/plugins_sivi.wasm: dit is geen plugin voor deze host"#]]
    .assert_eq(told);
    let shown = world.cli(&["plugins", "lijst"]);
    assert!(shown.output.contains("niet geladen: "), "{shown:?}");
    save(&world, "sivi", &same_but_other(&old));
    world.wait_until("een goede bouw", |world| current(world, "sivi") != before);
    assert_eq!(problems(&world), "");
}

#[test]
fn a_build_that_asks_for_more_waits_until_that_is_accepted() {
    let mut world = World::setup().without_verwerkingsmeldingen().start();
    let (old, before) = (wasm(&world, "sivi"), current(&world, "sivi"));
    let manifest = world.folder().plugin("sivi").join("plugin.toml");
    let asks = fs::read_to_string(&manifest).expect("plugin.toml");
    let more = asks.replacen("[asks]", "[asks]\ncredentials = [\"partner\"]", 1).replacen(
        "\"instelling:verwerkingsmelding_url\"",
        "\"instelling:verwerkingsmelding_url\", \"elders.test:443\"",
        1,
    );
    assert_ne!(asks, more);
    fs::write(&manifest, more).expect("plugin.toml");
    save(&world, "sivi", &same_but_other(&old));
    let waits = |world: &World| world.api().get("/api/plugins")["wacht_op_aanvaarding"].clone();
    world.wait_until("de nieuwe bouw wacht", |world| waits(world) != serde_json::json!([]));
    assert_eq!(current(&world, "sivi"), before);
    assert_eq!(world.post(&story()[0]).status, 200);
    let shown = world.cli(&["plugins", "lijst"]);
    expect![[r#"
        naam       versie  sha256
        digipoort  0.1.0   (hash)
        sivi       0.1.0   (hash)
        wacht: sivi 0.1.0 vraagt om meer: verzoeken naar elders.test:443, toegangsgegeven `partner`. Aanvaarden: schakel plugins aanvaard sivi
    "#]].assert_eq(&world.plain(&shown.output));

    // A start does not load it either.
    world.stop();
    world.restart();
    let refused = world.post(&story()[1]);
    expect![[r#"
        503 Nu niet beschikbaar
            De koppeling werkt nu niet: plugin `sivi` van deze koppeling is niet geladen."#]]
    .assert_eq(&world.plain(&refused.to_string()));
    let accepted = world.cli(&["plugins", "aanvaard", "sivi"]);
    assert_eq!(accepted.code, Some(0), "{accepted:?}");
    expect![[r#"
        Plugin sivi versie 0.1.0 is aanvaard en in gebruik.
    "#]]
    .assert_eq(&accepted.output);
    assert_ne!(current(&world, "sivi"), before);
    assert_eq!(waits(&world), serde_json::json!([]));
    assert_eq!(world.post(&story()[1]).status, 200);
    let again = world.cli(&["plugins", "aanvaard", "sivi"]);
    assert_eq!(again.code, Some(1), "{again:?}");
    let audit = world.audit();
    assert!(
        audit.lines().any(|line| line.contains("plugin.") && line.contains("toets")),
        "{audit}"
    );
}

#[test]
fn a_candidate_is_held_against_what_happened() {
    let world = known::story(World::setup());
    for number in [1, 3] {
        world.put(&known::document(number));
        world.poll();
    }
    let mut told = String::new();
    let mut tried = |name: &str, build: &[u8], koppeling: &str, code: i32| {
        let folder = tempfile::tempdir().expect("a folder");
        let candidate = folder.path().join("kandidaat.wasm");
        fs::write(&candidate, build).expect("a candidate");
        let path = candidate.display().to_string();
        let ended = world.cli(&["plugins", "proef", &path, "--koppeling", koppeling]);
        assert_eq!(ended.code, Some(code), "{name}: {ended:?}");
        told.push_str(&format!("# {name}\n{}\n", shown(&ended, &path)));
    };
    let (sivi, digipoort) = (wasm(&world, "sivi"), wasm(&world, "digipoort"));
    tried("sivi, dezelfde", &sivi, "VI001/Verzuimmeldingen", 0);
    tried("sivi, een andere bouw", &same_but_other(&sivi), "VI001/Verzuimmeldingen", 0);
    tried("sivi, zegt iets anders", &says_otherwise(&sivi, PLACES), "VI001/Verzuimmeldingen", 1);
    tried("digipoort, een andere bouw", &same_but_other(&digipoort), "VI001/UWV", 0);
    tried("digipoort, zegt iets anders", &says_otherwise(&digipoort, FILES), "VI001/UWV", 1);
    tried("digipoort als sivi", &digipoort, "VI001/Verzuimmeldingen", 1);
    tried("geen wasm", b"onzin", "VI001/UWV", 1);
    tried("geen koppeling", &sivi, "VI001/Elders", 2);
    expect_file!["plugins_change/trials.txt"].assert_eq(&world.plain(&told));
    assert_eq!(former(&world), Vec::<String>::new(), "nothing of it is kept");
}

/// What a trial says, without figures of fuel and memory, which are those of a compiler.
fn shown(ended: &Ended, path: &str) -> String {
    let text = format!("{}{}", ended.output, ended.errors).replace(path, "kandidaat.wasm");
    let words = |line: &str| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let figure =
            |at: usize| words.get(at + 1) == Some(&"→") || (at > 0 && words[at - 1] == "→");
        let told = words.iter().enumerate().map(|(at, word)| {
            if figure(at) {
                assert!(word.parse::<u64>().is_ok_and(|figure| figure > 0), "{line}")
            }
            if figure(at) { "…" } else { *word }
        });
        let indent = &line[..line.len() - line.trim_start().len()];
        format!("{indent}{}", told.collect::<Vec<_>>().join(" "))
    };
    text.lines().map(words).collect::<Vec<_>>().join("\n")
}
