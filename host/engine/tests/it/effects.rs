//! What rules ask for is carried out, once, and told in the events that follow; what cannot be is told
//! in the trace and stands in the way of nothing else.

use expect_test::{Expect, expect};
use host_domain::{Event, EventKind};
use host_store::{BookReads as _, Logged, Reads as _};

use crate::house::House;

pub(crate) const JANSEN: &str = "100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";
const JANSEN_50: &str = "100;P1;123456782;Jansen;G1;2;2026-03-02;2026-03-03;50";
const JANSEN_40: &str = "100;P1;123456782;Jansen;G1;3;2026-03-02;2026-03-04;40";
const JANSEN_30: &str = "100;P1;123456782;Jansen;G1;4;2026-03-02;2026-03-05;30";

/// All events, oldest first.
pub(crate) fn events(house: &House) -> Vec<Event> {
    let view = house.engine.store().read().unwrap();
    view.events_from(1, 10_000).unwrap().into_iter().filter_map(Logged::into_event).collect()
}

/// What this rule led to: the type, whose dossier it is in, and how deep in the chain.
fn followed(house: &House, regel: &str) -> String {
    let ours = format!("regel:{regel}");
    let events = events(house).into_iter().filter(|event| {
        serde_json::to_value(&event.source).unwrap() == serde_json::json!(ours)
            || format!("{:?}", event.source).contains(regel)
    });
    let told = events.map(|event| {
        let whose = match (event.about.werknemer, event.about.traject) {
            (Some(_), Some(_)) => "werknemer, traject",
            (Some(_), None) => "werknemer",
            (None, _) => "werkgever",
        };
        assert!(event.causation.is_some() && event.correlation < event.seq);
        format!("{} ({whose}), diepte {}\n", event.kind.event_type().name(), event.depth)
    });
    told.collect()
}

/// What the rules were refused about the first event of this type.
fn refused(house: &House, kind: &str) -> String {
    let is_it = |event: &&Event| event.kind.event_type().name() == kind;
    let seq = events(house).iter().find(is_it).unwrap().seq;
    let trace = house.engine.explain_event(seq).unwrap().trace.unwrap();
    trace
        .geweigerd
        .iter()
        .map(|refused| format!("{}: {}\n", refused.regel, refused.reden))
        .collect()
}

fn check(told: String, expected: Expect) {
    expected.assert_eq(&told);
}

