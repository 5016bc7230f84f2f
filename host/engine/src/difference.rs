//! Where two JSON values differ, without saying what is in them.

use serde_json::Value;

/// Differences that are told of one pair.
const MOST: usize = 8;

/// Depth to which is looked; deeper, values differ as a whole.
const DEPTH_MAX: usize = 12;

/// The places where two documents differ, each with what kind of difference it is.
pub(crate) fn between(before: &[u8], now: &[u8]) -> Vec<String> {
    let read = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes);
    let mut found = Vec::new();
    match (read(before), read(now)) {
        (Ok(before), Ok(now)) => look("", &before, &now, 0, &mut found),
        _ if before != now => found.push("is anders".to_owned()),
        _ => {}
    }
    found
}

fn look(place: &str, before: &Value, now: &Value, depth: usize, found: &mut Vec<String>) {
    if before == now || found.len() >= MOST {
        return;
    }
    let shown = if place.is_empty() { "het geheel".to_owned() } else { place.to_owned() };
    match (before, now) {
        (Value::Object(before), Value::Object(now)) if depth < DEPTH_MAX => {
            for (name, value) in before {
                let inner = format!("{place}/{name}");
                match now.get(name) {
                    Some(other) => look(&inner, value, other, depth + 1, found),
                    None => found.push(format!("{inner} ontbreekt")),
                }
            }
            let new = now.keys().filter(|name| !before.contains_key(*name));
            found.extend(new.map(|name| format!("{place}/{name} is nieuw")));
        }
        (Value::Array(before), Value::Array(now)) if depth < DEPTH_MAX => {
            if before.len() != now.len() {
                let (before, now) = (before.len(), now.len());
                found.push(format!("{shown}: {now} in plaats van {before} elementen"));
            }
            for (nr, (value, other)) in before.iter().zip(now).enumerate() {
                look(&format!("{place}/{nr}"), value, other, depth + 1, found);
            }
        }
        (Value::String(before), Value::String(now)) => {
            if let Some((before, now)) =
                nested(before).zip(nested(now)).filter(|_| depth < DEPTH_MAX)
            {
                return look(place, &before, &now, depth + 1, found);
            }
            let same = before.chars().zip(now.chars()).take_while(|(a, b)| a == b).count();
            let (before, now) = (before.chars().count(), now.chars().count());
            let from = same + 1;
            found
                .push(format!("{shown}: anders vanaf teken {from} ({now} tekens, eerst {before})"));
        }
        _ => found.push(format!("{shown}: een andere waarde")),
    }
    found.truncate(MOST);
}

/// A document within a document: its body is JSON as text.
fn nested(text: &str) -> Option<Value> {
    text.starts_with('{').then(|| serde_json::from_str(text).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_told_and_values_are_not() {
        let before = br#"{"url":"https://a/","body":"<bsn>111222333</bsn>","headers":[["a","1"]]}"#;
        let now = br#"{"url":"https://a/","body":"<bsn>999990019</bsn>","headers":[],"extra":1}"#;
        let told = between(before, now).join("\n");
        assert_eq!(
            told,
            "/body: anders vanaf teken 6 (20 tekens, eerst 20)\n\
             /headers: 0 in plaats van 1 elementen\n\
             /extra is nieuw"
        );
        assert!(between(before, before).is_empty());
        let record = |text: &str| serde_json::json!({ "body": text }).to_string().into_bytes();
        let told = between(&record(r#"{"bsn":"111222333"}"#), &record(r#"{"bsn":"999990019"}"#));
        assert_eq!(told, ["/body/bsn: anders vanaf teken 1 (9 tekens, eerst 9)"]);
    }
}
