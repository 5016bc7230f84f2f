//! Running one command after another, visibly, and stopping at the first that fails.

use std::ffi::OsStr;
use std::fmt;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use std::time::{Duration, Instant};

/// Exit code for a command line that we do not understand, as is the custom.
const EXIT_USAGE: u8 = 2;

/// Exit code when a program failed without a code of its own (killed by a signal, or not found).
const EXIT_FAILED: u8 = 1;

/// Why the work stopped. The texts are for the person at the keyboard.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The command line is wrong; the text says how it should be.
    Usage(String),
    /// Something is missing on this machine; the text says what to do.
    Missing(String),
    /// A program could not be started.
    NotStarted { program: String, source: io::Error },
    /// A program ended with a failure.
    Ended { step: String, status: ExitStatus },
}

impl Failure {
    /// The exit code of the runner: that of the program that failed, where it has one.
    pub(crate) fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) => EXIT_USAGE,
            Self::Missing(_) | Self::NotStarted { .. } => EXIT_FAILED,
            Self::Ended { status, .. } => {
                let code = status.code().and_then(|code| u8::try_from(code).ok());
                code.filter(|code| *code != 0).unwrap_or(EXIT_FAILED)
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Usage(text) | Self::Missing(text) => f.write_str(text),
            Self::NotStarted { program, source } => {
                write!(f, "`{program}` kon niet worden gestart: {source}")
            }
            Self::Ended { step, status } => {
                write!(f, "De stap `{step}` is mislukt ({status}). De oorzaak staat hierboven.")
            }
        }
    }
}

/// How a step went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Outcome {
    Done,
    /// Not done, with the reason.
    Skipped(String),
}

/// Numbered steps with the time that each took.
#[derive(Debug)]
pub(crate) struct Steps {
    total: usize,
    finished: Vec<Finished>,
}

#[derive(Debug)]
struct Finished {
    name: String,
    outcome: Option<Outcome>,
    took: Duration,
}

impl Steps {
    /// `total` is the number of steps that will follow.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, finished: Vec::new() }
    }

    /// Announces a step, does it, and keeps how it went and how long it took.
    pub(crate) fn step(
        &mut self,
        name: &str,
        meaning: &str,
        work: impl FnOnce() -> Result<Outcome, Failure>,
    ) -> Result<(), Failure> {
        self.announce(name, meaning);
        let start = Instant::now();
        let result = work();
        if let Ok(Outcome::Skipped(reason)) = &result {
            say(&format!("      overgeslagen: {reason}"));
        }
        let outcome = result.as_ref().ok().cloned();
        self.finished.push(Finished { name: name.to_owned(), outcome, took: start.elapsed() });
        result.map(drop)
    }

    /// Shows which step begins.
    pub(crate) fn announce(&self, name: &str, meaning: &str) {
        say(&format!("\n[{}/{}] {name}: {meaning}", self.finished.len() + 1, self.total));
    }

    /// The names of the steps that were skipped.
    pub(crate) fn skipped(&self) -> Vec<&str> {
        let skipped = |step: &&Finished| matches!(step.outcome, Some(Outcome::Skipped(_)));
        self.finished.iter().filter(skipped).map(|step| step.name.as_str()).collect()
    }

    /// One line for each step that was begun.
    pub(crate) fn summary(&self) -> String {
        let line = |step: &Finished| {
            let word = match step.outcome {
                Some(Outcome::Done) => "goed",
                Some(Outcome::Skipped(_)) => "overgeslagen",
                None => "MISLUKT",
            };
            format!("  {:<12} {:>7.1} s  {word}\n", step.name, step.took.as_secs_f64())
        };
        let total: Duration = self.finished.iter().map(|step| step.took).sum();
        let lines: String = self.finished.iter().map(line).collect();
        format!("{lines}  {:<12} {:>7.1} s", "samen", total.as_secs_f64())
    }
}

/// Shows a command, runs it with its output visible, and fails when it fails.
pub(crate) fn run(step: &str, command: &mut Command) -> Result<Outcome, Failure> {
    say(&format!("      $ {}", shown(command)));
    let status = command.status().map_err(|source| not_started(command, source))?;
    match status.success() {
        true => Ok(Outcome::Done),
        false => Err(Failure::Ended { step: step.to_owned(), status }),
    }
}

/// The failure of a command that could not be started.
pub(crate) fn not_started(command: &Command, source: io::Error) -> Failure {
    Failure::NotStarted { program: command.get_program().to_string_lossy().into_owned(), source }
}

/// The command as one would type it, with the variables that were set for it.
pub(crate) fn shown(command: &Command) -> String {
    let program = PathBuf::from(command.get_program());
    let program = if program.file_stem() == Some(OsStr::new("cargo")) {
        "cargo".to_owned()
    } else {
        program.display().to_string()
    };
    let variables = command.get_envs().filter_map(|(name, value)| {
        Some(format!("{}={}", name.to_string_lossy(), quoted(&value?.to_string_lossy())))
    });
    let arguments = command.get_args().map(|argument| quoted(&argument.to_string_lossy()));
    variables.chain([program]).chain(arguments).collect::<Vec<_>>().join(" ")
}

fn quoted(word: &str) -> String {
    if word.is_empty() || word.contains([' ', '\'', '"', '$', '*']) {
        format!("'{}'", word.replace('\'', r"'\''"))
    } else {
        word.to_owned()
    }
}

/// Writes a line for the person at the keyboard. When nobody listens any more there is nothing
/// better to do than to go on.
pub(crate) fn say(text: &str) {
    let mut output = io::stdout().lock();
    let _ = writeln!(output, "{text}").and_then(|()| output.flush());
}

/// Writes a line about what went wrong.
pub(crate) fn say_error(text: &str) {
    let _ = writeln!(io::stderr().lock(), "\n{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("/opt/rust/bin/cargo");
        command.args(["doc", "it's", "-D warnings"]).env("RUSTDOCFLAGS", "-D warnings");
        command.env_remove("CARGO_TARGET_DIR");
        assert_eq!(
            shown(&command),
            r"RUSTDOCFLAGS='-D warnings' cargo doc 'it'\''s' '-D warnings'"
        );
    }

    #[test]
    fn the_summary_names_what_was_done_skipped_and_failed() {
        let mut steps = Steps::new(3);
        assert!(steps.step("opmaak", "", || Ok(Outcome::Done)).is_ok());
        let skip = || Ok(Outcome::Skipped("ontbreekt".to_owned()));
        assert!(steps.step("herkomst", "", skip).is_ok());
        let fail = || Err(Failure::Missing("mislukt".to_owned()));
        assert!(steps.step("toetsen", "", fail).is_err());
        assert_eq!(steps.skipped(), ["herkomst"]);
        let summary = steps.summary();
        let words: Vec<&str> =
            summary.lines().filter_map(|line| line.split_whitespace().last()).collect();
        assert_eq!(words, ["goed", "overgeslagen", "MISLUKT", "s"]);
    }

    #[cfg(unix)]
    #[test]
    fn the_exit_code_is_that_of_the_program() {
        let failure = |script| run("proef", Command::new("sh").args(["-c", script]));
        assert_eq!(failure("exit 0").ok(), Some(Outcome::Done));
        for (script, code) in [("exit 3", 3), ("kill -9 $$", EXIT_FAILED)] {
            assert_eq!(failure(script).expect_err(script).exit_code(), code);
        }
        let absent = run("proef", &mut Command::new("dit-programma-bestaat-niet"));
        assert_eq!(absent.expect_err("absent").exit_code(), EXIT_FAILED);
    }
}
