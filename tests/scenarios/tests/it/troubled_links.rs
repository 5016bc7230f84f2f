//! Links in trouble: a connector that keeps failing is left alone for a while, an item that cannot be
//! fetched blocks only itself, and both are told once, and once more when it is over.
#![cfg(test)]

use std::collections::BTreeMap;
use std::fs;

use expect_test::{expect, expect_file};
use serde_json::{Value, json};
use tests_harness::World;
use tests_simulators::digipoort::{Mood, Moods, UwvDocument};

use crate::known;

/// A link with the hostile connector that is polled when a scenario asks for it.
fn polled(name: &str, mode: &str) -> Value {
    json!({
        "naam": name,
        "plugin": "guests",
        "importconfiguratie": "UWV documenten",
        "instellingen": { "mode": mode },
        "ophalen": { "elke_seconden": 86_400 },
    })
}

/// The events about links since there were so many, by type.
fn alerts(world: &World, since: u64) -> Vec<String> {
    let events = world.api().all("gebeurtenissen", "vanaf").into_iter();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    events
        .filter(|event| event["seq"].as_u64() > Some(since))
        .filter(|event| text(&event["type"]).starts_with("koppeling."))
        .map(|event| {
            let data = &event["data"];
            format!(
                "{} {} {}",
                text(&event["type"]),
                text(&data["koppeling"]),
                text(&data["soort"])
            )
        })
        .collect()
}

/// The subjects of the mails to who looks after the host.
fn subjects(world: &World) -> Vec<String> {
    let journal = world.mail().journal();
    let ours = |aan: &[String]| aan.iter().any(|to| to == "beheer@verzuimhuis.test");
    let letters = journal.letters().into_iter().filter(|letter| ours(&letter.aan));
    let mut subjects: Vec<String> = letters.map(|letter| letter.onderwerp.clone()).collect();
    subjects.sort();
    subjects
}

