//! Where the workspace stands, and the Rust toolchain: cargo itself and the target for connectors.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::steps::{self, Failure, Outcome};

/// The target that connectors are compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-wasip2";

/// What to do when the target is missing and rustup is not there to add it.
const WITHOUT_RUSTUP: &str = "\
De standaardbibliotheek voor wasm32-wasip2 ontbreekt, en er is geen rustup om haar toe te voegen.
Koppelingen draaien als WebAssembly; zonder dit onderdeel zijn ze niet te bouwen. Kies één van beide:
  - installeer rustup (https://rustup.rs) en draai deze opdracht opnieuw; de rest gaat vanzelf;
  - of installeer, als uw distributie dat heeft, haar pakket met de standaardbibliotheek voor
    wasm32-wasip2 dat bij dezelfde versie van Rust hoort.";

/// What to do when rustup could not add the target.
const RUSTUP_FAILED: &str = "\
rustup kon wasm32-wasip2 niet toevoegen; de oorzaak staat hierboven. Vaak is het de verbinding met
static.rust-lang.org. Herstel die, of voeg het onderdeel zelf toe: rustup target add wasm32-wasip2";

/// The workspace we work in.
#[derive(Debug)]
pub(crate) struct Workspace {
    root: PathBuf,
    target: PathBuf,
}

impl Workspace {
    /// Finds the workspace from the current folder, which may be any folder inside it.
    pub(crate) fn find() -> Result<Self, Failure> {
        let mut command = Command::new(cargo_program());
        command.args(["locate-project", "--workspace", "--message-format", "plain"]);
        let output = command.output().map_err(|source| steps::not_started(&command, source))?;
        let manifest = String::from_utf8_lossy(&output.stdout);
        let root = Path::new(manifest.trim()).parent().filter(|_| output.status.success());
        let root = root.ok_or_else(|| {
            Failure::Missing("Draai deze opdracht in een map van het project.".to_owned())
        })?;
        Ok(Self::at(root, std::env::var_os("CARGO_TARGET_DIR")))
    }

    fn at(root: &Path, target: Option<OsString>) -> Self {
        let target = target.filter(|path| !path.is_empty()).unwrap_or_else(|| "target".into());
        Self { root: root.to_owned(), target: root.join(target) }
    }

    /// A folder or file of the repository.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    /// Something that cargo built, such as `release/schakel`.
    pub(crate) fn built(&self, path: &str) -> PathBuf {
        self.target.join(path)
    }

    /// A program that cargo built, with the ending that programs have on this system.
    pub(crate) fn program(&self, profile: &str, name: &str) -> PathBuf {
        self.built(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
    }

    /// A cargo command in the root of the workspace.
    pub(crate) fn cargo(&self, arguments: &str) -> Command {
        let mut command = Command::new(cargo_program());
        command.args(arguments.split_whitespace()).current_dir(&self.root);
        // Relative to the root whatever folder we were called from; see `at`.
        if std::env::var_os("CARGO_TARGET_DIR").is_some() {
            command.env("CARGO_TARGET_DIR", &self.target);
        }
        command
    }

    /// Any other program in the root of the workspace.
    pub(crate) fn command(&self, program: impl Into<OsString>) -> Command {
        let mut command = Command::new(program.into());
        command.current_dir(&self.root);
        command
    }

    /// Whether cargo knows a subcommand, such as `deny`.
    pub(crate) fn has_cargo_command(&self, name: &str) -> bool {
        let output = self.cargo(&format!("{name} --version")).output();
        output.is_ok_and(|output| output.status.success())
    }

    /// Sees to it that connectors can be compiled.
    pub(crate) fn ensure_wasm_target(&self, step: &str) -> Result<Outcome, Failure> {
        if self.has_wasm_target()? {
            steps::say(&format!("      {WASM_TARGET} is aanwezig"));
            return Ok(Outcome::Done);
        }
        let mut rustup = self.command("rustup");
        rustup.args(["target", "add", WASM_TARGET]);
        match steps::run(step, &mut rustup) {
            Err(Failure::NotStarted { source, .. }) if source.kind() == io::ErrorKind::NotFound => {
                Err(Failure::Missing(WITHOUT_RUSTUP.to_owned()))
            }
            Err(Failure::Ended { .. }) => Err(Failure::Missing(RUSTUP_FAILED.to_owned())),
            // The toolchain that rustup serves need not be the one that builds here.
            Ok(_) if !self.has_wasm_target()? => Err(Failure::Missing(WITHOUT_RUSTUP.to_owned())),
            other => other,
        }
    }

    /// Asks the compiler itself where its libraries for the target would be, and looks: that also
    /// answers for a toolchain that was installed without rustup.
    fn has_wasm_target(&self) -> Result<bool, Failure> {
        let mut rustc = self.command(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()));
        rustc.args(["--print", "target-libdir", "--target", WASM_TARGET]);
        let output = rustc.output().map_err(|source| steps::not_started(&rustc, source))?;
        let folder = String::from_utf8_lossy(&output.stdout);
        Ok(output.status.success() && has_standard_library(Path::new(folder.trim())))
    }
}

/// The cargo that started us, so that everything is built with the same toolchain.
fn cargo_program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn has_standard_library(folder: &Path) -> bool {
    let is_std = |name: &str| name.starts_with("libstd-") && name.ends_with(".rlib");
    fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().any(|entry| is_std(&entry.file_name().to_string_lossy()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_workspace_is_found_from_a_folder_inside_it() {
        let workspace = Workspace::find().expect("tests run inside the workspace");
        assert!(workspace.path("tests/runner/src/toolchain.rs").is_file());
    }

    #[test]
    fn a_target_folder_of_ones_own_is_taken_from_the_root() {
        let built = |target: Option<&str>| {
            Workspace::at(Path::new("/repo"), target.map(OsString::from)).built("release")
        };
        assert_eq!(built(None), Path::new("/repo/target/release"));
        assert_eq!(built(Some("")), Path::new("/repo/target/release"));
        assert_eq!(built(Some("out")), Path::new("/repo/out/release"));
        assert_eq!(built(Some("/fast")), Path::new("/fast/release"));
    }

    #[test]
    fn a_folder_without_the_standard_library_is_no_target() {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert!(!has_standard_library(here));
        assert!(!has_standard_library(&here.join("none")));
    }
}
