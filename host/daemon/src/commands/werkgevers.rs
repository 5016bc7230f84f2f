//! `schakel werkgevers`: those there are, and new ones from a file.

use std::path::Path;

use serde::Deserialize;
use serde_json::{Value, json};

use super::fields;
use crate::{cli::Werkgevers, client::HostClient, config, exit::Failure, output::Output};

/// A file of werkgevers.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    werkgever: Vec<Werkgever>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Werkgever {
    werkgevercode: String,
    naam: String,
    #[serde(default)]
    loonheffingennummers: Vec<String>,
    #[serde(default)]
    werkgevergroepen: Vec<String>,
}

/// Shows all, or puts those of a file.
pub(crate) fn run(host: &HostClient, asked: &Werkgevers, out: Output) -> Result<(), Failure> {
    match asked {
        Werkgevers::Lijst => list(host, out),
        Werkgevers::Vastleggen { bestand } => {
            let put = put_all(host, bestand)?;
            let shown = |item: &Value| fields::row(item, &["werkgevercode", "id", "gewijzigd"]);
            let rows: Vec<_> = put.iter().map(shown).collect();
            out.table(&["werkgevercode", "id", "gewijzigd"], &rows, "Het bestand is leeg.");
            out.value(&json!({ "werkgevers": put }));
            Ok(())
        }
    }
}

/// Puts the werkgevers of a file, in order.
pub(crate) fn put_all(host: &HostClient, path: &Path) -> Result<Vec<Value>, Failure> {
    let file: File = read_toml(path)?;
    let mut put = Vec::with_capacity(file.werkgever.len());
    for werkgever in file.werkgever {
        let body = json!({
            "naam": werkgever.naam,
            "loonheffingennummers": werkgever.loonheffingennummers,
            "werkgevergroepen": werkgever.werkgevergroepen,
        });
        let code = werkgever.werkgevercode;
        let mut done = host
            .put(&["api", "werkgevers", &code], &[], &body)
            .map_err(|failure| about(&format!("werkgever {code}"), failure))?;
        if let Value::Object(fields) = &mut done {
            fields.insert("werkgevercode".to_owned(), json!(code));
        }
        put.push(done);
    }
    Ok(put)
}

/// Reads a TOML file that somebody wrote.
pub(crate) fn read_toml<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, Failure> {
    let shown = path.display();
    let text = std::fs::read_to_string(path)
        .map_err(|error| Failure::Usage(format!("{shown}: {error}")))?;
    toml::from_str(&text).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        let line = text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        Failure::Usage(format!("{shown}:{line}: {}", config::in_dutch(error.message())))
    })
}

/// The failure with what it is about in front.
pub(crate) fn about(what: &str, failure: Failure) -> Failure {
    match failure {
        Failure::Found(text) => Failure::Found(format!("{what}: {text}")),
        other => other,
    }
}

fn list(host: &HostClient, out: Output) -> Result<(), Failure> {
    let page = host.get(&["api", "werkgevers"], &[("aantal", "1000".to_owned())])?;
    let paths = ["werkgevercode", "naam", "werkgevergroepen", "loonheffingennummers", "id"];
    let rows: Vec<_> =
        fields::list(&page, "werkgevers").iter().map(|item| fields::row(item, &paths)).collect();
    out.table(&paths, &rows, "Er zijn geen werkgevers.");
    out.value(&page);
    Ok(())
}
