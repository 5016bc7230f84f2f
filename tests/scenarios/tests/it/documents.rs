//! Documents of UWV: fetched under machtigingen that are active, and placed where they belong.
#![cfg(test)]

use std::fs;

use expect_test::{expect, expect_file};
use serde_json::Value;
use tests_harness::World;
use tests_simulators::digipoort::{DIENSTEN, Plaats, Vorm, story};
use tests_simulators::sivi::story as sivi_story;

use crate::known;

/// The file of the conversiegroep.
const GROEP: &str = "conversiegroepen/digizsm_documenten.rhai";

#[test]
fn every_document_of_the_story_comes_where_it_belongs() {
    let world = known::story(World::setup());
    let before = world.last_event();
    for one in story() {
        world.put(&one.document);
        world.poll();
        world.settle_deliveries();
        place_is_right(&world, &one.document.kenmerk, one.plaats, one.is_pdf);
    }
    expect_file!["documents/events.txt"].assert_eq(&world.events_after(before));
    expect_file!["documents/documents.txt"].assert_eq(&world.documents());
    expect_file!["documents/tasks.txt"].assert_eq(&world.tasks());
    expect_file!["documents/mails.txt"].assert_eq(&world.mails());
    expect_file!["documents/machtigingen.txt"].assert_eq(&world.machtigingen());
    expect_file!["documents/deliveries.txt"].assert_eq(&world.deliveries());
    let digipoort = world.digipoort().journal();
    let times = digipoort.opgehaald();
    assert!(times.values().all(|times| *times == 1), "fetched more than once: {times:?}");
    assert_eq!(times.len(), story().len() - 1, "not all but the one that may not be: {times:?}");
}

/// Whether every file of a message is in the dossier and the traject that it belongs in.
fn place_is_right(world: &World, kenmerk: &str, plaats: Plaats, is_pdf: bool) {
    let placed = world.placed();
    let of_message = |key: &str| key.split('/').next() == Some(kenmerk);
    let placed: Vec<_> =
        placed.iter().filter(|document| of_message(&document.extern_kenmerk)).collect();
    assert_eq!(placed.is_empty(), plaats == Plaats::Nergens, "{kenmerk}: {placed:?}");
    for document in placed {
        let (soort, dossier) = match plaats {
            Plaats::Werknemer => ("UwvDocumenten", "wn-"),
            Plaats::Werkgever => ("UwvDocumenten", "wg-"),
            Plaats::NietGevonden => ("UwvDocumentenWerknemerNietGevonden", "wg-"),
            Plaats::Nergens => unreachable!("it is nowhere"),
        };
        assert_eq!(document.traject, soort, "{kenmerk}");
        assert!(document.dossier.starts_with(dossier), "{kenmerk}: {document:?}");
        // Of metadata that cannot be read nothing is thrown away: they lie there as a file more.
        if document.extern_kenmerk.ends_with("/1") {
            assert_eq!(document.opmerking.is_empty(), is_pdf, "{kenmerk}: {document:?}");
        }
    }
}

#[test]
fn only_an_active_machtiging_fetches() {
    let world = World::setup().uwv().without_verwerkingsmeldingen().start();
    world.post(&sivi_story()[0]);
    let document = known::document(1);
    world.put(&document);
    let (lhnr, dienst) = (document.loonheffingennummer.clone(), document.dienst);
    let id = world.request_machtiging("FLSN100200", &lhnr, &dienst);
    let mut told = String::new();
    for status in ["ontvangen", "in_behandeling", "activering_verstuurd"] {
        world.set_machtiging(&id, status);
        told.push_str(&refused_jumps(&world, &id, status));
        world.poll();
        assert_eq!(world.digipoort().journal().calls.len(), 0, "{status}: nothing is asked for");
    }
    world.set_machtiging(&id, "actief");
    told.push_str(&refused_jumps(&world, &id, "actief"));
    world.poll();
    assert_eq!(
        world.placed().len(),
        1,
        "{} {:?}",
        world.link("VI001/UWV"),
        world.digipoort().journal()
    );

    world.set_machtiging(&id, "ingetrokken");
    told.push_str(&refused_jumps(&world, &id, "ingetrokken"));
    let calls = world.digipoort().journal().calls.len();
    world.put(&known::document(11));
    world.poll();
    assert_eq!((world.digipoort().journal().calls.len(), world.placed().len()), (calls, 1));
    expect_file!["documents/refused_jumps.txt"].assert_eq(&world.plain(&told));
}

/// Every state that cannot follow, with what the host says of it.
fn refused_jumps(world: &World, id: &str, now: &str) -> String {
    let next: &[&str] = match now {
        "ontvangen" => &["verstuurd", "activering_verstuurd", "actief", "ingetrokken"],
        "in_behandeling" => &["verstuurd", "ontvangen", "actief", "ingetrokken"],
        "activering_verstuurd" => &["verstuurd", "ontvangen", "ingetrokken"],
        "actief" => &["in_behandeling", "afgekeurd", "geannuleerd", "activering_verstuurd"],
        _ => &["verstuurd", "actief", "in_behandeling"],
    };
    let mut told = format!("# {now}\n");
    for to in next {
        let answer = world.api().ask("POST", &format!("/api/machtigingen/{id}/{to}"), None);
        assert!((400..500).contains(&answer.status), "{now} naar {to}: {answer}");
        told.push_str(&format!("{to}: {answer}\n"));
    }
    told
}

