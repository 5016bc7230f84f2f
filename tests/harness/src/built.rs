//! Where the things under test are: built by cargo, of the same profile as the test itself.

use std::path::{Path, PathBuf};

/// The root of the repository.
pub(crate) fn repository() -> &'static Path {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).expect("this package stands two folders deep")
}

/// The program `schakel` of the profile that the running test was built with.
pub(crate) fn program() -> PathBuf {
    let release = if is_release() { " --release" } else { "" };
    let program = profile().join(format!("schakel{}", std::env::consts::EXE_SUFFIX));
    require(program, &format!("cargo build -p host-daemon{release}"))
}

/// A connector of this package, as it was built.
pub(crate) fn connector(package: &str, file: &str) -> PathBuf {
    require(
        target().join("wasm32-wasip2/release").join(file),
        &format!("cargo build --release --target wasm32-wasip2 -p {package}"),
    )
}

/// Compiled connectors, shared by all tests: compiling one takes seconds.
pub(crate) fn connector_cache() -> PathBuf {
    target().join("tmp/harness-connectors")
}

/// `target/<profile>`: tests run from `target/<profile>/deps`.
fn profile() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    test.ancestors().nth(2).expect("tests run from target/<profile>/deps").to_owned()
}

fn target() -> PathBuf {
    profile().parent().expect("a profile stands in the target folder").to_owned()
}

fn is_release() -> bool {
    profile().file_name().is_some_and(|name| name == "release")
}

fn require(path: PathBuf, command: &str) -> PathBuf {
    assert!(
        path.is_file(),
        "{} ontbreekt. Bouw dit eerst: {command}\n({} is missing; build it first: {command})",
        path.display(),
        path.display(),
    );
    path
}
