//! What went wrong, as `application/problem+json` (RFC 9457) in Dutch. The inside of the host stays
//! inside: the log has it, under the number that the answer shows.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    http::{
        HeaderValue, StatusCode,
        header::{CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE},
    },
    response::{IntoResponse, Response},
};
use host_domain::Recht;
use host_engine::Fault;
use host_store::StoreError;
use serde::Serialize;

/// When to try again what the engine is too busy for, in seconds: many messages wait before it.
const RETRY_WHEN_BUSY: u32 = 30;

/// An answer that says why there is no better one.
#[derive(Debug)]
pub(crate) struct Problem(Box<Content>);

#[derive(Debug)]
struct Content {
    status: StatusCode,
    title: &'static str,
    detail: String,
    reasons: Vec<String>,
    /// For the log only.
    cause: Option<String>,
    retry_after_seconds: Option<u32>,
}

/// The JSON of a problem.
#[derive(Serialize)]
struct Body<'a> {
    title: &'a str,
    status: u16,
    #[serde(skip_serializing_if = "str::is_empty")]
    detail: &'a str,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    redenen: &'a [String],
    /// To ask about; stands in the log as well.
    id: &'a str,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, title: &'static str, detail: impl Into<String>) -> Self {
        Problem(Box::new(Content {
            status,
            title,
            detail: detail.into(),
            reasons: Vec::new(),
            cause: None,
            retry_after_seconds: None,
        }))
    }

    /// The request cannot be understood.
    pub(crate) fn bad_request(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, "Dit verzoek klopt niet", detail)
    }

    /// Fields of the request cannot be read; a reason for each.
    pub(crate) fn wrong_fields(reasons: Vec<String>) -> Self {
        let mut problem = Problem::bad_request("");
        problem.0.reasons = reasons;
        problem
    }

    /// No token, or one that does not fit.
    pub(crate) fn not_let_in() -> Self {
        let detail = "Stuur een geldig token mee: Authorization: Bearer <token>.";
        Problem::new(StatusCode::UNAUTHORIZED, "Geen toegang", detail)
    }

    /// The operator lacks a right.
    pub(crate) fn not_allowed(recht: Recht) -> Self {
        let detail = format!("Hiervoor is het recht `{}` nodig.", recht.name());
        Problem::new(StatusCode::FORBIDDEN, "Niet toegestaan", detail)
    }

    /// It is understood, but cannot be done.
    pub(crate) fn refused(reason: String) -> Self {
        Problem::cannot_be_done(vec![reason])
    }

    fn cannot_be_done(reasons: Vec<String>) -> Self {
        let title = "Dit kan niet worden uitgevoerd";
        let mut problem = Problem::new(StatusCode::UNPROCESSABLE_ENTITY, title, "");
        problem.0.reasons = reasons;
        problem
    }

    /// The thing asked for does not exist.
    pub(crate) fn not_found(detail: impl Into<String>) -> Self {
        Problem::new(StatusCode::NOT_FOUND, "Niet gevonden", detail)
    }

    /// The URL does not exist.
    pub(crate) fn no_such_page() -> Self {
        Problem::not_found("Deze URL bestaat niet.")
    }

    /// The URL exists, but not so.
    pub(crate) fn wrong_method() -> Self {
        let detail = "Deze URL kent deze HTTP-methode niet.";
        Problem::new(StatusCode::METHOD_NOT_ALLOWED, "Zo kan het niet", detail)
    }

    /// The body is larger than it may be.
    pub(crate) fn too_large(max: u64) -> Self {
        let detail = format!("Een bericht is hier ten hoogste {max} bytes groot.");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "Het bericht is te groot", detail)
    }

    /// Too much of one sender at once; later it may be done.
    pub(crate) fn too_many(detail: impl Into<String>, retry_after_seconds: u32) -> Self {
        let mut problem = Problem::new(StatusCode::TOO_MANY_REQUESTS, "Te veel tegelijk", detail);
        problem.0.retry_after_seconds = Some(retry_after_seconds);
        problem
    }

    /// A connector gave an answer that is none in HTTP.
    pub(crate) fn no_status(status: u16) -> Self {
        let detail = "Het bericht is bewaard, maar de plugin van deze koppeling gaf geen geldig \
                      antwoord. Kijk in het logverslag.";
        let mut problem =
            Problem::new(StatusCode::BAD_GATEWAY, "De koppeling gaf geen geldig antwoord", detail);
        problem.0.cause = Some(format!("een plugin antwoordt met HTTP-status {status}"));
        problem
    }

    /// It cannot be done now; later it may.
    pub(crate) fn unavailable(detail: impl Into<String>, retry_after_seconds: u32) -> Self {
        let mut problem =
            Problem::new(StatusCode::SERVICE_UNAVAILABLE, "Nu niet beschikbaar", detail);
        problem.0.retry_after_seconds = Some(retry_after_seconds);
        problem
    }

    /// Something that should not happen; the cause goes to the log.
    pub(crate) fn internal(cause: impl Into<String>) -> Self {
        let detail = "De oorzaak staat in het log, onder dit nummer.";
        let mut problem =
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "Er ging bij ons iets mis", detail);
        problem.0.cause = Some(cause.into());
        problem
    }
}

#[cfg(test)]
impl Problem {
    /// What it is in HTTP.
    pub(crate) fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Why it is so.
    pub(crate) fn reasons(&self) -> &[String] {
        &self.0.reasons
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        Problem::internal(error.to_string())
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Refused(refusal) => Problem::cannot_be_done(refusal.reasons),
            Fault::Unknown(what) => Problem::not_found(what),
            Fault::Busy(reason) => Problem::too_many(reason, RETRY_WHEN_BUSY),
            Fault::Stopped => Problem::unavailable("De host stopt.", 10),
            other => Problem::internal(other.to_string()),
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let Content { status, title, detail, reasons, cause, retry_after_seconds } = *self.0;
        let id = next_id();
        if let Some(cause) = cause {
            tracing::error!(id, "een verzoek mislukte: {cause}");
        }
        let body =
            Body { title, status: status.as_u16(), detail: &detail, redenen: &reasons, id: &id };
        // Text in a struct always becomes JSON.
        let json = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (status, json).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = retry_after_seconds {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"schakel\""));
        }
        response
    }
}

/// A number to ask about: different in every run of the program, and counted within it.
fn next_id() -> String {
    static RUN: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one("run") >> 32);
    static COUNT: AtomicU64 = AtomicU64::new(1);
    format!("{:08x}-{}", *RUN, COUNT.fetch_add(1, Ordering::Relaxed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_comes_too_early_is_told_when_to_come_back() {
        for (fault, status) in [(Fault::Busy("vol".to_owned()), 429), (Fault::Stopped, 503)] {
            let response = Problem::from(fault).into_response();
            assert_eq!(response.status().as_u16(), status);
            assert!(response.headers().contains_key(RETRY_AFTER), "{status}");
        }
    }
}
