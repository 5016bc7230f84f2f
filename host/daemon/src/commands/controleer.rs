//! `schakel controleer`: everything that is wrong, at once: configuration, plugins, rules, and what
//! the accounts refer to and are granted.

use std::{collections::BTreeSet, process::ExitCode};

use host_connectors::{HostPort, Library};
use host_domain::{Importkoppeling, Klantaccount};
use host_store::{OpenError, Reads, Store};
use serde_json::{Value, json};

use super::{fields, regels::Checked};
use crate::{
    assemble,
    cli::Cli,
    client::HostClient,
    config::Config,
    exit::{self, Failure},
    output::Output,
};

/// Looks at everything; exit code 1 when something is wrong.
pub(crate) fn run(cli: &Cli, out: Output) -> Result<ExitCode, Failure> {
    let config = Config::load(&cli.config).map_err(|error| Failure::Usage(error.to_string()))?;
    let mut problems = config.problems();
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
    match accounts(cli, &config) {
        Ok(accounts) => {
            for account in &accounts {
                problems.extend(of_account(account, library.as_ref(), &rules.imports));
            }
        }
        Err(failure) => problems.push(format!("klantaccounts niet na te zien: {failure}")),
    }
    let good = problems.is_empty() && rules.is_good();
    for problem in &problems {
        out.line(format!("fout: {problem}"));
    }
    for remark in rules.remarks() {
        out.line(remark);
    }
    out.line(rules.summary());
    out.line(if good { "Alles is in orde." } else { "Er is iets niet in orde." });
    out.value(&json!({ "goed": good, "problemen": problems, "regels": rules.value() }));
    Ok(exit::verdict(good))
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
                let asked = plugin.manifest().asked_hosts(&settings);
                problems.extend(of_grants(&place, link, asked));
            }
        }
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
        let link = Importkoppeling {
            naam: "V".into(),
            plugin: "sivi".into(),
            importconfiguratie: "I".into(),
            mailniveau: host_domain::Mailniveau::default(),
            instellingen: serde_json::Map::new(),
            toegestaan: Toegestaan { http, ..Toegestaan::default() },
        };
        let asked = vec!["a.nl:443".parse().unwrap(), "b.nl:443".parse().unwrap()];
        let problems = of_grants("K/V", &link, Ok(asked));
        expect_test::expect![[r#"
            K/V: toegestaan.http: `geen adres` is geen adres; schrijf `host:poort`
            K/V: de plugin vraagt b.nl:443, maar toegestaan.http heeft dat niet
            K/V: toegestaan.http heeft c.nl:443, maar de plugin vraagt dat niet"#]]
        .assert_eq(&problems.join("\n"));
    }
}
