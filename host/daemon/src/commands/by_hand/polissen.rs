//! `schakel polissen`: insurances of werkgevers, put from a file.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::{table_json, tell};
use crate::{
    cli::Polissen,
    client::HostClient,
    commands::{
        fields,
        werkgevers::{about, read_toml},
    },
    exit::Failure,
    output::Output,
};

/// A file of polissen; the host says which fields there are.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    polis: Vec<toml::Table>,
}

/// Does one of the verbs.
pub(crate) fn run(host: &HostClient, asked: &Polissen, out: Output) -> Result<(), Failure> {
    match asked {
        Polissen::Lijst { werkgever } => {
            list(&host.get(&["api", "werkgevers", werkgever, "polissen"], &[])?, out);
        }
        Polissen::Vastleggen { werkgever, bestand } => put_all(host, werkgever, bestand, out)?,
        Polissen::Verwijder { id } => {
            let done = host.delete(&["api", "polissen", id])?;
            tell(out, &done, &format!("Polis {id} is verwijderd."));
        }
    }
    Ok(())
}

/// Puts the polissen of a file, in order; those before a wrong one are put.
fn put_all(host: &HostClient, werkgever: &str, path: &Path, out: Output) -> Result<(), Failure> {
    let file: File = read_toml(path)?;
    let mut put = Vec::with_capacity(file.polis.len());
    for (table, nr) in file.polis.into_iter().zip(1_usize..) {
        let number = table.get("polisnummer").and_then(toml::Value::as_str);
        let number = number.map_or_else(|| format!("{nr} in het bestand"), str::to_owned);
        let mut done = host
            .post_body(&["api", "werkgevers", werkgever, "polissen"], &table_json(table))
            .map_err(|failure| about(&format!("polis {number}"), failure))?;
        if let Value::Object(fields) = &mut done {
            fields.insert("polisnummer".to_owned(), json!(number));
        }
        put.push(done);
    }
    let paths = ["polisnummer", "polis", "gewijzigd"];
    let rows: Vec<_> = put.iter().map(|item| fields::row(item, &paths)).collect();
    out.table(&paths, &rows, "Het bestand is leeg.");
    out.value(&json!({ "polissen": put }));
    Ok(())
}

fn list(page: &Value, out: Output) {
    let row = |polis: &Value| {
        let paths = ["polisnummer", "verzekeringstype", "begin", "einde", "maximumloonsom"];
        let mut row = fields::row(polis, &paths);
        let sums = fields::list(polis, "loonsommen").iter();
        let sums = sums.map(|one| {
            format!("{} vanaf {}", fields::text(one, "bedrag"), fields::text(one, "begin"))
        });
        row.push(sums.collect::<Vec<_>>().join(", "));
        row.push(insured(polis));
        row.push(fields::text(polis, "id"));
        row
    };
    let rows: Vec<_> = fields::list(page, "polissen").iter().map(row).collect();
    let heads = [
        "polisnummer",
        "verzekeringstype",
        "begin",
        "einde",
        "maximumloonsom",
        "loonsommen",
        "ingesloten",
        "polis",
    ];
    out.table(&heads, &rows, "Deze werkgever heeft geen polissen.");
    out.value(page);
}

/// How many werknemers a polis insures, in a word or two.
fn insured(polis: &Value) -> String {
    match polis.pointer("/ingesloten/werknemers").and_then(Value::as_array).map(Vec::as_slice) {
        None => "allen".to_owned(),
        Some([_]) => "1 werknemer".to_owned(),
        Some(periods) => format!("{} werknemers", periods.len()),
    }
}
