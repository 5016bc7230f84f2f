//! Folding the log again and holding the outcome against what is stored: the proof that state is
//! nothing but the log, and the way back when it is not.

use std::{cmp::Ordering, sync::PoisonError};

use crate::{
    Session, Snapshot, StoredDossier, Table,
    codec::{self, Opened},
    error::Result,
    place,
    rows::{Keys, Order, Row, Rows},
    schema::Derived,
    scratch::{Folded, Scratch},
    store::Store,
};

/// Differences that are listed one by one; there may be millions.
const LISTED_MAX: usize = 1_000;

/// Rows compared in one go.
const PAGE: usize = 1_000;

/// What a rebuild found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RebuildReport {
    /// Events in the log.
    pub events: u64,
    /// Of which about people who were erased.
    pub erased: u64,
    /// Rows that both sides have, alike.
    pub same: u64,
    /// Rows that differ.
    pub different: u64,
    /// The first of them.
    pub differences: Vec<Difference>,
    /// Events that do not fit their dossier; while there are any, nothing is repaired.
    pub misfits: Vec<u64>,
    /// The fresh state has been written.
    pub repaired: bool,
}

/// A row that is not what the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Name of the table.
    pub table: &'static str,
    /// Which row: ids and numbers only.
    pub place: String,
    /// In what way.
    pub kind: DifferenceKind,
}

/// In what way a row differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DifferenceKind {
    /// It should be there.
    Missing,
    /// It should not be there.
    Extra,
    /// It should be otherwise, or cannot be read.
    Other,
}

impl RebuildReport {
    /// Whether what is stored is what the log says.
    pub fn is_equal(&self) -> bool {
        self.different == 0 && self.misfits.is_empty()
    }
}

impl Store {
    /// Folds the log into fresh state and compares it with what is stored: dossiers and every
    /// index. With `repair` the differences are written, in one transaction.
    ///
    /// `progress` is told how many events of how many are done. Memory is bounded; the fresh state
    /// takes as much disk as the stored one. It reads from one snapshot, so that the file grows by
    /// what is written meanwhile; with `repair` nobody else can write until it is done.
    pub fn rebuild(
        &self,
        repair: bool,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<RebuildReport> {
        let _alone = self.rebuilding().lock().unwrap_or_else(PoisonError::into_inner);
        let writer = repair.then(|| self.writer().lock().unwrap_or_else(PoisonError::into_inner));
        let stored = self.read()?;
        let scratch = Scratch::create(self)?;
        let folded = scratch.fold(&stored, progress)?;
        scratch.index_rows(&stored)?;
        let fresh = scratch.read()?;
        let Folded { events, erased, misfits } = folded;
        let mut report = RebuildReport { events, erased, misfits, ..RebuildReport::default() };
        match writer {
            Some(mut writer) if report.misfits.is_empty() => {
                self.write_as(&mut writer, |session| {
                    compare_all(&stored, &fresh, &mut report, &mut Some(session))
                })?;
                report.repaired = true;
            }
            _ => compare_all(&stored, &fresh, &mut report, &mut None)?,
        }
        Ok(report)
    }
}

/// Compares every derived table, and writes the differences to `session` when there is one.
fn compare_all(
    stored: &Snapshot,
    fresh: &Snapshot,
    report: &mut RebuildReport,
    session: &mut Option<&mut Session<'_>>,
) -> Result<()> {
    for table in Table::ALL.iter().copied().filter(|table| table.derived() != Derived::No) {
        let (mut ours, mut theirs) = (Walk::new(stored, table), Walk::new(fresh, table));
        loop {
            let (kind, key) = match (ours.peek()?, theirs.peek()?) {
                (None, None) => break,
                (Some((key, _)), None) => (DifferenceKind::Extra, key.clone()),
                (None, Some((key, _))) => (DifferenceKind::Missing, key.clone()),
                (Some(our), Some(their)) => match our.0.cmp(&their.0) {
                    Ordering::Less => (DifferenceKind::Extra, our.0.clone()),
                    Ordering::Greater => (DifferenceKind::Missing, their.0.clone()),
                    Ordering::Equal if is_same(stored, fresh, table, our, their)? => {
                        report.same += 1;
                        ours.next = None;
                        theirs.next = None;
                        continue;
                    }
                    Ordering::Equal => (DifferenceKind::Other, our.0.clone()),
                },
            };
            report.add(table, &key, kind);
            if kind != DifferenceKind::Missing {
                ours.next = None;
            }
            let wanted = (kind != DifferenceKind::Extra).then(|| theirs.next.take()).flatten();
            match (session.as_deref_mut(), wanted) {
                (None, _) => {}
                (Some(session), None) => session.remove(table, &key)?,
                // Both databases seal under the same keys: a row can move as it is.
                (Some(session), Some((key, value))) => session.put_bytes(table, &key, &value)?,
            }
        }
    }
    Ok(())
}

impl RebuildReport {
    fn add(&mut self, table: Table, key: &[u8], kind: DifferenceKind) {
        self.different += 1;
        if self.differences.len() < LISTED_MAX {
            let place = place::of(table, key);
            self.differences.push(Difference { table: table.name(), place, kind });
        }
    }
}

/// Whether two rows with the same key say the same. A dossier that was written by an older version
/// may have other JSON; then what it means is compared.
fn is_same(
    stored: &Snapshot,
    fresh: &Snapshot,
    table: Table,
    our: &Row,
    their: &Row,
) -> Result<bool> {
    if our.1.is_empty() || their.1.is_empty() {
        return Ok(our.1 == their.1);
    }
    let their_json = codec::open(fresh, table, &their.0, &their.1)?;
    let our_json = match codec::open(stored, table, &our.0, &our.1) {
        Err(error) if error.is_about_a_row() => return Ok(false),
        other => other?,
    };
    let (Opened::Plain(our_json), Opened::Plain(their_json)) = (our_json, their_json) else {
        return Ok(false);
    };
    if our_json == their_json || table != Table::Dossiers {
        return Ok(our_json == their_json);
    }
    let meaning = |json: &[u8]| serde_json::from_slice::<StoredDossier>(json).ok();
    let meant = meaning(&our_json);
    Ok(meant.is_some() && meant == meaning(&their_json))
}

/// Rows of a table one by one, read page by page.
struct Walk<'s> {
    rows: &'s Snapshot,
    table: Table,
    keys: Keys,
    page: std::vec::IntoIter<Row>,
    next: Option<Row>,
}

impl<'s> Walk<'s> {
    fn new(rows: &'s Snapshot, table: Table) -> Walk<'s> {
        Walk { rows, table, keys: Keys::all(), page: Vec::new().into_iter(), next: None }
    }

    /// The row to look at; the same one until `next` is taken.
    fn peek(&mut self) -> Result<Option<&Row>> {
        if self.next.is_none() {
            self.next = self.page.next();
        }
        if self.next.is_none() {
            let page = self.rows.page(self.table, &self.keys, Order::Up, PAGE)?;
            if let Some((last, _)) = page.last() {
                self.keys = Keys::all().after(last);
            }
            self.page = page.into_iter();
            self.next = self.page.next();
        }
        Ok(self.next.as_ref())
    }
}
