//! Tasks that are to be done.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use host_domain::TaakId;
use host_engine::Actor;
use host_store::Reads;
use serde_json::{Value, json};

use crate::{
    Api,
    given::{InQuery, InUrl, Page},
    operator::Operator,
    problem::Problem,
    shown,
};

/// `GET /api/taken`: open ones in the order of their ids; `na` takes the `volgende` of the last
/// page.
pub(crate) async fn open(
    State(api): State<Arc<Api>>,
    InQuery(page): InQuery<Page>,
) -> Result<Json<Value>, Problem> {
    let after = page.after(TaakId::parse)?;
    let (taken, next) = api
        .work(move |engine| {
            let view = engine.store().read()?;
            let open = view.open_taken(after, page.count())?;
            let mut taken = Vec::with_capacity(open.len());
            for (id, dossier) in &open {
                let stored = view.dossier(*dossier)?;
                let found = stored.as_ref().and_then(|stored| stored.dossier.taak(*id));
                taken.extend(found.map(|(traject, taak)| {
                    json!({
                        "taak": taak,
                        "dossier": dossier,
                        "traject": traject.id,
                        "trajectsoort": traject.soort,
                    })
                }));
            }
            let last = open.last().map(|(id, _)| *id);
            Ok((taken, last.filter(|_| open.len() == page.count())))
        })
        .await?;
    Ok(shown::page("taken", taken, next))
}

/// `GET /api/taken/{id}/waarom`
pub(crate) async fn why(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    let explanation = api.work(move |engine| Ok(engine.explain_taak(id)?)).await?;
    Ok(Json(shown::to(&operator, &explanation)))
}

/// `POST /api/taken/{id}/uitgevoerd`
pub(crate) async fn done(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = parse(&id)?;
    api.work(move |engine| Ok(engine.finish_taak(&actor, id)?)).await?;
    Ok(Json(json!({ "taak": id, "status": "uitgevoerd" })))
}

fn parse(id: &str) -> Result<TaakId, Problem> {
    TaakId::parse(id).ok_or_else(|| Problem::not_found("Deze taak bestaat niet."))
}
