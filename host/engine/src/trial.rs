//! A candidate of a connector held against what really happened: the recorded calls of a link are done
//! again with the version in use and with the candidate, on the same replies, and what they ask and
//! answer is compared. Nothing goes outside and nothing is kept.
//!
//! The report says where two versions differ, not what they say: that may be somebody's data.

use std::sync::Arc;

use host_store::{Reads, RecordedCall};
use sdk_connector::protocol::{Call, Document, Progress, StepResult};
use serde::Serialize;

use crate::{
    Engine,
    bodies::CallBodies,
    difference::between,
    error::Fault,
    journal::{self, Noted},
    ports::{Bodies, StepFault},
};

/// Rounds of a call that are done again at most.
pub(crate) const ROUNDS_MAX: u32 = 200;

/// Differences of one call that are told.
const DIFFERENCES_MAX: usize = 20;

/// A version of a connector whose steps are measured.
pub trait Trier: Send + Sync {
    /// One step of a call.
    fn step(&self, call: &Call, bodies: Arc<dyn Bodies>, replies: &[Document]) -> Tried;
}

/// One measured step.
pub struct Tried {
    /// What came of it.
    pub result: Result<StepResult, StepFault>,
    /// Instructions of the sandbox that it took.
    pub fuel: u64,
    /// Most memory that it held, in bytes.
    pub memory_bytes: u64,
}

/// What a version took for a call.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Cost {
    /// Instructions of the sandbox, all steps together.
    pub brandstof: u64,
    /// Most memory in a step, in bytes.
    pub geheugen: u64,
}

/// One recorded call, done again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TriedCall {
    /// The call.
    pub aanroep: String,
    /// What was asked: `receive`, `deliver`, `poll`, ….
    pub soort: String,
    /// When it ended, milliseconds since 1970 UTC.
    pub op_ms: i64,
    /// Rounds that were done again.
    pub rondes: u32,
    /// Where the candidate does something else; empty when nowhere.
    pub verschillen: Vec<String>,
    /// What the version in use took.
    pub huidig: Cost,
    /// What the candidate took.
    pub kandidaat: Cost,
}

/// What came of it all.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TrialReport {
    /// The calls, newest first.
    pub aanroepen: Vec<TriedCall>,
    /// Calls of which too little is kept to do them again.
    pub niet_herhaalbaar: u64,
}

impl TrialReport {
    /// Calls in which the candidate does something else.
    pub fn differing(&self) -> usize {
        self.aanroepen.iter().filter(|call| !call.verschillen.is_empty()).count()
    }
}

impl Engine {
    /// Does the newest `limit` recorded calls of a link again with both versions.
    pub fn try_candidate(
        &self,
        koppeling: &str,
        limit: usize,
        current: &dyn Trier,
        candidate: &dyn Trier,
    ) -> Result<TrialReport, Fault> {
        let mut report = TrialReport::default();
        for recorded in self.store.read()?.recorded_calls(koppeling, limit)? {
            let kept = |blob| self.store.spool().holds(blob);
            if !recorded.message.as_ref().is_none_or(kept) {
                report.niet_herhaalbaar += 1;
                continue;
            }
            report.aanroepen.push(self.try_call(&recorded, current, candidate)?);
        }
        Ok(report)
    }

