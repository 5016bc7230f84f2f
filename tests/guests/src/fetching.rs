//! What the hostile connector does when it is asked what is new, and to fetch it.

use sdk_connector::protocol::{
    Blob, Fetched, HttpReply, HttpRequest, Item, Page, Poll, ReplyAs, Scope,
};
use sdk_connector::{Host, Result};
use serde_json::Value;

use crate::hostile::{Mode, PRIVATE, Settings, fall, spin};

/// More than a page may have.
const FLOOD: usize = 10_001;

pub(crate) fn list(settings: &Settings, request: &Poll) -> Result<Page> {
    let items = match settings.mode {
        Mode::Loop => return spin(),
        Mode::Trap => return fall(),
        Mode::PrivateTexts => {
            return Ok(Page::TryAgain { reason: PRIVATE.into(), after: Some(60) });
        }
        Mode::Partner => request.scopes.iter().map(item_of).collect(),
        Mode::FloodItems => vec![item("kenmerk"); FLOOD],
        Mode::StrayKey => vec![item("kenmerk"), item("ken\nmerk")],
        _ => vec![item("kenmerk-1"), item("kenmerk-2")],
    };
    Ok(Page::Listed { items, cursor: Value::from(1), more: false })
}

fn item(key: &str) -> Item {
    let (loonheffingennummer, dienst) = ("123456782L01".into(), "GUESTS-EEN".into());
    Item { key: key.into(), loonheffingennummer, dienst }
}

fn item_of(scope: &Scope) -> Item {
    let Scope { loonheffingennummer, dienst, .. } = scope.clone();
    Item { key: format!("{loonheffingennummer} {dienst}"), loonheffingennummer, dienst }
}

pub(crate) fn fetch(settings: Settings, host: &mut Host) -> Result<Fetched> {
    let content_type = "application/octet-stream".to_owned();
    match settings.mode {
        Mode::Loop => spin(),
        Mode::Trap => fall(),
        Mode::PrivateTexts => Ok(Fetched::Gone { reason: PRIVATE.into() }),
        Mode::ForeignHandle => {
            let body = Blob { handle: 99, length: 1, sha256: String::new() };
            Ok(Fetched::Message { body, content_type })
        }
        _ => Ok(match host.http(request(settings))? {
            HttpReply::Answered { blob: Some(body), .. } => Fetched::Message { body, content_type },
            HttpReply::Answered { status, .. } => {
                Fetched::TryAgain { reason: format!("{status}"), after: None }
            }
            HttpReply::Failed { reason, .. } => Fetched::TryAgain { reason, after: None },
        }),
    }
}

fn request(settings: Settings) -> HttpRequest {
    HttpRequest {
        method: "GET".into(),
        url: settings.url,
        credential: settings.credential,
        reply_as: ReplyAs::Blob,
        ..HttpRequest::default()
    }
}
