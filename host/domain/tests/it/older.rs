//! Events and dossiers that were kept before there were afspraken, herinneringen, daglonen, polissen
//! and kenmerken of people: they read as having none, and the fold goes on from there.

use host_domain::{Command, Context, Dossier, Event, EventKind, KenmerkOp, Traject, apply, decide};

use crate::story::{Counter, WERKGEVER, now, recorded};

const ZIEKMELDING: &str = include_str!("../older/verzuim.ziekmelding.json");
const DOCUMENT: &str = include_str!("../older/document.toegevoegd.json");
const WERKNEMER: &str = include_str!("../older/dossier.werknemer.json");
const WERKGEVER_DOSSIER: &str = include_str!("../older/dossier.werkgever.json");

fn has_nothing_new(traject: &Traject) -> bool {
    traject.afspraken.is_empty()
        && traject.daglonen.is_empty()
        && traject.herinneringen.is_empty()
        && traject.afgegaan.is_empty()
}

#[test]
fn an_older_event_reads_and_is_written_as_it_was() {
    let event = Event::read(ZIEKMELDING.as_bytes()).unwrap();
    let EventKind::Ziekmelding { traject } = &event.kind else { panic!("another event") };
    assert!(has_nothing_new(traject));
    assert!(traject.documenten.values().all(|document| document.spreekuur.is_none()));
    assert_eq!(serde_json::to_string_pretty(&event).unwrap() + "\n", ZIEKMELDING);
    let event = Event::read(DOCUMENT.as_bytes()).unwrap();
    assert_eq!(serde_json::to_string_pretty(&event).unwrap() + "\n", DOCUMENT);
}

#[test]
fn an_older_dossier_reads_and_takes_in_what_is_new() {
    let werkgever: Dossier = serde_json::from_str(WERKGEVER_DOSSIER).unwrap();
    let of = werkgever.as_werkgever().unwrap();
    assert!(of.polissen.is_empty() && of.werkgever.kenmerken.is_empty());
    let werknemer: Dossier = serde_json::from_str(WERKNEMER).unwrap();
    assert!(werknemer.as_werknemer().unwrap().werknemer.kenmerken.is_empty());
    assert!(werknemer.trajecten().values().all(has_nothing_new));
    for (before, op) in [(werkgever, KenmerkOp::Werkgever), (werknemer, KenmerkOp::Werknemer)] {
        // Written again it has no more in it than before: an older program can read it.
        let written = serde_json::to_string(&before).unwrap();
        for new in ["polissen", "afspraken", "daglonen", "herinneringen", "afgegaan"] {
            assert!(!written.contains(new), "{written}");
        }
        let command = Command::KenmerkToevoegen { op, traject: None, kenmerk: "Nieuw".to_owned() };
        let mut ids = Counter::default();
        let mut context = Context { now: now(), ids: &mut ids, werkgever: WERKGEVER };
        let decision = decide(Some(&before), &command, &mut context).unwrap();
        let (about, kind) = decision.events.into_iter().next().unwrap();
        let after = apply(Some(before), &recorded(2, about, kind)).unwrap();
        assert!(serde_json::to_string(&after).unwrap().contains(r#""kenmerken":["Nieuw"]"#));
    }
}
