//! What a person fills in: the fields of a JSON object, with all that is wrong told at once and in
//! Dutch, each under the name of its field.

use std::{collections::BTreeMap, sync::Arc};

use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, request::Parts};
use host_domain::{FieldError, Fields};
use host_engine::Once;
use serde_json::Value;

use crate::{Api, given::InBodyIfAny, problem::Problem};

/// Header with the sender's own name for a request: under the same name it happens once.
const KEY: &str = "idempotency-key";

/// Characters in such a name; a UUID has 36.
const KEY_CHARS: usize = 128;

/// The fields of the JSON object in the body; none without a body.
pub(crate) struct Form(BTreeMap<String, Value>);

impl FromRequest<Arc<Api>> for Form {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Arc<Api>) -> Result<Self, Problem> {
        let InBodyIfAny(fields) = InBodyIfAny::from_request(request, api).await?;
        Ok(Form(fields))
    }
}

impl Form {
    /// Of fields that came in another way.
    pub(crate) fn new(fields: BTreeMap<String, Value>) -> Form {
        Form(fields)
    }

    /// Reads the `known` fields; others are a mistake.
    pub(crate) fn read<T>(
        self,
        known: &[&str],
        read: impl FnOnce(&mut Fields) -> T,
    ) -> Result<T, Problem> {
        let mut fields = Fields::new(self.0);
        fields.only(known);
        let read = read(&mut fields);
        fields.finish(read).map_err(wrong)
    }

    /// The fields, for whoever reads them otherwise.
    pub(crate) fn into_fields(self) -> BTreeMap<String, Value> {
        self.0
    }
}

/// Fields that cannot be read.
pub(crate) fn wrong(errors: Vec<FieldError>) -> Problem {
    let told = errors.into_iter().map(|error| format!("{}: {}", error.field, error.text));
    Problem::wrong_fields(told.collect())
}

/// The sender's own name for the request, from `Idempotency-Key`.
pub(crate) struct Named(pub(crate) Once);

impl<S: Send + Sync> FromRequestParts<S> for Named {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        Ok(Named(Once(name(&parts.headers)?)))
    }
}

fn name(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let mut given = headers.get_all(KEY).iter();
    let Some(first) = given.next() else { return Ok(None) };
    let name = first.to_str().unwrap_or_default();
    let lawful = name.bytes().all(|byte| byte.is_ascii_graphic());
    if given.next().is_some() || name.is_empty() || name.len() > KEY_CHARS || !lawful {
        return Err(Problem::bad_request(format!(
            "Idempotency-Key staat er één keer, en bestaat uit 1 tot {KEY_CHARS} tekens zonder spaties."
        )));
    }
    Ok(Some(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;
    use serde_json::json;

    use super::*;

    #[test]
    fn all_that_is_wrong_is_told_at_once() {
        let fields = json!({ "begin": "31-12-2026", "percentage": 101, "beginn": "x" });
        let form = Form::new(serde_json::from_value(fields).unwrap());
        let read = form.read(&["begin", "percentage", "soort"], |fields| {
            fields.date("begin");
            fields.percentage("percentage");
            fields.required_text("soort")
        });
        expect_test::expect![[r#"
            beginn: bestaat niet; bekend: begin, percentage, soort
            begin: geen bestaande datum in de vorm jjjj-mm-dd
            percentage: een percentage ligt van 0 tot en met 100, met ten hoogste twee decimalen
            soort: ontbreekt"#]]
        .assert_eq(&read.unwrap_err().reasons().join("\n"));
    }

    #[test]
    fn a_request_has_at_most_one_name() {
        let read = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(KEY, HeaderValue::from_str(value).unwrap());
            }
            name(&headers).ok()
        };
        assert_eq!(read(&[]), Some(None));
        assert_eq!(read(&["a-1"]), Some(Some("a-1".to_owned())));
        for wrong in [&["a", "b"][..], &[""], &["a b"], &[&"x".repeat(129)]] {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
