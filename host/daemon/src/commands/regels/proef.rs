//! `schakel regels proef`: what rules make of one event, recorded or made up. Nothing is carried out.

use std::{fs, path::Path};

use host_rulebook::Trace;
use serde_json::{Value, json};

use super::{super::fields, boek};
use crate::{
    cli::{Cli, Regelmap},
    client::HostClient,
    exit::Failure,
    output::Output,
};

/// Tries rules on an event: those of `map`, or those in use.
pub(super) fn run(
    cli: &Cli,
    what: &str,
    map: Option<&Path>,
    plugins: Option<&Path>,
    out: Output,
) -> Result<(), Failure> {
    let mut asked = match what.parse::<u64>() {
        Ok(nummer) => json!({ "nummer": nummer }),
        Err(_) => json!({ "gebeurtenis": from_file(Path::new(what))? }),
    };
    if let Some(map) = map {
        let plugins = plugins.map(Path::to_path_buf);
        let which = Regelmap { map: Some(map.to_path_buf()), plugins };
        let book = boek::read(cli, &which, out)?;
        if let Value::Object(fields) = &mut asked {
            fields.insert("regels".to_owned(), json!(book.sources()));
        }
    }
    let tried = HostClient::new(cli)?.post_body(&["api", "regels", "proef"], &asked)?;
    out.line(text(&tried));
    out.value(&tried);
    Ok(())
}

/// What the log adds to an event that happened. It says nothing about one that did not.
const FROM_THE_LOG: [&str; 7] =
    ["seq", "id", "version", "occurred_at", "causation", "depth", "correlation"];

/// The event in a file; one that was copied from the log too.
fn from_file(path: &Path) -> Result<Value, Failure> {
    let shown = path.display();
    let wrong = |why: String| {
        Failure::Usage(format!(
            "{shown}: {why}. Geef het nummer van een gebeurtenis, of een bestand met een gebeurtenis als JSON"
        ))
    };
    let text = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    event(&text).map_err(|error| {
        Failure::Usage(format!(
            "{shown}: geen JSON op regel {}, teken {}",
            error.line(),
            error.column()
        ))
    })
}

fn event(json: &str) -> Result<Value, serde_json::Error> {
    let mut event: Value = serde_json::from_str(json)?;
    if let Value::Object(fields) = &mut event {
        fields.retain(|name, _| !FROM_THE_LOG.contains(&name.as_str()));
    }
    Ok(event)
}

fn text(tried: &Value) -> String {
    let mut lines = vec![format!(
        "Proef met regelboek {} op {}; er is niets uitgevoerd.",
        fields::text(tried, "boek"),
        fields::text(tried, "gebeurtenis.type")
    )];
    let effects = |name: &str| -> Vec<String> {
        let all = fields::list(tried, name).iter();
        all.map(|one| format!("  {}: {}", fields::text(one, "regel"), fields::text(one, "gevolg")))
            .collect()
    };
    match effects("plan") {
        none if none.is_empty() => lines.push("Er zou niets volgen.".to_owned()),
        some => {
            lines.push("Er zou volgen:".to_owned());
            lines.extend(some);
        }
    }
    let shadow = effects("schaduw");
    if !shadow.is_empty() {
        lines.push("Regels die op schaduw staan zouden vragen om:".to_owned());
        lines.extend(shadow);
    }
    let trace = tried.get("trace").cloned().unwrap_or_default();
    if let Ok(trace) = serde_json::from_value::<Trace>(trace) {
        lines.push(String::new());
        lines.push(trace.render_dutch().trim_end().to_owned());
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_may_be_copied_from_the_log() {
        let copied = r#"{ "seq": 21, "id": "ev-1", "version": 1, "correlation": 20, "causation": 20,
            "depth": 1, "occurred_at": "x", "type": "afspraak.toegevoegd", "data": { "id": "af-1" } }"#;
        let asked = json!({ "type": "afspraak.toegevoegd", "data": { "id": "af-1" } });
        assert_eq!(event(copied).unwrap(), asked);
    }

    #[test]
    fn a_trial_says_what_would_follow_and_why() {
        let tried = json!({
            "boek": "aa11", "gebeurtenis": { "type": "verzuim.ziekmelding" },
            "plan": [{ "regel": "bel", "gevolg": "nieuwe_taak(\"Bel\")" }],
            "schaduw": [{ "regel": "meld", "gevolg": "emailsignaal(\"casemanager\")" }],
            "trace": { "boek": "aa11", "considered": 1, "skipped": 2, "rules": [{
                "regel": "bel", "uitkomst": "matched", "clauses": [{
                    "tekst": "traject.lopend", "regelnummer": 4, "kolom": 10, "antwoord": "ja",
                    "feiten": [["traject.lopend", "ja"]],
                }],
            }] },
        });
        let told = text(&tried);
        for part in [
            "Proef met regelboek aa11 op verzuim.ziekmelding; er is niets uitgevoerd.",
            "Er zou volgen:\n  bel: nieuwe_taak(\"Bel\")",
            "op schaduw staan zouden vragen om:\n  meld: emailsignaal",
            "traject.lopend = ja",
        ] {
            assert!(told.contains(part), "{part} in:\n{told}");
        }
        assert!(text(&json!({ "plan": [] })).contains("Er zou niets volgen."));
    }
}
