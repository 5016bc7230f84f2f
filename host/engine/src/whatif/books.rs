//! The two books of a comparison, and the parts in which they differ.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, HashSet},
    sync::Arc,
};

use host_domain::{Event, EventType, PlannedEffect, TrajectId, amsterdam_moment};
use host_rulebook::{Book, ChangedTrigger, Sight};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};

use crate::{replay::recorded::World, whatif::census::Days};

/// The two books.
pub(crate) struct Books {
    /// The one in use.
    pub(crate) before: Arc<Book>,
    /// The one that it is held against.
    pub(crate) after: Book,
    /// Where they differ.
    pub(crate) changed: Vec<ChangedTrigger>,
    part_before: Book,
    part_after: Book,
    /// Rules of the other that fire once for a traject.
    once: HashSet<String>,
    /// What the rules of either see.
    pub(crate) sight: Sight,
    /// Their rules on changes of day.
    days_before: Book,
    days_after: Book,
    /// Ids of before by what they are called after.
    names: HashMap<String, String>,
    /// Days of trajecten that the log has itself.
    recorded_days: HashSet<(TrajectId, Date)>,
    /// Rules that a day is not for, as too much is left by their bulk conditions: of the book in use
    /// and of the other.
    not_for: (HashMap<Date, BTreeSet<String>>, HashMap<Date, BTreeSet<String>>),
    /// Whether those were counted.
    counted: bool,
    /// At what time a day begins.
    time: Time,
}

/// What the one asks for and the other does not.
#[derive(Debug, Clone, Default)]
pub(crate) struct Difference {
    /// By the book in use only.
    pub(crate) gone: Vec<PlannedEffect>,
    /// Rules in `gone` of which the other book asks nothing at all.
    pub(crate) silent: BTreeSet<String>,
    /// By the other only.
    pub(crate) added: Vec<PlannedEffect>,
    /// Rules of the other that could not be computed.
    pub(crate) faults: Vec<String>,
}

impl Difference {
    /// Whether both ask for the same.
    pub(crate) fn is_none(&self) -> bool {
        self.gone.is_empty() && self.added.is_empty() && self.faults.is_empty()
    }
}

impl Books {
    /// Of the book in use and another.
    pub(crate) fn new(before: Arc<Book>, after: Book, time: Time) -> Books {
        let changed = before.changed_triggers(&after);
        let ids = |of: fn(&ChangedTrigger) -> &Option<String>| -> BTreeSet<&str> {
            changed.iter().filter_map(|one| of(one).as_deref()).collect()
        };
        let part_before = before.with_triggers(&ids(|one| &one.before));
        let part_after = after.with_triggers(&ids(|one| &one.after));
        let (days_before, days_after) = (on_days(&before), on_days(&after));
        let names = changed.iter().filter_map(|one| one.before.clone().zip(one.after.clone()));
        let names = names.collect();
        let (recorded_days, not_for) = Default::default();
        let once = after.triggers().filter(|trigger| trigger.eenmalig);
        let once = once.map(|trigger| trigger.id.clone()).collect();
        let sight = Sight::of(&[&before, &after]);
        Books {
            before,
            after,
            changed,
            part_before,
            part_after,
            once,
            sight,
            days_before,
            days_after,
            names,
            recorded_days,
            not_for,
            counted: false,
            time,
        }
    }

    /// Takes in what was counted beforehand.
    pub(crate) fn take(&mut self, days: Days) {
        self.recorded_days = days.recorded;
        self.not_for = (days.not_for_before, days.not_for);
        self.counted = true;
    }

    /// The rules of both on changes of day: of the book in use and of the other.
    pub(crate) fn on_days(&self) -> (&Book, &Book) {
        (&self.days_before, &self.days_after)
    }

    /// Whether a rule of either book looks at changes of day.
    pub(crate) fn listen_to_days(&self) -> bool {
        self.either_listens(EventType::TrajectDagwissel)
    }

    /// Whether days have to begin in the replay: for changes of day, and for timers in the other
    /// world.
    pub(crate) fn ask_about_days(&self) -> bool {
        self.listen_to_days() || self.either_listens(EventType::HerinneringVerlopen)
    }

