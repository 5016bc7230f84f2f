//! The outbox: what goes out or is fetched, how that went, and mending what does not get further.

use std::sync::Arc;

use axum::{Extension, Json, body::Body, extract::State};
use host_domain::DeliveryId;
use host_engine::{Actor, Engine, Fault};
use host_store::{Delivery, Reads};
use serde_json::{Value, json};

use crate::{
    Api,
    given::{self, InQuery, InUrl, Page},
    problem::Problem,
    shown,
};

/// Largest content that is put, in bytes: some reports are as long as the messages they answer.
const CONTENT_MAX: usize = 16 * 1024 * 1024;

/// `GET /api/bezorgingen`: newest first.
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    InQuery(page): InQuery<Page>,
) -> Result<Json<Value>, Problem> {
    let before = page.after(DeliveryId::parse)?;
    let count = page.count();
    let deliveries = api
        .work(move |engine| {
            let view = engine.store().read()?;
            let last = before.map(|id| view.delivery(id)).transpose()?.flatten();
            Ok(view.deliveries(last.as_ref(), count)?)
        })
        .await?;
    let next = deliveries.last().filter(|_| deliveries.len() == count).map(|last| last.id);
    Ok(shown::page("bezorgingen", deliveries.iter().map(shown::delivery).collect(), next))
}

/// `GET /api/bezorgingen/{id}`
pub(crate) async fn one(
    State(api): State<Arc<Api>>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let delivery = api.work(move |engine| find(engine, id)).await?;
    Ok(Json(shown::delivery(&delivery)))
}

/// `GET /api/bezorgingen/{id}/inhoud`: what is sent, or what names the item to fetch, as it is. That
/// somebody asked is in the audit log.
pub(crate) async fn content(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let content = api.work(move |engine| {
        find(engine, id)?;
        Ok(engine.delivery_content(&actor, id)?)
    });
    Ok(Json(content.await?))
}

/// `PUT /api/bezorgingen/{id}/inhoud`: other content in its place.
pub(crate) async fn edit(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    body: Body,
) -> Result<Json<Value>, Problem> {
    let content: Value = given::json(&given::bytes(&api, body, CONTENT_MAX).await?)?;
    change(&api, &id, "gewijzigd", move |engine, id| engine.edit_delivery(&actor, id, &content))
        .await
}

/// `POST /api/bezorgingen/{id}/opnieuw`: sends it again, under the same number.
pub(crate) async fn resend(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    change(&api, &id, "wacht", move |engine, id| engine.resend_delivery(&actor, id)).await
}

/// `POST /api/bezorgingen/{id}/opgeven`: it is not sent any more.
pub(crate) async fn give_up(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    change(&api, &id, "opgegeven", move |engine, id| engine.give_up_delivery(&actor, id)).await
}

/// Does something with a delivery, and says what it is after that.
async fn change(
    api: &Api,
    id: &str,
    after: &str,
    act: impl FnOnce(&Engine, DeliveryId) -> Result<(), Fault> + Send + 'static,
) -> Result<Json<Value>, Problem> {
    let id = parse(id)?;
    let changed = api.work(move |engine| {
        find(engine, id)?;
        Ok(act(engine, id)?)
    });
    changed.await?;
    Ok(Json(json!({ "bezorging": id, "status": after })))
}

fn find(engine: &Engine, id: DeliveryId) -> Result<Delivery, Problem> {
    engine.store().read()?.delivery(id)?.ok_or_else(unknown)
}

fn parse(id: &str) -> Result<DeliveryId, Problem> {
    DeliveryId::parse(id).ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::not_found("Deze bezorging bestaat niet.")
}
