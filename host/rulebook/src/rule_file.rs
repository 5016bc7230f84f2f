//! One file of rules: of what kind it is and what it is called.

use std::collections::BTreeMap;

/// What a file of rules holds; each kind has its folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum RuleKind {
    Conversiegroep,
    Importconfiguratie,
    Trigger,
}

impl RuleKind {
    /// All, in the order in which they refer to each other.
    pub(crate) const ALL: [RuleKind; 3] =
        [RuleKind::Conversiegroep, RuleKind::Importconfiguratie, RuleKind::Trigger];

    /// The folder of its files.
    pub(crate) fn folder(self) -> &'static str {
        match self {
            RuleKind::Conversiegroep => "conversiegroepen",
            RuleKind::Importconfiguratie => "importconfiguraties",
            RuleKind::Trigger => "triggers",
        }
    }

    /// The word that its files start with.
    pub(crate) fn word(self) -> &'static str {
        match self {
            RuleKind::Conversiegroep => "conversiegroep",
            RuleKind::Importconfiguratie => "importconfiguratie",
            RuleKind::Trigger => "trigger",
        }
    }
}

/// One `.rhai` file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleFile<'f> {
    pub(crate) kind: RuleKind,
    /// Path in the folder of rules, with `/`.
    pub(crate) path: &'f str,
    /// Name of the file without the ending.
    pub(crate) id: &'f str,
    pub(crate) content: &'f str,
    sources: &'f BTreeMap<String, String>,
}

impl<'f> RuleFile<'f> {
    /// All files of rules among the sources, by kind.
    pub(crate) fn among(sources: &'f BTreeMap<String, String>) -> Vec<RuleFile<'f>> {
        let mut found: Vec<RuleFile<'f>> = sources
            .iter()
            .filter_map(|(path, content)| {
                let folder = path.split_once('/')?.0;
                let kind = RuleKind::ALL.into_iter().find(|kind| kind.folder() == folder)?;
                let (_, name) = path.rsplit_once('/')?;
                let id = name.strip_suffix(".rhai")?;
                Some(RuleFile { kind, path, id, content, sources })
            })
            .collect();
        found.sort_by_key(|file| (file.kind, file.id));
        found
    }

    /// Path and content of a file in the same folder.
    pub(crate) fn beside(&self, name: &str) -> Option<(&'f str, &'f str)> {
        let (folder, _) = self.path.rsplit_once('/')?;
        let (path, content) = self.sources.get_key_value(&format!("{folder}/{name}"))?;
        Some((path, content))
    }
}
