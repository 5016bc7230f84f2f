//! `schakel regels graaf`: which rules can set off which, as text and as a drawing.

use std::{fs, path::Path};

use serde_json::json;

use super::boek;
use crate::{
    cli::{Cli, Regelmap},
    exit::Failure,
    output::Output,
};

/// Shows the graph, and writes the drawing when a file is named.
pub(super) fn run(
    cli: &Cli,
    which: &Regelmap,
    svg: Option<&Path>,
    out: Output,
) -> Result<(), Failure> {
    let graph = boek::read(cli, which, out)?.graph();
    if let Some(file) = svg {
        let drawing = graph.svg().map_err(Failure::Found)?;
        fs::write(file, drawing)
            .map_err(|error| Failure::Usage(format!("{}: {error}", file.display())))?;
    }
    out.line(graph.render().trim_end());
    if let Some(file) = svg {
        out.line(format!("De tekening staat in {}.", file.display()));
    }
    out.value(&json!(graph));
    Ok(())
}
