//! The settings of a link as a type of the connector, with faults that name the setting.

use serde::de::value::StrDeserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::{Map, Value, map};

use crate::connector::{Result, Stop};
use crate::protocol::Call;

/// Reads the settings of the link that `call` came over. A fault names the setting and what is
/// wrong with it, never its value: that may be a secret.
pub fn settings<T: DeserializeOwned>(call: &Call) -> Result<T> {
    let settings: Map<String, Value> = serde_json::from_str(&call.settings)
        .map_err(|_| Stop::fault("de instellingen van de koppeling zijn geen JSON-object"))?;
    T::deserialize(Settings(settings)).map_err(|problem| Stop::Fault(problem.0))
}

/// A problem with one setting, in Dutch.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
struct Problem(String);

impl Error for Problem {
    fn custom<T: std::fmt::Display>(text: T) -> Problem {
        Problem(format!("de instellingen kloppen niet: {text}"))
    }

    fn missing_field(field: &'static str) -> Problem {
        Problem(format!("instelling `{field}` ontbreekt"))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Problem {
        let known = expected.join(", ");
        Problem(format!("instelling `{field}` bestaat niet; bekend zijn: {known}"))
    }
}

struct Settings(Map<String, Value>);

impl<'de> Deserializer<'de> for Settings {
    type Error = Problem;

    fn deserialize_any<V: Visitor<'de>>(
        self,
        visitor: V,
    ) -> std::result::Result<V::Value, Problem> {
        visitor.visit_map(Entries { rest: self.0.into_iter(), current: None })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

struct Entries {
    rest: map::IntoIter,
    current: Option<(String, Value)>,
}

impl<'de> MapAccess<'de> for Entries {
    type Error = Problem;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> std::result::Result<Option<K::Value>, Problem> {
        let Some((name, value)) = self.rest.next() else { return Ok(None) };
        let key = seed.deserialize(StrDeserializer::<Problem>::new(&name))?;
        self.current = Some((name, value));
        Ok(Some(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> std::result::Result<S::Value, Problem> {
        let (name, value) = self.current.take().ok_or_else(|| Problem::custom("geen waarde"))?;
        let given = sort_of(&value);
        seed.deserialize(value).map_err(|error| {
            Problem(format!(
                "instelling `{name}` heeft een waarde die niet past: gegeven is {given}{}",
                expectation(&error.to_string())
            ))
        })
    }
}

/// The sort of a JSON value in Dutch.
fn sort_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "niets (null)",
        Value::Bool(_) => "ja of nee (true of false)",
        Value::Number(_) => "een getal",
        Value::String(_) => "een tekst",
        Value::Array(_) => "een lijst",
        Value::Object(_) => "een groep",
    }
}

/// What serde expected, in Dutch; it says so at the end of its message, behind the value.
fn expectation(error: &str) -> String {
    let Some((_, expected)) = error.rsplit_once("expected ") else { return String::new() };
    let expected = match expected {
        "a string" | "a borrowed string" => "een tekst",
        "a boolean" => "ja of nee (true of false)",
        "a sequence" => "een lijst",
        "a map" => "een groep",
        "u8" | "u16" | "u32" | "u64" | "usize" => "een geheel getal, niet negatief",
        "i8" | "i16" | "i32" | "i64" => "een geheel getal",
        "f32" | "f64" => "een getal",
        choice if is_choice(choice) => choice,
        _ => return String::new(), // words of the connector's own, which may repeat the value
    };
    format!(", verwacht is {expected}")
}

/// Whether this is serde's list of the variants of an enumeration.
fn is_choice(expected: &str) -> bool {
    let expected = expected.strip_prefix("one of ").unwrap_or(expected);
    let mut names = expected.split(" or ").flat_map(|part| part.split(", "));
    names.all(|name| {
        let name = name.strip_prefix('`').and_then(|name| name.strip_suffix('`'));
        name.is_some_and(|name| name.chars().all(|c| c.is_ascii_alphanumeric() || "_-".contains(c)))
    })
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use serde::Deserialize;

    use super::*;
    use crate::protocol::Document;

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Example {
        url: String,
        #[serde(default)]
        batch: u32,
        mode: Option<Mode>,
        #[serde(default)]
        own: Own,
    }

    /// A type of the connector that repeats what it was given.
    #[derive(Debug, Default, Deserialize)]
    #[serde(try_from = "String")]
    struct Own;

    impl TryFrom<String> for Own {
        type Error = String;

        fn try_from(given: String) -> std::result::Result<Own, String> {
            Err(format!("expected something else than {given}"))
        }
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "snake_case")]
    enum Mode {
        Direct,
        Later,
    }

    #[expect(clippy::needless_pass_by_value, reason = "expect! is written on the spot")]
    fn check(json: &str, expected: Expect) {
        let call = Call {
            id: "c".into(),
            request: Document::of("deliver", 1, &()),
            settings: json.into(),
            state: Vec::new(),
            now_ms: 0,
            seed: 0,
        };
        expected.assert_eq(&match settings::<Example>(&call) {
            Ok(settings) => format!("{settings:?}"),
            Err(Stop::Fault(text)) => text,
            Err(Stop::Waiting) => "wacht".into(),
        });
    }

    #[test]
    fn settings_are_read_and_faults_name_the_setting() {
        check(
            r#"{"url":"u","mode":"later"}"#,
            expect![[r#"Example { url: "u", batch: 0, mode: Some(Later), own: Own }"#]],
        );
        check(r#"{"batch":3}"#, expect!["instelling `url` ontbreekt"]);
        check(
            r#"{"url":7}"#,
            expect![
                "instelling `url` heeft een waarde die niet past: gegeven is een getal, verwacht is een tekst"
            ],
        );
        check(
            r#"{"url":"u","batch":"geheim"}"#,
            expect![
                "instelling `batch` heeft een waarde die niet past: gegeven is een tekst, verwacht is een geheel getal, niet negatief"
            ],
        );
        check(
            r#"{"url":"u","batch":-1}"#,
            expect![
                "instelling `batch` heeft een waarde die niet past: gegeven is een getal, verwacht is een geheel getal, niet negatief"
            ],
        );
        check(
            r#"{"url":"u","mode":"geheim"}"#,
            expect![
                "instelling `mode` heeft een waarde die niet past: gegeven is een tekst, verwacht is `direct` or `later`"
            ],
        );
        check(
            r#"{"url":"u","own":"geheim"}"#,
            expect!["instelling `own` heeft een waarde die niet past: gegeven is een tekst"],
        );
        check(
            r#"{"ulr":"u"}"#,
            expect!["instelling `ulr` bestaat niet; bekend zijn: url, batch, mode, own"],
        );
        check("[]", expect!["de instellingen van de koppeling zijn geen JSON-object"]);
    }
}
