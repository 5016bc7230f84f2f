//! Herinneringen go off on their day, once, also after downtime and when they were replaced.

use std::time::Duration;

use host_domain::EventKind;

use crate::{
    effects::{JANSEN, events},
    house::House,
};

const DAY: Duration = Duration::from_secs(24 * 3_600);

const SETS: &str = r#"gebeurtenis: "verzuim.ziekmelding", als: traject.percentage == 100,
    dan: [ herinnering("bel", 2.dagen), herinnering("schrijf", 3.dagen) ]"#;

/// Which went off, for which day.
fn gone_off(house: &House) -> Vec<String> {
    let gone = events(house).into_iter().filter_map(|event| match event.kind {
        EventKind::HerinneringVerlopen { naam, op } => Some(format!("{naam} {op}")),
        _ => None,
    });
    gone.collect()
}

fn ill(house: &House) {
    house.take_rule("zet", SETS);
    house.take_rule(
        "bel_dan",
        r#"gebeurtenis: "herinnering.verlopen", als: herinnering.naam == "bel",
        dan: [ nieuwe_taak("Bel") ]"#,
    );
    house.send(&format!("M1\n{JANSEN}"));
    house.day_done();
}

#[test]
fn each_goes_off_when_its_day_begins_and_once() {
    let house = House::open();
    ill(&house);
    house.clock_at("2026-03-04T01:59:00+01:00");
    house.day_done();
    assert!(gone_off(&house).is_empty());
    house.clock_at("2026-03-04T02:00:00+01:00");
    house.day_done();
    assert_eq!(gone_off(&house), ["bel 2026-03-04"]);
    let tasks = house.events().matches("taak.toegevoegd").count();
    let house = house.restart();
    house.day_done();
    assert_eq!(gone_off(&house), ["bel 2026-03-04"]);
    assert_eq!(house.events().matches("taak.toegevoegd").count(), tasks);
    house.world.advance(DAY);
    house.day_done();
    assert_eq!(gone_off(&house), ["bel 2026-03-04", "schrijf 2026-03-05"]);
}

#[test]
fn those_of_days_that_were_missed_go_off_afterwards() {
    let house = House::open();
    ill(&house);
    house.world.advance(10 * DAY);
    let house = house.restart();
    house.day_done();
    assert_eq!(gone_off(&house), ["bel 2026-03-04", "schrijf 2026-03-05"]);
}

#[test]
fn those_of_a_traject_that_ended_do_not() {
    let house = House::open();
    ill(&house);
    house.send("M2\n100;P1;123456782;Jansen;G1;2;2026-03-02;2026-03-03;0");
    house.world.advance(10 * DAY);
    house.day_done();
    assert!(gone_off(&house).is_empty());
}
