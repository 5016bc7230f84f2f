//! What people do: commands on dossiers, accounts of partners. Every change is in the audit log.

use std::collections::BTreeSet;

use host_domain::{
    Command, Context, DossierId, Event, EventId, Importkoppeling, Klantaccount,
    Loonheffingennummer, Refusal, Source, TaakId, WerkgeverId, apply, decide,
};
use host_store::{AuditEntry, Reads, Session, Store};
use jiff::Timestamp;

use crate::{Engine, error::Fault, identity::Derived, token::Token};

/// Who does something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actor(pub String);

/// A werkgever as an operator gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWerkgever {
    /// Key on links.
    pub werkgevercode: String,
    /// Trade name.
    pub naam: String,
    /// Payroll tax numbers.
    pub loonheffingennummers: BTreeSet<Loonheffingennummer>,
    /// Groups.
    pub werkgevergroepen: BTreeSet<String>,
}

/// An account of a partner as an operator gives it; the token is made here.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Identifies it, in URLs too.
    pub klantcode: String,
    /// What people read.
    pub naam: String,
    /// Groups on which it is authorised.
    pub werkgevergroepen: BTreeSet<String>,
    /// Its links.
    pub importkoppelingen: Vec<Importkoppeling>,
}

impl Engine {
    /// Adds a werkgever or brings its data up to date. Returns its id, and whether anything changed.
    pub fn put_werkgever(
        &self,
        actor: &Actor,
        new: NewWerkgever,
    ) -> Result<(WerkgeverId, bool), Fault> {
        let code = new.werkgevercode.clone();
        let command = Command::WerkgeverVastleggen {
            werkgevercode: new.werkgevercode,
            naam: new.naam,
            loonheffingennummers: new.loonheffingennummers,
            werkgevergroepen: new.werkgevergroepen,
        };
        let (store, now, who) = (self.store.clone(), self.now(), actor.clone());
        let done = self.writer.write(move |session| {
            let mut ids = Derived::from(&store, &[b"werkgever", code.as_bytes()]);
            let known = session.werkgever_by_code(&code)?;
            let id = known.unwrap_or_else(|| WerkgeverId::new(&mut ids));
            let subject = DossierId::Werkgever(id);
            let events = carry_out(&store, session, &who, subject, id, &command, now)?;
            Ok((id, events > 0))
        })?;
        self.wakes.decide.nudge();
        Ok(done)
    }

    /// A person did a task.
    pub fn finish_taak(&self, actor: &Actor, taak: TaakId) -> Result<(), Fault> {
        let (store, now, who) = (self.store.clone(), self.now(), actor.clone());
        self.writer.write(move |session| {
            let unknown = || Fault::Refused(Refusal::because("de taak is niet bekend"));
            let id = session.taak_dossier(taak)?.ok_or_else(unknown)?;
            let dossier = session.dossier(id)?.ok_or_else(unknown)?.dossier;
            let command = Command::TaakUitvoeren { taak };
            carry_out(&store, session, &who, id, dossier.werkgever(), &command, now)?;
            Ok(())
        })?;
        self.wakes.decide.nudge();
        Ok(())
    }

    /// Adds an account and gives its token, once. An account that exists keeps its token, unless
    /// `renew` asks for a new one; its links and groups become as given.
    pub fn put_account(
        &self,
        actor: &Actor,
        new: NewAccount,
        renew: bool,
    ) -> Result<Option<Token>, Fault> {
        check_account(&new)?;
        let token = Token::new()?;
        let (now, who, fresh) = (self.now(), actor.0.clone(), token.hash());
        let is_new = self.writer.write(move |session| {
            // In the transaction: another renewal must not be undone by what was read before it.
            let kept = session.klantaccount(&new.klantcode)?.filter(|_| !renew);
            let is_new = kept.is_none();
            let account = Klantaccount {
                token_sha256: kept.map_or_else(|| fresh.clone(), |kept| kept.token_sha256),
                klantcode: new.klantcode.clone(),
                naam: new.naam.clone(),
                werkgevergroepen: new.werkgevergroepen.clone(),
                importkoppelingen: new.importkoppelingen.clone(),
            };
            session.put_klantaccount(&account)?;
            let token_action = is_new.then_some("klantaccount.token_gegeven");
            for action in std::iter::once("klantaccount.vastgelegd").chain(token_action) {
                let (actor, subject) = (who.clone(), account.klantcode.clone());
                let action = action.to_owned();
                session.audit(&AuditEntry { at: now, actor, action, subject })?;
            }
            Ok(is_new)
        })?;
        Ok(is_new.then_some(token))
    }
}

/// Names that go into URLs, and links that can exist.
fn check_account(new: &NewAccount) -> Result<(), Fault> {
    let plain = |name: &str| {
        !name.is_empty()
            && name.len() <= 64
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    let mut reasons = Vec::new();
    if !plain(&new.klantcode) {
        reasons.push("een klantcode bestaat uit letters, cijfers, `-` en `_`".to_owned());
    }
    for link in &new.importkoppelingen {
        if !plain(&link.naam) {
            reasons.push(format!(
                "importkoppeling `{}`: gebruik letters, cijfers, `-` en `_`",
                link.naam
            ));
        }
    }
    if new.werkgevergroepen.is_empty() {
        reasons
            .push("een klantaccount is geautoriseerd op ten minste één werkgevergroep".to_owned());
    }
    if reasons.is_empty() { Ok(()) } else { Err(Fault::Refused(Refusal { reasons })) }
}

/// Decides a person's command and records what follows, with the audit entry. Returns the number of
/// events.
fn carry_out(
    store: &Store,
    session: &mut Session<'_>,
    actor: &Actor,
    id: DossierId,
    werkgever: WerkgeverId,
    command: &Command,
    now: Timestamp,
) -> Result<usize, Fault> {
    let mut dossier = session.dossier(id)?.map(|stored| stored.dossier);
    let first = session.last_seq()? + 1;
    let mut ids = Derived::from(store, &[b"persoon", &first.to_be_bytes()]);
    let mut context = Context { now, ids: &mut ids, werkgever };
    let decision = decide(dossier.as_ref(), command, &mut context)?;
    let count = decision.events.len();
    for ((about, kind), seq) in decision.events.into_iter().zip(first..) {
        let event = Event {
            seq,
            id: EventId::new(&mut ids),
            version: kind.event_type().version(),
            kind,
            occurred_at: now,
            recorded_at: now,
            source: Source::Persoon(actor.0.clone()),
            causation: None,
            depth: 0,
            correlation: first,
            about,
        };
        dossier = Some(apply(dossier, &event)?);
        session.append(&event)?;
        if let Some(dossier) = &dossier {
            session.put_dossier(dossier, seq)?;
        }
        let action = event.kind.event_type().name().to_owned();
        session.audit(&AuditEntry {
            at: now,
            actor: actor.0.clone(),
            action,
            subject: id.to_string(),
        })?;
    }
    Ok(count)
}
