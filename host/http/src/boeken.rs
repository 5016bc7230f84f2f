//! Versions of the rules: what waits, what was live, and who puts what in use.

use std::sync::Arc;

use axum::{Extension, Json, body::Body, extract::State};
use host_domain::amsterdam_time;
use host_engine::Engine;
use host_store::{BookFiles, BookReads, Ingebruikname};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api, CameOf, WithBook,
    given::{self, InBodyIfAny, InQuery, InUrl, Page},
    operator::Operator,
    problem::Problem,
    shown,
};

/// Largest set of rules that is being written, in bytes.
const WRITTEN_MAX: usize = 32 * 1024 * 1024;

/// Events that rules which are being written are held against when nothing is asked, and at most: it is
/// for who waits for it.
const LAST: u64 = 100;
const LAST_MAX: u64 = 10_000;

/// Characters in what somebody says of a book.
const REMARK_CHARS: usize = 1_000;

/// `GET /api/regels/concept`: how rules go live here, and what waits for that.
pub(crate) async fn desk(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    let rules = Arc::clone(&api.settings.rules);
    Ok(Json(api.work(move |_| Ok(json!(rules.desk()?))).await?))
}

/// `POST /api/regels/concept/{hash}/in-gebruik`
pub(crate) async fn put_in_use(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(hash): InUrl<String>,
    InBodyIfAny(with): InBodyIfAny<WithBook>,
) -> Result<Json<Value>, Problem> {
    check_remark(&with)?;
    let (rules, who, asked) = (Arc::clone(&api.settings.rules), operator.person(), hash.clone());
    let came = api.work(move |_| Ok(rules.put_in_use(&who, &asked, with)?)).await?;
    Ok(came_of(&hash, came))
}

/// `POST /api/regels/concept/{hash}/goedkeuren`
pub(crate) async fn approve(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(hash): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let (rules, who, asked) = (Arc::clone(&api.settings.rules), operator.person(), hash.clone());
    api.work(move |_| Ok(rules.approve(&who, &asked)?)).await?;
    Ok(came_of(&hash, CameOf::InGebruik))
}

/// `POST /api/regels/concept/{hash}/afwijzen`
pub(crate) async fn decline(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(hash): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let (rules, who, asked) = (Arc::clone(&api.settings.rules), operator.person(), hash.clone());
    api.work(move |_| Ok(rules.decline(&who, &asked)?)).await?;
    Ok(Json(json!({ "boek": hash, "stand": "afgewezen" })))
}

/// `POST /api/regels/boeken/{hash}/terug`: an earlier book in use again.
pub(crate) async fn go_back(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(hash): InUrl<String>,
    InBodyIfAny(with): InBodyIfAny<WithBook>,
) -> Result<Json<Value>, Problem> {
    check_remark(&with)?;
    let (rules, who, asked) = (Arc::clone(&api.settings.rules), operator.person(), hash.clone());
    let came = api.work(move |_| Ok(rules.go_back(&who, &asked, with)?)).await?;
    Ok(came_of(&hash, came))
}

/// Rules that are being written, and against how many events they are held.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Written {
    bestanden: BookFiles,
    laatste: Option<u64>,
}

/// `POST /api/regels/kijk`: what rules that are being written would have done otherwise with the last
/// events. Nothing is kept.
pub(crate) async fn effect(
    State(api): State<Arc<Api>>,
    body: Body,
) -> Result<Json<Value>, Problem> {
    let bytes = given::bytes(&api, body, WRITTEN_MAX).await?;
    let Written { bestanden, laatste } = given::json(&bytes)?;
    let count = laatste.unwrap_or(LAST).clamp(1, LAST_MAX);
    let rules = Arc::clone(&api.settings.rules);
    Ok(Json(api.work(move |_| Ok(json!(rules.effect(bestanden, count)?))).await?))
}

/// `GET /api/regels/geschiedenis`: which rules went live when and by whom, newest first.
pub(crate) async fn history(
    State(api): State<Arc<Api>>,
    InQuery(page): InQuery<Page>,
) -> Result<Json<Value>, Problem> {
    let before = page.after(|text| text.parse::<u64>().ok())?;
    let count = page.count();
    let all =
        api.work(move |engine| Ok(engine.store().read()?.ingebruiknames(before, count)?)).await?;
    let next = all.last().filter(|_| all.len() == count).map(|(nr, _)| *nr);
    let items = all.iter().map(|(nr, one)| entry(*nr, one)).collect();
    Ok(shown::page("geschiedenis", items, next))
}

/// `GET /api/regels/boeken/{hash}`: the files of a book that is or was live, or that waits.
pub(crate) async fn one(
    State(api): State<Arc<Api>>,
    InUrl(hash): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    Ok(Json(api.work(move |engine| book(engine, &hash)).await?))
}

fn book(engine: &Engine, hash: &str) -> Result<Value, Problem> {
    let view = engine.store().read()?;
    let found =
        |stand: &str, files: Value| Ok(json!({ "boek": hash, "stand": stand, "bestanden": files }));
    if let Some(files) = view.book(hash)? {
        let is_live = view.current_book_hash()?.as_deref() == Some(hash);
        return found(if is_live { "in_gebruik" } else { "eerder" }, files);
    }
    if let Some(voorstel) = view.voorstel()?.filter(|voorstel| voorstel.boek == hash) {
        return found("voorgesteld", json!(voorstel.bestanden));
    }
    if let Some(concept) = view.concept()?.filter(|concept| concept.boek == hash) {
        return found("concept", json!(concept.bestanden));
    }
    Err(Problem::not_found(format!("Regelboek `{hash}` is hier niet bewaard.")))
}

fn entry(nr: u64, one: &Ingebruikname) -> Value {
    json!({
        "nr": nr,
        "boek": one.boek,
        "vorige": one.vorige,
        "op": amsterdam_time(one.op),
        "wijze": one.wijze,
        "door": one.door,
        "goedgekeurd_door": one.goedgekeurd_door,
        "voorgesteld_op": one.voorgesteld_op.map(amsterdam_time),
        "opmerking": one.opmerking,
        "bestanden": one.bestanden,
        "tests": one.tests,
        "dekking": one.dekking,
        "wat_als": one.wat_als,
    })
}

fn came_of(hash: &str, came: CameOf) -> Json<Value> {
    Json(json!({ "boek": hash, "stand": came }))
}

fn check_remark(with: &WithBook) -> Result<(), Problem> {
    match with.opmerking.as_ref().map(|text| text.chars().count()) {
        Some(length) if length > REMARK_CHARS => Err(Problem::bad_request(format!(
            "Een opmerking is ten hoogste {REMARK_CHARS} tekens lang."
        ))),
        _ => Ok(()),
    }
}
