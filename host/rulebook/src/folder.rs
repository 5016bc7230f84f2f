//! Reading a folder of rules: which files, how large, as text.

use std::{collections::BTreeMap, fs, path::Path};

use crate::{
    diagnostic::{Diagnostic, Severity},
    rule_file::RuleKind,
};

/// Name of the file with the codes of the environment.
pub(crate) const CATALOGUE: &str = "catalogus.toml";

/// Largest rule, in bytes. Larger tables stand in csv files.
const MAX_RULE_BYTES: u64 = 64 * 1024;

/// Largest csv file, in bytes: 100 000 rows of some 80 characters.
const MAX_TABLE_BYTES: u64 = 8 * 1024 * 1024;

/// Most files in a folder of rules; protects against pointing at the wrong folder.
const MAX_FILES: usize = 20_000;

/// How deep folders may be nested; ends a circle of links as well.
const MAX_DEPTH: usize = 8;

/// The files of a folder, by path with `/`, and what there is to say about them.
#[derive(Debug, Default)]
pub(crate) struct Folder {
    pub(crate) sources: BTreeMap<String, String>,
    pub(crate) remarks: Vec<Diagnostic>,
}

impl Folder {
    /// Reads everything that belongs to the rules.
    pub(crate) fn read(root: &Path) -> Folder {
        let mut folder = Folder::default();
        folder.list(root, "", 0);
        folder
    }

    fn remark(&mut self, path: &str, severity: Severity, message: &str, help: Option<&str>) {
        self.remarks.push(about_file(path, severity, message, help));
    }

    fn list(&mut self, directory: &Path, prefix: &str, depth: usize) {
        let Ok(entries) = fs::read_dir(directory) else {
            self.remark(prefix, Severity::Fout, "deze map is niet te lezen", None);
            return;
        };
        let mut names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
        names.sort();
        for name in names {
            let Some(text) = name.to_str() else {
                self.remark(
                    prefix,
                    Severity::Melding,
                    "een bestand met een onleesbare naam is overgeslagen",
                    None,
                );
                continue;
            };
            if text.starts_with('.') {
                continue; // editors and version control put their own files there
            }
            let path = if prefix.is_empty() { text.to_owned() } else { format!("{prefix}/{text}") };
            self.entry(&directory.join(text), &path, depth);
        }
    }

    fn entry(&mut self, file: &Path, path: &str, depth: usize) {
        let Ok(metadata) = fs::metadata(file) else {
            self.remark(path, Severity::Fout, "dit bestand is niet te lezen", None);
            return;
        };
        let in_kind =
            RuleKind::ALL.iter().any(|kind| path.split('/').next() == Some(kind.folder()));
        if metadata.is_dir() {
            if !in_kind {
                self.remark(
                    path,
                    Severity::Melding,
                    "deze map hoort niet bij de regels en is overgeslagen",
                    None,
                );
            } else if depth >= MAX_DEPTH {
                self.remark(path, Severity::Fout, "deze map is te diep genest", None);
            } else {
                self.list(file, path, depth + 1);
            }
            return;
        }
        let Some(limit) = limit_of(path) else {
            let manual = matches!(path, "README.md" | "NASLAG.md");
            if !manual {
                self.remark(
                    path,
                    Severity::Melding,
                    "dit bestand hoort niet bij de regels en is overgeslagen",
                    None,
                );
            }
            return;
        };
        self.content(file, path, metadata.len(), limit);
    }

    fn content(&mut self, file: &Path, path: &str, size: u64, limit: u64) {
        if size > limit {
            self.remarks.push(too_large(path, limit));
        } else if self.sources.len() >= MAX_FILES {
            self.remarks.push(too_many(path));
        } else {
            match fs::read(file).map(String::from_utf8) {
                Ok(Ok(content)) => {
                    self.sources.insert(path.to_owned(), content);
                }
                Ok(Err(_)) => {
                    let help = "sla het bestand op als UTF-8";
                    self.remark(path, Severity::Fout, "dit bestand is geen UTF-8", Some(help));
                }
                Err(_) => self.remark(path, Severity::Fout, "dit bestand is niet te lezen", None),
            }
        }
    }
}

/// Most bytes of a file that belongs to the rules; none of one that does not.
fn limit_of(path: &str) -> Option<u64> {
    let in_kind = RuleKind::ALL.iter().any(|kind| path.split('/').next() == Some(kind.folder()));
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        _ if path == CATALOGUE => Some(MAX_RULE_BYTES),
        Some("rhai") if in_kind => Some(MAX_RULE_BYTES),
        Some("csv") if in_kind => Some(MAX_TABLE_BYTES),
        _ => None,
    }
}

/// What is wrong with files that did not come from a folder: they may not be more, larger or elsewhere
/// than those of one. None of them is read when anything is.
pub(crate) fn misfits(sources: &BTreeMap<String, String>) -> Vec<Diagnostic> {
    if let Some(path) = sources.keys().nth(MAX_FILES) {
        return vec![too_many(path)];
    }
    let one = |(path, content): (&String, &String)| {
        let steps = path.split('/');
        if path.contains('\0') || steps.clone().any(|step| matches!(step, "" | "." | "..")) {
            let message = "dit is geen pad van een bestand in een map met regels";
            return Some(about_file(path, Severity::Fout, message, None));
        }
        if steps.count() > MAX_DEPTH + 1 {
            return Some(about_file(path, Severity::Fout, "dit bestand is te diep genest", None));
        }
        let limit = limit_of(path).unwrap_or(MAX_RULE_BYTES);
        (content.len() as u64 > limit).then(|| too_large(path, limit))
    };
    sources.iter().filter_map(one).collect()
}

fn too_large(path: &str, limit: u64) -> Diagnostic {
    let message = format!("dit bestand is groter dan {} KiB", limit / 1024);
    let help = "splits het, of zet lange lijsten in een csv-bestand";
    about_file(path, Severity::Fout, &message, Some(help))
}

fn too_many(path: &str) -> Diagnostic {
    let message = format!("er zijn meer dan {MAX_FILES} bestanden");
    about_file(path, Severity::Fout, &message, Some("wijst de instelling naar de goede map?"))
}

fn about_file(path: &str, severity: Severity, message: &str, help: Option<&str>) -> Diagnostic {
    Diagnostic {
        file: path.to_owned(),
        line: 0,
        column: 0,
        severity,
        message: message.to_owned(),
        help: help.map(str::to_owned),
        source: None,
    }
}
