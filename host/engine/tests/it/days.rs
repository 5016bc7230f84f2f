//! The change of day: once for each traject that runs, at its time in Amsterdam, made up after
//! downtime; and for no traject when a rule leaves too many.

use std::{collections::BTreeMap, time::Duration};

use host_domain::{
    Dossier, DossierId, Event, EventKind, Percentage, Traject, TrajectId, WerknemerDossier,
    WerknemerId,
};
use host_store::{BookReads as _, Reads as _, StoreError, StoredDossier};
use jiff::Timestamp;

use crate::{
    effects::{JANSEN, events},
    house::House,
};

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(24 * 3_600);

const EVERY_DAY: &str = r#"gebeurtenis: "traject.dagwissel", als: traject.percentage == 100,
    dan: [ nieuwe_taak("Nieuw") ]"#;

impl House {
    /// Waits until every day that has begun is done, and what follows from it.
    pub(crate) fn day_done(&self) {
        self.engine.nudge_day();
        for _ in 0..4_000 {
            let begun = self.engine.store().read().unwrap().job("dagwissel").unwrap().is_some();
            if begun && !self.engine.is_day_to_do().unwrap() {
                return self.settled();
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("the day is not done");
    }

    /// Puts the clock at a moment.
    pub(crate) fn clock_at(&self, moment: &str) {
        let at: Timestamp = moment.parse().unwrap();
        let ahead = at.duration_since(host_engine::ports::Clock::now(self.world.as_ref()));
        self.world.advance(Duration::try_from(ahead).unwrap());
    }
}

impl House {
    /// Puts more werknemers like the one there is in the state, each with this many trajecten of full
    /// absence; in the state only, as reporting that many takes its time.
    pub(crate) fn multiply(&self, werknemers: u128, trajecten: u128) {
        let id = DossierId::Werknemer(self.werknemer("Jansen"));
        let written: Result<(), StoreError> = self.engine.store().write(|session| {
            let StoredDossier { dossier, last_seq, .. } = session.dossier(id)?.unwrap();
            let Dossier::Werknemer(of) = dossier else { panic!("of a werkgever") };
            let mut known = of.trajecten.values().next().unwrap().clone();
            known.extern_kenmerk = None;
            known.taken.clear();
            known.herinneringen.clear();
            known.verloop[0].percentage = Percentage::parse("100").unwrap();
            for one in 1..=werknemers {
                let mut other = WerknemerDossier { trajecten: BTreeMap::new(), ..of.clone() };
                other.werknemer.id = WerknemerId::from_bits(one);
                for nr in 1..=trajecten {
                    let id = TrajectId::from_bits(one * trajecten + nr);
                    other.trajecten.insert(id, Traject { id, ..known.clone() });
                }
                session.put_dossier(&Dossier::Werknemer(other), last_seq)?;
            }
            Ok(())
        });
        written.unwrap();
    }
}

/// The days of which the log has a change, each with how many tasks followed.
fn days(house: &House) -> Vec<String> {
    let all = events(house);
    let tasks = |seq: u64| {
        let follows = |event: &&Event| {
            matches!(event.kind, EventKind::TaakToegevoegd { .. }) && event.causation == Some(seq)
        };
        all.iter().filter(follows).count()
    };
    let day = |event: &Event| match &event.kind {
        EventKind::TrajectDagwissel { dag, .. } => Some(format!("{dag}: {}", tasks(event.seq))),
        _ => None,
    };
    all.iter().filter_map(day).collect()
}

#[test]
fn a_day_begins_at_its_time_and_once() {
    let house = House::open();
    house.take_rule("elke_dag", EVERY_DAY);
    house.send(&format!("M1\n{JANSEN}"));
    house.day_done();
    assert!(days(&house).is_empty(), "the day on which the host first starts was begun before");
    house.clock_at("2026-03-03T01:59:59+01:00");
    house.day_done();
    assert!(days(&house).is_empty());
    house.clock_at("2026-03-03T02:00:00+01:00");
    house.day_done();
    assert_eq!(days(&house), ["2026-03-03: 1"]);
    house.world.advance(HOUR);
    house.day_done();
    let house = house.restart();
    house.day_done();
    assert_eq!(days(&house), ["2026-03-03: 1"], "a day begins once");
}

#[test]
fn days_that_were_missed_are_made_up_one_by_one() {
    let house = House::open();
    house.take_rule("elke_dag", EVERY_DAY);
    let opens_later = r#"gebeurtenis: "traject.dagwissel", eenmalig: true,
        als: dagen_tussen(traject.begin, vandaag) >= 2, dan: [ nieuwe_taak("Bel") ]"#;
    house.take_rule("na_twee_dagen", opens_later);
    house.send(&format!("M1\n{JANSEN}"));
    house.day_done();
    house.world.advance(3 * DAY);
    let house = house.restart();
    house.day_done();
    assert_eq!(days(&house), ["2026-03-03: 1", "2026-03-04: 2", "2026-03-05: 1"]);
}

#[test]
fn a_day_that_is_made_up_sees_what_followed_from_the_one_before() {
    let house = House::open();
    let until_done = r#"gebeurtenis: "traject.dagwissel",
        als: traject.percentage == 100 && !kenmerk("Let op"),
        dan: [ kenmerk_toevoegen("traject", "Let op"), nieuwe_taak("Nieuw") ]"#;
    house.take_rule("tot_het_gedaan_is", until_done);
    house.send(&format!("M1\n{JANSEN}"));
    house.day_done();
    house.multiply(150, 1);
    house.world.advance(4 * DAY);
    let house = house.restart();
    house.day_done();
    let mut counts = BTreeMap::<String, usize>::new();
    days(&house).into_iter().for_each(|day| *counts.entry(day).or_default() += 1);
    let once = BTreeMap::from([("2026-03-03: 1".to_owned(), 151)]);
    assert_eq!(counts, once, "as if the host had been there every day");
}

#[test]
fn a_day_that_no_rule_matches_is_in_no_log_and_is_counted() {
    let house = House::open();
    house.take_rule(
        "nooit",
        r#"gebeurtenis: "traject.dagwissel", als: traject.percentage == 33,
        dan: [ nieuwe_taak("Nieuw") ]"#,
    );
    house.send(&format!("M1\n{JANSEN}"));
    house.day_done();
    house.world.advance(2 * DAY);
    house.day_done();
    assert!(days(&house).is_empty());
    let counts = house.engine.store().read().unwrap().rule_counts().unwrap();
    assert_eq!((counts["nooit"].considered, counts["nooit"].matched), (2, 0));
}

#[test]
fn a_traject_that_does_not_run_has_no_days_and_one_in_shadow_has() {
    let house = House::open();
    let shadow = EVERY_DAY.replace("als:", "inschakelen: \"schaduw\", als:");
    house.take_rule("schim", &shadow);
    house.send(&format!("M1\n{JANSEN}"));
    house.day_done();
    house.world.advance(DAY);
    house.day_done();
    assert_eq!(days(&house), ["2026-03-03: 0"], "traced, and nothing done");
    house.send("M2\n100;P1;123456782;Jansen;G1;2;2026-03-02;2026-03-03;0");
    house.world.advance(DAY);
    house.day_done();
    assert_eq!(days(&house), ["2026-03-03: 0"]);
}

#[test]
fn nights_in_which_the_clock_is_changed_have_one_day_each() {
    let house = House::open();
    house.take_rule("elke_dag", EVERY_DAY);
    house.send(&format!("M1\n{JANSEN}"));
    house.day_done();
    let engine_days = |from: &str, hours: usize| {
        house.clock_at(from);
        house.day_done();
        let before = days(&house).len();
        for _ in 0..hours {
            house.world.advance(HOUR);
            house.day_done();
        }
        days(&house).len() - before
    };
    // From 00:30 in winter time; two o'clock is skipped.
    assert_eq!(engine_days("2026-03-29T00:30:00+01:00", 6), 1);
    // From 00:30 in summer time; two o'clock comes twice.
    assert_eq!(engine_days("2026-10-25T00:30:00+02:00", 6), 1);
}

#[test]
fn a_rule_that_leaves_too_many_is_not_run_that_day() {
    let house = House::open();
    house.take_rule("elke_dag", EVERY_DAY);
    let narrow = r#"gebeurtenis: "traject.dagwissel", bulk: traject.percentage == 50,
        als: traject.soort == "Verzuim", dan: [ nieuwe_taak("Nieuw") ]"#;
    house.take_rule("half", narrow);
    house.send(&format!("M1\n{}", JANSEN.replace(";100", ";50")));
    house.multiply(200, 50);
    house.day_done();
    house.world.advance(DAY);
    house.day_done();
    assert_eq!(days(&house), ["2026-03-03: 1"], "only the rule that leaves one runs");
    let skipped: Vec<_> = events(&house)
        .into_iter()
        .filter_map(|event| match event.kind {
            EventKind::RegelOvergeslagen { regel, aantal, grens, .. } => {
                Some((regel, aantal, grens))
            }
            _ => None,
        })
        .collect();
    assert_eq!(skipped, [("elke_dag".to_owned(), 10_001, 10_000)]);
}
