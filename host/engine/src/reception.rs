//! A received message as the store keeps it: how it begins, how its connector is asked, and what its
//! sender hears when the connector breaks.

use host_domain::{Importkoppeling, LogverslagId};
use host_store::{BlobRef, Origin, Reception, ReceptionStage, StoredResponse};
use jiff::Timestamp;
use sdk_connector::protocol::{Call, Document, Receive};

use crate::{bodies, ports::PluginVersion};

/// A message, however it came.
pub(crate) struct Arrived {
    pub(crate) klantcode: String,
    /// As the sender gave it; may be empty.
    pub(crate) content_type: String,
    pub(crate) body: BlobRef,
    pub(crate) origin: Origin,
}

/// A message at the start of its way.
pub(crate) fn new_reception(
    id: LogverslagId,
    arrived: Arrived,
    link: Importkoppeling,
    plugin: PluginVersion,
    now: Timestamp,
) -> Reception {
    let bits = id.bits().to_be_bytes();
    let [.., a, b, c, d, e, f, g, h] = bits;
    Reception {
        id,
        klantcode: arrived.klantcode,
        koppeling: link.naam,
        plugin: link.plugin,
        plugin_hash: plugin.hash,
        importconfiguratie: link.importconfiguratie,
        blob: arrived.body,
        content_type: arrived.content_type,
        received_at: now,
        origin: arrived.origin,
        seed: u64::from_be_bytes([a, b, c, d, e, f, g, h]),
        settings: link.instellingen,
        round: 0,
        state: Vec::new(),
        records: 0,
        message_key: None,
        proef: false,
        header: serde_json::Value::Null,
        refused: None,
        repeated_of: None,
        stage: ReceptionStage::Reading,
        response: None,
        fault: None,
    }
}

/// The call that reads it, from where it was.
pub(crate) fn receive_call(reception: &Reception) -> Call {
    let body = bodies::of_message(&reception.blob);
    let request = Receive { content_type: reception.content_type.clone(), body };
    Call {
        id: reception.id.to_string(),
        request: Document::of("receive", 1, &request),
        settings: serde_json::Value::Object(reception.settings.clone()).to_string(),
        state: reception.state.clone(),
        now_ms: reception.received_at.as_millisecond(),
        seed: reception.seed,
    }
}

/// What the sender of a message gets that could not be read.
pub(crate) fn fault_response(id: LogverslagId) -> StoredResponse {
    let body = serde_json::json!({
        "title": "Het bericht kon niet worden gelezen",
        "detail": "De koppeling heeft een storing. Het bericht is bewaard; neem contact op met de beheerder.",
        "logverslag": id,
    });
    StoredResponse {
        status: 500,
        content_type: "application/problem+json".to_owned(),
        body: body.to_string().into_bytes(),
    }
}
