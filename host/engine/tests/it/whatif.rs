//! What if other rules had been in use: what differs is told, what follows from that apart, and what
//! cannot be known as such. An unchanged book decides on all that happened as it was decided then.

use std::{collections::BTreeMap, fs, ops::ControlFlow, path::Path, time::Duration};

use expect_test::{Expect, expect};
use host_domain::{DossierId, EventKind};
use host_engine::{Asked, Richting, Soort, WatAls};
use host_rulebook::Book;
use host_store::AuditEntry;
use jiff::Timestamp;

use crate::{
    effects::{JANSEN, events},
    house::House,
    rules::book,
};

pub(crate) const DAY: Duration = Duration::from_secs(24 * 3_600);

/// A report of another share of absence, later.
pub(crate) const JANSEN_50: &str = "100;P1;123456782;Jansen;G1;2;2026-03-02;2026-03-03;50";
const JANSEN_40: &str = "100;P1;123456782;Jansen;G1;3;2026-03-02;2026-03-04;40";
pub(crate) const PIETERSEN: &str = "100;P2;999990019;Pietersen;G2;1;2026-03-02;2026-03-02;50";

pub(crate) const TELLS: &str = r#"gebeurtenis: "verzuim.ziekmelding", als: traject.percentage == 100,
    dan: [ kenmerk_toevoegen("traject", "Let op") ]"#;

pub(crate) const HEARS: &str = r#"gebeurtenis: "kenmerk.toegevoegd", als: kenmerk("Let op"),
    dan: [ nieuwe_taak("Nieuw") ]"#;

/// The book of the house with these triggers as well, or instead; an empty one is gone.
pub(crate) fn other(house: &House, rules: &[(&str, &str)]) -> Book {
    let folder = tempfile::tempdir().unwrap();
    copy(&house.folder.path().join("rules"), &folder.path().join("rules"));
    for (name, body) in rules {
        let path = folder.path().join(format!("rules/triggers/{name}.rhai"));
        let text = format!("trigger(#{{ omschrijving: \"Regel van een toets\",\n{body}\n}});\n");
        match body.is_empty() {
            true => fs::remove_file(path).unwrap(),
            false => fs::write(path, text).unwrap(),
        }
    }
    book(folder.path())
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let there = to.join(entry.file_name());
        match entry.file_type().unwrap().is_dir() {
            true => copy(&entry.path(), &there),
            false => drop(fs::copy(entry.path(), there).unwrap()),
        }
    }
}

pub(crate) fn what_if(house: &House, other: Book) -> WatAls {
    ask(house, other, &Asked::default())
}

pub(crate) fn ask(house: &House, other: Book, asked: &Asked) -> WatAls {
    let mut going = |_| ControlFlow::Continue(());
    house.engine.what_if(other, asked, 100, &mut going).unwrap()
}

/// The differences in the order of the log, one a line.
fn told(report: &WatAls) -> String {
    let mut told = String::new();
    for one in report.dossiers.iter().flat_map(|of| &of.verschillen) {
        let sign = if one.richting == Richting::Erbij { '+' } else { '-' };
        let soort = if one.soort == Soort::Eerste { "eerste" } else { "vervolg" };
        let recorded = if one.gebeurtenis.is_some() { "" } else { ", niet in het log" };
        let (what, regel, gevolg) = (one.soort_gebeurtenis, &one.regel, &one.gevolg);
        told.push_str(&format!("{sign} {regel}: {gevolg} ({soort}; {what}{recorded})\n"));
    }
    told
}

pub(crate) fn check(report: &WatAls, expected: Expect) {
    expected.assert_eq(&told(report));
}

/// Every event is decided on again, with the book and the dossiers as they were.
fn all_decide_again(house: &House) -> usize {
    let book = house.engine.book();
    let all = events(house);
    for event in &all {
        let again = house.engine.decide_again(event.seq, &book).unwrap();
        assert!(again.zelfde, "{} {}: {:?}", event.seq, event.kind.event_type(), again.verschillen);
    }
    all.len()
}

