//! The comparison of one shard: what two books ask for at each event, and what follows from that.

mod days;

use std::collections::{BTreeSet, HashMap, HashSet, VecDeque};

use host_domain::{Command, Dossier, DossierId, Event, EventId, EventKind, PlannedEffect};
use host_store::Store;
use jiff::civil::Date;

pub(crate) use days::{day_event, running};

use crate::{
    decide::DEPTH_MAX,
    effects::command_of,
    recording::Cause,
    replay::{
        Judge, Lost,
        recorded::{Recorded, World},
    },
    whatif::{
        books::{Books, Difference},
        consequence::came_of,
        fork::{Fork, Made, Other, because},
        report::{Found, Place, Richting, Soort},
    },
};

/// Events that follow from one difference at most; beyond that it has been shown.
const FOLLOWING_MAX: usize = 200;

/// The comparison of one shard.
pub(crate) struct Comparing<'b> {
    books: &'b Books,
    store: Store,
    fork: Fork,
    /// What the other book does not ask for, by the recorded event.
    gone: HashMap<u64, Gone>,
    /// Recorded events that have not happened in the other world.
    unhappened: HashSet<u64>,
    ids: Made,
    found: Found,
}

/// What the other book does not ask for at an event.
struct Gone {
    cause: EventId,
    effects: Vec<PlannedEffect>,
    /// Rules that ask for nothing at all any more.
    silent: BTreeSet<String>,
}

/// An event as each of the books has to look at it.
struct Moment<'m> {
    event: &'m Event,
    /// The same for the other book, where it differs in what the host says of it.
    other: &'m Event,
    in_recorded: bool,
    in_other: bool,
}

impl Judge for Comparing<'_> {
    fn before(&mut self, recorded: &Recorded, event: &Event) {
        if recorded.is_beyond(event) || self.fork.is_beyond(event) || self.happens(event) {
            return;
        }
        // From here on the dossier goes its own way there: it has to be as it was before.
        self.fork.split(recorded, event);
        self.unhappened.insert(event.seq);
    }

    fn event(&mut self, recorded: &Recorded, event: &Event) {
        if recorded.is_beyond(event) || self.fork.is_beyond(event) {
            return;
        }
        let in_other = !self.unhappened.contains(&event.seq);
        if in_other {
            self.fork.take_in(event);
            if self.fork.is_beyond(event) {
                return;
            }
        }
        match &event.kind {
            EventKind::TrajectDagwissel { dag, .. } => {
                let other = self.day_for_other(event, *dag);
                self.judge(recorded, &Moment { event, other: &other, in_recorded: true, in_other });
            }
            _ => self.judge(recorded, &Moment { event, other: event, in_recorded: true, in_other }),
        }
    }

    fn day(&mut self, recorded: &Recorded, day: Date) {
        self.begin_day(recorded, day);
    }
}

