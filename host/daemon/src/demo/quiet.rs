//! Waiting until the host is done, and looking at its lists.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{client::HostClient, exit::Failure};

/// How long the host may take to be done, a failed delivery or two included.
const PATIENCE: Duration = Duration::from_secs(90);

/// How often we look whether it is.
const LOOK: Duration = Duration::from_millis(100);

/// More than the story leads to.
const ALL: &str = "1000";

/// Waits until all work is done and everything in the outbox has come to an end. What is not done in
/// time shows in the verdict.
pub(super) fn wait(client: &HostClient) -> Result<(), Failure> {
    let until = Instant::now() + PATIENCE;
    while !is_quiet(client)? && Instant::now() < until {
        thread::sleep(LOOK);
    }
    Ok(())
}

/// A whole list of the host.
pub(super) fn all(client: &HostClient, name: &str) -> Result<Value, Failure> {
    client.get(&["api", name], &[("aantal", ALL.to_owned())])
}

/// The items of a list.
pub(super) fn items<'v>(value: &'v Value, name: &str) -> &'v [Value] {
    value.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn is_quiet(client: &HostClient) -> Result<bool, Failure> {
    let stand = client.get(&["api", "stand"], &[])?;
    if stand.get("rustig") != Some(&Value::Bool(true)) {
        return Ok(false);
    }
    let open = ["waiting", "sending", "pending"];
    let is_open = |delivery: &Value| {
        delivery.pointer("/state/is").and_then(Value::as_str).is_some_and(|is| open.contains(&is))
    };
    Ok(!items(&all(client, "bezorgingen")?, "bezorgingen").iter().any(is_open))
}
