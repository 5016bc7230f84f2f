//! A document is read by who may.

use std::{fs, fs::File};

use super::{
    super::{
        files::LARGEST,
        stage::{OPERATOR, Stage},
    },
    seen::Seen,
};
use crate::exit::Failure;

/// The operator fetches the largest document; says in Dutch what is wrong with it, if anything.
pub(super) fn largest(stage: &Stage<'_>, seen: &Seen) -> Result<Option<String>, Failure> {
    let Some(document) = seen.documents.iter().max_by_key(|here| here.lengte) else {
        return Ok(Some("er is geen document om te lezen".to_owned()));
    };
    let path = stage.folder.path(LARGEST);
    let url = ["api", "documenten", &document.id, "bestand"];
    let length = stage.lotte.download(&url, &mut File::create(&path)?)?;
    stage.tell(format!(
        "{OPERATOR} haalt {} op, {length} bytes: {}; dat staat in het auditlog.",
        document.extern_kenmerk,
        path.display()
    ));
    let bytes = fs::read(&path)?;
    let is_pdf = bytes.starts_with(b"%PDF-") && bytes.trim_ascii_end().ends_with(b"%%EOF");
    let is_whole = is_pdf && length == document.lengte;
    Ok((!is_whole).then(|| format!("{} kwam niet heel over", document.extern_kenmerk)))
}
