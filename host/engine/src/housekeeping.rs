//! What is kept for a while only, so that a person can look at it: answered messages with what
//! connectors were answered about them, and deliveries that have ended. It is personal, and what it
//! led to is in the dossiers by then.

use std::{collections::HashSet, time::Duration};

use host_domain::LogverslagId;
use host_store::{BlobRef, Delivery, Reads, ReceptionStage, Snapshot};
use jiff::{SignedDuration, Timestamp};

use crate::{Engine, error::Fault, journal};

/// How long it is kept.
const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How often is looked.
const PERIOD: Duration = Duration::from_secs(6 * 60 * 60);

/// The mark at the newest logverslag below which all messages were removed.
const MARK: &str = "opgeruimd";

/// Reports or deliveries looked at in one go.
const PAGE: usize = 256;

/// What became of the messages.
#[derive(Default)]
struct Kept {
    /// Files that must stay.
    files: HashSet<String>,
    /// A message cannot be read: which file is its is not known, so that any may be.
    unsure: bool,
    /// The newest logverslag below which all are removed; none when none is.
    removed_to: Option<u64>,
}

impl Engine {
    /// Removes what is old enough, and files that nothing refers to. Always false: there is never
    /// more to do at once.
    pub(crate) fn clean_up(&self) -> Result<bool, Fault> {
        let now = self.now();
        if !self.cleaned_up.is_due(now, PERIOD) {
            return Ok(false);
        }
        self.remove_old_deliveries(now)?;
        let kept = self.remove_old_messages(now)?;
        self.forget_old_calls(now, &kept.files)?;
        if kept.unsure {
            tracing::error!("not every message can be read, so no files were swept");
        } else {
            self.sweep_messages(&kept.files)?;
        }
        self.sweep_documents()?;
        Ok(false)
    }

    /// Removes what earlier runs left in the spool and nothing refers to; `kept` are the messages.
    pub fn sweep_messages(&self, kept: &HashSet<String>) -> Result<(), Fault> {
        let view = self.store.read()?;
        let (mut needed, mut after) = (kept.clone(), None);
        loop {
            let page = view.journal_blobs(after.as_deref(), PAGE)?;
            let Some(last) = page.last() else { break };
            after = Some(last.clone());
            needed.extend(page);
        }
        let removed = self.store.spool().sweep(&|name| needed.contains(name))?;
        if removed > 0 {
            tracing::info!(removed, "removed {removed} files of messages that nothing refers to");
        }
        Ok(())
    }

    /// Removes files of documents that earlier runs left and no dossier refers to, and those of people
    /// who were erased.
    pub fn sweep_documents(&self) -> Result<(), Fault> {
        let names = self.store.read()?.document_names()?;
        if names.unsure {
            tracing::error!("not every document can be read, so no files of documents were swept");
            return Ok(());
        }
        let removed = self.store.documents().sweep(&|name| names.names.contains(name))?;
        if removed > 0 {
            tracing::info!(removed, "removed {removed} files of documents that nothing refers to");
        }
        Ok(())
    }

    /// Forgets the calls that ended long enough ago, with what they were answered.
    fn forget_old_calls(&self, now: Timestamp, kept: &HashSet<String>) -> Result<(), Fault> {
        let before_ms = now.as_millisecond() - RETENTION.as_secs() * 1_000;
        loop {
            let old = self.store.read()?.older_calls(before_ms, PAGE)?;
            if old.is_empty() {
                return Ok(());
            }
            let unneeded = self.writer.write(move |session| {
                let mut unneeded = Vec::new();
                for call in &old {
                    unneeded.extend(session.forget_call(call)?);
                }
                Ok(unneeded)
            })?;
            self.remove_unneeded(&unneeded, kept)?;
        }
    }

    /// Removes bodies that calls were answered, but for those that another call needs or that are a
    /// message in their own right: `kept`.
    fn remove_unneeded(&self, blobs: &[BlobRef], kept: &HashSet<String>) -> Result<(), Fault> {
        let view = self.store.read()?;
        let mut free = Vec::new();
        for blob in blobs {
            if !kept.contains(&blob.name) && !view.is_blob_needed(&blob.name)? {
                free.push(blob.clone());
            }
        }
        drop(view);
        self.remove_blobs(&free);
        Ok(())
    }

