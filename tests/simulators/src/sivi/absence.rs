//! A history of absence: one case from the first report to the last.

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan};

use crate::random::Random;

/// One report on an absence, the `Vrzm` of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Melding {
    /// VrwrkCd.
    pub verwerking: &'static str,
    /// IngdatMutVrzm.
    pub ingang: Date,
    /// IngdatMutVrzmOud.
    pub ingang_oud: Option<Date>,
    /// VrzmgvlId.
    pub geval: String,
    /// VrzmgvlVnrMld.
    pub volgnummer: u32,
    /// DatEerstVrzmdg.
    pub eerste_dag: Date,
    /// DatHrstld; set when this report ends the case.
    pub hersteld: Option<Date>,
    /// PrcVrzm, in whole percents.
    pub percentage: u32,
    /// VngntJN.
    pub vangnet: &'static str,
    /// OorzkVrzmCd.
    pub oorzaak: &'static str,
}

/// VrwrkCd as we suppose its meaning: new, withdrawn, changed, corrected.
pub(crate) mod verwerking {
    pub(crate) const NIEUW: &str = "02";
    pub(crate) const INTREKKING: &str = "03";
    pub(crate) const WIJZIGING: &str = "04";
    pub(crate) const CORRECTIE: &str = "05";
}

impl Melding {
    /// The first report of a case: fully absent from `day`.
    pub fn ziekmelding(geval: &str, day: Date) -> Melding {
        Melding {
            verwerking: verwerking::NIEUW,
            ingang: day,
            ingang_oud: None,
            geval: geval.to_owned(),
            volgnummer: 1,
            eerste_dag: day,
            hersteld: None,
            percentage: 100,
            vangnet: "N",
            oorzaak: "99",
        }
    }

    fn next(&self, verwerking: &'static str, day: Date) -> Melding {
        let volgnummer = self.volgnummer + 1;
        Melding { verwerking, ingang: day, ingang_oud: None, volgnummer, ..self.clone() }
    }

    /// The share of absence changes from `day`.
    pub fn gedeeltelijk(&self, day: Date, percentage: u32) -> Melding {
        Melding { percentage, ..self.next(verwerking::WIJZIGING, day) }
    }

    /// This report should have held from another day.
    pub fn correctie(&self, day: Date) -> Melding {
        Melding { ingang_oud: Some(self.ingang), ..self.next(verwerking::CORRECTIE, day) }
    }

    /// Recovered from `day`.
    pub fn herstel(&self, day: Date) -> Melding {
        let next = self.next(verwerking::WIJZIGING, day);
        Melding { hersteld: Some(day), percentage: 0, ..next }
    }

    /// The case was reported by mistake.
    pub fn intrekking(&self) -> Melding {
        self.next(verwerking::INTREKKING, self.ingang)
    }
}

/// The history of the employee with this number.
pub(crate) fn history(seed: u64, number: u64) -> Vec<Melding> {
    let mut random = Random::new(seed ^ 0x005E_ED0F_AB5E_4CE5, number);
    let first = date(2026, 1, 5) + days(random.below(60));
    let mut meldingen = vec![Melding {
        vangnet: if random.chance(8) { "J" } else { "N" },
        oorzaak: if random.chance(5) { "11" } else { "99" },
        ..Melding::ziekmelding(&format!("VZ{number:07}-1"), first)
    }];
    let mut last = meldingen.first().cloned();
    let mut add = |last: &mut Option<Melding>, next: Melding| {
        meldingen.push(next.clone());
        *last = Some(next);
    };
    if random.chance(6) {
        if let Some(next) = last.as_ref().map(Melding::intrekking) {
            add(&mut last, next);
        }
        return meldingen;
    }
    for percentage in [random.pick(&[80, 75, 60]), random.pick(&[50, 40]), 25] {
        let Some(before) = last.clone().filter(|_| random.chance(40)) else { continue };
        let day = before.ingang + days(5 + random.below(20));
        add(&mut last, before.gedeeltelijk(day, percentage));
        if let Some(before) = last.clone().filter(|_| random.chance(15)) {
            add(&mut last, before.correctie(day + days(1 + random.below(3))));
        }
    }
    if let Some(before) = last.clone().filter(|_| random.chance(70)) {
        let day = before.ingang + days(1 + random.below(21));
        add(&mut last, before.herstel(day));
    }
    meldingen
}

fn days(count: u64) -> Span {
    (count as i64).days()
}
