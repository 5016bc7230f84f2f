//! Calls that are kept for a while after they ended, with their journal: a candidate of a connector can
//! be held against them before it goes live (`trial.rs`).

use host_store::{BlobRef, JsonDoc, Reception, RecordedCall, Session};
use jiff::Timestamp;
use sdk_connector::protocol::Call;

use crate::{error::Fault, journal, ports::PluginVersion, reception::receive_call};

/// A call as it is kept.
pub(crate) fn of_call(
    call: &Call,
    koppeling: &str,
    plugin: &PluginVersion,
    rounds: u32,
    message: Option<BlobRef>,
    now: Timestamp,
) -> RecordedCall {
    let request: JsonDoc = journal::stored(call.request.clone());
    RecordedCall {
        id: call.id.clone(),
        koppeling: koppeling.to_owned(),
        plugin: plugin.name.clone(),
        plugin_hash: plugin.hash.clone(),
        request,
        settings: call.settings.clone(),
        now_ms: call.now_ms,
        seed: call.seed,
        rounds,
        at_ms: now.as_millisecond(),
        message,
    }
}

/// The call that read a message.
pub(crate) fn of_reception(reception: &Reception, now: Timestamp) -> RecordedCall {
    let version = PluginVersion {
        name: reception.plugin.clone(),
        version: String::new(),
        hash: reception.plugin_hash.clone(),
    };
    let koppeling = format!("{}/{}", reception.klantcode, reception.koppeling);
    let message = Some(reception.blob.clone());
    // One round more than were committed: a call that broke did so in the round after.
    let rounds = reception.round + 1;
    of_call(&receive_call(reception), &koppeling, &version, rounds, message, now)
}

/// Keeps a call.
pub(crate) fn put(session: &mut Session<'_>, call: &RecordedCall) -> Result<(), Fault> {
    Ok(session.put_call(call)?)
}
