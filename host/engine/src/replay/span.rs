//! Which part of the log a replay is about.

use host_domain::{Event, WerkgeverId, amsterdam_date, amsterdam_moment};
use host_store::{Logged, Reads, Snapshot};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};

use crate::error::Fault;

/// What is asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// First day, in Amsterdam; none for the whole log.
    pub van: Option<Date>,
    /// Last day; none up to now.
    pub tot: Option<Date>,
    /// Only the last so many events of it.
    pub laatste: Option<u64>,
    /// Only this werkgever.
    pub werkgever: Option<WerkgeverId>,
}

/// A part of the log.
#[derive(Debug, Clone)]
pub(crate) struct Span {
    /// The first event that is read: at the beginning, or where dossiers are fetched as they were.
    pub(crate) read_from: u64,
    /// The first event that is asked about.
    pub(crate) first: u64,
    /// The last event.
    pub(crate) last: u64,
    werkgever: Option<WerkgeverId>,
    /// The days that begin within it, where those are asked for.
    pub(crate) days: Option<Days>,
}

/// The days that begin within a span.
#[derive(Debug, Clone)]
pub(crate) struct Days {
    /// First.
    pub(crate) first: Date,
    /// Last.
    pub(crate) last: Date,
    /// At what time in Amsterdam a day begins for the rules.
    pub(crate) time: Time,
}

/// A span that is at most this part of what lies before it fetches dossiers as they were, which
/// costs more for each event than reading on from the beginning does.
const SMALL: u64 = 20;

impl Span {
    /// The events that are asked for. With `time`, the days that begin within it as well; `whole` says
    /// that the world has to be known from the beginning.
    pub(crate) fn find(
        view: &Snapshot,
        asked: &Asked,
        time: Option<Time>,
        whole: bool,
        now: Timestamp,
    ) -> Result<Span, Fault> {
        let newest = view.last_seq()?;
        let first = match asked.van {
            Some(van) => first_from(view, van, newest)?,
            None => 1,
        };
        let last = match asked.tot.and_then(|tot| tot.tomorrow().ok()) {
            Some(after) => first_from(view, after, newest)?.saturating_sub(1),
            None => newest,
        };
        let first = match asked.laatste {
            Some(count) => first.max((last + 1).saturating_sub(count)),
            None => first,
        };
        let days = match time {
            Some(time) => days(view, asked, (first, last), time, now)?,
            None => None,
        };
        let is_small = !whole && days.is_none() && (last + 1).saturating_sub(first) < first / SMALL;
        let read_from = if is_small { first } else { 1 };
        Ok(Span { read_from, first, last, werkgever: asked.werkgever, days })
    }

    /// Whether an event is of the werkgever that is asked for.
    pub(crate) fn asks_about(&self, event: &Event) -> bool {
        self.werkgever.is_none() || event.about.werkgever == self.werkgever
    }

    /// Whether a werkgever may be the one that is asked for; one that is not known may be any.
    pub(crate) fn asks_about_werkgever(&self, werkgever: Option<WerkgeverId>) -> bool {
        self.werkgever.is_none() || werkgever.is_none() || werkgever == self.werkgever
    }

    /// The last day that has begun when an event was put in the log.
    pub(crate) fn day_of(&self, event: &Event) -> Option<Date> {
        let days = self.days.as_ref()?;
        let date = amsterdam_date(event.recorded_at);
        // By the moment, as the host does: in one night of the year clocks show a time twice.
        match amsterdam_moment(date, days.time) <= event.recorded_at {
            true => Some(date),
            false => date.yesterday().ok(),
        }
    }
}

fn days(
    view: &Snapshot,
    asked: &Asked,
    (first, last): (u64, u64),
    time: Time,
    now: Timestamp,
) -> Result<Option<Days>, Fault> {
    let Some((_, begun)) = readable(view, first, last)? else { return Ok(None) };
    // A day has begun when its event was recorded after that; the first one counts from the next.
    let begins = asked.van.map_or_else(|| begun.tomorrow().unwrap_or(begun), |van| van.max(begun));
    let today = amsterdam_date(now);
    let ends = asked.tot.map_or(today, |tot| tot.min(today));
    Ok((begins <= ends).then_some(Days { first: begins, last: ends, time }))
}

/// The first event that was recorded on `day` or later; one past the newest when there is none.
/// Events are recorded in the order of time.
fn first_from(view: &Snapshot, day: Date, newest: u64) -> Result<u64, Fault> {
    let (mut low, mut high) = (1, newest + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        match readable(view, middle, high - 1)? {
            Some((seq, recorded)) if recorded < day => low = seq + 1,
            Some(_) | None => high = middle,
        }
    }
    Ok(low)
}

/// The first event from `seq` to `last` that can be read, and the day on which it was recorded.
fn readable(view: &Snapshot, seq: u64, last: u64) -> Result<Option<(u64, Date)>, Fault> {
    const PAGE: usize = 16;
    let mut at = seq;
    while at <= last {
        let page = view.events_from(at, PAGE)?;
        let Some(end) = page.last().map(Logged::seq) else { return Ok(None) };
        let mut events = page.iter().filter_map(Logged::event).filter(|event| event.seq <= last);
        if let Some(event) = events.next() {
            return Ok(Some((event.seq, amsterdam_date(event.recorded_at))));
        }
        at = end + 1;
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    use host_domain::{About, EventId, EventKind, Source};
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_has_begun_from_its_moment_on_also_when_clocks_show_the_time_twice() {
        let (first, last) = (date(2026, 10, 1), date(2026, 10, 31));
        let days = Some(Days { first, last, time: Time::constant(2, 30, 0, 0) });
        let span = Span { read_from: 1, first: 1, last: 1, werkgever: None, days };
        let day_of = |moment: &str| {
            let at: Timestamp = moment.parse().unwrap();
            let event = Event {
                seq: 1,
                id: EventId::from_bits(1),
                version: 1,
                kind: EventKind::TrajectBeeindigd { op: first },
                occurred_at: at,
                recorded_at: at,
                source: Source::Systeem,
                causation: None,
                depth: 0,
                correlation: 1,
                about: About::default(),
            };
            span.day_of(&event).map(|day| day.day())
        };
        // In the night of the 25th it is half past two at 00:30 and again at 01:30 UTC.
        for (moment, day) in [
            ("2026-10-25T00:29:59Z", 24),
            ("2026-10-25T00:30:00Z", 25),
            ("2026-10-25T01:10:00Z", 25),
            ("2026-10-25T22:59:00Z", 25),
            ("2026-10-26T01:29:59Z", 25),
            ("2026-10-26T01:30:00Z", 26),
        ] {
            assert_eq!(day_of(moment), Some(day), "{moment}");
        }
    }
}
