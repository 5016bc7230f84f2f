//! Polling: from time to time the connector of a link is asked what is new on the other side, and what
//! it lists goes into the outbox to be fetched, in the transaction that moves the cursor: an answer
//! that is lost is listed again, and one that is listed is not forgotten.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Duration,
};

use host_domain::{DossierId, Importkoppeling, Klantaccount, MachtigingStatus};
use host_store::{PollRun, PollState, Reads};
use sdk_connector::{
    kinds,
    protocol::{Call, Document, Item, Page, Poll, Scope},
};

use crate::{
    Engine,
    call::Round,
    error::Fault,
    failpoint, health,
    in_hand::Held,
    listing::{Came, Listing},
    ports::PluginVersion,
    recorded,
};

/// A link that is polled, with its account.
#[derive(Clone)]
pub(crate) struct Polled {
    pub(crate) account: Klantaccount,
    pub(crate) link: Importkoppeling,
    /// `klantcode/naam`.
    pub(crate) koppeling: String,
    /// Time between two polls.
    pub(crate) every: Duration,
}

/// One run of a poll, from its start to its end.
struct Run {
    polled: Polled,
    plugin: PluginVersion,
    state: PollState,
    since_ms: i64,
    scopes: Vec<Scope>,
}

impl Engine {
    /// Runs one poll that is due. False when there is none.
    pub(crate) fn poll_next(&self) -> Result<bool, Fault> {
        for polled in self.longest_due_first()? {
            match self.poll_if_due(&polled) {
                Ok(false) => {}
                // A mistake in this link alone keeps none of the others from being polled.
                Err(fault) if fault.is_about_an_item() => {
                    tracing::error!(koppeling = polled.koppeling, "a poll fails: {fault}");
                }
                other => return other,
            }
        }
        Ok(false)
    }

    /// Links that are polled, longest due first: one that always has more keeps nobody waiting.
    fn longest_due_first(&self) -> Result<Vec<Polled>, Fault> {
        let mut polled = self.polled()?;
        let due_ms: BTreeMap<String, i64> = self
            .store
            .read()?
            .polls()?
            .into_iter()
            .map(|poll| (poll.koppeling, poll.due_ms))
            .collect();
        polled.sort_by_key(|polled| due_ms.get(&polled.koppeling).copied());
        Ok(polled)
    }

    fn poll_if_due(&self, polled: &Polled) -> Result<bool, Fault> {
        let Some(_held) = self.take_poll(polled)? else { return Ok(false) };
        self.poll(polled.clone())?;
        Ok(true)
    }

    /// Links that are polled, of all accounts.
    pub(crate) fn polled(&self) -> Result<Vec<Polled>, Fault> {
        let mut polled = Vec::new();
        for account in self.store.read()?.klantaccounts()? {
            for link in &account.importkoppelingen {
                let Some(ophalen) = &link.ophalen else { continue };
                polled.push(Polled {
                    koppeling: format!("{}/{}", account.klantcode, link.naam),
                    every: Duration::from_secs(u64::from(ophalen.elke_seconden)),
                    link: link.clone(),
                    account: account.clone(),
                });
            }
        }
        Ok(polled)
    }

