//! `cargo cijfers`: the figures, absolute and as ratios. What is measured lives in tests/bench.

use std::process::ExitCode;

use crate::builds;
use crate::steps::{self, Failure, Steps};
use crate::toolchain::Workspace;

/// Builds and runs the benchmark; options go to the benchmark itself.
pub(crate) fn run(workspace: &Workspace, options: &[String]) -> Result<ExitCode, Failure> {
    let mut steps = Steps::new(builds::STEPS + 1);
    builds::in_release(&mut steps, workspace, builds::CONNECTORS_AND_GUESTS)?;
    let mut bench = workspace.cargo("run --release -p tests-bench --");
    bench.args(options);
    steps.step("cijfers", "meten", || steps::run("cijfers", &mut bench))?;
    Ok(ExitCode::SUCCESS)
}
