//! Messages are kept for a while after they were answered, so that a person can look at them, and
//! then removed: what a message says is in the dossiers by then, and is personal.

use std::{collections::HashSet, sync::PoisonError};

use host_store::{Reads, ReceptionStage};
use jiff::{SignedDuration, Timestamp};

use crate::{Engine, error::Fault};

/// How long an answered message is kept.
const RETENTION: SignedDuration = SignedDuration::from_hours(30 * 24);

/// How often is looked.
const PERIOD: SignedDuration = SignedDuration::from_hours(6);

/// The newest logverslag whose message was removed.
const CURSOR: &str = "opgeruimd";

/// Reports read at a time.
const PAGE: usize = 256;

impl Engine {
    /// Removes messages that are old enough, and files that nothing refers to. Always false: there
    /// is never more to do at once.
    pub(crate) fn clean_up(&self) -> Result<bool, Fault> {
        let now = self.now();
        let mut last = self.cleaned_up.lock().unwrap_or_else(PoisonError::into_inner);
        if last.is_some_and(|last| now.duration_since(last) < PERIOD) {
            return Ok(false);
        }
        let kept = self.remove_old_messages(now)?;
        let removed = self.store.spool().sweep(&|name| kept.contains(name))?;
        if removed > 0 {
            tracing::info!(removed, "removed {removed} files of messages that nothing refers to");
        }
        *last = Some(now);
        Ok(false)
    }

    /// Removes the messages that were answered long enough ago; the names of the others.
    fn remove_old_messages(&self, now: Timestamp) -> Result<HashSet<String>, Fault> {
        let mut kept = HashSet::new();
        let mut removed_to = None;
        let mut before = None;
        'pages: loop {
            let view = self.store.read()?;
            let done_to = view.cursor(CURSOR)?;
            let page = view.logverslagen(before, PAGE)?;
            let Some((oldest, _)) = page.last() else { break };
            before = Some(*oldest);
            for (seq, report) in page {
                if seq <= done_to {
                    break 'pages;
                }
                let Some(reception) = view.reception(report.id)? else { continue };
                let old = now.duration_since(report.ontvangen_op) > RETENTION;
                if old && reception.stage == ReceptionStage::Done {
                    self.store.spool().remove(&reception.blob)?;
                    removed_to = removed_to.max(Some(seq));
                } else {
                    kept.insert(reception.blob.name);
                    // An older one may still have to go later.
                    removed_to = None;
                }
            }
        }
        if let Some(seq) = removed_to {
            self.writer.write(move |session| Ok(session.set_cursor(CURSOR, seq)?))?;
        }
        Ok(kept)
    }
}
