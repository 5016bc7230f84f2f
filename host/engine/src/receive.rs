//! Stage 1, around the connector: a received message is read round by round, then answered.
//!
//! Messages of one link are taken in the order in which they came; links do not wait for each
//! other. A connector that breaks on a message ends that reception with a visible fault: the
//! message is kept, and nothing else waits for it.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{PoisonError, atomic::Ordering},
    time::{Duration, Instant},
};

use host_domain::{
    Importkoppeling, Klantaccount, Logverslag, LogverslagId, Melding, Niveau, Telling,
};
use host_store::{BlobRef, Origin, Reads, Reception, ReceptionStage, Session, StoredResponse};
use jiff::Timestamp;
use sdk_connector::protocol::Received;

use crate::{
    Engine,
    bodies::CallBodies,
    call::{Round, RoundEnd},
    error::Fault,
    failpoint, health,
    in_hand::Held,
    ports::PluginVersion,
    reception::{Arrived, fault_response, new_reception, receive_call},
    record, recorded,
    wake::Woken,
};

/// Links looked at for one that can go on.
const LINKS_MAX: usize = 4_096;

/// Messages of one link that may wait; a sender that is faster gets to hear so.
pub(crate) const OPEN_MAX: usize = 500;

/// Rounds beyond which a connector is not getting anywhere: a fixed number and one for every so
/// many bytes of the message.
const ROUNDS_MIN: u64 = 1_000;
const BYTES_PER_ROUND: u64 = 1_024;

/// A message that was wholly received.
#[derive(Debug, Clone)]
pub struct Incoming {
    /// Account that sent it.
    pub klantcode: String,
    /// Name of the link on which it came.
    pub importkoppeling: String,
    /// As the sender gave it.
    pub content_type: String,
    /// The message, in the spool.
    pub body: BlobRef,
}

impl Engine {
    /// Takes responsibility for a message: when this returns, it survives a crash. Refused when the
    /// link cannot work (no such link, plugin or importconfiguratie); the message is then not kept.
    pub fn accept(&self, incoming: Incoming) -> Result<LogverslagId, Fault> {
        let (account, link) = self.link(&incoming.klantcode, &incoming.importkoppeling)?;
        let plugin = self.connectors.current(&link.plugin).ok_or_else(|| {
            Fault::Unknown(format!("plugin `{}` van deze koppeling is niet geladen", link.plugin))
        })?;
        let book = self.book();
        if book.importconfiguratie(&link.importconfiguratie).is_none() {
            return Err(Fault::Unknown(format!(
                "importconfiguratie `{}` van deze koppeling bestaat niet",
                link.importconfiguratie
            )));
        }
        let waiting = self.store.read()?.open_count(&account.klantcode, &link.naam, OPEN_MAX)?;
        if waiting >= OPEN_MAX {
            let text =
                "er wachten al te veel berichten van deze koppeling; probeer het later opnieuw";
            return Err(Fault::Busy(text.to_owned()));
        }
        if link.ophalen.is_some() {
            let text = "deze koppeling haalt zelf op; er kan niets naartoe worden gestuurd";
            return Err(Fault::Unknown(text.to_owned()));
        }
        let now = self.now();
        let arrived = Arrived {
            klantcode: account.klantcode,
            content_type: incoming.content_type,
            body: incoming.body,
            origin: Origin::Posted,
        };
        let accepted = self.taken_in(arrived, link, plugin, now);
        let id = accepted.reception.id;
        self.writer.write(move |session| {
            accepted.put(session)?;
            health::heard(session, &accepted.koppeling(), now)
        })?;
        failpoint::hit("na-ontvangst");
        self.wakes.receive.nudge();
        Ok(id)
    }

    /// A message that is about to be accepted, with the head of its logverslag.
    pub(crate) fn taken_in(
        &self,
        arrived: Arrived,
        link: Importkoppeling,
        plugin: PluginVersion,
        now: Timestamp,
    ) -> Accepted {
        let id = self.new_report(now);
        let report = Logverslag {
            id,
            klantcode: arrived.klantcode.clone(),
            importkoppeling: link.naam.clone(),
            ontvangen_op: now,
            proef: false,
            klaar: false,
            meldingen: Vec::new(),
            telling: Telling::default(),
            regelboek: Some(self.book().hash().to_owned()),
        };
        Accepted { reception: new_reception(id, arrived, link, plugin, now), report }
    }

    /// The response to a message, when there is one already.
    pub fn response(&self, id: LogverslagId) -> Result<Option<StoredResponse>, Fault> {
        Ok(self.store.read()?.reception(id)?.and_then(|reception| reception.response))
    }

