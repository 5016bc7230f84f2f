//! Days in a comparison. The log has a day of a traject only where a rule matched, and timers of the
//! other world are nowhere in it: both come about here.

use std::collections::HashMap;

use host_domain::{
    About, Command, Dossier, DossierId, Event, EventId, EventKind, EventType, Source, TrajectId,
};
use jiff::{Timestamp, civil::Date};

use super::{Comparing, Moment};
use crate::{
    replay::recorded::{Recorded, World},
    whatif::fork::{Other, by_the_clock},
};

/// A traject in its dossier.
type Place = (DossierId, TrajectId);

impl Comparing<'_> {
    /// A day begins: for trajecten that run, and for timers of the other world.
    pub(super) fn begin_day(&mut self, recorded: &Recorded, day: Date) {
        if self.books.listen_to_days() {
            self.turn(recorded, day);
        }
        self.let_timers_go_off(recorded, day);
    }

    /// A recorded day as the other book has to look at it: for which rules it is not, is another
    /// question for its rules; where that was not counted, what was recorded holds for both.
    pub(super) fn day_for_other(&self, event: &Event, dag: Date) -> Event {
        match self.books.not_for(dag) {
            Some(niet_voor) => {
                let kind = EventKind::TrajectDagwissel { dag, niet_voor };
                Event { kind, ..event.clone() }
            }
            None => event.clone(),
        }
    }

    /// Lets a day begin for every traject that runs in either world and of which the log does not have
    /// that day itself.
    fn turn(&mut self, recorded: &Recorded, day: Date) {
        let there: HashMap<DossierId, Vec<TrajectId>> =
            self.fork.dossiers().map(|dossier| (dossier.id(), running(dossier, day))).collect();
        let mut here: Vec<Place> = Vec::new();
        let mut places = |dossier: &Dossier| {
            here.extend(running(dossier, day).into_iter().map(|traject| (dossier.id(), traject)));
        };
        match self.books.differ_on(EventType::TrajectDagwissel) {
            true => recorded.open().for_each(&mut places),
            // The same rules see something else only where the worlds differ.
            false => there.keys().filter_map(|id| recorded.dossier(*id)).for_each(&mut places),
        }
        here.sort_unstable();
        let mut only_there: Vec<Place> = there
            .iter()
            .flat_map(|(id, trajecten)| trajecten.iter().map(|traject| (*id, *traject)))
            .filter(|place| here.binary_search(place).is_err())
            .collect();
        only_there.sort_unstable();
        for (id, traject) in here {
            let in_other = there.get(&id).is_none_or(|running| running.contains(&traject));
            self.turn_one(recorded, (id, traject), day, (true, in_other));
        }
        for place in only_there {
            self.turn_one(recorded, place, day, (false, true));
        }
    }

    fn turn_one(
        &mut self,
        recorded: &Recorded,
        (id, traject): Place,
        day: Date,
        (in_recorded, in_other): (bool, bool),
    ) {
        if self.books.is_recorded(traject, day) {
            return;
        }
        let world = Other { recorded, fork: &self.fork };
        let Some(werkgever) = world.dossier(id).map(Dossier::werkgever) else { return };
        let about =
            About { werkgever: Some(werkgever), werknemer: id.werknemer(), traject: Some(traject) };
        let event = day_event(about, day, self.books.begins_at(day));
        if recorded.is_beyond(&event) || self.fork.is_beyond(&event) {
            return;
        }
        let (event, other) = (self.day_for_recorded(&event, day), self.day_for_other(&event, day));
        self.judge(recorded, &Moment { event: &event, other: &other, in_recorded, in_other });
    }

    /// The same for the book in use.
    fn day_for_recorded(&self, event: &Event, dag: Date) -> Event {
        let niet_voor = self.books.not_for_before(dag);
        Event { kind: EventKind::TrajectDagwissel { dag, niet_voor }, ..event.clone() }
    }

    /// Timers of the other world that are due and that the recorded one does not have: those it has
    /// go off as recorded.
    fn let_timers_go_off(&mut self, recorded: &Recorded, day: Date) {
        let mut due = Vec::new();
        for dossier in self.fork.dossiers() {
            let known = recorded.dossier(dossier.id()).map(Dossier::trajecten);
            for traject in dossier.trajecten().values() {
                let known = known.and_then(|known| known.get(&traject.id));
                for (naam, set) in &traject.herinneringen {
                    let same = known.and_then(|known| known.herinneringen.get(naam));
                    if set.op <= day && same.is_none_or(|same| same.op != set.op) {
                        due.push((dossier.id(), traject.id, naam.clone(), set.op));
                    }
                }
            }
        }
        for (id, traject, naam, op) in due {
            let command = Command::HerinneringLatenVerlopen { traject, naam, op };
            let cause = by_the_clock(self.books.begins_at(day));
            for (event, asked) in self.command(recorded, id, &command, &cause) {
                self.carry_out(recorded, &event, asked);
            }
        }
    }
}

/// The trajecten of a dossier for which a day begins: they run, and had begun.
pub(crate) fn running(dossier: &Dossier, day: Date) -> Vec<TrajectId> {
    let all = dossier.trajecten().values();
    let running = all.filter(|traject| traject.is_lopend() && traject.begin <= day);
    running.map(|traject| traject.id).collect()
}

/// A day of a traject that the log does not have.
pub(crate) fn day_event(about: About, dag: Date, at: Timestamp) -> Event {
    let kind = EventKind::TrajectDagwissel { dag, niet_voor: Default::default() };
    Event {
        seq: 0,
        id: EventId::from_bits(0),
        version: kind.event_type().version(),
        kind,
        occurred_at: at,
        recorded_at: at,
        source: Source::Systeem,
        causation: None,
        depth: 0,
        correlation: 0,
        about,
    }
}
