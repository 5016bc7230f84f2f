//! A store in a folder of its own, with werkgevers and people in it.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::{PoisonError, RwLock},
};

use host_domain::{
    Command, Context, Dienst, Document, DocumentId, DocumentPlaats, Dossier, DossierId, Event,
    EventId, IdSource, Loonheffingennummer, MachtigingId, MachtigingStatus, Percentage, Persoon,
    Refusal, Source, TaakSoort, VerzuimMelding, WerkgeverId, WerknemerId, WerknemerOpgave, apply,
    decide,
};
use host_store::{
    AuditEntry, DocumentFile, Leftover, OpenError, Reads as _, Store, StoreError, StoredDocument,
};
use jiff::Timestamp;

/// Numbers that look random and are the same every time (splitmix64).
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % sides
    }
}

impl IdSource for Dice {
    fn next(&mut self) -> u128 {
        (u128::from(self.roll(u64::MAX)) << 64) | u128::from(self.roll(u64::MAX))
    }
}

/// What a write of a test may end with.
#[derive(Debug)]
pub(crate) enum Trouble {
    Store(StoreError),
    Refused(#[expect(dead_code, reason = "seen when a test fails")] Refusal),
}

impl From<StoreError> for Trouble {
    fn from(error: StoreError) -> Trouble {
        Trouble::Store(error)
    }
}

pub(crate) struct World {
    pub store: Store,
    pub folder: PathBuf,
    pub ids: Dice,
    _home: Option<tempfile::TempDir>,
}

/// Held to write by who starts a process. Until that process has become its own program it holds all
/// that is open here, the locks of stores included, also when we have closed them meanwhile.
pub(crate) static STARTING: RwLock<()> = RwLock::new(());

/// Opens a store, while nobody starts a process.
pub(crate) fn open(folder: &Path) -> Result<Store, OpenError> {
    let _nobody_starts = STARTING.read().unwrap_or_else(PoisonError::into_inner);
    Store::open(folder)
}

pub(crate) fn now() -> Timestamp {
    "2026-03-02T08:14:00Z".parse().unwrap()
}

impl World {
    pub(crate) fn new() -> World {
        let home = tempfile::tempdir().unwrap();
        let folder = home.path().join("data");
        let store = open(&folder).unwrap();
        World { store, folder, ids: Dice(1), _home: Some(home) }
    }

    /// With a store that is somebody else's.
    pub(crate) fn in_folder(store: Store, folder: PathBuf) -> World {
        World { store, folder, ids: Dice(1), _home: None }
    }

    /// Closes the store and opens it again.
    pub(crate) fn reopen(self) -> World {
        let World { store, folder, ids, _home } = self;
        drop(store);
        let store = open(&folder).unwrap();
        World { store, folder, ids, _home }
    }

    /// Closes the store; the folder stays as long as what this gives.
    pub(crate) fn close(self) -> Option<tempfile::TempDir> {
        self._home
    }

    /// Closes the store and gives redb's own view of the file, to do damage.
    pub(crate) fn tamper(self, damage: impl FnOnce(&redb::WriteTransaction)) -> World {
        let World { store, folder, ids, _home } = self;
        drop(store);
        let database = redb::Database::open(folder.join("schakel.redb")).unwrap();
        let transaction = database.begin_write().unwrap();
        damage(&transaction);
        transaction.commit().unwrap();
        drop(database);
        let store = open(&folder).unwrap();
        World { store, folder, ids, _home }
    }

    /// Decides on a command and keeps what follows, as the engine does.
    pub(crate) fn command(
        &mut self,
        werkgever: WerkgeverId,
        target: Option<DossierId>,
        command: &Command,
    ) -> Result<Vec<Event>, Trouble> {
        let ids = &mut self.ids;
        self.store.write(|session| {
            let stored = target.map(|id| session.dossier(id)).transpose()?.flatten();
            let mut dossier = stored.map(|stored| stored.dossier);
            let mut context = Context { now: now(), ids, werkgever };
            let decision = decide(dossier.as_ref(), command, &mut context);
            let mut events = Vec::new();
            for (about, kind) in decision.map_err(Trouble::Refused)?.events {
                let seq = session.last_seq()? + 1;
                let event = Event {
                    seq,
                    id: EventId::new(ids),
                    kind,
                    version: 1,
                    occurred_at: now(),
                    recorded_at: now(),
                    source: Source::Systeem,
                    causation: None,
                    depth: 0,
                    correlation: seq,
                    about,
                };
                session.append(&event)?;
                dossier = Some(apply(dossier.take(), &event).unwrap());
                events.push(event);
            }
            if let (Some(dossier), Some(last)) = (&dossier, events.last()) {
                session.put_dossier(dossier, last.seq)?;
            }
            Ok(events)
        })
    }

    pub(crate) fn werkgever(&mut self, code: &str) -> WerkgeverId {
        let id = WerkgeverId::new(&mut self.ids);
        self.command(id, None, &werkgever_command(code, "Bakkerij De Korst")).unwrap();
        id
    }

    pub(crate) fn werknemer(&mut self, werkgever: WerkgeverId, persoon: Persoon) -> WerknemerId {
        let opgave = WerknemerOpgave { persoon };
        let events = self.command(werkgever, None, &Command::WerknemerVastleggen(opgave)).unwrap();
        events[0].about.werknemer.unwrap()
    }

