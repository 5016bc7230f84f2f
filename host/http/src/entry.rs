//! Who may come in: partners with the token of their account, operators with the beheer token or one
//! of their own.
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
use host_store::Reads;

use crate::{Api, operator::Operator, problem::Problem};

/// Header in which an operator's tool says for whom it acts; for the audit log.
const ACTOR: &str = "schakel-actor";

/// What an operator without a token of their own proved: to have this one. Who of those that have it
/// is only claimed.
pub(crate) const CREDENTIAL: &str = "beheertoken";

/// The hash that a token is compared with when there is no account: of no token that anybody knows.
const HASH_OF_NOBODY: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Characters in the name of an actor: enough for a mail address.
const ACTOR_CHARS: usize = 64;

/// Characters in a token; ours have 64. Longer ones are not even hashed.
const TOKEN_CHARS: usize = 256;

/// Lets requests of operators through, with the [`Operator`] and the [`Actor`] as extensions.
pub(crate) async fn operators_only(
    State(api): State<Arc<Api>>,
    mut request: Request,
    next: Next,
) -> Result<Response, Problem> {
    let shown = bearer(request.headers()).ok_or_else(Problem::not_let_in)?.to_owned();
    let operator = if Token::matches(&shown, &api.settings.beheer_sha256) {
        Operator::of_the_house(actor(request.headers())?)
    } else {
        // Whose token it is is proven; what a header says besides counts for nothing.
        let gebruiker = api.work(move |engine| Ok(engine.operator_with(&shown)?)).await?;
        gebruiker.map(Operator::from).ok_or_else(Problem::not_let_in)?
    };
    request.extensions_mut().insert(operator.actor.clone());
    request.extensions_mut().insert(operator);
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
    let account = api.work(move |engine| {
        let account = engine.store().read()?.klantaccount(&klantcode)?;
        Ok(proven(account, |kept_hash| Token::matches(&token, kept_hash)))
    });
    account.await?.ok_or_else(Problem::not_let_in)
}

/// The account when its token was shown. A token is hashed and compared in any case: the time that
/// an answer takes must not tell which accounts exist.
fn proven(account: Option<Klantaccount>, fits: impl FnOnce(&str) -> bool) -> Option<Klantaccount> {
    let kept_hash = account.as_ref().map_or(HASH_OF_NOBODY, |account| &account.token_sha256);
    let fits = fits(kept_hash);
    account.filter(|_| fits)
}

/// The token in `Authorization: Bearer …`.
fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    let usable = !token.is_empty() && token.len() <= TOKEN_CHARS;
    (scheme.eq_ignore_ascii_case("bearer") && usable).then_some(token)
}

/// Who acts, as the audit log keeps it: what was proven and what is only claimed, told apart.
fn actor(headers: &HeaderMap) -> Result<Actor, Problem> {
    let mut named = headers.get_all(ACTOR).iter();
    let Some(first) = named.next() else { return Ok(Actor(CREDENTIAL.to_owned())) };
    if named.next().is_some() {
        return Err(Problem::bad_request("Stuur Schakel-Actor één keer mee."));
    }
    let lawful = |c: char| c.is_ascii_alphanumeric() || "-_.@".contains(c);
    let name = first.to_str().unwrap_or_default();
    if name.is_empty() || name.len() > ACTOR_CHARS || !name.chars().all(lawful) {
        return Err(Problem::bad_request(format!(
            "Schakel-Actor bestaat uit 1 tot {ACTOR_CHARS} letters, cijfers en de tekens - _ . @"
        )));
    }
    Ok(Actor(format!("{name} (volgens opgave, {CREDENTIAL})")))
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
        let shown = "j.jansen@example.nl (volgens opgave, beheertoken)";
        assert_eq!(name("j.jansen@example.nl").as_deref(), Some(shown));
        let unnamed = actor(&HeaderMap::new()).map(|actor| actor.0).ok();
        assert_eq!(unnamed.as_deref(), Some("beheertoken"));
        for wrong in ["", "een naam", "a\tb", &"x".repeat(65)] {
            assert_eq!(name(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn one_request_has_one_actor() {
        let mut headers = with(ACTOR, "j.jansen");
        headers.append(ACTOR, HeaderValue::from_static("p.pietersen"));
        assert!(actor(&headers).is_err());
    }

    #[test]
    fn a_token_is_compared_whether_or_not_there_is_an_account() {
        let account = Klantaccount {
            klantcode: "K1".to_owned(),
            naam: "Partner".to_owned(),
            werkgevergroepen: [].into(),
            token_sha256: Token::read("geheim").hash(),
            importkoppelingen: Vec::new(),
        };
        let mut lengths = Vec::new();
        for (account, token, let_in) in [
            (Some(account.clone()), "geheim", true),
            (Some(account), "geraden", false),
            (None, "geheim", false),
            (None, "", false),
        ] {
            let fits = |kept_hash: &str| {
                lengths.push(kept_hash.len());
                Token::matches(token, kept_hash)
            };
            assert_eq!(proven(account, fits).is_some(), let_in, "{token}");
        }
        assert_eq!(lengths, [64; 4], "a hash of another length is not compared to its end");
    }
}
