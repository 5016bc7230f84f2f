//! Bringing a store of an older layout up to the present one: the tables that it lacks, and what is
//! derived in them. One transaction, so that a crash leaves the older layout, which opens again.

use std::sync::Arc;

use redb::Database;

use crate::{
    Session, StoredDossier, Table, codec,
    create::META_SCHEMA,
    error::{Result, StoreError},
    rows::{Keys, Order, Rows},
    schema::SCHEMA_VERSION,
    tables::dossier_indexes,
    vault::Vault,
};

/// Dossiers read in one go.
const PAGE: usize = 1_000;

/// Indexes on dossiers that layouts 1 and 2 do not have, or layout 1 alone. Other new tables are
/// empty: nothing in those layouts leads to a row of them.
const INDEXES: [Table; 5] = [
    Table::Machtigingen,
    Table::ActiveMachtigingen,
    Table::Kenmerken,
    Table::WerknemersOf,
    Table::OpenTrajecten,
];

/// Brings the store up to date.
pub(crate) fn upgrade(database: &Database, vault: &Arc<Vault>) -> Result<()> {
    let transaction = database.begin_write().map_err(StoreError::storage)?;
    let mut session = Session::new(vault.clone(), &transaction);
    Table::ALL.iter().try_for_each(|table| session.last_key(*table).map(drop))?;
    index_dossiers(&mut session)?;
    session.put_bytes(Table::Meta, META_SCHEMA, SCHEMA_VERSION.to_string().as_bytes())?;
    drop(session.finish()?);
    transaction.commit().map_err(StoreError::storage)
}

fn index_dossiers(session: &mut Session<'_>) -> Result<()> {
    let mut keys = Keys::all();
    loop {
        let page = session.page(Table::Dossiers, &keys, Order::Up, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(()) };
        keys = keys.after(last);
        for (key, value) in &page {
            let read = codec::read_row::<StoredDossier, _>(session, Table::Dossiers, key, value);
            let stored = match read {
                Ok(Some(stored)) => stored,
                // A check tells of it, and a rebuild makes it again.
                Ok(None) => continue,
                Err(error) if error.is_about_a_row() => continue,
                Err(error) => return Err(error),
            };
            let rows = dossier_indexes::rows_of(session.vault(), &stored.dossier);
            for ((table, key), value) in
                rows.iter().filter(|((table, _), _)| INDEXES.contains(table))
            {
                dossier_indexes::put(session, *table, key, value.as_ref())?;
            }
        }
    }
}
