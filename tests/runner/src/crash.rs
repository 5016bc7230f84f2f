//! `cargo crash`: kills the host at random moments, as many rounds as asked, and compares the end
//! with a run that was never killed. The test itself lives in tests/scenarios.

use std::process::ExitCode;

use crate::builds;
use crate::steps::{self, Failure, Steps};
use crate::toolchain::Workspace;

/// Options, each with the variable by which the test gets its value.
const OPTIONS: [(&str, &str); 2] =
    [("--rondes", "SCHAKEL_CRASH_RONDES"), ("--seed", "SCHAKEL_CRASH_SEED")];

/// Builds and runs the crash test.
pub(crate) fn run(workspace: &Workspace, options: &[String]) -> Result<ExitCode, Failure> {
    let variables = variables(options)?;
    let mut steps = Steps::new(builds::STEPS + 1);
    builds::in_release(&mut steps, workspace, builds::CONNECTORS_AND_GUESTS)?;
    let mut test =
        workspace.cargo("test --release -p tests-scenarios --test it crash -- --nocapture");
    test.envs(variables.iter().map(|(name, value)| (*name, value.to_string())));
    let name = "crash";
    steps.step(name, "de host neerschieten en het einde vergelijken", || {
        steps::run(name, &mut test)
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Reads `--rondes N` and `--seed S`, also written with `=`.
fn variables(options: &[String]) -> Result<Vec<(&'static str, u64)>, Failure> {
    let mut words = options.iter().flat_map(|option| option.splitn(2, '='));
    let mut variables = Vec::new();
    while let Some(flag) = words.next() {
        let known = OPTIONS.iter().find(|(name, _)| *name == flag);
        let (_, variable) = known.ok_or_else(|| {
            Failure::Usage(format!("`crash` kent de optie `{flag}` niet, wel --rondes en --seed."))
        })?;
        let number = words.next().and_then(|word| word.parse().ok());
        let number = number.ok_or_else(|| {
            Failure::Usage(format!("Achter `{flag}` hoort een geheel getal, bijvoorbeeld 200."))
        })?;
        variables.push((*variable, number));
    }
    Ok(variables)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(options: &[&str]) -> Result<Vec<(&'static str, u64)>, String> {
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        variables(&options).map_err(|failure| failure.to_string())
    }

    #[test]
    fn options_become_variables() {
        let both = vec![("SCHAKEL_CRASH_RONDES", 200), ("SCHAKEL_CRASH_SEED", 7)];
        assert_eq!(read(&["--rondes", "200", "--seed=7"]), Ok(both));
        assert_eq!(read(&[]), Ok(Vec::new()));
    }

    #[test]
    fn a_wrong_option_is_refused() {
        for options in
            [&["--ronden", "2"][..], &["--rondes"], &["--rondes", "-1"], &["--seed", "x"]]
        {
            assert!(read(options).is_err(), "{options:?}");
        }
    }
}
