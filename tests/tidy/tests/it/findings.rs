//! What a rule reports, and how a test fails on it.

use std::fmt;

/// One breach of one rule.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Finding {
    /// Path from the root of the repository, with the line where there is one.
    pub(crate) place: String,
    /// What to do about it.
    pub(crate) advice: String,
}

impl Finding {
    /// A finding about a whole file, folder or package.
    pub(crate) fn at(place: &str, advice: impl Into<String>) -> Self {
        Self { place: place.to_owned(), advice: advice.into() }
    }

    /// A finding on one line, counted from 1.
    pub(crate) fn on_line(path: &str, line: usize, advice: impl Into<String>) -> Self {
        Self { place: format!("{path}:{line}"), advice: advice.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.advice)
    }
}

/// Fails the test with one line for each finding.
#[track_caller]
pub(crate) fn assert_none(findings: &[Finding]) {
    let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    assert!(findings.is_empty(), "{} finding(s):\n  {}\n", lines.len(), lines.join("\n  "));
}

/// The places of findings, which is what the tests of the rules compare.
pub(crate) fn places(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.place.as_str()).collect()
}

#[test]
#[should_panic(expected = "a.rs:3: split it")]
fn a_finding_fails_the_test_with_its_advice() {
    assert_none(&[Finding::on_line("a.rs", 3, "split it")]);
}
