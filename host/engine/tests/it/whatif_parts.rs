//! What if other rules had been in use, for a part of what happened: the last events, a period, a
//! werkgever; and one question at a time.

use std::ops::ControlFlow;

use expect_test::expect;
use host_engine::{Asked, Fault, Progress};
use host_store::Reads as _;

use crate::{
    effects::JANSEN,
    house::House,
    whatif::{DAY, JANSEN_50, PIETERSEN, TELLS, ask, check, other, what_if},
};

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
