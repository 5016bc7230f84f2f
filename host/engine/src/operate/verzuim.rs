//! Absences by hand: the same reports as a source gives, on a traject that a person points at.

use host_domain::{
    Command, Dossier, DossierId, Percentage, Traject, TrajectId, VerzuimMelding, WerknemerId,
};
use host_store::{Reads, Session};
use jiff::civil::Date;

use super::{
    Actor,
    hand::{Asked, Handled, Once, dossier},
    refuse,
};
use crate::{Engine, error::Fault};

/// A ziekmelding as a person gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ziekmelding {
    /// First day of absence.
    pub eerste_dag: Date,
    /// Share of absence.
    pub percentage: Percentage,
    /// Falls under the safety net; none when unknown.
    pub vangnet: Option<bool>,
    /// Cause, in a code. Never a diagnosis.
    pub oorzaak: Option<String>,
    /// The employment that it is about, by the key of the source.
    pub dienstverband: Option<String>,
    /// The key of the case in a source that goes on with it; without one we make one.
    pub extern_kenmerk: Option<String>,
}

/// What was reported of a case and should have been otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Correctie {
    /// The first day of absence.
    EersteDag {
        /// As it should be.
        eerste_dag: Date,
        /// The share from then on; none when it is as it was.
        percentage: Option<Percentage>,
    },
    /// The share from a day on. Where the day is that of the recovery, there was none: the traject
    /// runs again.
    Percentage {
        /// The day that was reported, when that was another one.
        ingangsdatum_oud: Option<Date>,
        /// The day that it should be.
        ingangsdatum: Date,
        /// The share.
        percentage: Percentage,
    },
    /// The day of full recovery.
    Herstel {
        /// As it should be.
        hersteld_op: Date,
    },
}

impl Engine {
    /// Reports a werknemer ill. One who is ill already, in the same employment, is not so twice.
    pub fn report_illness(
        &self,
        actor: &Actor,
        once: &Once,
        werknemer: WerknemerId,
        melding: Ziekmelding,
    ) -> Result<Handled, Fault> {
        let (store, once, who) = (self.store.clone(), once.clone(), actor.clone());
        self.by_hand(actor, move |session| {
            let id = DossierId::Werknemer(werknemer);
            let dossier = dossier(session, id)?;
            let what = format!("ziekmelding {werknemer}");
            let made = TrajectId::new(&mut once.ids(&store, session, &who, &what)?).bits();
            let kenmerk = melding.extern_kenmerk.clone();
            let kenmerk = kenmerk.unwrap_or_else(|| format!("hand-{made:032x}"));
            check_not_ill(&dossier, &kenmerk, melding.dienstverband.as_deref())?;
            let command = Command::VerzuimMelden(VerzuimMelding {
                eerste_dag: melding.eerste_dag,
                ingangsdatum: melding.eerste_dag,
                percentage: melding.percentage,
                vangnet: melding.vangnet,
                oorzaak: melding.oorzaak.clone(),
                dienstverband: melding.dienstverband.clone(),
                ..of_case(kenmerk.clone(), melding.eerste_dag)
            });
            let known = dossier.as_werknemer();
            let known = known.and_then(|of| of.traject_met_kenmerk(Traject::VERZUIM, &kenmerk));
            Ok(Asked { dossier: id, traject: known.map(|case| case.id), command })
        })
    }

    /// Reports another share of absence from a day on.
    pub fn report_share(
        &self,
        actor: &Actor,
        traject: TrajectId,
        ingangsdatum: Date,
        percentage: Percentage,
    ) -> Result<Handled, Fault> {
        self.report(actor, traject, move |case| VerzuimMelding { ingangsdatum, percentage, ..case })
    }

    /// Reports full recovery: from this day on the werknemer works.
    pub fn report_recovery(
        &self,
        actor: &Actor,
        traject: TrajectId,
        op: Date,
    ) -> Result<Handled, Fault> {
        self.report(actor, traject, move |case| VerzuimMelding {
            ingangsdatum: op,
            einde: true,
            ..case
        })
    }

