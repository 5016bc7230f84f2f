//! `[regels]`: where the rules are, and how they go live.

use std::path::PathBuf;

use serde::Deserialize;

/// Where the rules are, and how they go live.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct Regels {
    /// `map`: folder with triggers, importconfiguraties and conversiegroepen. Default `rules`.
    pub(crate) map: PathBuf,
    /// `herladen`: whether rules that change are read while the host runs. With `false` they are read
    /// at the next start. Default `true`.
    pub(crate) herladen: bool,
    /// `ingebruikname`: what happens to saved rules once they and their tests are good. Default `direct`.
    pub(crate) ingebruikname: Modus,
    /// `vier_ogen`: whether rules that one person puts in use wait until another one approves them; with
    /// `ingebruikname = "concept"` only. Default `false`.
    pub(crate) vier_ogen: bool,
}

/// What happens to saved rules that are good.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Modus {
    /// They go live at once: while configuring.
    #[default]
    Direct,
    /// They become the concept, which a person puts in use.
    Concept,
}

impl Modus {
    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Modus::Direct => "direct",
            Modus::Concept => "concept",
        }
    }
}

impl Default for Regels {
    fn default() -> Regels {
        Regels {
            map: "rules".into(),
            herladen: true,
            ingebruikname: Modus::Direct,
            vier_ogen: false,
        }
    }
}

impl Regels {
    /// What cannot be so.
    pub(crate) fn problems(&self) -> Vec<String> {
        match (self.ingebruikname, self.vier_ogen) {
            (Modus::Direct, true) => vec![
                "regels.vier_ogen = true gaat niet samen met regels.ingebruikname = \"direct\": wat \
                 in de map wordt opgeslagen zou dan zonder tweede persoon in gebruik gaan. Zet \
                 regels.ingebruikname = \"concept\", of laat vier_ogen weg"
                    .to_owned(),
            ],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_people_cannot_agree_on_what_is_live_at_once() {
        let read = |text: &str| toml::from_str::<Regels>(text).unwrap();
        assert_eq!(read("ingebruikname = \"concept\"\nvier_ogen = true").problems(), [""; 0]);
        assert_eq!(read("").problems(), [""; 0]);
        assert_eq!(read("").ingebruikname.name(), "direct");
        let problems = read("vier_ogen = true").problems();
        assert!(problems[0].contains("ingebruikname = \"direct\""), "{problems:?}");
    }
}
