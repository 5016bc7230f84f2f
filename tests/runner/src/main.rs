//! The commands of the README: `cargo demo`, `cargo toets`, and two for now and then.
//!
//! It does what a newcomer would otherwise have to type, in the right order, and shows every command
//! before it runs, so that each can be repeated by hand. It depends on nothing but the standard
//! library, because it is the first thing that a fresh machine builds.

mod toolchain;
mod steps;
mod builds;
mod demo;
mod toets;
mod crash;
mod cijfers;

use std::process::ExitCode;

use steps::Failure;
use toolchain::Workspace;

/// Shown for `--help`, and when the command is missing or unknown.
const HELP: &str = "\
Gebruik: cargo <opdracht> [opties]

  demo [--eenmaal] [...]          bouwt alles, speelt het verhaal en blijft draaien
                                  --eenmaal: speelt het verhaal één keer en stopt
                                  andere opties gaan naar `schakel demo`
  toets [stap ...]                draait alles wat CI draait, of alleen de genoemde stappen
  crash [--rondes N] [--seed S]   schiet de host N keer neer onder last en vergelijkt het einde
  cijfers                         meet de snelheid, ook als verhouding tot kale redb
";

fn main() -> ExitCode {
    let arguments = without_separator(std::env::args().skip(1));
    match run(&arguments) {
        Ok(code) => code,
        Err(failure) => {
            steps::say_error(&failure.to_string());
            ExitCode::from(failure.exit_code())
        }
    }
}

/// Whoever is used to cargo writes `cargo demo -- --eenmaal`; the alias has its own `--` already.
fn without_separator(arguments: impl Iterator<Item = String>) -> Vec<String> {
    let mut arguments: Vec<String> = arguments.collect();
    if arguments.get(1).is_some_and(|second| second == "--") {
        arguments.remove(1);
    }
    arguments
}

fn run(arguments: &[String]) -> Result<ExitCode, Failure> {
    let Some((command, options)) = arguments.split_first() else {
        return Err(Failure::Usage(format!("Er is geen opdracht gegeven.\n\n{HELP}")));
    };
    let asks_help = |word: &String| matches!(word.as_str(), "--help" | "-h" | "help");
    if asks_help(command) || options.iter().any(asks_help) {
        steps::say(HELP);
        steps::say(&format!("De stappen van `toets`:\n{}", toets::list()));
        return Ok(ExitCode::SUCCESS);
    }
    match command.as_str() {
        "demo" => demo::run(&Workspace::find()?, options),
        "toets" => toets::run(&Workspace::find()?, options),
        "crash" => crash::run(&Workspace::find()?, options),
        "cijfers" => cijfers::run(&Workspace::find()?, options),
        unknown => Err(Failure::Usage(format!("De opdracht `{unknown}` bestaat niet.\n\n{HELP}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn failure(arguments: &[&str]) -> Failure {
        let arguments: Vec<String> = arguments.iter().map(|word| (*word).to_owned()).collect();
        run(&arguments).expect_err("has to be refused")
    }

    #[test]
    fn options_may_stand_behind_a_separator() {
        let of = |words: &[&str]| without_separator(words.iter().map(|word| (*word).to_owned()));
        assert_eq!(of(&["demo", "--", "--eenmaal"]), ["demo", "--eenmaal"]);
        assert_eq!(of(&["demo", "--eenmaal"]), ["demo", "--eenmaal"]);
        assert_eq!(of(&["demo"]), ["demo"]);
    }

    #[test]
    fn a_wrong_command_is_refused_with_the_list() {
        for arguments in [&[][..], &["demoo"], &["crash", "--rondes", "veel"], &["toets", "alles"]]
        {
            let failure = failure(arguments);
            assert_eq!(failure.exit_code(), 2, "{failure}");
        }
        assert!(failure(&["demoo"]).to_string().contains("cijfers"));
    }
}
