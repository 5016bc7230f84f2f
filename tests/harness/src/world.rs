//! A host with the outside world around it: what a scenario holds in its hand.

use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use jiff::civil::Date;
use serde_json::Value;
use tests_simulators::digipoort::Digipoort;
use tests_simulators::mail::MailSink;
use tests_simulators::sivi::{Journal, Message, Mood, Receiver};
use tokio::runtime::Runtime;

use crate::canary::Watch;
use crate::portal::{Portal, lock};
use crate::program::{self, Ended, Program};
use crate::setup::{KLANTCODE, LINK};
use crate::{Answer, Api, Folder, Names, Setup, closing, names, told};

/// How long the host may be busy with what it got.
const SETTLE_MAX: Duration = Duration::from_secs(90);
/// Lines of the log that are told when a scenario fails.
const LOG_LINES: usize = 30;
/// How often is looked.
const LOOK: Duration = Duration::from_millis(20);

/// A host with the outside world around it. At its end it checks what must always hold; see
/// `closing.rs`.
#[derive(Debug)]
pub struct World {
    pub(crate) folder: Folder,
    pub(crate) program: Option<Program>,
    pub(crate) portal: Portal,
    api: Api,
    runs: usize,
    /// Whether it ever ended without having the time to.
    pub(crate) was_killed: bool,
    names: Mutex<Names>,
    /// The day on which it began.
    began: Date,
    receiver: Receiver,
    digipoort: Digipoort,
    mail: MailSink,
    /// The account of the portal, as it was put last.
    account: Value,
    pub(crate) watch: Watch,
    /// What the clock of the host shows at its start, when that is not the moment that it is.
    clock: Option<String>,
    _runtime: Runtime,
}

impl World {
    /// One with two employers and an account.
    pub fn new() -> World {
        World::start(&Setup::default())
    }

    /// One to be described.
    pub fn setup() -> Setup {
        Setup::default()
    }

    pub(crate) fn start(setup: &Setup) -> World {
        let runtime = Runtime::new().expect("a runtime for the world outside");
        let receiver = runtime.block_on(Receiver::start(0, setup.mood)).expect("a receiver");
        let digipoort = runtime.block_on(Digipoort::start(0, setup.digipoort.clone()));
        let digipoort = digipoort.expect("an ophaalservice");
        let mail = runtime.block_on(MailSink::start(0, setup.mail.unwrap_or_default()));
        let mail = mail.expect("a mail server");
        let folder = Folder::new(setup, &mail.address());
        let watch = Watch::default();
        setup.secrets.iter().for_each(|(_, secret)| lock(watch.canary()).heed_secret(secret));
        let mut program = Program::spawn(&folder, 1, &program::clock(setup.clock.as_deref()));
        let url = program.ready().unwrap_or_else(|ended| panic!("de host start niet: {ended:?}"));
        let api = Api::new(&url, &folder, &watch);
        for (code, werkgever) in setup.employers() {
            api.put(&format!("/api/werkgevers/{code}"), &werkgever);
        }
        let account = setup.account(&receiver.base(), &digipoort.endpoint());
        let made = api.put(&format!("/api/klantaccounts/{KLANTCODE}"), &account);
        let token = made["token"].as_str().expect("a new account has a token").to_owned();
        let portal = Portal::new(&url, token, watch.clone());
        let (program, names) = (Some(program), Mutex::default());
        World {
            folder,
            program,
            portal,
            api,
            runs: 1,
            was_killed: false,
            names,
            began: names::today(),
            receiver,
            digipoort,
            mail,
            account,
            watch,
            clock: setup.clock.clone(),
            _runtime: runtime,
        }
    }

    /// Posts a message as the portal does, once.
    pub fn post(&self, message: &Message) -> Answer {
        self.post_bytes(&message.xml)
    }

    /// Posts anything on the portal's link, once.
    pub fn post_bytes(&self, bytes: &[u8]) -> Answer {
        self.post_to(LINK, bytes)
    }

    /// Posts anything on a link of the portal's account, once.
    pub fn post_to(&self, link: &str, bytes: &[u8]) -> Answer {
        let answer = self.portal.try_post_to(KLANTCODE, link, bytes);
        answer.unwrap_or_else(|| panic!("geen antwoord van de host\n{}", self.log()))
    }

    /// Who posts messages; can be given to threads.
    pub fn portal(&self) -> &Portal {
        &self.portal
    }

    /// The API of operators.
    pub fn api(&self) -> &Api {
        &self.api
    }

    /// The host on disk.
    pub fn folder(&self) -> &Folder {
        &self.folder
    }

