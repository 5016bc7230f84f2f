//! Rules on insurance see the pay of all who are ill and insured, as of their event.

use host_domain::{Bedrag, DossierId, Loonsom};
use host_engine::{IngeslotenOpgave, NewPolis, Wie};
use host_store::{BookReads as _, Reads as _};
use jiff::civil::date;

use crate::house::House;

const JANSEN: &str = "M1\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";
const BAKKER: &str = "M2\n100;P2;;Bakker;G2;1;2026-03-02;2026-03-02;100";

/// A dagloon of 100 is 26 100 a year.
const RULE: &str = r#"gebeurtenis: "traject.dagloon_vastgelegd", als: totaal_loon_boven_loonsom(),
    dan: [ nieuwe_taak("Bel") ]"#;

/// A house where all are insured for 50 000 a year together.
fn insured(named: Option<Vec<&str>>) -> House {
    let house = House::open();
    house.take_rule("boven", RULE);
    house.send(JANSEN);
    house.send(BAKKER);
    let opgave = |name: &str| IngeslotenOpgave {
        wie: Wie::Id(house.werknemer(name)),
        begin: None,
        einde: None,
    };
    let begin = date(2026, 1, 1);
    let loonsom = Loonsom { begin, einde: None, bedrag: Bedrag::parse("50000").unwrap() };
    let polis = NewPolis {
        id: None,
        polisnummer: "P-1".into(),
        verzekeringstype: "Conventioneel".into(),
        begin,
        einde: None,
        dekkingen: Vec::new(),
        loonsommen: vec![loonsom],
        maximumloonsom: None,
        ingesloten: named.map(|names| names.into_iter().map(opgave).collect()),
    };
    house.engine.put_polis(&house.actor(), "FLSN100", polis).unwrap();
    house
}

fn earns(house: &House, name: &str, bedrag: &str) {
    let dossier = DossierId::Werknemer(house.werknemer(name));
    let stored = house.engine.store().read().unwrap().dossier(dossier).unwrap().unwrap();
    let traject = *stored.dossier.trajecten().keys().next().unwrap();
    let (actor, bedrag) = (house.actor(), Bedrag::parse(bedrag).unwrap());
    house.engine.put_dagloon(&actor, traject, date(2026, 3, 2), bedrag).unwrap();
    house.settled();
}

/// How many times the rule fired.
fn fired(house: &House) -> usize {
    let counts = house.engine.store().read().unwrap().rule_counts().unwrap();
    counts.get("boven").map_or(0, |count| count.matched as usize)
}

#[test]
fn the_pay_of_all_who_are_ill_counts_where_a_polis_insures_all() {
    let house = insured(None);
    earns(&house, "Jansen", "100");
    assert_eq!(fired(&house), 0, "what Bakker earns is not known");
    earns(&house, "Bakker", "100");
    assert_eq!(fired(&house), 1, "52 200 is above 50 000");
    earns(&house, "Bakker", "91");
    assert_eq!(fired(&house), 1, "49 851 is not");
}

#[test]
fn only_those_whom_a_polis_names_count() {
    let house = insured(Some(vec!["Jansen"]));
    earns(&house, "Bakker", "1000");
    earns(&house, "Jansen", "100");
    assert_eq!(fired(&house), 0);
    earns(&house, "Jansen", "200");
    assert_eq!(fired(&house), 1);
}

#[test]
fn who_recovered_counts_no_more() {
    let house = insured(None);
    earns(&house, "Bakker", "100");
    house.send("M3\n100;P2;;Bakker;G2;2;2026-03-02;2026-03-02;0");
    earns(&house, "Jansen", "100");
    assert_eq!(fired(&house), 0, "Bakker is at work again");
    earns(&house, "Jansen", "192");
    assert_eq!(fired(&house), 1, "50 112 alone is above");
}

/// Bakker was reported before the polis was recorded, and earns enough after Jansen did.
#[test]
fn why_a_rule_did_not_match_in_a_dossier_sees_what_others_had_at_each_event() {
    let house = insured(None);
    earns(&house, "Jansen", "100");
    earns(&house, "Bakker", "100");
    let bakker = DossierId::Werknemer(house.werknemer("Bakker"));
    let told = house.engine.why_not_dossier("boven", bakker).unwrap();
    assert!(told.antwoord.fired(), "{:?}", told.antwoord);
}
