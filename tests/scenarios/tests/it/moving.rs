//! Moving a document by hand, by operators who may and who may not.
#![cfg(test)]

use expect_test::{expect, expect_file};
use serde_json::json;
use tests_harness::{Api, Placed, World};

use crate::known;

/// A world with a document of werkgever 100200 whose werknemer was not found.
fn with_a_lost_document() -> (World, Placed) {
    let world = known::story(World::setup());
    world.put(&known::document(6));
    world.poll();
    let placed = world.placed();
    assert_eq!(placed.len(), 1, "{} {:?}", world.link("VI001/UWV"), world.digipoort().journal());
    (world, placed.into_iter().next().expect("a document"))
}

/// The werknemer of this werkgever who became known first.
fn werknemer_of(world: &World, werkgever: &str) -> String {
    let ids = world.dossier_ids();
    let theirs = ids.into_iter().find(|id| {
        let stored = world.api().get(&format!("/api/dossiers/{id}"));
        stored["dossier"]["werknemer"]["werkgever"] == werkgever
    });
    theirs.expect("a werknemer")
}

fn moved(operator: &Api, document: &str, naar: &str) -> String {
    let path = format!("/api/documenten/{document}/verplaatsen");
    operator.ask("POST", &path, Some(&json!({ "naar": naar }))).to_string()
}

#[test]
fn a_document_is_moved_by_who_may_and_by_nobody_else() {
    let (world, document) = with_a_lost_document();
    let naar = werknemer_of(&world, &document.dossier);
    let other = world.werkgever_ids().into_iter().find(|id| {
        *id != document.dossier
            && world.dossier_ids().iter().any(|wn| {
                world.api().get(&format!("/api/dossiers/{wn}"))["dossier"]["werknemer"]["werkgever"]
                    == **id
            })
    });
    let elsewhere = werknemer_of(&world, &other.expect("another werkgever"));
    let (clerk, mover, reader) = (
        world.operator("piet", &["taken", "bezorgingen", "machtigingen"]),
        world.operator("anja", &["documenten_verplaatsen"]),
        world.operator("bram", &["documenten_inzien"]),
    );
    assert_eq!(world.tasks().matches("PlaatsDocument").count(), 1, "{}", world.tasks());
    let events = world.last_event();
    let audit = world.audit().lines().count();

    let mut told = String::new();
    let mut tell = |who: &str, what: &str| told.push_str(&format!("{who}: {what}\n"));
    tell("piet verplaatst", &moved(&clerk, &document.id, &naar));
    tell("bram verplaatst", &moved(&reader, &document.id, &naar));
    tell("anja, naar een andere werkgever", &moved(&mover, &document.id, &elsewhere));
    tell("anja, naar de werkgever", &moved(&mover, &document.id, &document.dossier));
    assert_eq!(world.placed(), std::slice::from_ref(&document), "nothing moved yet");
    tell("anja verplaatst", &moved(&mover, &document.id, &naar));
    world.settle();
    tell("anja nog eens", &moved(&mover, &document.id, &naar));
    for (who, operator) in [("anja leest", &mover), ("piet leest", &clerk)] {
        let path = format!("/api/documenten/{}/bestand", document.id);
        tell(who, &operator.ask("GET", &path, None).to_string());
    }
    expect_file!["moving/answers.txt"].assert_eq(&world.plain(&told));

    assert_eq!(reader.file(&document.id), known::document(6).bytes(1), "who may reads what came");
    let placed = world.placed();
    assert_eq!(placed.len(), 1, "{placed:?}");
    assert_eq!((&placed[0].dossier, placed[0].traject.as_str()), (&naar, "UwvDocumenten"));
    assert_eq!(world.tasks().matches("PlaatsDocument").count(), 0, "{}", world.tasks());

    expect_file!["moving/events.txt"].assert_eq(&world.events_after(events));
    let told = world.audit();
    let told: String = told.split_inclusive('\n').skip(audit).collect();
    expect![[r#"
        anja document.verplaatst doc-1 naar wn-1
        bram document.ingezien doc-1
    "#]]
    .assert_eq(&told);
}

#[test]
fn titles_are_for_who_may_read_documents() {
    let (world, document) = with_a_lost_document();
    let titel = known::document(6).titel;
    let (clerk, reader) =
        (world.operator("piet", &["taken"]), world.operator("bram", &["documenten_inzien"]));
    let places = [
        format!("/api/documenten/{}", document.id),
        format!("/api/dossiers/{}", document.dossier),
        "/api/gebeurtenissen?aantal=1000".to_owned(),
    ];
    for place in &places {
        let shown = |operator: &Api| operator.ask("GET", place, None).body.contains(&titel);
        assert_eq!((shown(&clerk), shown(&reader)), (false, true), "{place}");
    }
}

#[test]
fn moving_on_the_command_line() {
    let (world, document) = with_a_lost_document();
    let naar = werknemer_of(&world, &document.dossier);
    let (clerk, mover) = (
        world.operator("piet", &["taken"]),
        world.operator("anja", &["documenten_verplaatsen", "documenten_inzien"]),
    );
    let mut told = String::new();
    let mut run = |operator: &Api, arguments: &[&str]| {
        let ended = world.cli_as(operator, arguments);
        told.push_str(&format!("$ schakel {}\n", arguments.join(" ")));
        told.push_str(&format!("{}{}({:?})\n", ended.output, ended.errors, ended.code));
    };
    run(&clerk, &["documenten", "toon", &document.id]);
    run(&clerk, &["documenten", "verplaats", &document.id, &naar]);
    run(&mover, &["documenten", "toon", &document.id]);
    run(&mover, &["documenten", "verplaats", &document.id, &naar]);
    let file = tempfile::tempdir().expect("a folder");
    let path = file.path().join("brief.pdf").display().to_string();
    run(&mover, &["documenten", "haal", &document.id, "--naar", &path]);
    let none = format!("{path}.niet");
    run(&clerk, &["documenten", "haal", &document.id, "--naar", &none]);
    assert!(!std::path::Path::new(&none).exists(), "nothing comes of it");
    let told = world.plain(&told.replace(&path, "brief.pdf"));
    expect_file!["moving/by_hand.txt"].assert_eq(&told);
    assert_eq!(std::fs::read(&path).expect("the file"), known::document(6).bytes(1));
}
