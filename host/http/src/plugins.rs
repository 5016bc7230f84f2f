//! The plugins that are loaded, and what is wrong with the others.

use std::sync::Arc;

use axum::{Json, extract::State};
use serde_json::{Value, json};

use crate::Api;

/// `GET /api/plugins`
pub(crate) async fn list(State(api): State<Arc<Api>>) -> Json<Value> {
    let loaded = api.engine.connectors().loaded().into_iter();
    let plugins: Vec<Value> = loaded
        .map(|plugin| {
            json!({ "naam": plugin.name, "versie": plugin.version, "sha256": plugin.hash })
        })
        .collect();
    Json(json!({ "plugins": plugins, "niet_geladen": api.settings.reloading.plugins().problems }))
}
