//! `schakel regels controleer`: everything that is wrong in a folder of rules, at once, without a host.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use host_domain::Catalogue;
use host_rulebook::{Book, Diagnostic, Severity, TestResult};
use serde_json::{Value, json};

use crate::{
    cli::Cli,
    config::Config,
    exit::{self, Failure},
    intake_schemas,
    output::Output,
};

/// Folder with plugins beside that of the rules.
const PLUGINS: &str = "plugins";

/// Reads the rules, runs their tests and tells what came of it.
pub(super) fn run(
    cli: &Cli,
    rules: Option<&Path>,
    plugins: Option<&Path>,
    out: Output,
) -> Result<ExitCode, Failure> {
    let (rules, plugins) = folders(cli, rules, plugins)?;
    let checked = Checked::folder(&rules, &plugins);
    checked.show(out);
    Ok(exit::verdict(checked.is_good()))
}

/// The folders of rules and plugins: as given, else as configured.
pub(super) fn folders(
    cli: &Cli,
    rules: Option<&Path>,
    plugins: Option<&Path>,
) -> Result<(PathBuf, PathBuf), Failure> {
    let beside = |rules: &Path| rules.parent().unwrap_or(Path::new("")).join(PLUGINS);
    if let Some(rules) = rules {
        let plugins = plugins.map_or_else(|| beside(rules), Path::to_path_buf);
        return Ok((rules.to_path_buf(), plugins));
    }
    let config = Config::load(&cli.config).map_err(|error| Failure::Usage(error.to_string()))?;
    Ok((config.regels.map, plugins.map_or(config.plugins.map, Path::to_path_buf)))
}

/// What there is to say about a folder of rules.
pub(crate) struct Checked {
    plugin_problems: Vec<String>,
    diagnostics: Vec<Diagnostic>,
    tests: Vec<TestResult>,
    /// The book; none when it has errors.
    pub(super) book: Option<Book>,
    /// Names of the importconfiguraties.
    pub(crate) imports: Vec<String>,
    /// Codes that exist; none when the rules have errors.
    pub(crate) catalogue: Option<Catalogue>,
}

impl Checked {
    /// Reads the rules and runs their tests.
    pub(crate) fn folder(rules: &Path, plugins: &Path) -> Checked {
        let (schemas, plugin_problems) = intake_schemas::in_folder(plugins);
        let loaded = Book::load(rules, &schemas);
        let tests = loaded.book.as_ref().map(Book::run_tests).unwrap_or_default();
        let imports = loaded.book.iter().flat_map(Book::importconfiguraties);
        Checked {
            plugin_problems,
            diagnostics: loaded.diagnostics,
            tests,
            imports: imports.map(|import| import.naam().to_owned()).collect(),
            catalogue: loaded.book.as_ref().map(|book| book.catalogue().clone()),
            book: loaded.book,
        }
    }

    /// Whether the rules can be used and do what their tests say.
    pub(crate) fn is_good(&self) -> bool {
        self.book.is_some()
            && self.plugin_problems.is_empty()
            && self.tests.iter().all(|test| test.passed)
    }

    /// All remarks and the tests that failed, for people.
    pub(crate) fn remarks(&self) -> Vec<String> {
        let plugins = self.plugin_problems.iter().map(|problem| format!("fout: {problem}\n"));
        let failed = self.tests.iter().filter(|test| !test.passed).map(|test| {
            let TestResult { file, line, naam, difference, .. } = test;
            format!("fout: test `{naam}` slaagt niet\n--> {file}:{line}\n{difference}\n")
        });
        let remarks = self.diagnostics.iter().map(Diagnostic::render);
        plugins.chain(remarks).chain(failed).collect()
    }

    /// For programs.
    pub(crate) fn value(&self) -> Value {
        json!({
            "goed": self.is_good(),
            "boek": self.book.as_ref().map(Book::hash),
            "plugins": self.plugin_problems,
            "opmerkingen": self.diagnostics,
            "tests": self.tests,
        })
    }

    fn show(&self, out: Output) {
        for remark in self.remarks() {
            out.line(remark);
        }
        out.line(self.summary());
        out.value(&self.value());
    }

    /// The last line.
    pub(crate) fn summary(&self) -> String {
        let errors = self.diagnostics.iter().filter(|d| d.severity == Severity::Fout).count();
        let warnings =
            self.diagnostics.iter().filter(|d| d.severity == Severity::Waarschuwing).count();
        let errors = counted(errors, "fout", "fouten");
        let warnings = counted(warnings, "waarschuwing", "waarschuwingen");
        let passed = self.tests.iter().filter(|test| test.passed).count();
        let tests = format!("{passed} van {} tests geslaagd", self.tests.len());
        match &self.book {
            Some(book) => format!("Regelboek {}: {warnings}, {tests}.", book.hash()),
            None => format!("Niet bruikbaar: {errors}, {warnings}."),
        }
    }
}

/// A number with its noun.
fn counted(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}
