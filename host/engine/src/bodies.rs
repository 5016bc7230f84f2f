//! The bodies that a call was handed: the message that it reads, and answers from outside that were
//! too large to carry along. They lie in the spool; a connector knows them by a handle.

use std::{
    collections::{BTreeMap, HashMap, hash_map::Entry},
    sync::{Mutex, PoisonError},
};

use host_store::{BlobRef, SpoolReader, Store};
use sdk_connector::protocol::Blob;

use crate::ports::Bodies;

/// Handle of the message in its call.
pub(crate) const MESSAGE: u64 = 1;

/// Handles of replies begin here, so that they are never that of a message.
const REPLIES: u64 = 1 << 16;

/// Bodies of one round of a call.
pub(crate) struct CallBodies {
    store: Store,
    known: BTreeMap<u64, BlobRef>,
    open: Mutex<HashMap<u64, SpoolReader>>,
}

impl CallBodies {
    /// The message, if there is one, and the bodies of the replies so far, by their places.
    pub(crate) fn new(
        store: &Store,
        message: Option<&BlobRef>,
        replies: impl Iterator<Item = (usize, BlobRef)>,
    ) -> CallBodies {
        let message = message.map(|blob| (MESSAGE, blob.clone()));
        let replies = replies.map(|(place, blob)| (handle(place), blob));
        CallBodies {
            store: store.clone(),
            known: message.into_iter().chain(replies).collect(),
            open: Mutex::default(),
        }
    }

    /// The body behind a handle; none when the call was not handed it.
    pub(crate) fn owned(&self, handle: u64) -> Option<&BlobRef> {
        self.known.get(&handle)
    }
}

impl Bodies for CallBodies {
    fn read(&self, handle: u64, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        let Some(blob) = self.known.get(&handle) else {
            return Err("dit bestand hoort niet bij deze aanroep".to_owned());
        };
        let length = usize::try_from(length).map_err(|_| "te groot stuk gevraagd".to_owned())?;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let reader = match open.entry(handle) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                place.insert(self.store.spool().open(blob).map_err(|error| error.to_string())?)
            }
        };
        reader.read(offset, length).map_err(|error| error.to_string())
    }
}

/// Handle of the body of the reply at this place in the round.
fn handle(place: usize) -> u64 {
    REPLIES + place as u64
}

/// A body as its connector sees it.
pub(crate) fn of_message(blob: &BlobRef) -> Blob {
    named(MESSAGE, blob)
}

/// The body of the reply at this place in the round, as its connector sees it.
pub(crate) fn of_reply(place: usize, blob: &BlobRef) -> Blob {
    named(handle(place), blob)
}

fn named(handle: u64, blob: &BlobRef) -> Blob {
    Blob { handle, length: blob.length, sha256: blob.sha256.clone() }
}
