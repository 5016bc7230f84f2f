//! A decision made again: the recorded event, the dossiers as they were right after it, and the book that
//! decided then. The same must come out; when it does not, the report says where.

use host_domain::amsterdam_time;
use host_rulebook::{Book, RuleTrace, Trace};
use host_store::{BookReads as _, Ingebruikname, Reads as _, Snapshot};
use jiff::Timestamp;
use serde::Serialize;

use crate::{
    Engine,
    asof::AsOf,
    decide::{DEPTH_MAX, with_case},
    error::Fault,
    event_trace::EventTrace,
    proef::event_at,
};

/// Goings live that are looked at in one go.
const PAGE: usize = 100;

/// What came of deciding again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Herberekend {
    /// Hash of the book that decided.
    pub boek: String,
    /// Whether the same came out.
    pub zelfde: bool,
    /// Where something else came out, rule by rule; empty when nowhere.
    pub verschillen: Vec<String>,
    /// What the rules say now.
    pub trace: Trace,
}

/// The book that decided on an event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Besluitboek {
    /// Its hash.
    pub boek: String,
    /// Whether it is in use now.
    pub in_gebruik: bool,
    /// Since when it was in use then, in Amsterdam; none when that was before such things were recorded.
    pub sinds: Option<String>,
    /// Who put it in use.
    pub door: Option<String>,
}

impl Engine {
    /// The hash of the book that decided on an event: as its trace has it, else the one that was live
    /// when it was recorded. None when the rules have not looked at it, or when nobody knows.
    pub fn deciding_book(&self, seq: u64) -> Result<Option<Besluitboek>, Fault> {
        let view = self.store().read()?;
        if view.cursor(crate::decide::CURSOR)? < seq {
            return Ok(None);
        }
        let event = event_at(&view, seq)?;
        let live = live_at(&view, event.recorded_at)?;
        let traced = self.kept_trace(&view, seq)?.map(|trace| trace.trace.boek);
        let current = self.book();
        let hash = match (traced, &live) {
            (Some(hash), _) => hash,
            (None, Some(live)) => live.boek.clone(),
            (None, None) => return Ok(None),
        };
        let live = live.filter(|live| live.boek == hash);
        Ok(Some(Besluitboek {
            in_gebruik: hash == current.hash(),
            boek: hash,
            sinds: live.as_ref().map(|live| amsterdam_time(live.op)),
            door: live.map(|live| live.door),
        }))
    }

    /// The files of the book that decided on an event; [`Engine::deciding_book`] says which that is.
    pub fn deciding_files(&self, hash: &str) -> Result<host_store::BookFiles, Fault> {
        let stored = self.store().read()?.book(hash)?;
        let files = stored.and_then(|json| serde_json::from_value(json).ok());
        files.ok_or_else(|| Fault::Unknown(format!("regelboek {hash} is niet bewaard")))
    }

    /// Decides on a recorded event again with `book`, which is the one that decided then.
    pub fn decide_again(&self, seq: u64, book: &Book) -> Result<Herberekend, Fault> {
        let view = self.store().read()?;
        let event = event_at(&view, seq)?;
        let recorded = self.kept_trace(&view, seq)?;
        let trace = match event.depth >= DEPTH_MAX {
            true => Trace { boek: book.hash().to_owned(), ..Trace::default() },
            false => {
                let mut states = AsOf::new(&view);
                with_case(book, &mut states, &event, |case| book.evaluate(case))?.trace
            }
        };
        let verschillen = differences(recorded.as_ref(), &trace);
        let (boek, zelfde) = (book.hash().to_owned(), verschillen.is_empty());
        Ok(Herberekend { boek, zelfde, verschillen, trace })
    }

    fn kept_trace(&self, view: &Snapshot, seq: u64) -> Result<Option<EventTrace>, Fault> {
        Ok(view.trace(seq)?.and_then(|json| serde_json::from_value(json).ok()))
    }
}

/// The newest going live at or before a moment.
fn live_at(view: &Snapshot, moment: Timestamp) -> Result<Option<Ingebruikname>, Fault> {
    let mut before = None;
    loop {
        let page = view.ingebruiknames(before, PAGE)?;
        let Some((oldest, _)) = page.last() else { return Ok(None) };
        before = Some(*oldest);
        if let Some((_, live)) = page.into_iter().find(|(_, live)| live.op <= moment) {
            return Ok(Some(live));
        }
    }
}

/// Where a trace differs from the one that was kept. One that nobody would ask about was not kept: then
/// no rule applied.
fn differences(recorded: Option<&EventTrace>, now: &Trace) -> Vec<String> {
    let spoke = |rule: &&RuleTrace| !rule.effects.is_empty();
    let Some(recorded) = recorded else {
        let more = now.rules.iter().filter(spoke);
        return more.map(|rule| format!("{}: nu wel van toepassing", rule.regel)).collect();
    };
    if recorded.fout.is_some() {
        return vec!["toen zijn de regels niet gevraagd".to_owned()];
    }
    let (then, mut found) = (&recorded.trace, Vec::new());
    if (then.considered, then.skipped) != (now.considered, now.skipped) {
        found.push(format!(
            "nu {} regels bekeken en {} overgeslagen; toen {} en {}",
            now.considered, now.skipped, then.considered, then.skipped
        ));
    }
    for rule in &then.rules {
        match now.rules.iter().find(|other| other.regel == rule.regel) {
            Some(other) if other == rule => {}
            Some(other) if other.uitkomst == rule.uitkomst && other.effects == rule.effects => {
                found.push(format!(
                    "{}: andere antwoorden of feiten, dezelfde uitkomst",
                    rule.regel
                ));
            }
            Some(_) => found.push(format!("{}: een andere uitkomst", rule.regel)),
            None => found.push(format!("{}: nu niet bekeken", rule.regel)),
        }
    }
    let known = |regel: &str| then.rules.iter().any(|rule| rule.regel == regel);
    let new = now.rules.iter().filter(|rule| !known(&rule.regel));
    found.extend(new.map(|rule| format!("{}: toen niet bekeken", rule.regel)));
    found
}
