//! Every Rust file opens with `//!`: what the file is for stands at its head.

use std::io;

use crate::findings::{Finding, assert_none, places};
use crate::tree::{self, Source};

fn check(source: &Source) -> Option<Finding> {
    let opening = source.text.lines().next().unwrap_or_default();
    let says_something = opening.strip_prefix("//!").is_some_and(|text| !text.trim().is_empty());
    (!says_something)
        .then(|| Finding::at(&source.path, "start the file with `//!` and say what it is for"))
}

#[test]
fn every_file_says_what_it_is_for() -> io::Result<()> {
    let sources = tree::sources()?;
    let findings: Vec<_> = sources.iter().filter(|s| s.is_rust()).filter_map(check).collect();
    assert_none(&findings);
    Ok(())
}

#[test]
fn a_silent_file_is_found() {
    let samples = [
        Source::sample("good.rs", "//! The event log.\nfn main() {}\n"),
        Source::sample("blank.rs", "//!\nfn main() {}\n"),
        Source::sample("late.rs", "use std::io;\n//! Too late.\n"),
        Source::sample("empty.rs", ""),
    ];
    let findings: Vec<_> = samples.iter().filter_map(check).collect();
    assert_eq!(places(&findings), ["blank.rs", "late.rs", "empty.rs"]);
}
