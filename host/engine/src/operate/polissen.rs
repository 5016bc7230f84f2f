//! Polissen by hand: recorded with whom they insure, and removed.

use host_domain::{
    Bedrag, Command, Dekking, DossierId, Ingesloten, Insluiting, Koppelsleutel, Loonsom, Polis,
    PolisId, WerkgeverDossier, WerkgeverId, WerknemerId,
};
use host_store::{Reads, Session};
use jiff::civil::Date;

use super::{
    Actor, codes,
    hand::{Asked, Handled, carry_out_asked, werkgever},
    refuse,
};
use crate::{Engine, error::Fault, identity::Derived};

/// A polis as a person gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPolis {
    /// The polis that it is, when it is one that is there. Without it: the one of this number that
    /// begins on the same day, else a new one.
    pub id: Option<PolisId>,
    /// Its number at the insurer.
    pub polisnummer: String,
    /// Code in the catalogue.
    pub verzekeringstype: String,
    /// First day.
    pub begin: Date,
    /// Last day; none when it goes on.
    pub einde: Option<Date>,
    /// When it covers.
    pub dekkingen: Vec<Dekking>,
    /// The pay that was declared, by period.
    pub loonsommen: Vec<Loonsom>,
    /// The most pay of one werknemer that is insured.
    pub maximumloonsom: Option<Bedrag>,
    /// Whom it insures; none when all werknemers.
    pub ingesloten: Option<Vec<IngeslotenOpgave>>,
}

/// A werknemer whom a polis insures, as a person gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IngeslotenOpgave {
    /// Who.
    pub wie: Wie,
    /// First day; that of the polis when none is given.
    pub begin: Option<Date>,
    /// Last day.
    pub einde: Option<Date>,
}

/// A werknemer as people name one.
#[derive(Clone, PartialEq, Eq)]
pub enum Wie {
    /// By our id.
    Id(WerknemerId),
    /// By a number that the werkgever knows.
    Sleutel(Koppelsleutel, String),
}

impl std::fmt::Debug for Wie {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Wie::Id(_) => "Wie::Id(…)",
            Wie::Sleutel(..) => "Wie::Sleutel(…)",
        })
    }
}

impl Engine {
    /// Records a polis of a werkgever, or brings it up to date.
    pub fn put_polis(
        &self,
        actor: &Actor,
        werkgevercode: &str,
        new: NewPolis,
    ) -> Result<(PolisId, Handled), Fault> {
        codes::check_verzekeringstype(self.book().catalogue(), &new.verzekeringstype)?;
        let (store, now, who) = (self.store.clone(), self.now(), actor.clone());
        let code = werkgevercode.to_owned();
        let put = self.writer.write(move |session| {
            let of = werkgever(session, &code)?;
            let dossier = werkgever_dossier(session, of)?;
            let bits = of.bits().to_be_bytes();
            let begin = new.begin.to_string();
            let parts = [b"polis", &bits[..], new.polisnummer.as_bytes(), begin.as_bytes()];
            let id = match new.id {
                Some(id) if dossier.polissen.contains_key(&id) => id,
                Some(_) => return Err(refuse("polis: is niet (meer) bekend bij deze werkgever")),
                None => known(&dossier, &new)
                    .unwrap_or_else(|| PolisId::new(&mut Derived::from(&store, &parts))),
            };
            let polis = polis(session, of, id, &new)?;
            let command = Command::PolisVastleggen { polis };
            let asked = Asked { dossier: DossierId::Werkgever(of), traject: None, command };
            Ok((id, carry_out_asked(&store, session, &who, asked, now)?))
        })?;
        self.wakes.decide.nudge();
        Ok(put)
    }

    /// Removes a polis.
    pub fn remove_polis(&self, actor: &Actor, polis: PolisId) -> Result<Handled, Fault> {
        self.by_hand(actor, move |session| {
            let known = session.polis_dossier(polis)?;
            let dossier = known.ok_or_else(|| refuse("de polis is niet (meer) bekend"))?;
            Ok(Asked { dossier, traject: None, command: Command::PolisVerwijderen { polis } })
        })
    }
}

fn werkgever_dossier(session: &Session<'_>, id: WerkgeverId) -> Result<WerkgeverDossier, Fault> {
    let stored = session.dossier(DossierId::Werkgever(id))?;
    let dossier = stored.and_then(|stored| stored.dossier.as_werkgever().cloned());
    dossier.ok_or_else(|| refuse("de werkgever is niet bekend"))
}

fn known(dossier: &WerkgeverDossier, new: &NewPolis) -> Option<PolisId> {
    let mut all = dossier.polissen.values();
    let same = all.find(|one| one.polisnummer == new.polisnummer && one.begin == new.begin);
    same.map(|one| one.id)
}

fn polis(
    session: &Session<'_>,
    werkgever: WerkgeverId,
    id: PolisId,
    new: &NewPolis,
) -> Result<Polis, Fault> {
    let ingesloten = match &new.ingesloten {
        None => Ingesloten::Allen,
        Some(given) => {
            let found = (1_usize..).zip(given).map(|(nr, one)| {
                let werknemer = find(session, werkgever, nr, &one.wie)?;
                let begin = one.begin.unwrap_or(new.begin);
                Ok(Insluiting { werknemer, begin, einde: one.einde })
            });
            Ingesloten::Werknemers(found.collect::<Result<_, Fault>>()?)
        }
    };
    Ok(Polis {
        id,
        polisnummer: new.polisnummer.clone(),
        verzekeringstype: new.verzekeringstype.clone(),
        begin: new.begin,
        einde: new.einde,
        dekkingen: new.dekkingen.clone(),
        loonsommen: new.loonsommen.clone(),
        maximumloonsom: new.maximumloonsom,
        ingesloten,
    })
}

/// The werknemer of this werkgever who is meant.
fn find(
    session: &Session<'_>,
    werkgever: WerkgeverId,
    nr: usize,
    wie: &Wie,
) -> Result<WerknemerId, Fault> {
    match wie {
        Wie::Id(id) => {
            let stored = session.dossier(DossierId::Werknemer(*id))?;
            let fits = stored.is_some_and(|stored| stored.dossier.werkgever() == werkgever);
            let text = || format!("ingesloten[{nr}]: {id} is geen werknemer van deze werkgever");
            if fits { Ok(*id) } else { Err(refuse(text())) }
        }
        Wie::Sleutel(key, text) => {
            match session.werknemers_by_key(werkgever, *key, text)?.as_slice() {
                [one] => Ok(*one),
                [] => Err(refuse(format!(
                    "ingesloten[{nr}]: deze werkgever heeft geen werknemer met dit nummer ({})",
                    key.name()
                ))),
                [_, _, ..] => Err(refuse(format!(
                    "ingesloten[{nr}]: meer dan één werknemer heeft dit nummer ({}); geef de id",
                    key.name()
                ))),
            }
        }
    }
}
