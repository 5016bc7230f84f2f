//! All reads in one place: a snapshot and a session answer the same ones.

mod books;

use host_domain::{
    AfspraakId, DeliveryId, Dienst, DocumentId, DossierId, EventId, Gebruiker, Klantaccount,
    Koppelsleutel, LogRegel, Logverslag, LogverslagId, Loonheffingennummer, MachtigingId, PolisId,
    TaakId, TrajectId, WerkgeverId, WerknemerId,
};
use jiff::civil::Date;
use serde_json::Value;

use crate::{
    AuditEntry, Delivery, DocumentNames, DueHerinnering, JournalEntry, Lane, LinkState, Logged,
    PollState, Reception, RecordedCall, Seen, StoredDocument, StoredDossier, Unmapped,
    error::Result,
    rows::Rows,
    tables::{
        accepted_plugins, audit, cursors, deliveries, documents, dossier_indexes, dossiers, events,
        gebruikers, herinneringen, journal, journal_blobs, klantaccounts, link_states, logregels,
        logverslagen, marks, polls, receptions, recorded_calls, seen, traces, unmapped,
    },
};

pub use books::BookReads;

/// What can be read. Lists take a limit: ask for a page, and for the next one from a new snapshot.
///
/// Implemented for [`crate::Snapshot`] and [`crate::Session`], and for nothing else.
#[expect(private_bounds, reason = "rows are for this package only, so nobody else implements it")]
pub trait Reads: Rows {
    // The log.

    /// Number of the newest event; 0 when there is none.
    fn last_seq(&self) -> Result<u64> {
        events::last_seq(self)
    }

    /// The event at a place in the log.
    fn event(&self, seq: u64) -> Result<Option<Logged>> {
        events::get(self, seq)
    }

    /// Events from `seq` on, that one included. One that cannot be read is
    /// [`Logged::Unreadable`], so that the others can; one that a newer version of the program made
    /// is an error all the same, for passing over it would lose what should follow from it.
    fn events_from(&self, seq: u64, limit: usize) -> Result<Vec<Logged>> {
        events::from(self, seq, limit)
    }

    /// The place of an event; none when it never happened, or was about somebody who was erased.
    fn event_seq(&self, id: EventId) -> Result<Option<u64>> {
        events::seq_of(self, id)
    }

    /// The dossier that a damaged event was about, which only the history of that dossier still says.
    /// It looks at all of them.
    fn event_dossier(&self, seq: u64) -> Result<Option<DossierId>> {
        events::dossier_of(self, seq)
    }

    /// All events of a dossier up to and including `up_to_seq`, oldest first; see
    /// [`Reads::events_from`] for those that cannot be read.
    fn dossier_history(&self, dossier: DossierId, up_to_seq: u64) -> Result<Vec<Logged>> {
        events::history(self, dossier, up_to_seq)
    }

    // State.

    /// A dossier as it is now.
    fn dossier(&self, id: DossierId) -> Result<Option<StoredDossier>> {
        dossiers::get(self, id)
    }

    /// Dossiers in the order of their keys: werkgevers, then werknemers.
    fn dossiers(&self, after: Option<DossierId>, limit: usize) -> Result<Vec<DossierId>> {
        dossiers::ids(self, after, limit)
    }

    /// Werkgevers in the order of their ids.
    fn werkgevers(&self, after: Option<WerkgeverId>, limit: usize) -> Result<Vec<WerkgeverId>> {
        dossiers::werkgevers(self, after, limit)
    }

    /// The werkgever with this code.
    fn werkgever_by_code(&self, code: &str) -> Result<Option<WerkgeverId>> {
        dossier_indexes::werkgever_by_code(self, code)
    }

    /// All werknemers of a werkgever with this key. Sources do give one key to two people; guessing
    /// would put one person's illness in another's dossier.
    fn werknemers_by_key(
        &self,
        werkgever: WerkgeverId,
        sleutel: Koppelsleutel,
        text: &str,
    ) -> Result<Vec<WerknemerId>> {
        dossier_indexes::werknemers_by_key(self, werkgever, sleutel, text)
    }

    /// Werknemers of a werkgever, in the order of their ids; `after` (the last of a page) asks for the
    /// next page.
    fn werknemers_of(
        &self,
        werkgever: WerkgeverId,
        after: Option<WerknemerId>,
        limit: usize,
    ) -> Result<Vec<WerknemerId>> {
        dossier_indexes::werknemers_of(self, werkgever, after, limit)
    }

    /// The dossier that a taak is in.
    fn taak_dossier(&self, taak: TaakId) -> Result<Option<DossierId>> {
        dossier_indexes::taak_dossier(self, taak)
    }

    /// Taken that are to be done, in the order of their ids.
    fn open_taken(&self, after: Option<TaakId>, limit: usize) -> Result<Vec<(TaakId, DossierId)>> {
        dossier_indexes::open_taken(self, after, limit)
    }

