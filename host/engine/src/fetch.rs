//! Fetching: one item of the outbox is fetched through its connector. What comes is accepted like a
//! message that somebody posted, in the transaction that settles the item.

use host_domain::{Dienst, DossierId, Klantaccount, Loonheffingennummer, MachtigingStatus};
use host_store::{BlobRef, Delivery, Origin, Reads};
use sdk_connector::{
    kinds,
    protocol::{Call, Document, Fetch, Fetched, Item},
};

use crate::{
    Engine,
    dispatch::Attempt,
    error::Fault,
    journal,
    receive::{Accepted, OPEN_MAX},
    reception::Arrived,
};

/// Kind of the document in the outbox that says what to fetch.
pub(crate) const ITEM: &str = "schakel.op-te-halen";

/// Why what nobody authorises us to (any more) is not fetched. Once somebody does and it is listed
/// again, it is.
pub(crate) const NOT_AUTHORISED: &str = "er is geen actieve machtiging (meer) voor deze dienst";

/// How an attempt to fetch ended.
pub(crate) enum FetchEnd {
    /// It is here.
    Message(Box<Accepted>),
    /// It never will be.
    Gone(String),
    /// Nobody authorises us to it any more.
    NotAllowed(&'static str),
    /// Not now.
    TryAgain(String, Option<u32>),
    /// Not now, as too many messages of the link wait already. It does not count as a failure.
    Later,
}

/// What a connector is asked for a row in this lane.
pub(crate) fn request(delivery: &Delivery) -> Result<Document, Fault> {
    let item = item_of(delivery)?;
    let fetch = Fetch { delivery: delivery.id.to_string(), attempt: delivery.attempt, item };
    Ok(Document::of(kinds::FETCH, kinds::VERSION, &fetch))
}

/// The item that a row in the outbox is about.
fn item_of(delivery: &Delivery) -> Result<Item, Fault> {
    journal::read(delivery.document.clone()).read().map_err(Fault::Unknown)
}

impl Engine {
    /// Makes an attempt to fetch.
    pub(crate) fn fetch(
        &self,
        delivery: &Delivery,
        attempt: &Attempt,
        call: &Call,
    ) -> Result<FetchEnd, Fault> {
        if !self.is_authorised(&item_of(delivery)?, &attempt.account)? {
            return Ok(FetchEnd::NotAllowed(NOT_AUTHORISED));
        }
        let open = self.store.read()?.open_count(
            &attempt.account.klantcode,
            &attempt.link.naam,
            OPEN_MAX,
        )?;
        if open >= OPEN_MAX {
            return Ok(FetchEnd::Later);
        }
        let round = attempt.round(call);
        let (outcome, bodies) = round.outcome(self, kinds::FETCHED)?;
        match outcome.read().map_err(|reason| round.broken(reason))? {
            Fetched::Message { body, content_type } => {
                let blob = bodies.owned(body.handle).cloned();
                let blob = blob.ok_or_else(|| {
                    round.broken("geeft een bestand dat niet bij deze aanroep hoort")
                })?;
                let accepted = self.fetched(delivery, attempt, blob, content_type);
                Ok(FetchEnd::Message(Box::new(accepted)))
            }
            Fetched::Gone { reason } => Ok(FetchEnd::Gone(reason)),
            Fetched::TryAgain { reason, after } => Ok(FetchEnd::TryAgain(reason, after)),
        }
    }

    fn fetched(
        &self,
        delivery: &Delivery,
        attempt: &Attempt,
        body: BlobRef,
        content_type: String,
    ) -> Accepted {
        let arrived = Arrived {
            klantcode: attempt.account.klantcode.clone(),
            content_type,
            body,
            origin: Origin::Fetched { delivery: delivery.id },
        };
        self.taken_in(arrived, attempt.link.clone(), attempt.plugin.clone(), self.now())
    }

    /// Whether an active machtiging of a werkgever in the groups of the account covers the item: only
    /// under one of those anything is fetched (S0).
    fn is_authorised(&self, item: &Item, account: &Klantaccount) -> Result<bool, Fault> {
        let number = Loonheffingennummer::parse(&item.loonheffingennummer).ok();
        let Some((number, dienst)) = number.zip(Dienst::parse(&item.dienst)) else {
            return Ok(false);
        };
        let view = self.store.read()?;
        for (id, werkgever) in view.machtigingen_by_key(&number, dienst)? {
            let stored = view.dossier(DossierId::Werkgever(werkgever))?;
            let dossier = stored.as_ref().and_then(|stored| stored.dossier.as_werkgever());
            let Some(dossier) = dossier else { continue };
            let groepen = &dossier.werkgever.werkgevergroepen;
            let machtiging = dossier.machtigingen.get(&id);
            if machtiging.is_some_and(|machtiging| machtiging.status == MachtigingStatus::Actief)
                && !groepen.is_disjoint(&account.werkgevergroepen)
            {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
