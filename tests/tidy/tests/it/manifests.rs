//! Every package takes its lints and its particulars from the workspace, so that they are changed
//! in one place; and nothing of ours is published to a registry.

use std::io;

use toml::{Table, Value};

use crate::findings::{Finding, assert_none, places};
use crate::tree::{self, Source};

/// Fields of `[package]` that come from `[workspace.package]`.
const INHERITED: [&str; 5] = ["version", "edition", "rust-version", "license", "publish"];

/// Reads a manifest; a finding when it is no TOML.
pub(crate) fn parse(source: &Source) -> Result<Table, Finding> {
    source.text.parse().map_err(|error| Finding::at(&source.path, format!("mend it: {error}")))
}

/// The manifests of the packages: every `Cargo.toml` but that of the workspace.
pub(crate) fn of_packages(sources: &[Source]) -> impl Iterator<Item = &Source> {
    sources.iter().filter(|source| source.path.ends_with("/Cargo.toml"))
}

fn inherits(field: Option<&Value>) -> bool {
    let workspace = field.and_then(|value| value.get("workspace"));
    workspace.and_then(Value::as_bool).unwrap_or(false)
}

/// The rule for the manifest of a package.
fn check(source: &Source) -> Vec<Finding> {
    let manifest = match parse(source) {
        Ok(manifest) => manifest,
        Err(finding) => return vec![finding],
    };
    let mut findings = Vec::new();
    if !inherits(manifest.get("lints")) {
        findings.push(Finding::at(&source.path, "write `[lints]` with `workspace = true`"));
    }
    let package = manifest.get("package");
    for field in INHERITED {
        if !inherits(package.and_then(|package| package.get(field))) {
            let advice = format!("write `{field}.workspace = true` under `[package]`");
            findings.push(Finding::at(&source.path, advice));
        }
    }
    findings
}

/// The rule for the manifest of the workspace.
fn check_root(source: &Source) -> Vec<Finding> {
    let manifest = match parse(source) {
        Ok(manifest) => manifest,
        Err(finding) => return vec![finding],
    };
    let workspace = manifest.get("workspace");
    let publish = workspace.and_then(|table| table.get("package")?.get("publish")?.as_bool());
    match publish {
        Some(false) => Vec::new(),
        _ => vec![Finding::at(
            &source.path,
            "write `publish = false` under `[workspace.package]`: none of this goes to a registry",
        )],
    }
}

#[test]
fn packages_inherit_from_the_workspace() -> io::Result<()> {
    let sources = tree::sources()?;
    assert!(of_packages(&sources).count() > 10, "packages are missing from the listing");
    assert_none(&of_packages(&sources).flat_map(check).collect::<Vec<_>>());
    let root: Vec<_> = sources.iter().filter(|source| source.path == "Cargo.toml").collect();
    assert_eq!(root.len(), 1, "the manifest of the workspace is missing from the listing");
    assert_none(&root.into_iter().flat_map(check_root).collect::<Vec<_>>());
    Ok(())
}

#[test]
fn a_manifest_of_its_own_mind_is_found() {
    let good = "[package]\nname = 'a'\nversion.workspace = true\nedition.workspace = true\n\
                rust-version.workspace = true\nlicense.workspace = true\n\
                publish.workspace = true\n[lints]\nworkspace = true\n";
    let broken = |from: &str, to: &str| check(&Source::sample("a", &good.replace(from, to))).len();
    assert_eq!(broken("", ""), 0);
    assert_eq!(broken("[lints]\nworkspace = true\n", ""), 1);
    assert_eq!(broken("edition.workspace = true", "edition = '2024'"), 1);
    assert_eq!(broken("publish.workspace = true", "publish = true"), 1);
    assert_eq!(broken("license.workspace = true", ""), 1);
    assert_eq!(broken("[package]", "[package"), 1);
}

#[test]
fn a_workspace_that_publishes_is_found() {
    let verdict = |text: &str| check_root(&Source::sample("Cargo.toml", text));
    assert_none(&verdict("[workspace.package]\npublish = false\n"));
    assert_eq!(places(&verdict("[workspace.package]\npublish = true\n")), ["Cargo.toml"]);
    assert_eq!(places(&verdict("[workspace]\n")), ["Cargo.toml"]);
}