    pub(crate) fn ziek(&mut self, werkgever: WerkgeverId, werknemer: WerknemerId) -> Vec<Event> {
        let target = Some(DossierId::Werknemer(werknemer));
        let melding = Command::VerzuimMelden(melding("geval-1", "2026-03-02", "100"));
        self.command(werkgever, target, &melding).unwrap()
    }

    /// A machtiging that was requested, and set to each of these states.
    pub(crate) fn machtiging(
        &mut self,
        werkgever: WerkgeverId,
        dienst: Dienst,
        states: &[MachtigingStatus],
    ) -> MachtigingId {
        let machtiging = MachtigingId::new(&mut self.ids);
        let target = Some(DossierId::Werkgever(werkgever));
        let aanvragen = Command::MachtigingAanvragen {
            machtiging,
            loonheffingennummer: nummer(),
            dienst,
            corrigeert: None,
        };
        self.command(werkgever, target, &aanvragen).unwrap();
        for naar in states {
            let zetten = Command::MachtigingZetten { machtiging, naar: *naar, reden: None };
            self.command(werkgever, target, &zetten).unwrap();
        }
        machtiging
    }

    /// A sealed file with this content.
    pub(crate) fn file(&self, content: &[u8]) -> DocumentFile {
        let mut writer = self.store.documents().create(1 << 24).unwrap();
        content.chunks(50_000).for_each(|piece| writer.write(piece).unwrap());
        assert_eq!(writer.length(), content.len() as u64);
        writer.finish().unwrap()
    }

    /// A document with its file, put in a dossier.
    pub(crate) fn document(
        &mut self,
        werkgever: WerkgeverId,
        dossier: DossierId,
        machtiging: MachtigingId,
        content: &[u8],
    ) -> StoredDocument {
        let file = self.file(content);
        let id = DocumentId::new(&mut self.ids);
        let plaats = match dossier {
            DossierId::Werknemer(_) => DocumentPlaats::Werknemer,
            DossierId::Werkgever(_) => DocumentPlaats::NietGevonden,
        };
        let document = Document {
            id,
            extern_kenmerk: id.to_string(),
            dienst: None,
            kenmerk: None,
            titel: "Beslissing".to_owned(),
            datum: None,
            bestandsnaam: "beslissing.pdf".to_owned(),
            mediatype: "application/pdf".to_owned(),
            lengte: file.length,
            sha256: file.sha256.clone(),
            ontvangen_op: now(),
            machtiging: Some(machtiging),
            opmerking: None,
            spreekuur: None,
        };
        let toevoegen = Command::DocumentToevoegen { document, plaats };
        let stored = StoredDocument { id, dossier, file };
        // First the row, so that at no moment a document in a dossier is without.
        self.store.write(|session| session.put_document(&stored)).unwrap();
        self.command(werkgever, Some(dossier), &toevoegen).unwrap();
        stored
    }

    /// All bytes of a document.
    pub(crate) fn read_document(&self, stored: &StoredDocument) -> Vec<u8> {
        self.store.documents().open(&stored.file).unwrap().read(0, usize::MAX).unwrap()
    }

    pub(crate) fn erase(&self, werknemer: WerknemerId) -> Leftover {
        let entry = AuditEntry {
            at: now(),
            actor: "beheer".to_owned(),
            action: "werknemer gewist".to_owned(),
            subject: werknemer.to_string(),
        };
        self.store.write(|session| session.erase(werknemer, &entry)).unwrap()
    }

    pub(crate) fn dossier(&self, id: DossierId) -> Option<Dossier> {
        self.store.read().unwrap().dossier(id).unwrap().map(|stored| stored.dossier)
    }

    /// Asserts that rebuild and check both find nothing.
    pub(crate) fn assert_whole(&self) {
        let report = self.store.rebuild(false, &mut |_, _| ()).unwrap();
        assert!(report.is_equal(), "{report:?}");
        let report = self.store.check().unwrap();
        assert!(report.is_sound(), "{report:?}");
    }
}

pub(crate) fn werkgever_command(code: &str, naam: &str) -> Command {
    Command::WerkgeverVastleggen {
        werkgevercode: code.to_owned(),
        naam: naam.to_owned(),
        loonheffingennummers: [nummer()].into(),
        werkgevergroepen: ["Noord".to_owned()].into(),
    }
}

/// The payroll tax number of every werkgever here.
pub(crate) fn nummer() -> Loonheffingennummer {
    Loonheffingennummer::parse("123456782L01").unwrap()
}

pub(crate) fn persoon(bsn: &str, achternaam: &str, personeelsnummer: &str) -> Persoon {
    let values = [("bsn", bsn), ("achternaam", achternaam), ("personeelsnummer", personeelsnummer)];
    let values: BTreeMap<_, _> =
        values.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect();
    WerknemerOpgave::read(values).unwrap().persoon
}

pub(crate) fn melding(kenmerk: &str, dag: &str, percentage: &str) -> VerzuimMelding {
    let dag = dag.parse().unwrap();
    VerzuimMelding {
        extern_kenmerk: kenmerk.to_owned(),
        volgnummer: None,
        eerste_dag: dag,
        ingangsdatum: dag,
        ingangsdatum_oud: None,
        percentage: Percentage::parse(percentage).unwrap(),
        einde: false,
        hersteld_op: None,
        correctie: false,
        intrekken: false,
        vangnet: None,
        oorzaak: None,
        dienstverband: None,
    }
}

pub(crate) fn taaksoort() -> TaakSoort {
    TaakSoort {
        code: "bel".to_owned(),
        naam: "Bel de werknemer".to_owned(),
        scherm: None,
        rol: None,
    }
}
