//! Codes of the catalogue that people write: those that are not in it are refused, with the one that was
//! probably meant.

use host_domain::{Catalogue, KenmerkOp};
use host_rulebook::meant_or_list;

use super::refuse;
use crate::error::Fault;

/// A trajectsoort.
pub(super) fn check_soort(catalogue: &Catalogue, code: &str) -> Result<(), Fault> {
    let known = catalogue.trajectsoorten.iter().map(|soort| soort.code.as_str());
    check("soort", code, known)
}

/// A kind of place for an afspraak.
pub(super) fn check_locatietype(catalogue: &Catalogue, code: &str) -> Result<(), Fault> {
    let known = catalogue.locatietypen.iter().map(|soort| soort.code.as_str());
    check("locatietype", code, known)
}

/// A kind of insurance.
pub(super) fn check_verzekeringstype(catalogue: &Catalogue, code: &str) -> Result<(), Fault> {
    let known = catalogue.verzekeringstypen.iter().map(|soort| soort.code.as_str());
    check("verzekeringstype", code, known)
}

/// A kenmerk, and whether it may be put there.
pub(super) fn check_kenmerk(catalogue: &Catalogue, op: KenmerkOp, code: &str) -> Result<(), Fault> {
    let elsewhere = catalogue.kenmerken.iter().find(|soort| soort.code == code);
    if let Some(soort) = elsewhere.filter(|soort| !soort.op.contains(&op)) {
        let places = soort.op.iter().map(|op| op.name()).collect::<Vec<_>>().join(", ");
        return Err(refuse(format!(
            "kenmerk: `{code}` kan volgens de catalogus niet op een {}, wel op: {places}",
            op.name()
        )));
    }
    let fitting = catalogue.kenmerken.iter().filter(|soort| soort.op.contains(&op));
    check("kenmerk", code, fitting.map(|soort| soort.code.as_str()))
}

fn check<'k, I>(field: &str, code: &str, known: I) -> Result<(), Fault>
where
    I: Iterator<Item = &'k str> + Clone,
{
    if known.clone().any(|name| name == code) {
        return Ok(());
    }
    let hint = meant_or_list(code, known).map(|hint| format!("; {hint}")).unwrap_or_default();
    Err(refuse(format!("{field}: `{code}` staat niet in de catalogus{hint}")))
}
