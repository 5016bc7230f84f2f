//! Machtigingen: those there are, new ones, and how they get on.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::Arc,
};

use axum::{Extension, Json, extract::State};
use host_domain::{
    Dienst, DossierId, Loonheffingennummer, Machtiging, MachtigingId, MachtigingStatus, Werkgever,
    WerkgeverId,
};
use host_engine::{Actor, Engine, NewMachtiging};
use host_store::Reads;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api,
    given::{InBody, InBodyIfAny, InQuery, InUrl, Page},
    problem::Problem,
    shown,
};

/// Which ones are asked for; all when nothing is.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Which {
    werkgevercode: Option<String>,
    status: Option<MachtigingStatus>,
    na: Option<String>,
    aantal: Option<usize>,
}

/// A machtiging as it is requested.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    werkgevercode: String,
    loonheffingennummer: Loonheffingennummer,
    dienst: Dienst,
    #[serde(default)]
    corrigeert: Option<Loonheffingennummer>,
}

/// Why a machtiging comes in another state.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Why {
    #[serde(default)]
    reden: Option<String>,
}

/// `GET /api/machtigingen`: by werkgever; `na` takes the `volgende` of the last page.
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    InQuery(which): InQuery<Which>,
) -> Result<Json<Value>, Problem> {
    let page = Page::after_item(which.na.clone(), which.aantal);
    let (after, count) = (page.after(MachtigingId::parse)?, page.count());
    let found = api.work(move |engine| find(engine, &which)).await?;
    let begin = after.map_or(0, |after| {
        found.iter().position(|(id, _)| *id == after).map_or(found.len(), |place| place + 1)
    });
    let rest = found.into_iter().skip(begin).take(count);
    let (ids, items): (Vec<MachtigingId>, Vec<Value>) = rest.unzip();
    let next = ids.last().filter(|_| ids.len() == count).copied();
    Ok(shown::page("machtigingen", items, next))
}

/// `POST /api/machtigingen`: one was requested from UWV.
pub(crate) async fn request(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InBody(given): InBody<Given>,
) -> Result<Json<Value>, Problem> {
    let Given { werkgevercode, loonheffingennummer, dienst, corrigeert } = given;
    let new = NewMachtiging { werkgevercode, loonheffingennummer, dienst, corrigeert };
    let id = api.work(move |engine| Ok(engine.request_machtiging(&actor, new)?)).await?;
    Ok(Json(json!({ "machtiging": id, "status": MachtigingStatus::Verstuurd })))
}

/// `POST /api/machtigingen/{id}/{status}`: it came in another state.
pub(crate) async fn set(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl((id, status)): InUrl<(String, String)>,
    InBodyIfAny(Why { reden }): InBodyIfAny<Why>,
) -> Result<Json<Value>, Problem> {
    let unknown = || Problem::not_found("Deze machtiging bestaat niet.");
    let id = MachtigingId::parse(&id).ok_or_else(unknown)?;
    let to = MachtigingStatus::parse(&status).ok_or_else(|| {
        let known = MachtigingStatus::ALL.map(MachtigingStatus::name).join(", ");
        Problem::not_found(format!("Status `{status}` bestaat niet; bekend: {known}."))
    })?;
    api.work(move |engine| Ok(engine.set_machtiging(&actor, id, to, reden)?)).await?;
    Ok(Json(json!({ "machtiging": id, "status": to })))
}

/// All that are asked for, by werkgever.
fn find(engine: &Engine, which: &Which) -> Result<Vec<(MachtigingId, Value)>, Problem> {
    let view = engine.store().read()?;
    let mut werkgevers: BTreeMap<WerkgeverId, Option<Werkgever>> = BTreeMap::new();
    let mut found = Vec::new();
    for (id, machtiging) in engine.machtigingen()? {
        if which.status.is_some_and(|status| status != machtiging.status) {
            continue;
        }
        let werkgever = match werkgevers.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => {
                let stored = view.dossier(DossierId::Werkgever(id))?;
                let dossier = stored.as_ref().and_then(|stored| stored.dossier.as_werkgever());
                place.insert(dossier.map(|dossier| dossier.werkgever.clone()))
            }
        };
        let Some(werkgever) = werkgever else { continue };
        let is_asked = |code: &String| *code == werkgever.werkgevercode;
        if which.werkgevercode.as_ref().is_none_or(is_asked) {
            found.push((machtiging.id, told(werkgever, &machtiging)));
        }
    }
    Ok(found)
}

fn told(werkgever: &Werkgever, machtiging: &Machtiging) -> Value {
    let mut json = shown::masked(machtiging);
    if let Value::Object(fields) = &mut json {
        fields.insert("werkgever".to_owned(), json!(werkgever.id));
        fields.insert("werkgevercode".to_owned(), json!(werkgever.werkgevercode));
        fields.insert("dienst_naam".to_owned(), json!(machtiging.dienst.naam()));
        fields.insert("status_naam".to_owned(), json!(machtiging.status.naam()));
    }
    json
}
