//! Polled links: how far each has come, and when it is to be asked again.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
    vault::INDEX_BYTES,
};

/// Where a polled link stands. Times are milliseconds since 1970 UTC.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollState {
    /// The link: `klantcode/naam`.
    pub koppeling: String,
    /// What its connector gave to go on from; null before the first answer.
    pub cursor: Value,
    /// When it is to be asked; while a poll is being made, when that one is taken up again.
    pub due_ms: i64,
    /// Number of the poll that is being made, or of the last one.
    pub run: u64,
    /// Polls that failed since one last succeeded.
    pub failures: u32,
    /// When one last succeeded.
    pub succeeded_ms: Option<i64>,
    /// The poll that is being made.
    pub running: Option<PollRun>,
    /// Why the last one failed, in Dutch.
    pub reason: Option<String>,
}

/// A poll that is being made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PollRun {
    /// When it began: the clock of its call, also when it is taken up again.
    pub since_ms: i64,
    /// The build of the connector that it began with.
    pub plugin_hash: String,
}

fn place<R: Rows + ?Sized>(rows: &R, koppeling: &str) -> [u8; INDEX_BYTES] {
    rows.vault().index(Table::Polls, &[koppeling.as_bytes()])
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, koppeling: &str) -> Result<Option<PollState>> {
    codec::read(rows, Table::Polls, &place(rows, koppeling))
}

pub(crate) fn all<R: Rows + ?Sized>(rows: &R) -> Result<Vec<PollState>> {
    let page = codec::list(rows, Table::Polls, &Keys::all(), Order::Up, usize::MAX)?;
    let mut polls: Vec<PollState> = page.into_iter().map(|(_, poll)| poll).collect();
    polls.sort_by(|a, b| a.koppeling.cmp(&b.koppeling));
    Ok(polls)
}

impl Session<'_> {
    /// Keeps where a polled link stands.
    pub fn put_poll(&mut self, poll: &PollState) -> Result<()> {
        let place = place(self, &poll.koppeling);
        self.put(Table::Polls, &place, Owner::House, poll)
    }

    /// Forgets a polled link, its cursor included; one that is not there is fine.
    pub fn remove_poll(&mut self, koppeling: &str) -> Result<()> {
        let place = place(self, koppeling);
        self.remove(Table::Polls, &place)
    }
}
