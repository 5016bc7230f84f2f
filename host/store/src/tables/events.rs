//! The log, with its indexes by event id and by dossier.

use host_domain::{DossierId, Event, EventError, EventId, WerknemerId};

use crate::{
    Session, Table,
    codec::{self, Opened, Owner},
    error::{Result, StoreError},
    rows::{Keys, Order, Rows, leading_u64, trailing_u64},
    tables::dossiers,
};

/// A place in the log.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "nearly all of them are events")]
pub enum Logged {
    /// What happened there.
    Event(Event),
    /// It was about somebody who has been erased: it counts, and says nothing any more.
    Erased {
        /// Place in the log.
        seq: u64,
        /// Who it was about.
        werknemer: WerknemerId,
    },
    /// Its row is damaged; a check of the store tells how.
    Unreadable {
        /// Place in the log.
        seq: u64,
    },
}

impl Logged {
    /// Place in the log.
    pub fn seq(&self) -> u64 {
        match self {
            Logged::Event(event) => event.seq,
            Logged::Erased { seq, .. } | Logged::Unreadable { seq } => *seq,
        }
    }

    /// The event, unless it was erased or cannot be read.
    pub fn event(&self) -> Option<&Event> {
        match self {
            Logged::Event(event) => Some(event),
            Logged::Erased { .. } | Logged::Unreadable { .. } => None,
        }
    }

    /// The event, unless it was erased or cannot be read.
    pub fn into_event(self) -> Option<Event> {
        match self {
            Logged::Event(event) => Some(event),
            Logged::Erased { .. } | Logged::Unreadable { .. } => None,
        }
    }
}

pub(crate) fn key(seq: u64) -> [u8; 8] {
    seq.to_be_bytes()
}

pub(crate) fn history_key(dossier: DossierId, seq: u64) -> Vec<u8> {
    [&dossiers::key(dossier)[..], &key(seq)].concat()
}

pub(crate) fn last_seq<R: Rows + ?Sized>(rows: &R) -> Result<u64> {
    let last = rows.page(Table::Events, &Keys::all(), Order::Down, 1)?;
    Ok(last.first().and_then(|(key, _)| leading_u64(key)).unwrap_or(0))
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, seq: u64) -> Result<Option<Logged>> {
    let value = rows.get(Table::Events, &key(seq))?;
    value.map(|value| open(rows, seq, &value)).transpose()
}

pub(crate) fn from<R: Rows + ?Sized>(rows: &R, seq: u64, limit: usize) -> Result<Vec<Logged>> {
    let keys = Keys::all().starting(&key(seq));
    let page = rows.page(Table::Events, &keys, Order::Up, limit)?;
    let numbered = page.iter().filter_map(|(key, value)| Some((leading_u64(key)?, value)));
    numbered.map(|(seq, value)| unless_damaged(seq, open(rows, seq, value))).collect()
}

/// A damaged event takes its place in a list, so that those behind it can be read.
fn unless_damaged(seq: u64, read: Result<Logged>) -> Result<Logged> {
    match read {
        Err(StoreError::Unreadable { .. }) => Ok(Logged::Unreadable { seq }),
        other => other,
    }
}

fn open<R: Rows + ?Sized>(rows: &R, seq: u64, value: &[u8]) -> Result<Logged> {
    let json = match codec::open(rows, Table::Events, &key(seq), value)? {
        Opened::Plain(json) => json,
        Opened::Erased(werknemer) => return Ok(Logged::Erased { seq, werknemer }),
    };
    let wrong = |why| StoreError::unreadable(Table::Events, &key(seq), why);
    let event = Event::read(&json).map_err(|error| match error {
        EventError::Newer { .. } => StoreError::Newer(error.to_string()),
        // What serde found wrong may quote personal data.
        EventError::Json(_) | EventError::Source => wrong("geen leesbaar event"),
    })?;
    if event.seq != seq {
        return Err(wrong("het event heeft een ander nummer"));
    }
    Ok(Logged::Event(event))
}

pub(crate) fn seq_of<R: Rows + ?Sized>(rows: &R, id: EventId) -> Result<Option<u64>> {
    codec::read(rows, Table::EventIds, &id.bits().to_be_bytes())
}

pub(crate) fn history<R: Rows + ?Sized>(
    rows: &R,
    dossier: DossierId,
    up_to_seq: u64,
) -> Result<Vec<Logged>> {
    let first = history_key(dossier, 0);
    let keys = Keys::all().starting(&first).up_to(&history_key(dossier, up_to_seq));
    let page = rows.page(Table::History, &keys, Order::Up, usize::MAX)?;
    let seqs = page.iter().filter_map(|(key, _)| trailing_u64(key));
    let events = seqs.filter_map(|seq| {
        let read = get(rows, seq).transpose()?;
        Some(unless_damaged(seq, read))
    });
    events.collect()
}

/// The dossier whose history names a place in the log; for a damaged event, of which nothing else says
/// whose it is. It looks at every key of the history.
pub(crate) fn dossier_of<R: Rows + ?Sized>(rows: &R, seq: u64) -> Result<Option<DossierId>> {
    const PAGE: usize = 4_096;
    let mut keys = Keys::all();
    loop {
        let page = rows.page(Table::History, &keys, Order::Up, PAGE)?;
        let mut named = page.iter().filter(|(key, _)| trailing_u64(key) == Some(seq));
        if let Some((key, _)) = named.next() {
            return Ok(key.split_last_chunk::<8>().and_then(|(id, _)| dossiers::id_of(id)));
        }
        match page.last() {
            Some((last, _)) if page.len() == PAGE => keys = keys.after(last),
            _ => return Ok(None),
        }
    }
}

impl Session<'_> {
    /// Puts an event at the end of the log; its number must be the next one.
    pub fn append(&mut self, event: &Event) -> Result<()> {
        let last = self.last_key(Table::Events)?;
        let expected = last.as_deref().and_then(leading_u64).unwrap_or(0) + 1;
        if event.seq != expected {
            return Err(StoreError::Sequence { given: event.seq, expected });
        }
        let owner = Owner::from(event.about.werknemer);
        self.put(Table::Events, &key(event.seq), owner, event)?;
        self.index_event(event)
    }

    /// Keeps the indexes of the log.
    pub(crate) fn index_event(&mut self, event: &Event) -> Result<()> {
        let id = event.id.bits().to_be_bytes();
        self.put(Table::EventIds, &id, Owner::House, &event.seq)?;
        match event.about.dossier() {
            Some(dossier) => self.mark(Table::History, &history_key(dossier, event.seq)),
            None => Ok(()),
        }
    }
}
