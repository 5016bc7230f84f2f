//! Questions about the insurance policies of a werkgever, on vandaag. What each means, with its
//! source and what that leaves open, stands in the vocabulary (`words/insured.rs`); first and last
//! days always count, and what is not known gives *onbekend* unless something else decides.

mod of_case;

use std::collections::BTreeMap;

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    expression::Facts,
    value::Value,
    vocabulary::{self, days_between},
    words::Insured,
};

pub(crate) use of_case::polissen;

/// A question about the policies.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Question {
    /// Whether one of this type runs and includes the werknemer.
    LopendePolis { verzekeringstype: Box<str> },
    /// Whether the pay of all ill werknemers of one is above its loonsom.
    LoonBovenLoonsom,
    /// Whether the pay of this traject is above the maximum of one.
    JaarloonBovenMaximum,
    /// Whether the traject began at most so many days after one of this type did.
    StartNaPolis { dagen: i64, verzekeringstype: Box<str> },
    /// Whether two of one type run and include the werknemer.
    MeerderePolissen,
}

/// A policy of the werkgever that runs on vandaag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LopendePolis<'v> {
    pub(crate) verzekeringstype: &'v str,
    pub(crate) begin: Date,
    /// Whether it includes the werknemer of the case.
    pub(crate) sluit_in: bool,
    /// Of vandaag.
    pub(crate) loonsom: Option<Decimal>,
    pub(crate) maximumloonsom: Option<Decimal>,
    /// What its included werknemers who are ill earn a year, together.
    pub(crate) loon_zieken: Pay,
}

/// A sum of which parts may be missing; no part is negative.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Pay {
    /// The parts that are known, together.
    pub(crate) known: Decimal,
    /// Whether there are others.
    pub(crate) incomplete: bool,
}

impl Pay {
    /// Adds a part; none is one that is not known.
    pub(crate) fn add(&mut self, part: Option<Decimal>) {
        // A sum that does not fit is more than anything that it is held against.
        let sum = part.map(|part| self.known.saturating_add(part));
        self.known = sum.unwrap_or(self.known);
        self.incomplete |= sum.is_none();
    }

    /// Whether it is above a bound: known parts alone can say yes, only all parts can say no.
    fn is_above(self, bound: Decimal) -> Option<bool> {
        if self.known > bound {
            return Some(true);
        }
        (!self.incomplete).then_some(false)
    }
}

impl Question {
    /// The answer; none is *onbekend*.
    pub(crate) fn answer<'v>(&self, facts: &dyn Facts<'v>) -> Option<bool> {
        let with_pay = *self == Question::LoonBovenLoonsom;
        let running = facts.polissen(with_pay)?;
        let mut including = running.iter().filter(|polis| polis.sluit_in);
        match self {
            Question::LopendePolis { verzekeringstype } => {
                Some(including.any(|polis| polis.verzekeringstype == &**verzekeringstype))
            }
            Question::LoonBovenLoonsom => {
                any(including.map(|polis| polis.loon_zieken.is_above(polis.loonsom?)))
            }
            Question::JaarloonBovenMaximum => {
                let jaarloon = fact(facts, "traject.jaarloon").decimal();
                any(running.iter().map(|polis| Some(jaarloon? > polis.maximumloonsom?)))
            }
            Question::StartNaPolis { dagen, verzekeringstype } => {
                let begin = match fact(facts, "traject.begin") {
                    Value::Date(begin) => Some(begin),
                    _ => None,
                };
                let same = including.filter(|polis| polis.verzekeringstype == &**verzekeringstype);
                any(same
                    .map(|polis| Some((0..=*dagen).contains(&days_between(polis.begin, begin?)))))
            }
            Question::MeerderePolissen => {
                let mut count: BTreeMap<&str, usize> = BTreeMap::new();
                for polis in including {
                    *count.entry(polis.verzekeringstype).or_default() += 1;
                }
                Some(count.values().any(|policies| *policies > 1))
            }
        }
    }

    /// Which word asks it.
    pub(crate) fn word(&self) -> Insured {
        match self {
            Question::LopendePolis { .. } => Insured::LopendePolis,
            Question::LoonBovenLoonsom => Insured::LoonBovenLoonsom,
            Question::JaarloonBovenMaximum => Insured::JaarloonBovenMaximum,
            Question::StartNaPolis { .. } => Insured::StartNaPolis,
            Question::MeerderePolissen => Insured::MeerderePolissen,
        }
    }

    /// Whether its answer depends on the other werknemers of the werkgever.
    pub(crate) fn needs_others(&self) -> bool {
        *self == Question::LoonBovenLoonsom
    }
}

impl Insured {
    /// The facts that it looks at besides the policies.
    pub(crate) fn facts(self) -> &'static [&'static str] {
        match self {
            Insured::LopendePolis | Insured::MeerderePolissen | Insured::LoonBovenLoonsom => {
                &["vandaag"]
            }
            Insured::JaarloonBovenMaximum => &["vandaag", "traject.jaarloon"],
            Insured::StartNaPolis => &["vandaag", "traject.begin"],
        }
    }
}

/// Whether one is yes; no only when all are no, so also when there is none.
fn any(answers: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut all_known = true;
    for answer in answers {
        match answer {
            Some(true) => return Some(true),
            Some(false) => {}
            None => all_known = false,
        }
    }
    all_known.then_some(false)
}

fn fact<'v>(facts: &dyn Facts<'v>, path: &str) -> Value<'v> {
    vocabulary::find(path).map_or(Value::Absent, |id| facts.fact(id))
}

/// The policies as a trace shows them: never what somebody earns.
pub(crate) fn shown<'v>(facts: &dyn Facts<'v>) -> String {
    let Some(running) = facts.polissen(false) else { return "onbekend".to_owned() };
    let polis = |polis: &LopendePolis<'_>| {
        let mut text = format!("{} vanaf {}", polis.verzekeringstype, polis.begin);
        for (what, bedrag) in [("loonsom", polis.loonsom), ("maximumloonsom", polis.maximumloonsom)]
        {
            text.extend(bedrag.map(|bedrag| format!(", {what} {bedrag}")));
        }
        text + if polis.sluit_in { "" } else { ", niet ingesloten" }
    };
    let shown: Vec<String> = running.iter().map(polis).collect();
    if shown.is_empty() { "geen die vandaag loopt".to_owned() } else { shown.join("; ") }
}
