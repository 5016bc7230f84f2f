//! What a request gives: parts of its URL, its query and its JSON, with problems in Dutch.

use std::sync::Arc;

use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Path, Query, Request},
    http::request::Parts,
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::error::Category;

use crate::{Api, pace::Pace, problem::Problem};

/// Largest body of a request of an operator, in bytes; accounts and werkgevers are small.
const REQUEST_MAX: usize = 1024 * 1024;

/// Items on a page when nothing is asked, and at most.
const PAGE: usize = 100;
const PAGE_MAX: usize = 1_000;

/// Parts of the URL, as text.
pub(crate) struct InUrl<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for InUrl<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Path(read) = Path::<T>::from_request_parts(parts, state)
            .await
            .map_err(|_| Problem::no_such_page())?;
        Ok(InUrl(read))
    }
}

/// What stands behind the question mark.
pub(crate) struct InQuery<T>(pub(crate) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for InQuery<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let Query(read) = Query::<T>::from_request_parts(parts, state).await.map_err(|_| {
            Problem::bad_request(
                "Een vraag achter het vraagteken bestaat niet of heeft geen geldige waarde.",
            )
        })?;
        Ok(InQuery(read))
    }
}

/// The JSON in the body.
pub(crate) struct InBody<T>(pub(crate) T);

impl<T: DeserializeOwned> FromRequest<Arc<Api>> for InBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Arc<Api>) -> Result<Self, Problem> {
        Ok(InBody(json(&bytes(api, request.into_body(), REQUEST_MAX).await?)?))
    }
}

/// The JSON in the body, or what there is without a body.
pub(crate) struct InBodyIfAny<T>(pub(crate) T);

impl<T: DeserializeOwned + Default> FromRequest<Arc<Api>> for InBodyIfAny<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, api: &Arc<Api>) -> Result<Self, Problem> {
        let bytes = bytes(api, request.into_body(), REQUEST_MAX).await?;
        Ok(InBodyIfAny(if bytes.is_empty() { T::default() } else { json(&bytes)? }))
    }
}

/// A whole body of at most `max` bytes, at the pace that we ask.
pub(crate) async fn bytes(api: &Api, body: Body, max: usize) -> Result<Vec<u8>, Problem> {
    Pace::new(&api.settings.limits).whole(body, max).await
}

/// A body read as JSON.
pub(crate) fn json<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        Problem::bad_request(format!(
            "De JSON klopt niet op regel {}, teken {}: {}",
            error.line(),
            error.column(),
            what_serde_says(&error)
        ))
    })
}

/// What is wrong, in Dutch and without its place, which we say ourselves.
fn what_serde_says(error: &serde_json::Error) -> String {
    match error.classify() {
        Category::Eof | Category::Io => return "zij houdt te vroeg op".to_owned(),
        Category::Syntax => return "dit is geen JSON".to_owned(),
        Category::Data => {}
    }
    let text = error.to_string();
    let text = text.split(" at line ").next().unwrap_or_default();
    let (wrong, wanted) = text.split_once(", expected ").unwrap_or((text, ""));
    let wanted = wanted.trim_start_matches("one of ").replace(" or ", ", ");
    if let Some(name) = wrong.strip_prefix("unknown field ") {
        return format!("veld {name} bestaat niet; bekend: {wanted}");
    }
    if let Some(name) = wrong.strip_prefix("missing field ") {
        return format!("veld {name} ontbreekt");
    }
    if let Some(value) = wrong.strip_prefix("unknown variant ") {
        return format!("{value} kan hier niet; kies uit {wanted}");
    }
    let found =
        ["invalid type: ", "invalid value: "].iter().find_map(|way| wrong.strip_prefix(way));
    match found {
        Some(found) => format!("hier past geen {found}; verwacht: {wanted}"),
        None => text.to_owned(),
    }
}

/// Whether a new token is wanted.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewToken {
    /// A new token; the old one stops working.
    #[serde(default)]
    pub(crate) nieuw_token: bool,
}

/// Which page of a list.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// First item, for lists that go up.
    vanaf: Option<u64>,
    /// The item after which the page goes on, as `volgende` of the last page had it.
    na: Option<String>,
    /// Items on the page.
    aantal: Option<usize>,
}

impl Page {
    /// Of a list that takes more questions than its page.
    pub(crate) fn after_item(na: Option<String>, aantal: Option<usize>) -> Page {
        Page { vanaf: None, na, aantal }
    }

    /// Where an upward list starts; the first is 1.
    pub(crate) fn from(&self) -> u64 {
        self.vanaf.unwrap_or(1).max(1)
    }

    /// Where a list goes on that has no numbers to start from.
    pub(crate) fn after<T>(&self, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Problem> {
        let Some(text) = &self.na else { return Ok(None) };
        let after = read(text).ok_or_else(|| {
            Problem::bad_request("`na` neemt de waarde van `volgende` op de vorige bladzijde.")
        })?;
        Ok(Some(after))
    }

    /// How many.
    pub(crate) fn count(&self) -> usize {
        self.aantal.unwrap_or(PAGE).clamp(1, PAGE_MAX)
    }
}
