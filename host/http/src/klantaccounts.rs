//! Accounts of partners. Their tokens are shown once, to who makes them.

use std::{collections::BTreeSet, sync::Arc};

use axum::{Extension, Json, extract::State};
use host_domain::{Importkoppeling, Klantaccount};
use host_engine::{Actor, NewAccount};
use host_store::Reads;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api,
    given::{InBody, InQuery, InUrl, NewToken},
    problem::Problem,
    shown,
};

/// An account as it is put, but for the code in the URL.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Given {
    naam: String,
    werkgevergroepen: BTreeSet<String>,
    #[serde(default)]
    importkoppelingen: Vec<Importkoppeling>,
}

/// `GET /api/klantaccounts`: without anything of their tokens.
pub(crate) async fn list(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    let accounts = api.work(|engine| Ok(engine.store().read()?.klantaccounts()?)).await?;
    Ok(shown::page("klantaccounts", accounts.iter().map(without_token).collect(), None::<u64>))
}

/// `PUT /api/klantaccounts/{klantcode}`: adds it or makes it as given. The token is in the answer
/// when there is a new one.
pub(crate) async fn put(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(klantcode): InUrl<String>,
    InQuery(wish): InQuery<NewToken>,
    InBody(given): InBody<Given>,
) -> Result<Json<Value>, Problem> {
    let Given { naam, werkgevergroepen, importkoppelingen } = given;
    let new = NewAccount { klantcode, naam, werkgevergroepen, importkoppelingen };
    let token =
        api.work(move |engine| Ok(engine.put_account(&actor, new, wish.nieuw_token)?)).await?;
    Ok(Json(json!({ "token": token.as_ref().map(|token| token.reveal()) })))
}

fn without_token(account: &Klantaccount) -> Value {
    let mut json = shown::masked(account);
    if let Value::Object(fields) = &mut json {
        fields.remove("token_sha256");
    }
    json
}