    /// Waits for the response to a message; `None` when it takes longer than `timeout`.
    pub fn wait_response(
        &self,
        id: LogverslagId,
        timeout: Duration,
    ) -> Result<Option<StoredResponse>, Fault> {
        let until = Instant::now() + timeout;
        loop {
            let seen = self.wakes.receive.seen();
            if let Some(response) = self.response(id)? {
                return Ok(Some(response));
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() || self.wakes.receive.wait(seen, left) == Woken::Stop {
                return Ok(None);
            }
        }
    }

    /// The account and the link, as configured now.
    pub(crate) fn link(
        &self,
        klantcode: &str,
        naam: &str,
    ) -> Result<(Klantaccount, Importkoppeling), Fault> {
        let account = self.store.read()?.klantaccount(klantcode)?;
        let account = account.ok_or_else(|| Fault::Unknown("klantaccount bestaat niet".into()))?;
        let link = account.importkoppeling(naam).cloned();
        let link =
            link.ok_or_else(|| Fault::Unknown(format!("importkoppeling `{naam}` bestaat niet")))?;
        Ok((account, link))
    }

    /// Numbers rise, so that messages are taken in order: 48 bits of milliseconds, 16 bits that count
    /// within one, and 64 bits that cannot be guessed.
    fn new_report(&self, now: Timestamp) -> LogverslagId {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let next = |last: u64| Some((millis << 16).max(last + 1));
        let last = self.last_report.fetch_update(Ordering::SeqCst, Ordering::SeqCst, next);
        let place = last.ok().and_then(next).unwrap_or(millis << 16);
        let nanos = now.as_nanosecond().to_be_bytes();
        let derived = self.store.derive_id(&[b"bericht", &nanos, &place.to_be_bytes()]);
        LogverslagId::from_bits((u128::from(place) << 64) | (derived >> 64))
    }

    /// Takes one open reception a step further. False when there is none to take.
    pub(crate) fn receive_next(&self) -> Result<bool, Fault> {
        let Some((reception, _in_hand)) = self.take_reception()? else { return Ok(false) };
        // A panic is a mistake of ours on this message; it must not take the others with it.
        let advanced = catch_unwind(AssertUnwindSafe(|| self.advance(&reception)));
        let advanced = advanced.unwrap_or_else(|_| {
            Err(Fault::Unknown("het programma maakte een fout bij dit bericht".to_owned()))
        });
        let went_on = match advanced {
            Err(fault) if fault.is_about_an_item() => {
                self.end_with_fault(reception.id, &fault)?;
                true
            }
            other => other?,
        };
        if went_on {
            self.wakes.receive.nudge();
        }
        Ok(went_on)
    }

    /// The oldest open reception of a link that nobody has in hand.
    fn take_reception(&self) -> Result<Option<(Reception, Held<'_>)>, Fault> {
        // One looks at a time: an older view may show a reception that another has just finished.
        let _looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let view = self.store.read()?;
        for id in view.open_links(LINKS_MAX)? {
            let reception = match view.reception(id) {
                Ok(Some(reception)) => reception,
                Ok(None) => continue,
                Err(error) if error.is_about_a_row() => {
                    tracing::error!(logverslag = %id, "a reception cannot be read: {error}");
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            let link = link_key(&reception);
            let loaded = self.connectors.current(&reception.plugin).is_some();
            if !loaded || health::is_paused(&view, &link, self.now())? {
                continue;
            }
            if let Some(held) = self.links_in_hand.take(&link) {
                return Ok(Some((reception, held)));
            }
        }
        Ok(None)
    }

    fn advance(&self, reception: &Reception) -> Result<bool, Fault> {
        match reception.stage {
            ReceptionStage::Reading => self.read_round(reception).map(|()| true),
            ReceptionStage::Answering => self.answer(reception),
            ReceptionStage::Done => Ok(false),
        }
    }

    /// One round of reading: from the last committed state to the next.
    fn read_round(&self, reception: &Reception) -> Result<(), Fault> {
        let (account, link) = self.link(&reception.klantcode, &reception.koppeling)?;
        let plugin = self.plugin_for_reading(reception)?;
        let rounds_max = ROUNDS_MIN + reception.blob.length / BYTES_PER_ROUND;
        if u64::from(reception.round) > rounds_max {
            let reason = format!("is na {rounds_max} rondes nog niet klaar met dit bericht");
            return Err(Fault::Contract { plugin: plugin.name, reason });
        }
        let call = receive_call(reception);
        let claim = |asked| self.claim_message(reception.id, asked);
        let round = Round {
            plugin: &plugin,
            call: &call,
            number: reception.round,
            message: Some(&reception.blob),
            settings: &reception.settings,
            granted: &link.toegestaan,
            claim: Some(&claim),
        };
        let (end, bodies) = round.run(self)?;
        match end {
            RoundEnd::Continue(chunk) => {
                if chunk.intakes.is_empty() && chunk.state == reception.state {
                    return Err(round.broken("gaat verder zonder iets te lezen"));
                }
                let intakes = (chunk.intakes.as_slice(), bodies.as_ref());
                self.commit_round(reception, &account, intakes, Some(chunk.state), None)
            }
            RoundEnd::Done(outcome) if outcome.kind == "received" => {
                let received: Received = outcome.read().map_err(|reason| round.broken(reason))?;
                self.commit_received(reception, &account, received, &bodies)
            }
            RoundEnd::Done(other) => {
                Err(round.broken(format!("antwoordt met `{}` waar `received` hoort", other.kind)))
            }
        }
    }

    /// The version that the reception began with, else the one now in use.
    pub(crate) fn plugin_of(&self, reception: &Reception) -> Result<PluginVersion, Fault> {
        let not_loaded = || crate::ports::StepFault::NotLoaded(reception.plugin.clone());
        let all = self.connectors.loaded();
        let began =
            all.into_iter().find(|p| p.name == reception.plugin && p.hash == reception.plugin_hash);
        let now = || self.connectors.current(&reception.plugin);
        began.or_else(now).ok_or_else(|| Fault::Connector(not_loaded()))
    }

    /// A state that one version of a plugin made is not read by another: it could put values in the
    /// wrong place without a word.
    fn plugin_for_reading(&self, reception: &Reception) -> Result<PluginVersion, Fault> {
        let plugin = self.plugin_of(reception)?;
        if reception.round > 0 && plugin.hash != reception.plugin_hash {
            let reason =
                "is vervangen terwijl dit bericht werd gelezen; bied het bericht opnieuw aan";
            return Err(Fault::Contract { plugin: plugin.name, reason: reason.to_owned() });
        }
        Ok(plugin)
    }

    /// Ends a reception that its connector cannot read. The message stays, for a person to look at.
    fn end_with_fault(&self, id: LogverslagId, fault: &Fault) -> Result<(), Fault> {
        tracing::warn!(logverslag = %id, "a message could not be read: {fault}");
        let (tekst, now, is_hers) = (fault.to_string(), self.now(), fault.is_of_the_connector());
        self.writer.write(move |session| {
            let Some(mut reception) = session.reception(id)? else { return Ok(()) };
            let Some(mut report) = session.logverslag(id)? else { return Ok(()) };
            let melding =
                Melding { niveau: Niveau::Uitval, veld: String::new(), tekst: tekst.clone() };
            report.meldingen.push(melding);
            report.klaar = true;
            reception.fault = Some(tekst.clone());
            reception.stage = ReceptionStage::Done;
            reception.response = match reception.origin {
                Origin::Posted => Some(fault_response(id)),
                Origin::Fetched { .. } => None,
            };
            session.put_logverslag(&report)?;
            session.put_reception(&reception)?;
            recorded::put(session, &recorded::of_reception(&reception, now))?;
            let koppeling = link_key(&reception);
            if is_hers {
                health::failed(session, &koppeling, &tekst, now)?;
            }
            health::tell_loss(session, &koppeling, &tekst, now)
        })?;
        self.wakes.decide.nudge();
        Ok(())
    }

    /// Commits what a message as a whole came to.
    fn commit_received(
        &self,
        reception: &Reception,
        account: &Klantaccount,
        received: Received,
        bodies: &CallBodies,
    ) -> Result<(), Fault> {
        let (intakes, ending) = match received {
            Received::Read { intakes, header } => (intakes, (header, None)),
            Received::Repeated { header } => (Vec::new(), (header, None)),
            Received::Refused { problem, header } => {
                (Vec::new(), (header, Some(record::melding(problem))))
            }
        };
        self.commit_round(reception, account, (&intakes, bodies), None, Some(ending))
    }
}

/// A message with all that is kept of it at first.
pub(crate) struct Accepted {
    pub(crate) reception: Reception,
    report: Logverslag,
}

impl Accepted {
    /// Keeps it: from here on it survives a crash, and will be read.
    pub(crate) fn put(&self, session: &mut Session<'_>) -> Result<(), Fault> {
        session.put_logverslag(&self.report)?;
        Ok(session.put_reception(&self.reception)?)
    }

    fn koppeling(&self) -> String {
        link_key(&self.reception)
    }
}

/// The part of a logverslag number that rises; see [`Engine::new_report`].
pub(crate) fn place_of(id: LogverslagId) -> u64 {
    u64::try_from(id.bits() >> 64).unwrap_or(0)
}

/// Receptions with the same key are taken one at a time.
fn link_key(reception: &Reception) -> String {
    format!("{}/{}", reception.klantcode, reception.koppeling)
}
