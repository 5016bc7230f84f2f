//! How things are shown: as JSON, without what nobody needs to see.

use axum::Json;
use host_domain::{Bsn, LogRegel, mask_bsn};
use host_store::{Delivery, Logged};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// Any value as JSON with every BSN in it masked.
pub(crate) fn masked<T: Serialize>(value: &T) -> Value {
    // Our own types always become JSON.
    let mut json = serde_json::to_value(value).unwrap_or(Value::Null);
    mask_bsn(&mut json);
    json
}

/// A page of a list called `name`. `next` is what to ask for the next page; null at the end.
pub(crate) fn page(name: &str, items: Vec<Value>, next: Option<impl Serialize>) -> Json<Value> {
    let next = next.map_or(Value::Null, |next| json!(next));
    Json(Value::Object(Map::from_iter([
        (name.to_owned(), Value::Array(items)),
        ("volgende".to_owned(), next),
    ])))
}

/// An event, or that there was one, or that it is damaged.
pub(crate) fn logged(logged: &Logged) -> Value {
    match logged {
        Logged::Event(event) => event.masked(),
        Logged::Erased { seq, .. } => json!({ "seq": seq, "gewist": true }),
        Logged::Unreadable { seq } => json!({ "seq": seq, "onleesbaar": true }),
    }
}

/// A line of a logverslag. What the connector keeps for its acknowledgement is left out: it holds
/// parts of the message as they came, and so does the source's key perhaps.
pub(crate) fn line(line: &LogRegel) -> Value {
    let mut json = masked(line);
    if let Value::Object(fields) = &mut json {
        fields.remove("echo");
        if let Some(Value::String(key)) = fields.get_mut("sleutel") {
            *key = without_bsn(key);
        }
    }
    json
}

/// A delivery, with the size of its document in place of the content.
pub(crate) fn delivery(delivery: &Delivery) -> Value {
    let mut json = masked(delivery);
    if let Some(document) = json.get_mut("document") {
        let document_of = &delivery.document;
        *document = json!({
            "kind": document_of.kind,
            "version": document_of.version,
            "bytes": document_of.body.len(),
        });
    }
    json
}

/// A text in which nine digits that could be a BSN are masked.
fn without_bsn(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let is_digit = rest.starts_with(|c: char| c.is_ascii_digit());
        let end = rest.find(|c: char| c.is_ascii_digit() != is_digit).unwrap_or(rest.len());
        let (part, later) = rest.split_at(end);
        match Bsn::parse(part) {
            Ok(bsn) => shown.push_str(&bsn.masked()),
            Err(_) => shown.push_str(part),
        }
        rest = later;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_damaged_event_is_shown_as_such() {
        assert_eq!(logged(&Logged::Unreadable { seq: 2 }), json!({ "seq": 2, "onleesbaar": true }));
    }

    #[test]
    fn a_bsn_in_a_key_is_masked_and_other_numbers_are_not() {
        for (given, shown) in [
            ("100200/123456782/VZ-1", "100200/******782/VZ-1"),
            ("012345672", "******672"),
            ("123456789/1234567820", "123456789/1234567820"),
            ("é123456782é", "é******782é"),
            ("", ""),
        ] {
            assert_eq!(without_bsn(given), shown);
        }
    }
}
