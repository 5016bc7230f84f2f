//! What the commands build in release before their own work starts.

use crate::steps::{self, Failure, Steps};
use crate::toolchain::Workspace;

/// The number of steps that [`in_release`] takes.
pub(crate) const STEPS: usize = 3;

/// The connectors that we deliver.
pub(crate) const CONNECTORS: &[&str] = &["plugins-sivi", "plugins-digipoort"];

/// Those, and the hostile one that shows what the sandbox stops.
pub(crate) const CONNECTORS_AND_GUESTS: &[&str] =
    &["plugins-sivi", "plugins-digipoort", "tests-guests"];

/// Builds these connectors, and the host with the simulators.
pub(crate) fn in_release(
    steps: &mut Steps,
    workspace: &Workspace,
    connectors: &[&str],
) -> Result<(), Failure> {
    let target = "doel";
    steps.step(target, "kan deze machine koppelingen bouwen?", || {
        workspace.ensure_wasm_target(target)
    })?;
    let name = "koppelingen";
    steps.step(name, "de koppelingen bouwen, als WebAssembly", || {
        let mut build = workspace.cargo("build --release --target wasm32-wasip2");
        steps::run(name, build.args(connectors.iter().flat_map(|package| ["-p", package])))
    })?;
    let name = "bouw";
    steps.step(name, "de host en de simulatoren bouwen; de eerste keer duurt dat minuten", || {
        let mut build = workspace.cargo("build --release -p host-daemon -p tests-simulators");
        steps::run(name, &mut build)
    })
}
