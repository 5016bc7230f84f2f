//! What if messages had been read with other importconfiguraties and conversiegroepen: the recorded
//! calls of links are done again with the connector in use, on the replies of then, and what it reads
//! is converted with both books. Nothing goes outside and nothing is kept.
//!
//! Calls are kept for a while only, and so are the messages that they read: what cannot be read again is
//! counted.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use host_rulebook::{Book, IntakeVerschil, Uitvalverschil};
use host_store::{Reads as _, RecordedCall};
use sdk_connector::{
    kinds,
    protocol::{Call, Document, Intake, Progress, Received},
};
use serde::Serialize;

use crate::{
    Engine, Going, Progress as HowFar,
    error::Fault,
    ports::{Bodies, Connectors, PluginVersion},
    trial::{Cost, ROUNDS_MAX, Tried, Trier},
};

/// What came of it, for one importconfiguratie.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Importverschil {
    /// Records that were read again.
    pub records: u64,
    /// Those that the books read differently.
    pub anders: u64,
    /// Those that only the other book drops.
    pub valt_uit: u64,
    /// Those that only the book in use drops.
    pub valt_niet_meer_uit: u64,
    /// Fields of commands, each with in how many records it differs.
    pub velden: BTreeMap<String, u64>,
    /// Values of which a conversiegroep makes something else.
    pub conversies: Vec<Conversieverschil>,
}

/// A value of which a conversiegroep makes something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conversieverschil {
    /// The conversiegroep.
    pub groep: String,
    /// The conversiesleutel.
    pub sleutel: String,
    /// The value. Those that may be somebody's data are left out.
    pub waarde: String,
    /// In how many records.
    pub records: u64,
}

/// What came of it all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Berichtverschillen {
    /// Hash of the book in use.
    pub boek: String,
    /// Hash of the other.
    pub ander_boek: String,
    /// Messages that were read again.
    pub berichten: u64,
    /// Messages of which too little is kept, or whose connector is not loaded or broke.
    pub niet_herhaalbaar: u64,
    /// By importconfiguratie.
    pub importconfiguraties: BTreeMap<String, Importverschil>,
    /// Importconfiguraties of links that one of the books does not have.
    pub ontbreekt: BTreeSet<String>,
}

impl Engine {
    /// Reads the newest `limit` messages of each link again for the book in use and for `other`.
    pub fn what_if_messages(
        &self,
        other: &Book,
        limit: usize,
        going: &mut Going<'_>,
    ) -> Result<Berichtverschillen, Fault> {
        let _alone = self.replaying_alone()?;
        let book = self.book();
        let mut report = Berichtverschillen {
            boek: book.hash().to_owned(),
            ander_boek: other.hash().to_owned(),
            ..Berichtverschillen::default()
        };
        let mut calls = Vec::new();
        for account in self.store().read()?.klantaccounts()? {
            for link in &account.importkoppelingen {
                let koppeling = format!("{}/{}", account.klantcode, link.naam);
                let recorded = self.store().read()?.recorded_calls(&koppeling, limit)?;
                let received =
                    recorded.into_iter().filter(|call| call.request.kind == kinds::RECEIVE);
                calls.extend(received.map(|call| (link.importconfiguratie.clone(), call)));
            }
        }
        let totaal = calls.len() as u64;
        for ((import, call), gedaan) in calls.iter().zip(1..) {
            match self.read_again(call)? {
                Some(intakes) => {
                    report.berichten += 1;
                    report.hold(&book, other, import, &intakes);
                }
                None => report.niet_herhaalbaar += 1,
            }
            if going(HowFar { gedaan, totaal }).is_break() {
                return Err(Fault::Stopped);
            }
        }
        Ok(report)
    }

    /// The records of a message, read again; none when that cannot be.
    fn read_again(&self, recorded: &RecordedCall) -> Result<Option<Vec<Document>>, Fault> {
        let kept = recorded.message.as_ref().is_none_or(|blob| self.store().spool().holds(blob));
        let version = self.connectors.current(&recorded.plugin);
        let Some(version) = version.filter(|_| kept) else { return Ok(None) };
        let in_use = InUse { connectors: self.connectors.as_ref(), version };
        let (mut intakes, mut state) = (Vec::new(), Vec::new());
        for round in 0..recorded.rounds.min(ROUNDS_MAX) {
            let replies = self.replies(&recorded.id, round)?;
            let step = self.try_round(recorded, &replies, &state, &in_use, &mut Cost::default());
            match step.map(|step| step.progress) {
                Ok(Progress::Continue(chunk)) => {
                    intakes.extend(chunk.intakes);
                    state = chunk.state;
                }
                Ok(Progress::Done(outcome)) => {
                    if let Ok(Received::Read { intakes: last, .. }) = outcome.read() {
                        intakes.extend(last);
                    }
                    return Ok(Some(intakes));
                }
                Ok(Progress::Waiting | Progress::Fault(_)) | Err(_) => return Ok(None),
            }
        }
        Ok(None)
    }
}

impl Berichtverschillen {
    /// Holds the records of one message for both books.
    fn hold(&mut self, book: &Book, other: &Book, import: &str, intakes: &[Document]) {
        for document in intakes {
            let Ok(intake) = document.read::<Intake>() else { continue };
            match book.intake_difference(other, import, &intake.fields) {
                Some(found) => {
                    self.importconfiguraties.entry(import.to_owned()).or_default().add(&found);
                }
                None => drop(self.ontbreekt.insert(import.to_owned())),
            }
        }
    }
}

impl Importverschil {
    fn add(&mut self, found: &IntakeVerschil) {
        self.records += 1;
        if found.is_none() {
            return;
        }
        self.anders += 1;
        match found.uitval {
            Some(Uitvalverschil::ValtUit) => self.valt_uit += 1,
            Some(Uitvalverschil::ValtNietMeerUit) => self.valt_niet_meer_uit += 1,
            None => {}
        }
        for field in &found.velden {
            *self.velden.entry(field.clone()).or_default() += 1;
        }
        for one in &found.conversies {
            let known = self.conversies.iter_mut().find(|known| {
                (&known.groep, &known.sleutel, &known.waarde)
                    == (&one.groep, &one.sleutel, &one.waarde)
            });
            match known {
                Some(known) => known.records += 1,
                None => self.conversies.push(Conversieverschil {
                    groep: one.groep.clone(),
                    sleutel: one.sleutel.clone(),
                    waarde: one.waarde.clone(),
                    records: 1,
                }),
            }
        }
    }
}

/// The connector in use, stepped as one on trial.
struct InUse<'e> {
    connectors: &'e dyn Connectors,
    version: PluginVersion,
}

impl Trier for InUse<'_> {
    fn step(&self, call: &Call, bodies: Arc<dyn Bodies>, replies: &[Document]) -> Tried {
        let result = self.connectors.step(&self.version, call, bodies, replies);
        Tried { result, fuel: 0, memory_bytes: 0 }
    }
}
