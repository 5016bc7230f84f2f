//! `schakel werknemers`: added or brought up to date from a file, and looked up.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::table_json;
use crate::{
    cli::Werknemers,
    client::HostClient,
    commands::{
        fields,
        werkgevers::{about, read_toml},
    },
    exit::Failure,
    output::Output,
};

/// A file of werknemers; the host says which fields there are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    werknemer: Vec<toml::Table>,
}

/// Does one of the verbs.
pub(crate) fn run(host: &HostClient, asked: &Werknemers, out: Output) -> Result<(), Failure> {
    match asked {
        Werknemers::Toevoegen { werkgever, bestand } => put_all(host, werkgever, bestand, out),
        Werknemers::Zoek { werkgever, personeelsnummer, extern_id } => {
            let query = [("personeelsnummer", personeelsnummer), ("extern_id", extern_id)];
            let query: Vec<_> =
                query.into_iter().filter_map(|(name, text)| Some((name, text.clone()?))).collect();
            let page = host.get(&["api", "werkgevers", werkgever, "werknemers"], &query)?;
            let found = fields::list(&page, "werknemers").iter();
            let rows: Vec<_> = found.map(|item| fields::row(item, &["werknemer"])).collect();
            out.table(&["werknemer"], &rows, "Er is geen werknemer met dit nummer.");
            out.value(&page);
            Ok(())
        }
    }
}

/// Puts the werknemers of a file, in order; those before a wrong one are put.
fn put_all(host: &HostClient, werkgever: &str, path: &Path, out: Output) -> Result<(), Failure> {
    let file: File = read_toml(path)?;
    let mut put = Vec::with_capacity(file.werknemer.len());
    for (table, nr) in file.werknemer.into_iter().zip(1_usize..) {
        let done = host
            .post_body(&["api", "werkgevers", werkgever, "werknemers"], &table_json(table))
            .map_err(|failure| about(&format!("werknemer {nr} in het bestand"), failure))?;
        put.push(done);
    }
    let row = |item: &Value| fields::row(item, &["werknemer", "nieuw", "gewijzigd"]);
    let rows: Vec<_> = put.iter().map(row).collect();
    out.table(&["werknemer", "nieuw", "gewijzigd"], &rows, "Het bestand is leeg.");
    out.value(&json!({ "werknemers": put }));
    Ok(())
}
