//! The fields that an intake carries, as plugin.toml declares them, and the check that it does.

use serde::Deserialize;
use serde_json::{Map, Value};

/// One field of an intake.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "Written")]
pub struct Field {
    /// In the words of the source.
    pub name: String,
    /// What its value is.
    pub field_type: FieldType,
    /// Whether it may be absent or null.
    pub optional: bool,
    /// For whoever writes an importconfiguratie.
    pub doc: String,
}

/// What the value of a field is, and how it stands in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldType {
    /// A string.
    Tekst,
    /// A whole number.
    Getal,
    /// A decimal number as a string, `"1234.50"`, or as a number.
    Bedrag,
    /// A string `JJJJ-MM-DD`.
    Datum,
    /// `true` or `false`.
    JaNee,
}

impl FieldType {
    /// As it stands in plugin.toml.
    pub fn name(self) -> &'static str {
        match self {
            FieldType::Tekst => "tekst",
            FieldType::Getal => "getal",
            FieldType::Bedrag => "bedrag",
            FieldType::Datum => "datum",
            FieldType::JaNee => "ja_nee",
        }
    }

    fn of_name(name: &str) -> Option<FieldType> {
        use FieldType::{Bedrag, Datum, Getal, JaNee, Tekst};
        [Tekst, Getal, Bedrag, Datum, JaNee].into_iter().find(|known| known.name() == name)
    }

    /// Whether a value can stand for this type. Whether a date exists is for the domain to say.
    pub fn fits(self, value: &Value) -> bool {
        match (self, value) {
            (FieldType::Tekst, Value::String(_)) | (FieldType::JaNee, Value::Bool(_)) => true,
            (FieldType::Getal, Value::Number(number)) => number.is_i64() || number.is_u64(),
            (FieldType::Bedrag, Value::Number(_)) => true,
            (FieldType::Bedrag, Value::String(text)) => is_decimal(text),
            (FieldType::Datum, Value::String(text)) => is_date(text),
            _ => false,
        }
    }
}

/// The two ways to write a field: in full, or as `naam:type` with `?` behind it when optional.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Short(String),
    Full(Full),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Full {
    name: String,
    #[serde(rename = "type")]
    field_type: FieldType,
    #[serde(default)]
    optional: bool,
    #[serde(default)]
    doc: String,
}

impl TryFrom<Written> for Field {
    type Error = String;

    fn try_from(written: Written) -> Result<Field, String> {
        let full = match written {
            Written::Full(full) => full,
            Written::Short(text) => read_short(&text)?,
        };
        if full.name.is_empty() {
            return Err("een veld heeft geen naam".into());
        }
        let Full { name, field_type, optional, doc } = full;
        Ok(Field { name, field_type, optional, doc })
    }
}

fn read_short(text: &str) -> Result<Full, String> {
    let Some((name, sort)) = text.split_once(':') else {
        return Err(format!("veld `{text}` heeft geen type; schrijf `{text}:tekst`"));
    };
    let (sort, optional) = match sort.strip_suffix('?') {
        Some(sort) => (sort, true),
        None => (sort, false),
    };
    let field_type = FieldType::of_name(sort).ok_or_else(|| {
        format!("veld `{name}` heeft een onbekend type `{sort}`; bekend zijn tekst, getal, bedrag, datum en ja_nee")
    })?;
    Ok(Full { name: name.to_owned(), field_type, optional, doc: String::new() })
}

/// Whether `fields` of an intake are those declared. The error names the field, never its value.
pub(crate) fn check(declared: &[Field], fields: &Map<String, Value>) -> Result<(), String> {
    for field in declared {
        match fields.get(&field.name) {
            None | Some(Value::Null) if field.optional => {}
            None | Some(Value::Null) => return Err(format!("veld `{}` ontbreekt", field.name)),
            Some(value) if field.field_type.fits(value) => {}
            Some(_) => {
                let sort = field.field_type.name();
                return Err(format!("veld `{}` is geen {sort}", field.name));
            }
        }
    }
    match fields.keys().find(|name| !declared.iter().any(|field| field.name == **name)) {
        Some(stray) => Err(format!("veld `{stray}` staat niet in plugin.toml")),
        None => Ok(()),
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    [whole, fraction]
        .iter()
        .all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
}

fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(place, byte)| match place {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_fit_their_types() {
        let fits = [
            (FieldType::Tekst, json!("a")),
            (FieldType::Getal, json!(-3)),
            (FieldType::Bedrag, json!("-12.50")),
            (FieldType::Bedrag, json!(12.5)),
            (FieldType::Datum, json!("2026-03-02")),
            (FieldType::JaNee, json!(false)),
        ];
        let does_not_fit = [
            (FieldType::Tekst, json!(1)),
            (FieldType::Getal, json!(1.5)),
            (FieldType::Getal, json!("1")),
            (FieldType::Bedrag, json!("1,50")),
            (FieldType::Bedrag, json!("1.")),
            (FieldType::Bedrag, json!("")),
            (FieldType::Datum, json!("2-3-2026")),
            (FieldType::Datum, json!("2026-03-02T00:00")),
            (FieldType::JaNee, json!("ja")),
        ];
        for (field_type, value) in fits {
            assert!(field_type.fits(&value), "{field_type:?} {value}");
        }
        for (field_type, value) in does_not_fit {
            assert!(!field_type.fits(&value), "{field_type:?} {value}");
        }
    }
}
