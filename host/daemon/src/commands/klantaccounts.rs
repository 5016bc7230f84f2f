//! `schakel klantaccounts`: accounts of partners, and new ones from a file.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    fields,
    werkgevers::{about, read_toml},
};
use crate::{cli::Klantaccounts, client::HostClient, exit::Failure, output::Output};

/// A file of accounts.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    klantaccount: Vec<Klantaccount>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Klantaccount {
    klantcode: String,
    naam: String,
    #[serde(default)]
    werkgevergroepen: Vec<String>,
    #[serde(default)]
    importkoppelingen: Vec<host_domain::Importkoppeling>,
}

/// Shows all, or puts those of a file and shows their new tokens, once.
pub(crate) fn run(host: &HostClient, asked: &Klantaccounts, out: Output) -> Result<(), Failure> {
    match asked {
        Klantaccounts::Lijst => list(host, out),
        Klantaccounts::Vastleggen { bestand, nieuw_token } => {
            let put = put_all(host, bestand, *nieuw_token)?;
            for account in &put {
                let code = fields::text(account, "klantcode");
                out.line(match fields::text(account, "token") {
                    none if none.is_empty() => format!("{code}: bijgewerkt; het token blijft geldig"),
                    token => format!(
                        "{code}: token {token}\n  Geef dit token aan de partner; het wordt niet nog eens getoond."
                    ),
                });
            }
            out.value(&json!({ "klantaccounts": put }));
            Ok(())
        }
    }
}

/// Puts the accounts of a file, in order; each result has a token when it is new.
pub(crate) fn put_all(host: &HostClient, path: &Path, renew: bool) -> Result<Vec<Value>, Failure> {
    let file: File = read_toml(path)?;
    let mut put = Vec::with_capacity(file.klantaccount.len());
    for account in file.klantaccount {
        let body = json!({
            "naam": account.naam,
            "werkgevergroepen": account.werkgevergroepen,
            "importkoppelingen": account.importkoppelingen,
        });
        let code = account.klantcode;
        let query = [("nieuw_token", renew.to_string())];
        let mut done = host
            .put(&["api", "klantaccounts", &code], &query, &body)
            .map_err(|failure| about(&format!("klantaccount {code}"), failure))?;
        if let Value::Object(fields) = &mut done {
            fields.insert("klantcode".to_owned(), json!(code));
        }
        put.push(done);
    }
    Ok(put)
}

fn list(host: &HostClient, out: Output) -> Result<(), Failure> {
    let page = host.get(&["api", "klantaccounts"], &[])?;
    let row = |account: &Value| {
        let mut row = fields::row(account, &["klantcode", "naam", "werkgevergroepen"]);
        let links = fields::list(account, "importkoppelingen");
        row.push(
            links.iter().map(|link| fields::text(link, "naam")).collect::<Vec<_>>().join(", "),
        );
        row
    };
    let rows: Vec<_> = fields::list(&page, "klantaccounts").iter().map(row).collect();
    let heads = ["klantcode", "naam", "werkgevergroepen", "importkoppelingen"];
    out.table(&heads, &rows, "Er zijn geen klantaccounts.");
    out.value(&page);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(link: &str) -> Result<File, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("accounts.toml");
        let text = format!(
            "[[klantaccount]]\nklantcode = \"K1\"\nnaam = \"Partner\"\n\n\
             [[klantaccount.importkoppelingen]]\nnaam = \"UWV\"\nplugin = \"digipoort\"\n\
             importconfiguratie = \"UWV documenten\"\n{link}\n"
        );
        std::fs::write(&path, text).unwrap();
        read_toml(&path).map_err(|failure| failure.to_string())
    }

    #[test]
    fn a_link_can_be_polled_and_have_its_own_rhythm() {
        let file = read(
            "ophalen = { elke_seconden = 900 }\n\
             herhalen = { pogingen = 12, langste_pauze_seconden = 3600 }\n\
             toegestaan = { http = [\"uwv.nl:443\"], geheimen = [\"uwv\"] }",
        );
        let file = file.unwrap_or_else(|told| panic!("{told}"));
        let link = json!(file.klantaccount[0].importkoppelingen[0]);
        assert_eq!(link["ophalen"], json!({ "elke_seconden": 900 }));
        assert_eq!(link["herhalen"]["pogingen"], 12);
        assert_eq!(link["toegestaan"]["geheimen"], json!(["uwv"]));
    }

    #[test]
    fn mistakes_in_a_link_are_told_in_dutch_with_their_line() {
        for (link, told) in [
            ("ophalen = { elke_seconden = 1 }", ":9: elke_seconden is ten minste 5"),
            ("ophalen = { elke_seconden = \"x\" }", ":9: hier past geen"),
            ("ophalen = { elke_minuten = 1 }", ":9: sleutel `elke_minuten` bestaat niet"),
            ("herhalen = { pogingen = 3 }", ":9: sleutel `langste_pauze_seconden` ontbreekt"),
            (
                "herhalen = { pogingen = 99, langste_pauze_seconden = 1 }",
                ":9: pogingen is 1 tot en met 50",
            ),
            ("toegestaan = { geheimen = \"uwv\" }", ":9: hier past geen"),
        ] {
            let found = read(link).err().unwrap_or_default();
            assert!(found.contains(told), "{link}: {found}");
        }
    }
}
