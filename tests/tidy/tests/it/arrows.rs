//! The order of `members` in the root manifest is the architecture: a package uses only packages
//! above it, and only from the groups that its own group may know.

use std::error::Error;
use std::fs;
use std::process::Command;

use serde::Deserialize;

use crate::findings::{Finding, assert_none, places};
use crate::tree;

/// One package of the workspace: its folder from the root, and which other packages it uses.
#[derive(Debug)]
struct Package {
    path: String,
    uses: Vec<Use>,
}

/// A use of another package of the workspace.
#[derive(Debug)]
struct Use {
    path: String,
    /// Only for its tests.
    for_tests: bool,
}

/// The groups that a group may know; `tests` may know all.
fn may_know(group: &str, other: &str) -> bool {
    match group {
        "sdk" | "plugins" => other == "sdk",
        "host" => matches!(other, "sdk" | "host"),
        _ => true,
    }
}

fn group(path: &str) -> &str {
    path.split('/').next().unwrap_or(path)
}

fn check(members: &[String], packages: &[Package]) -> Vec<Finding> {
    let rank = |path: &str| members.iter().position(|member| member == path);
    let mut findings = Vec::new();
    for package in packages {
        let (path, own_group) = (package.path.as_str(), group(&package.path));
        for used in &package.uses {
            let other = used.path.as_str();
            if !may_know(own_group, group(other)) {
                let advice = format!(
                    "must not use {other}: {own_group}/* never knows {}/*; take the line out",
                    group(other)
                );
                findings.push(Finding::at(path, advice));
            } else if rank(other) >= rank(path) && !(own_group == "tests" && used.for_tests) {
                let advice = format!(
                    "must not use {other}: it does not stand above {path} in `members` of the \
                     root Cargo.toml; move what is shared up, or hand it in through a trait"
                );
                findings.push(Finding::at(path, advice));
            }
        }
    }
    findings
}

/// Packages that cargo knows but `members` does not name, and the other way about. Without this
/// the order could be dodged with a glob.
fn check_members(members: &[String], packages: &[Package]) -> Vec<Finding> {
    let unlisted = packages.iter().filter(|package| !members.contains(&package.path));
    let unlisted = unlisted
        .map(|package| Finding::at(&package.path, "name it in `members` of the root Cargo.toml"));
    let absent = members.iter().filter(|member| !packages.iter().any(|p| p.path == **member));
    let absent = absent.map(|member| {
        Finding::at(member, "write `members` of the root Cargo.toml out, without globs")
    });
    unlisted.chain(absent).collect()
}

#[derive(Deserialize)]
struct RootManifest {
    workspace: Workspace,
}

#[derive(Deserialize)]
struct Workspace {
    members: Vec<String>,
}

/// What `cargo metadata` says, as far as we ask.
#[derive(Deserialize)]
struct Metadata {
    workspace_root: String,
    packages: Vec<MetadataPackage>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    manifest_path: String,
    dependencies: Vec<MetadataDependency>,
}

#[derive(Deserialize)]
struct MetadataDependency {
    /// `dev`, `build` or absent for an ordinary one.
    kind: Option<String>,
    /// Only for packages on disk, which are those of the workspace.
    path: Option<String>,
}

/// The members list of the root manifest, in its own order.
fn members() -> Result<Vec<String>, Box<dyn Error>> {
    let text = fs::read_to_string(tree::root().join("Cargo.toml"))?;
    Ok(toml::from_str::<RootManifest>(&text)?.workspace.members)
}

/// The packages as cargo sees them, dependencies for tests, builds and single targets included.
fn packages() -> Result<Vec<Package>, Box<dyn Error>> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1"])
        .current_dir(tree::root())
        .output()?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into());
    }
    packages_of(&serde_json::from_slice(&output.stdout)?)
}

