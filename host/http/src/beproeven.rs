//! Rules tried on what happened: on one event, on a period, and why a rule did not match. Nothing is
//! carried out and nothing is kept.

use std::sync::Arc;

use axum::{Extension, Json, body::Body, extract::State, response::Response};
use host_domain::{DossierId, TrajectId};
use host_engine::{Asked, Book, Engine, Fault, GivenEvent, Proefgeval};
use host_store::{BookFiles, Reads as _};
use jiff::civil::Date;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api,
    given::{self, InUrl},
    lines,
    operator::Operator,
    problem::Problem,
    shown,
};

/// Largest request with rules in it, in bytes.
const REQUEST_MAX: usize = 32 * 1024 * 1024;

/// Dossiers of which the differences are told when nothing is asked.
const DOSSIERS: usize = 100;

/// Messages of each link that are read again when nothing is asked, and at most.
const MESSAGES: usize = 100;
const MESSAGES_MAX: usize = 1_000;

/// Rules on trial and the event to try them on.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Trial {
    /// Number of a recorded event.
    nummer: Option<u64>,
    /// An event that did not happen.
    gebeurtenis: Option<Box<GivenEvent>>,
    /// The files of the rules, by path; without them those in use.
    regels: Option<BookFiles>,
}

/// Which part of history, and with which rules.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct OverHistory {
    van: Option<Date>,
    tot: Option<Date>,
    laatste: Option<u64>,
    /// Code of a werkgever.
    werkgever: Option<String>,
    /// How many dossiers are told one by one.
    dossiers: Option<usize>,
    /// One rule only, for mutants.
    regel: Option<String>,
    /// The files of the rules, by path.
    regels: Option<BookFiles>,
}

/// `POST /api/regels/proef`
pub(crate) async fn trial(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    body: Body,
) -> Result<Json<Value>, Problem> {
    let Trial { nummer, gebeurtenis, regels } = read(&api, body).await?;
    let geval = match (nummer, gebeurtenis) {
        (Some(seq), None) => Proefgeval::Nummer(seq),
        (None, Some(given)) => Proefgeval::Gegeven(given),
        _ => {
            return Err(Problem::bad_request(
                "Geef `nummer` (van een gebeurtenis) of `gebeurtenis` (een die niet is gebeurd).",
            ));
        }
    };
    let rules = Arc::clone(&api.settings.rules);
    let tried = api.work(move |engine| {
        let book = regels.map(|files| rules.read(files)).transpose()?;
        Ok(engine.try_rules(book.as_ref(), &geval)?)
    });
    Ok(Json(shown::to(&operator, &tried.await?)))
}

/// `POST /api/regels/wat-als`: how far it is, line by line, and in the last line what differs.
pub(crate) async fn what_if(State(api): State<Arc<Api>>, body: Body) -> Result<Response, Problem> {
    let mut given: OverHistory = read(&api, body).await?;
    let (dossiers, files) = (given.dossiers.unwrap_or(DOSSIERS), given.regels.take());
    let files = files.ok_or_else(without_rules)?;
    let rules = Arc::clone(&api.settings.rules);
    let (asked, other): (Asked, Book) =
        api.work(move |engine| Ok((asked(engine, given)?, rules.read(files)?))).await?;
    let engine = Arc::clone(&api.engine);
    Ok(lines::answer(move |telling| {
        engine.what_if(other, &asked, dossiers, &mut |progress| telling.progress(progress))
    }))
}

/// `POST /api/regels/wat-als-berichten`: how recorded messages would have been read otherwise.
pub(crate) async fn what_if_messages(
    State(api): State<Arc<Api>>,
    body: Body,
) -> Result<Response, Problem> {
    let OverHistory { laatste, regels, .. } = read(&api, body).await?;
    let files = regels.ok_or_else(without_rules)?;
    let count = laatste.and_then(|count| usize::try_from(count).ok()).unwrap_or(MESSAGES);
    let rules = Arc::clone(&api.settings.rules);
    let other = api.work(move |_| Ok(rules.read(files)?)).await?;
    let engine = Arc::clone(&api.engine);
    Ok(lines::answer(move |telling| {
        let mut going = |progress| telling.progress(progress);
        engine.what_if_messages(&other, count.clamp(1, MESSAGES_MAX), &mut going)
    }))
}

fn without_rules() -> Problem {
    Problem::bad_request("Geef `regels`: de bestanden van het andere regelboek.")
}

