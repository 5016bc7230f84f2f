//! A real engine on a real store, with the rules that we deliver and a link to receive on.

use std::{
    collections::BTreeSet,
    ops::Range,
    path::{Path, PathBuf},
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use host_domain::{Importkoppeling, LogverslagId, Mailniveau, Toegestaan, Uitkomst};
use host_engine::{
    Actor, Engine, Incoming, NewAccount, NewWerkgever, Outside, pipeline, pipeline::Running,
    ports::Clock,
};
use host_store::{Reads, Store};
use jiff::Timestamp;
use sdk_connector::protocol::Document;
use serde_json::Map;
use tempfile::TempDir;

use crate::{
    Measured, bulk,
    machine::Machine,
    prepared::{self, NoPost, PLUGIN, Prepared},
    rule_files,
};

const KLANTCODE: &str = "VI001";
const LINK: &str = "Verzuimmeldingen";
const GROUP: &str = "Felison";

/// The store's database in its folder.
const DATABASE: &str = "schakel.redb";

/// How often is looked whether all is decided: short beside a batch, long beside a look.
const LOOK: Duration = Duration::from_millis(1);

/// The same while a single message is timed.
const LOOK_CLOSELY: Duration = Duration::from_micros(50);

/// Beyond this something is stuck.
const PATIENCE: Duration = Duration::from_secs(600);

/// A house whose stages run.
pub(crate) struct House {
    engine: Arc<Engine>,
    running: Running,
    folder: TempDir,
}

/// The clock of this machine.
pub(crate) struct MachineClock;

impl Clock for MachineClock {
    #[allow(clippy::disallowed_methods, reason = "the engine under measurement runs in real time")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl House {
    /// An empty store with werkgevers, an account and a link over which these intakes can come.
    pub(crate) fn open(machine: &Machine, intakes: Arc<Vec<Document>>) -> Measured<House> {
        let folder = machine.scratch()?;
        let store = Store::open(&data(folder.path()))?;
        let book = rule_files::load(&machine.path("rules"), &rule_files::intakes(machine)?)?;
        let connectors = Arc::new(Prepared { intakes });
        let (post, clock) = (Arc::new(NoPost), Arc::new(MachineClock));
        let engine = Engine::new(store, Outside { connectors, post, clock }, book)?;
        let engine = Arc::new(engine);
        furnish(&engine)?;
        let running = pipeline::start(Arc::clone(&engine))?;
        let house = House { engine, running, folder };
        house.settle(LOOK)?;
        Ok(house)
    }

    /// Puts a message with these intakes in the spool, and only then calls it a start: receiving
    /// over the network is not part of the stages.
    pub(crate) fn time(&self, range: &Range<usize>) -> Measured<Duration> {
        let incoming = self.spool(range)?;
        let start = Instant::now();
        let report = self.engine.accept(incoming)?;
        self.answered(report)?;
        self.settle(if range.len() > 1 { LOOK } else { LOOK_CLOSELY })?;
        Ok(start.elapsed())
    }

    fn spool(&self, range: &Range<usize>) -> Measured<Incoming> {
        let text = prepared::message(range);
        let mut writer = self.engine.store().spool().create(text.len() as u64)?;
        writer.write(text.as_bytes())?;
        Ok(Incoming {
            klantcode: KLANTCODE.into(),
            importkoppeling: LINK.into(),
            content_type: "text/plain".into(),
            body: writer.finish()?,
        })
    }

    fn answered(&self, report: LogverslagId) -> Measured<()> {
        let response = self.engine.wait_response(report, PATIENCE)?;
        match response.map(|response| response.status) {
            Some(200) => Ok(()),
            other => Err(format!("het bericht is niet verwerkt: {other:?}").into()),
        }
    }

    /// Waits until every event was decided on.
    fn settle(&self, look: Duration) -> Measured<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            let view = self.engine.store().read()?;
            if view.cursor("decide")? >= view.last_seq()? {
                return Ok(());
            }
            drop(view);
            if Instant::now() > until {
                return Err("de regels komen niet bij".into());
            }
            thread::sleep(look);
        }
    }

    /// Events in the log.
    pub(crate) fn events(&self) -> Measured<u64> {
        Ok(self.engine.store().read()?.last_seq()?)
    }

    /// Records of all messages that were processed, and taken that followed: as often as that a
    /// dossier was written.
    pub(crate) fn dossier_writes(&self) -> Measured<u64> {
        let view = self.engine.store().read()?;
        let reports = view.logverslagen(None, usize::MAX)?;
        let processed: u64 = reports.iter().map(|(_, report)| report.telling.verwerkt).sum();
        let followed = view.open_taken(None, usize::MAX)?.len() as u64;
        Ok(processed + followed)
    }

    /// How many records were dropped, and why the first was; a generated load should have few.
    pub(crate) fn dropped(&self) -> Measured<Option<(u64, String)>> {
        let view = self.engine.store().read()?;
        let reports = view.logverslagen(None, usize::MAX)?;
        let Some((_, report)) = reports.into_iter().find(|(_, one)| one.telling.uitval > 0) else {
            return Ok(None);
        };
        let lines = view.logregels(report.id, 1, usize::MAX)?;
        let first = lines.into_iter().find(|line| line.uitkomst == Uitkomst::Uitval);
        let why = first.and_then(|line| line.meldingen.into_iter().next_back());
        let why = why.map_or_else(|| "zonder melding".to_owned(), |melding| melding.tekst);
        Ok(Some((report.telling.uitval, why)))
    }

    /// Stops everything. The folder goes when it is dropped; in it lies the database.
    pub(crate) fn close(self) -> (TempDir, PathBuf) {
        let House { engine, running, folder } = self;
        running.stop();
        drop(engine);
        let database = data(folder.path()).join(DATABASE);
        (folder, database)
    }
}

fn data(folder: &Path) -> PathBuf {
    folder.join("gegevens")
}

fn furnish(engine: &Engine) -> Measured<()> {
    let actor = Actor("beheer".into());
    let groups = BTreeSet::from([GROUP.to_owned()]);
    for werkgever in bulk::generator(0).werkgevers() {
        let new = NewWerkgever {
            werkgevercode: format!("FLSN{}", werkgever.relatienummer),
            naam: werkgever.naam,
            loonheffingennummers: BTreeSet::new(),
            werkgevergroepen: groups.clone(),
        };
        engine.put_werkgever(&actor, new)?;
    }
    let link = Importkoppeling {
        naam: LINK.into(),
        plugin: PLUGIN.into(),
        importconfiguratie: "SIVI 2022 Verzuim Felison".into(),
        mailniveau: Mailniveau::Uitval,
        instellingen: Map::new(),
        toegestaan: Toegestaan::default(),
        ophalen: None,
        herhalen: None,
    };
    let account = NewAccount {
        klantcode: KLANTCODE.into(),
        naam: "VerzekeringsInzicht".into(),
        werkgevergroepen: groups,
        importkoppelingen: vec![link],
    };
    engine.put_account(&actor, account, false)?;
    Ok(())
}
