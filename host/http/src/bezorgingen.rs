//! Deliveries: what goes out, and how that went.

use std::sync::Arc;

use axum::{Json, extract::State};
use host_domain::DeliveryId;
use host_store::Reads;
use serde_json::Value;

use crate::{
    Api,
    given::{InQuery, InUrl, Page},
    problem::Problem,
    shown,
};

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
    let unknown = || Problem::not_found("Deze bezorging bestaat niet.");
    let id = DeliveryId::parse(&id).ok_or_else(unknown)?;
    let delivery = api.work(move |engine| Ok(engine.store().read()?.delivery(id)?)).await?;
    Ok(Json(shown::delivery(&delivery.ok_or_else(unknown)?)))
}
