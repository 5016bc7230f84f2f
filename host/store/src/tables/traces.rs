//! Why an event had the consequences that it had.

use host_domain::Event;
use serde::Serialize;
use serde_json::Value;

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, leading_u64},
    tables::events,
};

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, seq: u64) -> Result<Option<Value>> {
    codec::read(rows, Table::Traces, &events::key(seq))
}

pub(crate) fn newest<R: Rows + ?Sized>(
    rows: &R,
    before: Option<u64>,
    limit: usize,
) -> Result<Vec<(u64, Value)>> {
    let keys = before.map_or_else(Keys::all, |seq| Keys::all().before(&events::key(seq)));
    let page = codec::list(rows, Table::Traces, &keys, Order::Down, limit)?;
    Ok(page.into_iter().filter_map(|(key, trace)| Some((leading_u64(&key)?, trace))).collect())
}

impl Session<'_> {
    /// Keeps how `event` was decided on, sealed as the event itself is.
    pub fn put_trace<T: Serialize>(&mut self, event: &Event, trace: &T) -> Result<()> {
        let owner = Owner::from(event.about.werknemer);
        self.put(Table::Traces, &events::key(event.seq), owner, trace)
    }
}
