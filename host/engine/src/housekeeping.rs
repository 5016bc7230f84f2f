//! What is kept for a while only, so that a person can look at it: answered messages with what
//! connectors were answered about them, and deliveries that have ended. It is personal, and what it
//! led to is in the dossiers by then.

use std::{collections::HashSet, sync::PoisonError};

use host_domain::LogverslagId;
use host_store::{Delivery, Reads, ReceptionStage, Session, Snapshot, StoreError};
use jiff::{SignedDuration, Timestamp};

use crate::{Engine, error::Fault, journal};

/// How long it is kept.
const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How often is looked.
const PERIOD: SignedDuration = SignedDuration::from_hours(6);

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
        let mut last = self.cleaned_up.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| now.duration_since(last) < PERIOD) {
            return Ok(false);
        }
        // Also when it fails: it would do so again right away.
        *last = Some(now);
        self.remove_old_deliveries(now)?;
        let kept = self.remove_old_messages(now)?;
        if kept.unsure {
            tracing::error!("not every message can be read, so no files were swept");
            return Ok(false);
        }
        let removed = self.store.spool().sweep(&|name| kept.files.contains(name))?;
        if removed > 0 {
            tracing::info!(removed, "removed {removed} files of messages that nothing refers to");
        }
        Ok(false)
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
            let mut calls = of.iter().flat_map(|id| journal::calls_about(*id));
            Ok(calls.try_for_each(|call| session.forget_journal(&call))?)
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
                // What has ended does not begin again: it need not be looked at anew.
                let remove = move |session: &mut Session<'_>| -> Result<(), StoreError> {
                    old.iter().try_for_each(|id| session.remove_delivery(*id))
                };
                self.writer.write(move |session| Ok(remove(session)?))?;
            }
        }
    }
}

/// Whether it ended before a moment; the last that is remembered of it is how it ended.
fn ended_before(delivery: &Delivery, before_ms: i64) -> bool {
    let last = delivery.history.last().map_or(delivery.created_at_ms, |attempt| attempt.at_ms);
    delivery.has_ended() && last < before_ms
}
