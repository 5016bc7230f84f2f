//! A folder of rules as an editor has it: what was not saved yet lies over what is on disk.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use host_domain::Catalogue;
use host_rulebook::{BerichtSchema, Book, Diagnostic, IntakeSchema, Offered};

/// The file that makes a folder one of rules.
const CATALOGUE: &str = "catalogus.toml";

/// Where importconfiguraties stand.
const IMPORTS: &str = "importconfiguraties/";

/// What the installed connectors offer to the rules of a folder.
#[derive(Debug, Clone, Default)]
pub struct Connectors {
    /// Messages that come in.
    pub intakes: Vec<IntakeSchema>,
    /// Messages that rules may send.
    pub berichten: Vec<BerichtSchema>,
    /// What is wrong with the connectors themselves, in Dutch.
    pub problems: Vec<String>,
}

/// A folder of rules.
#[derive(Debug, Default)]
pub(crate) struct RulesFolder {
    root: PathBuf,
    /// Texts that were not saved yet, by path in the folder.
    unsaved: BTreeMap<String, String>,
    connectors: Connectors,
    /// The catalogue that could be read last.
    catalogue: Catalogue,
}

impl RulesFolder {
    /// The folder that a file belongs to: the nearest above it with a catalogue.
    pub(crate) fn root_of(file: &Path) -> Option<PathBuf> {
        let above = file.ancestors().skip(1);
        above.map(Path::to_path_buf).find(|folder| folder.join(CATALOGUE).is_file())
    }

    /// The folder at this place, with what connectors offer it.
    pub(crate) fn at(root: PathBuf, connectors: Connectors) -> RulesFolder {
        let mut folder = RulesFolder { root, connectors, ..RulesFolder::default() };
        folder.read_catalogue();
        folder
    }

    pub(crate) fn connectors(&self) -> &Connectors {
        &self.connectors
    }

    pub(crate) fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The path of a file in this folder, as rules have it.
    pub(crate) fn path_of(&self, file: &Path) -> Option<String> {
        let inside = file.strip_prefix(&self.root).ok()?;
        let parts: Option<Vec<&str>> = inside.iter().map(|part| part.to_str()).collect();
        Some(parts?.join("/"))
    }

    /// Takes the text of a file as it stands in the editor; nothing when it is closed.
    pub(crate) fn set(&mut self, path: &str, text: Option<String>) {
        match text {
            Some(text) => self.unsaved.insert(path.to_owned(), text),
            None => self.unsaved.remove(path),
        };
        if path == CATALOGUE {
            self.read_catalogue();
        }
    }

    /// The text of a file: as in the editor, else as on disk.
    pub(crate) fn text(&self, path: &str) -> Option<String> {
        let saved = || fs::read_to_string(self.root.join(path)).ok();
        self.unsaved.get(path).cloned().or_else(saved)
    }

    /// Everything that is wrong: with the rules and, when those are sound, with their tests.
    pub(crate) fn check(&mut self) -> Vec<Diagnostic> {
        self.read_catalogue();
        let Connectors { intakes, berichten, .. } = &self.connectors;
        let loaded = Book::load_over(&self.root, &self.unsaved, Offered { intakes, berichten });
        let failed = loaded.book.as_ref().map(Book::failed_tests).unwrap_or_default();
        // Without connectors nobody knows what an importconfiguratie may read.
        let unknown = intakes.is_empty() && !self.connectors.problems.is_empty();
        let known = |remark: &Diagnostic| !unknown || !remark.file.starts_with(IMPORTS);
        loaded.diagnostics.into_iter().chain(failed).filter(known).collect()
    }

    /// Keeps what could be read before when there is a mistake in it.
    fn read_catalogue(&mut self) {
        if let Some(catalogue) = self.text(CATALOGUE).and_then(|text| toml::from_str(&text).ok()) {
            self.catalogue = catalogue;
        }
    }
}
