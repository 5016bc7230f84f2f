//! Reads about the rules: the versions that there are and were, those that wait, and what came of each
//! rule.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::{
    Concept, Ingebruikname, RuleCount, Voorstel,
    error::Result,
    rows::Rows,
    tables::{books, ingebruiknames, rule_counts, waiting_books},
};

/// What can be read about the rules; like [`crate::Reads`].
#[expect(private_bounds, reason = "rows are for this package only, so nobody else implements it")]
pub trait BookReads: Rows {
    /// Counts of every rule that was ever considered.
    fn rule_counts(&self) -> Result<BTreeMap<String, RuleCount>> {
        rule_counts::all(self)
    }

    /// A version of the rules, by its hash.
    fn book(&self, hash: &str) -> Result<Option<Value>> {
        books::get(self, hash)
    }

    /// The version of the rules that is live: its hash and what is in it.
    fn current_book(&self) -> Result<Option<(String, Value)>> {
        let Some((hash, _)) = books::current(self)? else { return Ok(None) };
        Ok(books::get(self, &hash)?.map(|book| (hash, book)))
    }

    /// Since when that version is live, milliseconds since 1970 UTC.
    fn current_book_since(&self) -> Result<Option<i64>> {
        Ok(books::current(self)?.map(|(_, at_ms)| at_ms))
    }

    /// Hash of the version of the rules that is live.
    fn current_book_hash(&self) -> Result<Option<String>> {
        Ok(books::current(self)?.map(|(hash, _)| hash))
    }

    /// When which rules went live, newest first, each with its number; `before` asks for the next page.
    fn ingebruiknames(
        &self,
        before: Option<u64>,
        limit: usize,
    ) -> Result<Vec<(u64, Ingebruikname)>> {
        ingebruiknames::newest(self, before, limit)
    }

    /// The rules that wait to be put in use.
    fn concept(&self) -> Result<Option<Concept>> {
        waiting_books::concept(self)
    }

    /// The rules that wait for a second person.
    fn voorstel(&self) -> Result<Option<Voorstel>> {
        waiting_books::voorstel(self)
    }

    /// Hash of the rules in the folder that are not taken until they change.
    fn book_set_aside(&self) -> Result<Option<String>> {
        waiting_books::set_aside(self)
    }

    /// Hashes of all versions of the rules.
    fn books(&self) -> Result<Vec<String>> {
        books::hashes(self)
    }
}

impl<T: Rows + ?Sized> BookReads for T {}
