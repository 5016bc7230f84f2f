//! Polissen of a werkgever: those there are, new ones, changes.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use host_domain::{DossierId, PolisId};
use host_engine::Actor;
use host_store::Reads;
use serde_json::{Value, json};

use crate::{
    Api, form::Form, given::InUrl, handled, operator::Operator, polis_form, problem::Problem, shown,
};

/// `GET /api/werkgevers/{werkgevercode}/polissen`: by number and first day.
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(werkgevercode): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let found = api.work(move |engine| {
        let view = engine.store().read()?;
        let unknown = || Problem::not_found("Deze werkgever bestaat niet.");
        let id = view.werkgever_by_code(&werkgevercode)?.ok_or_else(unknown)?;
        let stored = view.dossier(DossierId::Werkgever(id))?.ok_or_else(unknown)?;
        let dossier = stored.dossier.as_werkgever().ok_or_else(unknown)?;
        let mut all: Vec<_> = dossier.polissen.values().cloned().collect();
        all.sort_by(|a, b| (&a.polisnummer, a.begin).cmp(&(&b.polisnummer, b.begin)));
        Ok(all)
    });
    let items = found.await?.iter().map(|polis| shown::to(&operator, polis)).collect();
    Ok(shown::page("polissen", items, None::<u64>))
}

/// `POST /api/werkgevers/{werkgevercode}/polissen`: adds one, or brings up to date the one of the same
/// number and first day.
pub(crate) async fn put(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(werkgevercode): InUrl<String>,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let new = polis_form::read(form)?;
    let put = api.work(move |engine| Ok(engine.put_polis(&actor, &werkgevercode, new)?));
    let (id, done) = put.await?;
    let changed = !done.events.is_empty();
    Ok(handled::answer(&done, json!({ "polis": id, "gewijzigd": changed })))
}

/// `DELETE /api/polissen/{id}`
pub(crate) async fn remove(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let unknown = || Problem::not_found("Deze polis bestaat niet (meer).");
    let id = PolisId::parse(&id).ok_or_else(unknown)?;
    let done = api.work(move |engine| {
        engine.store().read()?.polis_dossier(id)?.ok_or_else(unknown)?;
        Ok(engine.remove_polis(&actor, id)?)
    });
    Ok(handled::answer(&done.await?, json!({ "polis": id })))
}
