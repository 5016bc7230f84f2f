//! What happened: events, tasks with the reason of one, logverslagen, and what the portal received.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::outside::Outside;
use crate::{client::HostClient, commands, exit::Failure, output::Output};

/// How long the host may take to be done with the story, a failed delivery or two included.
const PATIENCE: Duration = Duration::from_secs(60);

/// How often we look whether it is.
const LOOK: Duration = Duration::from_millis(100);

/// More than the story leads to.
const ALL: &str = "1000";

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
        let until = Instant::now() + PATIENCE;
        while !is_quiet(client)? && Instant::now() < until {
            thread::sleep(LOOK);
        }
        let all = |name| client.get(&["api", name], &[("aantal", ALL.to_owned())]);
        let events = all("gebeurtenissen")?;
        let why = first_task(&events).map(|id| commands::explain(client, id)).transpose()?;
        let mut logverslagen = items(&all("logverslagen")?, "logverslagen").to_vec();
        logverslagen.reverse();
        Ok(Afterwards {
            events,
            logverslagen,
            bezorgingen: all("bezorgingen")?,
            journal: outside.journal()?,
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

/// The items of a list of the host.
pub(super) fn items<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

/// Whether all work is done and every delivery has come to an end.
fn is_quiet(client: &HostClient) -> Result<bool, Failure> {
    let stand = client.get(&["api", "stand"], &[])?;
    if stand.get("rustig") != Some(&Value::Bool(true)) {
        return Ok(false);
    }
    let page = client.get(&["api", "bezorgingen"], &[("aantal", ALL.to_owned())])?;
    let open = ["waiting", "sending", "pending"];
    let is_open = |delivery: &Value| {
        delivery.pointer("/state/is").and_then(Value::as_str).is_some_and(|is| open.contains(&is))
    };
    Ok(!items(&page, "bezorgingen").iter().any(is_open))
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
