//! Polling and fetching, with a body that stays with the host.

use expect_test::expect;
use sdk_connector::protocol::{
    About, Call, Fetch, Fetched, HttpReply, HttpRequest, Item, Page, Poll, ReplyAs, Scope,
};
use sdk_connector::script::Script;
use sdk_connector::{Connector, Host, Result, base64, kinds};
use serde_json::json;

/// Lists one item for each scope and fetches what begins with `hallo`.
#[derive(Default)]
struct Brievenbus;

impl Connector for Brievenbus {
    fn about() -> About {
        About { name: "brievenbus".into(), version: "0.1.0".into() }
    }

    fn poll(&self, call: &Call, request: Poll, _: &mut Host) -> Result<Page> {
        let items = request.scopes.into_iter().map(|scope| Item {
            key: format!("{}-1", scope.dienst),
            loonheffingennummer: scope.loonheffingennummer,
            dienst: scope.dienst,
        });
        let cursor = json!({ "tot": call.now_ms });
        Ok(Page::Listed { items: items.collect(), cursor, more: false })
    }

    fn fetch(&self, _: &Call, request: Fetch, host: &mut Host) -> Result<Fetched> {
        let reply = host.http(HttpRequest {
            method: "GET".into(),
            url: format!("https://een.example/{}", request.item.key),
            credential: Some("een".into()),
            reply_as: ReplyAs::Blob,
            ..HttpRequest::default()
        })?;
        let HttpReply::Answered { status: 200, blob: Some(body), .. } = reply else {
            return Ok(Fetched::TryAgain { reason: "niet nu".into(), after: None });
        };
        let start = base64::decode_start(host.open(&body), 5).map_err(|error| error.to_string())?;
        Ok(match start.as_slice() {
            b"hallo" => Fetched::Message { body, content_type: "text/plain".into() },
            _ => Fetched::Gone { reason: "het is een ander bericht".into() },
        })
    }
}

fn item() -> Item {
    Item {
        key: "DIENST-1".into(),
        loonheffingennummer: "123456782L01".into(),
        dienst: "DIENST".into(),
    }
}

#[test]
fn a_page_lists_what_there_is() {
    let scope = Scope {
        loonheffingennummer: "123456782L01".into(),
        dienst: "DIENST".into(),
        since_ms: 1_772_000_000_000,
    };
    let poll = Poll { cursor: json!(null), scopes: vec![scope] };
    let played = Script::new().now_ms(1_772_442_000_000).poll::<Brievenbus>(&poll);
    let cursor = json!({ "tot": 1_772_442_000_000_i64 });
    assert_eq!(played.outcome, Ok(Page::Listed { items: vec![item()], cursor, more: false }));
}

#[test]
fn a_body_is_a_handle_and_can_be_read() {
    let fetch = Fetch { delivery: "b-1".into(), attempt: 1, item: item() };
    let headers = [("content-type", "text/plain")];
    let script = Script::new().blob(b"van de aanroep").reply_blob(200, &headers, b"aGFsbG8=");
    let played = script.fetch::<Brievenbus>(&fetch);
    expect![[r#"
        > fetch
        ? http {
          "body": "",
          "credential": "een",
          "headers": [],
          "method": "GET",
          "reply_as": "blob",
          "url": "https://een.example/DIENST-1"
        }
        = http {
          "blob": {
            "handle": 2,
            "length": 8,
            "sha256": "892a0f7bd7b3087a5d0b477a00c8ff946ea9d78df92e560b2b4b24f80c12c8a9"
          },
          "body": "",
          "headers": [
            [
              "content-type",
              "text/plain"
            ]
          ],
          "result": "answered",
          "status": 200
        }
        < fetched {
          "body": {
            "handle": 2,
            "length": 8,
            "sha256": "892a0f7bd7b3087a5d0b477a00c8ff946ea9d78df92e560b2b4b24f80c12c8a9"
          },
          "content_type": "text/plain",
          "result": "message"
        }
    "#]]
    .assert_eq(&played.transcript);

    let other = Script::new().reply_blob(200, &[], b"YW5kZXJz").fetch::<Brievenbus>(&fetch);
    assert_eq!(other.outcome, Ok(Fetched::Gone { reason: "het is een ander bericht".into() }));
    let failed = HttpReply::Failed { unsent: true, reason: "dicht".into() };
    let later = Script::new().reply(kinds::HTTP, &failed).fetch::<Brievenbus>(&fetch);
    assert_eq!(later.outcome, Ok(Fetched::TryAgain { reason: "niet nu".into(), after: None }));
}