    /// Changes a link of the portal's account, as an operator does.
    pub fn change_link(&mut self, name: &str, change: impl FnOnce(&mut Value)) {
        let links = self.account["importkoppelingen"].as_array_mut().expect("a list");
        let link = links.iter_mut().find(|link| link["naam"] == name);
        change(link.unwrap_or_else(|| panic!("koppeling {name} bestaat niet")));
        self.api.put(&format!("/api/klantaccounts/{KLANTCODE}"), &self.account);
    }

    /// What the receiver of Verwerkingsmeldingen got.
    pub fn journal(&self) -> Journal {
        self.receiver.journal()
    }

    /// Changes how the receiver behaves.
    pub fn set_mood(&self, mood: Mood) {
        self.receiver.set_mood(mood);
    }

    /// The ophaalservice of Digipoort.
    pub fn digipoort(&self) -> &Digipoort {
        &self.digipoort
    }

    /// The mail server.
    pub fn mail(&self) -> &MailSink {
        &self.mail
    }

    /// Waits until all that can be done is done: messages answered, events judged, polls over,
    /// everything in the outbox out, fetched or sent, but for what waits for a later attempt.
    pub fn settle(&self) {
        let until = Instant::now() + SETTLE_MAX;
        loop {
            let ready = self.api.ready().unwrap_or_default();
            if ready["rustig"] == true {
                return;
            }
            assert!(Instant::now() < until, "na {SETTLE_MAX:?} nog bezig: {ready}\n{}", self.log());
            thread::sleep(LOOK);
        }
    }

    /// Waits until nothing in the outbox waits for anything any more.
    pub fn settle_deliveries(&self) {
        let until = Instant::now() + SETTLE_MAX;
        let open = |state: &Value| {
            ["waiting", "sending", "pending"].iter().any(|open| state["state"]["is"] == *open)
        };
        loop {
            self.settle();
            if !self.api.all("bezorgingen", "na").iter().any(open) {
                // What the last one led to is still to be judged.
                return self.settle();
            }
            assert!(Instant::now() < until, "bezorgingen blijven open\n{}", self.deliveries());
            thread::sleep(LOOK);
        }
    }

    /// SIGKILL: what is not on disk is gone.
    pub fn kill(&mut self) {
        self.was_killed = true;
        self.program.take().expect("a host to kill").kill();
    }

    /// Whether the host is still there; how it ended when not.
    pub fn ended(&mut self) -> Option<Ended> {
        let ended = self.program.as_mut().and_then(Program::try_ended);
        self.was_killed |= ended.as_ref().is_some_and(|ended| ended.code.is_none());
        ended
    }

    /// SIGTERM: ends in good order, or the scenario does.
    pub fn stop(&mut self) {
        let ended = self.program.take().expect("a host to stop").terminate();
        assert_eq!(ended.code, Some(0), "de host stopt niet netjes: {ended:?}");
    }

    /// Starts the host again, after [`World::kill`] or [`World::stop`] or its own end.
    pub fn restart(&mut self) {
        self.restart_with(&[]).unwrap_or_else(|ended| panic!("de host start niet: {ended:?}"));
    }

    /// Starts the host again, with a clock that shows this moment then.
    pub fn restart_at(&mut self, moment: &str) {
        self.clock = Some(moment.to_owned());
        self.restart();
    }

    /// Starts the host again with these variables in its environment; it may end before it is ready.
    pub fn restart_with(&mut self, environment: &[(String, String)]) -> Result<(), Ended> {
        self.program = None;
        self.runs += 1;
        let mut environment = environment.to_vec();
        environment.extend(program::clock(self.clock.as_deref()));
        let mut program = Program::spawn(&self.folder, self.runs, &environment);
        let url = program.ready()?;
        self.api = Api::new(&url, &self.folder, &self.watch);
        self.portal.moved(&url);
        self.program = Some(program);
        Ok(())
    }

    /// Starts the host and kills it again after this time, ready or not.
    pub fn start_briefly(&mut self, time: Duration) {
        self.runs += 1;
        self.was_killed = true;
        let mut program = Program::spawn(&self.folder, self.runs, &[]);
        thread::sleep(time);
        program.kill();
    }

    /// Waits until something is so; ends the scenario when it does not become so.
    pub fn wait_until(&self, what: &str, is_so: impl Fn(&World) -> bool) {
        let until = Instant::now() + SETTLE_MAX;
        while !is_so(self) {
            assert!(Instant::now() < until, "{what}: niet na {SETTLE_MAX:?}\n{}", self.log());
            thread::sleep(LOOK);
        }
    }

    /// Runs a command of the program, against this host when it runs.
    pub fn cli(&self, arguments: &[&str]) -> Ended {
        self.cli_with(arguments, &[])
    }

    /// Runs a command as the operator whose API this is.
    pub fn cli_as(&self, operator: &Api, arguments: &[&str]) -> Ended {
        self.cli_with(arguments, &[("SCHAKEL_TOKEN", operator.token())])
    }

