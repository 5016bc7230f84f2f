//! What a report on an absence means, given what is known of the case.
//!
//! Sources with a mutation link (SIVI 2022 `Verzuimmeldingen`) do not name the business event; it
//! follows from the report and the case: the first report is a *ziekmelding*, a later one with
//! another share a *gedeeltelijk hersteld melding*, one that restates the share a *bevestigde
//! verzuimmelding*, one that ends the case a *hersteld melding*.
//! Both sides are assumed to be in step, so a report on a case whose start was missed is refused.

use jiff::civil::Date;

use crate::{
    About, Decision, EventKind, Niveau, Percentage, Refusal, Traject, TrajectId, TrajectStatus,
    VerloopStap, VerzuimMelding, WerknemerDossier, correctie, decide::Context,
};

/// Decides on one report.
pub(crate) fn decide_melding(
    dossier: &WerknemerDossier,
    melding: &VerzuimMelding,
    context: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    let case = dossier.traject_met_kenmerk(Traject::VERZUIM, &melding.extern_kenmerk);
    let Some(case) = case else { return first_report(dossier, melding, context) };
    let about = about(dossier, case.id);
    let decision = match case.status {
        TrajectStatus::Ingetrokken if melding.intrekken => {
            return Ok(
                Decision::default().note(Niveau::Melding, "het verzuimgeval was al ingetrokken")
            );
        }
        TrajectStatus::Ingetrokken => {
            return Err(Refusal::because(
                "het verzuimgeval is ingetrokken; meld het opnieuw met een ander kenmerk",
            ));
        }
        _ if melding.intrekken => {
            let decision = withdraw(about, case, melding)?;
            return Ok(correctie::check_withdrawn_facts(decision, dossier, case, melding));
        }
        _ if melding.correctie => correctie::correct(dossier, about, case, melding)?,
        _ => {
            let decision = if melding.einde {
                recover(about, case, melding)?
            } else {
                change_share(about, case, melding)?
            };
            correctie::take_over_facts(decision, dossier, about, case, melding)
        }
    };
    Ok(check_melding(check_order(decision, case, melding), dossier, case, melding))
}

/// A report that withdraws the case, or takes back a later report of it.
///
/// Which of the two follows from the day it holds from: sources number a withdrawal as the report
/// that it withdraws, or as the next one of the case. Without its start there is no case.
fn withdraw(about: About, case: &Traject, melding: &VerzuimMelding) -> Result<Decision, Refusal> {
    let day = melding.ingangsdatum;
    let is_only = matches!(case.verloop.as_slice(), [only] if only.ingangsdatum == day);
    let is_start = !melding.einde && (day == case.begin || is_only);
    if melding.volgnummer.is_some_and(|nr| nr > 1) && !is_start {
        return correctie::take_back(about, case, melding);
    }
    Ok(Decision::event(about, EventKind::Ingetrokken { volgnummer: melding.volgnummer }))
}

fn about(dossier: &WerknemerDossier, traject: TrajectId) -> About {
    let werknemer = &dossier.werknemer;
    About {
        werkgever: Some(werknemer.werkgever),
        werknemer: Some(werknemer.id),
        traject: Some(traject),
    }
}

/// The case is not known yet: this must be its start.
fn first_report(
    dossier: &WerknemerDossier,
    melding: &VerzuimMelding,
    context: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    let is_start = !melding.einde && !melding.correctie && !melding.intrekken;
    if !is_start || melding.volgnummer.is_some_and(|nr| nr > 1) {
        return Err(Refusal::because(
            "het verzuimgeval is niet bekend: de eerste ziekmelding ontbreekt; lever die eerst aan",
        ));
    }
    if melding.percentage == Percentage::NONE {
        return Err(Refusal::because(correctie::ZERO_AT_START));
    }
    if melding.ingangsdatum < melding.eerste_dag {
        return Err(Refusal::because("de ingangsdatum ligt vóór de eerste verzuimdag"));
    }
    let key = melding.dienstverband.as_deref();
    let dienstverband = key.and_then(|key| dossier.dienstverband_met_extern_id(key));
    let id = TrajectId::new(context.ids);
    let traject = Traject {
        extern_kenmerk: Some(melding.extern_kenmerk.clone()),
        verloop: vec![VerloopStap {
            ingangsdatum: melding.ingangsdatum,
            percentage: melding.percentage,
        }],
        volgnummer: melding.volgnummer,
        vangnet: melding.vangnet,
        oorzaak: melding.oorzaak.clone(),
        dienstverband: dienstverband.map(|found| found.id),
        ..Traject::start(id, Traject::VERZUIM, melding.eerste_dag)
    };
    let other_open = dossier
        .trajecten
        .values()
        .any(|known| known.soort == Traject::VERZUIM && known.is_lopend());
    let mut decision =
        Decision::event(about(dossier, traject.id), EventKind::Ziekmelding { traject });
    if other_open {
        decision = decision.note(Niveau::Waarschuwing, "de werknemer had al een lopend verzuim");
    }
    if key.is_some() && dienstverband.is_none() {
        let text = "het dienstverband van de melding is niet bekend en is niet overgenomen";
        decision = decision.note(Niveau::Waarschuwing, text);
    }
    Ok(decision)
}

