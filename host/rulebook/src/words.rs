//! The words that expressions may use besides operators: one list for check, evaluation and manual.

mod compute;
mod insured;
mod plain;
mod short;

use crate::{
    value::Type,
    vocabulary::{Entry, EntryKind},
};

pub(crate) use compute::Word;

/// A word: how it is used, what it means, how the check reads it.
pub(crate) struct WordSpec {
    pub(crate) name: &'static str,
    /// Names of its arguments, with the types that they must have.
    pub(crate) takes: &'static [(&'static str, Type)],
    pub(crate) gives: Type,
    /// What it means, in Dutch.
    pub(crate) doc: &'static str,
    /// A condition with it.
    pub(crate) example: &'static str,
    pub(crate) form: Form,
}

/// What a word stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    /// A computation with its arguments.
    Plain(Word),
    /// Something that the check takes apart, as its arguments are not just values.
    Special(Special),
    /// A condition that could be written out.
    Short(Short),
    /// A question about the insurance policies of the werkgever.
    Insured(Insured),
}

/// Words that the check takes apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Special {
    Bekend,
    Conversie,
    Datum,
}

/// Conditions that have a word of their own; the path is that of the fact. They are written out
/// at load, so that index and analysis see through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Short {
    /// `word("x")` is `fact == "x"`.
    Equals(&'static str),
    /// `word("x")` is `"x" in fact`.
    Holds(&'static str),
    /// `word()` is `fact`.
    Is(&'static str),
    /// `word(x)` is `fact >= x`.
    AtLeast(&'static str),
    /// `word(n)` is `fact >= n.weken`.
    Weeks(&'static str),
}

/// Questions about the insurance policies of the werkgever.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Insured {
    LopendePolis,
    LoonBovenLoonsom,
    JaarloonBovenMaximum,
    StartNaPolis,
    MeerderePolissen,
}

/// All words, in the order of the manual.
pub(crate) fn all() -> impl Iterator<Item = &'static WordSpec> {
    [short::WORDS, insured::WORDS, plain::WORDS].into_iter().flatten()
}

/// The word with this name.
pub(crate) fn find(name: &str) -> Option<&'static WordSpec> {
    all().find(|spec| spec.name == name)
}

impl WordSpec {
    /// `begint_met(tekst, begin)`: how to write it.
    pub(crate) fn usage(&self) -> String {
        let names: Vec<&str> = self.takes.iter().map(|(name, _)| *name).collect();
        format!("{}({})", self.name, names.join(", "))
    }

    pub(crate) fn entry(&self) -> Entry {
        let any = self.form == Form::Special(Special::Bekend);
        let argument = |(name, kind): &(&str, Type)| match any {
            true => (*name).to_owned(),
            false => format!("{name}: {}", kind.word()),
        };
        let takes: Vec<String> = self.takes.iter().map(argument).collect();
        let signature = format!("{}({}): {}", self.name, takes.join(", "), self.gives.word());
        Entry {
            name: self.name,
            kind: EntryKind::Woord,
            signature,
            doc: self.doc,
            example: self.example.to_owned(),
        }
    }
}
