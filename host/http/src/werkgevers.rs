//! Werkgevers: those there are, and new ones.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Extension, Json, extract::State};
use host_domain::{DossierId, Loonheffingennummer, WerkgeverId};
use host_engine::{Actor, NewWerkgever};
use host_store::Reads;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api,
    given::{InBody, InQuery, InUrl, Page},
    problem::Problem,
    shown,
};

/// A werkgever as it is put, but for the code in the URL.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    naam: String,
    #[serde(default)]
    loonheffingennummers: BTreeSet<Loonheffingennummer>,
    #[serde(default)]
    werkgevergroepen: BTreeSet<String>,
}

/// `GET /api/werkgevers`: in the order of their ids; `na` takes the `volgende` of the last page.
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    InQuery(page): InQuery<Page>,
) -> Result<Json<Value>, Problem> {
    let after = page.after(WerkgeverId::parse)?;
    let (werkgevers, next) = api
        .work(move |engine| {
            let view = engine.store().read()?;
            let ids = view.werkgevers(after, page.count())?;
            let mut werkgevers = Vec::with_capacity(ids.len());
            for id in &ids {
                let stored = view.dossier(DossierId::Werkgever(*id))?;
                let dossier = stored.as_ref().and_then(|stored| stored.dossier.as_werkgever());
                werkgevers.extend(dossier.map(|dossier| shown::masked(&dossier.werkgever)));
            }
            let next = (ids.len() == page.count()).then(|| ids.last().copied()).flatten();
            Ok((werkgevers, next))
        })
        .await?;
    Ok(shown::page("werkgevers", werkgevers, next))
}

/// `PUT /api/werkgevers/{werkgevercode}`: adds it or brings it up to date.
pub(crate) async fn put(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(werkgevercode): InUrl<String>,
    InBody(given): InBody<Given>,
) -> Result<Json<Value>, Problem> {
    let Given { naam, loonheffingennummers, werkgevergroepen } = given;
    let new = NewWerkgever { werkgevercode, naam, loonheffingennummers, werkgevergroepen };
    let (id, changed) = api.work(move |engine| Ok(engine.put_werkgever(&actor, new)?)).await?;
    Ok(Json(json!({ "id": id, "gewijzigd": changed })))
}