#[test]
fn every_effect_is_carried_out_in_the_dossier_where_it_belongs() {
    let house = House::open();
    house.take_rule(
        "alles",
        r#"gebeurtenis: "verzuim.ziekmelding", als: traject.percentage == 100, dan: [
            kenmerk_toevoegen("traject", "Let op"),
            kenmerk_toevoegen("werknemer", "Let op"),
            kenmerk_toevoegen("werkgever", "Let op"),
            kenmerk_verwijderen("werknemer", "Let op"),
            traject_starten("Coaching"),
            herinnering("bel nog eens", 14.dagen),
        ]"#,
    );
    house.send(&format!("M1\n{JANSEN}"));
    check(
        followed(&house, "alles"),
        expect![[r#"
            kenmerk.toegevoegd (werknemer, traject), diepte 1
            kenmerk.toegevoegd (werknemer), diepte 1
            kenmerk.toegevoegd (werkgever), diepte 1
            kenmerk.verwijderd (werknemer), diepte 1
            traject.gestart (werknemer, traject), diepte 1
            herinnering.gezet (werknemer, traject), diepte 1
        "#]],
    );
    check(refused(&house, "verzuim.ziekmelding"), expect![""]);
    let set = events(&house).into_iter().find_map(|event| match event.kind {
        EventKind::HerinneringGezet { op, .. } => Some(op.to_string()),
        _ => None,
    });
    assert_eq!(set.as_deref(), Some("2026-03-16"));
}

#[test]
fn what_cannot_be_done_is_told_and_the_rest_is_done() {
    let house = House::open();
    house.take_rule(
        "fout",
        r#"gebeurtenis: "verzuim.ziekmelding", als: traject.percentage == 100, dan: [
            traject_sluiten(),
            bericht("ELDERS/Uit", "proef.seintje", #{ tekst: traject.soort }),
            bericht("KLANT/Anders", "proef.seintje", #{ tekst: traject.soort }),
            nieuwe_taak("Nieuw"),
        ]"#,
    );
    house.send(&format!("M1\n{JANSEN}"));
    check(followed(&house, "fout"), expect!["taak.toegevoegd (werknemer, traject), diepte 1\n"]);
    check(
        refused(&house, "verzuim.ziekmelding"),
        expect![[r#"
            fout: een verzuim eindigt met een herstelmelding
            fout: koppeling `ELDERS/Uit` bestaat niet
            fout: koppeling `KLANT/Anders` bestaat niet
        "#]],
    );
    let counts = house.engine.store().read().unwrap().rule_counts().unwrap();
    assert_eq!((counts["fout"].matched, counts["fout"].refused), (1, 3));
}

#[test]
fn a_message_goes_out_over_its_link_with_what_the_rule_says() {
    let house = House::open();
    house.take_rule(
        "sein",
        r#"gebeurtenis: "verzuim.ziekmelding", als: traject.percentage == 100, dan: [
            bericht("KLANT/Regels", "proef.seintje", #{ tekst: "ziek: " + traject.soort }),
        ]"#,
    );
    house.send(&format!("M1\n{JANSEN}"));
    let sent = house.world.sent.lock().unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(sent[0].body, r#"{"tekst":"ziek: Verzuim"}"#);
    check(house.deliveries(), expect!["accepted poging 1 [aanvaard]\n"]);
    let accepted = events(&house).pop().unwrap();
    assert_eq!(accepted.kind.event_type().name(), "bezorging.aanvaard");
    assert!(accepted.about.traject.is_some(), "it is told in the dossier that it is about");
}

#[test]
fn a_message_about_a_werkgever_goes_only_to_who_serves_it() {
    let house = House::open();
    let mut elsewhere = House::account();
    elsewhere.klantcode = "ANDER".into();
    elsewhere.werkgevergroepen = ["Elders".to_owned()].into();
    house.engine.put_account(&house.actor(), elsewhere, false).unwrap();
    house.take_rule(
        "sein",
        r#"gebeurtenis: "verzuim.ziekmelding", als: traject.percentage == 100, dan: [
            bericht("ANDER/Regels", "proef.seintje", #{ tekst: traject.soort }),
        ]"#,
    );
    house.send(&format!("M1\n{JANSEN}"));
    check(
        refused(&house, "verzuim.ziekmelding"),
        expect!["sein: klantaccount ANDER heeft geen recht op werkgever FLSN100\n"],
    );
    assert!(house.world.sent.lock().unwrap().is_empty());
}

#[test]
fn a_rule_that_fires_once_does_so_once_also_within_a_batch() {
    let house = House::open();
    house.take_rule(
        "eens",
        r#"gebeurtenis: "verzuim.gedeeltelijk_hersteld", eenmalig: true,
        als: traject.percentage < 100, dan: [ nieuwe_taak("Nieuw"), nieuwe_taak("Bel") ]"#,
    );
    // The connector hands over half of the lines at a time: the last two are in one transaction.
    house.send(&format!("M1\n{JANSEN}\n{JANSEN_50}\n{JANSEN_40}\n{JANSEN_30}"));
    check(
        followed(&house, "eens"),
        expect![[r#"
            regel.afgegaan (werknemer, traject), diepte 1
            taak.toegevoegd (werknemer, traject), diepte 1
            taak.toegevoegd (werknemer, traject), diepte 1
        "#]],
    );
    let house = house.restart();
    house.send("M2\n100;P1;123456782;Jansen;G1;5;2026-03-02;2026-03-06;20");
    assert_eq!(house.events().matches("regel.afgegaan").count(), 1);
}

#[test]
fn two_events_of_one_batch_are_one_shot_for_a_rule_that_fires_once() {
    let house = House::open();
    house.take_rule(
        "eens",
        r#"gebeurtenis: "verzuim.gedeeltelijk_hersteld", eenmalig: true,
        als: traject.percentage < 45, dan: [ nieuwe_taak("Nieuw") ]"#,
    );
    house.send(&format!("M1\n{JANSEN}\n{JANSEN_50}\n{JANSEN_40}\n{JANSEN_30}"));
    assert_eq!(followed(&house, "eens").matches("taak.toegevoegd").count(), 1);
    let partly: Vec<u64> = events(&house)
        .into_iter()
        .filter(|event| matches!(event.kind, EventKind::GedeeltelijkHersteld { .. }))
        .map(|event| event.seq)
        .collect();
    let last = house.engine.explain_event(partly[2]).unwrap().trace.unwrap();
    let told: Vec<&str> = last.geweigerd.iter().map(|refused| refused.reden.as_str()).collect();
    assert_eq!(told, ["al afgegaan voor dit traject; de regel is eenmalig en doet niets meer"]);
}

#[test]
fn a_rule_in_shadow_is_counted_and_does_nothing() {
    let house = House::open();
    house.take_rule(
        "schim",
        r#"gebeurtenis: "verzuim.ziekmelding", inschakelen: "schaduw",
        als: traject.percentage == 100, dan: [ nieuwe_taak("Nieuw"), traject_starten("Coaching") ]"#,
    );
    house.send(&format!("M1\n{JANSEN}"));
    check(followed(&house, "schim"), expect![""]);
    let counts = house.engine.store().read().unwrap().rule_counts().unwrap();
    let count = counts["schim"];
    assert_eq!((count.matched, count.shadowed, count.shadow_effects), (0, 1, 2));
    let ziek = events(&house).into_iter().find(|e| matches!(e.kind, EventKind::Ziekmelding { .. }));
    let trace = house.engine.explain_event(ziek.unwrap().seq).unwrap().trace.unwrap();
    assert!(trace.trace.rules.iter().any(|rule| rule.regel == "schim" && rule.schaduw));
}
