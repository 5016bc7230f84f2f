//! What has to be known of the days before they are compared: which of them the log has itself, and
//! for which rules a day is not, as their bulk conditions leave too much.

use std::collections::{BTreeSet, HashMap, HashSet};

use host_domain::{About, Event, EventKind, TrajectId};
use host_rulebook::Book;
use jiff::civil::Date;

use crate::{
    dagwissel::LEFT_MAX,
    replay::{
        Judge,
        recorded::{Recorded, World},
    },
    whatif::{
        books::Books,
        judge::{day_event, running},
    },
};

/// How many trajecten each rule has left, by day.
type Left = HashMap<Date, HashMap<String, u64>>;

/// The count, in one shard or over all.
pub(crate) struct Census<'b> {
    books: &'b Books,
    recorded: HashSet<(TrajectId, Date)>,
    before: Left,
    after: Left,
}

/// What came of it.
#[derive(Debug, Default)]
pub(crate) struct Days {
    /// Days that the log has itself.
    pub(crate) recorded: HashSet<(TrajectId, Date)>,
    /// Rules of the book in use that a day is not for.
    pub(crate) not_for_before: HashMap<Date, BTreeSet<String>>,
    /// The same of the other.
    pub(crate) not_for: HashMap<Date, BTreeSet<String>>,
}

impl Judge for Census<'_> {
    fn event(&mut self, _recorded: &Recorded, event: &Event) {
        if let EventKind::TrajectDagwissel { dag, .. } = &event.kind
            && let Some(traject) = event.about.traject
        {
            self.recorded.insert((traject, *dag));
        }
    }

    fn day(&mut self, recorded: &Recorded, day: Date) {
        let at = self.books.begins_at(day);
        let (books_before, books_after) = self.books.on_days();
        for dossier in recorded.open() {
            for traject in running(dossier, day) {
                let about = About {
                    werkgever: Some(dossier.werkgever()),
                    werknemer: dossier.id().werknemer(),
                    traject: Some(traject),
                };
                let event = day_event(about, day, at);
                count(books_before, recorded, &event, self.before.entry(day).or_default());
                count(books_after, recorded, &event, self.after.entry(day).or_default());
            }
        }
    }
}

fn count(book: &Book, world: &Recorded, event: &Event, left: &mut HashMap<String, u64>) {
    let rules = world.with_case(book, event, |case| book.bulk_matches(case));
    for regel in rules {
        *left.entry(regel).or_default() += 1;
    }
}

impl<'b> Census<'b> {
    pub(crate) fn new(books: &'b Books) -> Census<'b> {
        let (recorded, before, after) = Default::default();
        Census { books, recorded, before, after }
    }

    /// Adds what another shard counted.
    pub(crate) fn merge(&mut self, other: Census<'_>) {
        self.recorded.extend(other.recorded);
        for (all, more) in [(&mut self.before, other.before), (&mut self.after, other.after)] {
            for (day, rules) in more {
                let counts = all.entry(day).or_default();
                rules.into_iter().for_each(|(rule, n)| *counts.entry(rule).or_default() += n);
            }
        }
    }

    /// What the counts say.
    pub(crate) fn finish(self) -> Days {
        Days {
            recorded: self.recorded,
            not_for_before: too_many(self.before),
            not_for: too_many(self.after),
        }
    }
}

fn too_many(left: Left) -> HashMap<Date, BTreeSet<String>> {
    let over = |rules: HashMap<String, u64>| -> BTreeSet<String> {
        rules.into_iter().filter(|(_, count)| *count > LEFT_MAX).map(|(rule, _)| rule).collect()
    };
    let days = left.into_iter().map(|(day, rules)| (day, over(rules)));
    days.filter(|(_, rules)| !rules.is_empty()).collect()
}
