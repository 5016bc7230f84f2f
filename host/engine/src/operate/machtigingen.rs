//! Machtigingen: requested, followed, activated, cancelled and withdrawn by operators (S0).
//!
//! What UWV says of a request (received, being handled, rejected, active) is noted by an operator as
//! well, for as long as requests do not go to UWV over the link.

use host_domain::{
    Command, Dienst, DossierId, Loonheffingennummer, Machtiging, MachtigingId, MachtigingStatus,
    Source, WerkgeverId,
};
use host_store::{Reads, Session, Store};
use jiff::Timestamp;

use super::{Actor, carry_out, refuse};
use crate::{Engine, error::Fault, identity::Derived, placing, recording::Cause};

/// Werkgevers looked at in one go.
const PAGE: usize = 500;

/// A machtiging as an operator requests it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMachtiging {
    /// Whose.
    pub werkgevercode: String,
    /// For which payroll tax number.
    pub loonheffingennummer: Loonheffingennummer,
    /// For which service.
    pub dienst: Dienst,
    /// The number of the werkgever that this one puts right, if it is not one of the werkgever's yet.
    pub corrigeert: Option<Loonheffingennummer>,
}

impl Engine {
    /// Notes that a machtiging was requested.
    pub fn request_machtiging(
        &self,
        actor: &Actor,
        new: NewMachtiging,
    ) -> Result<MachtigingId, Fault> {
        let (store, now, who) = (self.store.clone(), self.now(), actor.clone());
        let id = self.writer.write(move |session| {
            let known = session.werkgever_by_code(&new.werkgevercode)?;
            let werkgever = known.ok_or_else(|| refuse("de werkgever is niet bekend"))?;
            for (_, other) in session.machtigingen_by_key(&new.loonheffingennummer, new.dienst)? {
                if other != werkgever && has_open(session, other, &new)? {
                    return Err(refuse(
                        "een andere werkgever heeft al een machtiging voor dit loonheffingennummer",
                    ));
                }
            }
            let next = (session.last_seq()? + 1).to_be_bytes();
            let mut ids = Derived::from(&store, &[b"machtiging", &next]);
            let machtiging = MachtigingId::new(&mut ids);
            let command = Command::MachtigingAanvragen {
                machtiging,
                loonheffingennummer: new.loonheffingennummer.clone(),
                dienst: new.dienst,
                corrigeert: new.corrigeert.clone(),
            };
            let subject = DossierId::Werkgever(werkgever);
            carry_out(&store, session, &who, subject, werkgever, &command, now)?;
            Ok(machtiging)
        })?;
        self.wakes.decide.nudge();
        Ok(id)
    }

    /// Notes that a machtiging came in another state. Once it is withdrawn its trajecten end.
    pub fn set_machtiging(
        &self,
        actor: &Actor,
        machtiging: MachtigingId,
        naar: MachtigingStatus,
        reden: Option<String>,
    ) -> Result<(), Fault> {
        let (store, now, who) = (self.store.clone(), self.now(), actor.clone());
        // It never goes to another werkgever. All of them are looked at, while nothing waits.
        let werkgever = werkgever_of(&self.store.read()?, machtiging)?;
        self.writer.write(move |session| {
            let command = Command::MachtigingZetten { machtiging, naar, reden: reden.clone() };
            let subject = DossierId::Werkgever(werkgever);
            let done = carry_out(&store, session, &who, subject, werkgever, &command, now)?;
            if !done.events.is_empty() && naar == MachtigingStatus::Ingetrokken {
                end_trajecten(&store, session, &who, machtiging, now)?;
            }
            Ok(())
        })?;
        self.wakes.decide.nudge();
        self.wakes.poll.nudge();
        Ok(())
    }

    /// All machtigingen, each with its werkgever.
    pub fn machtigingen(&self) -> Result<Vec<(WerkgeverId, Machtiging)>, Fault> {
        all(&self.store.read()?)
    }
}

fn has_open(
    session: &Session<'_>,
    werkgever: WerkgeverId,
    new: &NewMachtiging,
) -> Result<bool, Fault> {
    let stored = session.dossier(DossierId::Werkgever(werkgever))?;
    let dossier = stored.as_ref().and_then(|stored| stored.dossier.as_werkgever());
    Ok(dossier.is_some_and(|dossier| {
        dossier.machtigingen.values().any(|known| {
            known.status.is_open()
                && known.dienst == new.dienst
                && known.loonheffingennummer == new.loonheffingennummer
        })
    }))
}

fn all(view: &impl Reads) -> Result<Vec<(WerkgeverId, Machtiging)>, Fault> {
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let page = view.werkgevers(after, PAGE)?;
        let Some(last) = page.last() else { return Ok(found) };
        after = Some(*last);
        for id in page {
            let Some(stored) = view.dossier(DossierId::Werkgever(id))? else { continue };
            let Some(dossier) = stored.dossier.as_werkgever() else { continue };
            found.extend(dossier.machtigingen.values().map(|one| (id, one.clone())));
        }
    }
}

fn werkgever_of(view: &impl Reads, machtiging: MachtigingId) -> Result<WerkgeverId, Fault> {
    let mut all = all(view)?.into_iter().filter(|(_, one)| one.id == machtiging);
    all.next().map(|(werkgever, _)| werkgever).ok_or_else(|| refuse("de machtiging is niet bekend"))
}

/// The protocols run while the machtiging is active (S0).
fn end_trajecten(
    store: &Store,
    session: &mut Session<'_>,
    actor: &Actor,
    machtiging: MachtigingId,
    now: Timestamp,
) -> Result<(), Fault> {
    let cause = Cause::outside(Source::Persoon(actor.0.clone()), now);
    for id in session.dossiers_by_kenmerk(&machtiging.to_string())? {
        let bits = machtiging.bits().to_be_bytes();
        let name = id.to_string();
        let mut ids = Derived::from(store, &[b"machtiging-einde", &bits, name.as_bytes()]);
        placing::end_trajecten(session, &mut ids, id, machtiging, &cause)?;
    }
    Ok(())
}
