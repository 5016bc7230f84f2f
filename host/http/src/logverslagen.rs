//! Logverslagen: what became of every record of a message; for its sender and for operators.

use std::sync::Arc;

use axum::{Extension, Json, extract::State, http::HeaderMap};
use host_domain::LogverslagId;
use host_engine::{Actor, Engine};
use host_store::Reads;
use serde_json::{Value, json};

use crate::{
    Api, entry,
    given::{InQuery, InUrl, Page},
    problem::Problem,
    shown,
};

/// Fields of a line that are ours alone.
const INTERNAL: [&str; 2] = ["events", "werknemer"];

/// `GET /koppelingen/{klantcode}/logverslagen/{id}`: the sender's own ones only.
pub(crate) async fn of_partner(
    State(api): State<Arc<Api>>,
    InUrl((klantcode, id)): InUrl<(String, String)>,
    InQuery(page): InQuery<Page>,
    headers: HeaderMap,
) -> Result<Json<Value>, Problem> {
    let account = entry::partner(&api, &klantcode, &headers).await?;
    let id = LogverslagId::parse(&id).ok_or_else(unknown)?;
    let of = Some(account.klantcode);
    let mut shown = api.work(move |engine| show(engine, id, of.as_deref(), &page)).await?;
    if let Some(Value::Array(lines)) = shown.get_mut("regels") {
        for fields in lines.iter_mut().filter_map(Value::as_object_mut) {
            fields.retain(|name, _| !INTERNAL.contains(&name.as_str()));
        }
    }
    Ok(Json(shown))
}

/// `GET /api/logverslagen`: newest first, without their lines.
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    InQuery(page): InQuery<Page>,
) -> Result<Json<Value>, Problem> {
    let before = page.after(|text| text.parse::<u64>().ok())?;
    let count = page.count();
    let reports =
        api.work(move |engine| Ok(engine.store().read()?.logverslagen(before, count)?)).await?;
    let next = reports.last().filter(|_| reports.len() == count).map(|(place, _)| *place);
    let items = reports.iter().map(|(_, report)| shown::masked(report)).collect();
    Ok(shown::page("logverslagen", items, next))
}

/// `GET /api/logverslagen/{id}`: with its lines from `vanaf` on.
pub(crate) async fn one(
    State(api): State<Arc<Api>>,
    InUrl(id): InUrl<String>,
    InQuery(page): InQuery<Page>,
) -> Result<Json<Value>, Problem> {
    let id = LogverslagId::parse(&id).ok_or_else(unknown)?;
    Ok(Json(api.work(move |engine| show(engine, id, None, &page)).await?))
}

/// `POST /api/logverslagen/{id}/opnieuw`: a message that its connector could not read is read again.
pub(crate) async fn reread(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = LogverslagId::parse(&id).ok_or_else(unknown)?;
    let again = api.work(move |engine| {
        engine.store().read()?.logverslag(id)?.ok_or_else(unknown)?;
        Ok(engine.reread(&actor, id)?)
    });
    again.await?;
    Ok(Json(json!({ "logverslag": id, "status": "in behandeling" })))
}

/// One with a page of its lines; `of` is the only account that may see it.
fn show(
    engine: &Engine,
    id: LogverslagId,
    of: Option<&str>,
    page: &Page,
) -> Result<Value, Problem> {
    let view = engine.store().read()?;
    let report = view.logverslag(id)?;
    let report = report.filter(|report| of.is_none_or(|of| report.klantcode == of));
    let report = report.ok_or_else(unknown)?;
    let lines = view.logregels(id, page.from(), page.count())?;
    let next = lines.last().filter(|_| lines.len() == page.count()).map(|line| line.nr + 1);
    Ok(json!({
        "logverslag": shown::masked(&report),
        "regels": lines.iter().map(shown::line).collect::<Vec<_>>(),
        "volgende": next,
    }))
}

fn unknown() -> Problem {
    Problem::not_found("Dit logverslag bestaat niet.")
}
