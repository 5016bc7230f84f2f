//! Everything that came, and what the server is like.

use std::collections::BTreeMap;

use serde::Serialize;

use super::letter::Letter;
use super::mood::Mood;

/// What came so far.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Journal {
    /// Every mail that was taken, in order; a repeat is there again.
    pub received: Vec<Letter>,
    /// Why mails and commands were refused, in order.
    pub refused: Vec<String>,
    /// Message-IDs under which different mails came: a sender that cannot repeat itself.
    pub different: Vec<String>,
}

impl Journal {
    /// How many different Message-IDs came.
    pub fn distinct(&self) -> usize {
        self.times().len()
    }

    /// How often each Message-ID came.
    pub fn times(&self) -> BTreeMap<&str, usize> {
        let mut times = BTreeMap::new();
        for letter in &self.received {
            *times.entry(letter.message_id.as_str()).or_default() += 1;
        }
        times
    }

    /// One mail for each Message-ID, in the order in which they first came.
    pub fn letters(&self) -> Vec<&Letter> {
        let mut seen = std::collections::BTreeSet::new();
        self.received.iter().filter(|letter| seen.insert(letter.message_id.as_str())).collect()
    }
}

/// The server's memory.
#[derive(Debug, Default)]
pub(crate) struct Post {
    pub(crate) mood: Mood,
    journal: Journal,
}

impl Post {
    pub(crate) fn new(mood: Mood) -> Post {
        Post { mood, journal: Journal::default() }
    }

    /// The mood for one mail; counts down where it is for so many.
    pub(crate) fn next_mood(&mut self) -> Mood {
        let mood = self.mood;
        self.mood = mood.after_one();
        mood
    }

    /// Keeps a mail; gives its number, from 1.
    pub(crate) fn keep(&mut self, letter: Letter) -> usize {
        let known = self.journal.received.iter().find(|one| one.message_id == letter.message_id);
        let different = known.is_some_and(|known| known.bytes != letter.bytes);
        if different && !self.journal.different.contains(&letter.message_id) {
            self.journal.different.push(letter.message_id.clone());
        }
        self.journal.received.push(letter);
        self.journal.received.len()
    }

    pub(crate) fn refuse(&mut self, why: &str) {
        self.journal.refused.push(why.to_owned());
    }

    pub(crate) fn journal(&self) -> Journal {
        self.journal.clone()
    }
}
