//! What a report on an absence means, given what is known of the case.
//!
//! Sources with a mutation link (SIVI 2022 `Verzuimmeldingen`) do not name the business event; it
//! follows from the report and the case: the first report is a *ziekmelding*, a later one with
//! another share a *gedeeltelijk hersteld melding*, one that ends the case a *hersteld melding*.
//! Both sides are assumed to be in step, so a report on a case whose start was missed is refused.

use jiff::civil::Date;

use crate::{
    About, Decision, DienstverbandId, EventKind, Niveau, Percentage, Refusal, Traject, TrajectId,
    TrajectStatus, VerloopStap, VerzuimMelding, WerknemerDossier, apply::insert_stap,
    decide::Context,
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
            Decision::event(about, EventKind::Ingetrokken { volgnummer: melding.volgnummer })
        }
        _ if melding.correctie => correct(about, case, melding)?,
        _ if melding.einde => recover(about, case, melding)?,
        _ => change_share(about, case, melding)?,
    };
    Ok(check_case(check_order(decision, case, melding), case, melding))
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
        return Err(Refusal::because("een ziekmelding heeft een verzuimpercentage boven 0"));
    }
    if melding.ingangsdatum < melding.eerste_dag {
        return Err(Refusal::because("de ingangsdatum ligt vóór de eerste verzuimdag"));
    }
    let traject = Traject {
        id: TrajectId::new(context.ids),
        soort: Traject::VERZUIM.to_owned(),
        extern_kenmerk: Some(melding.extern_kenmerk.clone()),
        begin: melding.eerste_dag,
        status: TrajectStatus::Lopend,
        verloop: vec![VerloopStap {
            ingangsdatum: melding.ingangsdatum,
            percentage: melding.percentage,
        }],
        volgnummer: melding.volgnummer,
        vangnet: melding.vangnet,
        oorzaak: melding.oorzaak.clone(),
        dienstverband: dienstverband(dossier, melding),
        kenmerken: Default::default(),
        taken: Default::default(),
    };
    let other_open = dossier
        .trajecten
        .values()
        .any(|known| known.soort == Traject::VERZUIM && known.is_lopend());
    let decision = Decision::event(about(dossier, traject.id), EventKind::Ziekmelding { traject });
    Ok(if other_open {
        decision.note(Niveau::Waarschuwing, "de werknemer had al een lopend verzuim")
    } else {
        decision
    })
}

fn dienstverband(dossier: &WerknemerDossier, melding: &VerzuimMelding) -> Option<DienstverbandId> {
    let key = melding.dienstverband.as_ref()?;
    dossier.dienstverbanden.values().find(|d| d.extern_id.as_ref() == Some(key)).map(|d| d.id)
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
    let before = share_on(case, melding.ingangsdatum);
    if before == melding.percentage {
        return Ok(Decision::default()
            .note(Niveau::Melding, "het verzuimpercentage was al zo; er is niets gewijzigd"));
    }
    let late = case.verloop.last().is_some_and(|last| melding.ingangsdatum < last.ingangsdatum);
    let kind = EventKind::GedeeltelijkHersteld {
        ingangsdatum: melding.ingangsdatum,
        percentage: melding.percentage,
        vorig_percentage: before,
        volgnummer: melding.volgnummer,
    };
    let mut decision = Decision::event(about, kind);
    if late {
        let text = "de melding gaat in vóór een eerder ontvangen melding van dit verzuimgeval";
        decision = decision.note(Niveau::Waarschuwing, text);
    }
    Ok(decision)
}

/// The share in force on `day`.
fn share_on(case: &Traject, day: Date) -> Percentage {
    let until = case.verloop.iter().take_while(|stap| stap.ingangsdatum <= day);
    until.last().or(case.verloop.first()).map_or(Percentage::NONE, |stap| stap.percentage)
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
    let mut decision = Decision::event(
        about,
        EventKind::Hersteld { op, vorig_percentage, volgnummer: melding.volgnummer },
    );
    decision.events.push((about, EventKind::TrajectBeeindigd { op }));
    if melding.percentage != Percentage::NONE {
        decision = decision.note(
            Niveau::Waarschuwing,
            "het verzuim eindigt, maar het gemelde verzuimpercentage is niet 0",
        );
    }
    Ok(check_end(decision, &case.verloop, op))
}

