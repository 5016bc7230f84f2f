//! What if other rules had been in use: what differs is told, what follows from that apart, and what
//! cannot be known as such. An unchanged book decides on all that happened as it was decided then.

use std::{collections::BTreeMap, fs, ops::ControlFlow, path::Path, time::Duration};

use expect_test::{Expect, expect};
use host_domain::{DossierId, EventKind};
use host_engine::{Asked, Fault, Progress, Richting, Soort, WatAls};
use host_rulebook::Book;
use host_store::{AuditEntry, Reads as _};
use jiff::Timestamp;

use crate::{
    effects::{JANSEN, events},
    house::House,
    rules::book,
};

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// A report of another share of absence, later.
pub(crate) const JANSEN_50: &str = "100;P1;123456782;Jansen;G1;2;2026-03-02;2026-03-03;50";
const JANSEN_40: &str = "100;P1;123456782;Jansen;G1;3;2026-03-02;2026-03-04;40";
pub(crate) const PIETERSEN: &str = "100;P2;999990019;Pietersen;G2;1;2026-03-02;2026-03-02;50";

pub(crate) const TELLS: &str = r#"gebeurtenis: "verzuim.ziekmelding", als: traject.percentage == 100,
    dan: [ kenmerk_toevoegen("traject", "Let op") ]"#;

pub(crate) const HEARS: &str = r#"gebeurtenis: "kenmerk.toegevoegd", als: kenmerk("Let op"),
    dan: [ nieuwe_taak("Nieuw") ]"#;

/// The book of the house with these triggers as well, or instead; an empty one is gone.
fn other(house: &House, rules: &[(&str, &str)]) -> Book {
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

fn what_if(house: &House, other: Book) -> WatAls {
    ask(house, other, &Asked::default())
}

fn ask(house: &House, other: Book, asked: &Asked) -> WatAls {
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

fn check(report: &WatAls, expected: Expect) {
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

#[test]
fn the_last_events_are_judged_with_the_dossiers_as_they_were() {
    let house = House::open();
    let many: Vec<String> =
        (10..40).map(|nr| format!("100;Q{nr};;Veel;H{nr};1;2026-03-02;2026-03-02;50")).collect();
    house.send(&format!("M1\n{JANSEN}\n{}", many.join("\n")));
    house.send(&format!("M2\n{JANSEN_50}"));
    let halves = r#"gebeurtenis: "verzuim.gedeeltelijk_hersteld", als: traject.percentage == 50
            && traject.begin == 2.maart(2026), dan: [ nieuwe_taak("Nieuw") ]"#
        .replace("2.maart(2026)", "datum(\"2026-03-02\")");
    let last = Asked { laatste: Some(1), ..Asked::default() };
    let report = ask(&house, other(&house, &[("helften", &halves)]), &last);
    check(
        &report,
        expect![[r#"
            + helften: nieuwe_taak("Nieuw") (eerste; verzuim.gedeeltelijk_hersteld)
        "#]],
    );
    assert_eq!(report.gebeurtenissen, 1);
}

#[test]
fn of_the_last_events_no_more_is_read_also_where_rules_ask_for_days() {
    let house = House::open();
    let daily = r#"gebeurtenis: "traject.dagwissel", als: traject.percentage == 100,
        dan: [ nieuwe_taak("Nieuw") ]"#;
    house.take_rule("dagelijks", daily);
    house.day_done();
    let many: Vec<String> =
        (10..40).map(|nr| format!("100;Q{nr};;Veel;H{nr};1;2026-03-02;2026-03-02;50")).collect();
    house.send(&format!("M1\n{JANSEN}\n{}", many.join("\n")));
    house.world.advance(DAY);
    house.day_done();
    let fewer = other(&house, &[("dagelijks", &daily.replace("== 100", "== 50"))]);
    let last = Asked { laatste: Some(2), ..Asked::default() };
    let mut read = 0;
    let mut going = |progress: Progress| {
        read = progress.totaal;
        ControlFlow::Continue(())
    };
    let report = house.engine.what_if(fewer, &last, 100, &mut going).unwrap();
    assert_eq!((read, report.gebeurtenissen), (2, 2));
    check(
        &report,
        expect![[r#"
            - dagelijks: nieuwe_taak("Nieuw") (eerste; traject.dagwissel)
        "#]],
    );
}

#[test]
fn a_period_and_a_werkgever_can_be_asked_for() {
    let house = House::open();
    house.send(&format!("M1\n{JANSEN}"));
    house.world.advance(5 * DAY);
    house.send(&format!("M2\n{PIETERSEN}"));
    let all = other(&house, &[("vertelt", &TELLS.replace("== 100", ">= 50"))]);
    let asked = |van: Option<&str>, tot: Option<&str>| Asked {
        van: van.map(|day| day.parse().unwrap()),
        tot: tot.map(|day| day.parse().unwrap()),
        ..Asked::default()
    };
    for (period, dossiers) in [
        (asked(None, None), 2),
        (asked(Some("2026-03-03"), None), 1),
        (asked(None, Some("2026-03-06")), 1),
        (asked(Some("2026-03-03"), Some("2026-03-06")), 0),
        (asked(Some("2026-03-02"), Some("2026-03-07")), 2),
        (asked(Some("2027-01-01"), None), 0),
    ] {
        assert_eq!(ask(&house, all.clone(), &period).dossiers_anders, dossiers, "{period:?}");
    }
    let view = house.engine.store().read().unwrap();
    for (code, dossiers) in [("FLSN100", 2), ("FLSN999", 0)] {
        let werkgever = view.werkgever_by_code(code).unwrap();
        let asked = Asked { werkgever, ..Asked::default() };
        assert_eq!(ask(&house, all.clone(), &asked).dossiers_anders, dossiers, "{code}");
    }
}

#[test]
fn one_replay_at_a_time_and_it_stops_when_nobody_waits() {
    let house = House::open();
    house.send(&format!("M1\n{JANSEN}"));
    let book = other(&house, &[]);
    let mut second = None;
    let mut going = |_| {
        let mut on = |_| ControlFlow::Continue(());
        second = Some(house.engine.what_if(book.clone(), &Asked::default(), 1, &mut on));
        ControlFlow::Break(())
    };
    let first = house.engine.what_if(book.clone(), &Asked::default(), 1, &mut going);
    assert!(matches!(first, Err(Fault::Stopped)), "{first:?}");
    assert!(matches!(second, Some(Err(Fault::Busy(_)))), "{second:?}");
    assert!(what_if(&house, book).is_same(), "and then there is room again");
}
