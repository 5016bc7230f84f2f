//! From a folder to a book: read, parse, check, put together; all problems at once.

mod catalogue;
mod unique;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    path::Path,
    thread,
};

use aws_lc_rs::digest;
use host_domain::EventType;

use crate::{
    analysis,
    book::{Book, Loaded},
    check::Known,
    conversion,
    diagnostic::{Diagnostic, Place, Remarks, Severity},
    expression::Expression,
    folder::{self, Folder},
    importconfiguratie,
    index::Index,
    insurance::Question,
    offered::Offered,
    rule_file::{RuleFile, RuleKind},
    rule_test::{RuleTest, Subject, read as test},
    suggest::meant_or_list,
    syntax::{Parser, Statement},
    trigger::{self, EffectTemplate, Trigger},
};

/// Stack of the thread that reads rules. Rhai's parser recurses to its limit of 256 deep, which in a
/// build without optimisation is more than the default stack of a thread holds. Only what is used
/// is ever taken.
const READER_STACK_BYTES: usize = 64 * 1024 * 1024;

/// Reads and checks a folder of rules.
pub(crate) fn load(folder: &Path, offered: Offered<'_>) -> Loaded {
    let Folder { sources, remarks } = Folder::read(folder);
    load_sources(sources, remarks, offered)
}

/// The same, with texts that were not saved yet over the files with those paths.
pub(crate) fn load_over(
    folder: &Path,
    unsaved: &BTreeMap<String, String>,
    offered: Offered<'_>,
) -> Loaded {
    let Folder { mut sources, remarks } = Folder::read(folder);
    sources.extend(unsaved.iter().map(|(path, text)| (path.clone(), text.clone())));
    load_sources(sources, remarks, offered)
}

/// Checks files of rules; `remarks` are those of reading them.
pub(crate) fn load_sources(
    sources: BTreeMap<String, String>,
    remarks: Vec<Diagnostic>,
    offered: Offered<'_>,
) -> Loaded {
    let misfits = folder::misfits(&sources);
    if !misfits.is_empty() {
        return Loaded { book: None, diagnostics: misfits };
    }
    let loading = thread::scope(|scope| {
        let work = || {
            let (mut book, mut found) = Loading::of(&sources, offered, remarks);
            if is_sound(&found) {
                book.sources.clone_from(&sources);
                found.extend(analysis::remarks(&book));
            }
            (book, found)
        };
        let builder = thread::Builder::new().stack_size(READER_STACK_BYTES);
        let reader = builder.spawn_scoped(scope, work).map_err(|_| "er is te weinig geheugen")?;
        reader.join().map_err(|_| "het programma kan er niet mee overweg; meld dit aan de makers")
    });
    let (mut book, mut diagnostics) = match loading {
        Ok(loaded) => loaded,
        Err(why) => return Loaded { book: None, diagnostics: vec![unreadable(why)] },
    };
    diagnostics.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    let sound = is_sound(&diagnostics);
    book.hash = hash(&sources);
    book.sources = sources;
    Loaded { book: sound.then_some(book), diagnostics }
}

/// Whether rules with these remarks can be used.
fn is_sound(remarks: &[Diagnostic]) -> bool {
    remarks.iter().all(|remark| remark.severity != Severity::Fout)
}

fn unreadable(why: &str) -> Diagnostic {
    Diagnostic {
        file: String::new(),
        line: 0,
        column: 0,
        severity: Severity::Fout,
        message: format!("de regels konden niet worden gelezen: {why}"),
        help: None,
        source: None,
    }
}

/// The first 16 hexadecimal digits of the SHA-256 over all paths and contents, each with its
/// length, so that no two folders look the same.
pub(crate) fn hash(sources: &BTreeMap<String, String>) -> String {
    let mut context = digest::Context::new(&digest::SHA256);
    for part in sources.iter().flat_map(|(path, content)| [path, content]) {
        context.update(&(part.len() as u64).to_be_bytes());
        context.update(part.as_bytes());
    }
    let digest = context.finish();
    digest.as_ref().iter().take(8).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A book on its way.
struct Loading<'l> {
    offered: Offered<'l>,
    book: Book,
    remarks: Vec<Diagnostic>,
}

impl<'l> Loading<'l> {
    fn of(
        sources: &'l BTreeMap<String, String>,
        offered: Offered<'l>,
        remarks: Vec<Diagnostic>,
    ) -> (Book, Vec<Diagnostic>) {
        let mut loading = Loading { offered, book: Book::default(), remarks };
        let (catalogue, found) = catalogue::read(sources);
        loading.book.catalogue = catalogue;
        loading.remarks.extend(found);
        let parser = Parser::new();
        let files = RuleFile::among(sources);
        loading.remarks.extend(unique::check_ids(&files));
        // Conversiegroepen come first: the others refer to them.
        for file in &files {
            loading.file(file, &parser);
        }
        loading.remarks.extend(unique::check_renames(&loading.book, sources));
        loading.book.triggers.sort_by(|a, b| a.id.cmp(&b.id));
        loading.book.tests.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        loading.book.index = Index::of(&loading.book.triggers);
        loading.book.needs_insured = needs_insured(&loading.book.triggers);
        (loading.book, loading.remarks)
    }

