//! What can go wrong, in the words of the operator. No message holds a value from the store.

use std::path::PathBuf;

use host_domain::WerknemerId;

use crate::{SpoolError, Table};

/// Result of a read or a write.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The cause as its own library tells it; kept out of our signatures.
pub(crate) type Cause = Box<dyn std::error::Error + Send + Sync>;

/// A read or a write did not succeed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The disk, or the file under redb.
    #[error("de gegevensopslag kan niet worden gelezen of geschreven: {0}")]
    Storage(#[source] Cause),
    /// The transaction could not be made durable; whether it is there shows after a restart.
    #[error("het vastleggen is mislukt: {0}; schakel stopt en gaat na een herstart verder")]
    Commit(#[source] Cause),
    /// An earlier [`StoreError::Commit`], or damage that a check found: nothing is written any more.
    #[error("er wordt niets meer vastgelegd sinds een eerdere schrijffout; start schakel opnieuw")]
    Closed,
    /// A row that cannot be opened or understood.
    #[error(
        "een rij van tabel `{table}` ({key}) is onleesbaar: {why}; `schakel store check` laat zien wat er nog meer is"
    )]
    Unreadable {
        /// Where.
        table: &'static str,
        /// Key in hexadecimal.
        key: String,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A row made by a newer version of the program.
    #[error("{0}; installeer die versie van schakel")]
    Newer(String),
    /// A value that cannot become JSON: a mistake in one of our own types.
    #[error("een waarde voor tabel `{0}` kan niet worden opgeslagen")]
    Encode(&'static str),
    /// An event that would leave a gap in the log or overwrite a part of it.
    #[error("event {given} past niet in het logboek: het volgende nummer is {expected}")]
    Sequence {
        /// What came.
        given: u64,
        /// What had to come.
        expected: u64,
    },
    /// Something is written about a person who was erased.
    #[error("werknemer {0} is gewist; er kan niets meer over worden vastgelegd")]
    Erased(WerknemerId),
    /// Two werkgevers with one code.
    #[error("de werkgevercode is al van een andere werkgever")]
    WerkgevercodeTaken,
    /// The cryptographic library refused; it does so only when the system gives no randomness.
    #[error("versleutelen is mislukt")]
    Seal,
    /// The spool of messages.
    #[error(transparent)]
    Spool(#[from] SpoolError),
}

impl StoreError {
    /// Whether the process must end: what is on disk is known again after a restart.
    pub fn is_fatal(&self) -> bool {
        matches!(self, StoreError::Commit(_) | StoreError::Closed | StoreError::Storage(_))
    }

    pub(crate) fn storage(error: impl Into<redb::Error>) -> StoreError {
        StoreError::Storage(Box::new(error.into()))
    }

    /// Whether it is about one row or one person, so that work on others can go on. What is not
    /// touches the store as a whole.
    pub fn is_about_a_row(&self) -> bool {
        match self {
            StoreError::Unreadable { .. }
            | StoreError::Newer(_)
            | StoreError::Encode(_)
            | StoreError::Erased(_)
            | StoreError::WerkgevercodeTaken => true,
            StoreError::Spool(error) => {
                matches!(error, SpoolError::Missing(_) | SpoolError::Damaged(_))
            }
            StoreError::Storage(_)
            | StoreError::Commit(_)
            | StoreError::Closed
            | StoreError::Sequence { .. }
            | StoreError::Seal => false,
        }
    }

    pub(crate) fn unreadable(table: Table, key: &[u8], why: &'static str) -> StoreError {
        StoreError::Unreadable { table: table.name(), key: hex(key), why }
    }
}

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 0x0f)]).collect()
}

/// The folder cannot be opened. Each says what to do; none of them changed anything.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process has it.
    #[error("{} wordt al gebruikt door een draaiende schakel", .0.display())]
    InUse(PathBuf),
    /// Data without its key.
    #[error(
        "{} ontbreekt, terwijl er wel gegevens zijn in {}. De gegevens zijn heel, maar zonder deze sleutel \
         niet te lezen: zet het sleutelbestand terug uit de back-up", .key.display(), .data.display()
    )]
    KeyMissing {
        /// Where the key should be.
        key: PathBuf,
        /// Where the data is.
        data: PathBuf,
    },
    /// Data with another key.
    #[error(
        "{} is niet de sleutel van {}. De gegevens zijn heel: zet het sleutelbestand terug dat erbij \
         hoort", .key.display(), .data.display()
    )]
    KeyWrong {
        /// The key.
        key: PathBuf,
        /// Where the data is.
        data: PathBuf,
    },
    /// Not a key at all.
    #[error("{} is geen sleutelbestand: {why}. Zet het terug uit de back-up", .key.display())]
    KeyUnreadable {
        /// The file.
        key: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// A key that others can read.
    #[error(
        "{} is leesbaar voor anderen (rechten {mode:03o}). Voer uit: chmod 600 {}", .key.display(), .key.display()
    )]
    KeyExposed {
        /// The file.
        key: PathBuf,
        /// Its permissions.
        mode: u32,
    },
    /// Made by a newer program.
    #[error(
        "{} heeft indeling {found}; deze versie van schakel kent indeling {known}. De gegevens zijn heel: \
         installeer de nieuwere versie", .data.display()
    )]
    Newer {
        /// The file.
        data: PathBuf,
        /// Its layout.
        found: u32,
        /// The newest known here.
        known: u32,
    },
    /// Made by an older program, and it could not be brought up to date.
    #[error(
        "{} kan niet worden bijgewerkt naar de indeling van deze versie van schakel: {cause}. Er is niets aan \
         gewijzigd", .data.display()
    )]
    NotUpgraded {
        /// The file.
        data: PathBuf,
        /// Why.
        #[source]
        cause: StoreError,
    },
    /// Not a database, or no longer.
    #[error(
        "{} is beschadigd of geen gegevensbestand van schakel: {why}. Bewaar het bestand zoals het is en \
         zet de laatste back-up terug", .data.display()
    )]
    Damaged {
        /// The file.
        data: PathBuf,
        /// What redb or we found.
        why: String,
    },
    /// The disk said no.
    #[error("{}: {cause}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// The cryptographic library refused; it does so only when the system gives no randomness.
    #[error("er kan geen sleutel worden gemaakt: het systeem geeft geen willekeurige getallen")]
    NoRandomness,
}
