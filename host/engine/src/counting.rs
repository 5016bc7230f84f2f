//! How often each rule was looked at, and what came of it: counted in the transaction that holds what
//! was decided, so that a crash counts nothing twice. Rules that fail are told of in the log as well.

use std::collections::BTreeMap;

use host_rulebook::RuleTrace;
use host_store::RuleCount;

use crate::{
    decide::Decided,
    event_trace::{EventTrace, failed, matched},
};

/// Counts by rule.
pub(crate) type Counts = BTreeMap<String, RuleCount>;

/// What rules said about a batch of events.
pub(crate) fn of_batch(decided: &[Decided]) -> Counts {
    let mut counts = Counts::new();
    for one in decided {
        one.trace.trace.rules.iter().for_each(|rule| add(&mut counts, rule));
        add_not_shown(&mut counts, &one.not_shown);
        for planned in &one.schaduw.effects {
            counts.entry(planned.regel.clone()).or_default().shadow_effects += 1;
        }
    }
    counts
}

/// Adds what one rule said.
pub(crate) fn add(counts: &mut Counts, rule: &RuleTrace) {
    let count = counts.entry(rule.regel.clone()).or_default();
    count.considered += 1;
    count.matched += u64::from(matched(rule) && !rule.schaduw);
    count.shadowed += u64::from(matched(rule) && rule.schaduw);
    count.errors += u64::from(failed(rule));
}

/// Adds rules that were looked at, did not match, and are in no trace.
pub(crate) fn add_not_shown(counts: &mut Counts, rules: &[String]) {
    for regel in rules {
        counts.entry(regel.clone()).or_default().considered += 1;
    }
}

/// Adds what was refused.
pub(crate) fn add_refused(counts: &mut Counts, trace: &EventTrace) {
    for refused in &trace.geweigerd {
        counts.entry(refused.regel.clone()).or_default().refused += 1;
    }
}

/// Tells in the log of rules that could not be computed, each once a batch: there may be thousands.
/// What the rule saw is in the trace of the event, which is sealed; it is not told here.
pub(crate) fn tell_faults(counts: &Counts) {
    for (regel, count) in counts.iter().filter(|(_, count)| count.errors > 0) {
        let fouten = count.errors;
        tracing::warn!(regel, fouten, "a rule cannot be computed; see `schakel regels logboek`");
    }
}
