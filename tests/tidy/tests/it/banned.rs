//! What may be written in one place only, or nowhere.
//!
//! A foreign crate that shapes a package (the store engine, the rule language, the sandbox) has
//! one owner, so that it can be replaced by changing that owner. Work that is left lying (macros,
//! skipped tests, notes to oneself) becomes an issue instead.

use std::io;

use toml::{Table, Value};

use crate::findings::{Finding, assert_none, places};
use crate::lexing::{self, Token};
use crate::manifests;
use crate::tree::{self, Source};

/// Foreign crates, companions such as `wasmtime-wasi` included, and the packages that may name
/// them. The benchmark measures against bare redb, so it has to know it.
const OWNERS: [(&str, &[&str]); 4] = [
    ("redb", &["host/store", "tests/bench"]),
    ("rhai", &["host/rulebook"]),
    ("wasmtime", &["host/connectors"]),
    ("lettre", &["host/mail"]),
];

/// The one file with `unsafe`: it loads machine code that we compiled ourselves.
const UNSAFE_ALLOWED: &str = "host/connectors/src/cache.rs";

/// Notes to oneself, as words in capitals.
const NOTES: [&str; 2] = ["TODO", "FIXME"];

/// The crate of [`OWNERS`] that `name` stands for, when the file at `path` may not name it.
fn foreign(path: &str, name: &str) -> Option<(&'static str, &'static [&'static str])> {
    let name = name.replace('_', "-");
    let companion = |owned: &str| {
        name.strip_prefix(owned).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    };
    let inside = |owner: &str| path.strip_prefix(owner).is_some_and(|rest| rest.starts_with('/'));
    OWNERS
        .into_iter()
        .find(|(owned, owners)| companion(owned) && !owners.iter().any(|owner| inside(owner)))
}

fn foreign_advice((name, owners): (&str, &[&str])) -> String {
    format!("only {} may name {name}: ask for what you need through it", owners.join(" and "))
}

/// Paths such as `redb::Database` or `use rhai` in code. A path inside our own crate, such as
/// `crate::redb`, names our own module.
fn check_crates(source: &Source, tokens: &[Token<'_>]) -> Vec<Finding> {
    let text = |index: Option<usize>| index.and_then(|i| tokens.get(i)).map_or("", |t| t.text);
    let named = tokens.iter().enumerate().filter_map(|(at, token)| {
        let before = text(at.checked_sub(1));
        let inside_path = before == ":" && text(at.checked_sub(3)).starts_with(char::is_alphabetic);
        let starts_path = text(Some(at + 1)) == ":" && text(Some(at + 2)) == ":";
        let imported = before == "use" || before == "crate";
        let foreign = foreign(&source.path, token.text)?;
        (!inside_path && (starts_path || imported)).then_some((token.line, foreign))
    });
    named.map(|(line, found)| Finding::on_line(&source.path, line, foreign_advice(found))).collect()
}

/// Macros, attributes and keywords that do not occur in finished work.
fn check_words(source: &Source, tokens: &[Token<'_>]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let (before, rest) = tokens.split_at(at);
        let is_macro = rest.get(1).is_some_and(|next| next.text == "!");
        let advice = match token.text {
            "todo" | "unimplemented" if is_macro => "write it, or leave it out and make an issue",
            "ignore" if ends_with(before, &["#", "["]) || in_cfg_attr(before) => {
                "mend the test or take it out: a skipped test rots"
            }
            "unsafe" if source.path != UNSAFE_ALLOWED => {
                "write it without `unsafe`, or let the one file that may have it do the work"
            }
            _ => continue,
        };
        findings.push(Finding::on_line(&source.path, token.line, advice));
    }
    findings
}

fn ends_with(tokens: &[Token<'_>], signs: &[&str]) -> bool {
    let tail = tokens.iter().rev().take(signs.len()).map(|token| token.text);
    tail.eq(signs.iter().rev().copied())
}

/// Whether these tokens end inside an attribute that holds on some systems only.
fn in_cfg_attr(tokens: &[Token<'_>]) -> bool {
    let attribute = tokens.iter().rev().take_while(|token| !["[", "]"].contains(&token.text));
    attribute.last().is_some_and(|token| token.text == "cfg_attr")
}

/// Notes to oneself in comments; in files that are not Rust, anywhere.
fn check_notes(source: &Source, comments: &str) -> Vec<Finding> {
    let has_note = |line: &&str| {
        line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| NOTES.contains(&word))
    };
    let lines = comments.lines().enumerate().filter(|(_, line)| has_note(line));
    let advice = "do it now or make an issue: a note in a comment is read by nobody";
    lines.map(|(index, _)| Finding::on_line(&source.path, index + 1, advice)).collect()
}

fn check_rust(source: &Source) -> Vec<Finding> {
    let layers = lexing::layers(&source.text);
    let tokens = lexing::tokens(&layers.code);
    let mut findings = check_crates(source, &tokens);
    findings.extend(check_words(source, &tokens));
    findings.extend(check_notes(source, &layers.comments));
    findings
}

/// Dependencies on a foreign crate, under its own or another name.
fn check_manifest(source: &Source) -> Vec<Finding> {
    let manifest = match manifests::parse(source) {
        Ok(manifest) => manifest,
        Err(finding) => return vec![finding],
    };
    let targets = manifest.get("target").and_then(Value::as_table);
    let targets = targets.into_iter().flat_map(Table::values).filter_map(Value::as_table);
    let sections = targets.chain([&manifest]).flat_map(|table| {
        ["dependencies", "dev-dependencies", "build-dependencies"]
            .into_iter()
            .filter_map(|kind| table.get(kind)?.as_table())
    });
    let names = sections
        .flatten()
        .map(|(key, value)| value.get("package").and_then(Value::as_str).unwrap_or(key.as_str()));
    let found = names.filter_map(|name| foreign(&source.path, name));
    found.map(|found| Finding::at(&source.path, foreign_advice(found))).collect()
}

/// Other kinds of text that are ours: rules, contracts, settings and scripts.
fn is_plain_text_of_ours(source: &Source) -> bool {
    let endings = [".rhai", ".wit", ".toml", ".sh"];
    endings.iter().any(|ending| source.path.ends_with(ending)) || source.path.starts_with(".ci/")
}

#[test]
fn nothing_banned_is_written() -> io::Result<()> {
    let sources = tree::sources()?;
    let rust = sources.iter().filter(|source| source.is_rust()).flat_map(check_rust);
    let manifests = manifests::of_packages(&sources).flat_map(check_manifest);
    let others = sources.iter().filter(|source| is_plain_text_of_ours(source));
    let others = others.flat_map(|source| check_notes(source, &source.text));
    assert_none(&rust.chain(manifests).chain(others).collect::<Vec<_>>());
    Ok(())
}

#[test]
fn the_exception_for_unsafe_is_needed() -> io::Result<()> {
    let sources = tree::sources()?;
    let text = sources.iter().find(|source| source.path == UNSAFE_ALLOWED).map(|s| &s.text);
    let code = text.map(|text| lexing::layers(text).code).unwrap_or_default();
    assert!(
        lexing::tokens(&code).iter().any(|token| token.text == "unsafe"),
        "{UNSAFE_ALLOWED} has no `unsafe` (any more): take the exception out of tests/tidy"
    );
    Ok(())
}

#[cfg(test)]
mod samples {
    use super::*;

    #[test]
    fn a_foreign_crate_is_found_in_code() {
        let text = "//! redb::Database\nuse redb::Database;\nfn f() { let _ = ::rhai::Engine; }\n\
                    use wasmtime_wasi::p2;\nextern crate rhai;\nuse rhai as language;\n";
        let found = check_rust(&Source::sample("host/engine/src/a.rs", text));
        let lines = [2, 3, 4, 5, 6].map(|line| format!("host/engine/src/a.rs:{line}"));
        assert_eq!(places(&found), lines);
    }

    #[test]
    fn an_owner_and_a_name_of_our_own_are_fine() {
        let text = "use redb::Database;\nuse crate::rhai::Tree;\nlet a = \"wasmtime::Engine\";\n";
        assert_none(&check_rust(&Source::sample("host/store/src/a.rs", text)));
    }

    #[test]
    fn a_foreign_crate_is_found_in_a_manifest() {
        let text = "[dependencies]\nredb = { workspace = true }\ntree = { package = 'rhai' }\n\
                    [target.'cfg(unix)'.dev-dependencies]\nwasmtime-wasi = '48'\n";
        assert_eq!(check_manifest(&Source::sample("host/http/Cargo.toml", text)).len(), 3);
        assert_eq!(check_manifest(&Source::sample("host/store/Cargo.toml", text)).len(), 2);
        assert_eq!(check_manifest(&Source::sample("host/storehouse/Cargo.toml", text)).len(), 3);
    }

    #[test]
    fn unfinished_work_is_found() {
        let text = "fn a() { todo!() }\n#[ignore = \"slow\"]\nfn b() { unimplemented!(\"x\") }\n\
                    #[cfg_attr(windows, ignore)]\n// TODO: later\n/* FIXME */\n\
                    let c = \"TODO todo!() #[ignore]\"; // the mastodon and todo lists\n\
                    let ignore = f(ignore, ignore);\nunsafe { g() }\n";
        let found = check_rust(&Source::sample("a.rs", text));
        assert_eq!(
            places(&found),
            ["a.rs:1", "a.rs:2", "a.rs:3", "a.rs:4", "a.rs:9", "a.rs:5", "a.rs:6"]
        );
    }

    #[test]
    fn only_one_file_may_be_unsafe() {
        let found = |path| check_rust(&Source::sample(path, "unsafe { load() }")).len();
        assert_eq!((found(UNSAFE_ALLOWED), found("host/connectors/src/engine.rs")), (0, 1));
    }

    #[test]
    fn a_note_in_a_rule_is_found() {
        let rule = Source::sample("rules/a.rhai", "// regel\n// TODO afmaken\n");
        assert!(is_plain_text_of_ours(&rule));
        assert_eq!(places(&check_notes(&rule, &rule.text)), ["rules/a.rhai:2"]);
    }
}
