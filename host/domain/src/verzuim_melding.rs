//! A report on an absence, as an importconfiguratie computed it.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde_json::Value;

use crate::{FieldError, FieldKind, FieldSpec, Fields, Percentage, opgave::field};

/// A report on an absence, as sources with a running mutation link give it (SIVI `Vrzm`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerzuimMelding {
    /// The source's key of the case.
    pub extern_kenmerk: String,
    /// The source's number of this report within the case.
    pub volgnummer: Option<u32>,
    /// First day of absence.
    pub eerste_dag: Date,
    /// From which day this report holds.
    pub ingangsdatum: Date,
    /// For a correction: from which day it said before.
    pub ingangsdatum_oud: Option<Date>,
    /// Share of absence.
    pub percentage: Percentage,
    /// Ends the case.
    pub einde: bool,
    /// Day of full recovery, when the source gives one.
    pub hersteld_op: Option<Date>,
    /// Puts an earlier report right.
    pub correctie: bool,
    /// Withdraws the case, or with a `volgnummer` above 1 takes back that one report.
    pub intrekken: bool,
    /// Falls under the safety net; none when unknown.
    pub vangnet: Option<bool>,
    /// Cause, in the code of the source.
    pub oorzaak: Option<String>,
    /// The employment that it is about, by the source's key.
    pub dienstverband: Option<String>,
}

impl VerzuimMelding {
    /// What an importconfiguratie may fill.
    pub const FIELDS: &[FieldSpec] = &[
        field(
            "extern_kenmerk",
            FieldKind::Text,
            true,
            "sleutel van het verzuimgeval in het bronsysteem",
        ),
        field("volgnummer", FieldKind::Number, false, "nummer van de melding binnen het geval"),
        field("eerste_dag", FieldKind::Date, true, "eerste verzuimdag"),
        field(
            "ingangsdatum",
            FieldKind::Date,
            false,
            "vanaf welke dag de melding geldt; anders eerste_dag",
        ),
        field(
            "ingangsdatum_oud",
            FieldKind::Date,
            false,
            "bij een correctie: de eerdere ingangsdatum",
        ),
        field("percentage", FieldKind::Percentage, true, "verzuimpercentage"),
        field("einde", FieldKind::Flag, false, "of het geval hiermee eindigt"),
        field(
            "hersteld_op",
            FieldKind::Date,
            false,
            "dag van volledig herstel; anders ingangsdatum",
        ),
        field("correctie", FieldKind::Flag, false, "of een eerdere melding wordt verbeterd"),
        field(
            "intrekken",
            FieldKind::Flag,
            false,
            "of het geval wordt ingetrokken; met een volgnummer boven 1 alleen die melding",
        ),
        field("vangnet", FieldKind::Text, false, "J, N of O (onbekend)"),
        field(
            "oorzaak",
            FieldKind::Text,
            false,
            "oorzaak, in de code van de bron; nooit een diagnose",
        ),
        field(
            "dienstverband",
            FieldKind::Text,
            false,
            "sleutel van het dienstverband in het bronsysteem",
        ),
    ];

    /// Reads what an importconfiguratie computed; all problems at once.
    pub fn read(values: BTreeMap<String, Value>) -> Result<VerzuimMelding, Vec<FieldError>> {
        let mut fields = Fields::new(values);
        let eerste_dag = fields.date("eerste_dag");
        let eerste_dag = fields.required("eerste_dag", eerste_dag).unwrap_or_default();
        let percentage = fields.percentage("percentage");
        let percentage = fields.required("percentage", percentage).unwrap_or(Percentage::NONE);
        let vangnet = match fields.text("vangnet").as_deref() {
            Some("J") => Some(true),
            Some("N") => Some(false),
            None | Some("O") => None,
            Some(_) => {
                fields.wrong("vangnet", "J, N of O verwacht");
                None
            }
        };
        let melding = VerzuimMelding {
            extern_kenmerk: fields.required_text("extern_kenmerk"),
            volgnummer: fields.number("volgnummer"),
            eerste_dag,
            ingangsdatum: fields.date("ingangsdatum").unwrap_or(eerste_dag),
            ingangsdatum_oud: fields.date("ingangsdatum_oud"),
            percentage,
            einde: fields.flag("einde"),
            hersteld_op: fields.date("hersteld_op"),
            correctie: fields.flag("correctie"),
            intrekken: fields.flag("intrekken"),
            vangnet,
            oorzaak: fields.text("oorzaak"),
            dienstverband: fields.text("dienstverband"),
        };
        fields.finish(melding)
    }
}
