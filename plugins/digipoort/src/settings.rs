//! What an operator can set on a link of this connector.
//!
//! What UWV puts around its documents is not published. Every name that we had to guess is a setting
//! here, with a default that README.md lists under "Assumptions".

use std::collections::{BTreeMap, BTreeSet};

use sdk_connector::protocol::Call;
use sdk_connector::{Result, Stop};
use serde::Deserialize;

use crate::fault::Verdict;

/// The settings of a link.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// URL of the ophaalservice.
    pub endpoint: String,
    /// Name of the client certificate that the host shows; none without it.
    #[serde(default)]
    pub credential: Option<String>,
    /// Address of the authorisation service; none is sent when it is empty.
    #[serde(default = "no_ausp")]
    pub autorisatie_adres: String,
    /// Type of the identity by which an employer is known.
    #[serde(default = "lhnr")]
    pub identiteit_type: String,
    /// Hours that every list goes back before the end of the last one.
    #[serde(default = "three_days")]
    pub overlap_uren: u32,
    /// Days that one list covers at most, besides the overlap.
    #[serde(default = "a_month")]
    pub venster_dagen: u32,
    /// The berichtsoort of a service, by its code; the code itself where it is not listed.
    #[serde(default)]
    pub berichtsoorten: BTreeMap<String, String>,
    /// What carries a document.
    #[serde(default)]
    pub documentvorm: Documentvorm,
    /// Names of the elements in metadata XML.
    #[serde(default = "in_xml")]
    pub metadata: Namen,
    /// Names of the additionele elementen.
    #[serde(default = "in_additionele_elementen")]
    pub additionele_elementen: Namen,
    /// What a foutcode means, where that differs from the table in `fault.rs`.
    #[serde(default)]
    pub foutcodes: BTreeMap<String, Verdict>,
}

/// What carries a document, and what is said about it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Documentvorm {
    /// Whatever the message itself looks like.
    #[default]
    Auto,
    /// Metadata as XML in berichtInhoud, files in berichtBijlagen.
    MetadataXml,
    /// A file in berichtInhoud, metadata in additioneleElementenLijst.
    Pdf,
}

/// How the metadata are called.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Namen {
    /// The citizen service number that the document is about.
    pub bsn: String,
    /// Code of the service.
    pub dienst: String,
    /// Title.
    pub titel: String,
    /// Date on the document.
    pub datum: String,
}

fn no_ausp() -> String {
    "http://geenausp.nl".into()
}

fn lhnr() -> String {
    "LHnr".into()
}

fn three_days() -> u32 {
    72
}

fn a_month() -> u32 {
    31
}

fn in_xml() -> Namen {
    Namen {
        bsn: "bsn".into(),
        dienst: "dienst".into(),
        titel: "titel".into(),
        datum: "datum".into(),
    }
}

fn in_additionele_elementen() -> Namen {
    Namen {
        bsn: "BSN".into(),
        dienst: "Dienst".into(),
        titel: "Titel".into(),
        datum: "Datum".into(),
    }
}

/// Reads the settings of the link that `call` came over.
pub fn of(call: &Call) -> Result<Settings> {
    let settings: Settings = sdk_connector::settings(call)?;
    if settings.venster_dagen == 0 {
        return Err(Stop::fault("instelling `venster_dagen` moet ten minste 1 zijn"));
    }
    let sorts: BTreeSet<&String> = settings.berichtsoorten.values().collect();
    if sorts.len() < settings.berichtsoorten.len() {
        return Err(Stop::fault(
            "instelling `berichtsoorten` noemt een berichtsoort bij meer dan een dienst",
        ));
    }
    Ok(settings)
}

impl Settings {
    /// The berichtsoort of a service.
    pub fn berichtsoort<'a>(&'a self, dienst: &'a str) -> &'a str {
        self.berichtsoorten.get(dienst).map_or(dienst, String::as_str)
    }

    /// The service of a berichtsoort.
    pub fn dienst<'a>(&'a self, berichtsoort: &'a str) -> &'a str {
        let mut listed = self.berichtsoorten.iter();
        listed.find(|(_, sort)| *sort == berichtsoort).map_or(berichtsoort, |(dienst, _)| dienst)
    }
}
