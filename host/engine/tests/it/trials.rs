//! A candidate of a connector held against recorded calls.

use std::sync::Arc;

use expect_test::expect;
use host_domain::MachtigingStatus as Status;
use host_engine::{
    Tried, Trier,
    ports::{Bodies, Connectors as _, PluginVersion},
};
use sdk_connector::protocol::{Call, Document, Progress};

use crate::{
    documents::{LHN, PDF, ZW},
    house::{House, World},
    lines::Lines,
};

/// The connector of these tests; as a candidate it asks and answers something else.
struct Version {
    lines: Lines,
    version: PluginVersion,
    other: bool,
}

impl Version {
    fn new(world: &Arc<World>, other: bool) -> Version {
        let lines = Lines { world: Arc::clone(world) };
        let version = lines.current("proef").unwrap();
        Version { lines, version, other }
    }
}

impl Trier for Version {
    fn step(&self, call: &Call, bodies: Arc<dyn Bodies>, replies: &[Document]) -> Tried {
        let mut result = self.lines.step(&self.version, call, bodies, replies);
        if let (true, Ok(step)) = (self.other, &mut result) {
            for effect in &mut step.asked {
                let text = String::from_utf8(effect.body.clone()).unwrap();
                effect.body = text.replace("GET", "POST").into_bytes();
            }
            if let Progress::Done(outcome) = &mut step.progress {
                let text = String::from_utf8(outcome.body.clone()).unwrap();
                outcome.body = text.replace("brief.pdf", "stuk.pdf").into_bytes();
            }
        }
        Tried { result, fuel: 100 + u64::from(self.other), memory_bytes: 1 << 20 }
    }
}

#[test]
fn only_a_candidate_that_does_something_else_is_told_of() {
    let house = House::open();
    house.machtiging(Status::Actief);
    house.world.put("U1", LHN, ZW, "", PDF);
    house.poll();
    let current = Version::new(&house.world, false);
    let same = house.engine.try_candidate("KLANT/Ophalen", 50, &current, &current).unwrap();
    let mut kinds: Vec<&str> = same.aanroepen.iter().map(|call| call.soort.as_str()).collect();
    kinds.sort_unstable();
    assert_eq!((kinds, same.differing()), (vec!["fetch", "poll", "receive"], 0));

    let candidate = Version::new(&house.world, true);
    let report = house.engine.try_candidate("KLANT/Ophalen", 50, &current, &candidate).unwrap();
    let mut told: Vec<String> = report
        .aanroepen
        .iter()
        .map(|call| {
            let (before, now) = (call.huidig.brandstof, call.kandidaat.brandstof);
            format!("{} {before} {now} {}\n", call.soort, call.verschillen.join("; "))
        })
        .collect();
    told.sort_unstable();
    expect![[r#"
        fetch 200 101 ronde 1: handeling 1: /method: anders vanaf teken 1 (4 tekens, eerst 3); ronde 1: wacht op een antwoord dat er niet was in plaats van is klaar
        poll 200 101 ronde 1: handeling 1: /method: anders vanaf teken 1 (4 tekens, eerst 3); ronde 1: wacht op een antwoord dat er niet was in plaats van is klaar
        receive 100 101 ronde 1: uitkomst: /intakes/0/body/file/name: anders vanaf teken 1 (8 tekens, eerst 9)
    "#]].assert_eq(&told.concat());
    assert_eq!(house.world.mails.lock().unwrap().len(), 1, "a trial carries nothing out");
}
