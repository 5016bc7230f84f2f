//! What a source says about a werknemer or an employment, as an importconfiguratie computed it.

use std::{collections::BTreeMap, fmt};

use jiff::civil::Date;
use serde_json::Value;

use crate::{Bsn, FieldError, Fields, Loonheffingennummer, Persoon};

/// A field that an importconfiguratie may fill: its name, its type for the check at load, whether
/// it must be filled, and what it means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FieldSpec {
    /// Name in the importconfiguratie.
    pub name: &'static str,
    /// Type of the expression.
    pub kind: FieldKind,
    /// Whether it must be there.
    pub required: bool,
    /// For the manual, in Dutch.
    pub doc: &'static str,
}

/// Type of a field of a command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text,
    /// Day; a text in the form jjjj-mm-dd will do.
    Date,
    /// 0 to 100; a number or a text such as `50.00`.
    Percentage,
    /// Whole number; a text of digits will do.
    Number,
    /// true or false.
    Flag,
}

/// A field; short, for the lists.
pub(crate) const fn field(
    name: &'static str,
    kind: FieldKind,
    required: bool,
    doc: &'static str,
) -> FieldSpec {
    FieldSpec { name, kind, required, doc }
}

/// What a source says about a value that may be absent. A source that is not asked for a value
/// (its importconfiguratie does not fill the field) leaves what is known as it is; one that is
/// asked and gives none clears it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opgegeven<T> {
    /// Nothing: the known value stays.
    Niet,
    /// That there is none.
    Geen,
    /// This value.
    Waarde(T),
}

impl<T> Opgegeven<T> {
    /// The value after this was said, when `known` was known before.
    pub fn or_known(self, known: Option<T>) -> Option<T> {
        match self {
            Opgegeven::Niet => known,
            Opgegeven::Geen => None,
            Opgegeven::Waarde(value) => Some(value),
        }
    }
}

/// What a source says that was asked for the value.
impl<T> From<Option<T>> for Opgegeven<T> {
    fn from(asked: Option<T>) -> Opgegeven<T> {
        asked.map_or(Opgegeven::Geen, Opgegeven::Waarde)
    }
}

/// What a source says about a werknemer. `Debug` shows none of it.
#[derive(Clone, PartialEq, Eq)]
pub struct WerknemerOpgave {
    /// Who.
    pub persoon: Persoon,
}

impl fmt::Debug for WerknemerOpgave {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("WerknemerOpgave(…)")
    }
}

impl WerknemerOpgave {
    /// What an importconfiguratie may fill.
    pub const FIELDS: &[FieldSpec] = &[
        field("bsn", FieldKind::Text, false, "burgerservicenummer, negen cijfers"),
        field(
            "extern_id",
            FieldKind::Text,
            false,
            "sleutel in het bronsysteem (ExternWerknemerId)",
        ),
        field("personeelsnummer", FieldKind::Text, false, "personeelsnummer"),
        field("achternaam", FieldKind::Text, true, "achternaam zonder tussenvoegsels"),
        field("tussenvoegsels", FieldKind::Text, false, "tussenvoegsels"),
        field("voorletters", FieldKind::Text, false, "voorletters"),
        field("roepnaam", FieldKind::Text, false, "roepnaam"),
        field("geslacht", FieldKind::Text, false, "M, V of O"),
        field("geboortedatum", FieldKind::Date, false, "geboortedatum"),
    ];

    /// Reads what an importconfiguratie computed; all problems at once.
    pub fn read(values: BTreeMap<String, Value>) -> Result<WerknemerOpgave, Vec<FieldError>> {
        let mut fields = Fields::new(values);
        let bsn = fields.text("bsn").and_then(|text| match Bsn::parse(&text) {
            Ok(bsn) => Some(bsn),
            Err(error) => {
                fields.wrong("bsn", error.to_string());
                None
            }
        });
        let geslacht = fields.text("geslacht");
        if geslacht.as_deref().is_some_and(|given| !matches!(given, "M" | "V" | "O")) {
            fields.wrong("geslacht", "M, V of O verwacht");
        }
        let persoon = Persoon {
            bsn,
            extern_id: fields.text("extern_id"),
            personeelsnummer: fields.text("personeelsnummer"),
            achternaam: fields.required_text("achternaam"),
            tussenvoegsels: fields.text("tussenvoegsels"),
            voorletters: fields.text("voorletters"),
            roepnaam: fields.text("roepnaam"),
            geslacht,
            geboortedatum: fields.date("geboortedatum"),
        };
        fields.finish(WerknemerOpgave { persoon })
    }
}

/// What a source says about an employment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DienstverbandOpgave {
    /// Key in the source system; what is known is never cleared.
    pub extern_id: Option<String>,
    /// First day.
    pub begin: Date,
    /// Last day.
    pub einde: Opgegeven<Date>,
    /// Job title.
    pub functie: Opgegeven<String>,
    /// Department.
    pub afdeling: Opgegeven<String>,
    /// Own payroll tax number.
    pub loonheffingennummer: Opgegeven<Loonheffingennummer>,
}

impl DienstverbandOpgave {
    /// What an importconfiguratie may fill.
    pub const FIELDS: &[FieldSpec] = &[
        field(
            "extern_id",
            FieldKind::Text,
            false,
            "sleutel van het dienstverband in het bronsysteem",
        ),
        field("begin", FieldKind::Date, true, "eerste dag"),
        field("einde", FieldKind::Date, false, "laatste dag"),
        field("functie", FieldKind::Text, false, "naam van de functie"),
        field("afdeling", FieldKind::Text, false, "afdeling"),
        field("loonheffingennummer", FieldKind::Text, false, "eigen loonheffingennummer"),
    ];

    /// Reads what an importconfiguratie computed; all problems at once.
    pub fn read(values: BTreeMap<String, Value>) -> Result<DienstverbandOpgave, Vec<FieldError>> {
        let mut fields = Fields::new(values);
        let begin = fields.date("begin");
        let begin = fields.required("begin", begin);
        let einde = fields.date("einde");
        if let (Some(begin), Some(einde)) = (begin, einde)
            && einde < begin
        {
            fields.wrong("einde", "ligt vóór het begin van het dienstverband");
        }
        let number = fields.text("loonheffingennummer");
        let loonheffingennummer = number.and_then(|text| match Loonheffingennummer::parse(&text) {
            Ok(number) => Some(number),
            Err(error) => {
                fields.wrong("loonheffingennummer", error.to_string());
                None
            }
        });
        let (functie, afdeling) = (fields.text("functie"), fields.text("afdeling"));
        let opgave = DienstverbandOpgave {
            extern_id: fields.text("extern_id"),
            begin: begin.unwrap_or_default(),
            einde: fields.said("einde", einde),
            functie: fields.said("functie", functie),
            afdeling: fields.said("afdeling", afdeling),
            loonheffingennummer: fields.said("loonheffingennummer", loonheffingennummer),
        };
        fields.finish(opgave)
    }
}
