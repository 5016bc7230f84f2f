//! The documents of the story, as Digipoort tells of them: what each is, and where it should come.

use serde::Deserialize;

use super::super::outside::Simulator;
use crate::exit::Failure;

/// A document of the story.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Vertelling {
    /// What it is, in Dutch.
    pub(super) naam: String,
    pub(super) document: Ligt,
    pub(super) plaats: Plaats,
    /// Whether all its files are PDFs.
    pub(super) is_pdf: bool,
}

/// A document as it lies at Digipoort, as far as it is looked at.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Ligt {
    pub(super) kenmerk: String,
    pub(super) loonheffingennummer: String,
    pub(super) bsn: Option<String>,
    #[serde(default)]
    vorm: Vorm,
    bestanden: Vec<serde_json::Value>,
}

/// In what envelope a document is, as far as it matters here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Vorm {
    /// The metadata cannot be read.
    Onleesbaar,
    /// They can.
    #[default]
    #[serde(other)]
    Leesbaar,
}

/// Where a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Plaats {
    /// In the dossier of the werknemer.
    Werknemer,
    /// In the dossier of the werkgever, as it is for the werkgever.
    Werkgever,
    /// In the dossier of the werkgever, as the werknemer was not found.
    NietGevonden,
    /// Nowhere: it is under no machtiging.
    Nergens,
}

impl Vertelling {
    /// Puts the documents of the story there.
    pub(super) fn put_there(digipoort: &Simulator) -> Result<Vec<Vertelling>, Failure> {
        let told = digipoort.post(&["beheer", "verhaal"])?;
        serde_json::from_value(told)
            .map_err(|error| Failure::Internal(format!("Digipoort is niet te volgen: {error}")))
    }

    /// How many documents it should give: one for each file, and one of metadata that cannot be read,
    /// so that a person can.
    pub(super) fn documenten(&self) -> usize {
        match self.plaats {
            Plaats::Nergens => 0,
            _ => self.document.bestanden.len() + usize::from(!self.is_leesbaar()),
        }
    }

    /// How many of those are no PDF.
    pub(super) fn zonder_pdf(&self) -> usize {
        if self.is_pdf { usize::from(!self.is_leesbaar()) } else { self.documenten() }
    }

    fn is_leesbaar(&self) -> bool {
        self.document.vorm == Vorm::Leesbaar
    }
}

impl Plaats {
    /// For people.
    pub(super) fn naam(self) -> &'static str {
        match self {
            Plaats::Werknemer => "dossier van de werknemer",
            Plaats::Werkgever => "dossier van de werkgever",
            Plaats::NietGevonden => "dossier van de werkgever, nog te plaatsen",
            Plaats::Nergens => "niet opgehaald",
        }
    }
}
