//! Opening the folder, and making what is not there yet so that a crash at any moment leaves
//! something that opens. redb itself cannot promise that for a new file: it is made under another
//! name, filled, closed, and only then renamed.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io,
    os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _},
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

use redb::{Database, ReadableDatabase as _};

use crate::{
    Table,
    error::{OpenError, StoreError},
    key_file,
    schema::SCHEMA_VERSION,
    upgrade::upgrade,
    vault::Vault,
};

const DATABASE: &str = "schakel.redb";
const KEY: &str = "sleutel";
const LOCK: &str = "slot";
const SPOOL: &str = "berichten";
const DOCUMENTS: &str = "documenten";
/// Where a rebuild puts its state, with extension [`TMP`]: it never outlives the rebuild.
const SCRATCH: &str = "herbouw";

/// Extension of a file that is being made. Whatever carries it at start is left over from a crash.
pub(crate) const TMP: &str = "tmp";

/// Row of [`Table::Meta`] with [`SCHEMA_VERSION`] as decimal text.
pub(crate) const META_SCHEMA: &[u8] = b"indeling";
/// Row of [`Table::Meta`] with [`CHECK_TEXT`], sealed: opens under the right key only.
pub(crate) const META_CHECK: &[u8] = b"sleutelproef";
const CHECK_TEXT: &[u8] = b"dit is de juiste sleutel";

/// Memory that redb uses to keep pages: small beside what a page cache of the system does anyway,
/// so that an idle host stays below its budget.
const CACHE_BYTES: usize = 32 * 1024 * 1024;

/// A folder that is open.
pub(crate) struct Opened {
    pub(crate) database: Database,
    pub(crate) vault: Arc<Vault>,
    pub(crate) spool: PathBuf,
    pub(crate) documents: PathBuf,
    /// Held as long as the store lives; a crash lets it go.
    pub(crate) lock: File,
}

/// Opens the store in `folder`, or makes it.
pub(crate) fn open(folder: &Path) -> Result<Opened, OpenError> {
    make_folder(folder)?;
    let lock = lock(folder)?;
    let (data, key, spool) = (folder.join(DATABASE), folder.join(KEY), folder.join(SPOOL));
    make_folder(&spool)?;
    let documents = folder.join(DOCUMENTS);
    make_folder(&documents)?;
    for path in [&data, &key, &folder.join(SCRATCH)] {
        remove_if_there(&path.with_extension(TMP))?;
    }
    let has_data = data.try_exists().map_err(io_error(&data))?;
    let has_key = key.try_exists().map_err(io_error(&key))?;
    let master = match (has_data, has_key) {
        (true, false) => return Err(OpenError::KeyMissing { key, data }),
        (false, false) => key_file::create(&key)?,
        (_, true) => key_file::read(&key)?,
    };
    let vault = Arc::new(Vault::new(&master).map_err(|_| OpenError::NoRandomness)?);
    if !has_data {
        make_database(&data, &vault)?;
    }
    let opening = || -> Result<Database, OpenError> {
        let database = open_database(&data)?;
        if verify(&database, &vault, &data, &key)? < SCHEMA_VERSION {
            let not_upgraded = |cause| OpenError::NotUpgraded { data: data.clone(), cause };
            upgrade(&database, &vault).map_err(not_upgraded)?;
        }
        Ok(database)
    };
    let database = unless_it_panics(opening).unwrap_or_else(|| {
        let why = "redb kan de inhoud niet volgen".to_owned();
        Err(OpenError::Damaged { data: data.clone(), why })
    })?;
    Ok(Opened { database, vault, spool, documents, lock })
}

fn lock(folder: &Path) -> Result<File, OpenError> {
    let path = folder.join(LOCK);
    let file = OpenOptions::new().create(true).write(true).truncate(false).mode(0o600).open(&path);
    let file = file.map_err(io_error(&path))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OpenError::InUse(folder.to_owned())),
        Err(TryLockError::Error(cause)) => Err(OpenError::Io { path, cause }),
    }
}

