//! What is in the outbox, or was received, and does not get further by itself: looked at, mended, sent
//! again or given up by operators who may.

use host_domain::{DeliveryId, Logverslag, LogverslagId, Melding, Niveau};
use host_store::{Delivery, DeliveryState, Origin, Reads, Reception, ReceptionStage, Session};
use serde_json::Value;

use super::{Actor, audit, refuse};
use crate::{Engine, error::Fault, journal};

impl Engine {
    /// What a row in the outbox holds, for a person; that is in the audit log.
    pub fn delivery_content(&self, actor: &Actor, id: DeliveryId) -> Result<Value, Fault> {
        let (now, who) = (self.now(), actor.clone());
        let body = self.writer.write(move |session| {
            let delivery = known(session, id)?;
            audit(session, &who, "bezorging.ingezien", &id.to_string(), now)?;
            Ok(delivery.document.body)
        })?;
        serde_json::from_str(&body).map_err(|_| refuse("de inhoud is geen JSON"))
    }

    /// Puts other content in the place of what a row in the outbox holds. It must be waiting, or have
    /// ended without being accepted.
    pub fn edit_delivery(&self, actor: &Actor, id: DeliveryId, body: &Value) -> Result<(), Fault> {
        let text = body.to_string();
        self.change_delivery(actor, id, "bezorging.gewijzigd", move |delivery, who, now_ms| {
            if delivery.reference.is_some() {
                return Err(refuse("de ontvanger heeft deze bezorging al"));
            }
            delivery.document.body.clone_from(&text);
            delivery.note(now_ms, format!("inhoud gewijzigd door {who}"));
            Ok(())
        })
    }

    /// Sends a row in the outbox again, under the same number, with all attempts before it.
    pub fn resend_delivery(&self, actor: &Actor, id: DeliveryId) -> Result<(), Fault> {
        self.change_delivery(actor, id, "bezorging.opnieuw", |delivery, who, now_ms| {
            delivery.failures = 0;
            delivery.state = match delivery.reference {
                Some(_) => DeliveryState::Pending { ask_at_ms: now_ms },
                None => DeliveryState::Waiting { due_ms: now_ms },
            };
            delivery.note(now_ms, format!("opnieuw aangeboden door {who}"));
            Ok(())
        })
    }

    /// Gives up a row in the outbox.
    pub fn give_up_delivery(&self, actor: &Actor, id: DeliveryId) -> Result<(), Fault> {
        self.change_delivery(actor, id, "bezorging.opgegeven", |delivery, who, now_ms| {
            let reason = format!("opgegeven door {who}");
            delivery.note(now_ms, reason.clone());
            delivery.state = DeliveryState::GivenUp { reason };
            Ok(())
        })
    }

    fn change_delivery(
        &self,
        actor: &Actor,
        id: DeliveryId,
        action: &'static str,
        change: impl Fn(&mut Delivery, &str, i64) -> Result<(), Fault> + Send + 'static,
    ) -> Result<(), Fault> {
        let (now, who) = (self.now(), actor.clone());
        self.writer.write(move |session| {
            let mut delivery = known(session, id)?;
            match delivery.state {
                DeliveryState::Sending { .. } => {
                    return Err(refuse("deze bezorging is onderweg; probeer het straks opnieuw"));
                }
                DeliveryState::Accepted { .. } => {
                    return Err(refuse("deze bezorging is al aanvaard"));
                }
                _ => change(&mut delivery, &who.0, now.as_millisecond())?,
            }
            session.put_delivery(&delivery)?;
            audit(session, &who, action, &id.to_string(), now)
        })?;
        self.wakes.dispatch.nudge();
        Ok(())
    }

    /// Reads a message again that its connector could not read: after the connector was mended. Or one
    /// that was fetched and not wholly processed: nobody sends that again, once the cause is mended.
    /// Records that were processed before are not processed twice.
    pub fn reread(&self, actor: &Actor, id: LogverslagId) -> Result<(), Fault> {
        let unknown = || refuse("het bericht is niet (meer) bekend");
        let reception = self.store.read()?.reception(id)?.ok_or_else(unknown)?;
        let plugin = self.connectors.current(&reception.plugin).ok_or_else(|| {
            refuse(format!("plugin `{}` van deze koppeling is niet geladen", reception.plugin))
        })?;
        if !self.store.spool().holds(&reception.blob) {
            return Err(refuse("het bericht zelf is er niet meer"));
        }
        let (now, who) = (self.now(), actor.clone());
        let unneeded = self.writer.write(move |session| {
            let mut reception = session.reception(id)?.ok_or_else(unknown)?;
            let report = session.logverslag(id)?;
            if reception.stage != ReceptionStage::Done || !is_to_mend(&reception, report.as_ref()) {
                return Err(refuse("dit bericht is gewoon gelezen; er is niets te herstellen"));
            }
            (reception.fault, reception.refused) = (None, None);
            let mut unneeded = Vec::new();
            for call in journal::calls_about(id) {
                unneeded.extend(session.forget_call(&call)?);
            }
            // The message itself stays, whatever else referred to it.
            unneeded.retain(|blob| *blob != reception.blob);
            reception.stage = ReceptionStage::Reading;
            reception.plugin_hash.clone_from(&plugin.hash);
            reception.round = 0;
            reception.state.clear();
            reception.response = None;
            session.put_reception(&reception)?;
            if let Some(mut report) = report {
                let tekst = format!("opnieuw gelezen op verzoek van {}", who.0);
                report.meldingen.push(Melding {
                    niveau: Niveau::Melding,
                    veld: String::new(),
                    tekst,
                });
                report.klaar = false;
                session.put_logverslag(&report)?;
            }
            audit(session, &who, "bericht.opnieuw_gelezen", &id.to_string(), now)?;
            Ok(unneeded)
        })?;
        self.remove_blobs(&unneeded);
        self.wakes.receive.nudge();
        Ok(())
    }
}

/// Whether reading a message again may do better.
fn is_to_mend(reception: &Reception, report: Option<&Logverslag>) -> bool {
    let is_fetched = matches!(reception.origin, Origin::Fetched { .. });
    let is_dropped = report.is_some_and(|report| report.telling.uitval > 0);
    reception.fault.is_some() || (is_fetched && (is_dropped || reception.refused.is_some()))
}

fn known(session: &Session<'_>, id: DeliveryId) -> Result<Delivery, Fault> {
    session.delivery(id)?.ok_or_else(|| refuse("de bezorging is niet bekend"))
}
