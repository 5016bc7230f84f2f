//! Documents that operators put in a traject, and those of a spreekuur that they make final.
//!
//! The file is the body, and is streamed to disk; what is said of it stands beside it in a header, as
//! JSON, so that neither the file has to be read whole nor a title stands in a URL.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Extension, Json,
    body::Body,
    extract::State,
    http::{HeaderMap, header::CONTENT_TYPE},
};
use host_domain::DocumentId;
use host_engine::{Actor, DOCUMENT_BYTES, NewDocument};
use host_store::Reads;
use serde_json::{Value, json};

use crate::{
    Api, body,
    form::{Form, Named},
    given::{self, InUrl},
    handled, intake,
    pace::Pace,
    problem::Problem,
    trajecten,
};

/// Header with what is said of a document.
const DOCUMENT: &str = "schakel-document";

/// Among whose messages uploads count; no klantcode looks like this.
const PLACE: &str = "(documenten)";

/// `POST /api/trajecten/{id}/documenten`
pub(crate) async fn add(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    Named(once): Named,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<Value>, Problem> {
    let id = trajecten::parse(&id)?;
    let new = read(&headers)?;
    intake::check_announced(&headers, DOCUMENT_BYTES)?;
    let place = api.places.take(PLACE)?;
    let (engine, pace) = (Arc::clone(&api.engine), Pace::new(&api.settings.limits));
    let added = body::stream(body, pace, move |mut pieces| {
        trajecten::known(&engine, id)?;
        let mut upload = engine.begin_upload().map_err(body::in_spool)?;
        while let Some(bytes) = pieces.next()? {
            upload.write(&bytes).map_err(body::in_spool)?;
        }
        let added = engine.upload_document(&actor, &once, id, &new, upload)?;
        drop(place);
        Ok(added)
    });
    let (document, done) = added.await?;
    Ok(handled::answer(&done, json!({ "document": document })))
}

/// `POST /api/documenten/{id}/definitief`: a document of a spreekuur is final.
pub(crate) async fn finish(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let unknown = || Problem::not_found("Dit document bestaat niet.");
    let id = DocumentId::parse(&id).ok_or_else(unknown)?;
    let done = api.work(move |engine| {
        engine.store().read()?.document(id)?.ok_or_else(unknown)?;
        Ok(engine.finish_spreekuurdocument(&actor, id)?)
    });
    Ok(handled::answer(&done.await?, json!({ "document": id })))
}

fn read(headers: &HeaderMap) -> Result<NewDocument, Problem> {
    let given = headers.get(DOCUMENT).ok_or_else(|| {
        Problem::bad_request(
            "Stuur het bestand als inhoud, en wat ervan te zeggen is als JSON in Schakel-Document: \
             titel, bestandsnaam en desgewenst kenmerk, datum en spreekuur.",
        )
    })?;
    let fields: BTreeMap<String, Value> = given::json(given.as_bytes())?;
    let mediatype = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let mediatype = mediatype.unwrap_or_default().to_owned();
    let known = ["titel", "bestandsnaam", "kenmerk", "datum", "spreekuur"];
    Form::new(fields).read(&known, |fields| NewDocument {
        titel: fields.required_text("titel"),
        bestandsnaam: fields.required_text("bestandsnaam"),
        mediatype,
        kenmerk: fields.text("kenmerk"),
        datum: fields.date("datum"),
        spreekuur: fields.flag("spreekuur"),
    })
}
