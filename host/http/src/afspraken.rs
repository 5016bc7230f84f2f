//! Afspraken in the agenda of a traject: those there are, new ones, changes.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use host_domain::AfspraakId;
use host_engine::{Actor, Engine, NewAfspraak};
use host_store::Reads;
use serde_json::{Value, json};

use crate::{
    Api,
    form::{Form, Named},
    given::InUrl,
    handled,
    operator::Operator,
    problem::Problem,
    shown, trajecten,
};

/// `GET /api/trajecten/{id}/afspraken`: by when they begin.
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = trajecten::parse(&id)?;
    let found = api.work(move |engine| {
        let dossier = trajecten::known(engine, id)?;
        let stored = engine.store().read()?.dossier(dossier)?;
        let traject = stored.and_then(|stored| stored.dossier.trajecten().get(&id).cloned());
        let mut all: Vec<_> =
            traject.into_iter().flat_map(|traject| traject.afspraken.into_values()).collect();
        all.sort_by_key(|afspraak| (afspraak.begin, afspraak.id));
        Ok(all)
    });
    let items = found.await?.iter().map(|afspraak| shown::to(&operator, afspraak)).collect();
    Ok(shown::page("afspraken", items, None::<u64>))
}

/// `POST /api/trajecten/{id}/afspraken`
pub(crate) async fn add(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    Named(once): Named,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let id = trajecten::parse(&id)?;
    let new = read(form)?;
    let added = api.work(move |engine| {
        trajecten::known(engine, id)?;
        Ok(engine.add_afspraak(&actor, &once, id, new)?)
    });
    let (afspraak, done) = added.await?;
    Ok(handled::answer(&done, json!({ "afspraak": afspraak })))
}

/// `PUT /api/afspraken/{id}`: it becomes as given.
pub(crate) async fn change(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let new = read(form)?;
    let done = api.work(move |engine| {
        known(engine, id)?;
        Ok(engine.change_afspraak(&actor, id, new)?)
    });
    Ok(handled::answer(&done.await?, json!({ "afspraak": id })))
}

/// `DELETE /api/afspraken/{id}`
pub(crate) async fn remove(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let done = api.work(move |engine| {
        known(engine, id)?;
        Ok(engine.remove_afspraak(&actor, id)?)
    });
    Ok(handled::answer(&done.await?, json!({ "afspraak": id })))
}

fn read(form: Form) -> Result<NewAfspraak, Problem> {
    form.read(&["begin", "einde", "soort", "locatietype", "concept"], |fields| {
        let begin = fields.date_time("begin");
        NewAfspraak {
            begin: fields.required("begin", begin).unwrap_or_default(),
            einde: fields.date_time("einde"),
            soort: fields.text("soort"),
            locatietype: fields.text("locatietype"),
            concept: fields.flag("concept"),
        }
    })
}

fn parse(id: &str) -> Result<AfspraakId, Problem> {
    AfspraakId::parse(id).ok_or_else(unknown)
}

fn known(engine: &Engine, id: AfspraakId) -> Result<(), Problem> {
    engine.store().read()?.afspraak_dossier(id)?.map(drop).ok_or_else(unknown)
}

fn unknown() -> Problem {
    Problem::not_found("Deze afspraak bestaat niet (meer).")
}
