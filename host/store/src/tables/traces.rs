//! Why an event had the consequences that it had.

use host_domain::Event;
use serde::Serialize;
use serde_json::Value;

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::Rows,
    tables::events,
};

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, seq: u64) -> Result<Option<Value>> {
    codec::read(rows, Table::Traces, &events::key(seq))
}

impl Session<'_> {
    /// Keeps how `event` was decided on, sealed as the event itself is.
    pub fn put_trace<T: Serialize>(&mut self, event: &Event, trace: &T) -> Result<()> {
        let owner = Owner::from(event.about.werknemer);
        self.put(Table::Traces, &events::key(event.seq), owner, trace)
    }
}
