//! Calls of connectors: the indexes on recorded ones, and which files the journal needs.

use super::{CheckReport, each_row};
use crate::{
    JournalEntry, RecordedCall, Snapshot, Table, codec,
    error::Result,
    rows::Rows,
    tables::{journal_blobs, recorded_calls},
};

pub(super) fn check(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    check_journal(rows, report)?;
    check_recorded(rows, report)?;
    for table in [Table::CallsByLink, Table::CallsByAge] {
        check_orphans(rows, table, report)?;
    }
    check_blobs(rows, report)
}

fn check_journal(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    each_row(rows, Table::Journal, |(key, value)| {
        let read = codec::read_row::<JournalEntry, _>(rows, Table::Journal, key, value);
        let Some(Some(entry)) = report.note_unreadable(Table::Journal, key, read)? else {
            return Ok(());
        };
        match entry.blob {
            Some(blob) => {
                expect(rows, report, Table::JournalBlobs, &journal_blobs::key(&blob.name, key))
            }
            None => Ok(()),
        }
    })
}

fn check_recorded(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    each_row(rows, Table::RecordedCalls, |(key, value)| {
        let read = codec::read_row::<RecordedCall, _>(rows, Table::RecordedCalls, key, value);
        let Some(Some(call)) = report.note_unreadable(Table::RecordedCalls, key, read)? else {
            return Ok(());
        };
        let indexes = recorded_calls::index_rows(rows.vault(), &call);
        indexes.iter().try_for_each(|(table, place)| expect(rows, report, *table, place))
    })
}

fn expect(rows: &Snapshot, report: &mut CheckReport, table: Table, place: &[u8]) -> Result<()> {
    if rows.get(table, place)?.is_none() {
        report.add(table, place, "ontbreekt");
    }
    Ok(())
}

/// Rows of an index whose call is not there or says otherwise.
fn check_orphans(rows: &Snapshot, table: Table, report: &mut CheckReport) -> Result<()> {
    each_row(rows, table, |(key, _)| {
        let is_given = match recorded_calls::indexed(rows, key) {
            Ok(Some(call)) => gives(rows, &call, table, key),
            Ok(None) => false,
            // What cannot be read was found before.
            Err(_) => true,
        };
        if !is_given {
            report.add(table, key, "hoort nergens bij");
        }
        Ok(())
    })
}

/// Rows that say that a file is needed, by what does not need it.
fn check_blobs(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    each_row(rows, Table::JournalBlobs, |(key, _)| {
        let row = journal_blobs::row_in(key).unwrap_or_default();
        let by_journal = match codec::read::<JournalEntry, _>(rows, Table::Journal, row) {
            Ok(entry) => entry
                .and_then(|entry| entry.blob)
                .is_some_and(|blob| journal_blobs::key(&blob.name, row) == *key),
            Err(_) => true,
        };
        let by_call = match recorded_calls::indexed(rows, row) {
            Ok(call) => call.is_some_and(|call| gives(rows, &call, Table::JournalBlobs, key)),
            Err(_) => true,
        };
        if !by_journal && !by_call {
            report.add(Table::JournalBlobs, key, "hoort nergens bij");
        }
        Ok(())
    })
}

fn gives(rows: &Snapshot, call: &RecordedCall, table: Table, key: &[u8]) -> bool {
    let indexes = recorded_calls::index_rows(rows.vault(), call);
    indexes.iter().any(|(of, place)| *of == table && place == key)
}
