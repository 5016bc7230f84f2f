//! History again: the log is read in order, every dossier is folded as it goes, and somebody is asked
//! about each event with the dossiers as they were right after it. Nothing is written.
//!
//! ```text
//!  log --> decoding, in pieces side by side --> shards, by werkgever --> a judge in each
//! ```
//! Rules see one dossier and its werkgever's, and insurances see the other werknemers of it: what one
//! werkgever has lies in one shard, so that shards need not know of each other.

pub(crate) mod recorded;
pub(crate) mod span;
mod workers;

use std::{collections::BTreeSet, ops::ControlFlow, sync::Mutex};

use host_domain::{DossierId, Event, WerkgeverId, WerknemerId};
use host_store::{Logged, Reads, Snapshot, Store};
use jiff::civil::Date;
use serde::Serialize;

use crate::error::Fault;

use recorded::Recorded;
use span::Span;

/// Events that are decoded and judged before the next ones are read: what is in memory at once
/// beside the dossiers.
const BATCH: u64 = 16_384;

/// Parts of the world that do not know of each other; many, so that a large werkgever in one keeps
/// no thread idle.
const SHARDS: usize = 64;

/// Who is asked about the events of one shard.
pub(crate) trait Judge: Send {
    /// An event within the period is about to be taken in: the dossiers are as they were before.
    fn before(&mut self, _recorded: &Recorded, _event: &Event) {}

    /// An event within the period, with the dossiers right after it.
    fn event(&mut self, recorded: &Recorded, event: &Event);

    /// A day within the period begins, at the time of the dagwissel; only where days are asked for.
    fn day(&mut self, _recorded: &Recorded, _day: Date) {}
}

/// How far a replay is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Events that were read.
    pub gedaan: u64,
    /// Events that will be read.
    pub totaal: u64,
}

/// Is told how far it is, and says whether to go on.
pub type Going<'g> = dyn FnMut(Progress) -> ControlFlow<()> + 'g;

/// What came of a replay.
pub(crate) struct Replayed<J> {
    /// The judges, each with what it found.
    pub(crate) judges: Vec<J>,
    /// Dossiers that could not be folded, each with where that began.
    pub(crate) lost: Vec<Lost>,
    /// Werknemers who were erased: nothing is known of them any more.
    pub(crate) erased: BTreeSet<WerknemerId>,
    /// Events within the period that a judge was asked about.
    pub(crate) judged: u64,
}

/// A dossier of which from some event on nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Lost {
    /// Which.
    pub dossier: DossierId,
    /// The event from which on it is so.
    pub vanaf: u64,
    /// Why, without personal data.
    pub reden: String,
}

/// What a shard is to take in, in the order of the log.
#[allow(
    clippy::large_enum_variant,
    reason = "nearly all are events; a box for each would cost more"
)]
enum Queued {
    Event(Event),
    /// An event that cannot be read: from here on its dossier is not known.
    Unreadable(Lost),
}

/// A part of the world with its judge.
struct Shard<J> {
    recorded: Recorded,
    judge: J,
    queue: Vec<Queued>,
    /// The day that began last.
    day: Option<Date>,
    judged: u64,
}

/// Replays a span of the log for judges that `make` makes. `Fault::Stopped` when `going` says so.
pub(crate) fn run<J: Judge>(
    store: &Store,
    span: &Span,
    make: impl Fn(usize) -> J,
    going: &mut Going<'_>,
) -> Result<Replayed<J>, Fault> {
    let mut shards: Vec<Mutex<Shard<J>>> =
        (0..SHARDS).map(|number| Mutex::new(Shard::new(make(number), span))).collect();
    let mut erased = BTreeSet::new();
    let totaal = (span.last + 1).saturating_sub(span.read_from);
    let mut at = span.read_from;
    while at <= span.last {
        let until = (at + BATCH - 1).min(span.last);
        let view = store.read()?;
        for logged in workers::decode(&view, at, until)? {
            deal(logged, &mut shards, span, &view, &mut erased)?;
        }
        workers::each(&shards, |shard| shard.play(span, &view));
        at = until + 1;
        let gedaan = at - span.read_from;
        if going(Progress { gedaan, totaal }).is_break() {
            return Err(Fault::Stopped);
        }
    }
    workers::each(&shards, |shard| shard.close(span));
    let mut replayed = Replayed { judges: Vec::new(), lost: Vec::new(), erased, judged: 0 };
    for shard in shards {
        let shard = shard.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
        replayed.judged += shard.judged;
        replayed.lost.extend(shard.recorded.into_lost());
        replayed.judges.push(shard.judge);
    }
    replayed.lost.sort();
    replayed.lost.dedup();
    Ok(replayed)
}

