//! The log: no gaps, indexes that point at the right events, readers that are not ahead of it.

use host_domain::{DossierId, EventId};

use super::{CheckReport, each_row};
use crate::{
    Logged, Snapshot, Table, codec,
    error::Result,
    rows::{Rows, leading_u64, trailing_id, trailing_u64},
    tables::{dossiers, events},
};

pub(super) fn check(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    check_events(rows, report)?;
    check_event_ids(rows, report)?;
    check_history(rows, report)?;
    let last = events::last_seq(rows)?;
    each_row(rows, Table::Cursors, |(key, value)| {
        let read = codec::read_row::<u64, _>(rows, Table::Cursors, key, value);
        // What cannot be read was found before.
        if let Ok(Some(seq)) = read
            && seq > last
        {
            report.add(Table::Cursors, key, "wijst voorbij het einde van het logboek");
        }
        Ok(())
    })
}

fn check_events(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    let mut expected = 1;
    each_row(rows, Table::Events, |(key, _)| {
        report.events += 1;
        let seq = leading_u64(key).unwrap_or(0);
        if seq != expected {
            report.add(Table::Events, &expected.to_be_bytes(), "ontbreekt in het logboek");
        }
        expected = seq + 1;
        match events::get(rows, seq) {
            Ok(Some(Logged::Event(event))) => {
                if events::seq_of(rows, event.id).ok().flatten() != Some(seq) {
                    report.add(Table::EventIds, &event.id.bits().to_be_bytes(), "ontbreekt");
                }
                if let Some(dossier) = event.about.dossier() {
                    let place = events::history_key(dossier, seq);
                    if rows.get(Table::History, &place)?.is_none() {
                        report.add(Table::History, &place, "ontbreekt");
                    }
                }
                Ok(())
            }
            Ok(Some(Logged::Erased { .. })) => {
                report.erased += 1;
                Ok(())
            }
            // That the seal is broken was found before; that it is no event was not.
            read => report.note_unreadable(Table::Events, key, read).map(drop),
        }
    })
}

fn check_event_ids(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    each_row(rows, Table::EventIds, |(key, value)| {
        let id = trailing_id(key).map(EventId::from_bits);
        let Ok(Some(seq)) = codec::read_row::<u64, _>(rows, Table::EventIds, key, value) else {
            return Ok(());
        };
        let points_right = match events::get(rows, seq) {
            Ok(Some(Logged::Event(event))) => Some(event.id) == id,
            Ok(_) => false,
            Err(_) => true,
        };
        if !points_right {
            report.add(Table::EventIds, key, "wijst naar een ander of geen event");
        }
        Ok(())
    })
}

fn check_history(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    each_row(rows, Table::History, |(key, _)| {
        let dossier: Option<DossierId> = dossiers::id_of(key);
        let points_right = match events::get(rows, trailing_u64(key).unwrap_or(0)) {
            Ok(Some(Logged::Event(event))) => dossier.is_some() && event.about.dossier() == dossier,
            Ok(_) => false,
            Err(_) => true,
        };
        if !points_right {
            report.add(Table::History, key, "wijst naar een ander of geen event");
        }
        Ok(())
    })
}