#[test]
fn an_unchanged_book_decides_as_it_was_decided_then() {
    let house = House::open();
    house.take_rule("vertelt", TELLS);
    house.take_rule("hoort", HEARS);
    let once = r#"gebeurtenis: "verzuim.gedeeltelijk_hersteld",
        eenmalig: true, als: traject.lopend,
        dan: [ nieuwe_taak("Bel"), herinnering("bel nog eens", 2.dagen) ]"#;
    house.take_rule("eenmaal", once);
    let later = r#"gebeurtenis: "herinnering.verlopen", als: herinnering.naam == "bel nog eens",
        dan: [ traject_starten("Coaching") ]"#;
    house.take_rule("later", later);
    let daily = r#"gebeurtenis: "traject.dagwissel", als: traject.percentage == 50,
        dan: [ nieuwe_taak("Nieuw") ]"#;
    house.take_rule("dagelijks", daily);
    house.day_done();
    house.send(&format!("M1\n{JANSEN}\n{PIETERSEN}"));
    house.send(&format!("M2\n{JANSEN_50}"));
    house.send(&format!("M3\n{JANSEN_40}"));
    house.world.advance(3 * DAY);
    house.day_done();
    let count = all_decide_again(&house);
    assert!(count > 20, "{count} events are no history:\n{}", house.events());
    let mut going = |_| ControlFlow::Continue(());
    let again = house.engine.reproduce(&Asked::default(), &mut going).unwrap();
    assert!(again.vergeleken > 10 && again.afwijkend == 0, "{again:?}");
    let report = what_if(&house, other(&house, &[]));
    assert!(report.is_same() && report.gewijzigd.is_empty(), "{report:#?}");
    assert_eq!(report.gebeurtenissen, count as u64);
    assert_eq!(report.niet_herberekenbaar.aantal, 0);
    // An id that changes nothing but spacing is asked again, and says the same.
    let spaced = TELLS.replace("traject.percentage == 100", "traject.percentage  ==  100");
    assert!(what_if(&house, other(&house, &[("vertelt", &spaced)])).is_same());
}

