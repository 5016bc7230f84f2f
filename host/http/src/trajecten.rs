//! Trajecten by hand: looked at, started and ended, with their daglonen, herinneringen and kenmerken.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use host_domain::{Bedrag, DossierId, TrajectId};
use host_engine::{Actor, Engine, KenmerkPlek};
use host_store::Reads;
use serde_json::{Value, json};

use crate::{
    Api,
    form::{Form, Named},
    given::InUrl,
    handled,
    operator::Operator,
    problem::Problem,
    shown,
};

/// Reads the id of a traject.
pub(crate) fn parse(id: &str) -> Result<TrajectId, Problem> {
    TrajectId::parse(id).ok_or_else(unknown)
}

/// The dossier of a traject that must be there.
pub(crate) fn known(engine: &Engine, id: TrajectId) -> Result<DossierId, Problem> {
    engine.store().read()?.traject_dossier(id)?.ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::not_found("Dit traject bestaat niet.")
}

/// `GET /api/trajecten/{id}`: with its dossier.
pub(crate) async fn one(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let found = api.work(move |engine| {
        let dossier = known(engine, id)?;
        let stored = engine.store().read()?.dossier(dossier)?.ok_or_else(unknown)?;
        let traject = stored.dossier.trajecten().get(&id).ok_or_else(unknown)?;
        Ok(json!({ "dossier": dossier, "traject": traject }))
    });
    Ok(Json(shown::to(&operator, &found.await?)))
}

/// `POST /api/dossiers/{id}/trajecten`: starts one of another soort than Verzuim.
pub(crate) async fn start(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    Named(once): Named,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let id = dossier(&id)?;
    let (soort, begin) = form.read(&["soort", "begin"], |fields| {
        (fields.required_text("soort"), fields.date("begin"))
    })?;
    let done = api.work(move |engine| {
        engine.store().read()?.dossier(id)?.ok_or_else(no_dossier)?;
        Ok(engine.start_traject(&actor, &once, id, &soort, begin)?)
    });
    Ok(handled::answer(&done.await?, json!({})))
}

/// `POST /api/trajecten/{id}/sluiten`
pub(crate) async fn close(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let op = form.read(&["op"], |fields| fields.date("op"))?;
    let done = api.work(move |engine| {
        known(engine, id)?;
        Ok(engine.close_traject(&actor, id, op)?)
    });
    Ok(handled::answer(&done.await?, json!({})))
}

/// `PUT /api/trajecten/{id}/daglonen/{ingangsdatum}`
pub(crate) async fn put_dagloon(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl((id, ingangsdatum)): InUrl<(String, String)>,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let mut fields = form.into_fields();
    if fields.insert("ingangsdatum".to_owned(), json!(ingangsdatum)).is_some() {
        return Err(Problem::bad_request("De ingangsdatum staat in de URL."));
    }
    let (from, bedrag) = Form::new(fields).read(&["ingangsdatum", "bedrag"], |fields| {
        let (from, bedrag) = (fields.date("ingangsdatum"), fields.amount("bedrag"));
        let from = fields.required("ingangsdatum", from).unwrap_or_default();
        (from, fields.required("bedrag", bedrag).unwrap_or(Bedrag::ZERO))
    })?;
    let done = api.work(move |engine| {
        known(engine, id)?;
        Ok(engine.put_dagloon(&actor, id, from, bedrag)?)
    });
    Ok(handled::answer(&done.await?, json!({})))
}

/// `GET /api/trajecten/{id}/herinneringen`: those that have not gone off, by name.
pub(crate) async fn herinneringen(
    State(api): State<Arc<Api>>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let found = api.work(move |engine| {
        let dossier = known(engine, id)?;
        let stored = engine.store().read()?.dossier(dossier)?.ok_or_else(unknown)?;
        let traject = stored.dossier.trajecten().get(&id).ok_or_else(unknown)?;
        let told = traject.herinneringen.iter().map(|(naam, herinnering)| {
            json!({ "naam": naam, "op": herinnering.op, "regel": herinnering.regel })
        });
        Ok(told.collect())
    });
    Ok(shown::page("herinneringen", found.await?, None::<u64>))
}

/// `PUT /api/trajecten/{id}/herinneringen/{naam}`
pub(crate) async fn put_herinnering(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl((id, naam)): InUrl<(String, String)>,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let op = form.read(&["op"], |fields| {
        let op = fields.date("op");
        fields.required("op", op).unwrap_or_default()
    })?;
    let done = api.work(move |engine| {
        known(engine, id)?;
        Ok(engine.put_herinnering(&actor, id, &naam, op)?)
    });
    Ok(handled::answer(&done.await?, json!({})))
}

/// `DELETE /api/trajecten/{id}/herinneringen/{naam}`
pub(crate) async fn remove_herinnering(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl((id, naam)): InUrl<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let done = api.work(move |engine| {
        known(engine, id)?;
        Ok(engine.remove_herinnering(&actor, id, &naam)?)
    });
    Ok(handled::answer(&done.await?, json!({})))
}

/// `PUT` and `DELETE /api/trajecten/{id}/kenmerken/{kenmerk}`
pub(crate) async fn set_kenmerk(
    api: State<Arc<Api>>,
    actor: Extension<Actor>,
    method: axum::http::Method,
    InUrl((id, kenmerk)): InUrl<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    kenmerk_on(api, actor, &method, KenmerkPlek::Traject(id), kenmerk).await
}

/// `PUT` and `DELETE /api/dossiers/{id}/kenmerken/{kenmerk}`: of the werknemer or the werkgever.
pub(crate) async fn set_kenmerk_of_dossier(
    api: State<Arc<Api>>,
    actor: Extension<Actor>,
    method: axum::http::Method,
    InUrl((id, kenmerk)): InUrl<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let id = dossier(&id)?;
    kenmerk_on(api, actor, &method, KenmerkPlek::Dossier(id), kenmerk).await
}

async fn kenmerk_on(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    method: &axum::http::Method,
    plek: KenmerkPlek,
    kenmerk: String,
) -> Result<Json<Value>, Problem> {
    let on = method == axum::http::Method::PUT;
    let done = api.work(move |engine| {
        match plek {
            KenmerkPlek::Traject(id) => drop(known(engine, id)?),
            KenmerkPlek::Dossier(id) => {
                engine.store().read()?.dossier(id)?.ok_or_else(no_dossier)?;
            }
        }
        Ok(engine.set_kenmerk(&actor, plek, &kenmerk, on)?)
    });
    Ok(handled::answer(&done.await?, json!({})))
}

fn dossier(id: &str) -> Result<DossierId, Problem> {
    DossierId::parse(id).ok_or_else(no_dossier)
}

fn no_dossier() -> Problem {
    Problem::not_found("Dit dossier bestaat niet.")
}
