//! A file is at most 400 lines, a function at most 60: what is longer holds two notions.

use std::{collections::BTreeSet, io};

use crate::findings::{Finding, assert_none, places};
use crate::lexing::{self, Layers, Token};
use crate::tree::{self, Source};

/// Lines in a Rust file, tests and comments included: what one still reads in one sitting.
const FILE_LINES_MAX: usize = 400;

/// Lines from `fn` up to and including the closing brace: about one screen.
const FUNCTION_LINES_MAX: usize = 60;

/// What is too long today, each with the lines it may have at most: `path` for a file and
/// `path::function` for a function. This list only shrinks. Lower a number when the code got
/// shorter; a line that is no longer needed fails the test.
const EXCEPTIONS: &[(&str, usize)] = &[];

/// Something that has a size: a file or a function.
struct Measured {
    /// As named in the list of exceptions.
    name: String,
    /// Where to look.
    place: String,
    lines: usize,
    limit: usize,
}

/// The sizes of a file and of the functions in it.
fn measure(source: &Source) -> Vec<Measured> {
    let path = &source.path;
    let layers = lexing::layers(&source.text);
    let counted = counted_lines(&source.text, &layers);
    let count = |first: usize, last: usize| counted.range(first..=last).count();
    let whole = Measured {
        name: path.clone(),
        place: path.clone(),
        lines: count(1, usize::MAX),
        limit: FILE_LINES_MAX,
    };
    let functions = functions(&layers.code).into_iter().map(|(name, first, last)| Measured {
        name: format!("{path}::{name}"),
        place: format!("{path}:{first}"),
        lines: count(first, last),
        limit: FUNCTION_LINES_MAX,
    });
    std::iter::once(whole).chain(functions).collect()
}

/// The lines that count, from 1: all but those that lie wholly inside a text literal. A text that a
/// test expects is data, not code.
fn counted_lines(text: &str, layers: &Layers) -> BTreeSet<usize> {
    let layered = layers.code.lines().zip(layers.comments.lines());
    let lines = text.lines().zip(layered).zip(1..);
    lines
        .filter(|((line, (code, comment)), _)| {
            line.trim().is_empty() || !code.trim().is_empty() || !comment.trim().is_empty()
        })
        .map(|(_, number)| number)
        .collect()
}

/// Name, first line and last line of every function with a body.
fn functions(code: &str) -> Vec<(String, usize, usize)> {
    let tokens = lexing::tokens(code);
    let pairs = tokens.windows(2).enumerate();
    pairs
        .filter_map(|(index, pair)| match pair {
            [keyword, name] if keyword.text == "fn" && name.is_word() => {
                let last = body_end(tokens.get(index + 2..)?)?;
                Some((name.text.to_owned(), keyword.line, last))
            }
            _ => None,
        })
        .collect()
}

/// The line of the brace that closes the body; nothing for a function without a body. A `;` inside
/// brackets belongs to an array type of the signature.
fn body_end(signature: &[Token<'_>]) -> Option<usize> {
    let (mut brackets, mut braces) = (0_usize, 0_usize);
    for token in signature {
        match token.text {
            "(" | "[" => brackets += 1,
            ")" | "]" => brackets = brackets.saturating_sub(1),
            ";" if brackets == 0 && braces == 0 => return None,
            "{" => braces += 1,
            "}" if braces <= 1 => return Some(token.line),
            "}" => braces -= 1,
            _ => {}
        }
    }
    None
}

fn check(measured: &[Measured], exceptions: &[(&str, usize)]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for one in measured {
        let exception = exceptions.iter().find(|(name, _)| *name == one.name);
        let limit = exception.map_or(one.limit, |(_, lines)| *lines);
        if one.lines > limit {
            let advice = format!("{} lines, at most {limit}: split it by notion", one.lines);
            findings.push(Finding::at(&one.place, advice));
        }
    }
    for (name, lines) in exceptions {
        let longest = measured.iter().filter(|one| one.name == *name).max_by_key(|one| one.lines);
        match longest {
            Some(one) if one.lines > one.limit && one.lines == *lines => {}
            Some(one) if one.lines > *lines => {}
            Some(one) if one.lines > one.limit => findings.push(Finding::at(
                name,
                format!("it shrank: lower its exception from {lines} to {}", one.lines),
            )),
            _ => findings.push(Finding::at(name, "take it off the list of exceptions: not needed")),
        }
    }
    findings
}

#[test]
fn files_and_functions_are_short() -> io::Result<()> {
    let sources = tree::sources()?;
    let measured: Vec<_> = sources.iter().filter(|s| s.is_rust()).flat_map(measure).collect();
    assert!(measured.len() > 100, "the repository has more functions than {}", measured.len());
    assert_none(&check(&measured, EXCEPTIONS));
    Ok(())
}

#[cfg(test)]
mod samples {
    use super::*;

    fn rust(path: &str, body_lines: usize) -> Source {
        let body = "    step('{', \"}\"); // }\n".repeat(body_lines);
        Source::sample(path, &format!("//! A sample.\nfn long(of: [u8; 4]) {{\n{body}}}\n"))
    }

    fn sizes(source: &Source) -> Vec<(String, usize)> {
        measure(source).into_iter().map(|one| (one.name, one.lines)).collect()
    }

    #[test]
    fn lines_are_counted_from_fn_to_brace() {
        assert_eq!(
            sizes(&rust("a.rs", 58)),
            [("a.rs".to_owned(), 61), ("a.rs::long".to_owned(), 60)]
        );
        let nested = "trait T {\n  fn none(&self);\n  fn one() { match x { _ => {} } }\n}\n";
        assert_eq!(functions(nested), [("one".to_owned(), 3, 3)]);
    }

    #[test]
    fn what_lies_inside_a_text_does_not_count() {
        let text = "fn f() {\n  let t = r#\"\na {\n\nb\n\"#;\n\n}\n".to_owned();
        let source = Source { path: "a.rs".to_owned(), text };
        assert_eq!(sizes(&source)[1], ("a.rs::f".to_owned(), 6));
    }

    #[test]
    fn a_long_function_and_a_long_file_are_found() {
        assert!(check(&measure(&rust("a.rs", 58)), &[]).is_empty());
        assert_eq!(places(&check(&measure(&rust("a.rs", 59)), &[])), ["a.rs:2"]);
        assert_eq!(places(&check(&measure(&rust("a.rs", 398)), &[])), ["a.rs", "a.rs:2"]);
    }

    #[test]
    fn an_exception_holds_up_to_its_number() {
        let measured = measure(&rust("a.rs", 68));
        assert!(check(&measured, &[("a.rs::long", 70)]).is_empty());
        assert_eq!(places(&check(&measured, &[("a.rs::long", 69)])), ["a.rs:2"]);
    }

    #[test]
    fn an_exception_that_is_too_wide_or_not_needed_is_found() {
        let measured = measure(&rust("a.rs", 68));
        assert_eq!(places(&check(&measured, &[("a.rs::long", 80)])), ["a.rs::long"]);
        let exceptions = [("a.rs::long", 70), ("a.rs", 500), ("gone.rs", 500)];
        assert_eq!(places(&check(&measured, &exceptions)), ["a.rs", "gone.rs"]);
    }
}
