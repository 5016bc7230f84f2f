//! What happened: events, tasks with the reason of one, logverslagen, and what the portal received.

use serde_json::{Value, json};

use super::super::{
    outside::Outside,
    quiet::{self, items},
};
use crate::{client::HostClient, commands, exit::Failure, output::Output};

/// All that can be seen after the story.
pub(super) struct Afterwards {
    pub(super) events: Value,
    pub(super) taken: Value,
    /// Oldest first, as the messages were sent.
    pub(super) logverslagen: Vec<Value>,
    pub(super) bezorgingen: Value,
    pub(super) journal: Value,
    /// Why the first task exists: for programs and for people.
    pub(super) why: Option<(Value, String)>,
}

impl Afterwards {
    /// Waits until the host is done, and looks at everything.
    pub(super) fn look(client: &HostClient, outside: &Outside) -> Result<Afterwards, Failure> {
        quiet::wait(client)?;
        let all = |name| quiet::all(client, name);
        let events = all("gebeurtenissen")?;
        let why = first_task(&events).map(|id| commands::explain(client, id)).transpose()?;
        let mut logverslagen = items(&all("logverslagen")?, "logverslagen").to_vec();
        logverslagen.reverse();
        Ok(Afterwards {
            events,
            logverslagen,
            bezorgingen: all("bezorgingen")?,
            journal: outside.portal.get(&["journal"])?,
            taken: all("taken")?,
            why,
        })
    }

    /// For people.
    pub(super) fn show(&self, out: Output) {
        out.line("\nGebeurtenissen:");
        out.table(&commands::EVENT_HEADS, &commands::event_rows(&self.events), "  geen");
        out.line("\nOpenstaande taken:");
        out.table(&commands::TASK_HEADS, &commands::task_rows(&self.taken), "  geen");
        if let Some((_, text)) = &self.why {
            out.line("\nWaarom de eerste taak er is:");
            out.line(text);
        }
        out.line("\nLogverslagen, zoals de berichten kwamen:");
        let logverslagen = json!({ "logverslagen": self.logverslagen });
        out.table(&commands::REPORT_HEADS, &commands::report_rows(&logverslagen), "  geen");
        out.line("\nVerwerkingsmeldingen die het portaal ontving:");
        let rows: Vec<Vec<String>> =
            items(&self.journal, "received").iter().map(receipt_row).collect();
        out.table(&["nummer", "over bericht", "per melding"], &rows, "  geen");
    }

    /// For programs.
    pub(super) fn value(&self) -> Value {
        json!({
            "gebeurtenissen": items(&self.events, "gebeurtenissen"),
            "taken": items(&self.taken, "taken"),
            "waarom": self.why.as_ref().map(|(value, _)| value),
            "logverslagen": self.logverslagen,
            "bezorgingen": items(&self.bezorgingen, "bezorgingen"),
            "ontvangen": self.journal,
        })
    }
}

/// The task that was added first.
pub(super) fn first_task(events: &Value) -> Option<&str> {
    let mut events = items(events, "gebeurtenissen").iter();
    events.find_map(|event| event.pointer("/data/taak/id")?.as_str())
}

fn receipt_row(receipt: &Value) -> Vec<String> {
    let text =
        |name: &str| receipt.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let reports = items(receipt, "meldingen").iter().map(|pair| {
        let part = |place: usize| pair.get(place).and_then(Value::as_str).unwrap_or_default();
        format!("{} -> {}", part(0), part(1))
    });
    vec![text("berrefnr"), text("ingezonden"), reports.collect::<Vec<_>>().join(", ")]
}
