//! `schakel demo`: a story on an empty host, told while it happens.
//!
//! An insurers' portal posts seven messages on absence; the host turns them into dossiers, events
//! and tasks, and tells the portal what became of every record. All of it is real: the program that
//! plays the portal is another process, and everything goes over HTTP as in production.

mod work_folder;
mod files;
mod outside;
mod story;
mod afterwards;
mod verdict;

use std::{
    net::{Ipv4Addr, SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::ExitCode,
};

use serde_json::json;

use crate::{
    assemble, beheer_token,
    cli::Demo,
    client::HostClient,
    commands,
    config::{Config, Http, Log},
    exit::{self, Failure},
    output::Output,
    server::{self, Served},
    telemetry,
};

use self::{afterwards::Afterwards, outside::Outside, work_folder::WorkFolder};

/// Parts of the demo, for the progress.
const PARTS: usize = 4;

/// Plays the story; stays up until Ctrl-C unless asked to play it once.
pub(crate) fn run(options: &Demo, out: Output) -> Result<ExitCode, Failure> {
    telemetry::start(&Log { niveau: "warn".to_owned(), ..Log::default() });
    part(out, 1, "de buitenwereld starten");
    let outside = Outside::start(&options.simulators)?;
    out.line(format!("      het portaal ontvangt verwerkingsmeldingen op {}", outside.url()));

    part(out, 2, "een lege host starten");
    let folder = WorkFolder::prepare(&options.werkmap)?;
    let listener = listener()?;
    let config = files::write(&folder, options, &outside, listener.local_addr()?)?;
    let served = server::start(assemble::host(&config)?, listener)?;
    let client = client(&config, &served)?;
    out.line(format!("      de host luistert op {}; alles staat in {}", served.url, folder));
    let token = furnish(&folder, &client, out)?;

    part(out, 3, "het verhaal spelen");
    let told = story::play(&options.simulators, &served.url, &token, out)?;

    part(out, 4, "wat er gebeurde");
    let afterwards = Afterwards::look(&client, &outside)?;
    afterwards.show(out);
    show_where_to_look(out, &served, &folder, &afterwards);
    let differences = verdict::differences(&told, &afterwards);
    for difference in &differences {
        out.line(format!("NIET ZOALS VERWACHT: {difference}"));
    }
    if differences.is_empty() {
        out.line("\nAlles ging zoals verwacht.");
    }
    out.value(&json!({
        "goed": differences.is_empty(),
        "verschillen": differences,
        "host": served.url,
        "verhaal": told,
        "daarna": afterwards.value(),
    }));
    if !options.eenmaal {
        out.line("\nDe host blijft draaien. Stop met Ctrl-C.");
        served.wait()?;
    }
    served.stop();
    Ok(exit::verdict(differences.is_empty()))
}

fn part(out: Output, number: usize, what: &str) {
    out.line(format!("\n[{number}/{PARTS}] {what}"));
}

/// The usual port, or a free one when something listens there already.
fn listener() -> Result<TcpListener, Failure> {
    let usual = Http::default().luister;
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let listener = TcpListener::bind(usual).or_else(|_| TcpListener::bind(any))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

fn client(config: &Config, served: &Served) -> Result<HostClient, Failure> {
    let token = beheer_token::read(&beheer_token::path(&config.opslag.map))?;
    HostClient::at(&served.url, token)
}

/// Puts the werkgevers and the account, as an operator would; gives the token of the account.
fn furnish(folder: &WorkFolder, client: &HostClient, out: Output) -> Result<String, Failure> {
    let werkgevers = commands::put_werkgevers(client, &folder.path(files::WERKGEVERS))?;
    out.line(format!("      {} werkgevers vastgelegd", werkgevers.len()));
    let accounts = commands::put_klantaccounts(client, &folder.path(files::KLANTACCOUNTS), false)?;
    let token = accounts.iter().find_map(|account| account.get("token")?.as_str());
    let token = token.ok_or_else(|| Failure::Internal("er kwam geen token".to_owned()))?;
    out.line(format!(
        "      klantaccount {} met importkoppeling {}",
        files::KLANTCODE,
        files::KOPPELING
    ));
    Ok(token.to_owned())
}

fn show_where_to_look(out: Output, served: &Served, folder: &WorkFolder, seen: &Afterwards) {
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("schakel"));
    let config = folder.path(files::CONFIG);
    out.line("\nWaar te kijken, zolang de host draait:");
    out.line(format!("  {}/gereed", served.url));
    let task = afterwards::first_task(&seen.events).unwrap_or_default();
    let verbs = ["gebeurtenissen", "taken", "logverslagen", "bezorgingen", "regels lijst", "audit"];
    let verbs = verbs.into_iter().map(str::to_owned);
    for verb in verbs.chain([format!("regels waarom {task}"), "controleer".to_owned()]) {
        out.line(format!("  {} --config {} {verb}", quoted(&program), quoted(&config)));
    }
}

/// A path as one can paste it in a shell.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
