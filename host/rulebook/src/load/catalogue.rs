//! Reading `catalogus.toml`: the codes that rules may name.

use std::collections::{BTreeMap, BTreeSet};

use host_domain::{Catalogue, Mailsjabloon};

use crate::{
    diagnostic::{Diagnostic, Place, Remarks},
    folder::CATALOGUE,
    suggest::meant_or_list,
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
            let message = in_dutch(error.message());
            let help = "een taak heeft `code`, `naam` en desgewenst `scherm` en `rol`; \
                        een trajectsoort en een rol `code` en `naam`; \
                        een mailsjabloon `code`, `onderwerp` en `tekst`; \
                        een kenmerk `code`, `naam` en `op = [\"traject\", \"werknemer\", \"werkgever\"]`; \
                        een verzekeringstype en een locatietype `code` en `naam`";
            remarks.error_with_help(at, message, help.to_owned());
            Catalogue::default()
        }
    };
    check_unique(catalogue.taken.iter().map(|taak| &taak.code), "taak", &mut remarks);
    let trajectsoorten = catalogue.trajectsoorten.iter().map(|soort| &soort.code);
    check_unique(trajectsoorten, "trajectsoort", &mut remarks);
    check_unique(catalogue.rollen.iter().map(|rol| &rol.code), "rol", &mut remarks);
    let kenmerken = catalogue.kenmerken.iter().map(|kenmerk| &kenmerk.code);
    check_unique(kenmerken, "kenmerk", &mut remarks);
    let verzekeringstypen = catalogue.verzekeringstypen.iter().map(|soort| &soort.code);
    check_unique(verzekeringstypen, "verzekeringstype", &mut remarks);
    let locatietypen = catalogue.locatietypen.iter().map(|soort| &soort.code);
    check_unique(locatietypen, "locatietype", &mut remarks);
    let sjablonen = catalogue.mailsjablonen.iter().map(|sjabloon| &sjabloon.code);
    check_unique(sjablonen, "mailsjabloon", &mut remarks);
    check_rollen(&catalogue, content, &mut remarks);
    check_kenmerken(&catalogue, content, &mut remarks);
    check_sjablonen(&catalogue, content, &mut remarks);
    (catalogue, remarks.into_found())
}

/// What the reader of the file has against it, in the consultants' language.
fn in_dutch(message: &str) -> String {
    let after = |start: &str| message.strip_prefix(start)?.split('`').next();
    if let Some(field) = after("missing field `") {
        return format!("`{field}` ontbreekt");
    }
    if let Some(field) = after("unknown field `") {
        return format!("onbekend veld `{field}`");
    }
    if let Some(value) = after("unknown variant `") {
        return format!("`{value}` kan hier niet");
    }
    if message.contains("duplicate key") {
        return "dit staat er twee keer".to_owned();
    }
    if message.starts_with("invalid type") {
        return "hier hoort een andere soort waarde".to_owned();
    }
    "dit is niet te lezen: kijk naar aanhalingstekens, haken en `=`".to_owned()
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

/// The role of a task exists, in a catalogue that has roles.
fn check_rollen(catalogue: &Catalogue, content: &str, remarks: &mut Remarks<'_>) {
    let rollen: Vec<&str> = catalogue.rollen.iter().map(|rol| rol.code.as_str()).collect();
    for taak in catalogue.taken.iter().filter(|_| !rollen.is_empty()) {
        let Some(rol) = taak.rol.as_deref().filter(|rol| !rollen.contains(rol)) else { continue };
        let message = format!("taak `{}` noemt rol `{rol}`, maar die staat er niet bij", taak.code);
        let help = meant_or_list(rol, rollen.iter().copied());
        remarks.error_with_help(place_of(content, &format!("\"{rol}\"")), message, help);
    }
}

/// A label can be put on something.
fn check_kenmerken(catalogue: &Catalogue, content: &str, remarks: &mut Remarks<'_>) {
    for kenmerk in catalogue.kenmerken.iter().filter(|kenmerk| kenmerk.op.is_empty()) {
        let message = format!("kenmerk `{}` mag nergens op staan", kenmerk.code);
        let help = "zet in `op` ten minste `\"traject\"`, `\"werknemer\"` of `\"werkgever\"`";
        let at = place_of(content, &format!("\"{}\"", kenmerk.code));
        remarks.error_with_help(at, message, help.to_owned());
    }
}

/// The placeholders of a template exist.
fn check_sjablonen(catalogue: &Catalogue, content: &str, remarks: &mut Remarks<'_>) {
    for sjabloon in &catalogue.mailsjablonen {
        if sjabloon.onderwerp.trim().is_empty() {
            let message = format!("mailsjabloon `{}` heeft geen onderwerp", sjabloon.code);
            remarks.error(Place::default(), message);
        }
        for veld in sjabloon.onbekende_velden() {
            let written = format!("{{{veld}}}");
            let code = &sjabloon.code;
            let message = format!("mailsjabloon `{code}` noemt `{written}`, dat niet bestaat");
            let names = Mailsjabloon::VELDEN.iter().map(|(name, _)| *name);
            let help = meant_or_list(&veld, names);
            remarks.error_with_help(place_of(content, &written), message, help);
        }
    }
}

/// Where a text first stands; the whole file when it is written in another way.
fn place_of(content: &str, text: &str) -> Place {
    content.find(text).map_or(Place::default(), |at| place(content, at))
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
