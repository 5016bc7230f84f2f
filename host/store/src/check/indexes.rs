//! The indexes on dossiers: every dossier has its rows, and every row has its dossier.

use host_domain::{DossierId, WerkgeverId, WerknemerId};

use super::{CheckReport, each_row};
use crate::{
    Snapshot, Table, codec,
    error::Result,
    rows::{Row, Rows, trailing_id},
    tables::{dossier_indexes, dossiers},
};

pub(super) fn check(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    check_dossiers(rows, report)?;
    for table in [
        Table::Werkgevercodes,
        Table::Koppelsleutels,
        Table::Taken,
        Table::OpenTaken,
        Table::Trajecten,
        Table::Machtigingen,
        Table::ActiveMachtigingen,
        Table::Kenmerken,
        Table::WerknemersOf,
        Table::OpenTrajecten,
        Table::Herinneringen,
        Table::Afspraken,
        Table::Polissen,
    ] {
        check_orphans(rows, table, report)?;
    }
    Ok(())
}

fn check_dossiers(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    each_row(rows, Table::Dossiers, |(key, value)| {
        let read = codec::read_row::<dossiers::StoredDossier, _>(rows, Table::Dossiers, key, value);
        let Some(stored) = report.note_unreadable(Table::Dossiers, key, read)? else {
            return Ok(());
        };
        let Some(stored) = stored else {
            report.add(Table::Dossiers, key, "hoort bij een gewiste werknemer");
            return Ok(());
        };
        if Some(stored.dossier.id()) != dossiers::id_of(key) {
            report.add(Table::Dossiers, key, "bevat een ander dossier");
        }
        for (table, place) in dossier_indexes::rows_of(rows.vault(), &stored.dossier).into_keys() {
            if rows.get(table, &place)?.is_none() {
                report.add(table, &place, "ontbreekt");
            }
        }
        Ok(())
    })
}

/// Rows whose dossier is not there or no longer gives them.
fn check_orphans(rows: &Snapshot, table: Table, report: &mut CheckReport) -> Result<()> {
    each_row(rows, table, |row| {
        let Some(id) = dossier_of(rows, table, row) else { return Ok(()) };
        let is_given = match dossiers::get(rows, id) {
            Ok(Some(stored)) => dossier_indexes::rows_of(rows.vault(), &stored.dossier)
                .contains_key(&(table, row.0.clone())),
            Ok(None) => false,
            Err(_) => true,
        };
        if !is_given {
            report.add(table, &row.0, "hoort bij geen dossier");
        }
        Ok(())
    })
}

/// The dossier that a row points at; none when the row cannot be read, which was found before.
fn dossier_of(rows: &Snapshot, table: Table, (key, value): &Row) -> Option<DossierId> {
    match table {
        Table::Werkgevercodes | Table::Machtigingen | Table::ActiveMachtigingen => {
            Some(DossierId::Werkgever(WerkgeverId::from_bits(trailing_id(key)?)))
        }
        Table::Koppelsleutels | Table::WerknemersOf => {
            Some(DossierId::Werknemer(WerknemerId::from_bits(trailing_id(key)?)))
        }
        Table::Kenmerken => dossier_indexes::kenmerk_dossier(key),
        Table::Herinneringen => {
            let read = codec::read_row::<(DossierId, String), _>(rows, table, key, value);
            read.ok().flatten().map(|(dossier, _)| dossier)
        }
        _ => codec::read_row(rows, table, key, value).ok().flatten(),
    }
}
