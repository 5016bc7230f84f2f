//! The store as a whole: who may read and who may write, and when it stops.

use std::{
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, RwLock},
};

use redb::{Database, ReadableDatabase as _};

use crate::{
    Documents, OpenError, Session, Snapshot, Spool, create,
    error::{Result, StoreError},
    vault::Vault,
};

/// The store. Cloning it is cheap; all clones are the same store.
///
/// Readers and the writer do not wait for each other. There is one writer at a time; who comes
/// second waits.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    database: RwLock<Database>,
    writer: Mutex<Writer>,
    /// One rebuild at a time: they share a file.
    rebuilding: Mutex<()>,
    vault: Arc<Vault>,
    spool: Spool,
    documents: Documents,
    folder: PathBuf,
    _lock: File,
}

/// What only the writer touches.
pub(crate) struct Writer {
    /// A commit failed, or the file turned out to be damaged: what is on disk is not known before
    /// a restart.
    broken: bool,
}

impl Writer {
    /// Nothing is written any more.
    pub(crate) fn stop(&mut self) {
        self.broken = true;
    }
}

impl Store {
    /// Opens the store in `folder`, or makes it there on first start: the database, the key file
    /// (`sleutel`, to be kept in a safe place as well) and the folders of messages and documents. One of
    /// an older layout is brought up to date.
    ///
    /// What a crash left half made is removed. Every refusal says what to do and changes nothing.
    pub fn open(folder: &Path) -> Result<Store, OpenError> {
        let opened = create::open(folder)?;
        let spool = Spool::new(opened.spool, opened.vault.clone())?;
        let documents = Documents::new(opened.documents)?;
        Ok(Store(Arc::new(Inner {
            database: RwLock::new(opened.database),
            writer: Mutex::new(Writer { broken: false }),
            rebuilding: Mutex::new(()),
            vault: opened.vault,
            spool,
            documents,
            folder: folder.to_owned(),
            _lock: opened.lock,
        })))
    }

    /// The store as it is now. Drop it soon: see [`Snapshot`].
    pub fn read(&self) -> Result<Snapshot> {
        let generation = self.0.vault.cache.generation();
        let database = self.0.database.read().unwrap_or_else(PoisonError::into_inner);
        let transaction = database.begin_read().map_err(StoreError::storage)?;
        Ok(Snapshot::new(self.0.vault.clone(), transaction, generation))
    }

    /// Does `work` in one transaction. Durable when this returns `Ok`; when `work` fails, nothing
    /// of it was ever there.
    ///
    /// When the commit itself fails ([`StoreError::is_fatal`]), every later write is refused: the
    /// process has to end, and sees after a restart what became of it.
    pub fn write<T, E: From<StoreError>>(
        &self,
        work: impl FnOnce(&mut Session<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        // A thread that panicked in its work left a transaction that was never committed.
        let mut writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.write_as(&mut writer, work)
    }

    /// As [`Store::write`], for who is the writer already.
    pub(crate) fn write_as<T, E: From<StoreError>>(
        &self,
        writer: &mut Writer,
        work: impl FnOnce(&mut Session<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        if writer.broken {
            return Err(StoreError::Closed.into());
        }
        let transaction = {
            let database = self.0.database.read().unwrap_or_else(PoisonError::into_inner);
            database.begin_write().map_err(StoreError::storage)?
        };
        let mut session = Session::new(self.0.vault.clone(), &transaction);
        let outcome = work(&mut session).and_then(|done| Ok((done, session.finish()?)));
        let (done, keys) = match outcome {
            Ok(done) => done,
            Err(error) => {
                if let Err(error) = transaction.abort() {
                    tracing::error!(%error, "het terugdraaien is mislukt");
                }
                return Err(error);
            }
        };
        if let Err(error) = transaction.commit() {
            writer.stop();
            let error = redb::Error::from(error);
            tracing::error!(%error, "het vastleggen is mislukt");
            return Err(StoreError::Commit(Box::new(error)).into());
        }
        self.0.vault.cache.settle(keys);
        Ok(done)
    }

    /// A deterministic id: the same for the same parts in this store, and not to be guessed by
    /// who does not have its key. The parts cannot run together.
    pub fn derive_id(&self, parts: &[&[u8]]) -> u128 {
        self.0.vault.derive_id(parts)
    }

    /// The received messages.
    pub fn spool(&self) -> &Spool {
        &self.0.spool
    }

    /// The files of documents.
    pub fn documents(&self) -> &Documents {
        &self.0.documents
    }

    pub(crate) fn vault(&self) -> &Arc<Vault> {
        &self.0.vault
    }

    pub(crate) fn writer(&self) -> &Mutex<Writer> {
        &self.0.writer
    }

    pub(crate) fn rebuilding(&self) -> &Mutex<()> {
        &self.0.rebuilding
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.0.folder
    }

    pub(crate) fn database(&self) -> &RwLock<Database> {
        &self.0.database
    }
}

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::atomic::{AtomicBool, Ordering},
    };

