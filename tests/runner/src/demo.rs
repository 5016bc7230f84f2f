//! `cargo demo`: builds all that the story needs and hands over to `schakel demo`.

use std::ffi::OsString;
use std::process::{Command, ExitCode};

use crate::builds;
use crate::steps::{self, Failure, Steps};
use crate::toolchain::{WASM_TARGET, Workspace};

/// Builds, then becomes `schakel demo`; the exit code is that of the story.
pub(crate) fn run(workspace: &Workspace, options: &[String]) -> Result<ExitCode, Failure> {
    let mut steps = Steps::new(builds::STEPS + 1);
    builds::in_release(&mut steps, workspace, builds::CONNECTORS)?;
    let mut schakel = workspace.command(workspace.program("release", "schakel"));
    schakel.arg("demo").args(demo_arguments(workspace, options));
    steps.announce("verhaal", "het verhaal spelen");
    steps::say(&format!("      $ {}\n", steps::shown(&schakel)));
    become_program(schakel)
}

/// The folders that the story needs, unless they are given, and then the options as given.
fn demo_arguments(workspace: &Workspace, options: &[String]) -> Vec<OsString> {
    let folders = [
        ("--werkmap", workspace.path(".schakel/demo")),
        ("--plugins", workspace.built(WASM_TARGET).join("release")),
        ("--simulators", workspace.program("release", "simulators")),
        ("--regels", workspace.path("rules")),
    ];
    let given = |flag: &str| {
        options.iter().any(|option| option.split('=').next().is_some_and(|name| name == flag))
    };
    let defaults = folders.into_iter().filter(|(flag, _)| !given(flag));
    let defaults = defaults.flat_map(|(flag, path)| [OsString::from(flag), path.into_os_string()]);
    defaults.chain(options.iter().map(OsString::from)).collect()
}

/// Replaces this process, so that an interrupt reaches the story and nothing stands in between.
#[cfg(unix)]
fn become_program(mut command: Command) -> Result<ExitCode, Failure> {
    use std::os::unix::process::CommandExt;
    let source = command.exec();
    Err(steps::not_started(&command, source))
}

/// Waits for the program and takes over its exit code.
#[cfg(not(unix))]
fn become_program(mut command: Command) -> Result<ExitCode, Failure> {
    let status = command.status().map_err(|source| steps::not_started(&command, source))?;
    match status.success() {
        true => Ok(ExitCode::SUCCESS),
        false => Err(Failure::Ended { step: "verhaal".to_owned(), status }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(options: &[&str]) -> Vec<String> {
        let options: Vec<String> = options.iter().map(|option| (*option).to_owned()).collect();
        let workspace = Workspace::find().expect("tests run inside the workspace");
        let arguments = demo_arguments(&workspace, &options);
        arguments.iter().map(|argument| argument.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn the_story_gets_its_folders() {
        let arguments = arguments(&["--eenmaal"]);
        let flags: Vec<&str> =
            arguments.iter().filter(|word| word.starts_with("--")).map(String::as_str).collect();
        assert_eq!(flags, ["--werkmap", "--plugins", "--simulators", "--regels", "--eenmaal"]);
    }

    #[test]
    fn a_folder_that_is_given_is_not_given_twice() {
        for options in [&["--regels", "x"][..], &["--regels=x"]] {
            let arguments = arguments(options);
            let given = arguments.iter().filter(|word| word.starts_with("--regels")).count();
            assert_eq!(given, 1, "{arguments:?}");
        }
    }
}
