//! What a row is about, for people: ids and numbers, never a value.

use host_domain::{
    AfspraakId, DeliveryId, DocumentId, EventId, LogverslagId, PolisId, TaakId, TrajectId,
    WerkgeverId, WerknemerId,
};

use crate::{
    Table,
    error::hex,
    rows::{leading_u64, trailing_id, trailing_u64},
    tables::{dossier_indexes, dossiers, herinneringen, journal_blobs},
};

/// The key of a row as text.
pub(crate) fn of(table: Table, key: &[u8]) -> String {
    named(table, key).unwrap_or_else(|| hex(key))
}

fn named(table: Table, key: &[u8]) -> Option<String> {
    let id = || trailing_id(key);
    Some(match table {
        Table::Events
        | Table::Traces
        | Table::LogverslagOrder
        | Table::Audit
        | Table::Ingebruiknames => leading_u64(key)?.to_string(),
        Table::PersonKeys | Table::Koppelsleutels | Table::WerknemersOf => {
            WerknemerId::from_bits(id()?).to_string()
        }
        Table::EventIds => EventId::from_bits(id()?).to_string(),
        Table::Dossiers => dossiers::id_of(key)?.to_string(),
        Table::History => format!("{}, event {}", dossiers::id_of(key)?, trailing_u64(key)?),
        Table::Werkgevercodes => WerkgeverId::from_bits(id()?).to_string(),
        Table::Taken | Table::OpenTaken => TaakId::from_bits(id()?).to_string(),
        Table::Herinneringen => herinnering(key)?,
        Table::Afspraken => AfspraakId::from_bits(id()?).to_string(),
        Table::Polissen => PolisId::from_bits(id()?).to_string(),
        Table::Trajecten | Table::OpenTrajecten => TrajectId::from_bits(id()?).to_string(),
        Table::Receptions | Table::OpenReceptions | Table::Logverslagen => {
            LogverslagId::from_bits(id()?).to_string()
        }
        Table::Logregels => logregel(key)?,
        Table::Deliveries
        | Table::DueDeliveries
        | Table::DueFetches
        | Table::DueMails
        | Table::DeliveryOrder => DeliveryId::from_bits(id()?).to_string(),
        Table::Documents => DocumentId::from_bits(id()?).to_string(),
        Table::Machtigingen | Table::ActiveMachtigingen => {
            dossier_indexes::machtiging_in(key)?.0.to_string()
        }
        Table::Kenmerken => dossier_indexes::kenmerk_dossier(key)?.to_string(),
        Table::JournalBlobs => journal_blobs::name_in(key)?.to_owned(),
        Table::Meta
        | Table::Cursors
        | Table::Marks
        | Table::Books
        | Table::CurrentBook
        | Table::WaitingBooks
        | Table::AcceptedPlugins => std::str::from_utf8(key).ok()?.to_owned(),
        Table::Seen
        | Table::RuleCounts
        | Table::Journal
        | Table::RecordedCalls
        | Table::CallsByLink
        | Table::CallsByAge
        | Table::Polls
        | Table::LinkStates
        | Table::Unmapped
        | Table::Klantaccounts
        | Table::Gebruikers => hex(key),
    })
}

fn herinnering(key: &[u8]) -> Option<String> {
    let (op, traject) = herinneringen::read_key(key)?;
    Some(format!("{traject}, {op}"))
}

fn logregel(key: &[u8]) -> Option<String> {
    let verslag = LogverslagId::from_bits(u128::from_be_bytes(*key.first_chunk()?));
    Some(format!("{verslag}, regel {}", trailing_u64(key)?))
}
