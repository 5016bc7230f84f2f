//! The plugins that are loaded, what is wrong with the others, and new versions on trial.

use std::sync::Arc;

use axum::{Extension, Json, body::Body, extract::State};
use host_engine::{Actor, Engine, ports::PluginVersion};
use host_store::Reads;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api, WaitingPlugin,
    given::{self, InQuery, InUrl},
    problem::Problem,
};

/// Largest component on trial, in bytes.
const WASM_MAX: usize = 64 * 1024 * 1024;

/// Recorded calls that are done again when nothing is asked, and at most.
const CALLS: usize = 50;
const CALLS_MAX: usize = 1_000;

/// Against what a candidate is held.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Against {
    /// The link, `klantcode/naam`.
    koppeling: String,
    aantal: Option<usize>,
}

/// `GET /api/plugins`
pub(crate) async fn list(State(api): State<Arc<Api>>) -> Json<Value> {
    let connectors = api.engine.connectors();
    let is_current = |version: &PluginVersion| {
        connectors.current(&version.name).is_some_and(|current| current.hash == version.hash)
    };
    let (current, former): (Vec<_>, Vec<_>) = connectors.loaded().into_iter().partition(is_current);
    let told = |versions: &[PluginVersion]| -> Vec<Value> {
        let told = versions.iter().map(|version| {
            json!({ "naam": version.name, "versie": version.version, "sha256": version.hash })
        });
        told.collect()
    };
    let beside = api.settings.reloading.plugins();
    let waiting = beside.waiting.iter().map(|WaitingPlugin { naam, versie, vraagt }| {
        json!({ "naam": naam, "versie": versie, "vraagt": vraagt })
    });
    Json(json!({
        "plugins": told(&current),
        "vorige": told(&former),
        "niet_geladen": beside.problems,
        "wacht_op_aanvaarding": waiting.collect::<Vec<_>>(),
    }))
}

/// `POST /api/plugins/{naam}/proef`: the component in the body is held against what was recorded of a
/// link. Nothing goes outside, and nothing is kept.
pub(crate) async fn trial(
    State(api): State<Arc<Api>>,
    InUrl(naam): InUrl<String>,
    InQuery(against): InQuery<Against>,
    body: Body,
) -> Result<Json<Value>, Problem> {
    let Against { koppeling, aantal } = against;
    let count = aantal.unwrap_or(CALLS).clamp(1, CALLS_MAX);
    let (plugin, link) = (naam.clone(), koppeling.clone());
    api.work(move |engine| check_link(engine, &plugin, &link)).await?;
    let wasm = given::bytes(&api, body, WASM_MAX).await?;
    if wasm.is_empty() {
        return Err(Problem::bad_request("Stuur de kandidaat mee, als wasm-component."));
    }
    let trials = Arc::clone(&api.settings.trials);
    let tried = api.work(move |_| {
        trials.try_candidate(&naam, wasm, &koppeling, count).map_err(Problem::refused)
    });
    let report = tried.await?;
    Ok(Json(json!({
        "aanroepen": report.aanroepen,
        "anders": report.differing(),
        "niet_herhaalbaar": report.niet_herhaalbaar,
    })))
}

/// `POST /api/plugins/{naam}/aanvaard`: what the waiting version asks for is accepted.
pub(crate) async fn accept(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(naam): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let (trials, plugin) = (Arc::clone(&api.settings.trials), naam.clone());
    let accepted =
        api.work(move |_| trials.accept(&actor, &plugin).map_err(Problem::refused)).await?;
    Ok(Json(json!({ "naam": naam, "versie": accepted })))
}

/// A candidate is held against calls to the same plugin.
fn check_link(engine: &Engine, plugin: &str, koppeling: &str) -> Result<(), Problem> {
    let unknown = || Problem::not_found(format!("Koppeling `{koppeling}` bestaat niet."));
    let (klantcode, naam) = koppeling.split_once('/').ok_or_else(unknown)?;
    let account = engine.store().read()?.klantaccount(klantcode)?.ok_or_else(unknown)?;
    let link = account.importkoppeling(naam).ok_or_else(unknown)?;
    match link.plugin == plugin {
        true => Ok(()),
        false => Err(Problem::refused(format!(
            "koppeling `{koppeling}` werkt met plugin `{}`, niet met `{plugin}`",
            link.plugin
        ))),
    }
}
