//! `schakel controleer`: everything that is wrong, at once: configuration, plugins, rules, and what
//! the accounts refer to and are granted.

use std::{
    collections::{BTreeMap, BTreeSet},
    process::ExitCode,
};

use host_connectors::{HostPort, Library};
use host_domain::{Importkoppeling, Klantaccount};
use host_store::{OpenError, Reads, Store};
use serde_json::{Value, json};

use super::{fields, regels::Checked};
use crate::{
    assemble,
    cli::Cli,
    client::HostClient,
    config::{Config, Geheim},
    exit::{self, Failure},
    output::Output,
};

/// Looks at everything; exit code 1 when something is wrong.
pub(crate) fn run(cli: &Cli, out: Output) -> Result<ExitCode, Failure> {
    let config = Config::load(&cli.config).map_err(|error| Failure::Usage(error.to_string()))?;
    let mut problems = config.problems();
    problems.extend(config.credentials().err().unwrap_or_default());
    problems.extend(config.mail.iter().filter_map(|mail| mail.mailer().err()));
    let library = match assemble::library(&config) {
        Ok(library) => Some(library),
        Err(failure) => {
            problems.push(failure.to_string());
            None
        }
    };
    let loading = library.iter().flat_map(|library| library.problems());
    problems.extend(loading.map(|problem| format!("plugin niet te laden: {problem}")));
    let rules = Checked::folder(&config.regels.map, &config.plugins.map);
    if let (Some(mail), Some(catalogue)) = (&config.mail, &rules.catalogue) {
        problems.extend(mail.role_problems(catalogue));
    }
    let mut notes = notes(&config);
    match accounts(cli, &config) {
        Ok(accounts) => {
            for account in &accounts {
                notes.extend(of_unused_secrets(account, library.as_ref()));
                problems.extend(of_account(account, library.as_ref(), &rules.imports));
                problems.extend(of_secrets(account, &config.geheimen));
            }
        }
        Err(failure) => problems.push(format!("klantaccounts niet na te zien: {failure}")),
    }
    let good = problems.is_empty() && rules.is_good();
    for problem in &problems {
        out.line(format!("fout: {problem}"));
    }
    for note in &notes {
        out.line(format!("let op: {note}"));
    }
    for remark in rules.remarks() {
        out.line(remark);
    }
    out.line(rules.summary());
    out.line(if good { "Alles is in orde." } else { "Er is iets niet in orde." });
    out.value(
        &json!({ "goed": good, "problemen": problems, "let_op": notes, "regels": rules.value() }),
    );
    Ok(exit::verdict(good))
}

/// What works otherwise than somebody may think, and is not wrong.
fn notes(config: &Config) -> Vec<String> {
    let mut notes = Vec::new();
    match &config.mail {
        None => notes.push(
            "er is geen mailserver ingesteld ([mail]); e-mailsignalen gaan niet uit en wachten \
             bij de bezorgingen"
                .to_owned(),
        ),
        Some(mail) if mail.storingen_naar.is_empty() => notes.push(
            "niemand krijgt een e-mail als een koppeling in storing is (mail.storingen_naar)"
                .to_owned(),
        ),
        Some(_) => {}
    }
    notes
}

/// The accounts: from the store, or from the host that has it.
fn accounts(cli: &Cli, config: &Config) -> Result<Vec<Klantaccount>, Failure> {
    if !config.opslag.map.is_dir() {
        return Ok(Vec::new());
    }
    match Store::open(&config.opslag.map) {
        Ok(store) => Ok(store.read()?.klantaccounts()?),
        Err(OpenError::InUse(_)) => {
            let shown = HostClient::new(cli)?.get(&["api", "klantaccounts"], &[])?;
            Ok(fields::list(&shown, "klantaccounts").iter().filter_map(account).collect())
        }
        Err(error) => Err(assemble::cannot_open(&error)),
    }
}

/// An account as the host shows it; it keeps what there is to know of the token to itself.
fn account(shown: &Value) -> Option<Klantaccount> {
    let mut shown = shown.clone();
    shown.as_object_mut()?.insert("token_sha256".to_owned(), json!(""));
    serde_json::from_value(shown).ok()
}

/// What is wrong with the links of an account.
fn of_account(
    account: &Klantaccount,
    library: Option<&Library>,
    imports: &[String],
) -> Vec<String> {
    let mut problems = Vec::new();
    for link in &account.importkoppelingen {
        let place = format!("{}/{}", account.klantcode, link.naam);
        if !imports.contains(&link.importconfiguratie) {
            let name = &link.importconfiguratie;
            problems.push(format!("{place}: importconfiguratie `{name}` bestaat niet"));
        }
        let Some(library) = library else { continue };
        match library.plugin(&link.plugin) {
            None => problems.push(format!("{place}: plugin `{}` is niet geladen", link.plugin)),
            Some(plugin) => {
                let settings = Value::Object(link.instellingen.clone());
                let manifest = plugin.manifest();
                let asked = manifest.asked_hosts(&settings);
                problems.extend(of_grants(&place, link, asked));
                problems.extend(of_needless_secrets(&place, link, manifest.asked_credentials()));
            }
        }
    }
    problems
}

