//! `schakel plugins`: which are loaded.

use serde_json::Value;

use super::fields;
use crate::{client::HostClient, exit::Failure, output::Output};

/// Shows those that are loaded and what is wrong with the others.
pub(crate) fn list(host: &HostClient, out: Output) -> Result<(), Failure> {
    let shown = host.get(&["api", "plugins"], &[])?;
    let paths = ["naam", "versie", "sha256"];
    let rows: Vec<_> =
        fields::list(&shown, "plugins").iter().map(|item| fields::row(item, &paths)).collect();
    out.table(&paths, &rows, "Er zijn geen plugins geladen.");
    for problem in fields::list(&shown, "niet_geladen").iter().filter_map(Value::as_str) {
        out.line(format!("niet geladen: {problem}"));
    }
    out.value(&shown);
    Ok(())
}
