//! What a record hands over: the elements of the message that Schakel uses, and under which names.
//!
//! Everything else (addresses, telephone numbers, bank accounts, partners, contact persons, free
//! text) is read for its form only and dropped here. plugin.toml lists the same fields; a test
//! holds the two equal.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Number, Value};

use super::structure::{Content, DNSTVBND, Format, Group, VRZM, WRKGVR, WRKNMR};

/// One field of an intake.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Group on the wire.
    pub group: &'static str,
    /// Tag on the wire.
    pub wire: &'static str,
    /// Name in the intake: the tag, with the group in front where two groups share it.
    pub name: &'static str,
    /// A record without a sound value here (or, where the standard allows it, without any) cannot
    /// be used.
    pub vital: bool,
}

/// The groups that fields are taken from.
static GROUPS: [&Group; 4] = [&WRKGVR, &WRKNMR, &DNSTVBND, &VRZM];

/// The codes of all `Actie` groups of a report in one field, with a space between them: the only
/// thing that we take from below a report.
const ACTIES: Field = keep("Actie", "ActieCd");

const fn keep(group: &'static str, wire: &'static str) -> Field {
    Field { group, wire, name: wire, vital: false }
}

const fn vital(group: &'static str, wire: &'static str) -> Field {
    Field { group, wire, name: wire, vital: true }
}

const fn named(name: &'static str, field: Field) -> Field {
    Field { name, ..field }
}

/// In the order of the message.
pub static FIELDS: [Field; 61] = [
    keep("Wrkgvr", "HndlsnmOrg"),
    keep("Wrkgvr", "InschrijvingsnrKvK"),
    keep("Wrkgvr", "VestigingsnrHandelsregister"),
    vital("Wrkgvr", "IdWrkgvrArbdnst"),
    keep("Wrkgvr", "AansltnrGeguitwlngArbdnst"),
    keep("Wrkgvr", "Lhnr"),
    keep("Wrkgvr", "IndERDWGA"),
    keep("Wrkgvr", "IndERDZW"),
    named("Wrknmr_IngdatMut", keep("Wrknmr", "IngdatMut")),
    vital("Wrknmr", "SofiNr"),
    vital("Wrknmr", "Gebdat"),
    keep("Wrknmr", "Overldat"),
    vital("Wrknmr", "SignNm"),
    keep("Wrknmr", "Voorl"),
    keep("Wrknmr", "Voorv"),
    keep("Wrknmr", "Roepnaam"),
    keep("Wrknmr", "GslchtCd"),
    vital("Wrknmr", "IdWrknmr"),
    keep("Wrknmr", "IdWrknmrOud"),
    named("Dnstvbnd_IngdatMut", keep("Dnstvbnd", "IngdatMut")),
    vital("Dnstvbnd", "IdDnstvbnd"),
    keep("Dnstvbnd", "IdDnstvbndOud"),
    named("Dnstvbnd_Ingdat", vital("Dnstvbnd", "Ingdat")),
    named("Dnstvbnd_Enddat", keep("Dnstvbnd", "Enddat")),
    keep("Dnstvbnd", "RdEndDnstvbndCd"),
    keep("Dnstvbnd", "PersNr"),
    keep("Dnstvbnd", "PersNrOud"),
    keep("Dnstvbnd", "CntrnrArbdnst"),
    keep("Dnstvbnd", "SrtDnstvbndCd"),
    keep("Dnstvbnd", "Fnctcd"),
    keep("Dnstvbnd", "NmFnct"),
    keep("Dnstvbnd", "NmOrgeenh"),
    keep("Dnstvbnd", "OrgeenhCd"),
    keep("Dnstvbnd", "OndOrgeenhCd"),
    keep("Dnstvbnd", "OndOrgeenhCdNm"),
    keep("Dnstvbnd", "CdBepTd"),
    keep("Dnstvbnd", "AantCtrcturenPWk"),
    keep("Dnstvbnd", "AantUNormWk"),
    keep("Dnstvbnd", "SrtVarWrktdCd"),
    keep("Dnstvbnd", "AantLnwchtdgn"),
    vital("Vrzm", "VrwrkCd"),
    vital("Vrzm", "IngdatMutVrzm"),
    vital("Vrzm", "IngdatMutVrzmOud"),
    vital("Vrzm", "VrzmgvlId"),
    vital("Vrzm", "VrzmgvlIdOud"),
    vital("Vrzm", "VrzmgvlVnrMld"),
    vital("Vrzm", "EndVrzmJN"),
    keep("Vrzm", "DatVrzmWrkgvr"),
    vital("Vrzm", "DatEerstVrzmdg"),
    vital("Vrzm", "DatEerstVrzmdgOud"),
    vital("Vrzm", "DatHrstld"),
    keep("Vrzm", "DatHrstldWrkgvr"),
    keep("Vrzm", "DatVrwHrstl"),
    vital("Vrzm", "PrcVrzm"),
    keep("Vrzm", "BijzRdnStartVrzmCd"),
    keep("Vrzm", "OorzkVrzmCd"),
    keep("Vrzm", "VngntJN"),
    keep("Vrzm", "RdnEndVrzmCd"),
    keep("Vrzm", "WAZOCd"),
    keep("Vrzm", "PrcArbther"),
    ACTIES,
];

/// The fields of one group: those that it is worth to look for in it.
#[derive(Debug, Clone, Copy)]
pub struct OfGroup {
    first: usize,
    fields: &'static [Field],
}