    /// Puts right what was reported of an absence.
    pub fn correct_verzuim(
        &self,
        actor: &Actor,
        traject: TrajectId,
        correctie: Correctie,
    ) -> Result<Handled, Fault> {
        self.by_hand(actor, move |session| {
            let (dossier, case) = find_case(session, traject)?;
            let melding = VerzuimMelding { correctie: true, ..melding_of(&case) };
            let melding = match &correctie {
                Correctie::EersteDag { eerste_dag, percentage } => VerzuimMelding {
                    eerste_dag: *eerste_dag,
                    ingangsdatum: *eerste_dag,
                    ingangsdatum_oud: Some(case.begin),
                    percentage: percentage
                        .or_else(|| first_share(&case))
                        .unwrap_or(Percentage::NONE),
                    ..melding
                },
                Correctie::Percentage { ingangsdatum_oud, ingangsdatum, percentage } => {
                    VerzuimMelding {
                        ingangsdatum: *ingangsdatum,
                        ingangsdatum_oud: *ingangsdatum_oud,
                        percentage: *percentage,
                        ..melding
                    }
                }
                Correctie::Herstel { hersteld_op } => VerzuimMelding {
                    ingangsdatum: *hersteld_op,
                    ingangsdatum_oud: Some(case.beeindigd_op().ok_or_else(|| {
                        refuse("hersteld_op: er is nog geen herstel gemeld om te corrigeren")
                    })?),
                    einde: true,
                    ..melding
                },
            };
            let command = Command::VerzuimMelden(melding);
            Ok(Asked { dossier, traject: Some(traject), command })
        })
    }

    /// Withdraws an absence: it should not have been reported.
    pub fn withdraw_verzuim(&self, actor: &Actor, traject: TrajectId) -> Result<Handled, Fault> {
        self.report(actor, traject, |case| VerzuimMelding { intrekken: true, ..case })
    }

    fn report(
        &self,
        actor: &Actor,
        traject: TrajectId,
        say: impl Fn(VerzuimMelding) -> VerzuimMelding + Send + 'static,
    ) -> Result<Handled, Fault> {
        self.by_hand(actor, move |session| {
            let (dossier, case) = find_case(session, traject)?;
            let command = Command::VerzuimMelden(say(melding_of(&case)));
            Ok(Asked { dossier, traject: Some(traject), command })
        })
    }
}

/// A report on a case that says nothing yet.
fn of_case(extern_kenmerk: String, begin: Date) -> VerzuimMelding {
    VerzuimMelding {
        extern_kenmerk,
        volgnummer: None,
        eerste_dag: begin,
        ingangsdatum: begin,
        ingangsdatum_oud: None,
        percentage: Percentage::NONE,
        einde: false,
        hersteld_op: None,
        correctie: false,
        intrekken: false,
        vangnet: None,
        oorzaak: None,
        dienstverband: None,
    }
}

fn melding_of(case: &Traject) -> VerzuimMelding {
    of_case(case.extern_kenmerk.clone().unwrap_or_default(), case.begin)
}

fn first_share(case: &Traject) -> Option<Percentage> {
    case.verloop.first().map(|stap| stap.percentage)
}

fn find_case(session: &Session<'_>, traject: TrajectId) -> Result<(DossierId, Traject), Fault> {
    let unknown = || refuse("het traject is niet bekend");
    let id = session.traject_dossier(traject)?.ok_or_else(unknown)?;
    let case = dossier(session, id)?.trajecten().get(&traject).cloned().ok_or_else(unknown)?;
    match case.soort == Traject::VERZUIM {
        true => Ok((id, case)),
        false => Err(refuse("het traject is geen verzuim")),
    }
}

/// Refuses a second absence in one employment while another runs; a repeat of a report is none.
fn check_not_ill(
    dossier: &Dossier,
    kenmerk: &str,
    dienstverband: Option<&str>,
) -> Result<(), Fault> {
    let Some(of) = dossier.as_werknemer() else { return Ok(()) };
    let employment = dienstverband.and_then(|key| of.dienstverband_met_extern_id(key));
    let employment = employment.map(|known| known.id);
    let running = of.trajecten.values().find(|case| {
        let is_absence = case.soort == Traject::VERZUIM && case.is_lopend();
        is_absence
            && case.dienstverband == employment
            && case.extern_kenmerk.as_deref() != Some(kenmerk)
    });
    match running {
        None => Ok(()),
        Some(case) => Err(refuse(format!(
            "de werknemer is al ziek gemeld per {} ({}); meld daarop, of geef het dienstverband",
            case.begin, case.id
        ))),
    }
}
