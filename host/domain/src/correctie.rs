//! Putting a case right: corrections, reports taken back, and facts that a later report says
//! otherwise. All three give one event, which carries the case as it then stands.

use jiff::civil::Date;

use crate::{
    About, Decision, DienstverbandId, EventKind, Niveau, Percentage, Refusal, Traject, VerloopStap,
    VerzuimMelding, WerknemerDossier, apply::insert_stap,
};

/// Why a case cannot begin without absence.
pub(crate) const ZERO_AT_START: &str = "een ziekmelding heeft een verzuimpercentage boven 0";

/// All of a case that can be put right.
#[derive(Clone, PartialEq, Eq)]
struct Stand {
    begin: Date,
    verloop: Vec<VerloopStap>,
    beeindigd_op: Option<Date>,
    hersteld_gemeld_per: Option<Date>,
    vangnet: Option<bool>,
    oorzaak: Option<String>,
    dienstverband: Option<DienstverbandId>,
}

impl Stand {
    fn of(case: &Traject) -> Stand {
        Stand {
            begin: case.begin,
            verloop: case.verloop.clone(),
            beeindigd_op: case.beeindigd_op(),
            hersteld_gemeld_per: case.hersteld_gemeld_per,
            vangnet: case.vangnet,
            oorzaak: case.oorzaak.clone(),
            dienstverband: case.dienstverband,
        }
    }

    /// Takes over the facts that a report gives; what it leaves out stays.
    fn take_over(&mut self, dossier: &WerknemerDossier, melding: &VerzuimMelding) {
        let key = melding.dienstverband.as_deref();
        let dienstverband = key.and_then(|key| dossier.dienstverband_met_extern_id(key));
        self.vangnet = melding.vangnet.or(self.vangnet);
        self.oorzaak = melding.oorzaak.clone().or_else(|| self.oorzaak.take());
        self.dienstverband = dienstverband.map(|found| found.id).or(self.dienstverband);
    }

    /// Puts the course and the recovery right.
    fn correct_course(&mut self, case: &Traject, melding: &VerzuimMelding) {
        let replaced = melding.ingangsdatum_oud.unwrap_or(melding.ingangsdatum);
        let of_recovery = names_recovery(case, replaced, melding.einde);
        // A step on the day of a recovery that merely moves was not what was wrong.
        if !(melding.einde && of_recovery) {
            self.verloop.retain(|stap| stap.ingangsdatum != replaced);
        }
        if melding.eerste_dag != case.begin {
            move_first_day(&mut self.verloop, case.begin, melding.eerste_dag);
            self.begin = melding.eerste_dag;
        }
        if melding.einde {
            self.beeindigd_op = Some(melding.hersteld_op.unwrap_or(melding.ingangsdatum));
            self.hersteld_gemeld_per = recovery_reported_from(melding);
            return;
        }
        let (ingangsdatum, percentage) = (melding.ingangsdatum, melding.percentage);
        insert_stap(&mut self.verloop, VerloopStap { ingangsdatum, percentage });
        // A correction of an earlier report leaves a known recovery as it was, unless the recovery
        // itself is what is put right.
        if of_recovery {
            self.undo_recovery();
        }
    }

    fn undo_recovery(&mut self) {
        self.beeindigd_op = None;
        self.hersteld_gemeld_per = None;
    }

    /// Refuses what no case can look like.
    fn check(&self, case: &Traject) -> Result<(), Refusal> {
        let Some(first) = self.verloop.first() else {
            return Err(Refusal::because(
                "na de correctie zou het verzuimgeval geen verloop meer hebben",
            ));
        };
        let begin = self.begin;
        if self.verloop.iter().any(|stap| stap.ingangsdatum < begin)
            || self.beeindigd_op.is_some_and(|op| op < begin)
        {
            return Err(Refusal::because(
                "na de correctie zou een datum vóór de eerste verzuimdag liggen",
            ));
        }
        let starts_at_zero =
            |stap: Option<&VerloopStap>| stap.is_some_and(|s| s.percentage == Percentage::NONE);
        if starts_at_zero(Some(first)) && !starts_at_zero(case.verloop.first()) {
            return Err(Refusal::because(ZERO_AT_START));
        }
        Ok(())
    }

