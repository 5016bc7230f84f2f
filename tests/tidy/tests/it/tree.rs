//! The files of the repository as they lie on disk, without what `.gitignore` leaves out.
//!
//! The listing does not ask git: a file that was made a minute ago has to obey as well.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// One file: its path from the root, with `/` between the parts, and its text.
#[derive(Debug)]
pub(crate) struct Source {
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Source {
    /// A file that only exists in a test of a rule.
    pub(crate) fn sample(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The part after the last `/`.
    pub(crate) fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// Whether this is Rust.
    pub(crate) fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    package.ancestors().nth(2).unwrap_or(package).to_path_buf()
}

/// The patterns of `.gitignore`, of which we use three shapes: `/name` in the root, `*.ending` and
/// `name` everywhere.
#[derive(Debug)]
pub(crate) struct Ignored {
    patterns: Vec<String>,
}

impl Ignored {
    /// Reads the text of a `.gitignore`.
    pub(crate) fn parse(text: &str) -> Self {
        let lines = text.lines().map(str::trim);
        let patterns = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Self { patterns: patterns.map(|line| line.trim_end_matches('/').to_owned()).collect() }
    }

    /// Whether git looks past the file or folder at this path from the root.
    pub(crate) fn covers(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        self.patterns.iter().any(|pattern| match pattern.strip_prefix('/') {
            Some(anchored) => anchored == path,
            None => match pattern.strip_prefix('*') {
                Some(ending) => name.ends_with(ending),
                None => pattern == name,
            },
        })
    }

    /// Patterns in a shape that [`Ignored::covers`] does not know.
    fn not_understood(&self) -> Vec<&str> {
        let strange = |pattern: &&str| {
            let body = pattern.trim_start_matches('/');
            let body = body.strip_prefix('*').unwrap_or(body);
            body.contains(['*', '?', '[', '!', '/'])
        };
        self.patterns.iter().map(String::as_str).filter(strange).collect()
    }
}

/// Reads the `.gitignore` of the repository.
pub(crate) fn ignored() -> io::Result<Ignored> {
    Ok(Ignored::parse(&fs::read_to_string(root().join(".gitignore"))?))
}

/// Names in the root, sorted, without those that git ignores and without `.git` itself.
pub(crate) fn top_level() -> io::Result<Vec<String>> {
    let entries = listing(&root(), "", &ignored()?)?;
    Ok(entries.into_iter().map(|(path, _)| path).collect())
}

/// Every file of the repository, sorted by path. Bytes that are not UTF-8 are replaced: no rule
/// looks into such files.
pub(crate) fn sources() -> io::Result<Vec<Source>> {
    let (root, ignored) = (root(), ignored()?);
    let mut found = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for (path, is_folder) in listing(&root, &folder, &ignored)? {
            if is_folder {
                folders.push(path);
            } else {
                let bytes = fs::read(root.join(&path))?;
                found.push(Source { path, text: String::from_utf8_lossy(&bytes).into_owned() });
            }
        }
    }
    found.sort_by(|one, other| one.path.cmp(&other.path));
    Ok(found)
}

/// The files and folders directly in one folder, each with whether it is a folder.
fn listing(root: &Path, folder: &str, ignored: &Ignored) -> io::Result<Vec<(String, bool)>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(root.join(folder))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        let kind = entry.file_type()?;
        if path != ".git" && !kind.is_symlink() && !ignored.covers(&path) {
            found.push((path, kind.is_dir()));
        }
    }
    found.sort();
    Ok(found)
}

#[test]
fn the_tree_holds_this_file_and_not_what_was_built() -> io::Result<()> {
    let sources = sources()?;
    assert!(sources.iter().any(|source| source.path == "tests/tidy/tests/it/tree.rs"));
    assert!(!sources.iter().any(|source| source.path.starts_with("target/")));
    assert!(top_level()?.contains(&"Cargo.toml".to_owned()));
    Ok(())
}

#[test]
fn ignored_names_are_recognised() {
    let ignored = Ignored::parse("# built\n/target/\n*.tmp\n.DS_Store\n");
    for path in ["target", "host/a.tmp", "rules/.DS_Store"] {
        assert!(ignored.covers(path), "{path}");
    }
    for path in ["host/target", "host/tmp", "targets"] {
        assert!(!ignored.covers(path), "{path}");
    }
}

#[test]
fn gitignore_uses_only_shapes_that_are_understood() -> io::Result<()> {
    assert_eq!(Ignored::parse("a/**/b\n!keep\n/x\n*.y").not_understood(), ["a/**/b", "!keep"]);
    let ignored = ignored()?;
    assert!(
        ignored.not_understood().is_empty(),
        ".gitignore: write these as `/name`, `*.ending` or `name`, or teach tests/tidy the shape: {:?}",
        ignored.not_understood()
    );
    Ok(())
}
