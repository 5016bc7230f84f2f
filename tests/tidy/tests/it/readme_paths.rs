//! Every path that a README names exists: a guide that points into the void is worse than none.
//!
//! Looked at are links, and words between backticks or in fenced blocks, as far as they look like
//! a path of this repository: they start with a name of the root, or they end like one of our
//! files. A path may be written from the root or from the folder of the README.

use std::collections::BTreeSet;
use std::io;

use crate::findings::{Finding, assert_none, places};
use crate::tree::{self, Source};

/// Endings by which a word without a folder of the root is still seen as one of our files.
const FILE_ENDINGS: [&str; 5] = [".rs", ".rhai", ".wit", ".toml", ".md"];

/// What there is: every file and folder of the repository, and every bare file name.
#[derive(Debug, Default)]
struct Known {
    paths: BTreeSet<String>,
    file_names: BTreeSet<String>,
}

impl Known {
    fn of(sources: &[Source]) -> Self {
        let mut known = Self::default();
        for source in sources {
            let slashes = source.path.match_indices('/').map(|(at, _)| at);
            known.paths.extend(slashes.filter_map(|at| source.path.get(..at)).map(str::to_owned));
            known.paths.insert(source.path.clone());
            known.file_names.insert(source.file_name().to_owned());
        }
        known
    }

    fn has_top_level(&self, path: &str) -> bool {
        path.split('/').next().is_some_and(|first| self.paths.contains(first))
    }
}

/// A word of a README that may be a path, with its line counted from 1.
#[derive(Debug)]
struct Mention {
    line: usize,
    text: String,
    is_link: bool,
}

/// Links, words between backticks, and words of fenced blocks.
fn mentions(text: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    let mut in_fence = false;
    for (index, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            in_fence = !in_fence;
            continue;
        }
        let mut add = |text: &str, is_link| {
            found.push(Mention { line: index + 1, text: text.to_owned(), is_link });
        };
        if in_fence {
            line.split_whitespace().for_each(|word| add(word, false));
            continue;
        }
        let quoted = line.split('`').skip(1).step_by(2);
        quoted.flat_map(str::split_whitespace).for_each(|word| add(word, false));
        let links = line.split("](").skip(1).filter_map(|rest| rest.split(')').next());
        links.for_each(|target| add(target, true));
    }
    found
}

/// The path a mention stands for, or nothing when it is no path of this repository. Of a pattern
/// such as `plugins/<name>/src` the part before the placeholder is taken.
fn as_path(mention: &Mention, known: &Known) -> Option<String> {
    let text = mention.text.trim_matches([',', ';', ':', '.', '(', ')', '"', '\'']);
    let text = if mention.text.starts_with('.') { format!(".{text}") } else { text.to_owned() };
    if mention.is_link {
        let is_elsewhere = text.contains("://") || text.starts_with("mailto:");
        let target = mention.text.split('#').next().unwrap_or_default();
        return (!is_elsewhere && !target.is_empty()).then(|| target.to_owned());
    }
    let text = text.split([':', '#']).next().unwrap_or_default();
    if text.starts_with(['/', '-']) || text.contains('=') {
        return None;
    }
    let parts: Vec<&str> = text.split('/').collect();
    let plain = |part: &&&str| !part.contains(['<', '>', '*', '{', '…', '?', '$']);
    let fixed: Vec<&str> = parts.iter().take_while(plain).copied().collect();
    let path = fixed.join("/");
    let is_ours = (known.has_top_level(&path) && (parts.len() > 1 || known.paths.contains(&path)))
        || (fixed.len() == parts.len() && FILE_ENDINGS.iter().any(|ending| path.ends_with(ending)));
    (is_ours && !path.is_empty()).then_some(path)
}

/// Takes `.` and `..` out of a path; nothing when it leaves the repository.
fn resolve(path: &str) -> Option<String> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

fn check(readme: &Source, known: &Known, ignored: impl Fn(&str) -> bool) -> Vec<Finding> {
    let folder = readme.path.trim_end_matches("README.md");
    let exists = |path: &str| {
        let from_here = resolve(&format!("{folder}{path}"));
        let from_root = resolve(path);
        let somewhere = from_here.into_iter().chain(from_root);
        let first = path.split('/').next().unwrap_or(path);
        ignored(first)
            || known.file_names.contains(path)
            || somewhere.into_iter().any(|path| path.is_empty() || known.paths.contains(&path))
    };
    let mut findings = Vec::new();
    for mention in mentions(&readme.text) {
        if let Some(path) = as_path(&mention, known).filter(|path| !exists(path)) {
            let advice = format!("`{path}` does not exist: write where it is now");
            findings.push(Finding::on_line(&readme.path, mention.line, advice));
        }
    }
    findings
}

#[test]
fn every_path_in_a_readme_exists() -> io::Result<()> {
    let (sources, ignored) = (tree::sources()?, tree::ignored()?);
    let known = Known::of(&sources);
    let readmes = sources.iter().filter(|source| source.file_name() == "README.md");
    let findings: Vec<_> =
        readmes.flat_map(|readme| check(readme, &known, |name| ignored.covers(name))).collect();
    assert_none(&findings);
    Ok(())
}

#[cfg(test)]
mod samples {
    use super::*;

    /// The lines of a README at `path` that point into the void.
    fn broken(path: &str, text: &str) -> Vec<String> {
        let sources = ["Cargo.toml", "host/README.md", "host/store/src/log.rs", ".ci/run"]
            .map(|path| Source::sample(path, ""));
        let found =
            check(&Source::sample(path, text), &Known::of(&sources), |name| name == "target");
        places(&found).into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn paths_that_exist_are_fine() {
        let text = "`host/store/src/log.rs`, `.ci/run`, `Cargo.toml`, `log.rs`, `host/store/`,\n\
                    [the host](host/README.md#crash), [start](#start), <https://e.nl/a.rs>,\n\
                    `cargo run target/none.rs`, `text/xml`, `/v1/none.rs`, `host/<name>/x.rs`,\n\
                    `host/store/src/log.rs:12`, [site](https://e.nl/none), `a::b`, `--x=host/y`\n\
                    ```text\nhost/store/src   keeps, see host/README.md.\n```\n";
        assert_eq!(broken("README.md", text), [""; 0]);
        assert_eq!(broken("host/README.md", "[a](store/src/log.rs) [b](../.ci/run)"), [""; 0]);
    }

    #[test]
    fn paths_into_the_void_are_found() {
        let text = "`host/none.rs`\n[a](none)\n`none.rs`\nsee `host/none/`, ok\n```\nhost/none.rs\n\
                    ```\n`host/none/<name>`\n[up](../outside)\n`.ci/none`\n";
        let lines = [1, 2, 3, 4, 6, 8, 9, 10].map(|line| format!("README.md:{line}"));
        assert_eq!(broken("README.md", text), lines);
    }
}
