//! Reading `catalogus.toml`: the codes that rules may name.

use std::collections::{BTreeMap, BTreeSet};

use host_domain::Catalogue;

use crate::{
    diagnostic::{Diagnostic, Place, Remarks},
    folder::CATALOGUE,
};

/// The catalogue; an empty one when there is no file, or when it is wrong.
pub(super) fn read(sources: &BTreeMap<String, String>) -> (Catalogue, Vec<Diagnostic>) {
    let Some(content) = sources.get(CATALOGUE) else {
        return (Catalogue::default(), Vec::new());
    };
    let mut remarks = Remarks::about(CATALOGUE, content);
    let catalogue = match toml::from_str::<Catalogue>(content) {
        Ok(catalogue) => catalogue,
        Err(error) => {
            let at = error.span().map_or(Place::default(), |span| place(content, span.start));
            let message = format!("dit bestand is niet te lezen: {}", error.message());
            let help = "een taak heeft `code`, `naam` en desgewenst `scherm` en `rol`; \
                        een trajectsoort `code` en `naam`";
            remarks.error_with_help(at, message, help.to_owned());
            Catalogue::default()
        }
    };
    check_unique(catalogue.taken.iter().map(|taak| &taak.code), "taak", &mut remarks);
    let trajectsoorten = catalogue.trajectsoorten.iter().map(|soort| &soort.code);
    check_unique(trajectsoorten, "trajectsoort", &mut remarks);
    (catalogue, remarks.into_found())
}

fn check_unique<'c>(
    codes: impl Iterator<Item = &'c String>,
    what: &str,
    remarks: &mut Remarks<'_>,
) {
    let mut seen = BTreeSet::new();
    for code in codes {
        if code.trim().is_empty() {
            remarks.error(Place::default(), format!("een {what} heeft een lege code"));
        } else if !seen.insert(code) {
            remarks.error(Place::default(), format!("{what} `{code}` staat er twee keer"));
        }
    }
}

fn place(content: &str, offset: usize) -> Place {
    let before = content.get(..offset).unwrap_or(content);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    Place {
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(column).unwrap_or(u32::MAX),
    }
}
