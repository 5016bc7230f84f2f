//! The catalogue: codes that rules and commands may name, as the environment is configured.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{KenmerkOp, Mailsjabloon};

/// What exists in this environment.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    /// Roles of people.
    #[serde(default, rename = "rol")]
    pub rollen: Vec<Rol>,
    /// Kinds of task.
    #[serde(default, rename = "taak")]
    pub taken: Vec<TaakSoort>,
    /// Kinds of case.
    #[serde(default, rename = "trajectsoort")]
    pub trajectsoorten: Vec<TrajectSoort>,
    /// Templates of e-mail.
    #[serde(default, rename = "mailsjabloon")]
    pub mailsjablonen: Vec<Mailsjabloon>,
    /// Labels.
    #[serde(default, rename = "kenmerk")]
    pub kenmerken: Vec<KenmerkSoort>,
    /// Kinds of insurance.
    #[serde(default, rename = "verzekeringstype")]
    pub verzekeringstypen: Vec<Genoemd>,
    /// Kinds of place for an appointment.
    #[serde(default, rename = "locatietype")]
    pub locatietypen: Vec<Genoemd>,
}

/// A role: who does a task, who gets an e-mail. The operator's configuration says which addresses
/// have it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rol {
    /// What rules name.
    pub code: String,
    /// What people read.
    pub naam: String,
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

/// A label, and what it may be put on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KenmerkSoort {
    /// What rules name.
    pub code: String,
    /// What people read.
    pub naam: String,
    /// What it may be put on.
    pub op: BTreeSet<KenmerkOp>,
}

/// A code with a name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Genoemd {
    /// What rules name.
    pub code: String,
    /// What people read.
    pub naam: String,
}

impl Catalogue {
    /// The role with this code.
    pub fn rol(&self, code: &str) -> Option<&Rol> {
        self.rollen.iter().find(|rol| rol.code == code)
    }

    /// The kind of task with this code.
    pub fn taak(&self, code: &str) -> Option<&TaakSoort> {
        self.taken.iter().find(|soort| soort.code == code)
    }

    /// The kind of case with this code.
    pub fn trajectsoort(&self, code: &str) -> Option<&TrajectSoort> {
        self.trajectsoorten.iter().find(|soort| soort.code == code)
    }

    /// The template of e-mail with this code.
    pub fn mailsjabloon(&self, code: &str) -> Option<&Mailsjabloon> {
        self.mailsjablonen.iter().find(|sjabloon| sjabloon.code == code)
    }

    /// The label with this code, when it may be put on `op`.
    pub fn kenmerk(&self, op: KenmerkOp, code: &str) -> Option<&KenmerkSoort> {
        self.kenmerken.iter().find(|soort| soort.code == code && soort.op.contains(&op))
    }

    /// The kind of insurance with this code.
    pub fn verzekeringstype(&self, code: &str) -> Option<&Genoemd> {
        self.verzekeringstypen.iter().find(|soort| soort.code == code)
    }

    /// The kind of place with this code.
    pub fn locatietype(&self, code: &str) -> Option<&Genoemd> {
        self.locatietypen.iter().find(|soort| soort.code == code)
    }
}