#[test]
fn what_another_rule_adds_is_told_and_what_follows_from_that_apart() {
    let house = House::open();
    house.take_rule("hoort", HEARS);
    house.send(&format!("M1\n{JANSEN}\n{PIETERSEN}"));
    let before = house.events();
    let report = what_if(&house, other(&house, &[("vertelt", TELLS)]));
    check(
        &report,
        expect![[r#"
            + vertelt: kenmerk_toevoegen("traject", "Let op") (eerste; verzuim.ziekmelding)
            + hoort: nieuwe_taak("Nieuw") (vervolg; kenmerk.toegevoegd, niet in het log)
        "#]],
    );
    assert_eq!(report.gewijzigd, BTreeMap::from([("vertelt".to_owned(), "nieuw")]));
    assert_eq!((report.regels["vertelt"].erbij, report.regels["hoort"].vervolg_erbij), (1, 1));
    assert_eq!((report.dossiers_anders, report.regels["hoort"].erbij), (1, 0));
    assert_eq!(house.events(), before, "nothing is carried out");
}

#[test]
fn what_a_rule_no_longer_asks_for_has_not_happened_and_nor_has_what_came_of_it() {
    let house = House::open();
    house.take_rule("vertelt", TELLS);
    house.take_rule("hoort", HEARS);
    let sees = r#"gebeurtenis: "verzuim.gedeeltelijk_hersteld", als: kenmerk("Let op"),
        dan: [ nieuwe_taak("Bel") ]"#;
    house.take_rule("ziet", sees);
    house.send(&format!("M1\n{JANSEN}"));
    house.send(&format!("M2\n{JANSEN_50}"));
    let report = what_if(&house, other(&house, &[("vertelt", "")]));
    check(
        &report,
        expect![[r#"
            - vertelt: kenmerk_toevoegen("traject", "Let op") (eerste; verzuim.ziekmelding)
            - hoort: nieuwe_taak("Nieuw") (vervolg; kenmerk.toegevoegd)
            - ziet: nieuwe_taak("Bel") (vervolg; verzuim.gedeeltelijk_hersteld)
        "#]],
    );
    assert_eq!(report.gewijzigd["vertelt"], "weg");
}

#[test]
fn a_rule_that_is_renamed_or_fires_once_is_held_to_that() {
    let house = House::open();
    house.take_rule("vertelt", TELLS);
    house.send(&format!("M1\n{JANSEN}"));
    house.send(&format!("M2\n{JANSEN_50}"));
    house.send(&format!("M3\n{JANSEN_40}"));
    let renamed = format!("vervangt: \"vertelt\",\n{TELLS}");
    let report = what_if(&house, other(&house, &[("vertelt", ""), ("meldt", &renamed)]));
    assert!(report.is_same(), "{}", told(&report));
    assert_eq!(report.gewijzigd["meldt"], "hernoemd");

    let once = r#"gebeurtenis: "verzuim.gedeeltelijk_hersteld",
        eenmalig: true, als: traject.lopend, dan: [ nieuwe_taak("Nieuw") ]"#;
    check(
        &what_if(&house, other(&house, &[("eenmaal", once)])),
        expect![[r#"
            + eenmaal: nieuwe_taak("Nieuw") (eerste; verzuim.gedeeltelijk_hersteld)
        "#]],
    );
    let shadow = format!("inschakelen: \"schaduw\",\n{once}");
    assert!(what_if(&house, other(&house, &[("eenmaal", &shadow)])).is_same());
}

#[test]
fn what_no_longer_fits_cannot_be_recomputed_from_there_on() {
    let house = House::open();
    house.take_rule("vertelt", TELLS);
    house.take_rule("hoort", HEARS);
    house.send(&format!("M1\n{JANSEN}\n{PIETERSEN}"));
    let added = events(&house).into_iter().find_map(|event| match event.kind {
        EventKind::TaakToegevoegd { taak } if taak.code == "Nieuw" => Some(taak.id),
        _ => None,
    });
    house.engine.finish_taak(&house.actor(), added.unwrap()).unwrap();
    house.send(&format!("M2\n{JANSEN_50}"));
    let report = what_if(&house, other(&house, &[("hoort", "")]));
    check(
        &report,
        expect![[r#"
            - hoort: nieuwe_taak("Nieuw") (eerste; kenmerk.toegevoegd)
        "#]],
    );
    let lost = &report.niet_herberekenbaar;
    let done = events(&house).into_iter().find_map(|event| {
        matches!(event.kind, EventKind::TaakUitgevoerd { .. }).then_some(event.seq)
    });
    assert_eq!((lost.aantal, Some(lost.dossiers[0].vanaf)), (1, done), "{lost:?}");
    assert_eq!(lost.dossiers[0].reden, "in de andere uitkomst past het niet meer: onbekende taak");
}

#[test]
fn of_whom_was_erased_nothing_can_be_said() {
    let house = House::open();
    house.send(&format!("M1\n{JANSEN}\n{PIETERSEN}"));
    let entry = AuditEntry {
        at: Timestamp::UNIX_EPOCH,
        actor: "toets".into(),
        action: "werknemer gewist".into(),
        subject: "Jansen".into(),
    };
    let jansen = house.werknemer("Jansen");
    let erased = house.engine.store().write(|session| session.erase(jansen, &entry));
    assert!(erased.is_ok());
    let report = what_if(&house, other(&house, &[("vertelt", &TELLS.replace("== 100", ">= 50"))]));
    assert_eq!(report.niet_herberekenbaar.gewist, 1);
    assert_eq!((report.dossiers_anders, report.regels["vertelt"].erbij), (1, 1));
    let of = report.dossiers[0].dossier.unwrap();
    assert_eq!(of, DossierId::Werknemer(house.werknemer("Pietersen")));
}

#[test]
fn days_begin_and_timers_go_off_that_the_log_does_not_have() {
    let house = House::open();
    house.day_done();
    house.send(&format!("M1\n{JANSEN}\n{PIETERSEN}"));
    house.world.advance(3 * DAY);
    house.day_done();
    assert!(!house.events().contains("dagwissel"), "no rule asks for days yet");
    let daily = r#"gebeurtenis: "traject.dagwissel",
        als: traject.percentage == 100 && dagen_tussen(traject.begin, vandaag) >= 2,
        dan: [ nieuwe_taak("Nieuw") ]"#;
    check(
        &what_if(&house, other(&house, &[("dagelijks", daily)])),
        expect![[r#"
            + dagelijks: nieuwe_taak("Nieuw") (eerste; traject.dagwissel, niet in het log)
            + dagelijks: nieuwe_taak("Nieuw") (eerste; traject.dagwissel, niet in het log)
        "#]],
    );
    let sets = r#"gebeurtenis: "verzuim.ziekmelding", als: traject.percentage == 50,
        dan: [ herinnering("bel", 2.dagen) ]"#;
    let goes = r#"gebeurtenis: "herinnering.verlopen", als: herinnering.naam == "bel",
        dan: [ nieuwe_taak("Bel") ]"#;
    check(
        &what_if(&house, other(&house, &[("zet", sets), ("gaat_af", goes)])),
        expect![[r#"
            + zet: herinnering("bel", datum("2026-03-04")) (eerste; verzuim.ziekmelding)
            + gaat_af: nieuwe_taak("Bel") (vervolg; herinnering.verlopen, niet in het log)
        "#]],
    );
}

#[test]
fn a_day_that_the_log_has_is_not_let_begin_again() {
    let house = House::open();
    let daily = r#"gebeurtenis: "traject.dagwissel", als: traject.percentage == 100,
        dan: [ nieuwe_taak("Nieuw") ]"#;
    house.take_rule("dagelijks", daily);
    house.day_done();
    house.send(&format!("M1\n{JANSEN}\n{PIETERSEN}"));
    house.world.advance(2 * DAY);
    house.day_done();
    assert_eq!(house.events().matches("dagwissel").count(), 2);
    assert!(what_if(&house, other(&house, &[])).is_same());
    let fewer = daily.replace("== 100", "== 50");
    check(
        &what_if(&house, other(&house, &[("dagelijks", &fewer)])),
        expect![[r#"
            + dagelijks: nieuwe_taak("Nieuw") (eerste; traject.dagwissel, niet in het log)
            + dagelijks: nieuwe_taak("Nieuw") (eerste; traject.dagwissel, niet in het log)
            - dagelijks: nieuwe_taak("Nieuw") (eerste; traject.dagwissel)
            - dagelijks: nieuwe_taak("Nieuw") (eerste; traject.dagwissel)
        "#]],
    );
}

#[test]
fn what_is_foretold_comes_true() {
    let story = |house: &House| {
        house.day_done();
        house.send(&format!("M1\n{JANSEN}\n{PIETERSEN}"));
        house.send(&format!("M2\n{JANSEN_50}"));
        house.world.advance(3 * DAY);
        house.day_done();
    };
    let daily = r#"gebeurtenis: "traject.dagwissel", eenmalig: true, als: kenmerk("Let op"),
        dan: [ traject_starten("Coaching") ]"#;
    let new = [("vertelt", TELLS), ("dagelijks", daily)];

    let before = House::open();
    before.take_rule("hoort", HEARS);
    story(&before);
    let foretold = what_if(&before, other(&before, &new));

    let after = House::open();
    after.take_rule("hoort", HEARS);
    new.iter().for_each(|(name, body)| after.take_rule(name, body));
    story(&after);
    let count = |house: &House, name: &str| house.events().matches(name).count();
    for (event, regel) in [
        ("kenmerk.toegevoegd", "vertelt"),
        ("taak.toegevoegd", "hoort"),
        ("traject.gestart", "dagelijks"),
    ] {
        let rule = &foretold.regels[regel];
        let more = (rule.erbij + rule.vervolg_erbij) as usize;
        assert_eq!(count(&after, event), count(&before, event) + more, "{regel}: {foretold:#?}");
        assert_eq!(more, 1, "{regel}");
    }
}