    /// The dossier that a traject is in.
    fn traject_dossier(&self, traject: TrajectId) -> Result<Option<DossierId>> {
        dossier_indexes::traject_dossier(self, traject)
    }

    /// Trajecten that run, in the order of their ids.
    fn open_trajecten(
        &self,
        after: Option<TrajectId>,
        limit: usize,
    ) -> Result<Vec<(TrajectId, DossierId)>> {
        dossier_indexes::open_trajecten(self, after, limit)
    }

    /// Herinneringen of which the day is `up_to` or earlier, oldest first; `after` (the last of a
    /// page) asks for the next page.
    fn due_herinneringen(
        &self,
        up_to: Date,
        after: Option<&DueHerinnering>,
        limit: usize,
    ) -> Result<Vec<DueHerinnering>> {
        herinneringen::due(self, up_to, after, limit)
    }

    /// The dossier that an afspraak is in.
    fn afspraak_dossier(&self, afspraak: AfspraakId) -> Result<Option<DossierId>> {
        dossier_indexes::afspraak_dossier(self, afspraak)
    }

    /// The dossier that a polis is in.
    fn polis_dossier(&self, polis: PolisId) -> Result<Option<DossierId>> {
        dossier_indexes::polis_dossier(self, polis)
    }

    /// Machtigingen for a payroll tax number and a service, in whatever state they are, each with
    /// its werkgever.
    fn machtigingen_by_key(
        &self,
        number: &Loonheffingennummer,
        dienst: Dienst,
    ) -> Result<Vec<(MachtigingId, WerkgeverId)>> {
        dossier_indexes::machtigingen_by_key(self, number, dienst)
    }

    /// Machtigingen that are active, each with its werkgever.
    fn active_machtigingen(&self) -> Result<Vec<(MachtigingId, WerkgeverId)>> {
        dossier_indexes::active_machtigingen(self)
    }

    /// Dossiers with a traject that has this extern kenmerk, whatever its soort and state.
    fn dossiers_by_kenmerk(&self, kenmerk: &str) -> Result<Vec<DossierId>> {
        dossier_indexes::dossiers_by_kenmerk(self, kenmerk)
    }

    /// Where the file of a document is; none when there is none, or when its owner was erased.
    fn document(&self, id: DocumentId) -> Result<Option<StoredDocument>> {
        documents::get(self, id)
    }

    /// Names of the files of all documents: what [`crate::Documents::sweep`] must keep.
    fn document_names(&self) -> Result<DocumentNames> {
        documents::names(self)
    }

    // The path of an event.

    /// What was done with the record of a source that has this key in this scope.
    fn seen(&self, scope: &str, key: &str) -> Result<Option<Seen>> {
        seen::get(self, scope, key)
    }

    /// The last event that a reader of the log is done with; 0 when it has not begun.
    fn cursor(&self, name: &str) -> Result<u64> {
        cursors::get(self, name)
    }

    /// The last number that a job is done with that does not read the log; 0 when it has not begun.
    fn mark(&self, name: &str) -> Result<u64> {
        marks::get(self, name)
    }

    /// Where a job stands that says so in a form of its own; none when it has not begun.
    fn job(&self, name: &str) -> Result<Option<Value>> {
        marks::job(self, name)
    }

    /// How events were decided on, newest first, each with its place in the log; `before` asks for the
    /// next page. Events of which no trace is kept, and those of people who were erased, are left out.
    fn newest_traces(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, Value)>> {
        traces::newest(self, before, limit)
    }

    /// How an event was decided on; none when it was not, or when its werknemer was erased.
    fn trace(&self, seq: u64) -> Result<Option<Value>> {
        traces::get(self, seq)
    }

    // Messages.

    /// A received message.
    fn reception(&self, id: LogverslagId) -> Result<Option<Reception>> {
        receptions::get(self, id)
    }

    /// Messages that are not done, of all links, oldest first. It looks at every one of them.
    fn open_receptions(&self, limit: usize) -> Result<Vec<LogverslagId>> {
        receptions::open(self, limit)
    }

    /// The oldest message that is not done of each link, oldest first: what there is to work on
    /// when every link keeps its order and none waits for another.
    fn open_links(&self, limit: usize) -> Result<Vec<LogverslagId>> {
        receptions::open_links(self, limit)
    }

    /// How many messages of a link are not done; counts to `max` at most.
    fn open_count(&self, klantcode: &str, koppeling: &str, max: usize) -> Result<usize> {
        receptions::open_count(self, klantcode, koppeling, max)
    }

    /// What was asked and answered in one round of a call, in order.
    fn journal(&self, call: &str, round: u32) -> Result<Vec<JournalEntry>> {
        journal::of(self, call, round)
    }

    /// Names of files in the spool that the journal or a recorded call needs, each once, in order:
    /// what [`crate::Spool::sweep`] must keep beside the messages. `after` asks for the next page.
    fn journal_blobs(&self, after: Option<&str>, limit: usize) -> Result<Vec<String>> {
        journal_blobs::names(self, after, limit)
    }

