//! The list of facts, put together from its parts in the order of the manual.

mod dossier;
mod gebeurtenis;
mod traject;

use crate::{
    case::CaseFacts,
    value::{Type, Value},
    vocabulary::{Codes, Fact, Subject},
};

/// How many facts there are.
const COUNT: usize = dossier::FACTS.len() + traject::FACTS.len() + gebeurtenis::FACTS.len();

/// All facts, in the order of the manual.
pub const FACTS: &[Fact] = &joined::<COUNT>(&[dossier::FACTS, traject::FACTS, gebeurtenis::FACTS]);

/// One list of several. Computed by the compiler: a wrong count does not compile.
#[allow(clippy::indexing_slicing, reason = "never runs: an index out of bounds does not compile")]
const fn joined<const N: usize>(parts: &[&[Fact]]) -> [Fact; N] {
    let mut all = [parts[0][0]; N];
    let (mut part, mut within, mut at) = (0, 0, 0);
    while at < N {
        if within == parts[part].len() {
            (part, within) = (part + 1, 0);
        } else {
            all[at] = parts[part][within];
            (within, at) = (within + 1, at + 1);
        }
    }
    all
}

type Read = for<'f, 'a> fn(&'f CaseFacts<'a>) -> Value<'a>;

/// What a fact means, for people: its short name, its meaning, and a condition with it.
struct Told(&'static str, &'static str, &'static str);

/// A fact that is always known about an event that it is about.
const fn required(
    path: &'static str,
    kind: Type,
    about: Subject,
    Told(label, doc, example): Told,
    read: Read,
) -> Fact {
    let codes = Codes::Open;
    Fact { path, kind, optional: false, label, doc, example, about, codes, personal: false, read }
}

/// A fact that may be unknown.
const fn optional(path: &'static str, kind: Type, about: Subject, told: Told, read: Read) -> Fact {
    Fact { optional: true, ..required(path, kind, about, told, read) }
}

/// The same fact, which may only be compared with codes.
const fn coded(codes: Codes, fact: Fact) -> Fact {
    Fact { codes, ..fact }
}

/// The same fact, which traces do not show.
const fn personal(fact: Fact) -> Fact {
    Fact { personal: true, ..fact }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_one_path_and_says_what_it_means() {
        let mut paths: Vec<&str> = FACTS.iter().map(|fact| fact.path).collect();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!(paths.len(), FACTS.len());
        for fact in FACTS {
            assert!(!fact.label.is_empty() && !fact.doc.is_empty(), "{}", fact.path);
            assert!(fact.example.contains(fact.path), "{}: {}", fact.path, fact.example);
        }
    }
}
