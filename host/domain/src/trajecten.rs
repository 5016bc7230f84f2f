//! Trajecten: starting and ending those of other soorten than Verzuim, what the clock and the rules
//! do to any, and who decides on what is in one.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    Command, Dagloon, Decision, Dossier, EventKind, Herinnering, Niveau, Refusal, Traject,
    TrajectId, TrajectStatus, afspraken, daglonen,
    decide::{Context, about, known_dossier, known_traject},
    herinneringen,
};

/// Decides on what is asked about a traject: of another soort, or whatever is in it.
pub(crate) fn decide(
    dossier: Option<&Dossier>,
    command: &Command,
    context: &Context<'_>,
) -> Result<Decision, Refusal> {
    match command {
        Command::TrajectStarten { traject, soort, begin } => {
            starten(dossier, *traject, soort, *begin)
        }
        Command::TrajectSluiten { traject, op } => sluiten(dossier, *traject, *op),
        Command::AfspraakToevoegen { traject, afspraak } => {
            afspraken::toevoegen(dossier, *traject, afspraak)
        }
        Command::AfspraakWijzigen { afspraak } => afspraken::wijzigen(dossier, afspraak),
        Command::AfspraakVerwijderen { afspraak } => afspraken::verwijderen(dossier, *afspraak),
        Command::HerinneringZetten { traject, naam, op, regel } => {
            let herinnering = Herinnering { op: *op, regel: regel.clone() };
            herinneringen::zetten(dossier, *traject, naam, herinnering, context)
        }
        Command::HerinneringVerwijderen { traject, naam } => {
            herinneringen::verwijderen(dossier, *traject, naam)
        }
        Command::HerinneringLatenVerlopen { traject, naam, op } => {
            herinneringen::verlopen(dossier, *traject, naam, *op)
        }
        Command::RegelAfgegaan { traject, regel } => afgegaan(dossier, *traject, regel),
        Command::DagwisselVastleggen { traject, dag, niet_voor } => {
            dagwissel(dossier, *traject, *dag, niet_voor)
        }
        Command::DagloonVastleggen { traject, ingangsdatum, bedrag } => {
            daglonen::vastleggen(dossier, *traject, *ingangsdatum, *bedrag)
        }
        _ => Ok(Decision::default()),
    }
}

/// The fold of what happens in a traject: its afspraken, herinneringen, daglonen, and the triggers
/// that fired.
pub(crate) fn fold(traject: &mut Traject, kind: &EventKind) -> Result<(), &'static str> {
    match kind {
        EventKind::AfspraakToegevoegd { .. }
        | EventKind::AfspraakGewijzigd { .. }
        | EventKind::AfspraakVerwijderd { .. } => return afspraken::fold(traject, kind),
        EventKind::HerinneringGezet { .. }
        | EventKind::HerinneringVerlopen { .. }
        | EventKind::HerinneringVerwijderd { .. } => return herinneringen::fold(traject, kind),
        EventKind::DagloonVastgelegd { ingangsdatum, bedrag } => {
            let dagloon = Dagloon { ingangsdatum: *ingangsdatum, bedrag: *bedrag };
            daglonen::insert(traject, dagloon);
        }
        EventKind::RegelAfgegaan { regel } => {
            traject.afgegaan.insert(regel.clone());
        }
        _ => {}
    }
    Ok(())
}

/// Starts a traject.
fn starten(
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
fn sluiten(dossier: Option<&Dossier>, id: TrajectId, op: Date) -> Result<Decision, Refusal> {
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
fn dagwissel(
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
fn afgegaan(dossier: Option<&Dossier>, id: TrajectId, regel: &str) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    if known_traject(dossier, id)?.afgegaan.contains(regel) {
        return Ok(Decision::default());
    }
    let kind = EventKind::RegelAfgegaan { regel: regel.to_owned() };
    Ok(Decision::event(about(dossier, Some(id)), kind))
}
