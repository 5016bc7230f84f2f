//! `schakel regels`: whether rules are good, what is in use, and why something happened. Each verb
//! has a file of its own beside this one.

mod controleer;
mod lijst;
mod onbekende_waarden;
mod waarom;

use std::process::ExitCode;

pub(crate) use self::{controleer::Checked, waarom::explain};
use crate::{
    cli::{Cli, Regels},
    client::HostClient,
    exit::Failure,
    output::Output,
};

/// Does one of the verbs.
pub(crate) fn run(cli: &Cli, asked: &Regels, out: Output) -> Result<ExitCode, Failure> {
    match asked {
        Regels::Controleer { map, plugins } => {
            return controleer::run(cli, map.as_deref(), plugins.as_deref(), out);
        }
        Regels::Waarom { wat } => waarom::run(&HostClient::new(cli)?, wat, out)?,
        Regels::Lijst => lijst::run(&HostClient::new(cli)?, out)?,
        Regels::OnbekendeWaarden => onbekende_waarden::run(&HostClient::new(cli)?, out)?,
    }
    Ok(ExitCode::SUCCESS)
}
