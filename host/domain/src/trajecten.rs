//! Trajecten of other soorten than Verzuim: starting and ending them; and what the clock and the
//! rules do to any.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    Decision, Dossier, EventKind, Niveau, Refusal, Traject, TrajectId, TrajectStatus,
    decide::{about, known_dossier, known_traject},
};

/// Starts a traject.
pub(crate) fn starten(
    dossier: Option<&Dossier>,
    id: TrajectId,
    soort: &str,
    begin: Date,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    if dossier.trajecten().contains_key(&id) {
        return Ok(Decision::default().note(Niveau::Melding, "het traject was al gestart"));
    }
    if soort.trim().is_empty() {
        return Err(Refusal::because("soort: is leeg"));
    }
    if soort == Traject::VERZUIM {
        return Err(Refusal::because("soort: een verzuim begint met een ziekmelding"));
    }
    let runs = |known: &&Traject| known.soort == soort && known.is_lopend();
    if let Some(known) = dossier.trajecten().values().find(runs) {
        return Err(Refusal::because(format!(
            "soort: in dit dossier loopt al een traject van soort {soort} ({})",
            known.id
        )));
    }
    let traject = Traject::start(id, soort, begin);
    Ok(Decision::event(about(dossier, Some(id)), EventKind::TrajectGestart { traject }))
}

/// Ends a traject.
pub(crate) fn sluiten(
    dossier: Option<&Dossier>,
    id: TrajectId,
    op: Date,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let traject = known_traject(dossier, id)?;
    if traject.soort == Traject::VERZUIM {
        return Err(Refusal::because("een verzuim eindigt met een herstelmelding"));
    }
    match traject.status {
        TrajectStatus::Ingetrokken => return Err(Refusal::because("het traject is ingetrokken")),
        TrajectStatus::Beeindigd { .. } => {
            return Ok(Decision::default().note(Niveau::Melding, "het traject was al beëindigd"));
        }
        TrajectStatus::Lopend => {}
    }
    if op < traject.begin {
        let begin = traject.begin;
        return Err(Refusal::because(format!(
            "op: {op} ligt vóór het begin van het traject, {begin}"
        )));
    }
    Ok(Decision::event(about(dossier, Some(id)), EventKind::TrajectBeeindigd { op }))
}

/// Notes that a day began, when the traject runs.
pub(crate) fn dagwissel(
    dossier: Option<&Dossier>,
    id: TrajectId,
    dag: Date,
    niet_voor: &BTreeSet<String>,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    if !known_traject(dossier, id)?.is_lopend() {
        return Ok(Decision::default());
    }
    let kind = EventKind::TrajectDagwissel { dag, niet_voor: niet_voor.clone() };
    Ok(Decision::event(about(dossier, Some(id)), kind))
}

/// Notes that a trigger that fires once for a traject did so.
pub(crate) fn afgegaan(
    dossier: Option<&Dossier>,
    id: TrajectId,
    regel: &str,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    if known_traject(dossier, id)?.afgegaan.contains(regel) {
        return Ok(Decision::default());
    }
    let kind = EventKind::RegelAfgegaan { regel: regel.to_owned() };
    Ok(Decision::event(about(dossier, Some(id)), kind))
}
