//! Messages and deliveries: their indexes, and the files that still have to be read.

use host_domain::{DeliveryId, LogverslagId};

use super::{CheckReport, each_row};
use crate::{
    Delivery, Lane, Reception, ReceptionStage, Snapshot, Spool, Table, codec,
    error::Result,
    rows::{Rows, trailing_id},
    tables::{deliveries, logverslagen, receptions},
};

pub(super) fn check(rows: &Snapshot, spool: &Spool, report: &mut CheckReport) -> Result<()> {
    check_receptions(rows, spool, report)?;
    check_deliveries(rows, report)?;
    check_orphans(rows, report)
}

fn check_receptions(rows: &Snapshot, spool: &Spool, report: &mut CheckReport) -> Result<()> {
    each_row(rows, Table::Receptions, |(key, value)| {
        let read = codec::read_row::<Reception, _>(rows, Table::Receptions, key, value);
        let Some(Some(reception)) = report.note_unreadable(Table::Receptions, key, read)? else {
            return Ok(());
        };
        if reception.stage != ReceptionStage::Done && !spool.holds(&reception.blob) {
            report.add(Table::Receptions, key, "het bestand van het bericht ontbreekt");
        }
        if let Some(place) = receptions::open_key(rows.vault(), &reception)
            && rows.get(Table::OpenReceptions, &place)?.is_none()
        {
            report.add(Table::OpenReceptions, &place, "ontbreekt");
        }
        Ok(())
    })
}

fn check_deliveries(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    each_row(rows, Table::Deliveries, |(key, value)| {
        let read = codec::read_row::<Delivery, _>(rows, Table::Deliveries, key, value);
        let Some(read) = report.note_unreadable(Table::Deliveries, key, read)? else {
            return Ok(());
        };
        let Some(delivery) = read else {
            report.add(Table::Deliveries, key, "hoort bij een gewiste werknemer");
            return Ok(());
        };
        let order = Some((Table::DeliveryOrder, deliveries::order_key(&delivery)));
        for (table, place) in [deliveries::due_key(&delivery), order].into_iter().flatten() {
            if rows.get(table, &place)?.is_none() {
                report.add(table, &place, "ontbreekt");
            }
        }
        Ok(())
    })
}

/// Rows of the indexes whose message, delivery or report is not there or says otherwise.
fn check_orphans(rows: &Snapshot, report: &mut CheckReport) -> Result<()> {
    let id = |key: &[u8]| trailing_id(key).unwrap_or_default();
    let delivery = |key: &[u8]| deliveries::get(rows, DeliveryId::from_bits(id(key)));
    each_row(rows, Table::OpenReceptions, |(key, _)| {
        let found = receptions::get(rows, LogverslagId::from_bits(id(key)));
        let given =
            found.map(|found| found.and_then(|found| receptions::open_key(rows.vault(), &found)));
        expect(report, Table::OpenReceptions, key, given);
        Ok(())
    })?;
    for queue in Lane::ALL.map(Lane::queue) {
        each_row(rows, queue, |(key, _)| {
            let given = delivery(key).map(|found| {
                let due = found.and_then(|found| deliveries::due_key(&found));
                due.filter(|(table, _)| *table == queue).map(|(_, key)| key)
            });
            expect(report, queue, key, given);
            Ok(())
        })?;
    }
    each_row(rows, Table::DeliveryOrder, |(key, _)| {
        let given = delivery(key).map(|found| found.map(|found| deliveries::order_key(&found)));
        expect(report, Table::DeliveryOrder, key, given);
        Ok(())
    })?;
    each_row(rows, Table::LogverslagOrder, |(key, value)| {
        let named = codec::read_row(rows, Table::LogverslagOrder, key, value);
        let Ok(Some(named)) = named else { return Ok(()) };
        let given = logverslagen::numbered(rows, named);
        let given = given.map(|found| found.map(|(nr, _)| nr.to_be_bytes().to_vec()));
        expect(report, Table::LogverslagOrder, key, given);
        Ok(())
    })
}

/// A row must be the one that is given; what could not be read was found before.
fn expect(report: &mut CheckReport, table: Table, key: &[u8], given: Result<Option<Vec<u8>>>) {
    if given.is_ok_and(|given| given.as_deref() != Some(key)) {
        report.add(table, key, "hoort nergens bij");
    }
}
