//! Documents of dossiers: what is known about one, its file, and moving it.

use std::sync::Arc;

use axum::{Extension, Json, extract::State, response::Response};
use host_domain::{DocumentId, WerknemerId};
use host_engine::{Actor, Engine};
use host_store::{Reads, StoredDocument};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api, download,
    given::{InBody, InUrl},
    operator::Operator,
    problem::Problem,
    shown,
};

/// Where a document is to go.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Move {
    naar: WerknemerId,
}

/// `GET /api/documenten/{id}`: without its file, and without its names for who may not read it.
pub(crate) async fn one(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let found = api.work(move |engine| {
        let stored = find(engine, id)?;
        let dossier = engine.store().read()?.dossier(stored.dossier)?.ok_or_else(unknown)?.dossier;
        let (traject, document) = dossier.document(id).ok_or_else(unknown)?;
        Ok(json!({
            "document": document,
            "dossier": stored.dossier,
            "traject": traject.id,
            "trajectsoort": traject.soort,
        }))
    });
    Ok(Json(shown::to(&operator, &found.await?)))
}

/// `GET /api/documenten/{id}/bestand`: the file itself. That somebody asked is in the audit log.
pub(crate) async fn file(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
) -> Result<Response, Problem> {
    let id = parse(&id)?;
    let open = api.work(move |engine| {
        find(engine, id)?;
        Ok(engine.open_document(&actor, id)?)
    });
    let open = open.await?;
    Ok(download::response(&open.document, open.file))
}

/// `POST /api/documenten/{id}/verplaatsen`: to the dossier of a werknemer.
pub(crate) async fn move_to(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    InBody(Move { naar }): InBody<Move>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let moved = api.work(move |engine| {
        find(engine, id)?;
        Ok(engine.move_document(&actor, id, naar)?)
    });
    moved.await?;
    Ok(Json(json!({ "document": id, "dossier": naar })))
}

fn find(engine: &Engine, id: DocumentId) -> Result<StoredDocument, Problem> {
    engine.store().read()?.document(id)?.ok_or_else(unknown)
}

fn parse(id: &str) -> Result<DocumentId, Problem> {
    DocumentId::parse(id).ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::not_found("Dit document bestaat niet.")
}
