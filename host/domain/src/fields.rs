//! Named values that a rule computed, on their way into a command.
//!
//! An importconfiguratie fills fields by name; the commands say which names exist, of what type,
//! and which may not be missing. All that is wrong is reported at once.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde_json::Value;

use crate::{Bedrag, Opgegeven, Percentage};

/// What was wrong with one field. The text never repeats the value, which may be personal.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("veld `{field}`: {text}")]
pub struct FieldError {
    /// Name of the field in the command.
    pub field: String,
    /// What is wrong, in Dutch.
    pub text: String,
}

/// Values by name. An empty text and null both count as absent; [`Fields::said`] tells them from a
/// field that was not filled.
#[derive(Debug, Clone, Default)]
pub struct Fields {
    values: BTreeMap<String, Value>,
    errors: Vec<FieldError>,
}

impl Fields {
    /// The values as computed: texts, whole numbers and truth values; dates and decimals as text.
    pub fn new(values: BTreeMap<String, Value>) -> Fields {
        Fields { values, errors: Vec::new() }
    }

    /// Notes every field that is none of the `known` ones.
    pub fn only(&mut self, known: &[&str]) {
        let unknown = self.values.keys().filter(|name| !known.contains(&name.as_str()));
        for name in unknown.cloned().collect::<Vec<_>>() {
            self.wrong(&name, format!("bestaat niet; bekend: {}", known.join(", ")));
        }
    }

    /// What went wrong in the reads so far.
    pub fn finish<T>(self, read: T) -> Result<T, Vec<FieldError>> {
        if self.errors.is_empty() { Ok(read) } else { Err(self.errors) }
    }

    /// Notes a problem with a field.
    pub fn wrong(&mut self, field: &str, text: impl Into<String>) {
        self.errors.push(FieldError { field: field.to_owned(), text: text.into() });
    }

    /// What went wrong in the reads so far, where nothing could be made of them.
    pub fn into_errors(self) -> Vec<FieldError> {
        self.errors
    }

    /// Notes a problem with a field, unless one was noted.
    pub fn wrong_unless_noted(&mut self, field: &str, text: impl Into<String>) {
        if !self.errors.iter().any(|error| error.field == field) {
            self.wrong(field, text);
        }
    }

    /// What the source says with what was read from a field: nothing when the field was not filled.
    pub fn said<T>(&self, field: &str, read: Option<T>) -> Opgegeven<T> {
        if self.values.contains_key(field) { read.into() } else { Opgegeven::Niet }
    }

    /// A text, when present.
    pub fn text(&mut self, field: &str) -> Option<String> {
        match self.values.get(field) {
            None | Some(Value::Null) => None,
            Some(Value::String(text)) if text.trim().is_empty() => None,
            Some(Value::String(text)) => Some(text.trim().to_owned()),
            Some(Value::Number(number)) => Some(number.to_string()),
            Some(_) => {
                self.wrong(field, "een tekst verwacht");
                None
            }
        }
    }

    /// A text that must be there.
    pub fn required_text(&mut self, field: &str) -> String {
        let found = self.text(field);
        self.required(field, found).unwrap_or_default()
    }

    /// A day, `2026-03-02`, when present.
    pub fn date(&mut self, field: &str) -> Option<Date> {
        let text = self.text(field)?;
        // Other forms parse as well, such as a moment of which the time would be dropped.
        let day = text.parse().ok().filter(|day: &Date| day.to_string() == text);
        if day.is_none() {
            self.wrong(field, "geen bestaande datum in de vorm jjjj-mm-dd");
        }
        day
    }

    /// A moment on the clock in the Netherlands, `2026-03-02T09:30`, when present.
    pub fn date_time(&mut self, field: &str) -> Option<DateTime> {
        let text = self.text(field)?.replacen(' ', "T", 1);
        // Other forms parse as well, such as a day alone or a moment elsewhere.
        let canonical = |moment: &DateTime| {
            let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"];
            forms.iter().any(|form| moment.strftime(form).to_string() == text)
        };
        let moment = text.parse().ok().filter(canonical);
        if moment.is_none() {
            self.wrong(field, "geen bestaande datum en tijd in de vorm jjjj-mm-ddTuu:mm");
        }
        moment
    }

    /// An amount in euros, when present.
    pub fn amount(&mut self, field: &str) -> Option<Bedrag> {
        let text = self.text(field)?;
        match Bedrag::parse(&text) {
            Ok(found) => Some(found),
            Err(error) => {
                self.wrong(field, error.to_string());
                None
            }
        }
    }

    /// A percentage from 0 to 100, when present.
    pub fn percentage(&mut self, field: &str) -> Option<Percentage> {
        let text = self.text(field)?;
        match Percentage::parse(&text) {
            Ok(found) => Some(found),
            Err(error) => {
                self.wrong(field, error.to_string());
                None
            }
        }
    }

    /// A whole number that is not negative, when present.
    pub fn number(&mut self, field: &str) -> Option<u32> {
        let text = self.text(field)?;
        let number = text.parse().ok();
        if number.is_none() {
            self.wrong(field, "een geheel getal verwacht dat niet negatief is");
        }
        number
    }

    /// A truth value; absent is no.
    pub fn flag(&mut self, field: &str) -> bool {
        match self.values.get(field) {
            None | Some(Value::Null) => false,
            Some(Value::Bool(flag)) => *flag,
            Some(_) => {
                self.wrong(field, "`true` of `false` verwacht");
                false
            }
        }
    }

    /// Notes that a field is missing, unless it was found or its reading already failed.
    pub fn required<T>(&mut self, field: &str, found: Option<T>) -> Option<T> {
        if found.is_none() {
            self.wrong_unless_noted(field, "ontbreekt");
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fields(json: Value) -> Fields {
        Fields::new(serde_json::from_value(json).unwrap())
    }

    #[test]
    fn a_moment_is_a_day_with_a_time_and_nothing_else() {
        let read = |text: &str| {
            let mut fields = fields(json!({ "begin": text }));
            let read = fields.date_time("begin");
            fields.finish(read).map(|read| read.unwrap().to_string()).map_err(|errors| errors.len())
        };
        let moment = Ok("2026-03-02T09:30:00".to_owned());
        for text in ["2026-03-02T09:30", "2026-03-02 09:30", "2026-03-02T09:30:00"] {
            assert_eq!(read(text), moment, "{text}");
        }
        for text in
            ["2026-03-02", "2026-03-02T09:30Z", "2026-03-02T09:30+01:00", "2026-02-30T09:30"]
        {
            assert_eq!(read(text), Err(1), "{text}");
        }
    }

    #[test]
    fn an_amount_may_be_a_number_or_a_text_and_an_unknown_field_is_named() {
        let mut fields = fields(json!({ "a": 12.5, "b": "0.01", "c": "1,50", "d": "x" }));
        let amounts =
            ["a", "b", "c"].map(|name| fields.amount(name).map(|found| found.to_string()));
        assert_eq!(amounts, [Some("12.50".to_owned()), Some("0.01".to_owned()), None]);
        fields.only(&["a", "b", "c"]);
        let wrong: Vec<String> =
            fields.into_errors().iter().map(|error| error.field.clone()).collect();
        assert_eq!(wrong, ["c", "d"]);
    }
}
