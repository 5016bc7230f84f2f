//! Reading the Retourmelding1 that comes back.

use super::structure::{RETOURMELDING, parse, violations};

/// What a Retourmelding1 says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retourmelding {
    /// Berrefnr: the receiver's number.
    pub berrefnr: String,
    /// BerrefnrIngzndnBer: the message that it answers.
    pub ingezonden: String,
    /// SrtRetmldngCd.
    pub soort: String,
    /// In order.
    pub fouten: Vec<Fout>,
}

/// One Foutmldng.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fout {
    /// SrtFoutCd.
    pub code: String,
    /// Toelchtng.
    pub toelichting: String,
}

impl Retourmelding {
    /// Reads one, or says in what it departs from the standard.
    pub fn read(xml: &str) -> Result<Retourmelding, Vec<String>> {
        let found = violations(&RETOURMELDING, xml);
        if !found.is_empty() {
            return Err(found);
        }
        let node = parse(xml).map_err(|error| vec![error])?;
        let header = node.child("BrAlg").cloned().unwrap_or_default();
        Ok(Retourmelding {
            berrefnr: header.value("Berrefnr").to_owned(),
            ingezonden: header.value("BerrefnrIngzndnBer").to_owned(),
            soort: header.value("SrtRetmldngCd").to_owned(),
            fouten: node
                .all("Foutmldng")
                .map(|fout| Fout {
                    code: fout.value("SrtFoutCd").to_owned(),
                    toelichting: fout.value("Toelchtng").to_owned(),
                })
                .collect(),
        })
    }
}
