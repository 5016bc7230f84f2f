//! The polis: an insurance of a werkgever, with what it covers and whom.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{Bedrag, PolisId, WerknemerId};

/// An insurance policy of a werkgever. All its last days count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Polis {
    /// Ours.
    pub id: PolisId,
    /// Its number at the insurer.
    pub polisnummer: String,
    /// Code in the catalogue, such as `Stoploss`.
    pub verzekeringstype: String,
    /// First day.
    pub begin: Date,
    /// Last day; none when it goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub einde: Option<Date>,
    /// When it covers; empty when it does so all the time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dekkingen: Vec<Dekking>,
    /// The pay of all insured that was declared to the insurer, by period. Periods do not overlap.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub loonsommen: Vec<Loonsom>,
    /// The most pay a year of one werknemer that is insured; none when there is no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximumloonsom: Option<Bedrag>,
    /// Whom it insures.
    pub ingesloten: Ingesloten,
}

/// A period in which a polis covers something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dekking {
    /// First day.
    pub begin: Date,
    /// Last day; none when it goes on as long as the polis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub einde: Option<Date>,
    /// What it covers, for people.
    pub omschrijving: String,
}

/// The pay of all insured in a period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loonsom {
    /// First day.
    pub begin: Date,
    /// Last day; none when it goes on as long as the polis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub einde: Option<Date>,
    /// How much.
    pub bedrag: Bedrag,
}

/// Whom a polis insures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ingesloten {
    /// All werknemers of the werkgever.
    Allen,
    /// These.
    Werknemers(Vec<Insluiting>),
}

/// A period in which a polis insures a werknemer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Insluiting {
    /// Whom.
    pub werknemer: WerknemerId,
    /// First day.
    pub begin: Date,
    /// Last day; none when it goes on as long as the polis.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub einde: Option<Date>,
}

/// Whether a period holds on a day; both its days count.
fn holds(begin: Date, einde: Option<Date>, day: Date) -> bool {
    begin <= day && einde.is_none_or(|einde| day <= einde)
}

impl Polis {
    /// Whether it runs on `day`: within its period and, when it has dekkingen, within one of them.
    pub fn loopt_op(&self, day: Date) -> bool {
        let covers = |dekking: &Dekking| holds(dekking.begin, dekking.einde, day);
        let covered = self.dekkingen.is_empty() || self.dekkingen.iter().any(covers);
        holds(self.begin, self.einde, day) && covered
    }

    /// Whether `werknemer` is among those whom it insures on `day`. Whether it runs then is another
    /// question: [`Polis::loopt_op`].
    pub fn sluit_in(&self, werknemer: WerknemerId, day: Date) -> bool {
        match &self.ingesloten {
            Ingesloten::Allen => true,
            Ingesloten::Werknemers(periods) => periods.iter().any(|period| {
                period.werknemer == werknemer && holds(period.begin, period.einde, day)
            }),
        }
    }

    /// The declared pay that holds on `day`; none when none was declared for then.
    pub fn loonsom_op(&self, day: Date) -> Option<Bedrag> {
        let mut declared = self.loonsommen.iter();
        let found = declared.find(|loonsom| holds(loonsom.begin, loonsom.einde, day));
        found.map(|loonsom| loonsom.bedrag)
    }
}
