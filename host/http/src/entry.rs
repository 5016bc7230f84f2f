//! Who may come in: partners with the token of their account, operators with the beheer token.
//!
//! Whoever is refused learns nothing: an unknown account and a wrong token look the same.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header::AUTHORIZATION},
    middleware::Next,
    response::Response,
};
use host_domain::Klantaccount;
use host_engine::{Actor, Token};

use crate::{Api, problem::Problem};

/// Header in which an operator's tool says for whom it acts; for the audit log.
const ACTOR: &str = "schakel-actor";

/// Who acts when that header is absent.
const ACTOR_UNNAMED: &str = "beheer";

/// Characters in the name of an actor: enough for a mail address.
const ACTOR_CHARS: usize = 64;

/// Characters in a token; ours have 64. Longer ones are not even hashed.
const TOKEN_CHARS: usize = 256;

/// Lets requests with the beheer token through, with the [`Actor`] as an extension.
pub(crate) async fn operators_only(
    State(api): State<Arc<Api>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let shown = bearer(request.headers()).ok_or_else(Problem::not_let_in)?;
    if !Token::matches(shown, &api.settings.beheer_sha256) {
        return Err(Problem::not_let_in());
    }
    let actor = actor(request.headers())?;
    request.extensions_mut().insert(actor);
    Ok(next.run(request).await)
}

/// The account that the request comes from; it must be the one called `klantcode`.
pub(crate) async fn partner(
    api: &Api,
    klantcode: &str,
    headers: &HeaderMap,
) -> Result<Klantaccount, Problem> {
    let token = bearer(headers).ok_or_else(Problem::not_let_in)?.to_owned();
    let klantcode = klantcode.to_owned();
    let account = api.work(move |engine| Ok(engine.authenticate(&klantcode, &token)?)).await?;
    account.ok_or_else(Problem::not_let_in)
}

/// The token in `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    let usable = !token.is_empty() && token.len() <= TOKEN_CHARS;
    (scheme.eq_ignore_ascii_case("bearer") && usable).then_some(token)
}

fn actor(headers: &HeaderMap) -> Result<Actor, Problem> {
    let Some(named) = headers.get(ACTOR) else { return Ok(Actor(ACTOR_UNNAMED.to_owned())) };
    let lawful = |c: char| c.is_ascii_alphanumeric() || "-_.@".contains(c);
    let name = named.to_str().unwrap_or_default();
    if name.is_empty() || name.len() > ACTOR_CHARS || !name.chars().all(lawful) {
        return Err(Problem::bad_request(format!(
            "Schakel-Actor bestaat uit 1 tot {ACTOR_CHARS} letters, cijfers en de tekens - _ . @"
        )));
    }
    Ok(Actor(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn with(name: &'static str, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(
            axum::http::HeaderName::from_static(name),
            HeaderValue::from_str(value).unwrap(),
        )])
    }

    #[test]
    fn only_a_bearer_token_is_a_token() {
        let read = |value: &str| bearer(&with("authorization", value)).map(str::to_owned);
        assert_eq!(read("Bearer abc").as_deref(), Some("abc"));
        assert_eq!(read("bearer  abc").as_deref(), Some("abc"));
        for wrong in ["Basic abc", "abc", "Bearer ", "Bearer"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
        assert_eq!(read(&format!("Bearer {}", "a".repeat(300))), None);
    }

    #[test]
    fn an_actor_has_a_plain_name() {
        let name = |value: &str| actor(&with(ACTOR, value)).map(|actor| actor.0).ok();
        assert_eq!(name("j.jansen@example.nl").as_deref(), Some("j.jansen@example.nl"));
        assert_eq!(actor(&HeaderMap::new()).map(|actor| actor.0).ok().as_deref(), Some("beheer"));
        for wrong in ["", "een naam", "a\tb", &"x".repeat(65)] {
            assert_eq!(name(wrong), None, "{wrong}");
        }
    }
}