    fn try_call(
        &self,
        recorded: &RecordedCall,
        current: &dyn Trier,
        candidate: &dyn Trier,
    ) -> Result<TriedCall, Fault> {
        let mut tried = TriedCall {
            aanroep: recorded.id.clone(),
            soort: recorded.request.kind.clone(),
            op_ms: recorded.at_ms,
            rondes: 0,
            verschillen: Vec::new(),
            huidig: Cost::default(),
            kandidaat: Cost::default(),
        };
        let mut states = (Vec::new(), Vec::new());
        for round in 0..recorded.rounds.min(ROUNDS_MAX) {
            tried.rondes += 1;
            let replies = self.replies(&recorded.id, round)?;
            let one = self.try_round(recorded, &replies, &states.0, current, &mut tried.huidig);
            let other =
                self.try_round(recorded, &replies, &states.1, candidate, &mut tried.kandidaat);
            let found = compare(&one, &other);
            let place = |text| format!("ronde {}: {text}", round + 1);
            tried.verschillen.extend(found.into_iter().map(place));
            tried.verschillen.truncate(DIFFERENCES_MAX);
            match (one, other) {
                (Ok(one), Ok(other)) => match (one.progress, other.progress) {
                    (Progress::Continue(one), Progress::Continue(other)) => {
                        states = (one.state, other.state);
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        Ok(tried)
    }

    /// Steps a version through a round as the host did: with one reply more each time, for as long as
    /// it asks what was asked.
    pub(crate) fn try_round(
        &self,
        recorded: &RecordedCall,
        journal: &[Noted],
        state: &[u8],
        version: &dyn Trier,
        cost: &mut Cost,
    ) -> Result<StepResult, StepFault> {
        let call = Call {
            id: recorded.id.clone(),
            request: journal::read(recorded.request.clone()),
            settings: recorded.settings.clone(),
            state: state.to_vec(),
            now_ms: recorded.now_ms,
            seed: recorded.seed,
        };
        let mut given = 0;
        loop {
            let replies = journal.get(..given).unwrap_or_default();
            let blobs = replies.iter().enumerate();
            let blobs = blobs.filter_map(|(place, entry)| Some((place, entry.blob.clone()?)));
            let bodies = CallBodies::new(&self.store, recorded.message.as_ref(), blobs);
            let replies: Vec<Document> = replies.iter().map(|entry| entry.reply.clone()).collect();
            let tried = version.step(&call, Arc::new(bodies), &replies);
            cost.brandstof = cost.brandstof.saturating_add(tried.fuel);
            cost.geheugen = cost.geheugen.max(tried.memory_bytes);
            let step = tried.result?;
            let asks_on = step.progress == Progress::Waiting && given < journal.len();
            let as_then = step.asked.iter().zip(journal).all(|(now, then)| *now == then.effect);
            if !asks_on || !as_then {
                return Ok(step);
            }
            given = step.asked.len().clamp(given + 1, journal.len());
        }
    }
}

type Round = Result<StepResult, StepFault>;

/// Where two versions differ after a round.
fn compare(one: &Round, other: &Round) -> Vec<String> {
    let (one, other) = match (one, other) {
        (Ok(one), Ok(other)) => (one, other),
        (Err(_), Err(_)) => return Vec::new(),
        (Ok(_), Err(fault)) => return vec![format!("de kandidaat loopt vast: {fault}")],
        (Err(_), Ok(_)) => return vec!["de kandidaat loopt niet meer vast".to_owned()],
    };
    let mut found = Vec::new();
    if one.asked.len() != other.asked.len() {
        let (before, now) = (one.asked.len(), other.asked.len());
        found.push(format!("vraagt {now} handelingen in plaats van {before}"));
    }
    for (nr, (before, now)) in one.asked.iter().zip(&other.asked).enumerate() {
        found.extend(documents(&format!("handeling {}", nr + 1), before, now));
    }
    match (&one.progress, &other.progress) {
        (Progress::Done(before), Progress::Done(now)) => {
            found.extend(documents("uitkomst", before, now));
        }
        (Progress::Continue(before), Progress::Continue(now)) => {
            if before.intakes.len() != now.intakes.len() {
                let (before, now) = (before.intakes.len(), now.intakes.len());
                found.push(format!("leest {now} records in plaats van {before}"));
            }
            for (nr, (before, now)) in before.intakes.iter().zip(&now.intakes).enumerate() {
                found.extend(documents(&format!("record {}", nr + 1), before, now));
            }
        }
        (before, now) if name(before) != name(now) => {
            found.push(format!("{} in plaats van {}", name(now), name(before)));
        }
        _ => {}
    }
    found
}

fn documents(what: &str, before: &Document, now: &Document) -> Vec<String> {
    if (&before.kind, before.version) != (&now.kind, now.version) {
        let (before, now) = (&before.kind, &now.kind);
        return vec![format!("{what}: `{now}` in plaats van `{before}`")];
    }
    between(&before.body, &now.body).into_iter().map(|text| format!("{what}: {text}")).collect()
}

fn name(progress: &Progress) -> &'static str {
    match progress {
        Progress::Waiting => "wacht op een antwoord dat er niet was",
        Progress::Continue(_) => "gaat verder met een volgende ronde",
        Progress::Done(_) => "is klaar",
        Progress::Fault(_) => "geeft een fout",
    }
}