/// Credentials that a link grants and its plugin does not ask for.
fn of_needless_secrets(place: &str, link: &Importkoppeling, asked: &[String]) -> Vec<String> {
    let granted = &link.toegestaan.geheimen;
    let needless = granted.iter().filter(|name| !asked.contains(*name)).map(|name| {
        format!("{place}: toegestaan.geheimen heeft `{name}`, maar de plugin vraagt dat niet")
    });
    needless.collect()
}

/// Credentials that a plugin may use and its link does not grant: a plugin can often do without, as
/// its own settings say.
fn of_unused_secrets(account: &Klantaccount, library: Option<&Library>) -> Vec<String> {
    let mut notes = Vec::new();
    for link in &account.importkoppelingen {
        let Some(plugin) = library.and_then(|library| library.plugin(&link.plugin)) else {
            continue;
        };
        let place = format!("{}/{}", account.klantcode, link.naam);
        notes.extend(ungranted(&place, link, plugin.manifest().asked_credentials()));
    }
    notes
}

fn ungranted(place: &str, link: &Importkoppeling, asked: &[String]) -> Vec<String> {
    let granted = &link.toegestaan.geheimen;
    let absent = asked.iter().filter(|name| !granted.contains(*name)).map(|name| {
        format!(
            "{place}: de plugin kan geheim `{name}` gebruiken; toegestaan.geheimen heeft dat niet"
        )
    });
    absent.collect()
}

/// Credentials that links are granted and the host does not have.
fn of_secrets(account: &Klantaccount, configured: &BTreeMap<String, Geheim>) -> Vec<String> {
    let mut problems = Vec::new();
    for link in &account.importkoppelingen {
        let unknown =
            link.toegestaan.geheimen.iter().filter(|name| !configured.contains_key(*name));
        problems.extend(unknown.map(|name| {
            let place = format!("{}/{}", account.klantcode, link.naam);
            format!("{place}: geheim `{name}` is niet ingesteld ([geheimen.{name}])")
        }));
    }
    problems
}

/// What the plugin asks for and what the link grants must be the same addresses.
fn of_grants(
    place: &str,
    link: &Importkoppeling,
    asked: Result<Vec<HostPort>, String>,
) -> Vec<String> {
    let mut problems = Vec::new();
    let mut granted = BTreeSet::new();
    for address in &link.toegestaan.http {
        match address.parse::<HostPort>() {
            Ok(address) => drop(granted.insert(address)),
            Err(reason) => problems.push(format!("{place}: toegestaan.http: {reason}")),
        }
    }
    match asked {
        Err(reason) => problems.push(format!("{place}: {reason}")),
        Ok(asked) => {
            let asked = BTreeSet::from_iter(asked);
            problems.extend(asked.difference(&granted).map(|address| {
                format!("{place}: de plugin vraagt {address}, maar toegestaan.http heeft dat niet")
            }));
            problems.extend(granted.difference(&asked).map(|address| {
                format!("{place}: toegestaan.http heeft {address}, maar de plugin vraagt dat niet")
            }));
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use host_domain::Toegestaan;

    use super::*;

    #[test]
    fn asked_and_granted_are_held_against_each_other() {
        let http = vec!["a.nl:443".to_owned(), "c.nl:443".to_owned(), "geen adres".to_owned()];
        let geheimen = vec!["digipoort".to_owned(), "ander".to_owned()];
        let link = Importkoppeling {
            naam: "V".into(),
            plugin: "sivi".into(),
            importconfiguratie: "I".into(),
            mailniveau: host_domain::Mailniveau::default(),
            instellingen: serde_json::Map::new(),
            toegestaan: Toegestaan { http, geheimen, ..Toegestaan::default() },
            ophalen: None,
            herhalen: None,
        };
        let asked = vec!["a.nl:443".parse().unwrap(), "b.nl:443".parse().unwrap()];
        let mut problems = of_grants("K/V", &link, Ok(asked));
        let secrets = ["digipoort".to_owned(), "derde".to_owned()];
        problems.extend(of_needless_secrets("K/V", &link, &secrets));
        let notes = ungranted("K/V", &link, &secrets);
        assert_eq!(notes.len(), 1, "{notes:?}");
        assert!(notes[0].contains("`derde`"), "{notes:?}");
        let account = Klantaccount {
            klantcode: "K".into(),
            naam: "K".into(),
            token_sha256: String::new(),
            werkgevergroepen: BTreeSet::new(),
            importkoppelingen: vec![link],
        };
        problems.extend(of_secrets(&account, &BTreeMap::new()));
        expect_test::expect![[r#"
            K/V: toegestaan.http: `geen adres` is geen adres; schrijf `host:poort`
            K/V: de plugin vraagt b.nl:443, maar toegestaan.http heeft dat niet
            K/V: toegestaan.http heeft c.nl:443, maar de plugin vraagt dat niet
            K/V: toegestaan.geheimen heeft `ander`, maar de plugin vraagt dat niet
            K/V: geheim `digipoort` is niet ingesteld ([geheimen.digipoort])
            K/V: geheim `ander` is niet ingesteld ([geheimen.ander])"#]]
        .assert_eq(&problems.join("\n"));
    }
}
