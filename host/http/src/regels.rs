//! The rules in use, how often they spoke, and what is wrong with those that came after.

use std::sync::Arc;

use axum::{Json, extract::State};
use host_domain::amsterdam_time;
use host_store::BookReads;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{Api, problem::Problem, shown};

/// `GET /api/regels`; `fouten` tells why the rules in the folder are not those in use.
pub(crate) async fn list(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    let (told, rules) = (api.settings.reloading.rules(), Arc::clone(&api.settings.rules));
    let shown = api.work(move |engine| {
        let view = engine.store().read()?;
        let (counts, stored_since) = (view.rule_counts()?, view.current_book_since()?);
        let book = engine.book();
        let triggers: Vec<Value> = book
            .triggers()
            .map(|trigger| {
                let count = counts.get(&trigger.id).copied().unwrap_or_default();
                json!({
                    "id": trigger.id,
                    "omschrijving": trigger.omschrijving,
                    "bestand": trigger.file,
                    "ingeschakeld": trigger.mode.is_asked(),
                    "stand": trigger.mode.name(),
                    "wanneer": trigger.events.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    "van_toepassing": count.matched,
                    "bekeken": count.considered,
                    "geweigerd": count.refused,
                    "fouten": count.errors,
                    "schaduw": { "van_toepassing": count.shadowed, "acties": count.shadow_effects },
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
        let since = told.as_ref().map(|rules| json!(amsterdam_time(rules.sinds)));
        let refused = told.and_then(|rules| rules.geweigerd);
        let concept = view.concept()?.map(|one| waits(&one.boek, one.op, &one.door));
        let voorstel = view.voorstel()?.map(|one| waits(&one.boek, one.op, &one.door));
        let (ingebruikname, vier_ogen) = rules.how();
        Ok(json!({
            "boek": book.hash(),
            "ingebruikname": ingebruikname,
            "vier_ogen": vier_ogen,
            "concept": concept,
            "voorstel": voorstel,
            "opzij": view.book_set_aside()?,
            "sinds": since.or_else(|| stored_since.map(shown::moment)),
            "geweigerd_op": refused.as_ref().map(|refused| amsterdam_time(refused.op)),
            "fouten": refused.map(|refused| refused.fouten).unwrap_or_default(),
            "triggers": triggers,
            "importconfiguraties": imports,
        }))
    });
    Ok(Json(shown.await?))
}

/// Rules that wait for a person.
fn waits(boek: &str, since: Timestamp, door: &str) -> Value {
    json!({ "boek": boek, "op": amsterdam_time(since), "door": door })
}
