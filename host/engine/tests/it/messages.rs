//! Messages in, lines of the logverslag out.

use expect_test::{Expect, expect};
use host_engine::{Fault, Token};
use host_store::Reads;

use crate::house::House;

fn check(house: &House, message: &str, expected: Expect) {
    expected.assert_eq(&house.send(message));
}

const START: &str = "M1\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";

#[test]
fn one_ziekmelding_gives_one_task() {
    let house = House::open();
    check(
        &house,
        START,
        expect![[r#"
        200 {"verwerkt":1,"dubbel":0,"uitval":0,"proef":0}
        1 Verwerkt 2 events
    "#]],
    );
    expect![[r#"
        werkgever.toegevoegd
        werkgever.toegevoegd
        werknemer.toegevoegd
        verzuim.ziekmelding
        taak.toegevoegd
    "#]]
    .assert_eq(&house.events());
}

#[test]
fn a_repeated_message_changes_nothing() {
    let house = House::open();
    let first = house.send(START);
    assert!(first.starts_with("200"));
    check(
        &house,
        START,
        expect![[r#"
        200 {"verwerkt":1,"dubbel":0,"uitval":0,"proef":0}
        Melding: dit bericht is al eerder verwerkt: logverslag lv-…
    "#]],
    );
    check(
        &house,
        &START.replace("Jansen", "Pietersen"),
        expect![[r#"
        422 {"verwerkt":0,"dubbel":0,"uitval":0,"proef":0}
        Uitval: andere inhoud
    "#]],
    );
    assert_eq!(house.events().matches("ziekmelding").count(), 1);
}

#[test]
fn a_repeated_record_in_another_message_is_dubbel_and_with_other_content_uitval() {
    let house = House::open();
    house.send(START);
    check(
        &house,
        &START.replace("M1", "M2"),
        expect![[r#"
        200 {"verwerkt":0,"dubbel":1,"uitval":0,"proef":0}
        1 Dubbel 0 events | Melding : al eerder verwerkt: logverslag lv-…, regel 1
    "#]],
    );
    check(
        &house,
        &START.replace("M1", "M3").replace(";100", ";60"),
        expect![[r#"
        200 {"verwerkt":0,"dubbel":0,"uitval":1,"proef":0}
        1 Uitval 0 events | Uitval : dezelfde sleutel kwam eerder met andere inhoud (logverslag lv-…, regel 1); stuur een wijziging als correctie of onder een nieuw volgnummer
    "#]],
    );
}

#[test]
fn a_bad_record_does_not_hurt_its_neighbours() {
    let house = House::open();
    let message = "M1\n\
        100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100\n\
        100;P2;;Bakker;G2;1;2026-02-30;2026-02-30;250\n\
        999;P3;;Visser;G3;1;2026-03-02;2026-03-02;100\n\
        100;P4;123456789;Mulder;G4;1;2026-03-02;2026-03-02;100\n\
        100;P5;;Smit;G5;2;2026-03-02;2026-03-02;50\n\
        100;P1;012345672;Jansen;G6;1;2026-03-02;2026-03-02;100";
    check(
        &house,
        message,
        expect![[r#"
        200 {"verwerkt":1,"dubbel":0,"uitval":5,"proef":0}
        1 Verwerkt 2 events
        2 Uitval 0 events | Uitval eerste_dag: geen bestaande datum in de vorm jjjj-mm-dd | Uitval percentage: een percentage ligt van 0 tot en met 100, met ten hoogste twee decimalen | Uitval ingangsdatum: geen bestaande datum in de vorm jjjj-mm-dd
        3 Uitval 0 events | Uitval : De ingestelde werkgever is ongeldig
        4 Uitval 0 events | Uitval bsn: het BSN voldoet niet aan de elfproef
        5 Uitval 0 events | Uitval : het verzuimgeval is niet bekend: de eerste ziekmelding ontbreekt; lever die eerst aan
        6 Uitval 0 events | Uitval : de koppelsleutel wijst naar een werknemer met een ander BSN dan ******672
    "#]],
    );
}

#[test]
fn a_dropped_record_can_be_sent_again() {
    let house = House::open();
    house.send("M1\n100;P1;;Jansen;G1;2;2026-03-02;2026-03-09;50");
    house.send("M2\n100;P1;;Jansen;G1;1;2026-03-02;2026-03-02;100");
    check(
        &house,
        "M3\n100;P1;;Jansen;G1;2;2026-03-02;2026-03-09;50",
        expect![[r#"
        200 {"verwerkt":1,"dubbel":0,"uitval":0,"proef":0}
        1 Verwerkt 1 events
    "#]],
    );
}

#[test]
fn a_test_message_leaves_nothing() {
    let house = House::open();
    let before = house.events();
    check(
        &house,
        &START.replace("M1", "M1 proef"),
        expect![[r#"
        200 {"verwerkt":0,"dubbel":0,"uitval":0,"proef":1}
        1 Proef 0 events
    "#]],
    );
    assert_eq!(house.events(), before);
    check(
        &house,
        START,
        expect![[r#"
        200 {"verwerkt":1,"dubbel":0,"uitval":0,"proef":0}
        1 Verwerkt 2 events
    "#]],
    );
}

#[test]
fn a_connector_that_breaks_is_a_visible_fault_and_the_message_may_come_again() {
    let house = House::open();
    check(
        &house,
        &START.replace("M1", "M1 stuk"),
        expect![[r#"
        500 {"detail":"De koppeling heeft een storing. Het bericht is bewaard; neem contact op met de beheerder.","logverslag":"lv-…","title":"Het bericht kon niet worden gelezen"}
        Uitval: plugin `proef`: liep vast
    "#]],
    );
    check(
        &house,
        START,
        expect![[r#"
        200 {"verwerkt":1,"dubbel":0,"uitval":0,"proef":0}
        1 Verwerkt 2 events
    "#]],
    );
}

#[test]
fn what_was_accepted_before_a_stop_is_done_after_the_start() {
    let house = House::closed();
    let id = house.accept(START);
    let house = house.restart();
    expect![[r#"
        200 {"verwerkt":1,"dubbel":0,"uitval":0,"proef":0}
        1 Verwerkt 2 events
    "#]]
    .assert_eq(&house.answered(id));
    assert_eq!(house.events().matches("taak.toegevoegd").count(), 1);
}

#[test]
fn rules_see_the_dossier_as_it_was_at_the_event() {
    // All three reports are recorded before the rules look at the first.
    let house = House::closed();
    let message = format!(
        "{START}\n100;P1;;Jansen;G1;2;2026-03-02;2026-03-09;50\n100;P1;;Jansen;G1;3;2026-03-02;2026-03-16;0"
    );
    let id = house.accept(&message);
    let house = house.restart();
    house.answered(id);
    let events = house.events();
    assert_eq!(events.matches("taak.toegevoegd").count(), 1, "{events}");
}

#[test]
fn a_chain_of_events_that_would_go_on_for_ever_is_stopped_visibly() {
    let house = House::open();
    house.send(&START.replace(";100", ";77"));
    let events = house.events();
    assert_eq!(events.matches("taak.toegevoegd").count(), 16, "{events}");
    let view = house.engine.store().read().unwrap();
    let last = view.last_seq().unwrap();
    drop(view);
    let why = house.engine.explain_event(last).unwrap();
    assert!(why.trace.unwrap().keten_te_lang);
}

#[test]
fn a_message_sent_again_gives_dropped_records_another_chance() {
    let house = House::open();
    let message = "M1 verslag\n\
        100;P1;;Jansen;G1;1;2026-03-02;2026-03-02;100\n\
        200;P2;;Bakker;G2;1;2026-03-02;2026-03-02;100";
    let first = house.send(message);
    assert!(first.contains("\"verwerkt\":1,\"dubbel\":0,\"uitval\":1"), "{first}");
    // Nothing was mended: the very answer of the first time, and no second report.
    check(
        &house,
        message,
        expect![[r#"
            200 {"verwerkt":1,"dubbel":0,"uitval":1,"proef":0}
            Melding: dit bericht is al eerder verwerkt: logverslag lv-…
            1 Dubbel 0 events | Melding : al eerder verwerkt: logverslag lv-…, regel 1
            2 Uitval 0 events | Uitval : De ingestelde werkgever is ongeldig
        "#]],
    );
    assert_eq!(house.deliveries().lines().count(), 1);
    house.add_werkgever("FLSN200", "Felison");
    check(
        &house,
        message,
        expect![[r#"
            200 {"verwerkt":1,"dubbel":1,"uitval":0,"proef":0}
            1 Dubbel 0 events | Melding : al eerder verwerkt: logverslag lv-…, regel 1
            2 Verwerkt 2 events
        "#]],
    );
    assert_eq!(house.deliveries().lines().count(), 2);
}

#[test]
fn a_mistake_of_ours_on_one_message_leaves_the_others_alone() {
    let house = House::open();
    check(
        &house,
        &START.replace("M1", "M1 paniek"),
        expect![[r#"
            500 {"detail":"De koppeling heeft een storing. Het bericht is bewaard; neem contact op met de beheerder.","logverslag":"lv-…","title":"Het bericht kon niet worden gelezen"}
            Uitval: het programma maakte een fout bij dit bericht
        "#]],
    );
    assert!(house.send(&START.replace("M1", "M2")).starts_with("200"));
}

#[test]
fn a_message_that_is_gone_from_disk_does_not_block_its_link() {
    let house = House::closed();
    let lost = house.accept(START);
    let fine = house.accept(&START.replace("M1", "M2"));
    let blob = house.engine.store().read().unwrap().reception(lost).unwrap().unwrap().blob;
    house.engine.store().spool().remove(&blob).unwrap();
    let house = house.restart();
    assert!(house.answered(lost).starts_with("500"));
    assert!(house.answered(fine).starts_with("200"));
}

#[test]
fn a_link_has_room_for_so_many_messages() {
    let house = House::closed();
    let fault = (0..600).find_map(|n| house.try_accept(&format!("B{n}")).err()).unwrap();
    assert!(matches!(fault, Fault::Busy(_)), "{fault}");
}

#[test]
fn a_token_is_given_once_and_renewed_on_request() {
    let house = House::closed();
    let give = |renew| house.engine.put_account(&house.actor(), House::account(), renew).unwrap();
    assert!(give(false).is_none(), "the account is there already");
    let token = give(true).unwrap();
    let kept = || house.engine.store().read().unwrap().klantaccount("KLANT").unwrap().unwrap();
    let shown = |token: &Token| Token::matches(token.reveal(), &kept().token_sha256);
    assert!(shown(&token));
    let newer = give(true).unwrap();
    assert!(shown(&newer) && !shown(&token));
}