/// `POST /api/regels/dekking`: which conditions of the rules in use ever decided in what happened.
pub(crate) async fn coverage(State(api): State<Arc<Api>>, body: Body) -> Result<Response, Problem> {
    let given: OverHistory = read(&api, body).await?;
    let asked = api.work(move |engine| asked(engine, given)).await?;
    let engine = Arc::clone(&api.engine);
    Ok(lines::answer(move |telling| {
        engine.production_coverage(&asked, &mut |progress| telling.progress(progress))
    }))
}

/// `POST /api/regels/mutatie`: which small changes of rules neither tests nor what happened notice.
pub(crate) async fn mutants(State(api): State<Arc<Api>>, body: Body) -> Result<Response, Problem> {
    let mut given: OverHistory = read(&api, body).await?;
    let regel = given.regel.take();
    let asked = api.work(move |engine| asked(engine, given)).await?;
    let engine = Arc::clone(&api.engine);
    Ok(lines::answer(move |telling| {
        let mut going = |progress| telling.progress(progress);
        engine.unnoticed_mutants(regel.as_deref(), &asked, &mut going)
    }))
}

/// `POST /api/regels/reproductie`: whether the rules in use decide on what happened as they did then.
pub(crate) async fn reproduce(
    State(api): State<Arc<Api>>,
    body: Body,
) -> Result<Response, Problem> {
    let given: OverHistory = read(&api, body).await?;
    let asked = api.work(move |engine| asked(engine, given)).await?;
    let engine = Arc::clone(&api.engine);
    Ok(lines::answer(move |telling| {
        engine.reproduce(&asked, &mut |progress| telling.progress(progress))
    }))
}

/// `GET /api/regels/{regel}/waarom-niet/{wat}`: `wat` is the number of an event or a dossier.
pub(crate) async fn why_not(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl((regel, wat)): InUrl<(String, String)>,
) -> Result<Json<Value>, Problem> {
    let told = api.work(move |engine| match (wat.parse(), DossierId::parse(&wat)) {
        (Ok(seq), _) => Ok(engine.why_not_event(&regel, seq)?),
        (_, Some(id)) => Ok(engine.why_not_dossier(&regel, id)?),
        _ => Err(Problem::bad_request(
            "Geef het nummer van een gebeurtenis, of een dossier (wn-… of wg-…).",
        )),
    });
    let told = told.await?;
    let text = told.antwoord.render();
    let mut value = shown::to(&operator, &told);
    if let Value::Object(fields) = &mut value {
        fields.insert("tekst".to_owned(), json!(text));
    }
    Ok(Json(value))
}

/// `GET /api/gebeurtenissen/{seq}/opnieuw`: decided on again with the book that decided then.
pub(crate) async fn again(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(seq): InUrl<u64>,
) -> Result<Json<Value>, Problem> {
    let rules = Arc::clone(&api.settings.rules);
    let done = api.work(move |engine| {
        let Some(deciding) = engine.deciding_book(seq)? else {
            return Err(Problem::not_found(format!(
                "De regels hebben nog niet naar gebeurtenis {seq} gekeken."
            )));
        };
        let book = match deciding.in_gebruik {
            true => engine.book(),
            false => Arc::new(rules.read(engine.deciding_files(&deciding.boek)?)?),
        };
        Ok(json!({ "boek": deciding, "uitkomst": engine.decide_again(seq, &book)? }))
    });
    Ok(Json(shown::to(&operator, &done.await?)))
}

/// `GET /api/trajecten/{id}/waarom`
pub(crate) async fn why_traject(
    State(api): State<Arc<Api>>,
    Extension(operator): Extension<Operator>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = TrajectId::parse(&id)
        .ok_or_else(|| Problem::not_found(format!("Traject {id} bestaat niet.")))?;
    let explained = api.work(move |engine| Ok(engine.explain_traject(id)?)).await?;
    Ok(Json(shown::to(&operator, &explained)))
}

async fn read<T: serde::de::DeserializeOwned + 'static>(
    api: &Api,
    body: Body,
) -> Result<T, Problem> {
    let bytes = given::bytes(api, body, REQUEST_MAX).await?;
    given::json(if bytes.is_empty() { b"{}" } else { &bytes })
}

/// The part of history that is meant.
fn asked(engine: &Engine, given: OverHistory) -> Result<Asked, Problem> {
    let OverHistory { van, tot, laatste, werkgever, .. } = given;
    if van.zip(tot).is_some_and(|(van, tot)| tot < van) {
        return Err(Problem::bad_request("`tot` ligt voor `van`."));
    }
    let werkgever = match werkgever {
        Some(code) => {
            let known = engine.store().read()?.werkgever_by_code(&code)?;
            Some(known.ok_or_else(|| Fault::Unknown(format!("werkgever `{code}` bestaat niet")))?)
        }
        None => None,
    };
    Ok(Asked { van, tot, laatste, werkgever })
}
