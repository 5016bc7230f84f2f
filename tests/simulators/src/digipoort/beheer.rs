//! `/beheer`: for the process that stages the service, when that is another one. It is no part of the
//! interface, and asks for nothing.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};

use super::desk::Journal;
use super::document::UwvDocument;
use super::mood::Moods;
use super::server::Stage;
use super::stock::Stock;
use super::story::{Vertelling, story};

/// Where the service is and what lies there.
#[derive(Serialize)]
struct Overview {
    endpoint: String,
    documenten: usize,
}

/// A stock to be made; see [`Stock`].
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    seed: u64,
    werkgevers: u64,
    werknemers: u64,
    documenten: u64,
}

pub(crate) fn routes() -> Router<Arc<Stage>> {
    Router::new()
        .route("/beheer", get(overview))
        .route("/beheer/documenten", get(documents).post(add))
        .route("/beheer/gedrag", put(behave))
        .route("/beheer/journaal", get(journal))
        .route("/beheer/verhaal", post(tell))
        .route("/beheer/voorraad", post(stock))
}

async fn overview(State(stage): State<Arc<Stage>>) -> Json<Overview> {
    let documenten = stage.desk().documents().len();
    Json(Overview { endpoint: stage.endpoint.clone(), documenten })
}

async fn documents(State(stage): State<Arc<Stage>>) -> Json<Vec<UwvDocument>> {
    Json(stage.desk().documents())
}

async fn add(
    State(stage): State<Arc<Stage>>,
    Json(documents): Json<Vec<UwvDocument>>,
) -> StatusCode {
    stage.put(documents);
    StatusCode::NO_CONTENT
}

async fn behave(State(stage): State<Arc<Stage>>, Json(moods): Json<Moods>) -> StatusCode {
    stage.set_moods(moods);
    StatusCode::NO_CONTENT
}

async fn journal(State(stage): State<Arc<Stage>>) -> Json<Journal> {
    Json(stage.desk().journal())
}

/// Puts the documents of the story there; answers what should become of each.
async fn tell(State(stage): State<Arc<Stage>>) -> Json<Vec<Vertelling>> {
    let told = story();
    stage.put(told.iter().map(|one| one.document.clone()));
    Json(told)
}

async fn stock(State(stage): State<Arc<Stage>>, Json(order): Json<Order>) -> StatusCode {
    let stock = Stock::new(order.seed, order.werkgevers, order.werknemers);
    stage.put(stock.documents(order.documenten));
    StatusCode::NO_CONTENT
}