    /// Whether the journal or a recorded call needs a file of the spool.
    fn is_blob_needed(&self, name: &str) -> Result<bool> {
        journal_blobs::is_needed(self, name)
    }

    /// Recorded calls of a link, newest first.
    fn recorded_calls(&self, koppeling: &str, limit: usize) -> Result<Vec<RecordedCall>> {
        recorded_calls::newest(self, koppeling, limit)
    }

    /// Recorded calls that ended before `before_ms`, oldest first.
    fn older_calls(&self, before_ms: i64, limit: usize) -> Result<Vec<String>> {
        recorded_calls::older(self, before_ms, limit)
    }

    /// The head of a logverslag.
    fn logverslag(&self, id: LogverslagId) -> Result<Option<Logverslag>> {
        Ok(logverslagen::numbered(self, id)?.map(|(_, verslag)| verslag))
    }

    /// The highest number of a logverslag; new ones must go past it.
    fn newest_logverslag(&self) -> Result<Option<LogverslagId>> {
        logverslagen::highest(self)
    }

    /// Logverslagen, newest first, each with its place; `before` asks for the next page.
    fn logverslagen(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, Logverslag)>> {
        logverslagen::newest(self, before, limit)
    }

    /// Lines of a logverslag from a number on, in order. Lines about people who were erased are
    /// left out.
    fn logregels(&self, id: LogverslagId, from_nr: u64, limit: usize) -> Result<Vec<LogRegel>> {
        logregels::of(self, id, from_nr, limit)
    }

    // The outbox.

    /// A delivery.
    fn delivery(&self, id: DeliveryId) -> Result<Option<Delivery>> {
        deliveries::get(self, id)
    }

    /// Deliveries of a lane with which something must be done at `now_ms`, longest due first.
    fn due_deliveries(&self, lane: Lane, now_ms: i64, limit: usize) -> Result<Vec<DeliveryId>> {
        deliveries::due(self, lane, now_ms, limit)
    }

    /// When the next delivery of a lane is due, milliseconds since 1970 UTC.
    fn next_due(&self, lane: Lane) -> Result<Option<i64>> {
        deliveries::next_due(self, lane)
    }

    /// Deliveries, newest first; `before` (the last of a page) asks for the next page.
    fn deliveries(&self, before: Option<&Delivery>, limit: usize) -> Result<Vec<Delivery>> {
        deliveries::newest(self, before, limit)
    }

    /// Deliveries that were asked for before `before_ms`, oldest first, each with that moment;
    /// `after` (the last of a page) asks for the next page.
    fn older_deliveries(
        &self,
        before_ms: i64,
        after: Option<(i64, DeliveryId)>,
        limit: usize,
    ) -> Result<Vec<(i64, DeliveryId)>> {
        deliveries::older(self, before_ms, after, limit)
    }

    // Links.

    /// Where a polled link stands.
    fn poll(&self, koppeling: &str) -> Result<Option<PollState>> {
        polls::get(self, koppeling)
    }

    /// All polled links, by name.
    fn polls(&self) -> Result<Vec<PollState>> {
        polls::all(self)
    }

    /// How a link is doing; none when nothing was ever noted of it.
    fn link_state(&self, koppeling: &str) -> Result<Option<LinkState>> {
        link_states::get(self, koppeling)
    }

    /// How all links are doing, by name.
    fn link_states(&self) -> Result<Vec<LinkState>> {
        link_states::all(self)
    }

    /// Values in traffic that no conversiegroep names, by groep, sleutel and waarde.
    fn unmapped(&self) -> Result<Vec<Unmapped>> {
        unmapped::all(self)
    }

    // Configuration and account.

    /// An account.
    fn klantaccount(&self, klantcode: &str) -> Result<Option<Klantaccount>> {
        klantaccounts::get(self, klantcode)
    }

    /// All accounts, by klantcode.
    fn klantaccounts(&self) -> Result<Vec<Klantaccount>> {
        klantaccounts::all(self)
    }

    /// An operator.
    fn gebruiker(&self, naam: &str) -> Result<Option<Gebruiker>> {
        gebruikers::get(self, naam)
    }

    /// All operators, by name.
    fn gebruikers(&self) -> Result<Vec<Gebruiker>> {
        gebruikers::all(self)
    }

    /// The audit log, newest first, each entry with its number; `before` asks for the next page.
    fn audit_log(&self, before: Option<u64>, limit: usize) -> Result<Vec<(u64, AuditEntry)>> {
        audit::newest(self, before, limit)
    }

    /// What a plugin asked for when it was accepted.
    fn accepted_plugin(&self, name: &str) -> Result<Option<Value>> {
        accepted_plugins::get(self, name)
    }
}

impl<T: Rows + ?Sized> Reads for T {}
