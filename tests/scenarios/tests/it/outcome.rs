//! What came of a load, in a form in which two runs can be compared: by the numbers of the outside,
//! without ids and moments.
#![cfg(test)]

use std::collections::{BTreeMap, BTreeSet};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests_harness::{Answer, World};
use tests_simulators::mail::Letter;

use crate::paperwork::Paperwork;

/// How often something happened, by its description.
type Counts = BTreeMap<String, usize>;

/// How long what is in the outbox may take once nobody is killed any more.
const OUTBOX_MAX: Duration = Duration::from_secs(120);
/// How long the sweep after a start may take.
const SWEEP_MAX: Duration = Duration::from_secs(30);

/// What came of a load.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// What each message was answered with.
    answers: Counts,
    /// What the logverslagen of messages that were no repeats counted.
    counted: Counts,
    /// Each traject with its dossier, status and course.
    trajecten: Counts,
    /// Each task by traject and code.
    taken: Counts,
    /// Events by type, of each dossier.
    events: Counts,
    /// Verwerkingsmeldingen by the message that they are about and what they say; distinct ones.
    delivered: Counts,
    /// How deliveries ended.
    deliveries: Counts,
    /// Each document by its dossier, traject, key and bytes.
    documents: Counts,
    /// E-mails by what they say, one for each Message-ID.
    mails: Counts,
    /// What of each link was told as trouble.
    links: Counts,
}

impl Outcome {
    /// Once all work is done. Ends the test when something is wrong that needs no other run to see.
    pub(crate) fn of(
        world: &mut World,
        answers: &BTreeMap<String, Answer>,
        paperwork: &Paperwork,
    ) -> Outcome {
        empty_outbox(world);
        check_files(world);
        let events = world.api().all("gebeurtenissen", "vanaf");
        for (event, seq) in events.iter().zip(1_u64..) {
            assert_eq!(event["seq"], seq, "a gap in the log");
        }
        check_outside(world);
        let answers = answers.iter().map(|(key, answer)| format!("{key}: {answer}"));
        let journal = world.journal();
        let received = journal.received.iter();
        let deliveries = world.api().all("bezorgingen", "na");
        let mut outcome = Outcome {
            answers: count(answers),
            counted: counted(world),
            delivered: count(
                received.map(|receipt| format!("{} {:?}", receipt.ingezonden, receipt.meldingen)),
            ),
            deliveries: count(deliveries.iter().map(|delivery| {
                let (kind, state) = (&delivery["document"]["kind"], &delivery["state"]["is"]);
                format!("{} {}", text(kind), text(state))
            })),
            documents: documents(world, paperwork),
            mails: count(world.mail().journal().letters().into_iter().map(told)),
            links: count(world.api().all("koppelingen", "na").iter().map(|link| {
                format!("{} {} {}", link["koppeling"], link["gemeld"], link["storingen_achtereen"])
            })),
            ..Outcome::default()
        };
        outcome.look_in_dossiers(world, &events);
        outcome
    }

    fn look_in_dossiers(&mut self, world: &World, events: &[Value]) {
        let mut names = machtigingen(world);
        for id in world.werkgever_ids() {
            let stored = world.api().get(&format!("/api/dossiers/{id}"));
            let code = text(&stored["dossier"]["werkgever"]["werkgevercode"]);
            self.look_in_trajecten(&names, &code, &stored["dossier"]);
            names.insert(id, code);
        }
        for id in world.dossier_ids() {
            let stored = world.api().get(&format!("/api/dossiers/{id}"));
            let werknemer = &stored["dossier"]["werknemer"];
            let code = &names[&text(&werknemer["werkgever"])];
            let name = format!("{code} {}", text(&werknemer["persoon"]["extern_id"]));
            self.look_in_trajecten(&names, &name, &stored["dossier"]);
            names.insert(id, name);
        }
        for event in events {
            let whose = ["werknemer", "werkgever"].map(|whose| event["about"][whose].as_str());
            let whose = whose.into_iter().flatten().find_map(|id| names.get(id));
            let whose = whose.map_or("(geen dossier)", String::as_str);
            add(&mut self.events, format!("{whose}: {}", text(&event["type"])));
        }
    }

    fn look_in_trajecten(&mut self, names: &Names, name: &str, dossier: &Value) {
        for traject in dossier["trajecten"].as_object().into_iter().flat_map(|all| all.values()) {
            let kenmerk = text(&traject["extern_kenmerk"]);
            let kenmerk = names.get(&kenmerk).unwrap_or(&kenmerk);
            let (status, verloop) = (&traject["status"], &traject["verloop"]);
            let soort = text(&traject["soort"]);
            add(&mut self.trajecten, format!("{name} {soort} {kenmerk}: {status} {verloop}"));
            for taak in traject["taken"].as_object().into_iter().flat_map(|all| all.values()) {
                let (code, status) = (text(&taak["code"]), text(&taak["status"]));
                add(&mut self.taken, format!("{name} {kenmerk} {code} {status}"));
            }
        }
    }

