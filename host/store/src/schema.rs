//! Every table on one screen: its key, its value, the scan it serves, and whether it is derived.
//!
//! Keys are bytes in big-endian order, so that a range of bytes is a range of numbers. `#x` is the
//! first [`crate::vault::INDEX_BYTES`] bytes of a keyed hash of x. A derived table follows from
//! others: `events` can rebuild what says `log`, the row itself what says `row`.
//!
//! # Layouts
//! * 1: up to and including `regelboeken`, without the lanes.
//! * 2: lanes, documents, machtigingen, recorded calls, polls, health of links, values that no
//!   conversiegroep names, operators, the current rules and what plugins asked.
//! * 3: herinneringen, trajecten that run, afspraken, polissen; when which rules went live, and
//!   rules that wait.
//!
//! A store of an older layout opens: tables are only ever added, opening makes them and fills what
//! is derived, in one transaction (`upgrade.rs`). From then on every table is there, so that
//! reading never meets one that is not. A store of a newer layout is refused.

use redb::TableDefinition;

/// Version of the layout below. Raise it with every change that an older program cannot read.
pub(crate) const SCHEMA_VERSION: u32 = 3;

/// From what a table can be made again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Derived {
    /// From nothing: it is the truth.
    No,
    /// From the event log.
    Log,
    /// From the rows of another table.
    Row,
}

macro_rules! tables {
    ($( $name:ident, $text:literal, $key:literal => $value:literal, $derived:ident, $scan:literal; )*) => {
        /// A table of the store.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Table {
            $( #[doc = concat!("`", $key, "` to `", $value, "`: ", $scan, ".")] $name, )*
        }

        impl Table {
            /// All of them, in the order of the screen below.
            pub(crate) const ALL: &'static [Table] = &[ $( Table::$name, )* ];

            /// The name in the file.
            pub fn name(self) -> &'static str {
                match self { $( Table::$name => $text, )* }
            }

            /// Whether all is said by its keys.
            pub(crate) fn is_keys_only(self) -> bool {
                match self { $( Table::$name => matches!($value.as_bytes(), b"-"), )* }
            }

            /// From what it can be made again.
            pub(crate) fn derived(self) -> Derived {
                match self { $( Table::$name => Derived::$derived, )* }
            }
        }
    };
}

