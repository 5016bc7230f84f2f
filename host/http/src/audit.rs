//! Who did what.

use std::sync::Arc;

use axum::{Json, extract::State};
use host_domain::amsterdam_time;
use host_store::Reads;
use serde_json::{Value, json};

use crate::{
    Api,
    given::{InQuery, Page},
    problem::Problem,
    shown,
};

/// `GET /api/audit`: newest first.
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    InQuery(page): InQuery<Page>,
) -> Result<Json<Value>, Problem> {
    let before = page.after(|text| text.parse::<u64>().ok())?;
    let count = page.count();
    let entries =
        api.work(move |engine| Ok(engine.store().read()?.audit_log(before, count)?)).await?;
    let next = entries.last().filter(|_| entries.len() == count).map(|(number, _)| *number);
    let items = entries.iter().map(|(number, entry)| {
        json!({
            "nr": number,
            "op": amsterdam_time(entry.at),
            "wie": entry.actor,
            "wat": entry.action,
            "waarop": entry.subject,
        })
    });
    Ok(shown::page("audit", items.collect(), next))
}
