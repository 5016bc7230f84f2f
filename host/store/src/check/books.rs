//! Rules: what is live is there, and every going live is of a book that is kept.

use serde_json::Value;

use super::{CheckReport, each_row};
use crate::{
    Concept, Ingebruikname, Snapshot, Table, Voorstel, codec,
    error::Result,
    rows::Rows,
    tables::{
        books,
        waiting_books::{CONCEPT, OPZIJ, VOORSTEL},
    },
};

pub(super) fn check(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    let live = books::current(rows);
    if let Some(Some((hash, _))) = report.note_unreadable(Table::CurrentBook, b"huidig", live)? {
        expect_book(rows, report, &hash)?;
    }
    let mut last = None;
    each_row(rows, Table::Ingebruiknames, |(key, value)| {
        let read = codec::read_row::<Ingebruikname, _>(rows, Table::Ingebruiknames, key, value);
        let Some(Some(one)) = report.note_unreadable(Table::Ingebruiknames, key, read)? else {
            return Ok(());
        };
        expect_book(rows, report, &one.boek)?;
        last = Some((key.clone(), one.boek));
        Ok(())
    })?;
    if let (Some((key, boek)), Ok(Some((live, _)))) = (last, books::current(rows))
        && boek != live
    {
        report.add(Table::Ingebruiknames, &key, "is de laatste, maar een ander boek is in gebruik");
    }
    each_row(rows, Table::WaitingBooks, |(key, value)| {
        let read = match key.as_slice() {
            CONCEPT => {
                codec::read_row::<Concept, _>(rows, Table::WaitingBooks, key, value).map(drop)
            }
            VOORSTEL => {
                codec::read_row::<Voorstel, _>(rows, Table::WaitingBooks, key, value).map(drop)
            }
            OPZIJ => codec::read_row::<String, _>(rows, Table::WaitingBooks, key, value).map(drop),
            _ => {
                report.add(Table::WaitingBooks, key, "hoort nergens bij");
                return Ok(());
            }
        };
        report.note_unreadable(Table::WaitingBooks, key, read).map(drop)
    })
}

/// A book that is named must be kept; one that cannot be read was found before.
fn expect_book(rows: &Snapshot, report: &mut CheckReport, hash: &str) -> Result<()> {
    let read = codec::read::<Value, _>(rows, Table::Books, hash.as_bytes());
    if matches!(read, Ok(None)) && rows.get(Table::Books, hash.as_bytes())?.is_none() {
        report.add(Table::Books, hash.as_bytes(), "ontbreekt");
    }
    Ok(())
}
