//! E-mail signals: what a rule asks for becomes a row in the outbox, and that row an e-mail.
//!
//! A signal says that there is something to look at, and where; never about whom. The fields that a
//! mail template may fill in are a closed list without personal data ([`Mailsjabloon::VELDEN`]).

use std::collections::BTreeMap;

use host_domain::{
    DeliveryId, Dossier, DossierId, Event, EventKind, Mailsjabloon, TaakSoort, amsterdam_date,
};
use host_store::{Delivery, JsonDoc, Lane, Reads, Session};
use jiff::Timestamp;
use sdk_connector::protocol::{Document, Outcome};
use serde::{Deserialize, Serialize};

use crate::{Engine, error::Fault, journal, ports::Mail};

/// Kind of the document in the outbox that holds an e-mail.
const MAIL: &str = "schakel.mail";

/// What stands for the link of e-mail, among the links.
pub(crate) const MAIL_LINK: &str = "mail";

/// An e-mail in the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Written {
    pub(crate) rol: String,
    pub(crate) onderwerp: String,
    pub(crate) tekst: String,
}

impl Written {
    /// As it stands in the outbox.
    pub(crate) fn document(&self) -> JsonDoc {
        journal::stored(Document::of(MAIL, 1, self))
    }
}

/// Puts an e-mail signal in the outbox, unless it is there already.
pub(crate) fn put_signal(
    session: &mut Session<'_>,
    id: DeliveryId,
    cause: &Event,
    rol: &str,
    sjabloon: &Mailsjabloon,
    taak: Option<&TaakSoort>,
    now: Timestamp,
) -> Result<(), Fault> {
    if session.delivery(id)?.is_some() {
        return Ok(());
    }
    let (onderwerp, tekst) = sjabloon.vul(&fields(session, cause, taak)?);
    let document = Written { rol: rol.to_owned(), onderwerp, tekst }.document();
    let (link, about) = (MAIL_LINK.to_owned(), cause.about);
    let now_ms = now.as_millisecond();
    let delivery = Delivery::new(id, link, String::new(), document, about, now_ms, Lane::Mail);
    let delivery = Delivery {
        causation: Some(cause.seq),
        depth: cause.depth,
        correlation: cause.correlation,
        ..delivery
    };
    Ok(session.put_delivery(&delivery)?)
}

/// What a mail template can fill in.
fn fields(
    session: &Session<'_>,
    cause: &Event,
    taak: Option<&TaakSoort>,
) -> Result<BTreeMap<&'static str, String>, Fault> {
    let mut fields = BTreeMap::new();
    let gebeurtenis = cause.kind.event_type().label();
    fields.insert("gebeurtenis", gebeurtenis.to_owned());
    // A signal without a task still has a subject that says something.
    fields.insert("taak.naam", gebeurtenis.to_owned());
    fields.insert("vandaag", amsterdam_date(cause.recorded_at).to_string());
    if let Some(taak) = taak {
        fields.insert("taak.naam", taak.naam.clone());
        fields.insert("taak.code", taak.code.clone());
    }
    let read = |id: DossierId| -> Result<Option<Dossier>, Fault> {
        Ok(session.dossier(id)?.map(|stored| stored.dossier))
    };
    if let Some(id) = cause.about.dossier() {
        fields.insert("dossier", id.to_string());
        let dossier = read(id)?;
        let traject = cause.about.traject.zip(dossier.as_ref());
        if let Some(traject) = traject.and_then(|(id, dossier)| dossier.trajecten().get(&id)) {
            fields.insert("traject", traject.id.to_string());
            fields.insert("traject.soort", traject.soort.clone());
        }
    }
    if let Some(id) = cause.about.werkgever
        && let Some(Dossier::Werkgever(dossier)) = read(DossierId::Werkgever(id))?
    {
        fields.insert("werkgever.werkgevercode", dossier.werkgever.werkgevercode);
        fields.insert("werkgever.naam", dossier.werkgever.naam);
    }
    if let EventKind::DocumentToegevoegd { document }
    | EventKind::DocumentVerplaatst { document, .. } = &cause.kind
    {
        fields.extend(document.kenmerk.clone().map(|kenmerk| ("document.kenmerk", kenmerk)));
        fields.extend(document.dienst.clone().map(|dienst| ("document.dienst", dienst)));
    }
    Ok(fields)
}

impl Engine {
    /// Sends an e-mail of the outbox. Every attempt sends the very same message.
    pub(crate) fn post(&self, delivery: &Delivery) -> Result<Outcome, Fault> {
        let document = journal::read(delivery.document.clone());
        let Written { rol, onderwerp, tekst } = document.read().map_err(Fault::Unknown)?;
        let (id, datum_ms) = (delivery.id.to_string(), delivery.created_at_ms);
        Ok(self.post.send(&Mail { id, rol, onderwerp, tekst, datum_ms }))
    }
}
