//! Why a trigger did not match: on one event, or on the newest events of a dossier.

use host_domain::{DossierId, Event};
use host_rulebook::{Answer, Book, Reason, WhyNot, meant_or_list};
use host_store::{Logged, Reads as _};
use serde::Serialize;
use serde_json::Value;

use crate::{Engine, asof::AsOf, decide::with_case, error::Fault, proef::event_at};

/// Newest events of a dossier that are looked at.
const EVENTS: usize = 200;

/// Why a trigger did not match an event.
#[derive(Debug, Clone, Serialize)]
pub struct WaaromNiet {
    /// Hash of the book that was asked: the one in use.
    pub boek: String,
    /// The event, masked.
    pub gebeurtenis: Value,
    /// Why, with the nearest miss.
    pub antwoord: WhyNot,
    /// Of how many events this is the one where the trigger came nearest; 1 when one was named.
    pub van: usize,
}

impl Engine {
    /// Why a trigger of the book in use did not match a recorded event, with the dossiers as they were.
    pub fn why_not_event(&self, trigger: &str, seq: u64) -> Result<WaaromNiet, Fault> {
        let (book, view) = (self.book(), self.store().read()?);
        let event = event_at(&view, seq)?;
        let mut states = AsOf::new(&view);
        let antwoord = with_case(&book, &mut states, &event, |case| book.why_not(trigger, case))?;
        let antwoord = antwoord.ok_or_else(|| unknown(&book, trigger))?;
        Ok(told(&book, &event, antwoord, 1))
    }

    /// Why a trigger did not match in a dossier: at the newest event where it did, or else where it
    /// came nearest.
    pub fn why_not_dossier(&self, trigger: &str, id: DossierId) -> Result<WaaromNiet, Fault> {
        let (book, view) = (self.book(), self.store().read()?);
        if book.trigger(trigger).is_none() {
            return Err(unknown(&book, trigger));
        }
        let history = view.dossier_history(id, u64::MAX)?;
        let newest = history.len().saturating_sub(EVENTS);
        let events = history.into_iter().skip(newest).filter_map(Logged::into_event);
        let mut states = AsOf::new(&view);
        let mut nearest: Option<((usize, usize), Event, WhyNot)> = None;
        let mut asked = 0;
        for event in events {
            states.keep_only(id);
            states.take_in(&event)?;
            let answer = with_case(&book, &mut states, &event, |case| book.why_not(trigger, case))?;
            let Some(answer) = answer else { continue };
            asked += 1;
            let distance = distance(&answer);
            // Of events that are as near the newest counts.
            if nearest.as_ref().is_none_or(|(known, ..)| distance <= *known) {
                nearest = Some((distance, event, answer));
            }
        }
        let (_, event, answer) = nearest.ok_or_else(|| {
            Fault::Unknown(format!("dossier {id} bestaat niet, of heeft geen leesbare gebeurtenis"))
        })?;
        Ok(told(&book, &event, answer, asked))
    }
}

/// How far a trigger was from being carried out: what stands in its way besides its conditions, then
/// how many of those were not met.
fn distance(answer: &WhyNot) -> (usize, usize) {
    let unmet = answer.voorwaarden.iter().filter(|clause| clause.antwoord != Answer::Ja).count();
    let conditions = |reason: &&Reason| {
        matches!(
            reason,
            Reason::Voorwaarde { .. } | Reason::DoorIndexOvergeslagen { .. } | Reason::Fout { .. }
        )
    };
    (answer.redenen.iter().filter(|reason| !conditions(reason)).count(), unmet)
}

fn unknown(book: &Book, trigger: &str) -> Fault {
    let known: Vec<&str> = book.triggers().map(|known| known.id.as_str()).collect();
    let help = meant_or_list(trigger, known.iter().copied())
        .map(|help| format!("; {help}"))
        .unwrap_or_default();
    Fault::Unknown(format!("regel `{trigger}` staat niet in het boek dat in gebruik is{help}"))
}

fn told(book: &Book, event: &Event, antwoord: WhyNot, van: usize) -> WaaromNiet {
    WaaromNiet { boek: book.hash().to_owned(), gebeurtenis: event.masked(), antwoord, van }
}
