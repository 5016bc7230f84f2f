//! Afspraken: making, changing and removing appointments of a traject.

use crate::{
    Afspraak, AfspraakId, Decision, Dossier, EventKind, Niveau, Refusal, Traject, TrajectId,
    decide::{about, active_traject, known_dossier},
};

/// Makes an appointment.
pub(crate) fn toevoegen(
    dossier: Option<&Dossier>,
    traject: TrajectId,
    afspraak: &Afspraak,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let on = active_traject(dossier, traject)?;
    match dossier.afspraak(afspraak.id) {
        Some((there, known)) if there.id == on.id && known == afspraak => {
            return Ok(Decision::default().note(Niveau::Melding, "de afspraak was er al"));
        }
        Some(_) => return Err(Refusal::because("afspraak: er is al een andere met deze id")),
        None => {}
    }
    check(afspraak)?;
    let kind = EventKind::AfspraakToegevoegd { afspraak: afspraak.clone() };
    Ok(Decision::event(about(dossier, Some(on.id)), kind))
}

/// Changes an appointment.
pub(crate) fn wijzigen(
    dossier: Option<&Dossier>,
    afspraak: &Afspraak,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let (traject, known) = find(dossier, afspraak.id)?;
    let on = active_traject(dossier, traject.id)?;
    if known == afspraak {
        return Ok(Decision::default().note(Niveau::Melding, "de afspraak was al zo"));
    }
    check(afspraak)?;
    let was_concept = known.concept;
    let kind = EventKind::AfspraakGewijzigd { afspraak: afspraak.clone(), was_concept };
    Ok(Decision::event(about(dossier, Some(on.id)), kind))
}

/// Takes an appointment out of the agenda; also of a traject that was withdrawn.
pub(crate) fn verwijderen(dossier: Option<&Dossier>, id: AfspraakId) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let (traject, known) = find(dossier, id)?;
    let kind = EventKind::AfspraakVerwijderd { afspraak: known.clone() };
    Ok(Decision::event(about(dossier, Some(traject.id)), kind))
}

fn find(dossier: &Dossier, id: AfspraakId) -> Result<(&Traject, &Afspraak), Refusal> {
    dossier.afspraak(id).ok_or_else(|| Refusal::because("de afspraak is niet (meer) bekend"))
}

fn check(afspraak: &Afspraak) -> Result<(), Refusal> {
    let mut reasons = Vec::new();
    if let Some(einde) = afspraak.einde.filter(|einde| *einde <= afspraak.begin) {
        let (begin, einde) = (afspraak.begin, einde);
        reasons.push(format!("einde: {einde} ligt niet na het begin van de afspraak, {begin}"));
    }
    for (field, text) in [("soort", &afspraak.soort), ("locatietype", &afspraak.locatietype)] {
        if text.as_ref().is_some_and(|text| text.trim().is_empty()) {
            reasons.push(format!("{field}: is leeg; laat het veld weg"));
        }
    }
    if reasons.is_empty() { Ok(()) } else { Err(Refusal { reasons }) }
}

/// The fold of what happens to appointments.
pub(crate) fn fold(traject: &mut Traject, kind: &EventKind) -> Result<(), &'static str> {
    match kind {
        EventKind::AfspraakToegevoegd { afspraak } => {
            let before = traject.afspraken.insert(afspraak.id, afspraak.clone());
            if before.is_some() { Err("de afspraak is er al") } else { Ok(()) }
        }
        EventKind::AfspraakGewijzigd { afspraak, .. } => {
            let known = traject.afspraken.get_mut(&afspraak.id).ok_or("onbekende afspraak")?;
            known.clone_from(afspraak);
            Ok(())
        }
        EventKind::AfspraakVerwijderd { afspraak } => {
            traject.afspraken.remove(&afspraak.id).map(drop).ok_or("onbekende afspraak")
        }
        _ => Ok(()),
    }
}
