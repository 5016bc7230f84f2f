//! The HTTP side of the host: where partners post messages, and where operators look and act.
//!
//! # How to read it
//! * `routes.rs` shows every URL on one screen.
//! * `intake.rs` takes a message in: who sends it is settled before the first byte is read, and a
//!   message that does not come in whole leaves nothing.
//! * `limits.rs` says how much one sender may take of us: `connections.rs` and `unread.rs` hold
//!   connections to it, `places.rs` and `pace.rs` messages.
//! * One file for each noun under `/api`: `gebeurtenissen.rs`, `taken.rs`, ….
//! * `entry.rs` lets people in, `operator.rs` says what they may do, `problem.rs` tells what went wrong, `headers.rs` is put on every
//!   answer, `shown.rs` hides what nobody needs to see.
//!
//! Handlers decide nothing: they read a request, ask the engine or the store, and show the answer.
//! The store blocks, so it is only used on threads that may (`Api::work`), and never across an
//! `await`.
//!
//! **Never here:** no rules, no decisions, no redb, no wasm.

mod api;
mod limits;
mod connections;
mod unread;
mod routes;
mod entry;
mod operator;
mod given;
mod headers;
mod problem;
mod shown;
mod intake;
mod places;
mod pace;
mod body;
mod health;
mod stand;
mod gebeurtenissen;
mod dossiers;
mod form;
mod handled;
mod werkgevers;
mod werknemers;
mod verzuim;
mod trajecten;
mod afspraken;
mod uploads;
mod polissen;
mod polis_form;
mod klantaccounts;
mod koppelingen;
mod gebruikers;
mod machtigingen;
mod documenten;
mod download;
mod taken;
mod logverslagen;
mod bezorgingen;
mod plugins;
mod reloading;
mod trials;
mod live_rules;
mod regels;
mod logboek;
mod boeken;
mod beproeven;
mod lines;
mod conversies;
mod audit;

use std::{future::Future, sync::Arc};

use tokio::net::TcpListener;

pub use api::{Api, Settings};
pub use limits::Limits;
pub use live_rules::{CameOf, LiveRules, RulesDesk, WaitingBook, WithBook};
pub use reloading::{PluginsState, Refused, Reloading, RulesState, WaitingPlugin};
pub use trials::Trials;

/// Answers requests that come in on `listener` until `stop` is ready; requests that are being
/// answered by then are finished.
pub async fn serve(
    listener: TcpListener,
    api: Arc<Api>,
    stop: impl Future<Output = ()> + Send + 'static,
) {
    let limits = api.settings.limits.clone();
    connections::serve(listener, routes::router(api), &limits, stop).await;
}
