//! Values in traffic that no conversiegroep names.

use std::sync::Arc;

use axum::{Json, extract::State};
use host_store::{Reads, Unmapped};
use serde_json::{Value, json};

use crate::{Api, problem::Problem, shown};

/// `GET /api/conversies/onbekend`: by groep, sleutel and waarde.
pub(crate) async fn unmapped(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    let all = api.work(|engine| Ok(engine.store().read()?.unmapped()?)).await?;
    let told = |value: &Unmapped| {
        json!({
            "groep": value.groep,
            "sleutel": value.sleutel,
            "waarde": shown::without_bsn(&value.waarde),
            "aantal": value.aantal,
            "eerst": shown::moment(value.eerst_ms),
            "laatst": shown::moment(value.laatst_ms),
        })
    };
    Ok(shown::page("onbekend", all.iter().map(told).collect(), None::<u64>))
}
