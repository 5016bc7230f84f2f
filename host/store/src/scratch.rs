//! All that is derived, made anew in a database of its own: memory holds one batch at a time.

use std::{path::PathBuf, sync::Arc};

use host_domain::{Event, Logverslag, apply};
use redb::{Database, ReadableDatabase as _};

use crate::{
    Delivery, JournalEntry, Logged, Reception, RecordedCall, Session, Snapshot, Table, codec,
    create::{make_scratch, remove_if_there},
    error::{Result, StoreError},
    people::id_bytes,
    rows::{Keys, Order, Rows},
    store::Store,
    tables::{
        deliveries, dossiers, events, journal_blobs, logverslagen, receptions, recorded_calls,
    },
    vault::Vault,
};

/// Events or rows in one transaction.
const BATCH: usize = 1_000;

/// A database with derived tables only, gone when dropped.
pub(crate) struct Scratch {
    database: Database,
    path: PathBuf,
    vault: Arc<Vault>,
}

/// What the fold met.
#[derive(Default)]
pub(crate) struct Folded {
    pub(crate) events: u64,
    pub(crate) erased: u64,
    /// Events that do not fit the dossier that they are about.
    pub(crate) misfits: Vec<u64>,
}

impl Scratch {
    pub(crate) fn create(store: &Store) -> Result<Scratch> {
        let (database, path) = make_scratch(store.folder())?;
        let scratch = Scratch { database, path, vault: store.vault().clone() };
        scratch.write(|session| {
            Table::ALL.iter().try_for_each(|table| session.last_key(*table).map(drop))
        })?;
        Ok(scratch)
    }

    pub(crate) fn read(&self) -> Result<Snapshot> {
        let generation = self.vault.cache.generation();
        let transaction = self.database.begin_read().map_err(StoreError::storage)?;
        Ok(Snapshot::new(self.vault.clone(), transaction, generation))
    }

    fn write(&self, work: impl FnOnce(&mut Session<'_>) -> Result<()>) -> Result<()> {
        let transaction = self.database.begin_write().map_err(StoreError::storage)?;
        let mut session = Session::new(self.vault.clone(), &transaction);
        work(&mut session)?;
        drop(session.finish()?);
        transaction.commit().map_err(StoreError::storage)
    }

    /// Folds the whole log.
    pub(crate) fn fold(
        &self,
        source: &Snapshot,
        progress: &mut dyn FnMut(u64, u64),
    ) -> Result<Folded> {
        let total = events::last_seq(source)?;
        let mut folded = Folded::default();
        let mut next = 1;
        loop {
            let batch = events::from(source, next, BATCH)?;
            let Some(last) = batch.last().map(Logged::seq) else { return Ok(folded) };
            self.write(|session| {
                batch.iter().try_for_each(|logged| fold_one(session, source, logged, &mut folded))
            })?;
            progress(last, total);
            next = last + 1;
        }
    }

    /// Makes the indexes that follow from rows of other tables.
    pub(crate) fn index_rows(&self, source: &Snapshot) -> Result<()> {
        self.each(source, Table::Receptions, |session, _, reception: Reception| {
            match receptions::open_key(session.vault(), &reception) {
                Some(key) => session.mark(Table::OpenReceptions, &key),
                None => Ok(()),
            }
        })?;
        self.each(source, Table::Deliveries, |session, _, delivery: Delivery| {
            if let Some((queue, key)) = deliveries::due_key(&delivery) {
                session.mark(queue, &key)?;
            }
            session.mark(Table::DeliveryOrder, &deliveries::order_key(&delivery))
        })?;
        self.each(source, Table::Journal, |session, row, entry: JournalEntry| {
            let blob = entry.blob.map(|blob| journal_blobs::key(&blob.name, row));
            blob.map_or(Ok(()), |key| session.mark(Table::JournalBlobs, &key))
        })?;
        self.each(source, Table::RecordedCalls, |session, _, call: RecordedCall| {
            let rows = recorded_calls::index_rows(session.vault(), &call);
            rows.iter().try_for_each(|(table, key)| session.mark(*table, key))
        })?;
        self.each(source, Table::Logverslagen, |session, _, (nr, verslag): (u64, Logverslag)| {
            logverslagen::put_order(session, nr, verslag.id)
        })
    }

    fn each<T: serde::de::DeserializeOwned>(
        &self,
        source: &Snapshot,
        table: Table,
        index: impl Fn(&mut Session<'_>, &[u8], T) -> Result<()>,
    ) -> Result<()> {
        let mut keys = Keys::all();
        loop {
            let page = codec::list(source, table, &keys, Order::Up, BATCH)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            keys = keys.after(last);
            self.write(|session| {
                page.into_iter().try_for_each(|(key, row)| index(session, &key, row))
            })?;
        }
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = remove_if_there(&self.path) {
            // The next start removes it.
            tracing::warn!(%error, "de tijdelijke herbouw kon niet worden opgeruimd");
        }
    }
}

fn fold_one(
    session: &mut Session<'_>,
    source: &Snapshot,
    logged: &Logged,
    folded: &mut Folded,
) -> Result<()> {
    folded.events += 1;
    let event = match logged {
        Logged::Event(event) => event,
        Logged::Erased { .. } => {
            folded.erased += 1;
            return Ok(());
        }
        // State without one of its events is not the state; nothing may be repaired after it.
        Logged::Unreadable { seq } => {
            let why = "zonder dit event is er geen toestand af te leiden";
            return Err(StoreError::unreadable(Table::Events, &events::key(*seq), why));
        }
    };
    adopt_key(session, source, event)?;
    session.index_event(event)?;
    let changed = event.about.dossier().filter(|_| event.kind.changes_dossier());
    let Some(id) = changed else { return Ok(()) };
    let before = dossiers::get(session, id)?.map(|stored| stored.dossier);
    match apply(before, event) {
        Ok(after) => session.put_dossier(&after, event.seq),
        Err(_) => {
            folded.misfits.push(event.seq);
            Ok(())
        }
    }
}

/// Brings the key of a werknemer over, so that both databases seal under the same one.
fn adopt_key(session: &mut Session<'_>, source: &Snapshot, event: &Event) -> Result<()> {
    let Some(werknemer) = event.about.werknemer else { return Ok(()) };
    let place = id_bytes(werknemer);
    if session.get(Table::PersonKeys, &place)?.is_some() {
        return Ok(());
    }
    match source.get(Table::PersonKeys, &place)? {
        Some(row) => session.put_bytes(Table::PersonKeys, &place, &row),
        None => Ok(()),
    }
}
