//! What a request gives: parts of its URL, its query and its JSON, with problems in Dutch.

use std::sync::Arc;

use axum::{
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
        let pace = Pace::new(&api.settings.limits);
        let bytes = pace.whole(request.into_body(), REQUEST_MAX).await?;
        let read = serde_json::from_slice(&bytes).map_err(|error| {
            Problem::bad_request(format!(
                "De JSON klopt niet op regel {}, teken {}: {}",
                error.line(),
                error.column(),
                what_serde_says(&error)
            ))
        })?;
        Ok(InBody(read))
    }
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
    match wrong.strip_prefix("invalid type: ") {
        Some(found) => format!("hier past geen {found}; verwacht: {wanted}"),
        None => text.to_owned(),
    }
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