impl<'b> Comparing<'b> {
    /// For one shard; of at most `limit` dossiers the differences are told one by one.
    pub(crate) fn new(books: &'b Books, store: Store, shard: usize, limit: usize) -> Comparing<'b> {
        Comparing {
            books,
            store,
            fork: Fork::default(),
            gone: HashMap::new(),
            unhappened: HashSet::new(),
            ids: Made::of_shard(shard),
            found: Found::new(limit),
        }
    }

    /// What was found, and the dossiers that the other world lost.
    pub(crate) fn finish(self) -> (Found, impl Iterator<Item = Lost>) {
        (self.found, self.fork.into_lost())
    }

    /// Whether a recorded event happens in the other world as well: not when it came of something
    /// that was not asked for there, or that has not happened there.
    fn happens(&self, event: &Event) -> bool {
        if let EventKind::HerinneringVerlopen { naam, op } = &event.kind
            && let Some(id) = event.about.dossier()
            && let Some(dossier) = self.fork.dossiers().find(|dossier| dossier.id() == id)
        {
            let traject = event.about.traject.and_then(|id| dossier.trajecten().get(&id));
            let set = traject.and_then(|traject| traject.herinneringen.get(naam));
            return set.is_some_and(|set| set.op == *op);
        }
        let Some(cause) = event.causation else { return true };
        if self.unhappened.contains(&cause) {
            return false;
        }
        let Some(gone) = self.gone.get(&cause) else { return true };
        if let EventKind::RegelAfgegaan { regel } = &event.kind {
            return !gone.silent.contains(regel);
        }
        !gone.effects.iter().any(|planned| came_of(&self.store, event, gone.cause, planned))
    }

    /// Whether rules may see something else in the other world at an event.
    fn is_forked(&self, recorded: &Recorded, event: &Event, other: &Event) -> bool {
        if self.fork.is_empty() {
            return false;
        }
        let werkgever = event.about.werkgever;
        let mut about =
            event.about.dossier().into_iter().chain(werkgever.map(DossierId::Werkgever));
        let insured = || {
            let all = werkgever.into_iter().flat_map(|id| recorded.werknemers(id));
            self.books.need_insured(event.kind.event_type())
                && all.into_iter().any(|id| self.fork.has(DossierId::Werknemer(*id)))
        };
        if !about.any(|id| self.fork.has(id)) && !insured() {
            return false;
        }
        // Where rules see the same, they say the same.
        let (before, after) = (&self.books.before, &self.books.after);
        let world = Other { recorded, fork: &self.fork };
        recorded.with_case(before, event, |one| {
            world.with_case(after, other, |there| !self.books.sight.is_same(one, there))
        })
    }

    /// Holds the books against each other at one moment.
    fn judge(&mut self, recorded: &Recorded, moment: &Moment<'_>) {
        let Moment { event, other, in_recorded, in_other } = *moment;
        if event.depth >= DEPTH_MAX {
            return;
        }
        let in_both = in_recorded && in_other;
        let first = match in_both {
            true => self.books.first_order(recorded, event, other),
            false => Difference::default(),
        };
        let all = match in_both && !self.is_forked(recorded, event, other) {
            true => first.clone(),
            false => self.difference(recorded, moment),
        };
        if all.is_none() {
            return;
        }
        let place = Place::of(event);
        self.found.faults(&all.faults);
        for effect in &all.gone {
            let soort = Soort::of(first.gone.contains(effect));
            let name = self.books.name(&effect.regel);
            self.found.note(&place, name, &effect.effect, (soort, Richting::Eraf));
        }
        for effect in &all.added {
            let soort = Soort::of(first.added.contains(effect));
            self.found.note(&place, &effect.regel, &effect.effect, (soort, Richting::Erbij));
        }
        if event.seq > 0 && !all.gone.is_empty() {
            let gone = Gone { cause: event.id, effects: all.gone, silent: all.silent };
            self.gone.insert(event.seq, gone);
        }
        self.carry_out(recorded, other, all.added);
    }

    /// What both books ask for in their own worlds, as a difference.
    fn difference(&self, recorded: &Recorded, moment: &Moment<'_>) -> Difference {
        let (before, after) = (&self.books.before, &self.books.after);
        let then = match moment.in_recorded {
            true => recorded.with_case(before, moment.event, |case| before.consequences(case)),
            false => Default::default(),
        };
        let world = Other { recorded, fork: &self.fork };
        let now = match moment.in_other {
            true => world.with_case(after, moment.other, |case| after.consequences(case)),
            false => Default::default(),
        };
        self.books.difference(then.plan.effects, now.plan.effects, now.fouten)
    }

    /// Carries out in the other world what is asked for there only, and what follows from that.
    fn carry_out(&mut self, recorded: &Recorded, cause: &Event, effects: Vec<PlannedEffect>) {
        let mut waiting = VecDeque::from([(cause.clone(), effects)]);
        let mut following = 0;
        while let Some((cause, effects)) = waiting.pop_front() {
            for (event, asked) in self.carry_out_all(recorded, &cause, &effects) {
                following += 1;
                if !asked.is_empty() && following <= FOLLOWING_MAX {
                    waiting.push_back((event, asked));
                }
            }
        }
    }

    /// Carries out the effects on one event. Gives the events that came of it, each with what the
    /// other book asks for then, which is told already.
    fn carry_out_all(
        &mut self,
        recorded: &Recorded,
        cause: &Event,
        effects: &[PlannedEffect],
    ) -> Vec<(Event, Vec<PlannedEffect>)> {
        let (mut came, mut begun) = (Vec::new(), BTreeSet::new());
        for planned in effects {
            if begun.insert(&planned.regel) {
                came.extend(self.begin(recorded, cause, &planned.regel));
            }
            let catalogue = self.books.after.catalogue();
            if let Ok(Some((id, command))) = command_of(cause, planned, catalogue, &mut self.ids) {
                let cause = because(cause, &planned.regel);
                came.extend(self.command(recorded, id, &command, &cause));
            }
        }
        came
    }

    /// A rule that fires once is written down as fired.
    fn begin(
        &mut self,
        recorded: &Recorded,
        cause: &Event,
        regel: &str,
    ) -> Vec<(Event, Vec<PlannedEffect>)> {
        let once = self.books.is_once(regel);
        let (Some(id), Some(traject), true) = (cause.about.dossier(), cause.about.traject, once)
        else {
            return Vec::new();
        };
        let command = Command::RegelAfgegaan { traject, regel: regel.to_owned() };
        self.command(recorded, id, &command, &because(cause, regel))
    }

    /// Carries out a command in the other world, and asks the other book about what comes of it.
    fn command(
        &mut self,
        recorded: &Recorded,
        id: DossierId,
        command: &Command,
        cause: &Cause,
    ) -> Vec<(Event, Vec<PlannedEffect>)> {
        let known = Other { recorded, fork: &self.fork }.dossier(id).map(Dossier::werkgever);
        let Some(werkgever) = known else { return Vec::new() };
        let (books, found, mut came) = (self.books, &mut self.found, Vec::new());
        let mut seen = |fork: &Fork, event: Event| {
            let world = Other { recorded, fork };
            let after = &books.after;
            let asked = match event.depth < DEPTH_MAX {
                true => world.with_case(after, &event, |case| after.consequences(case)),
                false => Default::default(),
            };
            let place = Place::of(&event);
            found.faults(&asked.fouten);
            for effect in &asked.plan.effects {
                let how = (Soort::Vervolg, Richting::Erbij);
                found.note(&place, &effect.regel, &effect.effect, how);
            }
            came.push((event, asked.plan.effects));
        };
        let asked = (cause, &mut self.ids as _);
        let done = self.fork.carry_out(recorded, id, werkgever, command, asked, &mut seen);
        if done.is_err() {
            self.found.refused();
        }
        came
    }
}