    /// Messages, trajecten, tasks and the rest, for who watches.
    pub(crate) fn summary(&self) -> String {
        let sum = |counts: &Counts| counts.values().sum::<usize>();
        format!(
            "{} berichten, {} trajecten, {} taken, {} events, {} verwerkingsmeldingen, {} documenten, {} mails",
            sum(&self.answers),
            sum(&self.trajecten),
            sum(&self.taken),
            sum(&self.events),
            sum(&self.delivered),
            sum(&self.documents),
            sum(&self.mails),
        )
    }

    /// In what another outcome differs; empty when it is the same.
    pub(crate) fn differences(&self, other: &Outcome) -> String {
        [
            difference("antwoord", &self.answers, &other.answers),
            difference("logverslag", &self.counted, &other.counted),
            difference("traject", &self.trajecten, &other.trajecten),
            difference("taak", &self.taken, &other.taken),
            difference("event", &self.events, &other.events),
            difference("verwerkingsmelding", &self.delivered, &other.delivered),
            difference("bezorging", &self.deliveries, &other.deliveries),
            difference("document", &self.documents, &other.documents),
            difference("mail", &self.mails, &other.mails),
            difference("koppeling", &self.links, &other.links),
        ]
        .concat()
    }
}

/// Names in place of ids.
type Names = BTreeMap<String, String>;

/// The machtigingen, by number and service.
fn machtigingen(world: &World) -> Names {
    let all = world.api().all("machtigingen", "na");
    let named = |one: &Value| {
        let (lhnr, dienst) = (text(&one["loonheffingennummer"]), text(&one["dienst"]));
        (text(&one["id"]), format!("{lhnr} {dienst}"))
    };
    all.iter().map(named).collect()
}

/// Waits until nothing in the outbox waits for anything any more.
fn empty_outbox(world: &World) {
    let until = Instant::now() + OUTBOX_MAX;
    loop {
        let rows = hurry(world);
        let is_open = |row: &Value| {
            ["waiting", "sending", "pending"].iter().any(|open| row["state"]["is"] == *open)
        };
        if !rows.iter().any(is_open) {
            // What the last one led to is still to be judged.
            return world.settle();
        }
        assert!(Instant::now() < until, "bezorgingen blijven open\n{}", world.deliveries());
        thread::sleep(Duration::from_millis(50));
    }
}

/// All rows in the outbox. What waits for a later attempt has it now: an operator who is in a hurry.
pub(crate) fn hurry(world: &World) -> Vec<Value> {
    let rows = world.api().all("bezorgingen", "na");
    for row in rows.iter().filter(|row| row["state"]["is"] == "waiting") {
        // One that just went out by itself is refused, which is fine.
        world.api().try_post(&format!("/api/bezorgingen/{}/opnieuw", text(&row["id"])));
    }
    rows
}

/// After a start has swept what its predecessors left: a file for every message and every document,
/// and no file more.
fn check_files(world: &mut World) {
    world.stop();
    world.restart();
    world.settle();
    let (messages, placed) = (world.api().all("logverslagen", "na").len(), world.placed().len());
    let until = Instant::now() + SWEEP_MAX;
    loop {
        let (spooled, documents) = (world.folder().spooled(), world.folder().documents());
        if (spooled, documents) == (messages, placed) {
            return;
        }
        assert!(
            Instant::now() < until,
            "{spooled} bestanden voor {messages} berichten, {documents} voor {placed} documenten"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

/// What the outside noticed: nothing that was wrong in itself.
fn check_outside(world: &World) {
    assert_eq!(world.journal().refused, Vec::<String>::new(), "the receiver refused something");
    let refused = world.mail().journal().refused;
    assert_eq!(refused, Vec::<String>::new(), "the mail server refused something");
}

/// Each document with where it is; its bytes are those that were put at Digipoort, once each.
fn documents(world: &World, paperwork: &Paperwork) -> Counts {
    let files = paperwork.files();
    let placed = world.placed();
    let keys: BTreeSet<&String> = placed.iter().map(|one| &one.extern_kenmerk).collect();
    assert_eq!(keys, files.keys().collect(), "other documents than were put");
    assert_eq!(keys.len(), placed.len(), "a document lies in two places");
    for one in &placed {
        let there = world.api().file(&one.id);
        let same = files[&one.extern_kenmerk].as_ref().is_none_or(|put| *put == there);
        assert!(same, "document {} has other bytes than were put", one.extern_kenmerk);
    }
    let told = placed.iter().map(|one| {
        format!(
            "{} {} {} {} {} {} {}",
            one.owner,
            one.traject,
            one.extern_kenmerk,
            one.kenmerk,
            one.sha256,
            one.mediatype,
            one.opmerking
        )
    });
    count(told)
}

/// A mail without what differs from run to run: ids and the day.
fn told(letter: &Letter) -> String {
    let same = |line: &&str| {
        ["Taak:", "Werkgever:", "Document:"].iter().any(|start| line.starts_with(start))
    };
    let lines: Vec<&str> = letter.tekst.lines().filter(same).collect();
    format!("{:?} {} {}", letter.aan, letter.onderwerp, lines.join(" "))
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
    let keys: BTreeSet<&String> = ones.keys().chain(others.keys()).collect();
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
