//! Values in traffic that no row of their conversiegroep names.

use serde::{Deserialize, Serialize};

use crate::{
    Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
    vault::INDEX_BYTES,
};

/// Values of one key that are told apart. A source that sends numbers has more of them than anybody
/// can read.
const VALUES_MAX: usize = 500;

/// Stands for all values beyond those.
const OTHERS: &str = "(andere waarden)";

/// A value that no row of its conversiegroep names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unmapped {
    /// The conversiegroep.
    pub groep: String,
    /// Its key, such as `Document kenmerk`.
    pub sleutel: String,
    /// The value, or `(andere waarden)` for those beyond the first 500.
    pub waarde: String,
    /// How often it came.
    pub aantal: u64,
    /// When it first came, milliseconds since 1970 UTC.
    pub eerst_ms: i64,
    /// When it last came.
    pub laatst_ms: i64,
}

fn prefix<R: Rows + ?Sized>(rows: &R, groep: &str, sleutel: &str) -> [u8; INDEX_BYTES] {
    rows.vault().index(Table::Unmapped, &[groep.as_bytes(), sleutel.as_bytes()])
}

fn place<R: Rows + ?Sized>(rows: &R, groep: &str, sleutel: &str, waarde: &str) -> Vec<u8> {
    let value = rows.vault().index(Table::Unmapped, &[waarde.as_bytes()]);
    [prefix(rows, groep, sleutel), value].concat()
}

/// All of them, by groep, sleutel and waarde.
pub(crate) fn all<R: Rows + ?Sized>(rows: &R) -> Result<Vec<Unmapped>> {
    let page = codec::list(rows, Table::Unmapped, &Keys::all(), Order::Up, usize::MAX)?;
    let mut all: Vec<Unmapped> = page.into_iter().map(|(_, unmapped)| unmapped).collect();
    all.sort_by(|a, b| (&a.groep, &a.sleutel, &a.waarde).cmp(&(&b.groep, &b.sleutel, &b.waarde)));
    Ok(all)
}

impl Session<'_> {
    /// Counts a value that no row of its conversiegroep names.
    pub fn count_unmapped(
        &mut self,
        groep: &str,
        sleutel: &str,
        waarde: &str,
        at_ms: i64,
    ) -> Result<()> {
        let mut key = place(self, groep, sleutel, waarde);
        let mut known: Option<Unmapped> = codec::read(self, Table::Unmapped, &key)?;
        let mut waarde = waarde;
        if known.is_none() && self.is_full(groep, sleutel)? {
            waarde = OTHERS;
            key = place(self, groep, sleutel, waarde);
            known = codec::read(self, Table::Unmapped, &key)?;
        }
        let counted = match known {
            Some(known) => {
                let aantal = known.aantal.saturating_add(1);
                Unmapped { aantal, laatst_ms: known.laatst_ms.max(at_ms), ..known }
            }
            None => Unmapped {
                groep: groep.to_owned(),
                sleutel: sleutel.to_owned(),
                waarde: waarde.to_owned(),
                aantal: 1,
                eerst_ms: at_ms,
                laatst_ms: at_ms,
            },
        };
        self.put(Table::Unmapped, &key, Owner::House, &counted)
    }

    /// Whether no further value of a key is told apart.
    fn is_full(&self, groep: &str, sleutel: &str) -> Result<bool> {
        // Once there are others, it is full: that is one row to read instead of all.
        if self.get(Table::Unmapped, &place(self, groep, sleutel, OTHERS))?.is_some() {
            return Ok(true);
        }
        let keys = Keys::prefix(&prefix(self, groep, sleutel));
        Ok(self.page(Table::Unmapped, &keys, Order::Up, VALUES_MAX)?.len() >= VALUES_MAX)
    }
}
