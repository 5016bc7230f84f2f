//! Kenmerken: putting labels on a traject, a werknemer or a werkgever, and taking them off.
//!
//! Which there are says the catalogue, which whoever asks has: `Catalogue::kenmerk`.

use std::collections::BTreeSet;

use crate::{
    About, Decision, Dossier, Event, EventKind, KenmerkOp, Niveau, Refusal, TrajectId,
    decide::{about, active_traject, known_dossier},
};

/// Puts a kenmerk on something.
pub(crate) fn toevoegen(
    dossier: Option<&Dossier>,
    op: KenmerkOp,
    traject: Option<TrajectId>,
    kenmerk: &str,
) -> Result<Decision, Refusal> {
    if kenmerk.trim().is_empty() {
        return Err(Refusal::because("kenmerk: is leeg"));
    }
    let (about, present) = place(known_dossier(dossier)?, op, traject)?;
    if present.contains(kenmerk) {
        return Ok(Decision::default().note(Niveau::Melding, "het kenmerk was er al"));
    }
    let kind = EventKind::KenmerkToegevoegd { op, kenmerk: kenmerk.to_owned() };
    Ok(Decision::event(about, kind))
}

/// Takes a kenmerk off something.
pub(crate) fn verwijderen(
    dossier: Option<&Dossier>,
    op: KenmerkOp,
    traject: Option<TrajectId>,
    kenmerk: &str,
) -> Result<Decision, Refusal> {
    let (about, present) = place(known_dossier(dossier)?, op, traject)?;
    if !present.contains(kenmerk) {
        return Ok(Decision::default().note(Niveau::Melding, "het kenmerk was er niet"));
    }
    let kind = EventKind::KenmerkVerwijderd { op, kenmerk: kenmerk.to_owned() };
    Ok(Decision::event(about, kind))
}

/// Whom a change of kenmerken is about, and which there are.
fn place(
    dossier: &Dossier,
    op: KenmerkOp,
    traject: Option<TrajectId>,
) -> Result<(About, &BTreeSet<String>), Refusal> {
    match (op, dossier, traject) {
        (KenmerkOp::Traject, _, Some(id)) => {
            let on = active_traject(dossier, id)?;
            Ok((about(dossier, Some(id)), &on.kenmerken))
        }
        (KenmerkOp::Traject, _, None) => {
            Err(Refusal::because("traject: noem het traject van het kenmerk"))
        }
        (_, _, Some(_)) => Err(Refusal::because(format!(
            "traject: een kenmerk op een {} staat niet op een traject",
            op.name()
        ))),
        (KenmerkOp::Werknemer, Dossier::Werknemer(of), None) => {
            Ok((about(dossier, None), &of.werknemer.kenmerken))
        }
        (KenmerkOp::Werkgever, Dossier::Werkgever(of), None) => {
            Ok((about(dossier, None), &of.werkgever.kenmerken))
        }
        (KenmerkOp::Werknemer | KenmerkOp::Werkgever, _, None) => {
            Err(Refusal::because(format!("op: dit is geen dossier van een {}", op.name())))
        }
    }
}

/// The fold of what happens to kenmerken.
pub(crate) fn fold(dossier: &mut Dossier, event: &Event) -> Result<(), &'static str> {
    let (op, kenmerk, added) = match &event.kind {
        EventKind::KenmerkToegevoegd { op, kenmerk } => (*op, kenmerk, true),
        EventKind::KenmerkVerwijderd { op, kenmerk } => (*op, kenmerk, false),
        _ => return Ok(()),
    };
    let kenmerken = match (op, dossier) {
        (KenmerkOp::Traject, dossier) => {
            let id = event.about.traject.ok_or("het event noemt geen traject")?;
            let traject = dossier.trajecten_mut().get_mut(&id).ok_or("onbekend traject")?;
            &mut traject.kenmerken
        }
        (KenmerkOp::Werknemer, Dossier::Werknemer(of)) => &mut of.werknemer.kenmerken,
        (KenmerkOp::Werkgever, Dossier::Werkgever(of)) => &mut of.werkgever.kenmerken,
        (KenmerkOp::Werknemer, _) => return Err("geen werknemerdossier"),
        (KenmerkOp::Werkgever, _) => return Err("geen werkgeverdossier"),
    };
    if added {
        kenmerken.insert(kenmerk.clone());
    } else {
        kenmerken.remove(kenmerk);
    }
    Ok(())
}