/// A later report that does not end the case.
fn change_share(
    about: About,
    case: &Traject,
    melding: &VerzuimMelding,
) -> Result<Decision, Refusal> {
    if let Some(op) = case.beeindigd_op() {
        return Err(Refusal::because(format!(
            "het verzuimgeval is al beëindigd op {op}; stuur een correctie of een nieuwe ziekmelding"
        )));
    }
    if melding.ingangsdatum < case.begin {
        return Err(Refusal::because("de ingangsdatum ligt vóór de eerste verzuimdag"));
    }
    let (ingangsdatum, percentage) = (melding.ingangsdatum, melding.percentage);
    if case.verloop.contains(&VerloopStap { ingangsdatum, percentage }) {
        return Ok(Decision::default()
            .note(Niveau::Melding, "het verzuimpercentage was al zo; er is niets gewijzigd"));
    }
    let late = case.verloop.last().is_some_and(|last| ingangsdatum < last.ingangsdatum);
    let (vorig_percentage, volgnummer) = (share_on(case, ingangsdatum), melding.volgnummer);
    // Also what changes no share is kept: an earlier step may still be corrected or taken back, and
    // this report itself may be.
    let kind = if vorig_percentage == percentage {
        EventKind::Bevestigd { ingangsdatum, percentage, volgnummer }
    } else {
        EventKind::GedeeltelijkHersteld { ingangsdatum, percentage, vorig_percentage, volgnummer }
    };
    let mut decision = Decision::event(about, kind);
    if late {
        let text = "de melding gaat in vóór een eerder ontvangen melding van dit verzuimgeval";
        decision = decision.note(Niveau::Waarschuwing, text);
    }
    Ok(correctie::check_zero(decision, melding.percentage))
}

/// The share in force on `day`; before the first report that of the first report.
fn share_on(case: &Traject, day: Date) -> Percentage {
    let first = || case.verloop.first().map(|stap| stap.percentage);
    VerloopStap::percentage_on(&case.verloop, day).or_else(first).unwrap_or(Percentage::NONE)
}

/// A report that ends the case.
fn recover(about: About, case: &Traject, melding: &VerzuimMelding) -> Result<Decision, Refusal> {
    let op = melding.hersteld_op.unwrap_or(melding.ingangsdatum);
    match case.beeindigd_op() {
        Some(known) if known == op => {
            return Ok(Decision::default().note(Niveau::Melding, "het herstel was al gemeld"));
        }
        Some(known) => {
            return Err(Refusal::because(format!(
                "het verzuimgeval is al beëindigd op {known}; stuur een correctie"
            )));
        }
        None => {}
    }
    if op < case.begin {
        return Err(Refusal::because("de hersteldatum ligt vóór de eerste verzuimdag"));
    }
    let vorig_percentage = share_on(case, op);
    let kind = EventKind::Hersteld {
        op,
        gemeld_per: correctie::recovery_reported_from(melding),
        vorig_percentage,
        volgnummer: melding.volgnummer,
    };
    let mut decision = Decision::event(about, kind);
    decision.events.push((about, EventKind::TrajectBeeindigd { op }));
    if melding.percentage != Percentage::NONE {
        decision = decision.note(
            Niveau::Waarschuwing,
            "het verzuim eindigt, maar het gemelde verzuimpercentage is niet 0",
        );
    }
    Ok(correctie::check_end(decision, &case.verloop, op))
}

/// Remarks what the report says and the case cannot take over.
fn check_melding(
    mut decision: Decision,
    dossier: &WerknemerDossier,
    case: &Traject,
    melding: &VerzuimMelding,
) -> Decision {
    if melding.hersteld_op.is_some() && !melding.einde {
        let text = "hersteldatum zonder einde van het verzuim: de hersteldatum is niet overgenomen";
        decision = decision.note(Niveau::Waarschuwing, text);
    }
    let unknown = melding
        .dienstverband
        .as_deref()
        .is_some_and(|key| dossier.dienstverband_met_extern_id(key).is_none());
    // A case without one was warned about when it began; this may come with every report.
    if unknown && case.dienstverband.is_some() {
        let text = "het dienstverband van de melding is niet bekend; \
                    het verzuimgeval houdt het dienstverband dat het had";
        decision = decision.note(Niveau::Melding, text);
    }
    decision
}

/// Warns when the source's numbering shows that something was missed or came late. A report that
/// exactly repeats what is known leaves no event, and so no number.
fn check_order(decision: Decision, case: &Traject, melding: &VerzuimMelding) -> Decision {
    match (case.volgnummer, melding.volgnummer) {
        (Some(last), Some(now)) if now > last.saturating_add(1) => decision.note(
            Niveau::Waarschuwing,
            format!(
                "na melding {last} van dit verzuimgeval volgt {now}: \
                 er ontbreken meldingen, of zij herhaalden alleen wat al bekend was"
            ),
        ),
        (Some(last), Some(now)) if now < last => decision.note(
            Niveau::Waarschuwing,
            format!("melding {now} van dit verzuimgeval komt na melding {last}"),
        ),
        _ => decision,
    }
}
