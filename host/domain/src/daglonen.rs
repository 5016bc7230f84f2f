//! Daglonen: recording what the werknemer of a traject earns a day.

use jiff::civil::Date;

use crate::{
    Bedrag, Dagloon, Decision, Dossier, EventKind, Niveau, Refusal, Traject, TrajectId,
    decide::{about, active_traject, known_dossier},
};

/// Records a dagloon; what was recorded for that day is replaced.
pub(crate) fn vastleggen(
    dossier: Option<&Dossier>,
    id: TrajectId,
    ingangsdatum: Date,
    bedrag: Bedrag,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    if dossier.as_werknemer().is_none() {
        return Err(Refusal::because("traject: alleen een werknemer heeft een dagloon"));
    }
    let traject = active_traject(dossier, id)?;
    if traject.daglonen.contains(&Dagloon { ingangsdatum, bedrag }) {
        return Ok(Decision::default().note(Niveau::Melding, "het dagloon was al zo"));
    }
    let kind = EventKind::DagloonVastgelegd { ingangsdatum, bedrag };
    Ok(Decision::event(about(dossier, Some(id)), kind))
}

/// Puts a dagloon in its place by date; one of the same day is replaced.
pub(crate) fn insert(traject: &mut Traject, dagloon: Dagloon) {
    let daglonen = &mut traject.daglonen;
    daglonen.retain(|known| known.ingangsdatum != dagloon.ingangsdatum);
    let place = daglonen.partition_point(|known| known.ingangsdatum < dagloon.ingangsdatum);
    daglonen.insert(place, dagloon);
}
