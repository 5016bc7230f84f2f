//! Taking a message in. The sender gets the answer of the connector when that is there in time, and
//! otherwise the place where to look; in both cases the message is ours from then on.

use std::{sync::Arc, time::Duration};

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
use tokio::time::{Instant, sleep};

use crate::{Api, body, entry, given::InUrl, pace::Pace, places::Place, problem::Problem};

/// Header with the number of the logverslag.
const LOGVERSLAG: HeaderName = HeaderName::from_static("schakel-logverslag");

/// How long after the message we first look for its answer; most are there at once.
const LOOK_FIRST: Duration = Duration::from_millis(5);

/// How long between two looks at most. Each pause is half as long again as the one before, so that
/// an answer is seen at most that much later than it came.
const LOOK_MAX: Duration = Duration::from_millis(250);

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
    let place = api.places.take(&account.klantcode)?;
    let incoming = body::Message {
        klantcode: account.klantcode,
        importkoppeling: naam,
        content_type: content_type(&headers),
        max: api.settings.message_max,
    };
    let pace = Pace::new(&api.settings.limits);
    let id = incoming.take_in(&api.engine, body, pace, Arc::clone(&place)).await?;
    let mut response = match answer(&api, id, place).await {
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
pub(crate) fn check_announced(headers: &HeaderMap, max: u64) -> Result<(), Problem> {
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

/// Waits for the answer of the connector; none when it takes too long or the host stops. Waiting
/// takes no thread, so that senders who hang up leave none behind: each look is short, and keeps the
/// place until it is over.
async fn answer(
    api: &Api,
    id: LogverslagId,
    place: Arc<Place>,
) -> Result<Option<StoredResponse>, Problem> {
    let until = Instant::now() + api.settings.wait;
    let mut pause = LOOK_FIRST;
    loop {
        let held = Arc::clone(&place);
        let look = api.work(move |engine| {
            let seen = engine.response(id)?;
            drop(held);
            Ok(seen)
        });
        let seen = look.await?;
        let left = until.saturating_duration_since(Instant::now());
        if seen.is_some() || left.is_zero() || api.engine.is_closed() {
            return Ok(seen);
        }
        sleep(pause.min(left)).await;
        pause = (pause * 3 / 2).min(LOOK_MAX);
    }
}

fn content_type(headers: &HeaderMap) -> String {
    let given = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    given.filter(|text| text.len() <= CONTENT_TYPE_CHARS).unwrap_or_default().to_owned()
}

/// The answer of the connector. A status that is no end of a request comes from a connector that
/// does not work; "all is well" would be a guess.
fn as_stored(stored: StoredResponse) -> Response {
    let status = StatusCode::from_u16(stored.status).ok();
    let Some(status) = status.filter(|status| (200..=599).contains(&status.as_u16())) else {
        return Problem::no_status(stored.status).into_response();
    };
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
