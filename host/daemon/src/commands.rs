//! The verbs: one file for each.

mod serve;
mod controleer;
mod regels;
mod gebeurtenissen;
mod by_hand;
mod dossiers;
mod documenten;
mod machtigingen;
mod taken;
mod logverslagen;
mod bezorgingen;
mod koppelingen;
mod werkgevers;
mod klantaccounts;
mod gebruikers;
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
    match &cli.command {
        Command::Serve => serve::run(&configuration(cli)?, out),
        Command::Demo(options) => demo::run(options, out),
        Command::Controleer => controleer::run(cli, out),
        Command::Regels { command } => regels::run(cli, command, out),
        Command::Store { command } => store::run(&configuration(cli)?, command, out),
        Command::Plugins { command } => plugins::run(&HostClient::new(cli)?, command, out),
        Command::Gebeurtenissen(asked) => ask(cli, |host| gebeurtenissen::run(host, asked, out)),
        Command::Dossiers { command: Toon::Toon { id } } => {
            ask(cli, |host| dossiers::show(host, id, out))
        }
        Command::Werknemers { command } => ask(cli, |host| by_hand::werknemers(host, command, out)),
        Command::Verzuim { command } => ask(cli, |host| by_hand::verzuim(host, command, out)),
        Command::Trajecten { command } => ask(cli, |host| by_hand::trajecten(host, command, out)),
        Command::Kenmerken { command } => ask(cli, |host| by_hand::kenmerken(host, command, out)),
        Command::Afspraken { command } => ask(cli, |host| by_hand::afspraken(host, command, out)),
        Command::Herinneringen { command } => {
            ask(cli, |host| by_hand::herinneringen(host, command, out))
        }
        Command::Polissen { command } => ask(cli, |host| by_hand::polissen(host, command, out)),
        Command::Documenten { command } => ask(cli, |host| documenten::run(host, command, out)),
        Command::Machtigingen { command } => ask(cli, |host| machtigingen::run(host, command, out)),
        Command::Taken { command } => ask(cli, |host| taken::run(host, command.as_ref(), out)),
        Command::Logverslagen(asked) => ask(cli, |host| logverslagen::run(host, asked, out)),
        Command::Bezorgingen(asked) => ask(cli, |host| bezorgingen::run(host, asked, out)),
        Command::Koppelingen { command } => ask(cli, |host| koppelingen::run(host, command, out)),
        Command::Werkgevers { command } => ask(cli, |host| werkgevers::run(host, command, out)),
        Command::Klantaccounts { command } => {
            ask(cli, |host| klantaccounts::run(host, command, out))
        }
        Command::Gebruikers { command } => ask(cli, |host| gebruikers::run(host, command, out)),
        Command::Audit(page) => ask(cli, |host| audit::run(host, page, out)),
    }
}

/// Asks something of a host that runs.
fn ask(
    cli: &Cli,
    verb: impl FnOnce(&HostClient) -> Result<(), Failure>,
) -> Result<ExitCode, Failure> {
    verb(&HostClient::new(cli)?)?;
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
