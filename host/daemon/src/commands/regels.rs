//! `schakel regels`: whether rules are good, what is in use, and why something happened. Each verb
//! has a file of its own beside this one.

mod boek;
mod concept;
mod controleer;
mod conversie;
mod dekking;
mod editor;
mod geschiedenis;
mod graaf;
mod in_gebruik;
mod kijk;
mod lijst;
mod logboek;
mod mutatie;
mod onbekende_waarden;
mod proef;
mod taalserver;
mod test;
mod verschil;
mod waarom;
mod waarom_niet;
mod wat_als;
mod wat_als_berichten;

use std::process::ExitCode;

pub(crate) use self::{controleer::Checked, waarom::explain};
use crate::{
    cli::{Boeken, Cli, Regels},
    client::HostClient,
    exit::{self, Failure},
    output::Output,
};

/// Does one of the verbs.
pub(crate) fn run(cli: &Cli, asked: &Regels, out: Output) -> Result<ExitCode, Failure> {
    match asked {
        Regels::Controleer { map, plugins } => {
            return controleer::run(cli, map.as_deref(), plugins.as_deref(), out);
        }
        Regels::Test { welke, regel } => return test::run(cli, welke, regel.as_deref(), out),
        Regels::Dekking { welke, regel, verleden } => {
            dekking::run(cli, (welke, regel.as_deref()), verleden, out)?;
        }
        Regels::Mutatie { welke, regel, verleden } => {
            mutatie::run(cli, (welke, regel.as_deref()), verleden, out)?;
        }
        Regels::Graaf { welke, svg } => graaf::run(cli, welke, svg.as_deref(), out)?,
        Regels::Waarom { wat, opnieuw } => {
            waarom::run(&HostClient::new(cli)?, wat, *opnieuw, out)?;
        }
        Regels::WaaromNiet { regel, wat } => {
            waarom_niet::run(&HostClient::new(cli)?, regel, wat, out)?;
        }
        Regels::Proef { wat, map, plugins } => {
            proef::run(cli, wat, map.as_deref(), plugins.as_deref(), out)?;
        }
        Regels::WatAls { periode, controle: true, .. } => {
            return Ok(exit::verdict(wat_als::check(cli, periode, out)?));
        }
        Regels::WatAls { welke, periode, berichten: true, .. } => {
            wat_als_berichten::run(cli, welke, periode.laatste, out)?;
        }
        Regels::WatAls { welke, periode, dossiers, .. } => {
            wat_als::run(cli, welke, periode, *dossiers, out)?;
        }
        Regels::Lijst => lijst::run(&HostClient::new(cli)?, out)?,
        Regels::Logboek { regel, bladzijde } => {
            logboek::run(&HostClient::new(cli)?, regel.as_deref(), bladzijde, out)?;
        }
        Regels::Kijk { map, plugins, laatste } => {
            kijk::run(cli, map.as_deref(), plugins.as_deref(), *laatste, out)?;
        }
        Regels::Boeken(asked) => boeken(&HostClient::new(cli)?, asked, out)?,
        Regels::Conversie { wat } => conversie::run(cli, wat, out)?,
        Regels::Editor { map } => editor::run(cli, map.as_deref(), out)?,
        Regels::Taalserver { plugins } => taalserver::run(plugins.as_deref())?,
        Regels::OnbekendeWaarden => onbekende_waarden::run(&HostClient::new(cli)?, out)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Does one of the verbs about versions of the rules.
fn boeken(host: &HostClient, asked: &Boeken, out: Output) -> Result<(), Failure> {
    match asked {
        Boeken::Concept => concept::run(host, out)?,
        Boeken::InGebruik { hash, opmerking, met_wat_als } => {
            in_gebruik::put_in_use(host, hash, opmerking.as_deref(), *met_wat_als, out)?;
        }
        Boeken::Goedkeuren { hash } => in_gebruik::approve(host, hash, out)?,
        Boeken::Afwijzen { hash } => in_gebruik::decline(host, hash, out)?,
        Boeken::Geschiedenis(page) => geschiedenis::run(host, page, out)?,
        Boeken::Verschil { hash, ander } => {
            verschil::run(host, hash, ander.as_deref(), out)?;
        }
        Boeken::Terug { hash, opmerking, met_wat_als } => {
            in_gebruik::go_back(host, hash, opmerking.as_deref(), *met_wat_als, out)?;
        }
    }
    Ok(())
}
