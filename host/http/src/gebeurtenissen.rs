//! The log of events, and why things followed from them.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use host_store::{Logged, Reads};
use serde_json::Value;

use crate::{
    Api,
    given::{InQuery, InUrl, Page},
    operator::Operator,
    problem::Problem,
    shown,
};

/// `GET /api/gebeurtenissen`: from `vanaf` on, oldest first.
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InQuery(page): InQuery<Page>,
) -> Result<Json<Value>, Problem> {
    let events = api
        .work(move |engine| Ok(engine.store().read()?.events_from(page.from(), page.count())?));
    let events = events.await?;
    let next = events.last().map(|last| last.seq() + 1);
    let items = events.iter().map(|event| shown::logged(&operator, event)).collect();
    Ok(shown::page("gebeurtenissen", items, next))
}

/// `GET /api/gebeurtenissen/{seq}`
pub(crate) async fn one(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(seq): InUrl<u64>,
) -> Result<Json<Value>, Problem> {
    let event: Option<Logged> =
        api.work(move |engine| Ok(engine.store().read()?.event(seq)?)).await?;
    let event =
        event.ok_or_else(|| Problem::not_found(format!("Gebeurtenis {seq} bestaat niet.")))?;
    Ok(Json(shown::logged(&operator, &event)))
}

/// `GET /api/gebeurtenissen/{seq}/waarom`
pub(crate) async fn why(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(seq): InUrl<u64>,
) -> Result<Json<Value>, Problem> {
    let explanation = api.work(move |engine| Ok(engine.explain_event(seq)?)).await?;
    Ok(Json(shown::to(&operator, &explanation)))
}
