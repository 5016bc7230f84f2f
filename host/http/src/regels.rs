//! The rules in use, and how often they spoke.

use std::sync::Arc;

use axum::{Json, extract::State};
use host_store::Reads;
use serde_json::{Value, json};

use crate::{Api, problem::Problem};

/// `GET /api/regels`
pub(crate) async fn list(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    let shown = api.work(|engine| {
        let counts = engine.store().read()?.rule_counts()?;
        let book = engine.book();
        let triggers: Vec<Value> = book
            .triggers()
            .map(|trigger| {
                let count = counts.get(&trigger.id).copied().unwrap_or_default();
                json!({
                    "id": trigger.id,
                    "omschrijving": trigger.omschrijving,
                    "bestand": trigger.file,
                    "ingeschakeld": trigger.enabled,
                    "wanneer": trigger.events.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    "van_toepassing": count.matched,
                    "bekeken": count.considered,
                    "fouten": count.errors,
                })
            })
            .collect();
        let imports: Vec<Value> = book
            .importconfiguraties()
            .map(|import| {
                json!({
                    "naam": import.naam(),
                    "omschrijving": import.omschrijving(),
                    "bestand": import.file(),
                    "intake": import.intake(),
                })
            })
            .collect();
        Ok(json!({ "boek": book.hash(), "triggers": triggers, "importconfiguraties": imports }))
    });
    Ok(Json(shown.await?))
}
