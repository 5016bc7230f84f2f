//! `bericht`: a message over a link, put in the outbox for its connector to deliver.

use std::collections::BTreeMap;

use host_domain::{DeliveryId, Dossier, DossierId, Klantaccount};
use host_store::{Delivery, Lane, Reads, Session};
use sdk_connector::protocol::Document;
use serde_json::{Map, Value};

use super::{Carrier, refuse};
use crate::{error::Fault, journal};

impl Carrier<'_> {
    /// Puts a message in the outbox, unless it is there already.
    pub(super) fn bericht(
        &self,
        session: &mut Session<'_>,
        id: DeliveryId,
        koppeling: &str,
        soort: &str,
        velden: &BTreeMap<String, Value>,
    ) -> Result<(), Fault> {
        if session.delivery(id)?.is_some() {
            return Ok(());
        }
        let unknown = || refuse(format!("koppeling `{koppeling}` bestaat niet"));
        let (klantcode, naam) = koppeling.split_once('/').ok_or_else(unknown)?;
        let account = session.klantaccount(klantcode)?.ok_or_else(unknown)?;
        self.may_send(session, &account)?;
        let mut links = account.importkoppelingen.into_iter();
        let link = links.find(|link| link.naam == naam).ok_or_else(unknown)?;
        let velden: Map<String, Value> = velden.clone().into_iter().collect();
        let version = self.connectors.bericht(&link.plugin, soort, &velden);
        let version = version.map_err(|why| refuse(format!("koppeling `{koppeling}`: {why}")))?;
        let document = journal::stored(Document::of(soort, version, &velden));
        let (about, now_ms) = (self.cause.about, self.now.as_millisecond());
        let (koppeling, lane) = (koppeling.to_owned(), Lane::Deliver);
        let delivery = Delivery::new(id, koppeling, link.plugin, document, about, now_ms, lane);
        Ok(session.put_delivery(&Delivery {
            causation: Some(self.cause.seq),
            depth: self.cause.depth,
            correlation: self.cause.correlation,
            ..delivery
        })?)
    }

    /// What happens at a werkgever is told only over links of accounts that serve it.
    fn may_send(&self, session: &Session<'_>, account: &Klantaccount) -> Result<(), Fault> {
        let Some(id) = self.cause.about.werkgever else { return Ok(()) };
        let stored = session.dossier(DossierId::Werkgever(id))?.map(|stored| stored.dossier);
        let Some(Dossier::Werkgever(of)) = stored else {
            return Err(refuse("de werkgever van het event is niet bekend".into()));
        };
        if of.werkgever.werkgevergroepen.is_disjoint(&account.werkgevergroepen) {
            let (code, klant) = (&of.werkgever.werkgevercode, &account.klantcode);
            return Err(refuse(format!(
                "klantaccount {klant} heeft geen recht op werkgever {code}"
            )));
        }
        Ok(())
    }
}
