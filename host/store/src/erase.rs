//! Erasing a person: one key destroyed, and every row that led to it removed.

use host_domain::{DeliveryId, DossierId, WerknemerId};

use crate::{
    AuditEntry, Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows, trailing_id, trailing_u64},
    tables::{dossier_indexes, dossiers, events},
};

/// Rows looked at in one go.
const PAGE: usize = 1_000;

impl Session<'_> {
    /// Erases a werknemer: destroys its key, so that events, traces, log lines and deliveries about
    /// it cannot be read any more, and removes its dossier, indexes and outbox. The log keeps its
    /// numbers ([`crate::Logged::Erased`]). Nothing can be written about this werknemer afterwards.
    ///
    /// What is about more people than one, or about nobody that the store knows of, is sealed under
    /// the key of the house and stays: received messages, what connectors were answered about them
    /// (the journal), deliveries without a werknemer. That is why it is kept for a while only. The
    /// engine removes it when its time has come, with [`crate::Spool::remove`],
    /// [`Session::forget_journal`] and [`Session::remove_delivery`]. What stays of a message is its
    /// [`crate::Reception`], with the answer that its sender got, so that a repeat gets the same.
    /// And what lies in backups goes with the backups.
    pub fn erase(&mut self, werknemer: WerknemerId, entry: &AuditEntry) -> Result<()> {
        let id = DossierId::Werknemer(werknemer);
        self.erase_history(id)?;
        self.erase_deliveries(werknemer)?;
        if let Some(stored) = dossiers::get(self, id)? {
            dossier_indexes::remove(self, &stored.dossier)?;
            self.let_go(id);
            self.remove(Table::Dossiers, &dossiers::key(id))?;
        }
        self.destroy_key(werknemer)?;
        self.audit(entry)
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

    /// Removes deliveries about a werknemer. There is no index on them: erasing is rare.
    fn erase_deliveries(&mut self, werknemer: WerknemerId) -> Result<()> {
        let mut keys = Keys::all();
        loop {
            let page = self.page(Table::Deliveries, &keys, Order::Up, PAGE)?;
            let Some((last, _)) = page.last() else { return Ok(()) };
            keys = keys.after(last);
            for (key, value) in &page {
                let owner = codec::owner(value).map(|(owner, _)| owner);
                if owner != Some(Owner::Werknemer(werknemer)) {
                    continue;
                }
                if let Some(id) = trailing_id(key) {
                    self.remove_delivery(DeliveryId::from_bits(id))?;
                }
            }
        }
    }
}