    use redb::{StorageBackend, backends::InMemoryBackend};

    use super::*;
    use crate::{Reads as _, Table, vault::Vault};

    /// A disk that stops taking writes when it is told to.
    #[derive(Debug)]
    struct Disk {
        memory: InMemoryBackend,
        full: Arc<AtomicBool>,
    }

    impl Disk {
        fn write_if_room<T>(
            &self,
            write: impl FnOnce(&InMemoryBackend) -> Result<T, io::Error>,
        ) -> Result<T, io::Error> {
            if self.full.load(Ordering::SeqCst) {
                return Err(io::Error::from(io::ErrorKind::StorageFull));
            }
            write(&self.memory)
        }
    }

    impl StorageBackend for Disk {
        fn len(&self) -> Result<u64, io::Error> {
            self.memory.len()
        }

        fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), io::Error> {
            self.memory.read(offset, out)
        }

        fn set_len(&self, len: u64) -> Result<(), io::Error> {
            self.write_if_room(|memory| memory.set_len(len))
        }

        fn sync_data(&self) -> Result<(), io::Error> {
            self.write_if_room(StorageBackend::sync_data)
        }

        fn write(&self, offset: u64, data: &[u8]) -> Result<(), io::Error> {
            self.write_if_room(|memory| memory.write(offset, data))
        }
    }

    fn store_on(disk: Disk, folder: &Path) -> Store {
        let vault = Arc::new(Vault::new(&[1; 32]).unwrap());
        let database = Database::builder().create_with_backend(disk).unwrap();
        let store = Store(Arc::new(Inner {
            database: RwLock::new(database),
            writer: Mutex::new(Writer { broken: false }),
            rebuilding: Mutex::new(()),
            spool: Spool::new(folder.to_owned(), vault.clone()).unwrap(),
            documents: Documents::new(folder.to_owned()).unwrap(),
            vault,
            folder: folder.to_owned(),
            _lock: File::create(folder.join("slot")).unwrap(),
        }));
        let made: Result<(), StoreError> = store.write(|session| {
            Table::ALL.iter().try_for_each(|table| session.last_key(*table).map(drop))
        });
        made.unwrap();
        store
    }

    #[test]
    fn after_a_failed_commit_nothing_is_written_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let full = Arc::new(AtomicBool::new(false));
        let disk = Disk { memory: InMemoryBackend::new(), full: full.clone() };
        let store = store_on(disk, folder.path());
        store.write(|session| session.set_cursor("regels", 1)).unwrap();
        full.store(true, Ordering::SeqCst);
        let failed = store.write(|session| session.set_cursor("regels", 2)).unwrap_err();
        assert!(matches!(failed, StoreError::Commit(_)) && failed.is_fatal(), "{failed}");
        full.store(false, Ordering::SeqCst);
        let refused = store.write(|session| session.set_cursor("regels", 3)).unwrap_err();
        assert!(matches!(refused, StoreError::Closed) && refused.is_fatal(), "{refused}");
        assert_eq!(store.read().unwrap().cursor("regels").unwrap(), 1, "reading goes on");
    }

    #[test]
    fn a_store_can_be_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Store>();
        shared::<Snapshot>();
        shared::<Spool>();
        shared::<Documents>();
    }
}