fn make_database(path: &Path, vault: &Vault) -> Result<(), OpenError> {
    let fresh = path.with_extension(TMP);
    let wrong = |error: redb::Error| refusal(&fresh, error);
    let database = builder().create(&fresh).map_err(|e| wrong(e.into()))?;
    let transaction = database.begin_write().map_err(|e| wrong(e.into()))?;
    for table in Table::ALL {
        let open = transaction.open_table(table.definition()).map_err(|e| wrong(e.into()))?;
        drop(open);
    }
    {
        let mut meta =
            transaction.open_table(Table::Meta.definition()).map_err(|e| wrong(e.into()))?;
        let version = SCHEMA_VERSION.to_string();
        meta.insert(META_SCHEMA, version.as_bytes()).map_err(|e| wrong(e.into()))?;
        let mut check = Vec::new();
        let sealed = vault.house.seal(META_CHECK, CHECK_TEXT, &mut check);
        sealed.map_err(|_| OpenError::NoRandomness)?;
        meta.insert(META_CHECK, check.as_slice()).map_err(|e| wrong(e.into()))?;
    }
    transaction.commit().map_err(|e| wrong(e.into()))?;
    database.close().map_err(|e| wrong(e.into()))?;
    replace_durably(&fresh, path)
}

/// Makes an empty database for a rebuild, in place of one that a crash left.
pub(crate) fn make_scratch(folder: &Path) -> Result<(Database, PathBuf), StoreError> {
    let path = folder.join(SCRATCH).with_extension(TMP);
    remove_if_there(&path).map_err(|error| StoreError::Storage(Box::new(error)))?;
    let database = builder().create(&path).map_err(StoreError::storage)?;
    Ok((database, path))
}

fn builder() -> redb::Builder {
    let mut builder = Database::builder();
    builder.set_cache_size(CACHE_BYTES);
    builder
}

fn open_database(path: &Path) -> Result<Database, OpenError> {
    builder().open(path).map_err(|error| refusal(path, error.into()))
}

/// What `work` gives; none when redb panics, as it does on some damaged pages.
pub(crate) fn unless_it_panics<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

/// Holds layout and key against what is in the file; gives the layout.
fn verify(database: &Database, vault: &Vault, data: &Path, key: &Path) -> Result<u32, OpenError> {
    let wrong = |error: redb::Error| refusal(data, error);
    let reading = database.begin_read().map_err(|e| wrong(e.into()))?;
    let meta = reading.open_table(Table::Meta.definition()).map_err(|e| wrong(e.into()))?;
    let row = |name: &[u8]| -> Result<Vec<u8>, OpenError> {
        let found = meta.get(name).map_err(|e| wrong(e.into()))?;
        let found = found.map(|value| value.value().to_vec());
        found.ok_or_else(|| OpenError::Damaged {
            data: data.to_owned(),
            why: "de indeling staat er niet in".to_owned(),
        })
    };
    let version = String::from_utf8(row(META_SCHEMA)?).ok().and_then(|text| text.parse().ok());
    let found: u32 = version.ok_or_else(|| OpenError::Damaged {
        data: data.to_owned(),
        why: "de indeling is onleesbaar".to_owned(),
    })?;
    if found > SCHEMA_VERSION {
        return Err(OpenError::Newer { data: data.to_owned(), found, known: SCHEMA_VERSION });
    }
    if vault.house.open(META_CHECK, &row(META_CHECK)?).as_deref() != Some(CHECK_TEXT) {
        return Err(OpenError::KeyWrong { key: key.to_owned(), data: data.to_owned() });
    }
    Ok(found)
}

/// What redb ran into, as advice: a full disk is no damage.
fn refusal(data: &Path, error: redb::Error) -> OpenError {
    use io::ErrorKind::{InvalidData, UnexpectedEof};
    match error {
        redb::Error::DatabaseAlreadyOpen => OpenError::InUse(data.to_owned()),
        redb::Error::Io(cause) if !matches!(cause.kind(), InvalidData | UnexpectedEof) => {
            OpenError::Io { path: data.to_owned(), cause }
        }
        other => OpenError::Damaged { data: data.to_owned(), why: other.to_string() },
    }
}

/// A folder for our eyes only; one that exists stays as it is.
fn make_folder(path: &Path) -> Result<(), OpenError> {
    DirBuilder::new().recursive(true).mode(0o700).create(path).map_err(io_error(path))
}

/// Renames so that after a power loss the old or the new file is there, whole.
pub(crate) fn replace_durably(fresh: &Path, path: &Path) -> Result<(), OpenError> {
    fs::rename(fresh, path).map_err(io_error(path))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(io_error(folder))
}

pub(crate) fn remove_if_there(path: &Path) -> Result<(), OpenError> {
    match fs::remove_file(path) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => {
            Err(OpenError::Io { path: path.to_owned(), cause })
        }
        _ => Ok(()),
    }
}

pub(crate) fn io_error(path: &Path) -> impl FnOnce(io::Error) -> OpenError {
    move |cause| OpenError::Io { path: path.to_owned(), cause }
}
