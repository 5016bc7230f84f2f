//! `cargo toets`: the steps of CI, in order. Each can be run by its name, and its command is shown.

use std::process::ExitCode;

use crate::steps::{self, Failure, Outcome, Steps};
use crate::toolchain::Workspace;

/// One step of CI.
struct Step {
    name: &'static str,
    meaning: &'static str,
    work: Work,
}

/// What a step does.
enum Work {
    /// A cargo command.
    Cargo(&'static str),
    /// See to it that connectors can be compiled.
    WasmTarget,
    /// Check the rules that we deliver, with the program itself.
    Rules,
    /// Check licences, bans and origins of what we use.
    Deny,
    /// Build the documentation; a warning fails it.
    Docs,
}

/// Quick and cheap steps first; what a later step needs is built by an earlier one.
const STEPS: [Step; 9] = [
    Step {
        name: "opmaak",
        meaning: "staat alle code in de afgesproken vorm?",
        work: Work::Cargo("fmt --all -- --check"),
    },
    Step { name: "doel", meaning: "kan deze machine koppelingen bouwen?", work: Work::WasmTarget },
    Step {
        name: "koppelingen",
        meaning: "de koppelingen bouwen, ook de vijandige",
        work: Work::Cargo(
            "build --release --target wasm32-wasip2 -p plugins-sivi -p plugins-digipoort -p tests-guests",
        ),
    },
    Step {
        name: "clippy",
        meaning: "wat de compiler en clippy van de code vinden",
        work: Work::Cargo("clippy --workspace --all-targets -- -D warnings"),
    },
    Step {
        name: "bouw",
        meaning: "alles bouwen: de verhalen draaien het echte programma",
        // All targets, so that nothing is built a second time with other features for the tests.
        work: Work::Cargo("build --workspace --all-targets"),
    },
    Step {
        name: "toetsen",
        meaning: "alle toetsen, verhalen en voorbeelden",
        work: Work::Cargo("test --workspace"),
    },
    Step { name: "regels", meaning: "de meegeleverde regels nazien", work: Work::Rules },
    Step {
        name: "herkomst",
        meaning: "licenties en herkomst van wat wij gebruiken",
        work: Work::Deny,
    },
    Step { name: "uitleg", meaning: "de documentatie bouwen", work: Work::Docs },
];

/// Runs all steps, or the named ones, up to the first that fails; ends with a summary.
pub(crate) fn run(workspace: &Workspace, names: &[String]) -> Result<ExitCode, Failure> {
    let chosen = choose(names)?;
    let mut steps = Steps::new(chosen.len());
    let result = chosen
        .into_iter()
        .try_for_each(|step| steps.step(step.name, step.meaning, || step.run(workspace)));
    steps::say(&format!("\n{}", steps.summary()));
    result?;
    steps::say(&format!("\n{}", verdict(&steps.skipped())));
    Ok(ExitCode::SUCCESS)
}

/// The last line: what was skipped is not called good.
fn verdict(skipped: &[&str]) -> String {
    match skipped {
        [] => "Alles is goed.".to_owned(),
        names => format!("Wat gedaan is, is goed. Overgeslagen: {}.", names.join(", ")),
    }
}

/// The steps with these names, in our order; all of them when no name is given.
fn choose(names: &[String]) -> Result<Vec<&'static Step>, Failure> {
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
        let text = format!("De stap `{unknown}` bestaat niet. Dit zijn de stappen:\n{}", list());
        return Err(Failure::Usage(text));
    }
    let wanted = |step: &&Step| names.is_empty() || names.iter().any(|name| name == step.name);
    Ok(STEPS.iter().filter(wanted).collect())
}

/// One line for each step.
pub(crate) fn list() -> String {
    STEPS.iter().map(|step| format!("  {:<12} {}\n", step.name, step.meaning)).collect()
}

impl Step {
    fn run(&self, workspace: &Workspace) -> Result<Outcome, Failure> {
        match self.work {
            Work::Cargo(arguments) => steps::run(self.name, &mut workspace.cargo(arguments)),
            Work::WasmTarget => workspace.ensure_wasm_target(self.name),
            Work::Rules => {
                let mut schakel = workspace.command(workspace.program("debug", "schakel"));
                steps::run(self.name, schakel.args(["regels", "controleer", "rules"]))
            }
            Work::Deny if !workspace.has_cargo_command("deny") => Ok(Outcome::Skipped(
                "cargo-deny ontbreekt; zo komt het erbij: cargo install cargo-deny --locked"
                    .to_owned(),
            )),
            Work::Deny => {
                steps::run(self.name, &mut workspace.cargo("deny check bans licenses sources"))
            }
            Work::Docs => {
                let mut doc = workspace.cargo("doc --workspace --no-deps");
                steps::run(self.name, doc.env("RUSTDOCFLAGS", "-D warnings"))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(names: &[&str]) -> Vec<&'static str> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        choose(&names).expect("known names").iter().map(|step| step.name).collect()
    }

    #[test]
    fn steps_are_chosen_by_name_and_keep_their_order() {
        assert_eq!(chosen(&[]).len(), STEPS.len());
        assert_eq!(chosen(&["uitleg", "opmaak"]), ["opmaak", "uitleg"]);
    }

    #[test]
    fn what_was_skipped_is_not_called_good() {
        assert_eq!(verdict(&[]), "Alles is goed.");
        assert_eq!(verdict(&["herkomst"]), "Wat gedaan is, is goed. Overgeslagen: herkomst.");
    }

    #[test]
    fn an_unknown_step_is_refused_with_the_list() {
        let refusal = choose(&["alles".to_owned()]).err().map(|failure| failure.to_string());
        assert!(refusal.is_some_and(|text| text.contains("alles") && text.contains("herkomst")));
    }
}
