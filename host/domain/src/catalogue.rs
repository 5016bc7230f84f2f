//! The catalogue: codes that rules and commands may name, as the environment is configured.

use serde::{Deserialize, Serialize};

/// What exists in this environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Kinds of task.
    #[serde(default, rename = "taak")]
    pub taken: Vec<TaakSoort>,
    /// Kinds of case.
    #[serde(default, rename = "trajectsoort")]
    pub trajectsoorten: Vec<TrajectSoort>,
}

/// A kind of task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TaakSoort {
    /// What rules name.
    pub code: String,
    /// What people read.
    pub naam: String,
    /// Screen on which it is done.
    #[serde(default)]
    pub scherm: Option<String>,
    /// Role that should do it.
    #[serde(default)]
    pub rol: Option<String>,
}

/// A kind of case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrajectSoort {
    /// What rules name.
    pub code: String,
    /// What people read.
    pub naam: String,
}

impl Catalogue {
    /// The kind of task with this code.
    pub fn taak(&self, code: &str) -> Option<&TaakSoort> {
        self.taken.iter().find(|soort| soort.code == code)
    }

    /// The kind of case with this code.
    pub fn trajectsoort(&self, code: &str) -> Option<&TrajectSoort> {
        self.trajectsoorten.iter().find(|soort| soort.code == code)
    }
}
