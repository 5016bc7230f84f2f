//! What was not tried: triggers without a test, conditions that were never true or never decided,
//! rows that were never used.

use serde::{Deserialize, Serialize};

use crate::analysis::coverage::{Coverage, TriggerCoverage};

/// Something in the rules that nothing tried.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Gap {
    /// Path of the file in the folder of rules; of a row the name of the conversiegroep.
    pub waar: String,
    /// Line; 0 when about the whole.
    pub regelnummer: u32,
    /// Column in that line; 0 when about the whole.
    pub kolom: u32,
    /// The condition, or the row; empty when about the whole.
    pub tekst: String,
    /// What is missing.
    pub wat: GapKind,
}

/// What is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GapKind {
    /// The trigger has no test.
    ZonderTest,
    /// The trigger was never asked.
    NooitGevraagd,
    /// The trigger never matched.
    NooitVanToepassing,
    /// The condition was never true.
    NooitWaar,
    /// The condition was never anything but true.
    NooitOnwaar,
    /// The condition was never the only one that was not true.
    NooitBeslissend,
    /// The row was never used.
    RijNooitGebruikt,
}

/// What was tried, in numbers: conditions and rows, and how many of them were tried well. A condition
/// is when it was true once, and once was the only one that was not.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CoverageCounts {
    /// Conditions of all triggers.
    pub voorwaarden: u64,
    /// Those that were tried well.
    pub beproefd: u64,
    /// Triggers.
    pub triggers: u64,
    /// Those that were asked and matched at least once.
    pub van_toepassing: u64,
    /// Rows of conversiegroepen.
    pub rijen: u64,
    /// Those that were used.
    pub gebruikt: u64,
}

impl GapKind {
    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            GapKind::ZonderTest => "geen test",
            GapKind::NooitGevraagd => "nooit gevraagd",
            GapKind::NooitVanToepassing => "nooit van toepassing",
            GapKind::NooitWaar => "nooit waar",
            GapKind::NooitOnwaar => "nooit onwaar",
            GapKind::NooitBeslissend => "nooit beslissend",
            GapKind::RijNooitGebruikt => "rij nooit gebruikt",
        }
    }
}

impl Gap {
    /// One line for people: where, what, and what it is about.
    pub fn render(&self) -> String {
        let place = match (self.regelnummer, self.kolom) {
            (0, _) => self.waar.clone(),
            (line, column) => format!("{}:{line}:{column}", self.waar),
        };
        let text = if self.tekst.is_empty() { String::new() } else { format!("  {}", self.tekst) };
        format!("{place}  {}{text}", self.wat.name())
    }
}

impl Coverage {
    /// What the tests left untried, by file and place.
    pub fn untested(&self) -> Vec<Gap> {
        self.gaps(|tried| (tried.tests == 0).then_some(GapKind::ZonderTest))
    }

    /// What the recorded events left untried, by file and place.
    pub fn unseen(&self) -> Vec<Gap> {
        self.gaps(|tried| (tried.gevraagd == 0).then_some(GapKind::NooitGevraagd))
    }

    fn gaps(&self, whole: impl Fn(&TriggerCoverage) -> Option<GapKind>) -> Vec<Gap> {
        let mut found: Vec<Gap> =
            self.triggers.values().flat_map(|tried| tried.gaps(&whole)).collect();
        for (group, keys) in &self.conversies {
            for (key, rows) in keys {
                let unused = rows.iter().filter(|(_, used)| **used == 0).map(|(row, _)| Gap {
                    waar: group.clone(),
                    regelnummer: 0,
                    kolom: 0,
                    tekst: format!("{key}: {row}"),
                    wat: GapKind::RijNooitGebruikt,
                });
                found.extend(unused);
            }
        }
        found.sort();
        found
    }

    /// What was tried, in numbers.
    pub fn counts(&self) -> CoverageCounts {
        let mut counts = CoverageCounts::default();
        for tried in self.triggers.values() {
            counts.triggers += 1;
            counts.van_toepassing += u64::from(tried.van_toepassing > 0);
            for clause in &tried.voorwaarden {
                counts.voorwaarden += 1;
                counts.beproefd += u64::from(clause.ja > 0 && clause.beslissend > 0);
            }
        }
        for used in self.conversies.values().flat_map(|keys| keys.values()).flat_map(|r| r.values())
        {
            counts.rijen += 1;
            counts.gebruikt += u64::from(*used > 0);
        }
        counts
    }
}

impl TriggerCoverage {
    fn gaps(&self, whole: impl Fn(&TriggerCoverage) -> Option<GapKind>) -> Vec<Gap> {
        let gap = |regelnummer, kolom, tekst: &str, wat| Gap {
            waar: self.file.clone(),
            regelnummer,
            kolom,
            tekst: tekst.to_owned(),
            wat,
        };
        if let Some(wat) = whole(self) {
            return vec![gap(0, 0, "", wat)];
        }
        let mut found = Vec::new();
        if self.van_toepassing == 0 {
            found.push(gap(0, 0, "", GapKind::NooitVanToepassing));
        }
        for clause in &self.voorwaarden {
            let wat = if clause.ja == 0 {
                GapKind::NooitWaar
            } else if clause.nee + clause.onbekend == 0 {
                GapKind::NooitOnwaar
            } else if clause.beslissend == 0 {
                GapKind::NooitBeslissend
            } else {
                continue;
            };
            found.push(gap(clause.regelnummer, clause.kolom, &clause.tekst, wat));
        }
        found
    }
}
