//! Herinneringen: setting timers on a traject, and their going off.

use jiff::{ToSpan as _, civil::Date};

use crate::{
    Decision, Dossier, EventKind, Herinnering, Niveau, Refusal, Traject, TrajectId, amsterdam_date,
    decide::{Context, about, known_dossier, known_traject, running_traject},
};

/// Longest name of a timer, in characters.
const NAAM_MAX: usize = 100;

/// Sets a timer; it takes the place of one with the same name. It goes off tomorrow at the
/// earliest: one for today or before would let a trigger that sets it again go on for ever.
pub(crate) fn zetten(
    dossier: Option<&Dossier>,
    traject: TrajectId,
    naam: &str,
    herinnering: Herinnering,
    context: &Context<'_>,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let on = running_traject(dossier, traject)?;
    let naam = naam.trim();
    if naam.is_empty() || naam.chars().count() > NAAM_MAX {
        return Err(Refusal::because(format!(
            "naam: een herinnering heeft een naam van ten hoogste {NAAM_MAX} tekens"
        )));
    }
    let vandaag = amsterdam_date(context.now);
    let tomorrow = vandaag.saturating_add(1.day());
    let asked = herinnering.op;
    let herinnering = Herinnering { op: asked.max(tomorrow), ..herinnering };
    if on.herinneringen.get(naam) == Some(&herinnering) {
        return Ok(Decision::default().note(Niveau::Melding, "de herinnering stond er al"));
    }
    let Herinnering { op, regel } = herinnering;
    let kind = EventKind::HerinneringGezet { naam: naam.to_owned(), op, regel };
    let decision = Decision::event(about(dossier, Some(on.id)), kind);
    if asked == op {
        return Ok(decision);
    }
    let text = format!("op: {asked} ligt niet na vandaag; de herinnering gaat op {op} af");
    Ok(decision.note(Niveau::Waarschuwing, text))
}

/// Lets a timer go off, unless it was replaced or dropped meanwhile.
pub(crate) fn verlopen(
    dossier: Option<&Dossier>,
    traject: TrajectId,
    naam: &str,
    op: Date,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let on = dossier.trajecten().get(&traject);
    let known = on.and_then(|on| on.herinneringen.get(naam)).filter(|known| known.op == op);
    if known.is_none() {
        return Ok(Decision::default());
    }
    let kind = EventKind::HerinneringVerlopen { naam: naam.to_owned(), op };
    Ok(Decision::event(about(dossier, Some(traject)), kind))
}

/// Takes a timer off a traject.
pub(crate) fn verwijderen(
    dossier: Option<&Dossier>,
    traject: TrajectId,
    naam: &str,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let on = known_traject(dossier, traject)?;
    let Some(known) = on.herinneringen.get(naam) else {
        let text = format!("het traject heeft geen herinnering `{naam}`");
        return Ok(Decision::default().note(Niveau::Melding, text));
    };
    let kind = EventKind::HerinneringVerwijderd { naam: naam.to_owned(), op: known.op };
    Ok(Decision::event(about(dossier, Some(traject)), kind))
}

/// The fold of what happens to timers.
pub(crate) fn fold(traject: &mut Traject, kind: &EventKind) -> Result<(), &'static str> {
    match kind {
        EventKind::HerinneringGezet { naam, op, regel } => {
            let herinnering = Herinnering { op: *op, regel: regel.clone() };
            traject.herinneringen.insert(naam.clone(), herinnering);
            Ok(())
        }
        EventKind::HerinneringVerlopen { naam, .. }
        | EventKind::HerinneringVerwijderd { naam, .. } => {
            traject.herinneringen.remove(naam).map(drop).ok_or("onbekende herinnering")
        }
        _ => Ok(()),
    }
}