    /// Takes the poll of a link in hand, when it is due and nobody else has it.
    fn take_poll(&self, polled: &Polled) -> Result<Option<Held<'_>>, Fault> {
        let held = self.polls_in_hand.take(&polled.koppeling);
        // Only now: an older view may show a run that another worker has just finished.
        let view = self.store.read()?;
        let now = self.now();
        let state = view.poll(&polled.koppeling)?;
        let due = state.is_none_or(|state| state.due_ms <= now.as_millisecond());
        let able = due
            && self.connectors.current(&polled.link.plugin).is_some()
            && !health::is_paused(&view, &polled.koppeling, now)?;
        Ok(held.filter(|_| able))
    }

    fn poll(&self, polled: Polled) -> Result<(), Fault> {
        let run = self.begin_run(polled)?;
        if run.scopes.is_empty() {
            return self.end_run(&run, Ok((run.state.cursor.clone(), Vec::new(), false)), 0);
        }
        failpoint::hit("na-begin-ophalen");
        // A panic is a mistake of ours on this link; it must not take the others with it.
        let asked = catch_unwind(AssertUnwindSafe(|| self.ask_page(&run)));
        let asked = asked.unwrap_or_else(|_| {
            Err(Fault::Unknown("het programma maakte een fout bij deze koppeling".to_owned()))
        });
        match asked {
            Ok(Page::Listed { items, cursor, more }) => {
                let all = items.len();
                let items: Vec<Item> =
                    items.into_iter().filter(|item| is_allowed(item, &run.scopes)).collect();
                let left_out = all - items.len();
                self.end_run(&run, Ok((cursor, items, more)), left_out)
            }
            Ok(Page::TryAgain { reason, after }) => {
                let after = after.map(|seconds| Duration::from_secs(u64::from(seconds)));
                self.end_run(&run, Err((reason, after, false)), 0)
            }
            Ok(Page::Rejected { reason }) => self.end_run(&run, Err((reason, None, false)), 0),
            Err(fault) if fault.is_about_an_item() => {
                let is_hers = fault.is_of_the_connector();
                self.end_run(&run, Err((fault.to_string(), None, is_hers)), 0)
            }
            Err(fault) => Err(fault),
        }
    }

    /// Begins a run, or takes up the one that was interrupted: at the same time of its clock, so that
    /// its journal holds. Another build of the connector cannot take it up.
    fn begin_run(&self, polled: Polled) -> Result<Run, Fault> {
        let plugin = &polled.link.plugin;
        let current = self.connectors.current(plugin).ok_or_else(|| {
            Fault::Unknown(format!("plugin `{plugin}` van deze koppeling is niet geladen"))
        })?;
        let (koppeling, hash) = (polled.koppeling.clone(), current.hash.clone());
        let loaded = self.connectors.loaded();
        let now_ms = self.now().as_millisecond();
        let (state, run) = self.writer.write(move |session| {
            let known = session.poll(&koppeling)?;
            let mut state = known.unwrap_or_else(|| new_state(&koppeling, now_ms));
            let goes_on = |run: &PollRun| loaded.iter().any(|one| one.hash == run.plugin_hash);
            let run = match state.running.take() {
                Some(run) if goes_on(&run) => run,
                interrupted => {
                    if interrupted.is_some() {
                        session.forget_journal(&call_id(&koppeling, state.run))?;
                    }
                    state.run += 1;
                    PollRun { since_ms: now_ms, plugin_hash: hash.clone() }
                }
            };
            state.running = Some(run.clone());
            session.put_poll(&state)?;
            Ok((state, run))
        })?;
        let loaded = self.connectors.loaded().into_iter();
        let plugin = loaded.into_iter().find(|one| one.hash == run.plugin_hash).unwrap_or(current);
        let scopes = self.scopes(&polled)?;
        Ok(Run { polled, plugin, state, since_ms: run.since_ms, scopes })
    }

    /// For whom the link may ask: active machtigingen of werkgevers in the groups of its account.
    pub(crate) fn scopes(&self, polled: &Polled) -> Result<Vec<Scope>, Fault> {
        let view = self.store.read()?;
        let mut scopes = Vec::new();
        for (id, werkgever) in view.active_machtigingen()? {
            let stored = match view.dossier(DossierId::Werkgever(werkgever)) {
                Err(error) if error.is_about_a_row() => {
                    tracing::error!(%werkgever, "a werkgever cannot be read: {error}");
                    continue;
                }
                read => read?,
            };
            let dossier = stored.as_ref().and_then(|stored| stored.dossier.as_werkgever());
            let Some(dossier) = dossier else { continue };
            let groepen = &dossier.werkgever.werkgevergroepen;
            if groepen.is_disjoint(&polled.account.werkgevergroepen) {
                continue;
            }
            let Some(machtiging) = dossier.machtigingen.get(&id) else { continue };
            // From when the code was sent: UWV may have made it active before we heard of it.
            let sent = |status| status == MachtigingStatus::ActiveringVerstuurd;
            let steps = &machtiging.historie;
            let since = steps.iter().rev().find(|step| sent(step.status)).or(steps.last());
            scopes.push(Scope {
                loonheffingennummer: machtiging.loonheffingennummer.to_string(),
                dienst: machtiging.dienst.code().to_owned(),
                since_ms: since.map_or(0, |step| step.op.as_millisecond()),
            });
        }
        scopes.sort_by(|a, b| {
            (&a.dienst, &a.loonheffingennummer).cmp(&(&b.dienst, &b.loonheffingennummer))
        });
        Ok(scopes)
    }

    fn ask_page(&self, run: &Run) -> Result<Page, Fault> {
        let call = call_of(run);
        let round = Round {
            plugin: &run.plugin,
            call: &call,
            number: 0,
            message: None,
            settings: &run.polled.link.instellingen,
            granted: &run.polled.link.toegestaan,
            claim: None,
        };
        let (page, _) = round.outcome(self, kinds::PAGE)?;
        page.read().map_err(|reason| round.broken(reason))
    }

    /// Commits what a run came to.
    fn end_run(&self, run: &Run, came: Came, left_out: usize) -> Result<(), Fault> {
        if left_out > 0 {
            tracing::info!(
                koppeling = run.polled.koppeling,
                left_out,
                "the other side lists what no active machtiging covers; it is not fetched"
            );
        }
        failpoint::hit("voor-lijst");
        let now = self.now();
        let (koppeling, call) = (run.polled.koppeling.clone(), call_of(run));
        let listing = Listing {
            store: self.store.clone(),
            now,
            every: run.polled.every,
            plugin: run.polled.link.plugin.clone(),
            run: run.state.run,
            // Without anybody to ask for the other side was not asked.
            call: (!run.scopes.is_empty())
                .then(|| recorded::of_call(&call, &koppeling, &run.plugin, 1, None, now)),
            came,
            koppeling,
        };
        self.writer.write(move |session| listing.put(session))?;
        failpoint::hit("na-lijst");
        self.wakes.dispatch.nudge();
        self.wakes.decide.nudge();
        Ok(())
    }

    /// How every poll is doing.
    pub fn polls(&self) -> Result<Vec<PollState>, Fault> {
        Ok(self.store.read()?.polls()?)
    }
}

fn new_state(koppeling: &str, now_ms: i64) -> PollState {
    PollState {
        koppeling: koppeling.to_owned(),
        cursor: serde_json::Value::Null,
        due_ms: now_ms,
        run: 0,
        failures: 0,
        succeeded_ms: None,
        running: None,
        reason: None,
    }
}

/// The call of a run.
pub(crate) fn call_id(koppeling: &str, run: u64) -> String {
    format!("ophalen/{koppeling}/{run}")
}

fn call_of(run: &Run) -> Call {
    let request = Poll { cursor: run.state.cursor.clone(), scopes: run.scopes.clone() };
    Call {
        id: call_id(&run.polled.koppeling, run.state.run),
        request: Document::of(kinds::POLL, kinds::VERSION, &request),
        settings: serde_json::Value::Object(run.polled.link.instellingen.clone()).to_string(),
        state: Vec::new(),
        now_ms: run.since_ms,
        seed: run.state.run,
    }
}

fn is_allowed(item: &Item, scopes: &[Scope]) -> bool {
    scopes.iter().any(|scope| {
        scope.dienst == item.dienst && scope.loonheffingennummer == item.loonheffingennummer
    })
}