#[test]
fn a_connector_that_keeps_failing_is_left_alone_for_a_while() {
    let mut world = known::story(World::setup().link(polled("Valt", "trap")));
    let since = world.last_event();
    for _ in 0..4 {
        world.poll_link("Valt");
    }
    assert_eq!(alerts(&world, since), Vec::<String>::new(), "not yet");
    for _ in 0..3 {
        world.poll_link("Valt");
    }
    let calls = |world: &World| world.log().matches("de koppeling is gevallen").count();
    expect![[r#"
        VI001/UWV digipoort: 0 storingen achtereen, 0 wachtend, gemeld [], heeft gewerkt
        VI001/Valt guests: 5 storingen achtereen, 0 wachtend, gemeld [gepauzeerd], heeft gewerkt, gepauzeerd, reden: plugin `guests`: de plugin is vastgelopen: zij stuitte op een fout in zichzelf (panic), ophalen: plugin `guests`: de plugin is vastgelopen: zij stuitte op een fout in zichzelf (panic)
        VI001/Verzuimmeldingen sivi: 0 storingen achtereen, 0 wachtend, gemeld [], heeft gewerkt
    "#]].assert_eq(&world.links());
    let failed = calls(&world);
    world.poll_link("Valt");
    assert_eq!(calls(&world), failed, "it is not asked while it is paused");
    let shown = world.cli(&["koppelingen", "lijst"]);
    assert_eq!(shown.code, Some(0), "{shown:?}");
    expect_file!["troubled_links/paused.txt"].assert_eq(&world.plain(&shown.output));
    expect!["koppeling.storing VI001/Valt gepauzeerd"].assert_eq(&alerts(&world, since).join("\n"));

    world.put(&known::document(1));
    world.poll();
    assert_eq!(world.placed().len(), 1, "the others go on");

    world.change_link("Valt", |link| link["instellingen"]["mode"] = json!("fine"));
    let resumed = world.cli(&["koppelingen", "hervat", "VI001/Valt"]);
    assert_eq!(resumed.code, Some(0), "{resumed:?}");
    world.poll_link("Valt");
    world.poll_link("Valt");
    world.settle_deliveries();
    expect![[r#"
        koppeling.storing VI001/Valt gepauzeerd
        koppeling.hersteld VI001/Valt gepauzeerd"#]]
    .assert_eq(&alerts(&world, since).join("\n"));
    expect![[r#"
        Hersteld: koppeling VI001/Valt werkt weer
        Storing: koppeling VI001/Valt is gepauzeerd na herhaalde fouten"#]]
    .assert_eq(&subjects(&world).join("\n"));
    expect![[r#"
        VI001/UWV digipoort: 0 storingen achtereen, 0 wachtend, gemeld [], heeft gewerkt
        VI001/Valt guests: 0 storingen achtereen, 0 wachtend, gemeld [], heeft gewerkt
        VI001/Verzuimmeldingen sivi: 0 storingen achtereen, 0 wachtend, gemeld [], heeft gewerkt
    "#]]
    .assert_eq(&world.links());
    let again = world.cli(&["koppelingen", "hervat", "VI001/Valt"]);
    assert_eq!(again.code, Some(1), "{again:?}");
}

#[test]
fn an_item_that_cannot_be_fetched_blocks_only_itself() {
    let world = known::story(World::setup().attempts(2));
    let since = world.last_event();
    let (good, bad) = (known::document(1), known::document(11));
    let never = |document: &UwvDocument| UwvDocument {
        gedrag: Moods::from(Mood::Down),
        ..document.clone()
    };
    world.put(&good);
    world.poll();
    world.put(&never(&bad));
    world.put(&never(&known::document(12)));
    world.poll();
    world.settle_deliveries();
    assert_eq!(world.placed().len(), 1, "what is good is there");
    expect!["koppeling.storing VI001/UWV uitval"].assert_eq(&alerts(&world, since).join("\n"));
    let given_up = given_up(&world);
    let [poison, other] = ["DP-2026-0011", "DP-2026-0012"].map(|key| &given_up[key]);

    // The same document lies there under another kenmerk.
    let copy = UwvDocument {
        kenmerk: "DP-2026-0011-BIS".to_owned(),
        gedrag: Moods::fine(),
        ..bad.clone()
    };
    world.put(&copy);
    let told = mend(&world, poison, [&bad.kenmerk, &copy.kenmerk]);
    expect_file!["troubled_links/mended.txt"].assert_eq(&told);
    assert_eq!(world.placed().len(), 2);
    let ended = world.cli(&["bezorgingen", "opgeven", other]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    world.settle_deliveries();
    expect![[r#"
        koppeling.storing VI001/UWV uitval
        koppeling.hersteld VI001/UWV uitval"#]]
    .assert_eq(&alerts(&world, since).join("\n"));
    expect![[r#"
        Hersteld: koppeling VI001/UWV werkt weer
        Storing: koppeling VI001/UWV kon iets niet ophalen of bezorgen"#]]
    .assert_eq(&subjects(&world).join("\n"));
    let audit = world.audit();
    let is_done = |line: &str| line.contains(" bezorging.") && !line.contains(".ingezien ");
    let audit: String = audit.split_inclusive('\n').filter(|line| is_done(line)).collect();
    expect![[r#"
        toets (volgens opgave, beheertoken) bezorging.gewijzigd bz-1
        toets (volgens opgave, beheertoken) bezorging.opnieuw bz-1
        toets (volgens opgave, beheertoken) bezorging.opgegeven bz-2
    "#]]
    .assert_eq(&audit);
}

/// Looks at an item, has another fetched in its place, and tells what an operator sees of that.
fn mend(world: &World, poison: &str, [key, other]: [&str; 2]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("inhoud.json");
    let seen = world.cli(&["bezorgingen", "inhoud", poison]);
    let mut told = format!("# inhoud\n{}", seen.output);
    let json = world.cli(&["--json", "bezorgingen", "inhoud", poison]);
    let mended = json.output.replace(&format!("\"{key}\""), &format!("\"{other}\""));
    assert_ne!(mended, json.output);
    fs::write(&file, &mended).expect("a file");
    let path = file.display().to_string();
    for command in [
        &["bezorgingen", "wijzig", poison, "--bestand", &path][..],
        &["bezorgingen", "opnieuw", poison],
    ] {
        let ended = world.cli(command);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        told.push_str(&format!("# {}\n{}", command[1], ended.output));
    }
    world.settle_deliveries();
    let shown = world.cli(&["bezorgingen", "toon", poison]);
    told.push_str(&format!("# toon\n{}", shown.output));
    world.plain(&told.replace(&path, "inhoud.json"))
}

/// What was given up, by the key of the item.
fn given_up(world: &World) -> BTreeMap<String, String> {
    let all = world.api().all("bezorgingen", "na");
    let ended = all.iter().filter(|delivery| delivery["state"]["is"] == "given_up");
    let by_key = ended.map(|delivery| {
        let id = delivery["id"].as_str().expect("an id").to_owned();
        let content = world.api().get(&format!("/api/bezorgingen/{id}/inhoud"));
        (content["key"].as_str().expect("a key").to_owned(), id)
    });
    by_key.collect()
}