/// Gives an event to the shard that it belongs in.
fn deal<J>(
    logged: Logged,
    shards: &mut [Mutex<Shard<J>>],
    span: &Span,
    view: &Snapshot,
    erased: &mut BTreeSet<WerknemerId>,
) -> Result<(), Fault> {
    match logged {
        Logged::Event(event) if span.asks_about(&event) => {
            let werkgever = event.about.werkgever.map_or(0, |id| id.bits());
            if let Some(shard) = shards.get_mut(place_of(werkgever)) {
                inside(shard).queue.push(Queued::Event(event));
            }
        }
        Logged::Event(_) => {}
        Logged::Erased { werknemer, .. } => {
            erased.insert(werknemer);
        }
        Logged::Unreadable { seq } => {
            let Some(dossier) = view.event_dossier(seq)? else { return Ok(()) };
            let werkgever = werkgever_of(view, dossier)?;
            if !span.asks_about_werkgever(werkgever) {
                return Ok(());
            }
            let place = werkgever.map(|id| place_of(id.bits()));
            let reden = format!("gebeurtenis {seq} kan niet worden gelezen");
            for (at, shard) in shards.iter_mut().enumerate() {
                if place.is_none_or(|place| place == at) {
                    let lost = Lost { dossier, vanaf: seq, reden: reden.clone() };
                    inside(shard).queue.push(Queued::Unreadable(lost));
                }
            }
        }
    }
    Ok(())
}

/// Whose dossier it is; none when that cannot be read either.
fn werkgever_of(view: &Snapshot, dossier: DossierId) -> Result<Option<WerkgeverId>, Fault> {
    match dossier {
        DossierId::Werkgever(id) => Ok(Some(id)),
        DossierId::Werknemer(_) => match view.dossier(dossier) {
            Ok(stored) => Ok(stored.map(|stored| stored.dossier.werkgever())),
            Err(error) if error.is_about_a_row() => Ok(None),
            Err(error) => Err(error.into()),
        },
    }
}

