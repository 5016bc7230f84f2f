//! One dossier.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use host_domain::DossierId;
use host_store::Reads;
use serde_json::Value;

use crate::{Api, given::InUrl, operator::Operator, problem::Problem, shown};

/// `GET /api/dossiers/{id}`: as it is now, with every BSN masked, and the names of
/// documents for those only who may read them.
pub(crate) async fn one(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let unknown = || Problem::not_found("Dit dossier bestaat niet.");
    let id = DossierId::parse(&id).ok_or_else(unknown)?;
    let dossier = api.work(move |engine| Ok(engine.store().read()?.dossier(id)?)).await?;
    Ok(Json(shown::to(&operator, &dossier.ok_or_else(unknown)?)))
}
