//! What an operator can set on a link of this connector.
//!
//! SIVI does not publish what most codes mean. Every code that we send is a setting here, with a
//! default that README.md reasons about under "Assumptions".

use serde::Deserialize;

/// The settings of a link.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// IdInzndr in what we send: our name, agreed with the other side.
    pub id_inzender: String,
    /// GebrSwPakket in what we send.
    pub softwarepakket: String,
    /// Where Verwerkingsmeldingen go; none are made without it.
    pub verwerkingsmelding_url: Option<String>,
    /// BrCd of the Verwerkingsmelding, which its XSD leaves open.
    pub verwerkingsmelding_brcd: String,
    /// VnrBrCd of the Verwerkingsmelding, which its XSD leaves open.
    pub verwerkingsmelding_vnrbrcd: String,
    /// SrtRetmldngCd of a Retourmelding1.
    pub retourmelding: Retourmelding,
    /// SrtFoutCd of a Foutmldng in it.
    pub foutcode: Foutcode,
    /// VrwrkbhdCd of a report in a Verwerkingsmelding.
    pub verwerkbaarheid: Verwerkbaarheid,
    /// CtrlCd of a report in a Verwerkingsmelding.
    pub controlecode: Controlecode,
}

/// SrtRetmldngCd: what became of the message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Retourmelding {
    /// All records were processed, now or before.
    pub verwerkt: String,
    /// Read, but records were dropped.
    pub met_uitval: String,
    /// The message was refused.
    pub geweigerd: String,
}

/// SrtFoutCd: the sort of error.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Foutcode {
    /// About the message as a whole.
    pub bericht: String,
    /// About a record that was dropped.
    pub uitval: String,
    /// About a record that was processed all the same.
    pub waarschuwing: String,
}

/// VrwrkbhdCd: whether a report could be processed.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Verwerkbaarheid {
    /// Processed, now or before.
    pub verwerkt: String,
    /// Processed, with a remark that the sender should look at.
    pub met_waarschuwing: String,
    /// Dropped.
    pub uitval: String,
}

/// CtrlCd: which check spoke; five characters.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Controlecode {
    /// None did.
    pub geen: String,
    /// One that warned.
    pub waarschuwing: String,
    /// One that stopped the report.
    pub uitval: String,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            id_inzender: "SCHAKEL".into(),
            softwarepakket: "Schakel".into(),
            verwerkingsmelding_url: None,
            verwerkingsmelding_brcd: "00901".into(),
            verwerkingsmelding_vnrbrcd: "00001".into(),
            retourmelding: Retourmelding::default(),
            foutcode: Foutcode::default(),
            verwerkbaarheid: Verwerkbaarheid::default(),
            controlecode: Controlecode::default(),
        }
    }
}

impl Default for Retourmelding {
    fn default() -> Retourmelding {
        Retourmelding { verwerkt: "02".into(), met_uitval: "03".into(), geweigerd: "03".into() }
    }
}

impl Default for Foutcode {
    fn default() -> Foutcode {
        Foutcode { bericht: "99".into(), uitval: "99".into(), waarschuwing: "99".into() }
    }
}

impl Default for Verwerkbaarheid {
    fn default() -> Verwerkbaarheid {
        Verwerkbaarheid {
            verwerkt: "01".into(),
            met_waarschuwing: "02".into(),
            uitval: "03".into(),
        }
    }
}

impl Default for Controlecode {
    fn default() -> Controlecode {
        Controlecode { geen: "00000".into(), waarschuwing: "00000".into(), uitval: "00000".into() }
    }
}