/// The shard of a werkgever. Ids are spread evenly already, but for those that people made up.
fn place_of(werkgever: u128) -> usize {
    let folded = (werkgever ^ (werkgever >> 64)) as u64;
    (folded.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % SHARDS
}

fn inside<J>(shard: &mut Mutex<Shard<J>>) -> &mut Shard<J> {
    shard.get_mut().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl<J: Judge> Shard<J> {
    fn new(judge: J, span: &Span) -> Shard<J> {
        let recorded = Recorded::new(span.days.is_some(), span.read_from);
        Shard { recorded, judge, queue: Vec::new(), day: None, judged: 0 }
    }

    /// Takes in what waits, and asks the judge about what lies within the period.
    fn play(&mut self, span: &Span, view: &Snapshot) {
        for queued in std::mem::take(&mut self.queue) {
            let event = match queued {
                Queued::Event(event) => event,
                Queued::Unreadable(lost) => {
                    self.recorded.lose(lost);
                    continue;
                }
            };
            if event.seq < span.first {
                self.recorded.take_in(&event, view);
                continue;
            }
            self.days_until(span, span.day_of(&event));
            self.recorded.make_ready(&event, view);
            self.judge.before(&self.recorded, &event);
            self.recorded.take_in(&event, view);
            self.judged += 1;
            self.judge.event(&self.recorded, &event);
        }
    }

    /// The days that are left at the end.
    fn close(&mut self, span: &Span) {
        let last = span.days.as_ref().map(|days| days.last);
        self.days_until(span, last);
    }

    /// Lets days begin up to and including `day`.
    fn days_until(&mut self, span: &Span, day: Option<Date>) {
        let (Some(days), Some(day)) = (&span.days, day) else { return };
        let until = day.min(days.last);
        let mut next = match self.day {
            Some(day) => day.tomorrow().ok(),
            None => Some(days.first),
        };
        while let Some(day) = next.filter(|day| *day <= until) {
            self.judge.day(&self.recorded, day);
            self.day = Some(day);
            next = day.tomorrow().ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use host_domain::{Command, IdSource, KenmerkOp, Source};

    use super::*;
    use crate::{
        recording::{Cause, record},
        replay::span::Asked,
    };

    /// The events of which the dossiers are known.
    struct Known(Vec<u64>);

    impl Judge for Known {
        fn event(&mut self, recorded: &Recorded, event: &Event) {
            if !recorded.is_beyond(event) {
                self.0.push(event.seq);
            }
        }
    }

    struct Counted(u128);

    impl IdSource for Counted {
        fn next(&mut self) -> u128 {
            self.0 += 1;
            self.0
        }
    }

    /// A store with a werkgever that gets two kenmerken: three events.
    fn store(folder: &std::path::Path) -> Store {
        let store = Store::open(folder).unwrap();
        let (mut ids, werkgever) = (Counted(9), WerkgeverId::from_bits(1));
        let add = |kenmerk: &str| Command::KenmerkToevoegen {
            op: KenmerkOp::Werkgever,
            traject: None,
            kenmerk: kenmerk.to_owned(),
        };
        let first = Command::WerkgeverVastleggen {
            werkgevercode: "W1".to_owned(),
            naam: "Een".to_owned(),
            loonheffingennummers: BTreeSet::new(),
            werkgevergroepen: BTreeSet::new(),
        };
        for command in [first, add("A"), add("B")] {
            let written = store.write(|session| -> Result<(), Fault> {
                let id = DossierId::Werkgever(werkgever);
                let dossier = session.dossier(id)?.map(|stored| stored.dossier);
                let cause = Cause::outside(Source::Systeem, jiff::Timestamp::UNIX_EPOCH);
                record(session, &mut ids, dossier, werkgever, &command, &cause).map(drop)
            });
            written.unwrap();
        }
        store
    }

    #[test]
    fn a_dossier_is_known_up_to_an_event_that_cannot_be_read() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path());
        let view = store.read().unwrap();
        let now = jiff::Timestamp::UNIX_EPOCH;
        // Read from the beginning, and from the event itself on.
        for (asked, known) in
            [(Asked::default(), vec![1]), (Asked { laatste: Some(2), ..Asked::default() }, vec![])]
        {
            let mut span = Span::find(&view, &asked, None, false, now).unwrap();
            span.read_from = span.first;
            let mut shards: Vec<_> =
                (0..SHARDS).map(|_| Mutex::new(Shard::new(Known(Vec::new()), &span))).collect();
            let mut erased = BTreeSet::new();
            for logged in view.events_from(span.read_from, 9).unwrap() {
                let seq = logged.seq();
                let logged = if seq == 2 { Logged::Unreadable { seq } } else { logged };
                deal(logged, &mut shards, &span, &view, &mut erased).unwrap();
            }
            let (mut told, mut lost) = (Vec::new(), Vec::new());
            for shard in shards {
                let mut shard = shard.into_inner().unwrap();
                shard.play(&span, &view);
                told.extend(shard.judge.0);
                lost.extend(shard.recorded.into_lost().map(|lost| lost.vanaf));
            }
            assert_eq!((told, lost), (known, vec![2]), "{asked:?}");
        }
    }
}
