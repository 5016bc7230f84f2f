//! Documents: every document in a dossier has its row, and every row its file.

use super::{CheckReport, each_row};
use crate::{
    Documents, Snapshot, StoredDocument, StoredDossier, Table, codec, error::Result, rows::Rows,
    tables::documents,
};

pub(super) fn check(rows: &Snapshot, files: &Documents, report: &mut CheckReport) -> Result<()> {
    each_row(rows, Table::Documents, |(key, value)| {
        let read = codec::read_row::<StoredDocument, _>(rows, Table::Documents, key, value);
        let Some(read) = report.note_unreadable(Table::Documents, key, read)? else {
            return Ok(());
        };
        match read {
            None => report.add(Table::Documents, key, "hoort bij een gewiste werknemer"),
            Some(stored) if documents::key(stored.id)[..] != *key => {
                report.add(Table::Documents, key, "bevat een ander document");
            }
            Some(stored) if !files.holds(&stored.file) => {
                report.add(Table::Documents, key, "het bestand van het document ontbreekt");
            }
            Some(_) => {}
        }
        Ok(())
    })?;
    check_dossiers(rows, report)
}

fn check_dossiers(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    each_row(rows, Table::Dossiers, |(key, value)| {
        let read = codec::read_row::<StoredDossier, _>(rows, Table::Dossiers, key, value);
        // What cannot be read was found before.
        let Ok(Some(stored)) = read else { return Ok(()) };
        for id in stored.dossier.trajecten().values().flat_map(|traject| traject.documenten.keys())
        {
            let place = documents::key(*id);
            if rows.get(Table::Documents, &place)?.is_none() {
                report.add(Table::Documents, &place, "ontbreekt");
            }
        }
        Ok(())
    })
}
