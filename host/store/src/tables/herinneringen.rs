//! The index on herinneringen by their day: which are there to go off.

use host_domain::{DossierId, TrajectId};
use jiff::civil::{Date, date};

use crate::{
    Table, codec,
    error::Result,
    rows::{Keys, Order, Rows},
    vault::Vault,
};

/// A herinnering whose day is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueHerinnering {
    /// The day for which it was set.
    pub op: Date,
    /// On which traject.
    pub traject: TrajectId,
    /// In whose dossier.
    pub dossier: DossierId,
    /// Its name.
    pub naam: String,
    key: Vec<u8>,
}

/// Days from here are counted in the keys; earlier ones there are none in jiff's calendar.
const FIRST_DAY: Date = date(-9999, 1, 1);

/// A day as bytes that sort in time.
fn day_bytes(day: Date) -> [u8; 4] {
    let days = day.duration_since(FIRST_DAY).as_hours() / 24;
    u32::try_from(days).unwrap_or_default().to_be_bytes()
}

fn day_of(bytes: [u8; 4]) -> Option<Date> {
    let days = jiff::Span::new().try_days(u32::from_be_bytes(bytes)).ok()?;
    FIRST_DAY.checked_add(days).ok()
}

pub(crate) fn key(vault: &Vault, op: Date, traject: TrajectId, naam: &str) -> Vec<u8> {
    let naam = vault.index(Table::Herinneringen, &[naam.as_bytes()]);
    [&day_bytes(op)[..], &traject.bits().to_be_bytes(), &naam].concat()
}

/// The day and the traject that a key begins with.
pub(crate) fn read_key(key: &[u8]) -> Option<(Date, TrajectId)> {
    let (day, rest) = key.split_first_chunk::<4>()?;
    let traject = u128::from_be_bytes(*rest.first_chunk()?);
    Some((day_of(*day)?, TrajectId::from_bits(traject)))
}

pub(crate) fn due<R: Rows + ?Sized>(
    rows: &R,
    up_to: Date,
    after: Option<&DueHerinnering>,
    limit: usize,
) -> Result<Vec<DueHerinnering>> {
    let last = [&day_bytes(up_to)[..], &[u8::MAX; 64]].concat();
    let mut keys = Keys::all().up_to(&last);
    if let Some(after) = after {
        keys = keys.after(&after.key);
    }
    let page =
        codec::list::<(DossierId, String), _>(rows, Table::Herinneringen, &keys, Order::Up, limit)?;
    let due = page.into_iter().filter_map(|(key, (dossier, naam))| {
        let (op, traject) = read_key(&key)?;
        Some(DueHerinnering { op, traject, dossier, naam, key })
    });
    Ok(due.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_read_back_and_sort_in_time() {
        let days = [Date::MIN, date(-1, 12, 31), date(1969, 12, 31), date(2026, 3, 2), Date::MAX];
        for day in days {
            assert_eq!(day_of(day_bytes(day)), Some(day));
        }
        assert!(days.windows(2).all(|pair| day_bytes(pair[0]) < day_bytes(pair[1])));
    }
}
