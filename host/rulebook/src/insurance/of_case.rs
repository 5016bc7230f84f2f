//! The policies of a case: those of the werkgever that run on vandaag.

use host_domain::{Polis, Traject, TrajectStatus, WerknemerDossier};
use jiff::civil::Date;

use crate::{
    case::CaseFacts,
    insurance::{LopendePolis, Pay},
};

/// The policies that run on vandaag; none when the case has no werkgever or no werknemer.
pub(crate) fn polissen<'a>(facts: &CaseFacts<'a>, with_pay: bool) -> Option<Vec<LopendePolis<'a>>> {
    let (werkgever, werknemer) = (facts.werkgever()?, facts.werknemer()?);
    let vandaag = facts.vandaag();
    let running = werkgever.polissen.values().filter(|polis| polis.loopt_op(vandaag));
    let view = |polis: &'a Polis| LopendePolis {
        verzekeringstype: &polis.verzekeringstype,
        begin: polis.begin,
        sluit_in: polis.sluit_in(werknemer.werknemer.id, vandaag),
        loonsom: polis.loonsom_op(vandaag).map(|bedrag| bedrag.value()),
        maximumloonsom: polis.maximumloonsom.map(|bedrag| bedrag.value()),
        loon_zieken: if with_pay { pay_of_ill(facts, polis, vandaag) } else { Pay::default() },
    };
    Some(running.map(view).collect())
}

/// What the werknemers whom a policy includes and who are ill on a day earn a year, together.
fn pay_of_ill(facts: &CaseFacts<'_>, polis: &Polis, day: Date) -> Pay {
    let own = facts.werknemer();
    let is_other = |dossier: &&WerknemerDossier| {
        own.is_none_or(|own| own.werknemer.id != dossier.werknemer.id)
    };
    let others = facts.case.ingesloten.iter().filter(is_other);
    let included =
        own.into_iter().chain(others).filter(|dossier| polis.sluit_in(dossier.werknemer.id, day));
    let ill = included.flat_map(|dossier| dossier.trajecten.values()).filter(|t| is_ill(t, day));
    let mut pay = Pay::default();
    for traject in ill {
        pay.add(traject.jaarloon_op(day));
    }
    pay
}

/// Whether it is an absence that runs on a day; of a recovery the first day at work is none.
fn is_ill(traject: &Traject, day: Date) -> bool {
    let goes_on = match traject.status {
        TrajectStatus::Lopend => true,
        TrajectStatus::Beeindigd { op } => day < op,
        TrajectStatus::Ingetrokken => false,
    };
    traject.soort == Traject::VERZUIM && traject.begin <= day && goes_on
}