/// A report that puts an earlier one right.
fn correct(about: About, case: &Traject, melding: &VerzuimMelding) -> Result<Decision, Refusal> {
    let begin = melding.eerste_dag;
    let mut verloop = case.verloop.clone();
    let replaced = melding.ingangsdatum_oud.unwrap_or(melding.ingangsdatum);
    verloop.retain(|stap| stap.ingangsdatum != replaced);
    if begin != case.begin {
        move_first_day(&mut verloop, case.begin, begin);
    }
    let beeindigd_op = if melding.einde {
        Some(melding.hersteld_op.unwrap_or(melding.ingangsdatum))
    } else {
        insert_stap(
            &mut verloop,
            VerloopStap { ingangsdatum: melding.ingangsdatum, percentage: melding.percentage },
        );
        // A correction of an earlier report leaves a known recovery as it was, unless the recovery
        // itself is what is put right.
        case.beeindigd_op().filter(|op| *op != replaced)
    };
    if verloop.is_empty() {
        return Err(Refusal::because(
            "na de correctie zou het verzuimgeval geen verloop meer hebben",
        ));
    }
    if verloop.iter().any(|stap| stap.ingangsdatum < begin)
        || beeindigd_op.is_some_and(|op| op < begin)
    {
        return Err(Refusal::because(
            "na de correctie zou een datum vóór de eerste verzuimdag liggen",
        ));
    }
    let same =
        begin == case.begin && verloop == case.verloop && beeindigd_op == case.beeindigd_op();
    if same {
        return Ok(Decision::default().note(Niveau::Melding, "de correctie verandert niets"));
    }
    let after = verloop.clone();
    let kind = EventKind::Correctie {
        begin,
        verloop,
        beeindigd_op,
        vorige_begin: case.begin,
        vorig_verloop: case.verloop.clone(),
        volgnummer: melding.volgnummer,
    };
    let decision = Decision::event(about, kind);
    Ok(match beeindigd_op {
        Some(op) => check_end(decision, &after, op),
        None => decision,
    })
}

/// Lets the step of the first day move along with it. A later report that already holds on the new
/// first day wins: one day has one share.
fn move_first_day(verloop: &mut Vec<VerloopStap>, from: Date, to: Date) {
    if verloop.iter().any(|stap| stap.ingangsdatum == to) {
        verloop.retain(|stap| stap.ingangsdatum != from);
    } else if let Some(first) = verloop.iter_mut().find(|stap| stap.ingangsdatum == from) {
        first.ingangsdatum = to;
    }
}

/// Warns when the case ends before a step of its course.
fn check_end(decision: Decision, verloop: &[VerloopStap], op: Date) -> Decision {
    match verloop.last() {
        Some(last) if op < last.ingangsdatum => decision.note(
            Niveau::Waarschuwing,
            format!("het herstel ligt vóór een gemelde wijziging per {}", last.ingangsdatum),
        ),
        _ => decision,
    }
}

/// Warns about what the report says and the case does not take over, and about what is odd in it.
fn check_case(mut decision: Decision, case: &Traject, melding: &VerzuimMelding) -> Decision {
    if melding.vangnet.is_some() && melding.vangnet != case.vangnet {
        let text = "vangnet wijkt af van de eerste ziekmelding en is niet overgenomen";
        decision = decision.note(Niveau::Waarschuwing, text);
    }
    if melding.oorzaak.is_some() && melding.oorzaak != case.oorzaak {
        let text = "oorzaak wijkt af van de eerste ziekmelding en is niet overgenomen";
        decision = decision.note(Niveau::Waarschuwing, text);
    }
    let keeps_running = decision.events.iter().any(|(_, kind)| {
        matches!(
            kind,
            EventKind::GedeeltelijkHersteld { .. }
                | EventKind::Correctie { beeindigd_op: None, .. }
        )
    });
    if keeps_running && melding.percentage == Percentage::NONE {
        let text = "verzuimpercentage 0 zonder einde van het verzuim: het traject blijft lopen";
        decision = decision.note(Niveau::Waarschuwing, text);
    }
    if melding.hersteld_op.is_some() && !melding.einde && !melding.intrekken {
        let text = "hersteldatum zonder einde van het verzuim: de hersteldatum is niet overgenomen";
        decision = decision.note(Niveau::Waarschuwing, text);
    }
    decision
}

/// Warns when the source's numbering shows that something was missed or came late.
fn check_order(decision: Decision, case: &Traject, melding: &VerzuimMelding) -> Decision {
    match (case.volgnummer, melding.volgnummer) {
        (Some(last), Some(now)) if now > last.saturating_add(1) => decision.note(
            Niveau::Waarschuwing,
            format!(
                "na melding {last} van dit verzuimgeval volgt {now}: \
                 tussenliggende meldingen ontbreken of wijzigden niets"
            ),
        ),
        (Some(last), Some(now)) if now < last => decision.note(
            Niveau::Waarschuwing,
            format!("melding {now} van dit verzuimgeval komt na melding {last}"),
        ),
        _ => decision,
    }
}
