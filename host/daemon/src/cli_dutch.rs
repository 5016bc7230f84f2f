//! The command line in Dutch: clap itself speaks English only.

use std::{ffi::OsString, process::ExitCode};

use clap::{
    Arg, ArgAction, CommandFactory, Error, FromArgMatches,
    builder::Command,
    error::{ContextKind, ContextValue, ErrorKind},
};

use crate::{cli::Cli, exit, output};

const TEMPLATE: &str = "{about}\n\nGebruik: {usage}\n\n{all-args}";

/// A text in place of a command: help, version, or what is wrong with the command line.
#[derive(Debug)]
pub(crate) struct Instead {
    text: String,
    asked_for: bool,
}

impl Instead {
    /// Shows it, and gives the exit code.
    pub(crate) fn show(&self) -> ExitCode {
        match self.asked_for {
            true => {
                output::print(self.text.trim_end());
                ExitCode::SUCCESS
            }
            false => {
                output::complain(&self.text);
                exit::usage()
            }
        }
    }
}

/// Reads the command line.
pub(crate) fn parse(arguments: impl IntoIterator<Item = OsString>) -> Result<Cli, Instead> {
    let matches = in_dutch(Cli::command()).try_get_matches_from(arguments);
    matches.and_then(|matches| Cli::from_arg_matches(&matches)).map_err(|error| instead(&error))
}

/// Our headings and our options for help, in the command and all below it.
fn in_dutch(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help);
    let command = command
        .help_template(TEMPLATE)
        .subcommand_help_heading("Opdrachten")
        .subcommand_value_name("OPDRACHT")
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .arg(help.help("Deze uitleg"))
        .mut_args(|arg| {
            let heading = if arg.is_positional() { "Wat" } else { "Opties" };
            let takes_value = arg.get_action().takes_values();
            arg.help_heading(heading).hide_env(takes_value).hide_default_value(takes_value)
        })
        .mut_subcommands(in_dutch);
    match command.get_version() {
        None => command,
        Some(_) => command.arg(
            Arg::new("version")
                .short('V')
                .long("version")
                .action(ArgAction::Version)
                .help_heading("Opties")
                .help("De versie van dit programma"),
        ),
    }
}

fn instead(error: &Error) -> Instead {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            Instead { text: translated(&error.to_string()), asked_for: true }
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            Instead { text: translated(&error.to_string()), asked_for: false }
        }
        _ => {
            let wrong = what_is_wrong(error);
            let text = format!("{wrong}\n`{} --help` toont wat er kan.", command_of(error));
            Instead { text, asked_for: false }
        }
    }
}

/// The command that was given as far as it exists, from the usage that clap knows.
fn command_of(error: &Error) -> String {
    let usage = error.get(ContextKind::Usage).map(shown).unwrap_or_default();
    let usage = usage.lines().next().unwrap_or_default();
    let words = usage.split_whitespace().skip_while(|word| *word != "schakel");
    let named: Vec<&str> = words.take_while(|word| !word.starts_with(['[', '<', '-'])).collect();
    if named.is_empty() { "schakel".to_owned() } else { named.join(" ") }
}

/// The one word that clap writes itself.
fn translated(help: &str) -> String {
    help.replace("[OPTIONS]", "[OPTIES]")
}

fn what_is_wrong(error: &Error) -> String {
    let context = |kind| error.get(kind).map(shown).unwrap_or_default();
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = context(ContextKind::InvalidSubcommand);
            match context(ContextKind::SuggestedSubcommand) {
                close if close.is_empty() => format!("Opdracht `{name}` bestaat niet"),
                close => format!("Opdracht `{name}` bestaat niet; bedoelt u `{close}`?"),
            }
        }
        ErrorKind::UnknownArgument => match context(ContextKind::SuggestedArg) {
            close if close.is_empty() => format!("`{argument}` is hier niet bekend"),
            close => format!("`{argument}` is hier niet bekend; bedoelt u `{close}`?"),
        },
        ErrorKind::MissingRequiredArgument => format!("Er ontbreekt: {argument}"),
        ErrorKind::MissingSubcommand => "Er ontbreekt een opdracht".to_owned(),
        ErrorKind::InvalidValue if value.is_empty() => {
            format!("Achter {argument} ontbreekt een waarde")
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            format!("`{value}` is geen geldige waarde voor {argument}")
        }
        ErrorKind::ArgumentConflict => format!("{argument} past hier niet bij de rest"),
        _ => "De opdracht is niet te begrijpen".to_owned(),
    }
}

fn shown(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(texts) => texts.join(", "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn instead_of(line: &str) -> Instead {
        parse(line.split(' ').map(OsString::from)).unwrap_err()
    }

    #[test]
    fn the_command_line_is_sound() {
        in_dutch(Cli::command()).debug_assert();
    }

    #[test]
    fn mistakes_are_told_in_dutch() {
        for (line, told) in [
            ("schakel tekan", "Opdracht `tekan` bestaat niet; bedoelt u `taken`?"),
            ("schakel taken --jsn", "`--jsn` is hier niet bekend; bedoelt u `--json`?"),
            ("schakel dossiers toon", "Er ontbreekt: <ID>"),
            ("schakel gebeurtenissen toon x", "`x` is geen geldige waarde voor <NUMMER>"),
            ("schakel audit --aantal", "Achter --aantal <AANTAL> ontbreekt een waarde"),
            ("schakel documenten haal doc-1", "Er ontbreekt: --naar <BESTAND>"),
            (
                "schakel koppelingen hervt K1/A",
                "Opdracht `hervt` bestaat niet; bedoelt u `hervat`?",
            ),
        ] {
            let instead = instead_of(line);
            assert!(instead.text.starts_with(told), "{line}: {}", instead.text);
            assert!(!instead.asked_for);
        }
    }

    #[test]
    fn a_mistake_says_where_help_is() {
        for (line, told) in [
            ("schakel regels in-gebruik", "`schakel regels in-gebruik --help` toont"),
            ("schakel regels tets", "`schakel regels --help` toont"),
            ("schakel tekan", "`schakel --help` toont"),
        ] {
            let instead = instead_of(line);
            assert!(instead.text.contains(told), "{line}: {}", instead.text);
        }
    }

    #[test]
    fn help_has_no_english_headings() {
        for line in [
            "schakel --help",
            "schakel demo --help",
            "schakel regels controleer -h",
            "schakel plugins proef -h",
            "schakel machtigingen zet -h",
            "schakel bezorgingen -h",
        ] {
            let instead = instead_of(line);
            assert!(instead.asked_for, "{line}");
            for english in ["Usage", "Options", "OPTIONS", "Commands", "Print", "[default", "[env"]
            {
                assert!(!instead.text.contains(english), "{line}: {}", instead.text);
            }
        }
    }
}