    fn cli_with(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Ended {
        let url = format!("http://{}", self.portal.address());
        let mut environment = environment.to_vec();
        environment.extend(self.program.as_ref().map(|_| ("SCHAKEL_HOST", url.as_str())));
        let ended = program::run(&self.folder, &environment, arguments);
        let what = format!("schakel {}", arguments.join(" "));
        self.watch.inside(&what, &ended.output);
        self.watch.outside(&what, &ended.errors);
        ended
    }

    /// The log of the run of the host that is on now.
    pub fn log(&self) -> String {
        self.program.as_ref().map(Program::log).unwrap_or_default()
    }

    /// Any text with names in place of ids; the same names as in all other texts of this world.
    pub fn plain(&self, text: &str) -> String {
        let text = text.replace(&self.folder.path("").display().to_string(), "");
        let plain = lock(&self.names).plain(&text);
        let today = [self.began, names::today()];
        today.iter().fold(plain, |text, day| text.replace(&day.to_string(), "(vandaag)"))
    }

    /// All events, numbered in the order in which they are told: first what happened to dossiers,
    /// then what became of deliveries, which comes in between at its own pace.
    pub fn events(&self) -> String {
        self.events_after(0)
    }

    /// The events that came after so many, with the numbers that they have among all.
    pub fn events_after(&self, number: u64) -> String {
        let told = told::events(&self.api.all("gebeurtenissen", "vanaf")).into_iter();
        // All get their names, so that those are the same whatever is left out.
        let plain = told.map(|(seq, text)| (seq, self.plain(&text)));
        plain.filter(|(seq, _)| *seq > number).map(|(_, text)| text).collect()
    }

    /// How many events there are.
    pub fn last_event(&self) -> u64 {
        self.api.get("/api/stand")["gebeurtenissen"].as_u64().unwrap_or_default()
    }

    /// Open tasks, a line each, in the order of their names.
    pub fn tasks(&self) -> String {
        let told: String = self.api.all("taken", "na").iter().map(told::task).collect();
        drop(self.events()); // what they are about gets its name where it is first told of
        let plain = self.plain(&told);
        let mut lines: Vec<&str> = plain.split_inclusive('\n').collect();
        lines.sort_unstable();
        lines.concat()
    }

    /// The dossiers of all werknemers as they are now.
    pub fn dossiers(&self) -> String {
        self.dossier_ids().into_iter().map(|id| self.dossier(&id)).collect()
    }

    /// A dossier as it is now.
    pub fn dossier(&self, id: &str) -> String {
        // With names in place of ids its parts stand in the same order in every run.
        let stored = self.api.get(&format!("/api/dossiers/{id}")).to_string();
        told::dossier(&serde_json::from_str(&self.plain(&stored)).expect("still JSON"))
    }

    /// The werknemers that events tell of, in that order.
    pub fn dossier_ids(&self) -> Vec<String> {
        self.told_of("werknemer")
    }

    /// The werkgevers that events tell of, in that order.
    pub fn werkgever_ids(&self) -> Vec<String> {
        self.told_of("werkgever")
    }

    fn told_of(&self, whom: &str) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for event in self.api.all("gebeurtenissen", "vanaf") {
            match event["about"][whom].as_str() {
                Some(id) if !ids.iter().any(|known| known == id) => ids.push(id.to_owned()),
                _ => {}
            }
        }
        ids
    }

    /// A logverslag with all its lines, as its sender sees it.
    pub fn logverslag(&self, id: &str) -> String {
        self.plain(&told::logverslag(&self.portal.logverslag(id)))
    }

    /// All deliveries, oldest first, a line each.
    pub fn deliveries(&self) -> String {
        self.plain(&told::deliveries(self.api.all("bezorgingen", "na")))
    }

    /// The Verwerkingsmeldingen that the receiver took.
    pub fn received(&self) -> String {
        told::journal(&self.journal())
    }

    /// The audit log, oldest first, a line each.
    pub fn audit(&self) -> String {
        let all = self.api.all("audit", "na");
        self.plain(&all.iter().rev().map(told::audit).collect::<String>())
    }
}

impl Default for World {
    fn default() -> World {
        World::new()
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // A scenario that failed already says why; two panics at once would hide it.
        if thread::panicking() {
            self.tell_end_of_log();
        } else {
            closing::check(self);
        }
    }
}

impl World {
    /// The folder goes with the test, so what the host said last is told here.
    #[allow(clippy::print_stderr, reason = "for who reads why a scenario failed")]
    fn tell_end_of_log(&self) {
        let log = self.log();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines.split_at(lines.len().saturating_sub(LOG_LINES)).1;
        eprintln!("het log van de host eindigt zo:\n{}", last.join("\n"));
    }
}
