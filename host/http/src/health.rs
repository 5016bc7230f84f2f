//! Whether the host runs. Open to all, so it tells nothing of what it works on.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::{Api, problem::Problem};

/// `GET /gezond`: the program runs.
pub(crate) async fn alive() -> Json<Value> {
    Json(json!({ "status": "gezond" }))
}

/// `GET /gereed`: it takes work.
pub(crate) async fn ready(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    match api.engine.is_closed() {
        true => Err(Problem::unavailable("De host stopt.", 10)),
        false => Ok(Json(json!({ "status": "gereed" }))),
    }
}
