//! What is said of what happened besides what might have: why a rule did not match, which conditions
//! ever decided, and how messages would have been read otherwise.

use std::{fs, ops::ControlFlow};

use host_domain::{DossierId, EventKind, MachtigingStatus};
use host_engine::{Asked, Fault};
use host_rulebook::Book;

use crate::{
    documents::{LHN, PDF, ZW},
    effects::{JANSEN, events},
    house::House,
    rules::book,
    whatif::{HEARS, PIETERSEN, TELLS},
};

#[test]
fn why_a_rule_did_not_match_is_told_of_an_event_and_of_the_nearest_in_a_dossier() {
    let house = House::open();
    house.take_rule("vertelt", TELLS);
    house.take_rule("hoort", HEARS);
    house.send(&format!("M1\n{PIETERSEN}"));
    let seq = events(&house)
        .into_iter()
        .find(|event| matches!(event.kind, EventKind::Ziekmelding { .. }));
    let seq = seq.unwrap().seq;
    let told = house.engine.why_not_event("vertelt", seq).unwrap();
    assert_eq!(
        told.antwoord.gemist.unwrap().render(),
        "zou afgaan bij verzuimpercentage 100 (nu 50)"
    );
    let pietersen = DossierId::Werknemer(house.werknemer("Pietersen"));
    let nearest = house.engine.why_not_dossier("vertelt", pietersen).unwrap();
    assert_eq!(nearest.gebeurtenis["seq"], seq, "it came nearer than at the other events");
    assert!(nearest.van > 1);
    house.send(&format!("M2\n{JANSEN}"));
    let jansen = DossierId::Werknemer(house.werknemer("Jansen"));
    assert!(house.engine.why_not_dossier("vertelt", jansen).unwrap().antwoord.fired());
    for unknown in [
        house.engine.why_not_event("vertelde", seq).unwrap_err(),
        house.engine.why_not_event("vertelt", 9_999).unwrap_err(),
        house.engine.why_not_dossier("vertelde", jansen).unwrap_err(),
    ] {
        assert!(matches!(unknown, Fault::Unknown(_)), "{unknown:?}");
    }
    let told = house.engine.why_not_event("vertelde", seq).unwrap_err().to_string();
    assert!(told.contains("vertelt"), "{told}");
}

#[test]
fn why_a_traject_exists_is_told_with_the_rule_that_started_it() {
    let house = House::open();
    let starts = r#"gebeurtenis: "verzuim.ziekmelding", als: traject.percentage == 100,
        dan: [ traject_starten("Coaching") ]"#;
    house.take_rule("begint", starts);
    house.send(&format!("M1\n{JANSEN}"));
    let mut told = events(&house).into_iter().filter_map(|event| match event.kind {
        EventKind::Ziekmelding { traject } | EventKind::TrajectGestart { traject } => {
            Some(house.engine.explain_traject(traject.id).unwrap())
        }
        _ => None,
    });
    let (ill, coached) = (told.next().unwrap(), told.next().unwrap());
    assert_eq!((&*ill.soort, ill.aanleiding, ill.trace), ("Verzuim", None, None));
    assert_eq!(
        (&*coached.soort, &coached.gestart_door["source"]),
        ("Coaching", &"regel:begint".into())
    );
    assert_eq!(coached.aanleiding.unwrap()["type"], "verzuim.ziekmelding");
    assert!(coached.trace.unwrap().trace.rules.iter().any(|rule| rule.regel == "begint"));
}

#[test]
fn what_happened_says_which_conditions_decided_and_which_changes_would_be_seen() {
    let house = House::open();
    house.take_rule("vertelt", TELLS);
    house.send(&format!("M1\n{JANSEN}\n{PIETERSEN}"));
    let mut going = |_| ControlFlow::Continue(());
    let covered = house.engine.production_coverage(&Asked::default(), &mut going).unwrap();
    let rule = &covered.dekking.triggers["vertelt"];
    assert_eq!((rule.gevraagd, rule.van_toepassing), (2, 1));
    assert_eq!((rule.voorwaarden[0].ja, rule.voorwaarden[0].nee), (1, 1));
    let mutants =
        house.engine.unnoticed_mutants(Some("vertelt"), &Asked::default(), &mut going).unwrap();
    assert!(mutants.veranderingen > 1 && mutants.onopgemerkt.len() < mutants.veranderingen);
    // Nobody was ill for just less or just more: only a change that asks for that goes unseen.
    let left: Vec<&str> = mutants.onopgemerkt.iter().map(|change| change.wat.as_str()).collect();
    assert!(left.iter().all(|wat| !wat.contains("weg")), "{left:?}");
}

#[test]
fn messages_are_read_again_with_another_conversiegroep() {
    let house = House::open();
    let codes = house.folder.path().join("rules/conversiegroepen");
    fs::create_dir_all(&codes).unwrap();
    let group = format!(
        "conversiegroep(#{{ naam: \"DigiZsm Documenten\", selecteerbaar: true, extern_systeem: (),\n\
         sleutels: #{{ \"Document kenmerk\": #{{ \"{ZW}\": \"Besluit\", \"Other\": \"Overig\" }} }} }});\n"
    );
    fs::write(codes.join("digizsm.rhai"), group).unwrap();
    house.engine.use_book(book(house.folder.path())).unwrap();
    house.machtiging(MachtigingStatus::Actief);
    house.world.put("U1", LHN, ZW, "", PDF);
    house.poll();
    house.send(&format!("M1\n{JANSEN}"));
    let before = house.engine.book();
    let change = |path: &str, from: &str, to: &str| {
        let mut files = before.sources().clone();
        let text = files.get_mut(path).unwrap();
        assert!(text.contains(from), "{text}");
        *text = text.replace(from, to);
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join("rules").join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        book(folder.path())
    };
    let ask = |other: &Book| {
        let mut going = |_| ControlFlow::Continue(());
        house.engine.what_if_messages(other, 50, &mut going).unwrap()
    };
    let same = ask(&before);
    assert_eq!((same.berichten, same.niet_herhaalbaar), (2, 0), "{same:?}");
    assert!(
        same.importconfiguraties.values().all(|import| import.records == 1 && import.anders == 0)
    );

    let titled =
        change("importconfiguraties/documenten.rhai", "titel: bericht.titel", "titel: \"Brief\"");
    let found = ask(&titled);
    assert_eq!(found.importconfiguraties["Documenten"].velden["document.titel"], 1);
    assert_eq!(found.importconfiguraties["Regels"].anders, 0);

    let recoded = change("conversiegroepen/digizsm.rhai", "Besluit", "Beschikking");
    let found = &ask(&recoded).importconfiguraties["Documenten"];
    assert_eq!((found.anders, found.velden["document.kenmerk"]), (1, 1));
    let one = &found.conversies[0];
    assert_eq!((&*one.sleutel, &*one.waarde, one.records), ("Document kenmerk", ZW, 1));
}
