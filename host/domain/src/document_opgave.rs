//! A document that a source brings, as an importconfiguratie computed it.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde_json::Value;

use crate::{
    Bsn, Dienst, FieldError, FieldKind, FieldSpec, Fields, Loonheffingennummer, opgave::field,
};

/// What a source says about a document; its file comes beside it. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct DocumentOpgave {
    /// Payroll tax number of the machtiging that it came under.
    pub loonheffingennummer: Loonheffingennummer,
    /// Service of the machtiging that it came under.
    pub dienst: Dienst,
    /// Key of the document in the source system.
    pub extern_kenmerk: String,
    /// Of the werknemer that it is about; none for a document of the werkgever.
    pub bsn: Option<Bsn>,
    /// The source gave a BSN that is none: the document is about a werknemer whom nobody can find.
    pub bsn_onleesbaar: bool,
    /// What people read.
    pub titel: Option<String>,
    /// Date on the document.
    pub datum: Option<Date>,
    /// Documentkenmerk.
    pub kenmerk: Option<String>,
    /// Name of the file at the source.
    pub bestandsnaam: Option<String>,
}

impl fmt::Debug for DocumentOpgave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("DocumentOpgave(…)")
    }
}

impl DocumentOpgave {
    /// What an importconfiguratie may fill.
    pub const FIELDS: &[FieldSpec] = &[
        field(
            "loonheffingennummer",
            FieldKind::Text,
            true,
            "loonheffingennummer van de machtiging waaronder het document is opgehaald",
        ),
        field("dienst", FieldKind::Text, true, "dienst van UWV, zoals UWV-ZZ-ZW"),
        field(
            "extern_kenmerk",
            FieldKind::Text,
            true,
            "sleutel van het document in het bronsysteem",
        ),
        field(
            "bsn",
            FieldKind::Text,
            false,
            "burgerservicenummer van de werknemer; leeg bij een document voor de werkgever",
        ),
        field("titel", FieldKind::Text, false, "titel"),
        field("datum", FieldKind::Date, false, "datum op het document"),
        field("kenmerk", FieldKind::Text, false, "documentkenmerk"),
        field("bestandsnaam", FieldKind::Text, false, "naam van het bestand"),
    ];

    /// Reads what an importconfiguratie computed; all problems at once. A BSN that is none is no
    /// problem: the document is there and a person can place it.
    pub fn read(values: BTreeMap<String, Value>) -> Result<DocumentOpgave, Vec<FieldError>> {
        let mut fields = Fields::new(values);
        let number = fields.required_text("loonheffingennummer");
        let number = Loonheffingennummer::parse(&number).map_err(|error| {
            fields.wrong_unless_noted("loonheffingennummer", error.to_string());
        });
        let code = fields.required_text("dienst");
        let dienst = Dienst::parse(&code);
        if dienst.is_none() {
            let known = Dienst::ALL.map(Dienst::code).join(", ");
            fields
                .wrong_unless_noted("dienst", format!("geen bekende dienst; bekend zijn {known}"));
        }
        let given = fields.text("bsn");
        let bsn = given.as_deref().and_then(|text| Bsn::parse(text).ok());
        let (extern_kenmerk, titel) =
            (fields.required_text("extern_kenmerk"), fields.text("titel"));
        let (datum, kenmerk) = (fields.date("datum"), fields.text("kenmerk"));
        let bestandsnaam = fields.text("bestandsnaam");
        let (Ok(loonheffingennummer), Some(dienst)) = (number, dienst) else {
            return Err(fields.into_errors());
        };
        fields.finish(DocumentOpgave {
            loonheffingennummer,
            dienst,
            extern_kenmerk,
            bsn_onleesbaar: given.is_some() && bsn.is_none(),
            bsn,
            titel,
            datum,
            kenmerk,
            bestandsnaam,
        })
    }
}
