//! `schakel regels test`: the tests that stand in the rules, one by one, and what they try.

use std::process::ExitCode;

use host_rulebook::{Coverage, CoverageCounts, TestResult};
use serde_json::json;

use super::boek;
use crate::{
    cli::{Cli, Regelmap},
    exit::{self, Failure},
    output::Output,
};

/// Runs the tests and tells what came of each.
pub(super) fn run(
    cli: &Cli,
    which: &Regelmap,
    rule: Option<&str>,
    out: Output,
) -> Result<ExitCode, Failure> {
    let book = boek::read(cli, which, out)?;
    boek::known(&book, rule)?;
    let mut tests = book.run_tests();
    tests.retain(|test| rule.is_none_or(|rule| boek::id_of(&test.file) == rule));
    let mut file = "";
    for test in &tests {
        if test.file != file {
            file = &test.file;
            out.line(file);
        }
        out.line(line(test));
    }
    let coverage = super::dekking::of(Coverage::of_tests(&book), rule);
    let (counts, untested) = (coverage.counts(), coverage.untested());
    let passed = tests.iter().filter(|test| test.passed).count();
    out.line(format!("{passed} van {} tests geslaagd. {}", tests.len(), in_short(&counts)));
    out.value(&json!({
        "boek": book.hash(),
        "tests": tests,
        "dekking": counts,
        "onbeproefd": untested,
    }));
    Ok(exit::verdict(passed == tests.len()))
}

fn line(test: &TestResult) -> String {
    let TestResult { line, naam, passed, difference, .. } = test;
    if *passed {
        return format!("  geslaagd  {naam}");
    }
    format!("  mislukt   {naam}  (regel {line})\n      {}", difference.replace('\n', "\n      "))
}

/// What was tried, in one line.
pub(super) fn in_short(counts: &CoverageCounts) -> String {
    let CoverageCounts { voorwaarden, beproefd, rijen, gebruikt, .. } = counts;
    let rows = match rijen {
        0 => String::new(),
        rijen => format!(", {gebruikt} van {rijen} rijen gebruikt"),
    };
    format!("{beproefd} van {voorwaarden} voorwaarden beproefd{rows}.")
}
