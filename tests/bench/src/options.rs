//! The command line of the benchmark.

use crate::{ONLY_WHEN_NAMED, PARTS};

/// How the figures are taken and shown.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// Smaller loads and fewer rounds: a minute instead of several.
    pub(crate) quick: bool,
    /// JSON instead of a table.
    pub(crate) json: bool,
    /// Parts to take; when empty all but the one that has to be named.
    only: Vec<String>,
}

impl Options {
    /// Reads the arguments; the error is the text to show.
    pub(crate) fn read(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
        let mut options = Options::default();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--snel" => options.quick = true,
                "--json" => options.json = true,
                "--alleen" => match arguments.next() {
                    Some(part) if PARTS.iter().any(|(name, _)| *name == part) => {
                        options.only.push(part);
                    }
                    _ => return Err(usage()),
                },
                _ => return Err(usage()),
            }
        }
        Ok(options)
    }

    /// Whether this part is asked for.
    pub(crate) fn wants(&self, part: &str) -> bool {
        let named = self.only.iter().any(|wanted| wanted == part);
        named || (self.only.is_empty() && part != ONLY_WHEN_NAMED)
    }

    /// How often a measurement is repeated.
    pub(crate) fn rounds(&self) -> usize {
        if self.quick { 3 } else { 5 }
    }
}

fn usage() -> String {
    let parts: Vec<&str> = PARTS.iter().map(|(name, _)| *name).collect();
    format!(
        "cargo cijfers [--snel] [--json] [--alleen <deel>]…\n  \
         --snel           kleinere ladingen en minder rondes\n  \
         --json           de cijfers als JSON\n  \
         --alleen <deel>  één deel: {}",
        parts.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Options, String> {
        Options::read(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn parts_are_chosen_by_name() {
        let all = read(&[]).unwrap();
        assert!(all.wants("regels") && all.wants("programma") && !all.quick && !all.json);
        assert!(!all.wants(ONLY_WHEN_NAMED));
        assert!(read(&["--alleen", ONLY_WHEN_NAMED]).unwrap().wants(ONLY_WHEN_NAMED));
        let some = read(&["--snel", "--alleen", "regels", "--json"]).unwrap();
        assert!(some.wants("regels") && !some.wants("programma") && some.quick && some.json);
    }

    #[test]
    fn what_is_not_understood_gets_the_usage() {
        for wrong in [&["--alleen"][..], &["--alleen", "niets"], &["--snell"], &["regels"]] {
            assert!(read(wrong).unwrap_err().contains("--alleen <deel>"), "{wrong:?}");
        }
    }
}
