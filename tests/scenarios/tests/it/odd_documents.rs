//! Everything that Digipoort and the documents there can be: nothing is lost and nothing doubled.
#![cfg(test)]

use std::thread;
use std::time::{Duration, Instant};

use expect_test::expect;
use tests_harness::{Placed, World};
use tests_simulators::digipoort::{Bestand, Inhoud, Mood, Moods, UwvDocument};

use crate::known;

/// Most that it may take until everything is placed.
const PATIENCE: Duration = Duration::from_secs(60);
/// Documents that come while the service is in one mood.
const BATCH: u64 = 6;

/// Polls until so many documents are placed, as a host does in its own time.
fn poll_until(world: &World, number: usize, why: &str) {
    let until = Instant::now() + PATIENCE;
    loop {
        world.poll();
        let placed = world.placed().len();
        if placed >= number {
            return world.settle_deliveries();
        }
        assert!(
            Instant::now() < until,
            "{why}: {placed} van {number} geplaatst\n{}{}",
            world.links(),
            world.deliveries()
        );
        thread::sleep(Duration::from_millis(100));
    }
}

/// Whether the dossiers hold these documents, each once, whole, and where it belongs.
fn check(world: &World, put: &[UwvDocument], why: &str) {
    let placed = world.placed();
    let keys: Vec<&str> = placed.iter().map(|one| one.extern_kenmerk.as_str()).collect();
    assert_eq!(keys.len(), put.len(), "{why}: {keys:?}");
    for (place, document) in (0..).zip(put) {
        let key = format!("{}/1", document.kenmerk);
        let found: Vec<&Placed> = placed.iter().filter(|one| one.extern_kenmerk == key).collect();
        let [found] = found.as_slice() else { panic!("{why}: {key}: {found:?}") };
        assert_eq!((found.owner.as_str(), found.opmerking.as_str()), (&*known::owner(place), ""));
        assert!(world.api().file(&found.id) == document.bytes(1), "{why}: {key} has changed");
    }
}

#[test]
fn a_service_in_any_mood_loses_and_doubles_nothing() {
    let world = known::many(World::setup());
    let moods = [
        "goed",
        "traag:200",
        "weg:700",
        "fout:4",
        "soms:3",
        "storing:4",
        "afgebroken:4",
        "afgekapt:5",
        "zwijgt:5",
        "dubbel",
        "geschud",
        "dubbel,geschud,soms:4,traag:30",
    ];
    let documents = known::stock(BATCH * moods.len() as u64);
    for (batch, mood) in documents.chunks(BATCH as usize).zip(moods) {
        world.digipoort().set_mood(mood.parse::<Moods>().expect("a mood"));
        let before = world.placed().len();
        batch.iter().for_each(|document| world.put(document));
        poll_until(&world, before + batch.len(), mood);
    }
    world.digipoort().set_mood(Moods::fine());
    world.poll();
    check(&world, &documents, "at the end");
    let deliveries = world.deliveries();
    assert!(!deliveries.contains("given_up") && !deliveries.contains("rejected"), "{deliveries}");
    let events = world.events();
    assert_eq!(events.matches(" document.toegevoegd ").count(), documents.len());
    assert_eq!(events.matches(" taak.toegevoegd ").count(), world.tasks().lines().count());
}

