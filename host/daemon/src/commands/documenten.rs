//! `schakel documenten`: what is known about one, its file, and moving it.

use std::{
    fs::{self, File, OpenOptions},
    io,
    os::unix::fs::OpenOptionsExt as _,
    path::Path,
};

use serde_json::json;

use super::{by_hand, fields};
use crate::{cli::Documenten, client::HostClient, exit::Failure, output::Output};

/// Does one of the verbs.
pub(crate) fn run(host: &HostClient, asked: &Documenten, out: Output) -> Result<(), Failure> {
    match asked {
        Documenten::Toon { id } => out.show(&host.get(&["api", "documenten", id], &[])?),
        Documenten::Haal { id, naar } => {
            let bytes = fetch(host, id, naar)?;
            out.line(format!("{}: {bytes} bytes", naar.display()));
            out.value(&json!({ "document": id, "bestand": naar, "bytes": bytes }));
        }
        Documenten::Upload { traject, bestand, titel, kenmerk, datum, spreekuur, eenmalig } => {
            let about = json!({
                "titel": titel,
                "bestandsnaam": bestand.file_name().map(|name| name.to_string_lossy()),
                "kenmerk": kenmerk,
                "datum": datum,
                "spreekuur": spreekuur,
            });
            let shown = bestand.display();
            let file =
                File::open(bestand).map_err(|error| Failure::Usage(format!("{shown}: {error}")))?;
            let path = ["api", "trajecten", traject, "documenten"];
            let done = host.upload(&path, eenmalig.sleutel.as_deref(), &about, file)?;
            let id = fields::text(&done, "document");
            by_hand::tell(out, &done, &format!("Document {id} staat in traject {traject}."));
        }
        Documenten::Definitief { id } => {
            let done = host.post(&["api", "documenten", id, "definitief"])?;
            by_hand::tell(out, &done, &format!("Document {id} is definitief."));
        }
        Documenten::Verplaats { id, naar } => {
            let body = json!({ "naar": naar });
            let moved = host.post_body(&["api", "documenten", id, "verplaatsen"], &body)?;
            out.line(format!("Document {id} staat nu in dossier {naar}."));
            out.value(&moved);
        }
    }
    Ok(())
}

/// Fetches the file of a document, for the eyes of its owner only. What did not come whole is not
/// left behind.
fn fetch(host: &HostClient, id: &str, path: &Path) -> Result<u64, Failure> {
    let mut file = create(path)?;
    let fetched = host.download(&["api", "documenten", id, "bestand"], &mut file);
    if fetched.is_err() {
        // Why it failed is told; that a part of it is still there would only confuse.
        let _ = fs::remove_file(path);
    }
    fetched
}

fn create(path: &Path) -> Result<File, Failure> {
    let created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    created.map_err(|error| {
        let shown = path.display();
        Failure::Usage(match error.kind() {
            io::ErrorKind::AlreadyExists => format!("{shown} bestaat al; geef een andere naam"),
            _ => format!("{shown}: {error}"),
        })
    })
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    #[test]
    fn a_file_is_for_its_owner_and_replaces_none() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("brief.pdf");
        drop(create(&path).unwrap());
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        assert!(
            create(&path).unwrap_err().to_string().ends_with("bestaat al; geef een andere naam")
        );
    }

    #[test]
    fn nothing_is_left_of_what_did_not_come() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("brief.pdf");
        let nobody = HostClient::at("http://127.0.0.1:1", "a".repeat(64)).unwrap();
        assert!(fetch(&nobody, "doc-1", &path).is_err());
        assert!(!path.exists());
    }
}
