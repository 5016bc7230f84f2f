//! Werknemers by hand: added to a werkgever, or brought up to date.

use host_domain::{
    Command, DienstverbandOpgave, DossierId, Koppelsleutel, WerkgeverId, WerknemerId,
    WerknemerOpgave, koppelsleutels,
};
use host_store::{Reads, Session};

use super::{
    Actor, Handled, carry_out,
    hand::{self, Asked, carry_out_asked},
    refuse,
};
use crate::{Engine, error::Fault, identity::Derived};

impl Engine {
    /// Adds a werknemer to a werkgever, or brings up to date who is known there by a number that is
    /// given. The flag says whether it is a new one.
    pub fn put_werknemer(
        &self,
        actor: &Actor,
        werkgevercode: &str,
        opgave: WerknemerOpgave,
        dienstverband: Option<DienstverbandOpgave>,
    ) -> Result<(WerknemerId, bool, Handled), Fault> {
        let (store, now, who) = (self.store.clone(), self.now(), actor.clone());
        let code = werkgevercode.to_owned();
        let done = self.writer.write(move |session| {
            let werkgever = hand::werkgever(session, &code)?;
            let known = find(session, werkgever, &opgave)?;
            let command = Command::WerknemerVastleggen(opgave.clone());
            let first = (session.last_seq()? + 1).to_be_bytes();
            let new = WerknemerId::new(&mut Derived::from(&store, &[b"geen werknemer", &first]));
            // Of one that is not there yet `carry_out` finds no dossier, and the command makes it.
            let subject = DossierId::Werknemer(known.unwrap_or(new));
            let made = carry_out(&store, session, &who, subject, werkgever, &command, now)?;
            let id = known.or_else(|| made.events.iter().find_map(|event| event.about.werknemer));
            let id = id.ok_or_else(|| Fault::Unknown("record zonder werknemer".to_owned()))?;
            let mut handled = Handled::new(DossierId::Werknemer(id), None, made);
            if let Some(opgave) = &dienstverband {
                let command = Command::DienstverbandVastleggen(opgave.clone());
                let asked = Asked { dossier: DossierId::Werknemer(id), traject: None, command };
                let more = carry_out_asked(&store, session, &who, asked, now)?;
                handled.events.extend(more.events);
                handled.meldingen.extend(more.meldingen);
            }
            Ok((id, known.is_none(), handled))
        })?;
        self.wakes.decide.nudge();
        Ok(done)
    }

    /// The werknemers of a werkgever who are known by a number.
    pub fn find_werknemers(
        &self,
        werkgevercode: &str,
        sleutel: Koppelsleutel,
        text: &str,
    ) -> Result<Vec<WerknemerId>, Fault> {
        let view = self.store.read()?;
        let known = view.werkgever_by_code(werkgevercode)?;
        let unknown = || refuse(format!("werkgevercode: er is geen werkgever `{werkgevercode}`"));
        Ok(view.werknemers_by_key(known.ok_or_else(unknown)?, sleutel, text)?)
    }
}

/// Who is meant: the werknemer of this werkgever who has one of the numbers that are given.
fn find(
    session: &Session<'_>,
    werkgever: WerkgeverId,
    opgave: &WerknemerOpgave,
) -> Result<Option<WerknemerId>, Fault> {
    let mut found: Option<WerknemerId> = None;
    let mut any = false;
    for (key, text) in koppelsleutels(&opgave.persoon) {
        any = true;
        match session.werknemers_by_key(werkgever, key, text)?.as_slice() {
            [] => {}
            [one] if found.is_none_or(|known| known == *one) => found = Some(*one),
            [_] => {
                return Err(refuse(format!(
                    "{}: hoort bij een andere werknemer dan een eerder gegeven nummer",
                    field(key)
                )));
            }
            [_, _, ..] => {
                return Err(refuse(format!(
                    "{}: meer dan één werknemer van deze werkgever heeft dit",
                    field(key)
                )));
            }
        }
    }
    match any {
        true => Ok(found),
        false => Err(refuse(
            "geef ten minste een personeelsnummer, een extern_id of een bsn: daaraan is de \
             werknemer later te herkennen",
        )),
    }
}

/// The field in which a number is given.
fn field(key: Koppelsleutel) -> &'static str {
    match key {
        Koppelsleutel::Personeelsnummer => "personeelsnummer",
        Koppelsleutel::ExternWerknemerId => "extern_id",
        Koppelsleutel::Bsn => "bsn",
    }
}
