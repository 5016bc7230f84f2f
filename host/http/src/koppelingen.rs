//! Links: how each is doing, and polling one now or letting it go on after a pause.

use std::{collections::BTreeMap, sync::Arc};

use axum::{Extension, Json, extract::State};
use host_domain::{Importkoppeling, Klantaccount};
use host_engine::{Actor, Engine};
use host_store::{Lane, LinkState, PollState, Reads, Snapshot};
use serde_json::{Value, json};

use crate::{Api, given::InUrl, problem::Problem, shown};

/// Rows of a lane in the outbox that are counted at most; beyond that the exact number says no more.
const COUNT_MAX: usize = 10_000;

/// How a link is doing, as far as anything was noted of it.
struct Doing {
    poll: Option<PollState>,
    state: LinkState,
    now_ms: i64,
}

/// `GET /api/koppelingen`: by name; those of no account too when something is wrong with them, such
/// as the mail.
pub(crate) async fn list(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    let links = api.work(|engine| {
        let view = engine.store().read()?;
        let waiting = waiting(&view)?;
        let mut links = BTreeMap::new();
        for (name, link) in links_of(&view.klantaccounts()?) {
            let doing = Doing::of(engine, &view, &name)?;
            links.insert(name.clone(), told(&name, Some(link), &doing, &waiting));
        }
        for state in view.link_states()? {
            if !links.contains_key(&state.koppeling) && !state.told.is_empty() {
                let name = state.koppeling.clone();
                let doing = Doing::of(engine, &view, &name)?;
                links.insert(name.clone(), told(&name, None, &doing, &waiting));
            }
        }
        Ok(links.into_values().collect())
    });
    Ok(shown::page("koppelingen", links.await?, None::<u64>))
}

/// `POST /api/koppelingen/{klantcode}/{naam}/nu`: polls the link now.
pub(crate) async fn poll_now(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl((klantcode, naam)): InUrl<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let koppeling = format!("{klantcode}/{naam}");
    let shown = json!({ "koppeling": koppeling });
    api.work(move |engine| Ok(engine.poll_now(&actor, &koppeling)?)).await?;
    Ok(Json(shown))
}

/// `POST /api/koppelingen/{klantcode}/{naam}/hervat`: ends the pause of the link.
pub(crate) async fn resume(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl((klantcode, naam)): InUrl<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let koppeling = format!("{klantcode}/{naam}");
    let shown = json!({ "koppeling": koppeling });
    api.work(move |engine| Ok(engine.resume_link(&actor, &koppeling)?)).await?;
    Ok(Json(shown))
}

/// Polls that run or can: due, of a link that does not rest, with its plugin there.
pub(crate) fn polls_to_do(engine: &Engine, view: &Snapshot) -> Result<usize, Problem> {
    let mut to_do = 0;
    for (name, link) in links_of(&view.klantaccounts()?) {
        if link.ophalen.is_some() && engine.connectors().current(&link.plugin).is_some() {
            let doing = Doing::of(engine, view, &name)?;
            to_do += usize::from(doing.is_due() && doing.paused_until().is_none());
        }
    }
    Ok(to_do)
}

/// All links of these accounts, each with its name `klantcode/naam`.
fn links_of(accounts: &[Klantaccount]) -> impl Iterator<Item = (String, &Importkoppeling)> {
    accounts.iter().flat_map(|account| {
        let named = |link: &Importkoppeling| format!("{}/{}", account.klantcode, link.naam);
        account.importkoppelingen.iter().map(move |link| (named(link), link))
    })
}

impl Doing {
    fn of(engine: &Engine, view: &Snapshot, name: &str) -> Result<Doing, Problem> {
        let now_ms = engine.now().as_millisecond();
        let (poll, state) = (view.poll(name)?, view.link_state(name)?);
        Ok(Doing { poll, state: state.unwrap_or_default(), now_ms })
    }

    /// Whether it is to be polled, if it is polled at all. While a poll runs it still is.
    fn is_due(&self) -> bool {
        self.poll.as_ref().is_none_or(|poll| poll.due_ms <= self.now_ms)
    }

    fn paused_until(&self) -> Option<i64> {
        self.state.paused_until_ms.filter(|until| *until > self.now_ms)
    }
}

/// What there is to tell of a link; `link` is none when no account has it.
fn told(
    name: &str,
    link: Option<&Importkoppeling>,
    doing: &Doing,
    waiting: &BTreeMap<String, usize>,
) -> Value {
    let Doing { poll, state, .. } = doing;
    let polling = link.and_then(|link| link.ophalen).map(|ophalen| {
        let poll = poll.as_ref();
        json!({
            "elke_seconden": ophalen.elke_seconden,
            "laatst_gelukt": poll.and_then(|poll| poll.succeeded_ms).map(shown::moment),
            "volgende": poll.map(|poll| shown::moment(poll.due_ms)),
            "bezig": poll.is_some_and(|poll| poll.running.is_some()),
            "mislukt": poll.map_or(0, |poll| poll.failures),
            "reden": poll.and_then(|poll| poll.reason.clone()),
        })
    });
    let last = state.succeeded_ms.max(poll.as_ref().and_then(|poll| poll.succeeded_ms));
    json!({
        "koppeling": name,
        "plugin": link.map(|link| &link.plugin),
        "importconfiguratie": link.map(|link| &link.importconfiguratie),
        "ophalen": polling,
        "laatst_gelukt": last.map(shown::moment),
        "storingen_achtereen": state.failures,
        "gepauzeerd_tot": doing.paused_until().map(shown::moment),
        "reden": state.reason,
        "gemeld": state.told,
        "wachtend": waiting.get(name).copied().unwrap_or_default(),
    })
}

/// Rows in the outbox that have not ended, by link.
fn waiting(view: &Snapshot) -> Result<BTreeMap<String, usize>, Problem> {
    let mut waiting = BTreeMap::new();
    for lane in Lane::ALL {
        for id in view.due_deliveries(lane, i64::MAX, COUNT_MAX)? {
            match view.delivery(id) {
                Ok(Some(delivery)) => *waiting.entry(delivery.koppeling).or_default() += 1,
                Ok(None) => {}
                // One damaged row hides none of the others.
                Err(error) if error.is_about_a_row() => {}
                Err(error) => return Err(error.into()),
            }
        }
    }
    Ok(waiting)
}