    /// The correction that brings `case` here, and the end of the case when that is new.
    fn decision(self, about: About, case: &Traject, volgnummer: Option<u32>) -> Decision {
        let end = self.beeindigd_op.filter(|_| case.is_lopend());
        let mut decision = Decision::event(about, self.event(case, volgnummer));
        decision.events.extend(end.map(|op| (about, EventKind::TrajectBeeindigd { op })));
        decision
    }

    fn event(self, case: &Traject, volgnummer: Option<u32>) -> EventKind {
        EventKind::Correctie {
            begin: self.begin,
            verloop: self.verloop,
            beeindigd_op: self.beeindigd_op,
            hersteld_gemeld_per: self.hersteld_gemeld_per,
            vangnet: self.vangnet,
            oorzaak: self.oorzaak,
            dienstverband: self.dienstverband,
            vorige_begin: case.begin,
            vorig_verloop: case.verloop.clone(),
            vorige_beeindigd_op: case.beeindigd_op(),
            volgnummer,
        }
    }
}

/// A report that puts an earlier one right.
pub(crate) fn correct(
    dossier: &WerknemerDossier,
    about: About,
    case: &Traject,
    melding: &VerzuimMelding,
) -> Result<Decision, Refusal> {
    let mut after = Stand::of(case);
    after.take_over(dossier, melding);
    after.correct_course(case, melding);
    after.check(case)?;
    if after == Stand::of(case) {
        return Ok(Decision::default().note(Niveau::Melding, "de correctie verandert niets"));
    }
    let beeindigd_op = after.beeindigd_op;
    let verloop = after.verloop.clone();
    let decision = after.decision(about, case, melding.volgnummer);
    let decision = check_corrected(decision, case, melding);
    Ok(match beeindigd_op {
        Some(op) => check_end(decision, &verloop, op),
        None => check_zero(decision, melding.percentage),
    })
}

/// Takes back one report of a case that remains: its step, or the recovery when it was that.
pub(crate) fn take_back(
    about: About,
    case: &Traject,
    melding: &VerzuimMelding,
) -> Result<Decision, Refusal> {
    let day = melding.ingangsdatum;
    let mut after = Stand::of(case);
    let stap = VerloopStap { ingangsdatum: day, percentage: melding.percentage };
    // A step and the recovery may fall on one day; the share then tells which report it was.
    let was_recovery = melding.einde
        || (names_recovery(case, day, melding.einde) && !case.verloop.contains(&stap));
    if was_recovery {
        if case.is_lopend() {
            return Err(Refusal::because("er is geen herstel gemeld om in te trekken"));
        }
        after.undo_recovery();
    } else {
        after.verloop.retain(|stap| stap.ingangsdatum != day);
        if after.verloop == case.verloop {
            return Err(Refusal::because(format!(
                "dit verzuimgeval heeft geen melding per {day} om in te trekken"
            )));
        }
        // What held on the first day before this report replaced it is not known any more.
        if after.verloop.is_empty() || day == case.begin {
            return Err(Refusal::because(
                "zonder deze melding heeft het verzuimgeval geen begin meer; stuur een correctie, \
                 of trek het hele geval in",
            ));
        }
    }
    after.check(case)?;
    Ok(after.decision(about, case, melding.volgnummer))
}

