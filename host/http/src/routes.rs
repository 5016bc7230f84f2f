//! Every URL on one screen.

use std::sync::Arc;

use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state, map_response},
    routing::{MethodRouter, delete, get, post, put},
};
use host_domain::Recht::{
    self, Beheer, Bezorgingen, DocumentenInzien, DocumentenVerplaatsen, Dossiers, Machtigingen,
    Polissen, Regels, Taken,
};

use crate::{
    Api, afspraken, audit, beproeven, bezorgingen, boeken, conversies, documenten, dossiers, entry,
    gebeurtenissen, gebruikers, headers, health, intake, klantaccounts, koppelingen, logboek,
    logverslagen, machtigingen, operator, plugins, polissen, problem::Problem, regels, stand,
    taken, trajecten, uploads, verzuim, werkgevers, werknemers,
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
        // Operators, with the beheer token or one of their own.
        .nest("/api", operators(&api))
        .fallback(async || Problem::no_such_page())
        .method_not_allowed_fallback(async || Problem::wrong_method())
        .layer(from_fn(headers::log))
        .layer(map_response(headers::secure))
        .with_state(api)
}

/// Everybody who was let in may look; the rest needs a right.
fn operators(api: &Arc<Api>) -> Router<Arc<Api>> {
    Router::new()
        .route("/gebeurtenissen", get(gebeurtenissen::list))
        .route("/gebeurtenissen/{seq}", get(gebeurtenissen::one))
        .route("/gebeurtenissen/{seq}/waarom", get(gebeurtenissen::why))
        .route("/trajecten/{id}/waarom", get(beproeven::why_traject))
        .route("/gebeurtenissen/{seq}/opnieuw", get(beproeven::again))
        .route("/dossiers/{id}", get(dossiers::one))
        .route("/documenten/{id}", get(documenten::one))
        .route("/documenten/{id}/bestand", needs(DocumentenInzien, get(documenten::file)))
        .route(
            "/documenten/{id}/verplaatsen",
            needs(DocumentenVerplaatsen, post(documenten::move_to)),
        )
        .route("/taken", get(taken::open))
        .route("/taken/{id}/waarom", get(taken::why))
        .route("/taken/{id}/uitgevoerd", needs(Taken, post(taken::done)))
        .route(
            "/machtigingen",
            get(machtigingen::list).merge(needs(Machtigingen, post(machtigingen::request))),
        )
        .route("/machtigingen/{id}/{status}", needs(Machtigingen, post(machtigingen::set)))
        .merge(by_hand())
        .merge(traffic())
        .merge(house())
        .fallback(async || Problem::no_such_page())
        .layer(from_fn_with_state(Arc::clone(api), entry::operators_only))
}

/// What operators change in dossiers.
fn by_hand() -> Router<Arc<Api>> {
    let on_traject = put(trajecten::set_kenmerk).delete(trajecten::set_kenmerk);
    let on_dossier =
        put(trajecten::set_kenmerk_of_dossier).delete(trajecten::set_kenmerk_of_dossier);
    let herinnering = put(trajecten::put_herinnering).delete(trajecten::remove_herinnering);
    Router::new()
        .route(
            "/werkgevers/{werkgevercode}/werknemers",
            get(werknemers::find).merge(needs(Dossiers, post(werknemers::put))),
        )
        .route("/werknemers/{id}/ziekmelding", needs(Dossiers, post(verzuim::report_illness)))
        .route("/dossiers/{id}/trajecten", needs(Dossiers, post(trajecten::start)))
        .route("/dossiers/{id}/kenmerken/{kenmerk}", needs(Dossiers, on_dossier))
        .route("/trajecten/{id}", get(trajecten::one))
        .route("/trajecten/{id}/gedeeltelijk-herstel", needs(Dossiers, post(verzuim::report_share)))
        .route("/trajecten/{id}/herstel", needs(Dossiers, post(verzuim::report_recovery)))
        .route("/trajecten/{id}/correctie", needs(Dossiers, post(verzuim::correct)))
        .route("/trajecten/{id}/intrekken", needs(Dossiers, post(verzuim::withdraw)))
        .route("/trajecten/{id}/sluiten", needs(Dossiers, post(trajecten::close)))
        .route("/trajecten/{id}/kenmerken/{kenmerk}", needs(Dossiers, on_traject))
        .route(
            "/trajecten/{id}/daglonen/{ingangsdatum}",
            needs(Dossiers, put(trajecten::put_dagloon)),
        )
        .route("/trajecten/{id}/herinneringen", get(trajecten::herinneringen))
        .route("/trajecten/{id}/herinneringen/{naam}", needs(Dossiers, herinnering))
        .route(
            "/trajecten/{id}/afspraken",
            get(afspraken::list).merge(needs(Dossiers, post(afspraken::add))),
        )
        .route("/afspraken/{id}", needs(Dossiers, put(afspraken::change).delete(afspraken::remove)))
        .route("/trajecten/{id}/documenten", needs(Dossiers, post(uploads::add)))
        .route("/documenten/{id}/definitief", needs(Dossiers, post(uploads::finish)))
        .route(
            "/werkgevers/{werkgevercode}/polissen",
            get(polissen::list).merge(needs(Polissen, post(polissen::put))),
        )
        .route("/polissen/{id}", needs(Polissen, delete(polissen::remove)))
}

