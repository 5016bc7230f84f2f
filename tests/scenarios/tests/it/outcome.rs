//! What came of a load, in a form in which two runs can be compared: by the numbers of the outside,
//! without ids and moments.
#![cfg(test)]

use std::collections::BTreeMap;

use serde_json::Value;
use tests_harness::{Answer, World};

/// How often something happened, by its description.
type Counts = BTreeMap<String, usize>;

/// What came of a load.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// What each message was answered with.
    answers: BTreeMap<String, String>,
    /// What the logverslagen of messages that were no repeats counted.
    counted: Counts,
    /// Each traject with its werkgever, werknemer, status and course.
    trajecten: Counts,
    /// Each task by traject and code.
    taken: Counts,
    /// Events by type, of each werknemer.
    events: Counts,
    /// Verwerkingsmeldingen by the message that they are about and what they say; distinct ones.
    delivered: Counts,
    /// How deliveries ended.
    deliveries: Counts,
}

impl Outcome {
    /// Once all work is done. Ends the test when something is wrong that needs no other run to see.
    pub(crate) fn of(world: &World, answers: &BTreeMap<String, Answer>) -> Outcome {
        world.settle_deliveries();
        let events = world.api().all("gebeurtenissen", "vanaf");
        for (event, seq) in events.iter().zip(1_u64..) {
            assert_eq!(event["seq"], seq, "a gap in the log");
        }
        let journal = world.journal();
        assert_eq!(journal.refused, Vec::<String>::new(), "the receiver refused something");
        let mut outcome = Outcome {
            answers: answers
                .iter()
                .map(|(key, answer)| (key.clone(), answer.to_string()))
                .collect(),
            counted: counted(world),
            trajecten: Counts::new(),
            taken: Counts::new(),
            events: Counts::new(),
            delivered: count(
                journal
                    .received
                    .iter()
                    .map(|receipt| format!("{} {:?}", receipt.ingezonden, receipt.meldingen)),
            ),
            deliveries: count(world.api().all("bezorgingen", "na").iter().map(|delivery| {
                format!(
                    "{} {}",
                    text(&delivery["document"]["kind"]),
                    text(&delivery["state"]["is"])
                )
            })),
        };
        outcome.look_in_dossiers(world, &events);
        outcome
    }

    fn look_in_dossiers(&mut self, world: &World, events: &[Value]) {
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        for id in world.dossier_ids() {
            let stored = world.api().get(&format!("/api/dossiers/{id}"));
            let werknemer = &stored["dossier"]["werknemer"];
            let werkgever = text(&werknemer["werkgever"]);
            let code = names.entry(werkgever).or_insert_with_key(|id| {
                let stored = world.api().get(&format!("/api/dossiers/{id}"));
                text(&stored["dossier"]["werkgever"]["werkgevercode"])
            });
            let name = format!("{code} {}", text(&werknemer["persoon"]["extern_id"]));
            names.insert(id, name.clone());
            let trajecten = stored["dossier"]["trajecten"].as_object().into_iter().flatten();
            for (_, traject) in trajecten {
                let kenmerk = text(&traject["extern_kenmerk"]);
                let (status, verloop) = (&traject["status"], &traject["verloop"]);
                add(&mut self.trajecten, format!("{name} {kenmerk}: {status} {verloop}"));
                for (_, taak) in traject["taken"].as_object().into_iter().flatten() {
                    let (code, status) = (text(&taak["code"]), text(&taak["status"]));
                    add(&mut self.taken, format!("{kenmerk} {code} {status}"));
                }
            }
        }
        for event in events {
            let whose = event["about"]["werknemer"].as_str().and_then(|id| names.get(id));
            let whose = whose.map_or("(geen werknemer)", String::as_str);
            add(&mut self.events, format!("{whose}: {}", text(&event["type"])));
        }
    }

    /// Messages, trajecten, tasks and events, for who watches.
    pub(crate) fn summary(&self) -> String {
        let sum = |counts: &Counts| counts.values().sum::<usize>();
        format!(
            "{} berichten, {} trajecten, {} taken, {} events, {} verwerkingsmeldingen",
            self.answers.len(),
            sum(&self.trajecten),
            sum(&self.taken),
            sum(&self.events),
            sum(&self.delivered),
        )
    }

    /// In what another outcome differs; empty when it is the same.
    pub(crate) fn differences(&self, other: &Outcome) -> String {
        let ones =
            self.answers.iter().map(|(key, answer)| (format!("{key}: {answer}"), 1)).collect();
        let others =
            other.answers.iter().map(|(key, answer)| (format!("{key}: {answer}"), 1)).collect();
        [
            difference("antwoord", &ones, &others),
            difference("logverslag", &self.counted, &other.counted),
            difference("traject", &self.trajecten, &other.trajecten),
            difference("taak", &self.taken, &other.taken),
            difference("event", &self.events, &other.events),
            difference("verwerkingsmelding", &self.delivered, &other.delivered),
            difference("bezorging", &self.deliveries, &other.deliveries),
        ]
        .concat()
    }
}

/// What the logverslagen of messages that were no repeats counted.
fn counted(world: &World) -> Counts {
    let all = world.api().all("logverslagen", "na");
    let done = all.iter().inspect(|report| assert_eq!(report["klaar"], true, "{report}"));
    let first = done.filter(|report| report["telling"]["dubbel"] == 0);
    count(first.map(|report| format!("{} {}", report["telling"], report["meldingen"])))
}

fn count(things: impl Iterator<Item = String>) -> Counts {
    let mut counts = Counts::new();
    things.for_each(|thing| add(&mut counts, thing));
    counts
}

fn add(counts: &mut Counts, thing: String) {
    *counts.entry(thing).or_default() += 1;
}

fn difference(what: &str, ones: &Counts, others: &Counts) -> String {
    let mut told = String::new();
    let keys: std::collections::BTreeSet<&String> = ones.keys().chain(others.keys()).collect();
    for key in keys {
        let times = |counts: &Counts| counts.get(key).copied().unwrap_or_default();
        if times(ones) != times(others) {
            told.push_str(&format!("{what} {key}: {} keer, niet {}\n", times(others), times(ones)));
        }
    }
    told
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