tables! {
    // name           in the file            key                    value             derived, what it is read for
    Meta,             "meta",                "name"              => "bytes in clear",     No,  "schema version and proof of the key, before anything can be opened";
    PersonKeys,       "persoonssleutels",    "werknemer"         => "sealed key or mark", No,  "the data key of a werknemer; the mark says that it was destroyed";
    Events,           "events",              "seq"               => "Event",              No,  "the log, in order; never changed, never deleted";
    EventIds,         "event_ids",           "event"             => "seq",                Log, "has this step been done already";
    History,          "geschiedenis",        "dossier, seq"      => "-",                  Log, "all events of one dossier, in order";
    Dossiers,         "dossiers",            "dossier"           => "StoredDossier",      Log, "the state; werkgevers lie before werknemers";
    Werkgevercodes,   "werkgevercodes",      "#code, werkgever"  => "-",                  Log, "whose code is this";
    Koppelsleutels,   "koppelsleutels",      "#(werkgever, sleutel, text), werknemer" => "-", Log, "who is meant by this key of a source";
    Taken,            "taken",               "taak"              => "DossierId",          Log, "in which dossier is this taak";
    OpenTaken,        "open_taken",          "taak"              => "DossierId",          Log, "what is there to do";
    Trajecten,        "trajecten",           "traject"           => "DossierId",          Log, "in which dossier is this traject";
    Machtigingen,     "machtigingen",        "#(number, dienst), machtiging, werkgever" => "-", Log, "under which machtiging does this document come";
    ActiveMachtigingen, "actieve_machtigingen", "machtiging, werkgever" => "-",           Log, "for whom is something to be fetched";
    Kenmerken,        "kenmerken",           "#kenmerk, dossier" => "-",                  Log, "which dossiers have a traject with this extern kenmerk";
    WerknemersOf,     "werknemers_van",      "werkgever, werknemer" => "-",               Log, "who works for this werkgever";
    OpenTrajecten,    "lopende_trajecten",   "traject"           => "DossierId",          Log, "for which trajecten does the day change";
    Herinneringen,    "herinneringen",       "day, traject, #naam" => "(DossierId, naam)", Log, "what is there to go off, by day";
    Afspraken,        "afspraken",           "afspraak"          => "DossierId",          Log, "in which dossier is this afspraak";
    Polissen,         "polissen",            "polis"             => "DossierId",          Log, "in which dossier is this polis";
    Seen,             "gezien",              "#(scope, key)"     => "Seen",               No,  "was this record of a source processed before";
    Cursors,          "cursors",             "name"              => "seq",                No,  "how far a reader of the log has come";
    Marks,            "merken",              "name"              => "nr",                 No,  "how far a job that does not read the log has come";
    Traces,           "traces",              "seq"               => "JSON",               No,  "why an event had these consequences";
    RuleCounts,       "regeltellingen",      "#rule"             => "(rule, RuleCount)",  No,  "how often a rule was considered, and matched";
    Receptions,       "ontvangsten",         "logverslag"        => "Reception",          No,  "how far a received message is";
    OpenReceptions,   "open_ontvangsten",    "#(klantcode, koppeling), logverslag" => "-", Row, "which messages of a link to go on with, oldest first";
    Journal,          "journaal",            "#call, round, nr"  => "JournalEntry",       No,  "what a connector was answered, so that a step can be done again";
    JournalBlobs,     "journaal_bestanden",  "file, nul, row"    => "-",                  Row, "which files of the spool does the journal or a recorded call need";
    RecordedCalls,    "opgenomen_oproepen",  "#call"             => "RecordedCall",       No,  "a call as it was, to be tried on another version of its connector";
    CallsByLink,      "oproepen_koppeling",  "#koppeling, at, #call" => "-",              Row, "the newest recorded calls of a link";
    CallsByAge,       "oproepen_tijd",       "at, #call"         => "-",                  Row, "the oldest recorded calls";
    Logverslagen,     "logverslagen",        "logverslag"        => "(nr, Logverslag)",   No,  "the report on a message";
    LogverslagOrder,  "logverslag_volgorde", "nr"                => "LogverslagId",       Row, "the newest reports";
    Logregels,        "logregels",           "logverslag, nr"    => "LogRegel",           No,  "what became of each record of a message, in order";
    Deliveries,       "bezorgingen",         "delivery"          => "Delivery",           No,  "the outbox";
    DueDeliveries,    "bezorgingen_tijd",    "due, delivery"     => "-",                  Row, "what must be sent now, in order";
    DueFetches,       "ophalen_tijd",        "due, delivery"     => "-",                  Row, "what must be fetched now, in order";
    DueMails,         "mail_tijd",           "due, delivery"     => "-",                  Row, "what must be mailed now, in order";
    DeliveryOrder,    "bezorgingen_volgorde", "created, delivery" => "-",                 Row, "the newest deliveries";
    Documents,        "documenten",          "document"          => "StoredDocument",     No,  "the file of a document, with the key to it";
    Polls,            "ophalingen",          "#koppeling"        => "PollState",          No,  "how far a polled link is, and when it is due";
    LinkStates,       "koppelingstanden",    "#koppeling"        => "LinkState",          No,  "how a link is doing";
    Unmapped,         "conversiewaarden",    "#(groep, sleutel), #waarde" => "Unmapped",  No,  "values in traffic that no conversiegroep names";
    Klantaccounts,    "klantaccounts",       "#klantcode"        => "Klantaccount",       No,  "who may deliver what";
    Gebruikers,       "gebruikers",          "#naam"             => "Gebruiker",          No,  "who operates the host, and what they may do";
    Audit,            "audit",               "nr"                => "AuditEntry",         No,  "who did what, newest first";
    Books,            "regelboeken",         "hash"              => "JSON",               No,  "every version of the rules that was ever live";
    CurrentBook,      "regelboek_huidig",    "\"huidig\""        => "(hash, at)",         No,  "which version of the rules is live";
    Ingebruiknames,   "ingebruiknames",      "nr"                => "Ingebruikname",      No,  "when which rules went live, and by whom, newest first";
    WaitingBooks,     "wachtende_regelboeken", "\"concept\", \"voorstel\" or \"opzij\"" => "JSON", No, "rules that wait for a person, and those in the folder that were set aside";
    AcceptedPlugins,  "aanvaarde_plugins",   "name"              => "JSON",               No,  "what a plugin asked for when it was accepted";
}

impl Table {
    /// For redb: keys and values are bytes everywhere.
    pub(crate) fn definition(self) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
        TableDefinition::new(self.name())
    }

    /// Place among [`Table::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }
}
