//! Paperwork: documents of UWV of every kind, put at Digipoort in portions while the host is in
//! trouble, by a service that is in trouble itself.
#![cfg(test)]

use std::collections::BTreeMap;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;
use tests_harness::World;
use tests_simulators::digipoort::{
    Bestand, DIENSTEN, Inhoud, Mood, Moods, Stock, UwvDocument, Vorm,
};
use tests_simulators::random::Random;
use tests_simulators::{mail, sivi::Generator};

use crate::outcome::hurry;

/// Polls the link for documents.
const POLL: &str = "/api/koppelingen/VI001/UWV/nu";
/// How long the rest of the paperwork may take once nobody is killed any more.
const FINISH_MAX: Duration = Duration::from_secs(120);
/// A BSN that nobody of the generator has.
const NOBODY: &str = "999990019";

/// Documents, of which some lie at Digipoort already.
pub(crate) struct Paperwork {
    documents: Vec<UwvDocument>,
    /// How many lie there.
    put: usize,
    random: Random,
}

impl Paperwork {
    /// So many documents, about the people of the generator with the same numbers.
    pub(crate) fn new(seed: u64, werkgevers: u64, werknemers: u64, number: u64) -> Paperwork {
        let stock = Stock::new(seed, werkgevers, werknemers).documents(number);
        let documents = (0..).zip(stock).map(|(place, document)| varied(document, place));
        Paperwork { documents: documents.collect(), put: 0, random: Random::new(seed, 3) }
    }

    /// How the service behaves all the time: it lists twice, in another order each time, and falls
    /// over every so often.
    pub(crate) fn moods() -> Moods {
        [Mood::Twice, Mood::Shuffled, Mood::Flaky { every: 11, since: 0 }].into()
    }

    /// The machtigingen under which the documents come.
    pub(crate) fn authorise(world: &World, werkgevers: u64) {
        for werkgever in Generator::new(0, werkgevers, 0).werkgevers() {
            let code = format!("FLSN{}", werkgever.relatienummer);
            for dienst in services() {
                world.machtiging(&code, &werkgever.lhnr, dienst);
            }
        }
    }

    /// Documents that do not lie at Digipoort yet.
    pub(crate) fn left(&self) -> usize {
        self.documents.len() - self.put
    }

    /// Puts so many more at Digipoort, as far as there are, and has them looked for. Now and then the
    /// next mail is one that goes wrong.
    pub(crate) fn put(&mut self, world: &World, number: usize) {
        for document in self.documents.iter().skip(self.put).take(number) {
            world.put(document);
        }
        self.put = self.documents.len().min(self.put + number);
        match self.random.below(4) {
            0 => world.mail().set_mood(mail::Mood::Busy(1)),
            1 => world.mail().set_mood(mail::Mood::Drop(1)),
            _ => {}
        }
        Paperwork::poll(world);
    }

    /// Has the host look for new documents, if it is there.
    pub(crate) fn poll(world: &World) {
        world.api().try_post(POLL);
    }

    /// Puts what is left, and waits until every document was fetched.
    pub(crate) fn finish(&mut self, world: &World) {
        self.put(world, self.left());
        let until = Instant::now() + FINISH_MAX;
        let wanted = self.documents.len();
        loop {
            let rows = hurry(world);
            let fetched = rows.iter().filter(|row| is_fetched(row)).count();
            if fetched == wanted {
                return;
            }
            assert!(
                Instant::now() < until,
                "{fetched} van {wanted} documenten opgehaald\n{}",
                world.links()
            );
            Paperwork::poll(world);
            thread::sleep(Duration::from_millis(100));
        }
    }

    /// The files that were put, by the key under which they must lie in a dossier. Of metadata that
    /// cannot be read nothing may get lost: they are a file themselves, of which the bytes are not
    /// told here.
    pub(crate) fn files(&self) -> BTreeMap<String, Option<Vec<u8>>> {
        let of = |document: &UwvDocument| -> Vec<(String, Option<Vec<u8>>)> {
            let unreadable = (document.vorm == Vorm::Onleesbaar).then_some(None);
            let files = (1..=document.bestanden.len()).map(|number| Some(document.bytes(number)));
            let numbered = (1..).zip(files.chain(unreadable));
            let keyed = |number| format!("{}/{number}", document.kenmerk);
            numbered.map(|(number, bytes): (u32, _)| (keyed(number), bytes)).collect()
        };
        self.documents.iter().flat_map(of).collect()
    }
}

/// The services that hand over documents here: two, so that a poll asks twice.
fn services() -> [&'static str; 2] {
    let [first, _, third, ..] = DIENSTEN;
    [first, third]
}

fn is_fetched(row: &Value) -> bool {
    row["document"]["kind"] == "schakel.op-te-halen" && row["state"]["is"] == "accepted"
}

/// Every so manieth document is another kind of difficult. Its files are small and all different, so
/// that each can be told by its bytes.
fn varied(document: UwvDocument, place: u64) -> UwvDocument {
    let [first, third] = services();
    let every = |number: u64| place % number == number - 1;
    let pdf = |number: u64| Bestand {
        naam: format!("{}-{number}.pdf", document.kenmerk),
        inhoud: Inhoud::Pdf(usize::try_from(900 + 10 * place + number).unwrap_or_default()),
    };
    let html = Bestand { naam: "sessie.pdf".to_owned(), inhoud: Inhoud::Html };
    let files = if every(9) { vec![pdf(1), pdf(2)] } else { vec![pdf(1)] };
    let trouble = match place % 12 {
        2 => Mood::Silent(1).into(),
        5 => Mood::Cut(1).into(),
        8 => Mood::Broken(1).into(),
        _ => Moods::fine(),
    };
    let bsn = document.bsn.clone().filter(|_| !every(7));
    UwvDocument {
        dienst: if every(3) { third } else { first }.to_owned(),
        bsn: if every(11) { Some(NOBODY.to_owned()) } else { bsn },
        titel: format!("Beslissing over aanvraag {place} van {}", document.kenmerk),
        vorm: if every(17) { Vorm::Onleesbaar } else { document.vorm },
        bestanden: if every(13) { vec![html] } else { files },
        gedrag: trouble,
        ..document
    }
}
