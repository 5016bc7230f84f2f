//! How often each rule was considered, and what came of it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
    vault::INDEX_BYTES,
};

/// Counts of one rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleCount {
    /// Its condition held.
    pub matched: u64,
    /// Its condition was looked at.
    pub considered: u64,
    /// Its condition could not be computed.
    pub errors: u64,
    /// Its condition held while it was in shadow, so that nothing was carried out. Not in `matched`.
    #[serde(default)]
    pub shadowed: u64,
    /// Effects that it would have had, those times.
    #[serde(default)]
    pub shadow_effects: u64,
    /// Effects that it asked for and that were refused.
    #[serde(default)]
    pub refused: u64,
}

impl RuleCount {
    /// Adds other counts.
    pub fn add(&mut self, other: RuleCount) {
        self.matched += other.matched;
        self.considered += other.considered;
        self.errors += other.errors;
        self.shadowed += other.shadowed;
        self.shadow_effects += other.shadow_effects;
        self.refused += other.refused;
    }
}

fn place<R: Rows + ?Sized>(rows: &R, rule: &str) -> [u8; INDEX_BYTES] {
    rows.vault().index(Table::RuleCounts, &[rule.as_bytes()])
}

pub(crate) fn all<R: Rows + ?Sized>(rows: &R) -> Result<BTreeMap<String, RuleCount>> {
    let page = codec::list(rows, Table::RuleCounts, &Keys::all(), Order::Up, usize::MAX)?;
    Ok(page.into_iter().map(|(_, row)| row).collect())
}

impl Session<'_> {
    /// Adds to the counts of rules.
    pub fn count_rules(&mut self, counts: &BTreeMap<String, RuleCount>) -> Result<()> {
        for (rule, more) in counts {
            let place = place(self, rule);
            let known: Option<(String, RuleCount)> = codec::read(self, Table::RuleCounts, &place)?;
            let mut count = known.map(|(_, count)| count).unwrap_or_default();
            count.add(*more);
            self.put(Table::RuleCounts, &place, Owner::House, &(rule, count))?;
        }
        Ok(())
    }
}
