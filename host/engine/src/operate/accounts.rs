//! Accounts: of partners, with their links, and of operators, with their rights.

use std::collections::BTreeSet;

use host_domain::{Gebruiker, Importkoppeling, Klantaccount, Recht, Refusal};
use host_store::{Reads, Session};

use super::{Actor, audit};
use crate::{Engine, error::Fault, poll, token::Token};

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

/// An operator as another one gives it; the token is made here.
#[derive(Debug, Clone)]
pub struct NewOperator {
    /// Identifies the operator; stands in the audit log.
    pub naam: String,
    /// What the operator may do.
    pub rechten: BTreeSet<Recht>,
}

impl Engine {
    /// Adds an operator and gives the token, once. One that exists keeps the token, unless `renew`
    /// asks for a new one; the rights become as given.
    pub fn put_operator(
        &self,
        actor: &Actor,
        new: NewOperator,
        renew: bool,
    ) -> Result<Option<Token>, Fault> {
        if !is_plain(&new.naam) {
            return Err(super::refuse(
                "een gebruikersnaam bestaat uit letters, cijfers, `-` en `_`",
            ));
        }
        let token = Token::new()?;
        let (now, who, fresh) = (self.now(), actor.clone(), token.hash());
        let is_new = self.writer.write(move |session| {
            let kept = session.gebruiker(&new.naam)?.filter(|_| !renew);
            let is_new = kept.is_none();
            let gebruiker = Gebruiker {
                token_sha256: kept.map_or_else(|| fresh.clone(), |kept| kept.token_sha256),
                naam: new.naam.clone(),
                rechten: new.rechten.clone(),
            };
            session.put_gebruiker(&gebruiker)?;
            let action = if is_new { "gebruiker.token_gegeven" } else { "gebruiker.vastgelegd" };
            audit(session, &who, action, &gebruiker.naam, now)?;
            Ok(is_new)
        })?;
        Ok(is_new.then_some(token))
    }

    /// Takes an operator's access away. False when there is no such operator.
    pub fn remove_operator(&self, actor: &Actor, naam: &str) -> Result<bool, Fault> {
        let (now, who, naam) = (self.now(), actor.clone(), naam.to_owned());
        self.writer.write(move |session| {
            let known = session.gebruiker(&naam)?.is_some();
            if known {
                session.remove_gebruiker(&naam)?;
                audit(session, &who, "gebruiker.verwijderd", &naam, now)?;
            }
            Ok(known)
        })
    }

    /// The operator who has this token.
    pub fn operator_with(&self, token: &str) -> Result<Option<Gebruiker>, Fault> {
        let all = self.store.read()?.gebruikers()?.into_iter();
        let mut theirs = all.filter(|one| Token::matches(token, &one.token_sha256));
        Ok(theirs.next())
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
        let (now, who, fresh) = (self.now(), actor.clone(), token.hash());
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
            if let Some(before) = session.klantaccount(&account.klantcode)? {
                forget_cursors(session, &before, &account)?;
            }
            session.put_klantaccount(&account)?;
            let token_action = is_new.then_some("klantaccount.token_gegeven");
            for action in std::iter::once("klantaccount.vastgelegd").chain(token_action) {
                audit(session, &who, action, &account.klantcode, now)?;
            }
            Ok(is_new)
        })?;
        // A link that is polled from now on is so at once.
        self.wakes.poll.nudge();
        Ok(is_new.then_some(token))
    }
}

/// Lets a link that gets another connector list from the start: that one cannot read the cursor of the
/// former. Runs are numbered on, so that none finds the journal of an older one.
fn forget_cursors(
    session: &mut Session<'_>,
    before: &Klantaccount,
    after: &Klantaccount,
) -> Result<(), Fault> {
    for link in &before.importkoppelingen {
        let same = after.importkoppeling(&link.naam).is_some_and(|now| now.plugin == link.plugin);
        let koppeling = format!("{}/{}", before.klantcode, link.naam);
        let Some(mut poll) = session.poll(&koppeling)?.filter(|_| !same) else { continue };
        if poll.running.take().is_some() {
            drop(session.forget_journal(&poll::call_id(&koppeling, poll.run))?);
        }
        poll.cursor = serde_json::Value::Null;
        session.put_poll(&poll)?;
    }
    Ok(())
}

/// A name that can stand in a URL.
fn is_plain(name: &str) -> bool {
    let lawful = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !name.is_empty() && name.len() <= 64 && name.chars().all(lawful)
}

/// A name that a credential can have.
fn is_secret(name: &str) -> bool {
    let lawful = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.len() <= 64 && name.chars().all(lawful)
}

/// Names that go into URLs, and links that can exist.
fn check_account(new: &NewAccount) -> Result<(), Fault> {
    let mut reasons = Vec::new();
    if !is_plain(&new.klantcode) {
        reasons.push("een klantcode bestaat uit letters, cijfers, `-` en `_`".to_owned());
    }
    for link in &new.importkoppelingen {
        if !is_plain(&link.naam) {
            reasons.push(format!(
                "importkoppeling `{}`: gebruik letters, cijfers, `-` en `_`",
                link.naam
            ));
        }
    }
    let secrets = |link: &Importkoppeling| link.toegestaan.geheimen.clone();
    for name in new.importkoppelingen.iter().flat_map(secrets).filter(|name| !is_secret(name)) {
        reasons.push(format!(
            "geheim `{name}`: de naam van een geheim bestaat uit kleine letters, cijfers en streepjes"
        ));
    }
    if new.werkgevergroepen.is_empty() {
        reasons
            .push("een klantaccount is geautoriseerd op ten minste één werkgevergroep".to_owned());
    }
    if reasons.is_empty() { Ok(()) } else { Err(Fault::Refused(Refusal { reasons })) }
}