#[test]
fn a_service_that_is_down_is_asked_again_later() {
    let world = known::many(World::setup().digipoort(Mood::Down));
    let documents = known::stock(3);
    documents.iter().for_each(|document| world.put(document));
    world.poll();
    world.poll();
    assert_eq!(world.placed(), []);
    expect![[r#"
        VI001/UWV digipoort: 0 storingen achtereen, 0 wachtend, gemeld [], heeft gewerkt, ophalen: Digipoort antwoordt met HTTP 503
        VI001/Verzuimmeldingen sivi: 0 storingen achtereen, 0 wachtend, gemeld [], heeft gewerkt
    "#]].assert_eq(&world.links());
    world.digipoort().set_mood(Moods::fine());
    world.poll();
    check(&world, &documents, "after it came back");
    expect![[r#"
        VI001/UWV digipoort: 0 storingen achtereen, 0 wachtend, gemeld [], heeft gewerkt
        VI001/Verzuimmeldingen sivi: 0 storingen achtereen, 0 wachtend, gemeld [], heeft gewerkt
    "#]]
    .assert_eq(&world.links());
}

#[test]
fn a_host_that_is_killed_while_it_fetches_goes_on() {
    let mut world =
        known::many(World::setup().digipoort("traag:150".parse::<Moods>().expect("a mood")));
    let documents = known::stock(8);
    documents.iter().for_each(|document| world.put(document));
    for pause in [80, 200, 350, 500] {
        world.api().post("/api/koppelingen/VI001/UWV/nu");
        thread::sleep(Duration::from_millis(pause));
        world.kill();
        world.restart();
    }
    poll_until(&world, documents.len(), "after four kills");
    check(&world, &documents, "after four kills");
}

#[test]
fn a_bsn_of_nobody_is_for_a_person_to_place() {
    let world = known::many(World::setup());
    let documents = known::stock(4);
    for (document, mood) in
        documents.iter().zip([Mood::OtherBsn, Mood::BadBsn, Mood::OtherBsn, Mood::BadBsn])
    {
        world.put(&UwvDocument { gedrag: mood.into(), ..document.clone() });
    }
    poll_until(&world, documents.len(), "BSNs of nobody");
    expect![[r#"
        doc-1 DP-7-000000/1 (Ziektewet) in UwvDocumentenWerknemerNietGevonden van wg-1 FLSN100200: application/pdf, 9053 bytes
        doc-2 DP-7-000002/1 (Financieel ZW en WAZO) in UwvDocumentenWerknemerNietGevonden van wg-1 FLSN100200: application/pdf, 6923 bytes
        doc-3 DP-7-000001/1 (ERD Ziektewet inkoopdiensten) in UwvDocumentenWerknemerNietGevonden van wg-2 FLSN100201: application/pdf, 55294 bytes
        doc-4 DP-7-000003/1 (Ziektewet) in UwvDocumentenWerknemerNietGevonden van wg-2 FLSN100201: application/pdf, 40597 bytes
    "#]].assert_eq(&world.documents());
    assert_eq!(world.tasks().matches("PlaatsDocument").count(), documents.len());
}

#[test]
fn what_is_no_pdf_is_placed_and_said_to_be_none() {
    let world = known::many(World::setup());
    let file = |inhoud| vec![Bestand { naam: "brief.pdf".to_owned(), inhoud }];
    let documents = known::stock(3);
    for (document, inhoud) in documents.iter().zip([Inhoud::Html, Inhoud::Leeg, Inhoud::Pdf(0)]) {
        world.put(&UwvDocument { bestanden: file(inhoud), ..document.clone() });
    }
    world.poll();
    expect![[r#"
        doc-1 DP-7-000000/1 (Ziektewet) in UwvDocumenten van wn-1 FLSN100200 WN0000000: application/octet-stream, 63 bytes, het bestand is geen (volledige) PDF
        doc-2 DP-7-000002/1 (Financieel ZW en WAZO) in UwvDocumenten van wn-2 FLSN100200 WN0000002: application/pdf, 611 bytes
        doc-3 DP-7-000001/1 (ERD Ziektewet inkoopdiensten) in UwvDocumenten van wn-3 FLSN100201 WN0000001: application/octet-stream, 0 bytes, het bestand is leeg
    "#]].assert_eq(&world.documents());
}

#[test]
fn documents_of_20_mib_come_whole() {
    let world = known::many(World::setup().digipoort(Mood::Large));
    let documents: Vec<UwvDocument> = known::stock(3);
    documents.iter().for_each(|document| world.put(document));
    poll_until(&world, documents.len(), "20 MiB");
    let large: Vec<UwvDocument> = documents
        .into_iter()
        .map(|mut document| {
            document.bestanden[0].inhoud = Inhoud::Pdf(20 << 20);
            document
        })
        .collect();
    check(&world, &large, "20 MiB");
}