/// Places a correction before what a report brought about, when it says otherwise what was known
/// of the case. Corrections and withdrawals do this themselves or not at all.
pub(crate) fn take_over_facts(
    mut decision: Decision,
    dossier: &WerknemerDossier,
    about: About,
    case: &Traject,
    melding: &VerzuimMelding,
) -> Decision {
    let mut after = Stand::of(case);
    after.take_over(dossier, melding);
    if after == Stand::of(case) {
        return decision;
    }
    if decision.events.is_empty() {
        // That nothing changed is no longer so.
        decision.notes.clear();
    }
    decision.events.insert(0, (about, after.event(case, melding.volgnummer)));
    decision
}

/// Remarks that a report that is withdrawn gives facts which the case does not have.
pub(crate) fn check_withdrawn_facts(
    decision: Decision,
    dossier: &WerknemerDossier,
    case: &Traject,
    melding: &VerzuimMelding,
) -> Decision {
    let mut given = Stand::of(case);
    given.take_over(dossier, melding);
    if given == Stand::of(case) {
        return decision;
    }
    let text = "wat een ingetrokken melding over vangnet, oorzaak of dienstverband zegt, \
                is niet overgenomen";
    decision.note(Niveau::Melding, text)
}

/// Warns when the report that a correction puts right was never received.
fn check_corrected(decision: Decision, case: &Traject, melding: &VerzuimMelding) -> Decision {
    if corrects_known_report(case, melding) {
        return decision;
    }
    let day = melding.ingangsdatum_oud.unwrap_or(melding.ingangsdatum);
    let text = format!(
        "de melding per {day} die hiermee wordt verbeterd, was niet bekend; \
         de correctie is verwerkt als een nieuwe melding"
    );
    decision.note(Niveau::Waarschuwing, text)
}

/// Whether the case has the report that a correction names by its day. Without an old day it names
/// the report of its own day, or what it plainly is about: the recovery or the first day.
fn corrects_known_report(case: &Traject, melding: &VerzuimMelding) -> bool {
    let has_step = |day| case.verloop.iter().any(|stap| stap.ingangsdatum == day);
    let day = melding.ingangsdatum_oud.unwrap_or(melding.ingangsdatum);
    if has_step(day) || names_recovery(case, day, melding.einde) {
        return true;
    }
    let moves_recovery = melding.einde && case.beeindigd_op().is_some();
    let moves_first_day = melding.eerste_dag != case.begin
        && melding.ingangsdatum == melding.eerste_dag
        && has_step(case.begin);
    melding.ingangsdatum_oud.is_none() && (moves_recovery || moves_first_day)
}

/// Warns when the case ends before a step of its course.
pub(crate) fn check_end(decision: Decision, verloop: &[VerloopStap], op: Date) -> Decision {
    match verloop.last() {
        Some(last) if op < last.ingangsdatum => decision.note(
            Niveau::Waarschuwing,
            format!("het herstel ligt vóór een gemelde wijziging per {}", last.ingangsdatum),
        ),
        _ => decision,
    }
}

/// Warns when no absence is left in a case that does not end.
pub(crate) fn check_zero(decision: Decision, percentage: Percentage) -> Decision {
    if percentage != Percentage::NONE {
        return decision;
    }
    let text = "verzuimpercentage 0 zonder einde van het verzuim: het traject blijft lopen";
    decision.note(Niveau::Waarschuwing, text)
}

/// From which day a recovery is reported to hold, when that is another day than the recovery.
pub(crate) fn recovery_reported_from(melding: &VerzuimMelding) -> Option<Date> {
    melding.hersteld_op.filter(|op| *op != melding.ingangsdatum).map(|_| melding.ingangsdatum)
}

/// Whether a report that holds from `day` is the known recovery of the case. Where that was
/// reported from another day than it counts from, a step on `day` is meant rather than the
/// recovery, unless the report ends the case.
fn names_recovery(case: &Traject, day: Date, einde: bool) -> bool {
    let Some(op) = case.beeindigd_op() else { return false };
    let Some(reported) = case.hersteld_gemeld_per else { return day == op };
    let has_step = case.verloop.iter().any(|stap| stap.ingangsdatum == day);
    (day == op || day == reported) && (einde || !has_step)
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