/// The fields that a group gives; they stand together in [`FIELDS`].
pub fn of_group(group: &str) -> OfGroup {
    let first = FIELDS.iter().position(|field| field.group == group).unwrap_or(FIELDS.len());
    let rest = FIELDS.get(first..).unwrap_or_default();
    let length = rest.iter().take_while(|field| field.group == group).count();
    OfGroup { first, fields: rest.get(..length).unwrap_or_default() }
}

impl OfGroup {
    /// The field that a tag in the group gives, if we use it, with its place in [`FIELDS`].
    pub fn find(self, wire: &str) -> Option<(usize, &'static Field)> {
        let place = self.fields.iter().position(|field| field.wire == wire)?;
        Some((self.first + place, self.fields.get(place)?))
    }
}

/// Values by the place of their field in [`FIELDS`], each field at most once.
/// Written down they stand by the names of their fields: a place means nothing to another version.
#[derive(Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Map<String, Value>", try_from = "Map<String, Value>")]
pub struct Values(Vec<(usize, Value)>);

impl From<Values> for Map<String, Value> {
    fn from(values: Values) -> Map<String, Value> {
        let named = |(place, value): (usize, Value)| {
            FIELDS.get(place).map(|field| (field.name.to_owned(), value))
        };
        values.0.into_iter().filter_map(named).collect()
    }
}

impl TryFrom<Map<String, Value>> for Values {
    type Error = &'static str;

    fn try_from(named: Map<String, Value>) -> Result<Values, &'static str> {
        let placed = |(name, value): (String, Value)| {
            let place = FIELDS.iter().position(|field| field.name == name);
            place.map(|place| (place, value)).ok_or("een veld bestaat niet")
        };
        named.into_iter().map(placed).collect::<Result<_, _>>().map(Values)
    }
}

impl Values {
    /// Keeps the value of a field, in the place of an earlier one.
    pub fn put(&mut self, place: usize, value: Value) {
        match self.0.iter_mut().find(|(known, _)| *known == place) {
            Some((_, known)) => *known = value,
            None => self.0.push((place, value)),
        }
    }

    /// Adds what a group below gave: a text behind the text that is there, with a space between.
    pub fn join(&mut self, below: Values) {
        for (place, value) in below.0 {
            let before = self.0.iter_mut().find(|(known, _)| *known == place);
            match (before, &value) {
                (Some((_, Value::String(text))), Value::String(more)) => {
                    text.push(' ');
                    text.push_str(more);
                }
                _ => self.put(place, value),
            }
        }
    }

    /// The value of the field with this name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let named = |place: &usize| FIELDS.get(*place).is_some_and(|field| field.name == name);
        self.0.iter().find(|(place, _)| named(place)).map(|(_, value)| value)
    }
}

/// All fields as one object, from parts that have no field in common; those without a value are
/// null.
pub fn object(parts: &[&Values]) -> Map<String, Value> {
    let mut values = [const { None }; FIELDS.len()];
    for (place, value) in parts.iter().flat_map(|part| &part.0) {
        if let Some(slot) = values.get_mut(*place) {
            *slot = Some(value);
        }
    }
    let value = |value: Option<&Value>| value.cloned().unwrap_or(Value::Null);
    FIELDS.iter().zip(values).map(|(field, of)| (field.name.to_owned(), value(of))).collect()
}

impl Field {
    /// The form of its element, and whether that must be there.
    fn element(&self) -> Option<(Format, bool)> {
        let group = GROUPS.iter().find(|group| group.name == self.group)?;
        let (_, element) = group.find(self.wire, 0)?;
        match element.content {
            Content::Value(format) => Some((format, element.min > 0)),
            Content::Group(_) => None,
        }
    }

    /// Its line in plugin.toml: name, type, and `?` when a usable record may lack it.
    pub fn declaration(&self) -> String {
        let (format, mandatory) = self.element().unwrap_or((Format::Text(0), false));
        let kind = match format {
            Format::Date => "datum",
            Format::Decimal(_) | Format::Percentage => "bedrag",
            Format::Number(_) if self.is_count() => "getal",
            _ => "tekst",
        };
        let optional = if self.vital && mandatory { "" } else { "?" };
        format!("{}:{kind}{optional}", self.name)
    }

    /// Numbers that count something; the others (citizen service, chamber of commerce) name it.
    fn is_count(&self) -> bool {
        matches!(self.wire, "VrzmgvlVnrMld" | "AantLnwchtdgn")
    }

    /// A value of the right form as it is handed over. What names something gets back the leading
    /// zeros that a number loses on the wire.
    pub fn value(&self, text: &str) -> Value {
        match self.wire {
            _ if self.is_count() => match text.parse::<u64>() {
                Ok(count) => Value::Number(Number::from(count)),
                Err(_) => Value::Null,
            },
            "SofiNr" => Value::String(format!("{text:0>9}")),
            "InschrijvingsnrKvK" => Value::String(format!("{text:0>8}")),
            "VestigingsnrHandelsregister" => Value::String(format!("{text:0>12}")),
            _ => Value::String(text.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_written_down_by_name() {
        let mut values = Values::default();
        values.put(3, Value::from("100200"));
        let text = serde_json::to_string(&values).unwrap();
        assert_eq!(text, r#"{"IdWrkgvrArbdnst":"100200"}"#);
        assert!(serde_json::from_str::<Values>(&text).unwrap() == values);
        assert!(serde_json::from_str::<Values>(r#"{"Anders":"1"}"#).is_err());
    }
}
