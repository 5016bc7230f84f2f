//! What the host says, as text that one can read and compare. It leaves out only what says nothing.

use std::collections::BTreeMap;

use serde_json::Value;
use tests_simulators::mail::Letter;
use tests_simulators::sivi::{Journal, Receipt};

use crate::Placed;

/// All events. Those about deliveries and links come when the other side answers, in between the
/// others; they are told last, by what they follow from, and the numbers are those of the telling.
/// Each with the number that it has in the log.
pub(crate) fn events(events: &[Value]) -> Vec<(u64, String)> {
    for (event, seq) in events.iter().zip(1_u64..) {
        assert_eq!(event["seq"], seq, "een gat in het logboek");
    }
    let own_pace = ["bezorging.", "koppeling."];
    let is_late = |event: &&Value| own_pace.iter().any(|of| text(&event["type"]).starts_with(of));
    let (mut last, first): (Vec<&Value>, Vec<&Value>) = events.iter().partition(is_late);
    last.sort_by_key(|event| (event["causation"].as_u64(), event["seq"].as_u64()));
    let told: Vec<&Value> = first.into_iter().chain(last).collect();
    let number = |seq: &Value| told.iter().position(|event| event["seq"] == *seq).map(|at| at + 1);
    let seq = |one: &Value| one["seq"].as_u64().unwrap_or_default();
    told.iter().map(|one| (seq(one), event(one, &number))).collect()
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

/// Deliveries by when they were asked for, and by what; oldest first.
pub(crate) fn deliveries(mut deliveries: Vec<Value>) -> String {
    deliveries.reverse();
    deliveries.sort_by_key(|one| (one["created_at_ms"].as_i64(), one["causation"].as_u64()));
    deliveries.iter().map(delivery).collect()
}

/// One delivery.
fn delivery(delivery: &Value) -> String {
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
    let (who, what) = (text(&entry["wie"]), text(&entry["wat"]));
    // Which book it is differs with every change of the shipped rules.
    let subject = match what.starts_with("regels.") {
        true => "(regelboek)".to_owned(),
        false => text(&entry["waarop"]),
    };
    format!("{who} {what} {subject}\n")
}

/// A document in a dossier.
pub(crate) fn placed(placed: &Placed) -> String {
    let remark = match placed.opmerking.as_str() {
        "" => String::new(),
        remark => format!(", {remark}"),
    };
    let kenmerk = match placed.kenmerk.as_str() {
        "" => "zonder kenmerk",
        kenmerk => kenmerk,
    };
    format!(
        "{} {} ({kenmerk}) in {} van {} {}: {}, {} bytes{remark}\n",
        placed.id,
        placed.extern_kenmerk,
        placed.traject,
        placed.dossier,
        placed.owner,
        placed.mediatype,
        placed.lengte,
    )
}

/// A machtiging with its history.
pub(crate) fn machtiging(machtiging: &Value) -> String {
    let steps = machtiging["historie"].as_array().into_iter().flatten().map(|step| {
        let reason = step["reden"].as_str().map(|reason| format!(" ({reason})"));
        format!("{}{}", text(&step["status"]), reason.unwrap_or_default())
    });
    format!(
        "{} {} {} {}: {}\n",
        text(&machtiging["werkgevercode"]),
        text(&machtiging["loonheffingennummer"]),
        text(&machtiging["dienst"]),
        text(&machtiging["id"]),
        steps.collect::<Vec<_>>().join(", "),
    )
}

/// How a link is doing.
pub(crate) fn link(link: &Value) -> String {
    let moment = |what: &str, value: &Value| match value {
        Value::Null => String::new(),
        _ => format!(", {what}"),
    };
    let list = |value: &Value| {
        let items: Vec<String> = value.as_array().into_iter().flatten().map(text).collect();
        items.join(" ")
    };
    let mut told = format!(
        "{} {}: {} storingen achtereen, {} wachtend, gemeld [{}]{}{}",
        text(&link["koppeling"]),
        text(&link["plugin"]),
        link["storingen_achtereen"],
        link["wachtend"],
        list(&link["gemeld"]),
        moment("heeft gewerkt", &link["laatst_gelukt"]),
        moment("gepauzeerd", &link["gepauzeerd_tot"]),
    );
    for (what, value) in [("reden", &link["reden"]), ("ophalen", &link["ophalen"]["reden"])] {
        if let Some(reason) = value.as_str() {
            told.push_str(&format!(", {what}: {reason}"));
        }
    }
    told.push('\n');
    told
}

/// A value that no row of a conversiegroep names.
pub(crate) fn unmapped(value: &Value) -> String {
    format!(
        "{} / {}: {} ({} keer)\n",
        text(&value["groep"]),
        text(&value["sleutel"]),
        text(&value["waarde"]),
        value["aantal"],
    )
}

/// A mail, and how often it came.
pub(crate) fn letter(letter: &Letter, times: usize) -> String {
    let tekst: String = letter.tekst.lines().map(|line| format!("  {line}\n")).collect();
    let tekst = tekst.replace("  \n", "\n");
    format!(
        "<{}> aan {}, {times} keer\n  {}\n\n{tekst}\n",
        letter.message_id,
        letter.aan.join(", "),
        letter.onderwerp,
    )
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