    /// Whether the world has to be read from the beginning: who is insured may be known from any
    /// event.
    pub(crate) fn need_all(&self) -> bool {
        EventType::ALL.iter().any(|kind| self.need_insured(*kind))
    }

    /// Whether rules on such events look at all werknemers of the werkgever.
    pub(crate) fn need_insured(&self, kind: EventType) -> bool {
        self.before.needs_insured(kind) || self.after.needs_insured(kind)
    }

    fn either_listens(&self, kind: EventType) -> bool {
        self.before.listens_to(kind) || self.after.listens_to(kind)
    }

    /// Whether a rule in which they differ looks at such events.
    pub(crate) fn differ_on(&self, kind: EventType) -> bool {
        self.part_before.listens_to(kind) || self.part_after.listens_to(kind)
    }

    /// Whether the log has the day of a traject itself.
    pub(crate) fn is_recorded(&self, traject: TrajectId, day: Date) -> bool {
        self.recorded_days.contains(&(traject, day))
    }

    /// Whether a rule of the other fires once for a traject.
    pub(crate) fn is_once(&self, regel: &str) -> bool {
        self.once.contains(regel)
    }

    /// Rules of the book in use that a day is not for.
    pub(crate) fn not_for_before(&self, day: Date) -> BTreeSet<String> {
        self.not_for.0.get(&day).cloned().unwrap_or_default()
    }

    /// Rules of the other book that a day is not for; none when that was not counted.
    pub(crate) fn not_for(&self, day: Date) -> Option<BTreeSet<String>> {
        self.counted.then(|| self.not_for.1.get(&day).cloned().unwrap_or_default())
    }

    /// The moment at which a day begins for the rules.
    pub(crate) fn begins_at(&self, day: Date) -> Timestamp {
        amsterdam_moment(day, self.time)
    }

    /// Where they differ on the same state.
    pub(crate) fn first_order<W: World>(
        &self,
        world: &W,
        event: &Event,
        other: &Event,
    ) -> Difference {
        if !self.differ_on(event.kind.event_type()) {
            return Difference::default();
        }
        let (before, after) = (&self.part_before, &self.part_after);
        let then = world.with_case(before, event, |case| before.consequences(case));
        let now = world.with_case(after, other, |case| after.consequences(case));
        self.difference(then.plan.effects, now.plan.effects, now.fouten)
    }

    /// What is in the one and not in the other, each as often as it is there. A rule that was
    /// renamed is the same rule.
    pub(crate) fn difference(
        &self,
        before: Vec<PlannedEffect>,
        after: Vec<PlannedEffect>,
        faults: Vec<String>,
    ) -> Difference {
        let mut paired = vec![false; after.len()];
        let mut gone = Vec::new();
        for effect in before {
            let name = self.name(&effect.regel);
            let same = after.iter().zip(&mut paired).find(|(now, paired)| {
                !**paired && now.regel == name && now.effect == effect.effect
            });
            match same {
                Some((_, paired)) => *paired = true,
                None => gone.push(effect),
            }
        }
        let speaks = |regel: &String| after.iter().any(|now| now.regel == self.name(regel));
        let silent = gone.iter().map(|effect| &effect.regel).filter(|regel| !speaks(regel));
        let silent = silent.cloned().collect();
        let added = after.into_iter().zip(paired).filter(|(_, paired)| !paired);
        Difference { gone, silent, added: added.map(|(effect, _)| effect).collect(), faults }
    }

    /// What a rule is called in the other book.
    pub(crate) fn name<'n>(&'n self, regel: &'n str) -> &'n str {
        self.names.get(regel).map_or(regel, String::as_str)
    }

    /// The rules in which they differ, each with how.
    pub(crate) fn changes(&self) -> BTreeMap<String, &'static str> {
        let how = |one: &ChangedTrigger| match (&one.before, &one.after) {
            (None, _) => "nieuw",
            (_, None) => "weg",
            (Some(before), Some(after)) if before != after => "hernoemd",
            _ => "gewijzigd",
        };
        self.changed.iter().map(|one| (one.id().to_owned(), how(one))).collect()
    }
}

/// The rules of a book on changes of day.
fn on_days(book: &Book) -> Book {
    let days = book.triggers().filter(|one| one.events.contains(&EventType::TrajectDagwissel));
    book.with_triggers(&days.map(|one| one.id.as_str()).collect())
}