#[test]
fn a_machtiging_is_requested_and_followed_on_the_command_line() {
    let world = World::setup().uwv().start();
    let mut told = String::new();
    let mut run = |arguments: &[&str]| {
        let ended = world.cli(arguments);
        told.push_str(&format!("$ schakel {}\n", arguments.join(" ")));
        told.push_str(&format!("{}{}({:?})\n", ended.output, ended.errors, ended.code));
        ended.output
    };
    let lhnr = world.werkgevercodes().into_iter().find(|(_, code)| code == "FLSN100200");
    let (lhnr, code) = lhnr.expect("an employer");
    let request = |dienst: &'static str| {
        let verb = ["machtigingen", "aanvragen", "--werkgevercode", &code];
        [&verb[..], &["--loonheffingennummer", &lhnr, "--dienst", dienst]].concat()
    };
    run(&request(DIENSTEN[0]));
    run(&request(DIENSTEN[0]));
    run(&request("UWV-BESTAAT-NIET"));
    let all = world.api().all("machtigingen", "na");
    let id = all[0]["id"].as_str().expect("an id").to_owned();
    run(&["machtigingen", "zet", &id, "actief"]);
    run(&["machtigingen", "zet", &id, "in_behandeling"]);
    run(&["machtigingen", "zet", &id, "afgekeurd", "--reden", "onbekend nummer"]);
    run(&["machtigingen", "zet", &id, "in_behandeling"]);
    run(&["machtigingen", "lijst"]);
    let json = run(&["--json", "machtigingen", "lijst", "--status", "afgekeurd"]);
    let json: Value = serde_json::from_str(&json).expect("JSON");
    assert_eq!(json["machtigingen"].as_array().map(Vec::len), Some(1), "{json}");
    let told = told.split("$ schakel --json").next().unwrap_or_default();
    expect_file!["documents/machtiging_by_hand.txt"].assert_eq(&world.plain(told));
    let audit = world.audit();
    let audit: String =
        audit.split_inclusive('\n').filter(|line| line.contains(" machtiging.")).collect();
    expect![[r#"
        toets (volgens opgave, beheertoken) machtiging.verstuurd wg-1
        toets (volgens opgave, beheertoken) machtiging.in_behandeling wg-1
        toets (volgens opgave, beheertoken) machtiging.afgekeurd wg-1
    "#]]
    .assert_eq(&audit);
}

#[test]
fn without_the_conversiegroep_a_document_has_no_kenmerk_and_nothing_is_wrong() {
    let world = known::story(World::setup().without_rule(GROEP));
    world.put(&known::document(1));
    world.poll();
    expect![[r#"
        doc-1 DP-2026-0001/1 (zonder kenmerk) in UwvDocumenten van wn-1 FLSN100200 WN0000000: application/pdf, 4000 bytes
    "#]].assert_eq(&world.documents());
    let reports = world.api().all("logverslagen", "na");
    let report = reports.iter().find(|report| report["importkoppeling"] == "UWV");
    let report = report.expect("a logverslag");
    let shown =
        world.api().get(&format!("/api/logverslagen/{}", report["id"].as_str().expect("an id")));
    expect![[r#"[{"events":[71,72,73],"nr":1,"plaats":"bericht 1, bestand 1","sleutel":"DP-2026-0001/1","uitkomst":"verwerkt","werknemer":"wn-1"}]"#]].assert_eq(&world.plain(&shown["regels"].to_string()));
    assert_eq!(world.unmapped(), "");
}

#[test]
fn a_value_without_a_row_gets_other_and_is_counted() {
    let mut world = known::story(World::setup());
    world.stop();
    let file = world.folder().rules().join(GROEP);
    let text = fs::read_to_string(&file).expect("the conversiegroep");
    let row = text.lines().find(|line| line.contains("\"UWV-ERZW-AB\":")).expect("a row");
    fs::write(&file, text.replace(row, "")).expect("a changed conversiegroep");
    world.restart();
    for number in [1, 3] {
        world.put(&known::document(number));
        world.poll();
    }
    let kenmerken: Vec<(String, String)> = world
        .placed()
        .into_iter()
        .map(|document| (document.extern_kenmerk, document.kenmerk))
        .collect();
    expect![[r#"
        [
            (
                "DP-2026-0001/1",
                "Ziektewet",
            ),
            (
                "DP-2026-0003/1",
                "Overig UWV",
            ),
            (
                "DP-2026-0003/2",
                "Overig UWV",
            ),
        ]"#]]
    .assert_eq(&format!("{kenmerken:#?}"));
    expect![[r#"
        DigiZsm Documenten / Document kenmerk: UWV-ERZW-AB (2 keer)
    "#]]
    .assert_eq(&world.unmapped());
    let shown = world.cli(&["regels", "onbekende-waarden"]);
    assert_eq!(shown.code, Some(0), "{shown:?}");
    expect![[r#"
        conversiegroep      sleutel           waarde       aantal  eerst                laatst
        DigiZsm Documenten  Document kenmerk  UWV-ERZW-AB  2       (moment)  (moment)
    "#]]
    .assert_eq(&world.plain(&shown.output));
}

#[test]
fn either_carrier_says_the_same() {
    let world = known::story(World::setup());
    for vorm in [Vorm::Metadata, Vorm::Pdf] {
        let mut document = known::document(1);
        document.kenmerk = format!("DP-{vorm:?}");
        document.vorm = vorm;
        world.put(&document);
        world.poll();
    }
    let placed = world.placed();
    assert_eq!(placed.len(), 2, "{placed:?}");
    let (one, other) = (&placed[0], &placed[1]);
    assert_eq!(
        (&one.sha256, &one.dossier, &one.traject),
        (&other.sha256, &other.dossier, &other.traject)
    );
}
