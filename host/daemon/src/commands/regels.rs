//! `schakel regels`: the rules that are in use, whether those in a folder are good, and why
//! something happened.

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use host_domain::Catalogue;
use host_engine::EventTrace;
use host_rulebook::{Book, Diagnostic, Severity, TestResult};
use serde_json::{Value, json};

use super::fields;
use crate::{
    cli::{Cli, Regels},
    client::HostClient,
    config::Config,
    exit::{self, Failure},
    intake_schemas,
    output::Output,
};

/// Folder with plugins beside that of the rules.
const PLUGINS: &str = "plugins";

/// Does one of the verbs.
pub(crate) fn run(cli: &Cli, asked: &Regels, out: Output) -> Result<ExitCode, Failure> {
    match asked {
        Regels::Controleer { map, plugins } => {
            let (rules, plugins) = folders(cli, map.as_deref(), plugins.as_deref())?;
            let checked = Checked::folder(&rules, &plugins);
            checked.show(out);
            Ok(exit::verdict(checked.is_good()))
        }
        Regels::Waarom { wat } => {
            let (value, text) = explain(&HostClient::new(cli)?, wat)?;
            out.line(text);
            out.value(&value);
            Ok(ExitCode::SUCCESS)
        }
        Regels::Lijst => {
            list(&HostClient::new(cli)?, out)?;
            Ok(ExitCode::SUCCESS)
        }
        Regels::OnbekendeWaarden => {
            unmapped(&HostClient::new(cli)?, out)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The folders of rules and plugins: as given, else as configured.
fn folders(
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
    /// Hash of the book; none when it has errors.
    book: Option<String>,
    /// Names of the importconfiguraties.
    pub(crate) imports: Vec<String>,
    /// Codes that exist; none when the rules have errors.
    pub(crate) catalogue: Option<Catalogue>,
}

impl Checked {
    /// Reads the rules and runs their tests.
    pub(crate) fn folder(rules: &Path, plugins: &Path) -> Checked {
        let (intakes, plugin_problems) = intake_schemas::in_folder(plugins);
        let loaded = Book::load(rules, &intakes);
        let tests = loaded.book.as_ref().map(Book::run_tests).unwrap_or_default();
        let imports = loaded.book.iter().flat_map(Book::importconfiguraties);
        Checked {
            plugin_problems,
            diagnostics: loaded.diagnostics,
            tests,
            imports: imports.map(|import| import.naam().to_owned()).collect(),
            catalogue: loaded.book.as_ref().map(|book| book.catalogue().clone()),
            book: loaded.book.as_ref().map(|book| book.hash().to_owned()),
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
            "boek": self.book,
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
        let passed = self.tests.iter().filter(|test| test.passed).count();
        let tests = format!("{passed} van {} tests geslaagd", self.tests.len());
        match &self.book {
            Some(hash) => format!("Regelboek {hash}: {warnings} waarschuwingen, {tests}."),
            None => format!("Niet bruikbaar: {errors} fouten, {warnings} waarschuwingen."),
        }
    }
}

/// Why a task exists, or what followed from an event: for programs and for people.
pub(crate) fn explain(host: &HostClient, what: &str) -> Result<(Value, String), Failure> {
    if what.parse::<u64>().is_ok() {
        let value = host.get(&["api", "gebeurtenissen", what, "waarom"], &[])?;
        let text = event_text(&value);
        return Ok((value, text));
    }
    let value = host.get(&["api", "taken", what, "waarom"], &[])?;
    let text = task_text(&value);
    Ok((value, text))
}

fn task_text(value: &Value) -> String {
    let text = |path| fields::text(value, path);
    let role = match text("taak.rol") {
        none if none.is_empty() => String::new(),
        role => format!(", voor {role}"),
    };
    let mut lines = vec![format!(
        "Taak {}: {} ({}), {}{role}",
        text("taak.id"),
        text("taak.naam"),
        text("taak.code"),
        text("taak.status")
    )];
    lines.push(format!("Toegevoegd door {}", event_line(value.get("toegevoegd_door"))));
    match value.get("aanleiding") {
        None | Some(Value::Null) => lines.push("Door een persoon, niet door een regel".to_owned()),
        cause => lines.push(format!("Naar aanleiding van {}", event_line(cause))),
    }
    lines.extend(trace_text(value.get("trace")));
    lines.join("\n")
}

fn event_text(value: &Value) -> String {
    let mut lines = vec![format!("Dit is {}", event_line(value.get("event")))];
    match trace_text(value.get("trace")) {
        Some(trace) => lines.push(trace),
        None if value.get("beoordeeld") == Some(&Value::Bool(true)) => {
            lines.push("Geen enkele regel was van toepassing.".to_owned());
        }
        None => lines.push("De regels hebben er nog niet naar gekeken.".to_owned()),
    }
    for later in fields::list(value, "gevolgen") {
        lines.push(format!("Daaruit volgde {}", event_line(Some(later))));
    }
    lines.join("\n")
}

fn event_line(event: Option<&Value>) -> String {
    let Some(event) = event else { return "een gebeurtenis die er niet meer is".to_owned() };
    format!(
        "gebeurtenis {} ({}), vastgelegd {}, bron {}",
        fields::text(event, "seq"),
        fields::text(event, "type"),
        fields::moment(event, "recorded_at"),
        fields::text(event, "source")
    )
}

/// The explanation as the rules themselves tell it, and what the domain refused of it.
fn trace_text(trace: Option<&Value>) -> Option<String> {
    let trace: EventTrace = serde_json::from_value(trace?.clone()).ok()?;
    let mut text = trace.trace.render_dutch().trim_end().to_owned();
    if let Some(fout) = &trace.fout {
        text.push_str(&format!("\nDe regels zijn niet gevraagd: {fout}"));
    }
    if trace.keten_te_lang {
        text.push_str("\nDe keten van gebeurtenissen werd te lang; de regels zijn niet gevraagd.");
    }
    for refused in &trace.geweigerd {
        text.push_str(&format!("\n{}: niet uitgevoerd: {}", refused.regel, refused.reden));
    }
    Some(text)
}

fn list(host: &HostClient, out: Output) -> Result<(), Failure> {
    let shown = host.get(&["api", "regels"], &[])?;
    let (book, since) = (fields::text(&shown, "boek"), fields::moment(&shown, "sinds"));
    out.line(format!("Regelboek {book}, in gebruik sinds {since}"));
    if !fields::list(&shown, "fouten").is_empty() {
        out.line(format!(
            "Wat er nu in de map staat is niet bruikbaar (gezien {}); dit boek blijft in gebruik:",
            fields::moment(&shown, "geweigerd_op")
        ));
    }
    for fout in fields::list(&shown, "fouten").iter().filter_map(Value::as_str) {
        out.line(fout);
    }
    let paths =
        ["id", "ingeschakeld", "wanneer", "van_toepassing", "bekeken", "fouten", "omschrijving"];
    let heads =
        ["trigger", "aan", "wanneer", "van toepassing", "bekeken", "fouten", "omschrijving"];
    let rows: Vec<_> =
        fields::list(&shown, "triggers").iter().map(|item| fields::row(item, &paths)).collect();
    out.table(&heads, &rows, "Er zijn geen triggers.");
    out.line("");
    let paths = ["naam", "intake", "omschrijving"];
    let imports = fields::list(&shown, "importconfiguraties").iter();
    let rows: Vec<_> = imports.map(|item| fields::row(item, &paths)).collect();
    let heads = ["importconfiguratie", "intake", "omschrijving"];
    out.table(&heads, &rows, "Er zijn geen importconfiguraties.");
    out.value(&shown);
    Ok(())
}

/// Shows values in traffic that no conversiegroep names.
fn unmapped(host: &HostClient, out: Output) -> Result<(), Failure> {
    let shown = host.get(&["api", "conversies", "onbekend"], &[])?;
    let row = |value: &Value| {
        let mut row = fields::row(value, &["groep", "sleutel", "waarde", "aantal"]);
        row.extend(["eerst", "laatst"].map(|when| fields::moment(value, when)));
        row
    };
    let rows: Vec<_> = fields::list(&shown, "onbekend").iter().map(row).collect();
    let heads = ["conversiegroep", "sleutel", "waarde", "aantal", "eerst", "laatst"];
    out.table(&heads, &rows, "Er kwamen geen waarden voor die in geen conversiegroep staan.");
    out.value(&shown);
    Ok(())
}
