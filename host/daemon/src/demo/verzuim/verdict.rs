//! Whether the story ended as it should.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{super::quiet::items, afterwards::Afterwards, story::Told};

/// The event on which the delivered rules give a task.
const ZIEKMELDING: &str = "verzuim.ziekmelding";
/// The event of a task that is added.
const TAAK: &str = "taak.toegevoegd";

/// What is not as it should be, in Dutch.
pub(super) fn differences(told: &[Told], afterwards: &Afterwards) -> Vec<String> {
    let mut found = Vec::new();
    if told.is_empty() {
        found.push("het portaal stuurde niets".to_owned());
    }
    of_answers(told, &mut found);
    of_reports(told, afterwards, &mut found);
    of_tasks(afterwards, &mut found);
    of_deliveries(told, afterwards, &mut found);
    found
}

/// Every message gets a Retourmelding1 that fits the standard.
fn of_answers(told: &[Told], found: &mut Vec<String>) {
    for answer in told {
        let step = answer.stap;
        if answer.status != 200 || answer.retourmelding.is_none() {
            found.push(format!(
                "bericht {step} kreeg status {} of geen Retourmelding1",
                answer.status
            ));
        }
        for departure in &answer.afwijkingen {
            found.push(format!("het antwoord op bericht {step} wijkt af: {departure}"));
        }
    }
}

/// Every message has a logverslag with the counts that it should have.
fn of_reports(told: &[Told], afterwards: &Afterwards, found: &mut Vec<String>) {
    let reports = &afterwards.logverslagen;
    if reports.len() != told.len() {
        found.push(format!("{} berichten, maar {} logverslagen", told.len(), reports.len()));
    }
    for (answer, report) in told.iter().zip(reports) {
        let count = |name: &str| {
            report.pointer(&format!("/telling/{name}")).and_then(Value::as_u64).unwrap_or(0)
        };
        let counts = (count("verwerkt"), count("uitval"), count("dubbel") > 0);
        let wanted = answer.verwacht;
        if counts != (wanted.verwerkt, wanted.uitval, wanted.herhaald) {
            found.push(format!(
                "bericht {} ({}): verwerkt {}, uitval {}, herhaald {}; verwacht {}, {}, {}",
                answer.stap,
                answer.naam,
                counts.0,
                counts.1,
                counts.2,
                wanted.verwerkt,
                wanted.uitval,
                wanted.herhaald
            ));
        }
    }
}

/// Every ziekmelding gives a task, no rule speaks twice about one event, and a task can be explained
/// down to its rule.
fn of_tasks(afterwards: &Afterwards, found: &mut Vec<String>) {
    let events = items(&afterwards.events, "gebeurtenissen");
    let of_type = |kind: &'static str| events.iter().filter(move |event| event["type"] == kind);
    if of_type(ZIEKMELDING).next().is_none() {
        found.push("er is geen enkele ziekmelding".to_owned());
    }
    for reported in of_type(ZIEKMELDING) {
        if !of_type(TAAK).any(|added| added["causation"] == reported["seq"]) {
            found.push(format!("ziekmelding {} gaf geen taak", reported["seq"]));
        }
    }
    let mut spoken = BTreeSet::new();
    for added in of_type(TAAK) {
        let (source, cause) = (added["source"].to_string(), added["causation"].to_string());
        if !spoken.insert((source.clone(), cause.clone())) {
            found.push(format!("{source} gaf twee taken op gebeurtenis {cause}"));
        }
    }
    if items(&afterwards.taken, "taken").len() != spoken.len() {
        found.push("de openstaande taken zijn niet die van de gebeurtenissen".to_owned());
    }
    let explained = afterwards.why.as_ref().is_some_and(|(value, _)| {
        value.pointer("/trace/rules").and_then(Value::as_array).is_some_and(|rules| {
            let made = value.pointer("/taak/regel");
            rules.iter().any(|rule| rule["uitkomst"] == "matched" && rule.get("regel") == made)
        })
    });
    if !explained {
        found.push("de eerste taak is niet te verklaren tot op haar regel".to_owned());
    }
}

/// Every message that was not a repeat is acknowledged to the portal, once, and taken there.
fn of_deliveries(told: &[Told], afterwards: &Afterwards, found: &mut Vec<String>) {
    let wanted = told.iter().filter(|answer| !answer.verwacht.herhaald).count();
    let deliveries = items(&afterwards.bezorgingen, "bezorgingen");
    let accepted = deliveries
        .iter()
        .filter(|delivery| delivery.pointer("/state/is").is_some_and(|is| is == "accepted"))
        .count();
    if accepted != wanted || deliveries.len() != wanted {
        found.push(format!(
            "{wanted} verwerkingsmeldingen verwacht; {} gemaakt, {accepted} aanvaard",
            deliveries.len()
        ));
    }
    let received = items(&afterwards.journal, "received").len();
    let refused = items(&afterwards.journal, "refused");
    if received != wanted || !refused.is_empty() {
        found.push(format!(
            "het portaal nam {received} verwerkingsmeldingen aan en weigerde er {}",
            refused.len()
        ));
    }
}