    fn file(&mut self, file: &RuleFile<'_>, parser: &Parser) {
        let mut remarks = Remarks::about(file.path, file.content);
        let statements = parser.read(file.content, &mut remarks);
        let (rules, tests) = sort_out(file, &statements, &mut remarks);
        match rules.as_slice() {
            [rule] => self.rule(file, rule, &tests, &mut remarks),
            [] if remarks.no_errors() => {
                let message = format!("in dit bestand staat geen {}", file.kind.word());
                remarks.error(Place::default(), message);
            }
            _ => {
                for more in rules.iter().skip(1) {
                    let help = "één regel per bestand; de bestandsnaam is de naam van de regel";
                    let message = format!("tweede {} in dit bestand", file.kind.word());
                    remarks.error_with_help(more.place, message, help.to_owned());
                }
            }
        }
        self.remarks.extend(remarks.into_found());
    }

    fn rule(
        &mut self,
        file: &RuleFile<'_>,
        rule: &Statement,
        tests: &[&Statement],
        remarks: &mut Remarks<'_>,
    ) {
        let [map] = rule.arguments.as_slice() else {
            let message = format!("`{}` krijgt één `#{{ … }}`", rule.word);
            return remarks.error(rule.place, message);
        };
        let Book { catalogue, conversions, .. } = &self.book;
        let Offered { intakes, berichten } = self.offered;
        let known = Known { catalogue, conversions, berichten };
        match file.kind {
            RuleKind::Trigger => {
                let Some(read) = trigger::read::read(file, map, known, remarks) else { return };
                let found = read_tests(file, tests, remarks, |parts, remarks| {
                    test::of_trigger(parts, &read, known, remarks)
                });
                self.book.tests.extend(found);
                self.book.triggers.push(read);
            }
            RuleKind::Importconfiguratie => {
                let read = importconfiguratie::read::read(file, map, intakes, known, remarks);
                let Some(read) = read else { return };
                let found = read_tests(file, tests, remarks, |parts, remarks| {
                    test::of_import(parts, &read, known, remarks)
                });
                self.book.tests.extend(found);
                let naam = read.naam.clone();
                if let Some(other) = self.book.imports.insert(naam, read) {
                    remarks.error(map.place, format!("deze `naam` staat ook in {}", other.file));
                }
            }
            RuleKind::Conversiegroep => {
                let read = conversion::read::read(file, map, known, remarks);
                let Some(mut read) = read else { return };
                let after = tests.iter().map(|test| test.place).filter(|at| *at > rule.place);
                (read.place, read.tests_from) = (rule.place, after.min());
                let found = read_tests(file, tests, remarks, |parts, remarks| {
                    test::of_conversion(parts, &read, remarks)
                });
                self.book.tests.extend(found);
                let naam = read.naam.clone();
                if let Some(other) = self.book.conversions.groups.insert(naam, read) {
                    remarks.error(map.place, format!("deze `naam` staat ook in {}", other.file));
                }
            }
        }
    }
}

/// The events of which some trigger that is switched on asks about all werknemers.
fn needs_insured(triggers: &[Trigger]) -> BTreeSet<EventType> {
    let asks = |trigger: &&Trigger| {
        let conditions = trigger.conditions().map(|clause| &clause.expression);
        let effects = trigger.effects.iter().flat_map(EffectTemplate::expressions);
        let mut questions = conditions.chain(effects).flat_map(Expression::questions);
        trigger.mode.is_asked() && questions.any(Question::needs_others)
    };
    triggers.iter().filter(asks).flat_map(|trigger| trigger.events.iter().copied()).collect()
}

/// The rules and the tests among the statements of a file; anything else is reported.
fn sort_out<'s>(
    file: &RuleFile<'_>,
    statements: &'s [Statement],
    remarks: &mut Remarks<'_>,
) -> (Vec<&'s Statement>, Vec<&'s Statement>) {
    let (mut rules, mut tests) = (Vec::new(), Vec::new());
    for statement in statements {
        let word = statement.word.as_str();
        if word == file.kind.word() {
            rules.push(statement);
        } else if word == "test" {
            tests.push(statement);
        } else if let Some(other) = RuleKind::ALL.iter().find(|kind| kind.word() == word) {
            let help = format!("zet dit in een bestand in de map {}/", other.folder());
            let message = format!("een {word} hoort niet in de map {}/", file.kind.folder());
            remarks.error_with_help(statement.place, message, help);
        } else {
            let help = meant_or_list(word, [file.kind.word(), "test"]);
            remarks.error_with_help(statement.place, format!("onbekend woord `{word}`"), help);
        }
    }
    (rules, tests)
}

/// The tests of a file that can be read; problems are reported.
fn read_tests(
    file: &RuleFile<'_>,
    tests: &[&Statement],
    remarks: &mut Remarks<'_>,
    subject: impl Fn(&test::Parts<'_>, &mut Remarks<'_>) -> Option<Subject>,
) -> Vec<RuleTest> {
    let mut found = Vec::new();
    for statement in tests {
        let [map] = statement.arguments.as_slice() else {
            remarks.error(statement.place, "`test` krijgt één `#{ … }`");
            continue;
        };
        let Some(parts) = test::parts(map, remarks) else { continue };
        let Some(subject) = subject(&parts, remarks) else { continue };
        let (file, line) = (file.path.to_owned(), statement.place.line);
        found.push(RuleTest { file, line, naam: parts.naam, subject });
    }
    found
}