    /// Removes the messages that were answered long enough ago.
    fn remove_old_messages(&self, now: Timestamp) -> Result<Kept, Fault> {
        let mut kept = Kept::default();
        let mut before = None;
        loop {
            let view = self.store.read()?;
            let done_to = view.mark(MARK)?;
            let page = view.logverslagen(before, PAGE)?;
            let Some((oldest, _)) = page.last() else { break };
            let at_end = *oldest <= done_to;
            before = Some(*oldest);
            let mut old = Vec::new();
            for (nr, report) in page.into_iter().take_while(|(nr, _)| *nr > done_to) {
                let is_old = now.duration_since(report.ontvangen_op) > RETENTION;
                if self.remove_or_keep(&view, report.id, is_old, &mut kept)? {
                    old.push(report.id);
                    kept.removed_to = kept.removed_to.max(Some(nr));
                } else {
                    // An older one may still have to go later.
                    kept.removed_to = None;
                }
            }
            drop(view);
            self.forget_calls(old)?;
            if at_end {
                break;
            }
        }
        if let Some(nr) = kept.removed_to {
            self.writer.write(move |session| Ok(session.set_mark(MARK, nr)?))?;
        }
        Ok(kept)
    }

    /// Removes the file of a message when its time has come; whether that is so.
    fn remove_or_keep(
        &self,
        view: &Snapshot,
        id: LogverslagId,
        is_old: bool,
        kept: &mut Kept,
    ) -> Result<bool, Fault> {
        match view.reception(id) {
            Ok(Some(reception)) if is_old && reception.stage == ReceptionStage::Done => {
                self.store.spool().remove(&reception.blob)?;
                Ok(true)
            }
            Ok(Some(reception)) => {
                kept.files.insert(reception.blob.name);
                Ok(false)
            }
            Ok(None) => Ok(true),
            Err(error) if error.is_about_a_row() => {
                tracing::error!(logverslag = %id, "a message cannot be read: {error}");
                kept.unsure |= !is_old;
                Ok(is_old)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Forgets what connectors were answered about these messages.
    fn forget_calls(&self, of: Vec<LogverslagId>) -> Result<(), Fault> {
        if of.is_empty() {
            return Ok(());
        }
        self.writer.write(move |session| {
            for call in of.iter().flat_map(|id| journal::calls_about(*id)) {
                // The bodies go with the sweep, unless another call needs them.
                drop(session.forget_call(&call)?);
            }
            Ok(())
        })
    }

    /// Removes the deliveries that ended long enough ago.
    fn remove_old_deliveries(&self, now: Timestamp) -> Result<(), Fault> {
        let before_ms = now.as_millisecond() - RETENTION.as_secs() * 1_000;
        let mut after = None;
        loop {
            let view = self.store.read()?;
            let page = view.older_deliveries(before_ms, after, PAGE)?;
            let Some(last) = page.last() else { return Ok(()) };
            after = Some(*last);
            let mut old = Vec::new();
            for (_, id) in page {
                match view.delivery(id) {
                    Ok(Some(delivery)) if ended_before(&delivery, before_ms) => old.push(id),
                    Ok(_) => {}
                    Err(error) if error.is_about_a_row() => {
                        tracing::error!(bezorging = %id, "a delivery cannot be read: {error}");
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            drop(view);
            if !old.is_empty() {
                self.writer.write(move |session| {
                    for id in &old {
                        // Looked at anew: somebody may have sent it again meanwhile.
                        let known = session.delivery(*id)?;
                        if known.is_some_and(|known| ended_before(&known, before_ms)) {
                            // Their bodies go with the sweep, as they may be messages still.
                            drop(session.remove_delivery(*id)?);
                        }
                    }
                    Ok(())
                })?;
            }
        }
    }
}

/// Whether it ended before a moment; the last that is remembered of it is how it ended.
fn ended_before(delivery: &Delivery, before_ms: i64) -> bool {
    let last = delivery.history.last().map_or(delivery.created_at_ms, |attempt| attempt.at_ms);
    delivery.has_ended() && last < before_ms
}
