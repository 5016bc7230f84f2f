//! The trace of an event as it is kept: what the rules said, and what became of what they asked.

use host_rulebook::{Outcome, RuleTrace, Trace};
use serde::{Deserialize, Serialize};

/// Why something followed from an event, or did not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventTrace {
    /// What the rules said.
    #[serde(flatten)]
    pub trace: Trace,
    /// Effects that a rule asked for and the domain refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub geweigerd: Vec<RefusedEffect>,
    /// The event or its dossier could not be read: the rules were not asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fout: Option<String>,
    /// The chain of events was too long: the rules were not asked.
    #[serde(default)]
    pub keten_te_lang: bool,
}

/// An effect that could not be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedEffect {
    /// The rule that asked.
    pub regel: String,
    /// Why not.
    pub reden: String,
}

impl EventTrace {
    /// Of what the rules said.
    pub(crate) fn of(trace: Trace) -> EventTrace {
        EventTrace { trace, geweigerd: Vec::new(), fout: None, keten_te_lang: false }
    }

    /// Of an event on which the rules were not asked.
    pub(crate) fn unasked(book: &str) -> EventTrace {
        EventTrace::of(Trace { boek: book.to_owned(), ..Trace::default() })
    }

    /// Whether it is kept: something matched, failed or was refused. What nobody will ask about is
    /// only counted, so that dull traces do not push out the interesting ones.
    pub(crate) fn is_of_interest(&self) -> bool {
        self.keten_te_lang
            || self.fout.is_some()
            || !self.geweigerd.is_empty()
            || self.trace.rules.iter().any(|rule| matched(rule) || failed(rule))
    }
}

/// Whether the rule applied.
pub(crate) fn matched(rule: &RuleTrace) -> bool {
    rule.uitkomst == Outcome::Matched
}

/// Whether the rule could not be computed.
pub(crate) fn failed(rule: &RuleTrace) -> bool {
    matches!(rule.uitkomst, Outcome::Fout(_))
}