fn packages_of(metadata: &Metadata) -> Result<Vec<Package>, Box<dyn Error>> {
    let below_root = |path: &str| {
        let path = path.strip_prefix(&metadata.workspace_root);
        let path = path.ok_or("a package outside of the repository")?.replace('\\', "/");
        Ok::<_, Box<dyn Error>>(path.trim_start_matches('/').to_owned())
    };
    let package = |package: &MetadataPackage| {
        let uses = package.dependencies.iter().filter_map(|dependency| {
            let path = below_root(dependency.path.as_deref()?);
            let for_tests = dependency.kind.as_deref() == Some("dev");
            Some(path.map(|path| Use { path, for_tests }))
        });
        Ok(Package {
            path: below_root(package.manifest_path.trim_end_matches("Cargo.toml"))?
                .trim_end_matches('/')
                .to_owned(),
            uses: uses.collect::<Result<_, Box<dyn Error>>>()?,
        })
    };
    metadata.packages.iter().map(package).collect()
}

#[test]
fn packages_use_only_what_stands_above_them() -> Result<(), Box<dyn Error>> {
    let (members, packages) = (members()?, packages()?);
    let arrows: usize = packages.iter().map(|package| package.uses.len()).sum();
    assert!(arrows > 10, "cargo metadata shows only {arrows} arrows");
    assert_none(&check_members(&members, &packages));
    assert_none(&check(&members, &packages));
    Ok(())
}

#[cfg(test)]
mod samples {
    use super::*;

    const MEMBERS: [&str; 6] =
        ["sdk/connector", "plugins/sivi", "host/domain", "host/store", "tests/a", "tests/b"];

    /// What the rule says when one package uses another.
    fn verdict(path: &str, used: &str, for_tests: bool) -> Vec<Finding> {
        let uses = vec![Use { path: used.to_owned(), for_tests }];
        let members = MEMBERS.map(str::to_owned);
        check(&members, &[Package { path: path.to_owned(), uses }])
    }

    #[test]
    fn arrows_that_point_up_are_fine() {
        for (path, used) in [
            ("plugins/sivi", "sdk/connector"),
            ("host/store", "host/domain"),
            ("host/domain", "sdk/connector"),
            ("tests/b", "tests/a"),
            ("tests/a", "plugins/sivi"),
        ] {
            assert_none(&verdict(path, used, false));
        }
        assert_none(&verdict("tests/a", "tests/b", true));
    }

    #[test]
    fn arrows_that_point_down_are_found() {
        for (path, used) in [("host/domain", "host/store"), ("host/domain", "host/domain")] {
            assert_eq!(places(&verdict(path, used, false)), [path]);
            assert_eq!(places(&verdict(path, used, true)), [path]);
        }
        assert_eq!(places(&verdict("tests/a", "tests/b", false)), ["tests/a"]);
    }

    #[test]
    fn arrows_to_a_closed_group_are_found() {
        for (path, used) in [
            ("host/domain", "plugins/sivi"),
            ("host/domain", "tests/a"),
            ("plugins/sivi", "host/domain"),
            ("sdk/connector", "host/domain"),
        ] {
            assert_eq!(places(&verdict(path, used, true)), [path], "{used}");
        }
    }

    #[test]
    fn members_and_packages_have_to_agree() {
        let packages = [Package { path: "host/new".to_owned(), uses: Vec::new() }];
        let findings = check_members(&["host/*".to_owned()], &packages);
        assert_eq!(places(&findings), ["host/new", "host/*"]);
    }

    #[test]
    fn metadata_is_read_with_all_kinds_of_dependencies() -> Result<(), Box<dyn Error>> {
        let metadata = r#"{"workspace_root": "/r", "packages": [{
            "manifest_path": "/r/host/store/Cargo.toml",
            "dependencies": [
                {"kind": null, "path": "/r/host/domain"},
                {"kind": "dev", "path": "/r/tests/a"},
                {"kind": "build", "path": "/r/plugins/sivi"},
                {"kind": null}
            ]}]}"#;
        let packages = packages_of(&serde_json::from_str(metadata)?)?;
        let findings = check(&MEMBERS.map(str::to_owned), &packages);
        assert_eq!(places(&findings), ["host/store", "host/store"]);
        Ok(())
    }
}
