//! Taking a message in. The sender gets the answer of the connector when that is there in time, and
//! otherwise the place where to look; in both cases the message is ours from then on.

use std::sync::Arc;

use axum::{
    Json,
    body::Body,
    extract::State,
    http::{
        HeaderMap, HeaderName, HeaderValue, StatusCode,
        header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION},
    },
    response::{IntoResponse, Response},
};
use host_domain::LogverslagId;
use host_store::StoredResponse;
use serde_json::json;

use crate::{Api, body, entry, given::InUrl, problem::Problem};

/// Header with the number of the logverslag.
const LOGVERSLAG: HeaderName = HeaderName::from_static("schakel-logverslag");

/// When to try again when all places are taken, in seconds.
const RETRY_WHEN_BUSY: u32 = 2;

/// Characters of a content type; longer ones are not kept.
const CONTENT_TYPE_CHARS: usize = 200;

/// `POST /koppelingen/{klantcode}/{importkoppeling}`
pub(crate) async fn post(
    State(api): State<Arc<Api>>,
    InUrl((klantcode, naam)): InUrl<(String, String)>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let account = entry::partner(&api, &klantcode, &headers).await?;
    if account.importkoppeling(&naam).is_none() {
        return Err(Problem::not_found(format!("Importkoppeling `{naam}` bestaat niet.")));
    }
    check_announced(&headers, api.settings.message_max)?;
    let busy = |_| Problem::unavailable("Er komen nu te veel berichten tegelijk.", RETRY_WHEN_BUSY);
    let place = Arc::clone(&api.places).try_acquire_owned().map_err(busy)?;
    let incoming = body::Message {
        klantcode: account.klantcode,
        importkoppeling: naam,
        content_type: content_type(&headers),
        max: api.settings.message_max,
    };
    let id = incoming.take_in(&api.engine, body).await?;
    let wait = api.settings.wait;
    let answered = api.work(move |engine| Ok(engine.wait_response(id, wait)?)).await;
    drop(place);
    let mut response = match answered {
        Ok(Some(stored)) => as_stored(stored),
        Ok(None) => still_busy(&klantcode, id),
        // The message is safe all the same: say so.
        Err(problem) => problem.into_response(),
    };
    // An id is plain text.
    if let Ok(value) = HeaderValue::from_str(&id.to_string()) {
        response.headers_mut().insert(LOGVERSLAG, value);
    }
    Ok(response)
}

/// What the headers say about a body that we would not take, so that it need not be sent.
fn check_announced(headers: &HeaderMap, max: u64) -> Result<(), Problem> {
    if headers.contains_key(CONTENT_ENCODING) {
        let detail = "Stuur het bericht zonder compressie (Content-Encoding).";
        let status = StatusCode::UNSUPPORTED_MEDIA_TYPE;
        return Err(Problem::new(status, "Deze vorm lezen wij niet", detail));
    }
    let length = headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    match length.and_then(|value| value.parse::<u64>().ok()) {
        Some(0) => Err(body::empty()),
        Some(length) if length > max => Err(Problem::too_large(max)),
        _ => Ok(()),
    }
}

fn content_type(headers: &HeaderMap) -> String {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    given.filter(|text| text.len() <= CONTENT_TYPE_CHARS).unwrap_or_default().to_owned()
}

/// The answer of the connector.
fn as_stored(stored: StoredResponse) -> Response {
    let status = StatusCode::from_u16(stored.status).unwrap_or(StatusCode::OK);
    let content_type = HeaderValue::from_str(&stored.content_type)
        .unwrap_or(HeaderValue::from_static("application/octet-stream"));
    (status, [(CONTENT_TYPE, content_type)], stored.body).into_response()
}

/// No answer yet: where it will be.
fn still_busy(klantcode: &str, id: LogverslagId) -> Response {
    let body = Json(json!({ "logverslag": id, "status": "in behandeling" }));
    let location = format!("/koppelingen/{klantcode}/logverslagen/{id}");
    (StatusCode::ACCEPTED, [(LOCATION, location)], body).into_response()
}
