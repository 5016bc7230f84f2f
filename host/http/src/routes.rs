//! Every URL on one screen.

use std::sync::Arc;

use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state, map_response},
    routing::{get, post, put},
};

use crate::{
    Api, audit, bezorgingen, dossiers, entry, gebeurtenissen, headers, health, intake,
    klantaccounts, logverslagen, plugins, problem::Problem, regels, stand, taken, werkgevers,
};

/// The whole server.
pub(crate) fn router(api: Arc<Api>) -> Router {
    Router::new()
        // Whether it runs; open to all, and tells nothing but that.
        .route("/gezond", get(health::alive))
        .route("/gereed", get(health::ready))
        // Partners, with the token of their klantaccount.
        .route("/koppelingen/{klantcode}/{importkoppeling}", post(intake::post))
        .route("/koppelingen/{klantcode}/logverslagen/{id}", get(logverslagen::of_partner))
        // Operators, with the beheer token.
        .nest("/api", operators(&api))
        .fallback(async || Problem::no_such_page())
        .method_not_allowed_fallback(async || Problem::wrong_method())
        .layer(from_fn(headers::log))
        .layer(map_response(headers::secure))
        .with_state(api)
}

fn operators(api: &Arc<Api>) -> Router<Arc<Api>> {
    Router::new()
        .route("/gebeurtenissen", get(gebeurtenissen::list))
        .route("/gebeurtenissen/{seq}", get(gebeurtenissen::one))
        .route("/gebeurtenissen/{seq}/waarom", get(gebeurtenissen::why))
        .route("/dossiers/{id}", get(dossiers::one))
        .route("/werkgevers", get(werkgevers::list))
        .route("/werkgevers/{werkgevercode}", put(werkgevers::put))
        .route("/klantaccounts", get(klantaccounts::list))
        .route("/klantaccounts/{klantcode}", put(klantaccounts::put))
        .route("/taken", get(taken::open))
        .route("/taken/{id}/waarom", get(taken::why))
        .route("/taken/{id}/uitgevoerd", post(taken::done))
        .route("/logverslagen", get(logverslagen::list))
        .route("/logverslagen/{id}", get(logverslagen::one))
        .route("/bezorgingen", get(bezorgingen::list))
        .route("/bezorgingen/{id}", get(bezorgingen::one))
        .route("/plugins", get(plugins::list))
        .route("/regels", get(regels::list))
        .route("/audit", get(audit::list))
        .route("/stand", get(stand::now))
        .fallback(async || Problem::no_such_page())
        .layer(from_fn_with_state(Arc::clone(api), entry::operators_only))
}
