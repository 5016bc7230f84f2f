//! Which part of the log a replay is about.

use host_domain::{Event, WerkgeverId, amsterdam_date};
use host_store::{Logged, Reads, Snapshot};
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
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

    /// The last day that has begun when an event was put in the log.
    pub(crate) fn day_of(&self, event: &Event) -> Option<Date> {
        let days = self.days.as_ref()?;
        let local = event.recorded_at.to_zoned(TimeZone::get("Europe/Amsterdam").ok()?);
        let date = amsterdam_date(event.recorded_at);
        if local.time() >= days.time { Some(date) } else { date.yesterday().ok() }
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
