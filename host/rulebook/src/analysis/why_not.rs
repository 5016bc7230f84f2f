//! Why a trigger did not match a case, or that it did: also when it is switched off, when it is about
//! another event, or when the index passed it over.

use std::{cell::RefCell, fmt::Write as _};

use serde::{Deserialize, Serialize};

use crate::{
    analysis::{
        constraints::Alternatives,
        domain::Domain,
        miss::{Miss, nearest},
    },
    book::Book,
    case::{Case, CaseFacts},
    expression::Scope,
    trace::{Answer, ClauseTrace},
    trigger::{Mode, Trigger},
};

/// Why a trigger did not match a case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WhyNot {
    /// Id of the trigger.
    pub regel: String,
    /// Why, the most general reason first; empty when it matched and was carried out.
    pub redenen: Vec<Reason>,
    /// Its conditions, every one of them asked, in order.
    pub voorwaarden: Vec<ClauseTrace>,
    /// The smallest change with which its conditions would all be met; none when they are.
    pub gemist: Option<Miss>,
}

/// One reason why a trigger did not match.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "soort", rename_all = "snake_case")]
pub enum Reason {
    /// It is switched off.
    Uitgeschakeld,
    /// It is switched on as schaduw: nothing is carried out.
    Schaduw,
    /// It is about other events.
    AndereGebeurtenis {
        /// The name of what happened.
        was: String,
        /// The names of those that it is about.
        gevraagd: Vec<String>,
    },
    /// It may not be asked about this case: it fired before, or too many were left that day.
    Achtergehouden {
        /// Why, in Dutch.
        tekst: String,
    },
    /// The index passed it over, as this condition is not met.
    DoorIndexOvergeslagen {
        /// The condition.
        voorwaarde: String,
    },
    /// This condition is the first that was not met.
    Voorwaarde {
        /// The condition.
        voorwaarde: String,
    },
    /// This condition could not be computed.
    Fout {
        /// The condition.
        voorwaarde: String,
        /// Why not, in Dutch.
        tekst: String,
    },
}

impl Book {
    /// Why a trigger did not match a case. None when there is no such trigger.
    pub fn why_not(&self, trigger: &str, case: &Case<'_>) -> Option<WhyNot> {
        let place = self.triggers.iter().position(|known| known.is_called(trigger))?;
        let trigger = self.triggers.get(place)?;
        let facts = CaseFacts::new(*case);
        let findings = RefCell::default();
        let scope = Scope { facts: &facts, conversions: &self.conversions, findings: &findings };
        let voorwaarden: Vec<ClauseTrace> = trigger
            .conditions()
            .map(|clause| clause.trace(clause.answer(&scope), &facts))
            .collect();
        let event = case.event.kind.event_type();
        let about = trigger.events.contains(&event);
        let mut redenen = Vec::new();
        match trigger.mode {
            Mode::Uit => redenen.push(Reason::Uitgeschakeld),
            Mode::Schaduw => redenen.push(Reason::Schaduw),
            Mode::Aan => {}
        }
        if !about {
            let gevraagd = trigger.events.iter().map(|event| event.name().to_owned()).collect();
            redenen.push(Reason::AndereGebeurtenis { was: event.name().to_owned(), gevraagd });
        }
        redenen.extend(facts.withheld(trigger).map(|tekst| Reason::Achtergehouden { tekst }));
        let passed_over = about
            && trigger.mode.is_asked()
            && !self.index.candidates(event, &facts).contains(&place);
        redenen.extend(refusing(&voorwaarden, passed_over));
        let cases = cases(self, trigger, case);
        let gemist = nearest(&cases, &scope);
        Some(WhyNot { regel: trigger.id.clone(), redenen, voorwaarden, gemist })
    }
}

/// The cases in which the conditions are met; those that can be, when the event is one of its own.
fn cases(book: &Book, trigger: &Trigger, case: &Case<'_>) -> Alternatives {
    let all = Alternatives::of_all(trigger.conditions().map(|clause| &clause.expression));
    let event = case.event.kind.event_type();
    if trigger.events.contains(&event) {
        Domain::new(&book.catalogue).possible(&all, event)
    } else {
        all
    }
}

/// The reason that the conditions give: the first that is not met. What the index looks at is not
/// always the first: then it is that.
fn refusing(voorwaarden: &[ClauseTrace], passed_over: bool) -> Option<Reason> {
    let first = voorwaarden.iter().find(|clause| clause.antwoord != Answer::Ja)?;
    let voorwaarde = first.tekst.to_string();
    Some(match &first.antwoord {
        Answer::Fout(tekst) => Reason::Fout { voorwaarde, tekst: tekst.clone() },
        _ if passed_over => Reason::DoorIndexOvergeslagen { voorwaarde },
        _ => Reason::Voorwaarde { voorwaarde },
    })
}

impl WhyNot {
    /// Whether the trigger matched and was carried out.
    pub fn fired(&self) -> bool {
        self.redenen.is_empty()
    }

    /// The explanation for people.
    pub fn render(&self) -> String {
        let mut text = format!("{}: ", self.regel);
        if self.fired() {
            text.push_str("van toepassing\n");
        } else {
            text.push_str("niet van toepassing\n");
        }
        for reden in &self.redenen {
            let _ = writeln!(text, "  {}", reden.render());
        }
        for clause in &self.voorwaarden {
            let place = format!("{}:{}", clause.regelnummer, clause.kolom);
            let answer = clause.antwoord.word();
            let _ = writeln!(text, "  {answer:<12}  {}  (regel {place})", clause.tekst);
            for (fact, value) in &clause.feiten {
                let _ = writeln!(text, "                {fact} = {value}");
            }
        }
        if let Some(miss) = &self.gemist {
            let _ = writeln!(text, "  {}", miss.render());
        }
        text
    }
}

impl Reason {
    /// The reason for people.
    pub fn render(&self) -> String {
        match self {
            Reason::Uitgeschakeld => "de regel is uitgeschakeld".to_owned(),
            Reason::Schaduw => "de regel staat op schaduw: er wordt niets uitgevoerd".to_owned(),
            Reason::AndereGebeurtenis { was, gevraagd } => {
                format!(
                    "andere gebeurtenis: dit is {was}, de regel gaat over {}",
                    gevraagd.join(" of ")
                )
            }
            Reason::Achtergehouden { tekst } => format!("de regel {tekst}"),
            Reason::DoorIndexOvergeslagen { voorwaarde } => {
                format!("door de index overgeslagen: `{voorwaarde}` is niet waar")
            }
            Reason::Voorwaarde { voorwaarde } => {
                format!("de eerste voorwaarde die niet waar is: `{voorwaarde}`")
            }
            Reason::Fout { voorwaarde, tekst } => {
                format!("`{voorwaarde}` was niet te berekenen: {tekst}")
            }
        }
    }
}
