//! READ THIS FIRST: the path of an event, stage by stage, and the threads that walk it.
//!
//! ```text
//!  HTTP post: Engine::accept puts the     poll.rs asks a connector what is new on the other
//!  whole message in the store, nudges     side; what it lists goes into the outbox (4)
//!      |                                      fetched in 4: accepted like a post, in 5
//!      |<--------------------------------------------------------------------------'
//!  1 ingest     receive.rs   steps the connector -> intakes, round by round
//!               record.rs    intake -> importconfiguratie -> commands          (pure)
//!               cutting.rs   the file of an intake -> a sealed file of its own
//!               ingest.rs    commands -> events, state, dedupe key, logverslag (one transaction a round)
//!               placing.rs   ... and a document into the dossier that it belongs in
//!      |
//!  2 decide     decide.rs    event + dossier as of it -> rules -> plan + trace (pure; writes nothing)
//!      |
//!  3 commit     commit.rs    plan -> follow-up events, mail, trace, cursor     (one transaction a batch)
//!               alerts.rs    ... and word to operators when a link is in trouble, or over it
//!      |                     and back to 2; what an effect means: effects/command.rs
//!  4 dispatch   dispatch.rs  outbox row -> the outside world                   (no transaction held)
//!               lanes: a connector delivers, a connector fetches (fetch.rs), an e-mail (mail.rs)
//!      |
//!  5 settle     settle.rs    outcome -> row closed or rescheduled, event       (one transaction)
//!                            and back to 2
//! ```
//!
//! Time is a source of events too: dagwissel.rs lets the rules look at every traject that runs, once a
//! day, and herinneringen.rs lets timers go off. What they record goes to 2.
//!
//! Looking back writes nothing: replay.rs walks the log with the dossiers as they were, for whoever judges
//! it (whatif.rs, reproduce.rs, production.rs); proef.rs, rerun.rs and why_not.rs look at one event.
//!
//! Every stage looks in the store for work, does it, and sleeps until a nudge or a period. A crash
//! therefore needs no code of its own: after a start every stage simply looks.

use std::{sync::Arc, thread, time::Duration};

use crate::{
    Engine, Fault,
    wake::{Wake, Woken},
};

/// A stage looks this often even when nobody nudges it.
const PERIOD: Duration = Duration::from_secs(5);

/// Threads that step connectors for received messages; each holds at most one message.
const RECEIVERS: usize = 3;

/// Threads that deliver; each waits for at most one partner.
const DELIVERERS: usize = 3;

/// Threads that fetch; each waits for at most one partner.
const FETCHERS: usize = 3;

/// Threads that poll; each waits for at most one partner.
const POLLERS: usize = 2;

/// The running stages.
pub struct Running {
    engine: Arc<Engine>,
    threads: Vec<thread::JoinHandle<()>>,
}

/// Starts all stages.
pub fn start(engine: Arc<Engine>) -> Result<Running, Fault> {
    engine.free_leases()?;
    let mut running = Running { engine, threads: Vec::new() };
    for _ in 0..RECEIVERS {
        running.stage("receive", |engine| &engine.wakes.receive, Engine::receive_next)?;
    }
    running.stage("decide", |engine| &engine.wakes.decide, Engine::decide_next)?;
    for _ in 0..DELIVERERS {
        running.stage("deliver", |engine| &engine.wakes.dispatch, Engine::deliver_next)?;
    }
    for _ in 0..FETCHERS {
        running.stage("fetch", |engine| &engine.wakes.dispatch, Engine::fetch_next)?;
    }
    running.stage("mail", |engine| &engine.wakes.dispatch, Engine::mail_next)?;
    for _ in 0..POLLERS {
        running.stage("poll", |engine| &engine.wakes.poll, Engine::poll_next)?;
    }
    running.stage("change of day", |engine| &engine.wakes.day, Engine::change_day)?;
    running.stage("timers", |engine| &engine.wakes.day, Engine::let_herinneringen_go_off)?;
    running.stage("housekeeping", |engine| &engine.wakes.housekeeping, Engine::clean_up)?;
    running.stage("silence", |engine| &engine.wakes.housekeeping, Engine::look_for_silence)?;
    Ok(running)
}

impl Running {
    /// Runs `work` on a thread of its own until it finds nothing, then waits for `wake`.
    fn stage(
        &mut self,
        name: &str,
        wake: fn(&Engine) -> &Wake,
        work: fn(&Engine) -> Result<bool, Fault>,
    ) -> Result<(), Fault> {
        let engine = Arc::clone(&self.engine);
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _stop = StopOnPanic(&engine);
            walk(&engine, wake(&engine), work);
        });
        let thread = thread.map_err(|e| Fault::Unknown(format!("kan geen draad starten: {e}")))?;
        self.threads.push(thread);
        Ok(())
    }

    /// Stops taking new work, lets what runs come to the end of its step, and waits for it.
    pub fn stop(self) {
        self.engine.close();
        for thread in self.threads {
            // A stage that panicked was reported by the panic hook; the others still stop in order.
            drop(thread.join());
        }
    }
}

impl Engine {
    /// Tells all stages to stop.
    pub fn close(&self) {
        self.wakes.close();
    }

    /// Says that a delivery may have become due earlier than the period would show.
    pub fn nudge_dispatch(&self) {
        self.wakes.dispatch.nudge();
    }

    /// Whether the stages were told to stop, or stopped because the store failed.
    pub fn is_closed(&self) -> bool {
        self.wakes.decide.is_closed()
    }
}

/// A stage that is gone without a word would leave a host that looks well and does nothing.
struct StopOnPanic<'a>(&'a Engine);

impl Drop for StopOnPanic<'_> {
    fn drop(&mut self) {
        if thread::panicking() {
            self.0.close();
        }
    }
}

fn walk(engine: &Engine, wake: &Wake, work: fn(&Engine) -> Result<bool, Fault>) {
    loop {
        let seen = wake.seen();
        while !wake.is_closed() {
            match work(engine) {
                Ok(true) => {}
                Ok(false) => break,
                Err(fault) if fault.is_fatal() => {
                    tracing::error!("{fault}; the program stops rather than guesses");
                    engine.close();
                }
                Err(Fault::Stopped) => engine.close(),
                Err(fault) => {
                    tracing::error!("a stage failed and tries again later: {fault}");
                    break;
                }
            }
        }
        if wake.wait(seen, PERIOD) == Woken::Stop {
            return;
        }
    }
}
