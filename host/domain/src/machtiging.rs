//! The machtiging: an employer authorises us at UWV, for one service and one payroll tax number
//! (seed S0).

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{Loonheffingennummer, MachtigingId, amsterdam::moment};

/// A service of UWV from which documents can be fetched (S0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Dienst {
    /// Ziektewet.
    #[serde(rename = "UWV-ZZ-ZW")]
    Ziektewet,
    /// Wet arbeid en zorg.
    #[serde(rename = "UWV-ZZ-WAZO")]
    Wazo,
    /// Eigenrisicodrager Ziektewet: aanvragen beschikkingen.
    #[serde(rename = "UWV-ERZW-AB")]
    ErdBeschikkingen,
    /// Eigenrisicodrager Ziektewet: inkoopdiensten.
    #[serde(rename = "UWV-ERZW-ID")]
    ErdInkoopdiensten,
    /// Financial information on ZW and WAZO.
    #[serde(rename = "UWV-FI-ZWWA")]
    Financieel,
}

impl Dienst {
    /// All of them, in the order of the source.
    pub const ALL: [Dienst; 5] = [
        Dienst::Ziektewet,
        Dienst::Wazo,
        Dienst::ErdBeschikkingen,
        Dienst::ErdInkoopdiensten,
        Dienst::Financieel,
    ];

    /// The code at UWV.
    pub fn code(self) -> &'static str {
        match self {
            Dienst::Ziektewet => "UWV-ZZ-ZW",
            Dienst::Wazo => "UWV-ZZ-WAZO",
            Dienst::ErdBeschikkingen => "UWV-ERZW-AB",
            Dienst::ErdInkoopdiensten => "UWV-ERZW-ID",
            Dienst::Financieel => "UWV-FI-ZWWA",
        }
    }

    /// What people read.
    pub fn naam(self) -> &'static str {
        match self {
            Dienst::Ziektewet => "Ziektewet",
            Dienst::Wazo => "Wet arbeid en zorg",
            Dienst::ErdBeschikkingen => "Eigenrisicodrager Ziektewet: aanvragen beschikkingen",
            Dienst::ErdInkoopdiensten => "Eigenrisicodrager Ziektewet: inkoopdiensten",
            Dienst::Financieel => "Financiële informatie ZW/WAZO",
        }
    }

    /// Reads a code; `None` when there is no such service.
    pub fn parse(code: &str) -> Option<Dienst> {
        Dienst::ALL.into_iter().find(|dienst| dienst.code() == code)
    }
}

impl fmt::Display for Dienst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// Where a machtiging stands (S0).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MachtigingStatus {
    /// The request was sent to UWV.
    Verstuurd,
    /// UWV has the request.
    Ontvangen,
    /// UWV is handling it; the letter with the activation code goes to the employer.
    InBehandeling,
    /// The activation code was entered and sent.
    ActiveringVerstuurd,
    /// Documents may be fetched.
    Actief,
    /// UWV rejected it.
    Afgekeurd,
    /// We cancelled the request.
    Geannuleerd,
    /// It was active and was withdrawn.
    Ingetrokken,
}

impl MachtigingStatus {
    /// All of them, in the order in which they follow.
    pub const ALL: [MachtigingStatus; 8] = [
        MachtigingStatus::Verstuurd,
        MachtigingStatus::Ontvangen,
        MachtigingStatus::InBehandeling,
        MachtigingStatus::ActiveringVerstuurd,
        MachtigingStatus::Actief,
        MachtigingStatus::Afgekeurd,
        MachtigingStatus::Geannuleerd,
        MachtigingStatus::Ingetrokken,
    ];

    /// The name in JSON, in commands and in rules.
    pub fn name(self) -> &'static str {
        match self {
            MachtigingStatus::Verstuurd => "verstuurd",
            MachtigingStatus::Ontvangen => "ontvangen",
            MachtigingStatus::InBehandeling => "in_behandeling",
            MachtigingStatus::ActiveringVerstuurd => "activering_verstuurd",
            MachtigingStatus::Actief => "actief",
            MachtigingStatus::Afgekeurd => "afgekeurd",
            MachtigingStatus::Geannuleerd => "geannuleerd",
            MachtigingStatus::Ingetrokken => "ingetrokken",
        }
    }

    /// What people read.
    pub fn naam(self) -> &'static str {
        match self {
            MachtigingStatus::Verstuurd => "aanvraag verstuurd naar UWV",
            MachtigingStatus::Ontvangen => "aanvraag ontvangen door UWV",
            MachtigingStatus::InBehandeling => "in behandeling bij UWV",
            MachtigingStatus::ActiveringVerstuurd => "activering verstuurd naar UWV",
            MachtigingStatus::Actief => "actief",
            MachtigingStatus::Afgekeurd => "afgekeurd door UWV",
            MachtigingStatus::Geannuleerd => "aanvraag geannuleerd",
            MachtigingStatus::Ingetrokken => "ingetrokken",
        }
    }

    /// Reads the name; `None` when there is no such state.
    pub fn parse(name: &str) -> Option<MachtigingStatus> {
        MachtigingStatus::ALL.into_iter().find(|status| status.name() == name)
    }

    /// Whether it has not ended.
    pub fn is_open(self) -> bool {
        self.is_requested() || self == MachtigingStatus::Actief
    }

    /// Whether it is on its way to being active.
    fn is_requested(self) -> bool {
        matches!(
            self,
            MachtigingStatus::Verstuurd
                | MachtigingStatus::Ontvangen
                | MachtigingStatus::InBehandeling
                | MachtigingStatus::ActiveringVerstuurd
        )
    }

    /// Whether `to` may follow on it (S0). UWV may take a request up before it said that it has it,
    /// and an activation code that UWV did not take can be entered again.
    pub fn kan_naar(self, to: MachtigingStatus) -> bool {
        match to {
            MachtigingStatus::Verstuurd => false,
            MachtigingStatus::Ontvangen => self == MachtigingStatus::Verstuurd,
            MachtigingStatus::InBehandeling => matches!(
                self,
                MachtigingStatus::Verstuurd
                    | MachtigingStatus::Ontvangen
                    | MachtigingStatus::ActiveringVerstuurd
            ),
            MachtigingStatus::ActiveringVerstuurd => self == MachtigingStatus::InBehandeling,
            MachtigingStatus::Actief => self == MachtigingStatus::ActiveringVerstuurd,
            MachtigingStatus::Afgekeurd | MachtigingStatus::Geannuleerd => self.is_requested(),
            MachtigingStatus::Ingetrokken => self == MachtigingStatus::Actief,
        }
    }
}

impl fmt::Display for MachtigingStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One machtiging. Key: payroll tax number and service, of those that have not ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Machtiging {
    /// Ours.
    pub id: MachtigingId,
    /// For which payroll tax number.
    pub loonheffingennummer: Loonheffingennummer,
    /// For which service.
    pub dienst: Dienst,
    /// Where it stands.
    pub status: MachtigingStatus,
    /// Every state that it had, oldest first. Empty in the event that begins it: the fold adds them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub historie: Vec<MachtigingStap>,
}

/// A state that a machtiging came in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MachtigingStap {
    /// The state.
    pub status: MachtigingStatus,
    /// Since when.
    #[serde(with = "moment")]
    pub op: Timestamp,
    /// Who or what did it: the source of the event.
    pub door: String,
    /// Why, where somebody said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reden: Option<String>,
}

impl Machtiging {
    /// Whether it has not ended.
    pub fn is_open(&self) -> bool {
        self.status.is_open()
    }
}
