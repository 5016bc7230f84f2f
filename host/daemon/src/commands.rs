//! The verbs: one file for each.

mod serve;
mod controleer;
mod regels;
mod gebeurtenissen;
mod dossiers;
mod taken;
mod logverslagen;
mod bezorgingen;
mod werkgevers;
mod klantaccounts;
mod plugins;
mod store;
mod audit;
mod fields;

use std::process::ExitCode;

use crate::{
    cli::{Cli, Command, Toon},
    client::HostClient,
    config::Config,
    demo,
    exit::Failure,
    output::Output,
};

pub(crate) use self::{
    gebeurtenissen::{HEADS as EVENT_HEADS, rows as event_rows},
    klantaccounts::put_all as put_klantaccounts,
    logverslagen::{HEADS as REPORT_HEADS, rows as report_rows},
    regels::explain,
    taken::{HEADS as TASK_HEADS, rows as task_rows},
    werkgevers::put_all as put_werkgevers,
};

/// Does what the command line asks.
pub(crate) fn run(cli: &Cli, out: Output) -> Result<ExitCode, Failure> {
    let host = || HostClient::new(cli);
    match &cli.command {
        Command::Serve => return serve::run(&configuration(cli)?, out),
        Command::Demo(options) => return demo::run(options, out),
        Command::Controleer => return controleer::run(cli, out),
        Command::Regels { command } => return regels::run(cli, command, out),
        Command::Store { command } => return store::run(&configuration(cli)?, command, out),
        Command::Gebeurtenissen(asked) => gebeurtenissen::run(&host()?, asked, out)?,
        Command::Dossiers { command: Toon::Toon { id } } => dossiers::show(&host()?, id, out)?,
        Command::Taken { command } => taken::run(&host()?, command.as_ref(), out)?,
        Command::Logverslagen(asked) => logverslagen::run(&host()?, asked, out)?,
        Command::Bezorgingen(asked) => bezorgingen::run(&host()?, asked, out)?,
        Command::Werkgevers { command } => werkgevers::run(&host()?, command, out)?,
        Command::Klantaccounts { command } => klantaccounts::run(&host()?, command, out)?,
        Command::Plugins { command: _ } => plugins::list(&host()?, out)?,
        Command::Audit(page) => audit::run(&host()?, page, out)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The configuration, when nothing in it is wrong.
fn configuration(cli: &Cli) -> Result<Config, Failure> {
    let config = Config::load(&cli.config).map_err(|error| Failure::Usage(error.to_string()))?;
    match config.problems() {
        problems if problems.is_empty() => Ok(config),
        problems => {
            Err(Failure::Usage(format!("{}: {}", cli.config.display(), problems.join("; "))))
        }
    }
}
