//! How each link is doing.

use std::collections::BTreeSet;

use host_domain::StoringSoort;
use serde::{Deserialize, Serialize};

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
    vault::INDEX_BYTES,
};

/// Gaps that a link remembers; its rhythm shows from fewer.
const GAPS_MAX: usize = 20;

/// How a link is doing. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkState {
    /// The link: `klantcode/naam`.
    pub koppeling: String,
    /// When something last went well on it.
    pub succeeded_ms: Option<i64>,
    /// Seconds between the last things that went well, oldest first; add with
    /// [`LinkState::note_gap`].
    pub gaps: Vec<u32>,
    /// Faults since something last went well.
    pub failures: u32,
    /// It rests until then.
    pub paused_until_ms: Option<i64>,
    /// Why it rests or fails, in Dutch.
    pub reason: Option<String>,
    /// What was told to be wrong with it, and not yet to be over.
    pub told: BTreeSet<StoringSoort>,
}

impl LinkState {
    /// Remembers a gap, and forgets the oldest when there are too many.
    pub fn note_gap(&mut self, seconds: u32) {
        self.gaps.push(seconds);
        let excess = self.gaps.len().saturating_sub(GAPS_MAX);
        self.gaps.drain(..excess);
    }
}

fn place<R: Rows + ?Sized>(rows: &R, koppeling: &str) -> [u8; INDEX_BYTES] {
    rows.vault().index(Table::LinkStates, &[koppeling.as_bytes()])
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, koppeling: &str) -> Result<Option<LinkState>> {
    codec::read(rows, Table::LinkStates, &place(rows, koppeling))
}

pub(crate) fn all<R: Rows + ?Sized>(rows: &R) -> Result<Vec<LinkState>> {
    let page = codec::list(rows, Table::LinkStates, &Keys::all(), Order::Up, usize::MAX)?;
    let mut states: Vec<LinkState> = page.into_iter().map(|(_, state)| state).collect();
    states.sort_by(|a, b| a.koppeling.cmp(&b.koppeling));
    Ok(states)
}

impl Session<'_> {
    /// Keeps how a link is doing.
    pub fn put_link_state(&mut self, state: &LinkState) -> Result<()> {
        let place = place(self, &state.koppeling);
        self.put(Table::LinkStates, &place, Owner::House, state)
    }
}
