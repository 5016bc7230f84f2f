//! `schakel regels waarom`: why a task or a traject exists, or what followed from an event.

use host_engine::EventTrace;
use serde_json::Value;

use super::super::fields;
use crate::{client::HostClient, exit::Failure, output::Output};

/// Shows it; with `again` it is decided again, with the book of then.
pub(super) fn run(host: &HostClient, what: &str, again: bool, out: Output) -> Result<(), Failure> {
    let (mut value, text) = explain(host, what)?;
    out.line(text);
    if again {
        let event = ["event.seq", "aanleiding.seq"].map(|path| fields::text(&value, path));
        let Some(seq) = event.iter().find(|seq| !seq.is_empty()) else {
            return Err(Failure::Found("Hier beslisten geen regels over.".to_owned()));
        };
        let done = host.get(&["api", "gebeurtenissen", seq, "opnieuw"], &[])?;
        out.line(again_text(&done));
        if let Value::Object(fields) = &mut value {
            fields.insert("opnieuw".to_owned(), done);
        }
    }
    out.value(&value);
    Ok(())
}

/// Whether the same came out.
fn again_text(done: &Value) -> String {
    let book = fields::text(done, "boek.boek");
    let since = match fields::text(done, "boek.sinds") {
        none if none.is_empty() => String::new(),
        _ => format!(
            ", in gebruik sinds {} (door {})",
            fields::moment(done, "boek.sinds"),
            fields::text(done, "boek.door")
        ),
    };
    let mut lines = vec![format!("\nOpnieuw besloten met regelboek {book}{since}:")];
    if done.pointer("/uitkomst/zelfde") == Some(&Value::Bool(true)) {
        lines.push("  hetzelfde.".to_owned());
    }
    let different = done.pointer("/uitkomst/verschillen").and_then(Value::as_array);
    let different = different.into_iter().flatten();
    lines.extend(different.filter_map(Value::as_str).map(|text| format!("  {text}")));
    lines.join("\n")
}

/// Why a task or a traject exists, or what followed from an event: for programs and for people.
pub(crate) fn explain(host: &HostClient, what: &str) -> Result<(Value, String), Failure> {
    if what.parse::<u64>().is_ok() {
        let value = host.get(&["api", "gebeurtenissen", what, "waarom"], &[])?;
        let text = event_text(&value);
        return Ok((value, text));
    }
    if what.starts_with("tr-") {
        let value = host.get(&["api", "trajecten", what, "waarom"], &[])?;
        let text = traject_text(&value);
        return Ok((value, text));
    }
    let value = host.get(&["api", "taken", what, "waarom"], &[])?;
    let text = task_text(&value);
    Ok((value, text))
}

fn task_text(value: &Value) -> String {
    let text = |path| fields::text(value, path);
    let role = match text("taak.rol") {
        none if none.is_empty() => String::new(),
        role => format!(", voor {role}"),
    };
    let mut lines = vec![format!(
        "Taak {}: {} ({}), {}{role}",
        text("taak.id"),
        text("taak.naam"),
        text("taak.code"),
        text("taak.status")
    )];
    lines.push(format!("Toegevoegd door {}", event_line(value.get("toegevoegd_door"))));
    match value.get("aanleiding") {
        None | Some(Value::Null) => lines.push("Door een persoon, niet door een regel".to_owned()),
        cause => lines.push(format!("Naar aanleiding van {}", event_line(cause))),
    }
    lines.extend(trace_text(value.get("trace")));
    lines.join("\n")
}

fn traject_text(value: &Value) -> String {
    let (traject, soort) = (fields::text(value, "traject"), fields::text(value, "soort"));
    let mut lines = vec![format!("Traject {traject}: {soort}")];
    lines.push(format!("Gestart door {}", event_line(value.get("gestart_door"))));
    match value.get("aanleiding") {
        None | Some(Value::Null) => lines.push("Niet door een regel".to_owned()),
        cause => lines.push(format!("Naar aanleiding van {}", event_line(cause))),
    }
    lines.extend(trace_text(value.get("trace")));
    lines.join("\n")
}

fn event_text(value: &Value) -> String {
    let mut lines = vec![format!("Dit is {}", event_line(value.get("event")))];
    match trace_text(value.get("trace")) {
        Some(trace) => lines.push(trace),
        None if value.get("beoordeeld") == Some(&Value::Bool(true)) => {
            lines.push("Geen enkele regel was van toepassing.".to_owned());
        }
        None => lines.push("De regels hebben er nog niet naar gekeken.".to_owned()),
    }
    for later in fields::list(value, "gevolgen") {
        lines.push(format!("Daaruit volgde {}", event_line(Some(later))));
    }
    lines.join("\n")
}

fn event_line(event: Option<&Value>) -> String {
    let Some(event) = event else { return "een gebeurtenis die er niet meer is".to_owned() };
    format!(
        "gebeurtenis {} ({}), vastgelegd {}, bron {}",
        fields::text(event, "seq"),
        fields::text(event, "type"),
        fields::moment(event, "recorded_at"),
        fields::text(event, "source")
    )
}

/// The explanation as the rules themselves tell it, and what the domain refused of it.
fn trace_text(trace: Option<&Value>) -> Option<String> {
    let trace: EventTrace = serde_json::from_value(trace?.clone()).ok()?;
    let mut text = trace.trace.render_dutch().trim_end().to_owned();
    if let Some(fout) = &trace.fout {
        text.push_str(&format!("\nDe regels zijn niet gevraagd: {fout}"));
    }
    if trace.keten_te_lang {
        text.push_str("\nDe keten van gebeurtenissen werd te lang; de regels zijn niet gevraagd.");
    }
    for refused in &trace.geweigerd {
        text.push_str(&format!("\n{}: niet uitgevoerd: {}", refused.regel, refused.reden));
    }
    Some(text)
}