/// What comes in and goes out.
fn traffic() -> Router<Arc<Api>> {
    let content = get(bezorgingen::content).put(bezorgingen::edit);
    Router::new()
        .route("/logverslagen", get(logverslagen::list))
        .route("/logverslagen/{id}", get(logverslagen::one))
        .route("/logverslagen/{id}/opnieuw", needs(Bezorgingen, post(logverslagen::reread)))
        .route("/bezorgingen", get(bezorgingen::list))
        .route("/bezorgingen/{id}", get(bezorgingen::one))
        .route("/bezorgingen/{id}/inhoud", needs(Bezorgingen, content))
        .route("/bezorgingen/{id}/opnieuw", needs(Bezorgingen, post(bezorgingen::resend)))
        .route("/bezorgingen/{id}/opgeven", needs(Bezorgingen, post(bezorgingen::give_up)))
        .route("/koppelingen", get(koppelingen::list))
        .route(
            "/koppelingen/{klantcode}/{naam}/nu",
            needs(Bezorgingen, post(koppelingen::poll_now)),
        )
        .route(
            "/koppelingen/{klantcode}/{naam}/hervat",
            needs(Bezorgingen, post(koppelingen::resume)),
        )
}

/// How the house is furnished.
fn house() -> Router<Arc<Api>> {
    Router::new()
        .route("/werkgevers", get(werkgevers::list))
        .route("/werkgevers/{werkgevercode}", needs(Beheer, put(werkgevers::put)))
        .route("/klantaccounts", get(klantaccounts::list))
        .route("/klantaccounts/{klantcode}", needs(Beheer, put(klantaccounts::put)))
        .route("/gebruikers", needs(Beheer, get(gebruikers::list)))
        .route("/gebruikers/{naam}", needs(Beheer, put(gebruikers::put).delete(gebruikers::remove)))
        .route("/plugins", get(plugins::list))
        .route("/plugins/{naam}/proef", needs(Beheer, post(plugins::trial)))
        .route("/plugins/{naam}/aanvaard", needs(Beheer, post(plugins::accept)))
        .route("/regels", get(regels::list))
        .route("/regels/logboek", get(logboek::list))
        .route("/regels/concept", get(boeken::desk))
        .route("/regels/concept/{hash}/in-gebruik", needs(Regels, post(boeken::put_in_use)))
        .route("/regels/concept/{hash}/goedkeuren", needs(Regels, post(boeken::approve)))
        .route("/regels/concept/{hash}/afwijzen", needs(Regels, post(boeken::decline)))
        .route("/regels/proef", needs(Regels, post(beproeven::trial)))
        .route("/regels/wat-als", needs(Regels, post(beproeven::what_if)))
        .route("/regels/wat-als-berichten", needs(Regels, post(beproeven::what_if_messages)))
        .route("/regels/dekking", needs(Regels, post(beproeven::coverage)))
        .route("/regels/mutatie", needs(Regels, post(beproeven::mutants)))
        .route("/regels/reproductie", needs(Regels, post(beproeven::reproduce)))
        .route("/regels/{regel}/waarom-niet/{wat}", get(beproeven::why_not))
        .route("/regels/kijk", needs(Regels, post(boeken::effect)))
        .route("/regels/geschiedenis", get(boeken::history))
        .route("/regels/boeken/{hash}", get(boeken::one))
        .route("/regels/boeken/{hash}/terug", needs(Regels, post(boeken::go_back)))
        .route("/conversies/onbekend", get(conversies::unmapped))
        .route("/audit", get(audit::list))
        .route("/stand", get(stand::now))
}

/// These requests are for operators with this right.
fn needs(recht: Recht, route: MethodRouter<Arc<Api>>) -> MethodRouter<Arc<Api>> {
    route.route_layer(from_fn_with_state(recht, operator::needs))
}
