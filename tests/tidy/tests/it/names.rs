//! No drawers: a file, folder or module is named after the one notion it holds. And a visitor who
//! opens the repository sees seven names.

use std::collections::BTreeSet;
use std::io;

use crate::findings::{Finding, assert_none, places};
use crate::lexing;
use crate::tree::{self, Source};

/// Names that say nothing about what is inside.
const DRAWERS: [&str; 7] = ["util", "utils", "helper", "helpers", "common", "misc", "stuff"];

/// What stands in the root.
const TOP_LEVEL: [&str; 7] =
    ["Cargo.toml", "README.md", "host", "plugins", "rules", "sdk", "tests"];

/// What may stand there as well, besides names that start with a dot.
const TOP_LEVEL_ALLOWED: [&str; 2] = ["Cargo.lock", "LICENSE"];

/// Whether a part of the name, as in `test_utils`, is a drawer.
fn is_drawer(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name);
    stem.split(['_', '-']).any(|part| DRAWERS.contains(&part.to_lowercase().as_str()))
}

/// Files and folders that are named like a drawer, each once.
fn check_paths(sources: &[Source]) -> Vec<Finding> {
    let mut drawers = BTreeSet::new();
    for source in sources {
        let mut path = String::new();
        for part in source.path.split('/') {
            path.push_str(part);
            if is_drawer(part) {
                drawers.insert(path.clone());
            }
            path.push('/');
        }
    }
    drawers.iter().map(|path| Finding::at(path, "name it after the one notion it holds")).collect()
}

/// Modules inside a file that are named like a drawer.
fn check_modules(source: &Source) -> Vec<Finding> {
    let code = lexing::layers(&source.text).code;
    let tokens = lexing::tokens(&code);
    let drawers = tokens.windows(2).filter_map(|pair| match pair {
        [keyword, name] if keyword.text == "mod" && is_drawer(name.text) => Some(name),
        _ => None,
    });
    let advice = |name: &str| format!("name module `{name}` after the one notion it holds");
    drawers.map(|name| Finding::on_line(&source.path, name.line, advice(name.text))).collect()
}

fn check_top_level(names: &[String]) -> Vec<Finding> {
    let known = |name: &str| {
        name.starts_with('.') || TOP_LEVEL.contains(&name) || TOP_LEVEL_ALLOWED.contains(&name)
    };
    let unknown = names.iter().filter(|name| !known(name)).map(|name| {
        Finding::at(
            name,
            "move it into one of the folders, or give it a dot-name if a tool wants it",
        )
    });
    let absent = TOP_LEVEL.iter().filter(|name| !names.iter().any(|present| present == *name));
    let absent = absent.map(|name| Finding::at(name, "the root needs this name: put it back"));
    unknown.chain(absent).collect()
}

#[test]
fn nothing_is_named_like_a_drawer() -> io::Result<()> {
    let sources = tree::sources()?;
    let mut findings = check_paths(&sources);
    findings.extend(sources.iter().filter(|s| s.is_rust()).flat_map(check_modules));
    assert_none(&findings);
    Ok(())
}

#[test]
fn the_root_shows_seven_names() -> io::Result<()> {
    assert_none(&check_top_level(&tree::top_level()?));
    Ok(())
}

#[test]
fn drawers_are_found_in_paths() {
    let samples = [
        Source::sample("host/utils/a.rs", ""),
        Source::sample("host/utils/b.rs", ""),
        Source::sample("host/store/src/test_helpers.rs", ""),
        Source::sample("rules/misc.rhai", ""),
        Source::sample("host/store/src/utility_bill.rs", ""),
    ];
    let expected = ["host/store/src/test_helpers.rs", "host/utils", "rules/misc.rhai"];
    assert_eq!(places(&check_paths(&samples)), expected);
}

#[test]
fn drawers_are_found_in_modules() {
    let sample = Source::sample("a.rs", "//! mod util\nmod log;\npub mod helpers {\n}\n");
    assert_eq!(places(&check_modules(&sample)), ["a.rs:3"]);
}

#[test]
fn a_strange_or_absent_name_in_the_root_is_found() {
    let names = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
    let complete = "Cargo.lock Cargo.toml LICENSE README.md host plugins rules sdk tests .ci";
    assert_none(&check_top_level(&names(complete)));
    let strange = "Cargo.toml README.md docs host plugins sdk tests";
    assert_eq!(places(&check_top_level(&names(strange))), ["docs", "rules"]);
}
