//! `schakel demo`: a story on an empty host, told while it happens.
//!
//! First half: an insurers' portal posts messages on absence. Second half: documents of UWV are fetched
//! at Digipoort, placed, moved by hand and mailed about. Then the rules change while the host runs. All
//! of it is real: each outside system is a process of its own, and everything goes over HTTP and SMTP
//! as in production.

mod work_folder;
mod files;
mod rules_copy;
mod outside;
mod stage;
mod quiet;
mod verzuim;
mod uwv;
mod changing;

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

use self::{
    changing::Changing,
    outside::Outside,
    stage::Stage,
    uwv::{Seen, Uwv},
    verzuim::Verzuim,
    work_folder::WorkFolder,
};

/// Parts of the demo, for the progress.
const PARTS: usize = 6;

/// The connector of documents as it is built: the version in use can be a candidate as well.
const DIGIPOORT_WASM: &str = "plugins_digipoort.wasm";

/// What the host says itself meanwhile, on the error output.
const NIVEAU: &str = "warn,schakel::reload=info";

/// Plays the story; stays up until Ctrl-C unless asked to play it once.
pub(crate) fn run(options: &Demo, out: Output) -> Result<ExitCode, Failure> {
    telemetry::start(&Log { niveau: NIVEAU.to_owned(), ..Log::default() });
    part(out, 1, "de buitenwereld starten");
    let outside = Outside::start(&options.simulators)?;
    out.line(format!("      portaal van een verzekeraar op {}", outside.portal.url));
    out.line(format!("      Digipoort op {}", outside.digipoort.url));
    out.line(format!("      mailserver op {}", outside.mail.address));

    part(out, 2, "een lege host starten");
    let folder = WorkFolder::prepare(&options.werkmap)?;
    let listener = listener()?;
    let config = files::write(&folder, options, &outside, listener.local_addr()?)?;
    let served = server::start(assemble::host(&config)?, listener)?;
    let client = client(&config, &served)?;
    out.line(format!("      de host luistert op {}; alles staat in {folder}", served.url));
    let token = furnish(&folder, &client, out)?;
    let stage = Stage::set(out, client, &served, &outside, &folder)?;

    part(out, 3, "verzuimmeldingen: een portaal brengt ze");
    let verzuim = Verzuim::play(&stage, options, &served.url, &token)?;
    part(out, 4, "documenten van UWV: wij halen ze op");
    let mut uwv = Uwv::play(&stage)?;
    part(out, 5, "de regels veranderen terwijl de host draait");
    let changing = Changing::play(&stage, &mut uwv)?;

    part(out, 6, "klopt het?");
    let seen = Seen::look(&stage)?;
    let halves = [verzuim.differences(), uwv.differences(&seen), changing.differences()];
    let differences = halves.concat();
    tell_verdict(out, &differences);
    out.value(&json!({
        "goed": differences.is_empty(),
        "verschillen": differences,
        "host": served.url,
        "verzuim": verzuim.value(),
        "uwv": seen.value(),
        "regels": changing.value(),
    }));
    if !options.eenmaal {
        let verbs = looking(options, &folder, &verzuim, &uwv, &seen);
        show_where_to_look(&stage, &served, &verbs);
        out.line("\nDe host blijft draaien. Stop met Ctrl-C.");
        served.wait()?;
    }
    served.stop();
    Ok(exit::verdict(differences.is_empty()))
}

fn part(out: Output, number: usize, what: &str) {
    out.line(format!("\n[{number}/{PARTS}] {what}"));
}

fn tell_verdict(out: Output, differences: &[String]) {
    for difference in differences {
        out.line(format!("  NIET ZOALS VERWACHT: {difference}"));
    }
    if differences.is_empty() {
        out.line("      Nagezien: antwoorden, logverslagen, taken tot op hun regel en verwerkingsmeldingen;");
        out.line("      machtigingen, elk document eenmaal en op zijn plaats, mails per Message-ID; de regels.");
        out.line("      Alles ging zoals verwacht.");
    }
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
        "      klantaccount {} met koppelingen {} en {}",
        files::KLANTCODE,
        files::KOPPELING,
        files::UWV
    ));
    Ok(token.to_owned())
}

/// Commands that show more of what happened, or let one go on.
fn looking(
    options: &Demo,
    folder: &WorkFolder,
    verzuim: &Verzuim,
    uwv: &Uwv,
    seen: &Seen,
) -> Vec<String> {
    let plain = ["gebeurtenissen", "taken", "logverslagen", "bezorgingen", "machtigingen lijst"];
    let more = ["koppelingen lijst", "regels lijst", "plugins lijst", "audit", "controleer"];
    let mut verbs: Vec<String> = plain.into_iter().chain(more).map(str::to_owned).collect();
    verbs.push(format!("regels waarom {}", verzuim.first_task()));
    let link = format!("{}/{}", files::KLANTCODE, files::UWV);
    verbs.push(format!("koppelingen nu {link}"));
    let wasm = quoted(&options.plugins.join(DIGIPOORT_WASM));
    verbs.push(format!("plugins proef {wasm} --koppeling {link}"));
    if let Some((document, naar)) = uwv.to_move(seen) {
        let letter = quoted(&folder.path(files::LETTER));
        verbs.push(format!("documenten haal {document} --naar {letter}"));
        verbs.push(format!("documenten verplaats {document} {naar}"));
    }
    verbs
}

fn show_where_to_look(stage: &Stage<'_>, served: &Served, verbs: &[String]) {
    let Stage { out, folder, outside, .. } = stage;
    let program = std::env::current_exe().unwrap_or_else(|_| PathBuf::from("schakel"));
    let program = format!("{} --config {}", quoted(&program), quoted(&folder.path(files::CONFIG)));
    out.line("\nWaar te kijken, zolang de host draait:");
    out.line(format!("  {}/gereed", served.url));
    for verb in verbs {
        out.line(format!("  {program} {verb}"));
    }
    out.line("\nWat te proberen:");
    out.line(format!(
        "  Bewaar een andere regel in {}; wat de host ervan vindt, verschijnt hier.",
        folder.path(files::RULES).display()
    ));
    out.line(format!(
        "  Leg nog vijf documenten bij Digipoort; binnen {} seconden zijn ze hier:",
        files::EVERY
    ));
    out.line(format!(
        "    curl -H 'content-type: application/json' {}/beheer/voorraad \\\n      \
         -d '{{\"seed\":2026,\"werkgevers\":2,\"werknemers\":5,\"documenten\":5}}'",
        outside.digipoort.url
    ));
    out.line(format!(
        "  Zie wat er in de postbussen kwam: curl {}/beheer/journaal",
        outside.mail.url
    ));
}

/// A path as one can paste it in a shell.
fn quoted(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}
