//! How things are shown: as JSON, without what nobody needs to see.

use axum::Json;
use host_domain::{Bsn, LogRegel, Recht, amsterdam_time, mask_bsn};
use host_store::{Delivery, Lane, Logged};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::operator::Operator;

/// Fields of a document that may name somebody.
const NAMES_OF_DOCUMENTS: [&str; 2] = ["titel", "bestandsnaam"];

/// Any value as JSON with every BSN in it masked.
pub(crate) fn masked<T: Serialize>(value: &T) -> Value {
    // Our own types always become JSON.
    let mut json = serde_json::to_value(value).unwrap_or(Value::Null);
    mask_bsn(&mut json);
    json
}

/// Any value as JSON as this operator may see it: with every BSN in it masked, the names of documents
/// for those only who may read documents, and of a message that a rule asks for only its fields: what
/// they hold may be pay or a name, which no explanation of a rule shows.
pub(crate) fn to<T: Serialize>(operator: &Operator, value: &T) -> Value {
    let mut json = masked(value);
    veil(&mut json, operator.may(Recht::DocumentenInzien));
    json
}

fn veil(json: &mut Value, may_read: bool) {
    match json {
        Value::Object(fields) => {
            if fields.get("effect").is_some_and(|effect| effect == "bericht")
                && let Some(Value::Object(told)) = fields.get_mut("velden")
            {
                told.values_mut().for_each(|value| *value = json!("…"));
            }
            for (name, value) in fields {
                match value {
                    Value::String(text) if NAMES_OF_DOCUMENTS.contains(&name.as_str()) => {
                        *text = if may_read { without_bsn(text) } else { "…".to_owned() };
                    }
                    other => veil(other, may_read),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| veil(item, may_read)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// A moment, milliseconds since 1970 UTC, as people read it.
pub(crate) fn moment(ms: i64) -> Value {
    Timestamp::from_millisecond(ms).map_or(Value::Null, |moment| json!(amsterdam_time(moment)))
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
pub(crate) fn logged(operator: &Operator, logged: &Logged) -> Value {
    match logged {
        Logged::Event(event) => to(operator, event),
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

/// A delivery, with its lane in Dutch, and the size of its document in place of the content.
pub(crate) fn delivery(delivery: &Delivery) -> Value {
    let mut json = masked(delivery);
    if let Value::Object(fields) = &mut json {
        let of = &delivery.document;
        let shown = json!({ "kind": of.kind, "version": of.version, "bytes": of.body.len() });
        fields.insert("document".to_owned(), shown);
        fields.remove("lane");
        fields.insert("baan".to_owned(), json!(lane(delivery.lane)));
    }
    json
}

fn lane(lane: Lane) -> &'static str {
    match lane {
        Lane::Deliver => "bezorgen",
        Lane::Fetch => "ophalen",
        Lane::Mail => "mail",
    }
}

/// A text in which nine digits that could be a BSN are masked.
pub(crate) fn without_bsn(text: &str) -> String {
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
    use host_domain::Gebruiker;
    use host_engine::Actor;

    use super::*;

    #[test]
    fn a_damaged_event_is_shown_as_such() {
        let operator = Operator::of_the_house(Actor("toets".to_owned()));
        let shown = logged(&operator, &Logged::Unreadable { seq: 2 });
        assert_eq!(shown, json!({ "seq": 2, "onleesbaar": true }));
    }

    #[test]
    fn names_of_documents_are_for_who_may_read_them() {
        let all = json!({ "documenten": [{ "titel": "Besluit 123456782 Jansen", "lengte": 3 }] });
        let operator = |rechten: &[Recht]| {
            Operator::from(Gebruiker {
                naam: "piet".to_owned(),
                token_sha256: String::new(),
                rechten: rechten.iter().copied().collect(),
            })
        };
        for (rechten, titel) in [
            (&[Recht::DocumentenInzien][..], "Besluit ******782 Jansen"),
            (&[Recht::Beheer], "Besluit ******782 Jansen"),
            (&[Recht::Taken, Recht::DocumentenVerplaatsen], "…"),
            (&[], "…"),
        ] {
            let shown = json!({ "documenten": [{ "titel": titel, "lengte": 3 }] });
            assert_eq!(to(&operator(rechten), &all), shown, "{rechten:?}");
        }
    }

    #[test]
    fn what_a_rule_tells_another_system_is_shown_to_nobody() {
        let velden = [("loon".to_owned(), json!(52_200)), ("naam".to_owned(), json!("Jansen"))];
        let effect = host_domain::Effect::Bericht {
            koppeling: "KLANT/verzekeraar".to_owned(),
            soort: "loon".to_owned(),
            velden: velden.into(),
        };
        let operator = Operator::of_the_house(Actor("toets".to_owned()));
        let expected = json!({
            "effect": "bericht",
            "koppeling": "KLANT/verzekeraar",
            "soort": "loon",
            "velden": { "loon": "…", "naam": "…" },
        });
        assert_eq!(to(&operator, &json!({ "effects": [effect] }))["effects"][0], expected);
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
