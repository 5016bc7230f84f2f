//! Erasing a person: one key destroyed, and every row that led to it removed.

use host_domain::{DeliveryId, DossierId, WerknemerId};

use crate::{
    AuditEntry, BlobRef, Session, StoredDocument, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, trailing_id, trailing_u64},
    tables::{dossier_indexes, dossiers, events},
};

/// Rows looked at in one go.
const PAGE: usize = 1_000;

/// What erasing leaves on disk: closed for good or no longer needed, and to be removed once it is
/// committed. What is not removed then goes with a sweep.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Leftover {
    /// Names of files of documents.
    pub documents: Vec<String>,
    /// Answers to deliveries, in the spool.
    pub blobs: Vec<BlobRef>,
}

impl Session<'_> {
    /// Erases a werknemer: destroys its key, so that events, traces, log lines, deliveries and
    /// documents about it cannot be read any more, and removes its dossier, indexes, outbox and the
    /// rows of its documents. The log keeps its numbers ([`crate::Logged::Erased`]). Nothing can be
    /// written about this werknemer afterwards.
    ///
    /// What is about more people than one, or about nobody that the store knows of, is sealed under
    /// the key of the house and stays: received messages, what connectors were answered about them
    /// (the journal), recorded calls, deliveries without a werknemer. That is why it is kept for a
    /// while only. The engine removes it when its time has come, with [`crate::Spool::remove`],
    /// [`Session::forget_journal`], [`Session::forget_call`] and [`Session::remove_delivery`]. What
    /// stays of a message is its [`crate::Reception`], with the answer that its sender got, so that
    /// a repeat gets the same. A document that nobody moved out of the dossier of the werkgever is
    /// the werkgever's, and stays with it. And what lies in backups goes with the backups.
    pub fn erase(&mut self, werknemer: WerknemerId, entry: &AuditEntry) -> Result<Leftover> {
        let id = DossierId::Werknemer(werknemer);
        self.erase_history(id)?;
        let blobs = self.erase_deliveries(werknemer)?;
        let documents = self.erase_documents(werknemer)?;
        if let Some(stored) = dossiers::get(self, id)? {
            dossier_indexes::remove(self, &stored.dossier)?;
            self.let_go(id);
            self.remove(Table::Dossiers, &dossiers::key(id))?;
        }
        self.destroy_key(werknemer)?;
        self.audit(entry)?;
        Ok(Leftover { documents, blobs })
    }

    /// Removes what points at the events of a dossier.
    fn erase_history(&mut self, id: DossierId) -> Result<()> {
        let prefix = dossiers::key(id);
        for (key, _) in self.page(Table::History, &Keys::prefix(&prefix), Order::Up, usize::MAX)? {
            self.remove(Table::History, &key)?;
            let Some(seq) = trailing_u64(&key) else { continue };
            self.remove(Table::Traces, &events::key(seq))?;
            let event = events::get(self, seq)?.and_then(crate::Logged::into_event);
            if let Some(event) = event {
                self.remove(Table::EventIds, &event.id.bits().to_be_bytes())?;
            }
        }
        Ok(())
    }

    /// Removes deliveries about a werknemer.
    fn erase_deliveries(&mut self, werknemer: WerknemerId) -> Result<Vec<BlobRef>> {
        let mut blobs = Vec::new();
        self.each_of(Table::Deliveries, werknemer, |session, key, _| {
            if let Some(id) = trailing_id(key) {
                blobs.extend(session.remove_delivery(DeliveryId::from_bits(id))?);
            }
            Ok(())
        })?;
        Ok(blobs)
    }

    /// Removes the rows of the documents of a werknemer; gives the names of their files.
    fn erase_documents(&mut self, werknemer: WerknemerId) -> Result<Vec<String>> {
        let mut names = Vec::new();
        self.each_of(Table::Documents, werknemer, |session, key, value| {
            let read = codec::read_row::<StoredDocument, _>(session, Table::Documents, key, value);
            match read {
                Ok(stored) => names.extend(stored.map(|stored| stored.file.name)),
                // A row that cannot be read goes all the same; its file is left to a sweep.
                Err(error) if error.is_about_a_row() => {}
                Err(error) => return Err(error),
            }
            session.remove(Table::Documents, key)
        })?;
        Ok(names)
    }

    /// Goes through the rows of a table that are sealed for a werknemer. There is no index on them:
    /// erasing is rare.
    fn each_of(
        &mut self,
        table: Table,
        werknemer: WerknemerId,
        mut work: impl FnMut(&mut Self, &[u8], &[u8]) -> Result<()>,
    ) -> Result<()> {
        let mut keys = Keys::all();
        loop {
            let page = self.page(table, &keys, Order::Up, PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            keys = keys.after(last);
            for (key, value) in &page {
                let owner = codec::owner(value).map(|(owner, _)| owner);
                if owner == Some(Owner::Werknemer(werknemer)) {
                    work(self, key, value)?;
                }
            }
        }
    }
}
