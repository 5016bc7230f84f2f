//! The engine: the path of an event, one stage one file. Read [`pipeline`] first.
//!
//! # Who is who
//! * **Reception**: one received message on its way through its connector; it is numbered as its
//!   logverslag.
//! * **Intake**: one record of it, as the connector read it. An importconfiguratie makes commands
//!   of it.
//! * **Event**: what happened. **Plan**: what the rules want to follow from it. **Trace**: why.
//! * **Delivery**: one document on its way out, in the outbox. **Outcome**: what the connector says
//!   came of it; it becomes an event again.
//! * **Call**: one question to a connector, asked in steps; every answer from outside that a step
//!   waits for is in the **journal** before the next step.
//!
//! # What a crash leaves behind
//! A message that was not wholly received leaves nothing. After that its reception stands in the
//! store and goes on from its last committed round. The decide cursor moves in the transaction that
//! holds what it decided. A delivery that was being sent is taken up where the
//! journal ends; only a request without a journaled answer goes out again, under the same number.
//!
//! **Never here:** no redb, no Rhai, no wasm, no HTTP server; time comes from [`ports::Clock`].

pub mod pipeline;
mod receive;
mod reception;
mod round;
mod record;
mod cutting;
mod document_file;
mod ingest;
mod placing;
mod answer;
mod decide;
mod asof;
mod event_trace;
mod commit;
mod effects;
mod counting;
mod dagwissel;
mod herinneringen;
mod poll;
mod listing;
mod dispatch;
mod resting;
mod fetch;
mod mail;
mod alerts;
mod settle;
mod health;
mod call;
mod bodies;
mod journal;
mod recorded;
mod recording;
mod trial;
mod difference;
mod replay;
mod whatif;
mod proef;
mod rerun;
mod why_not;
mod production;
mod reproduce;
mod messages_again;
mod backoff;
mod period;
mod in_hand;
mod builds;
mod wake;
mod writer;
mod identity;
mod failpoint;
mod going_live;
mod operate;
mod token;
mod housekeeping;
pub mod explain;
mod rule_log;
pub mod ports;
mod error;

use std::sync::{Arc, Mutex, RwLock, atomic::AtomicU64};

use host_store::{Reads, Store};

pub use decide::CURSOR as DECIDE_CURSOR;
pub use document_file::DOCUMENT_BYTES;
pub use error::Fault;
pub use event_trace::{EventTrace, RefusedEffect};
pub use going_live::{GoingLive, Person};
pub use host_rulebook::Book;
pub use messages_again::{Berichtverschillen, Conversieverschil, Importverschil};
pub use operate::{
    Actor, Correctie, Handled, IngeslotenOpgave, KenmerkPlek, NewAccount, NewAfspraak, NewDocument,
    NewMachtiging, NewOperator, NewPolis, NewWerkgever, Once, OpenDocument, Upload, Wie,
    Ziekmelding,
};
pub use production::{Mutantuitslag, Productiedekking};
pub use proef::{GivenEvent, Proefgeval, Proefuitslag, ShownEffect};
pub use receive::Incoming;
pub use replay::{Going, Lost, Progress, span::Asked};
pub use reproduce::Reproductie;
pub use rerun::{Besluitboek, Herberekend};
pub use rule_log::{RuleLog, RuleLogEntry, Wat};
pub use token::Token;
pub use trial::{Cost, TrialReport, Tried, TriedCall, Trier};
pub use wake::{Wake, Woken};
pub use whatif::{DossierVerschil, RegelVerschil, Richting, Soort, Verschil, WatAls};
pub use why_not::WaaromNiet;

use in_hand::InHand;
use period::Period;
use wake::Wakes;

/// The engine: what all stages share.
pub struct Engine {
    store: Store,
    writer: writer::Writer,
    connectors: Arc<dyn ports::Connectors>,
    post: Arc<dyn ports::Post>,
    clock: Arc<dyn ports::Clock>,
    book: RwLock<Arc<Book>>,
    wakes: Arc<Wakes>,
    /// Held by the worker that looks for a message to take in hand.
    looking: Mutex<()>,
    /// Links of which a worker has a message in hand.
    links_in_hand: InHand,
    /// Links that a worker polls.
    polls_in_hand: InHand,
    /// The time part of the newest logverslag number.
    last_report: AtomicU64,
    /// At what time in Amsterdam a day begins for the rules.
    day_begins_at: jiff::civil::Time,
    /// The last day of which all herinneringen went off, as far as this run knows.
    looked_for_herinneringen: Mutex<Option<jiff::civil::Date>>,
    /// When old messages were last removed.
    cleaned_up: Period,
    /// When was last looked for links that have gone silent.
    looked_for_silence: Period,
    /// Held by the replay that is running: one at a time.
    replaying: Mutex<()>,
}

/// What the engine works with that is not its own.
pub struct Outside {
    /// The connectors.
    pub connectors: Arc<dyn ports::Connectors>,
    /// The post.
    pub post: Arc<dyn ports::Post>,
    /// The clock.
    pub clock: Arc<dyn ports::Clock>,
}

impl Engine {
    /// Puts the engine together. Nothing runs until [`pipeline::start`].
    pub fn new(store: Store, outside: Outside, book: Book) -> Result<Engine, Fault> {
        let Outside { connectors, post, clock } = outside;
        let wakes = Arc::new(Wakes::default());
        let writer = writer::Writer::start(store.clone(), Arc::clone(&wakes))
            .map_err(|error| Fault::Unknown(format!("kan geen schrijver starten: {error}")))?;
        let newest = store.read()?.newest_logverslag()?.map_or(0, receive::place_of);
        let engine = Engine {
            store,
            writer,
            connectors,
            post,
            clock,
            book: RwLock::new(Arc::new(Book::empty())),
            wakes,
            looking: Mutex::default(),
            links_in_hand: InHand::default(),
            polls_in_hand: InHand::default(),
            last_report: AtomicU64::new(newest),
            day_begins_at: dagwissel::USUAL,
            looked_for_herinneringen: Mutex::default(),
            cleaned_up: Period::default(),
            looked_for_silence: Period::default(),
            replaying: Mutex::default(),
        };
        engine.use_book(book)?;
        Ok(engine)
    }

    /// The store, for reading.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// The connectors.
    pub fn connectors(&self) -> &dyn ports::Connectors {
        self.connectors.as_ref()
    }

    /// The present moment.
    pub fn now(&self) -> jiff::Timestamp {
        self.clock.now()
    }
}
