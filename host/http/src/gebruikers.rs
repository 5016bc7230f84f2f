//! Operators with a token of their own. Tokens are shown once, to who makes them.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Extension, Json, extract::State};
use host_domain::{Gebruiker, Recht};
use host_engine::{Actor, NewOperator};
use host_store::Reads;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api, entry,
    given::{InBody, InQuery, InUrl, NewToken},
    problem::Problem,
    shown,
};

/// Names that stand in the audit log for something else.
const TAKEN: [&str; 2] = [entry::CREDENTIAL, "systeem"];

/// An operator as it is put, but for the name in the URL.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    rechten: BTreeSet<Recht>,
}

/// `GET /api/gebruikers`: without anything of their tokens.
pub(crate) async fn list(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    let all = api.work(|engine| Ok(engine.store().read()?.gebruikers()?)).await?;
    let told = |Gebruiker { naam, rechten, .. }: &Gebruiker| {
        let rechten: Vec<&str> = rechten.iter().map(|recht| recht.name()).collect();
        json!({ "naam": naam, "rechten": rechten })
    };
    Ok(shown::page("gebruikers", all.iter().map(told).collect(), None::<u64>))
}

/// `PUT /api/gebruikers/{naam}`: adds it or makes its rights as given. The token is in the answer when
/// there is a new one.
pub(crate) async fn put(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(naam): InUrl<String>,
    InQuery(wish): InQuery<NewToken>,
    InBody(Given { rechten }): InBody<Given>,
) -> Result<Json<Value>, Problem> {
    if TAKEN.iter().any(|taken| taken.eq_ignore_ascii_case(&naam)) {
        return Err(Problem::refused(format!(
            "de naam `{naam}` heeft in het auditlog al een betekenis; kies een andere"
        )));
    }
    let new = NewOperator { naam, rechten };
    let token =
        api.work(move |engine| Ok(engine.put_operator(&actor, new, wish.nieuw_token)?)).await?;
    Ok(Json(json!({ "token": token.as_ref().map(|token| token.reveal()) })))
}

/// `DELETE /api/gebruikers/{naam}`
pub(crate) async fn remove(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(naam): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let removed = api.work(move |engine| Ok(engine.remove_operator(&actor, &naam)?)).await?;
    match removed {
        true => Ok(Json(json!({ "verwijderd": true }))),
        false => Err(Problem::not_found("Deze gebruiker bestaat niet.")),
    }
}
