//! What the host says, as text that one can read and compare. It leaves out only what says nothing.

use std::collections::BTreeMap;

use serde_json::Value;
use tests_simulators::sivi::{Journal, Receipt};

/// All events. Those about deliveries come when the other side answers, in between the others; they
/// are told last, and the numbers are those of the telling.
pub(crate) fn events(events: &[Value]) -> String {
    for (event, seq) in events.iter().zip(1_u64..) {
        assert_eq!(event["seq"], seq, "een gat in het logboek");
    }
    let is_delivery = |event: &&Value| text(&event["type"]).starts_with("bezorging.");
    let (last, first): (Vec<&Value>, Vec<&Value>) = events.iter().partition(is_delivery);
    let told: Vec<&Value> = first.into_iter().chain(last).collect();
    let number = |seq: &Value| told.iter().position(|event| event["seq"] == *seq).map(|at| at + 1);
    told.iter().map(|one| event(one, &number)).collect()
}

fn event(event: &Value, number: &dyn Fn(&Value) -> Option<usize>) -> String {
    let about = ["werkgever", "werknemer", "traject"];
    let about: Vec<&str> = about.iter().filter_map(|whom| event["about"][whom].as_str()).collect();
    let cause = match number(&event["causation"]) {
        Some(cause) => format!(" volgt op {cause}"),
        None => String::new(),
    };
    let mut data = String::new();
    tree(&event["data"], 4, &mut data);
    format!(
        "{} {} [{}] {}{cause}\n{data}",
        number(&event["seq"]).unwrap_or_default(),
        text(&event["type"]),
        about.join(" "),
        text(&event["source"]),
    )
}

/// One open task.
pub(crate) fn task(task: &Value) -> String {
    let taak = &task["taak"];
    format!(
        "{} {} {} \"{}\" voor {} door {}, traject {} in {}\n",
        text(&taak["id"]),
        text(&taak["code"]),
        text(&taak["status"]),
        text(&taak["naam"]),
        text(&taak["rol"]),
        text(&taak["regel"]),
        text(&task["traject"]),
        text(&task["dossier"]),
    )
}

/// A dossier.
pub(crate) fn dossier(stored: &Value) -> String {
    let mut told = String::new();
    tree(&stored["dossier"], 0, &mut told);
    told.push('\n');
    told
}

/// A logverslag with its lines.
pub(crate) fn logverslag(shown: &Value) -> String {
    let report = &shown["logverslag"];
    let counts = &report["telling"];
    let mut told = format!(
        "{} {}/{} klaar={} proef={}: verwerkt {}, dubbel {}, uitval {}, proef {}\n",
        text(&report["id"]),
        text(&report["klantcode"]),
        text(&report["importkoppeling"]),
        report["klaar"],
        report["proef"],
        counts["verwerkt"],
        counts["dubbel"],
        counts["uitval"],
        counts["proef"],
    );
    remarks(&report["meldingen"], "  ", &mut told);
    for line in shown["regels"].as_array().into_iter().flatten() {
        told.push_str(&format!(
            "  {} {} {} ({})\n",
            line["nr"],
            text(&line["uitkomst"]),
            text(&line["sleutel"]),
            text(&line["plaats"]),
        ));
        remarks(&line["meldingen"], "      ", &mut told);
    }
    told
}

fn remarks(meldingen: &Value, indent: &str, told: &mut String) {
    for melding in meldingen.as_array().into_iter().flatten() {
        let field = match melding["veld"].as_str() {
            Some(field) => format!("{field}: "),
            None => String::new(),
        };
        let (level, said) = (text(&melding["niveau"]), text(&melding["tekst"]));
        told.push_str(&format!("{indent}{level}: {field}{said}\n"));
    }
}

/// One delivery.
pub(crate) fn delivery(delivery: &Value) -> String {
    let history = delivery["history"].as_array().into_iter().flatten();
    let history: Vec<String> = history.map(|attempt| text(&attempt["what"])).collect();
    format!(
        "{} {} op {}: {} na {} pogingen ({})\n",
        text(&delivery["id"]),
        text(&delivery["document"]["kind"]),
        text(&delivery["koppeling"]),
        text(&delivery["state"]["is"]),
        delivery["attempt"],
        history.join("; "),
    )
}

/// What the receiver took, by the message that it is about.
pub(crate) fn journal(journal: &Journal) -> String {
    let mut by_message: BTreeMap<&str, Vec<&Receipt>> = BTreeMap::new();
    for receipt in &journal.received {
        by_message.entry(&receipt.ingezonden).or_default().push(receipt);
    }
    let mut told = String::new();
    for (message, receipts) in by_message {
        for receipt in receipts {
            let codes = receipt.meldingen.iter().map(|(case, code)| format!("{case} {code}"));
            told.push_str(&format!("{message}: {}\n", codes.collect::<Vec<_>>().join(", ")));
        }
    }
    for refusal in &journal.refused {
        told.push_str(&format!("geweigerd: {refusal}\n"));
    }
    told
}

/// One entry of the audit log.
pub(crate) fn audit(entry: &Value) -> String {
    format!("{} {} {}\n", text(&entry["wie"]), text(&entry["wat"]), text(&entry["waarop"]))
}

/// A value as indented lines; what is empty or absent is left out.
fn tree(value: &Value, indent: usize, told: &mut String) {
    let Value::Object(fields) = value else { return };
    for (name, value) in fields {
        match value {
            Value::Object(inner) if !inner.is_empty() => {
                told.push_str(&format!("{:indent$}{name}:\n", ""));
                tree(value, indent + 2, told);
            }
            Value::Null | Value::Object(_) => {}
            Value::Array(items) if items.is_empty() => {}
            Value::Array(items) => {
                let items: Vec<String> = items.iter().map(text).collect();
                told.push_str(&format!("{:indent$}{name}: {}\n", "", items.join(" ")));
            }
            plain => told.push_str(&format!("{:indent$}{name}: {}\n", "", text(plain))),
        }
    }
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
