//! Templates of e-mail.
//!
//! A mail leaves the house in the clear, so a template can say where to look and no more: there is
//! no placeholder for a name, a BSN, a title or anything else about a person.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A template of e-mail, with placeholders such as `{taak.naam}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mailsjabloon {
    /// What rules name.
    pub code: String,
    /// Subject.
    pub onderwerp: String,
    /// Body; plain text.
    pub tekst: String,
}

impl Mailsjabloon {
    /// The template that a rule means when it names none.
    pub const SIGNAAL: &'static str = "signaal";

    /// The placeholders that exist, each with its meaning in Dutch.
    pub const VELDEN: &[(&str, &str)] = &[
        ("taak.naam", "naam van de taak; zonder taak de gebeurtenis"),
        ("taak.code", "code van de taak"),
        ("traject.soort", "trajectsoort"),
        ("traject", "nummer van het traject"),
        ("dossier", "nummer van het dossier"),
        ("werkgever.werkgevercode", "werkgevercode"),
        ("werkgever.naam", "naam van de werkgever"),
        ("gebeurtenis", "wat er gebeurde"),
        ("document.kenmerk", "documentkenmerk"),
        ("document.dienst", "dienst van UWV waar het document vandaan komt"),
        ("vandaag", "datum van de gebeurtenis"),
    ];

    /// Subject and body with the values filled in. What has no value becomes `-`. The subject is
    /// one line, whatever a value holds: a header of a mail ends at the end of a line.
    pub fn vul(&self, waarden: &BTreeMap<&str, String>) -> (String, String) {
        let fill = |text: &str| -> String {
            let filled = parts(text).map(|part| match part {
                Part::Text(text) => text,
                Part::Veld(name) => waarden.get(name).map_or("-", String::as_str),
            });
            filled.collect()
        };
        let onderwerp = fill(&self.onderwerp);
        let onderwerp = onderwerp.split(char::is_control).collect::<Vec<_>>().join(" ");
        (onderwerp, fill(&self.tekst))
    }

    /// The placeholders in it that do not exist, in order, each once.
    pub fn onbekende_velden(&self) -> Vec<String> {
        let mut unknown: Vec<String> = Vec::new();
        for part in parts(&self.onderwerp).chain(parts(&self.tekst)) {
            let Part::Veld(name) = part else { continue };
            let known = Mailsjabloon::VELDEN.iter().any(|(veld, _)| *veld == name);
            if !known && !unknown.iter().any(|seen| seen == name) {
                unknown.push(name.to_owned());
            }
        }
        unknown
    }
}

/// A piece of a template.
enum Part<'t> {
    /// As it stands.
    Text(&'t str),
    /// A placeholder, without its braces.
    Veld(&'t str),
}

/// The pieces of a template, in order. A brace without its other half is text.
fn parts(text: &str) -> impl Iterator<Item = Part<'_>> {
    let mut rest = text;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let braced = rest.split_once('{').and_then(|(before, after)| {
            after.split_once('}').map(|(name, after)| (before, name, after))
        });
        let Some((before, name, after)) = braced else {
            return Some(Part::Text(std::mem::take(&mut rest)));
        };
        if before.is_empty() {
            rest = after;
            return Some(Part::Veld(name));
        }
        rest = rest.get(before.len()..).unwrap_or_default();
        Some(Part::Text(before))
    })
}
