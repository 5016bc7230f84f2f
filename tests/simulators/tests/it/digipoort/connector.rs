//! The connector for Digipoort against the service: both have tables of their own, so each holds the
//! other to the interface.

use plugins_digipoort::Digipoort as Connector;
use sdk_connector::kinds;
use sdk_connector::protocol::{
    Fetch, Fetched, HttpReply, HttpRequest, Intake, Item, Page, Poll, Received, Scope,
};
use sdk_connector::script::{Played, Script};
use serde::Deserialize;
use serde_json::{Value, json};
use tests_simulators::digipoort::{
    Digipoort, Mood, Moods, Operation, Plaats, UwvDocument, Vorm, story, story_machtigingen,
};

use super::requests::{Asked, Came};

/// 2 March 2026, 09:00 UTC, and the day before it.
const NOW: i64 = 1_772_442_000_000;
const SINCE: i64 = NOW - 24 * 3_600_000;

fn script(service: &Digipoort) -> Script {
    Script::new().settings(&json!({ "endpoint": service.endpoint() })).now_ms(NOW)
}

/// The document without trouble of its own, put there before the poll.
fn quiet(document: UwvDocument) -> UwvDocument {
    let aangeleverd = Some("2026-03-02T08:00:00Z".parse().unwrap());
    UwvDocument { gedrag: Moods::fine(), aangeleverd, ..document }
}

/// The last request of a call that had no answer left.
fn request<T>(played: &Played<T>) -> HttpRequest {
    let text = played.transcript.rsplit("? http ").next().unwrap();
    HttpRequest::deserialize(&mut serde_json::Deserializer::from_str(text)).unwrap()
}

/// What the service says to a request of the connector.
async fn sent(request: &HttpRequest) -> Came {
    let header = |name: &str| {
        let found = request.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.clone()).unwrap()
    };
    let asked = Asked {
        url: request.url.clone(),
        content_type: header("content-type"),
        soap_action: header("soapaction"),
        body: request.body.clone(),
    };
    asked.send().await.unwrap()
}

/// What a poll lists, for all machtigingen of the story.
async fn polled(service: &Digipoort) -> Vec<Item> {
    let scope = |(loonheffingennummer, dienst): (String, &str)| Scope {
        loonheffingennummer,
        dienst: dienst.to_owned(),
        since_ms: SINCE,
    };
    let scopes = story_machtigingen().into_iter().map(scope).collect();
    let poll = Poll { cursor: Value::Null, scopes };
    let mut script = script(service);
    loop {
        let played = script.clone().poll::<Connector>(&poll);
        if let Ok(page) = played.outcome {
            let Page::Listed { items, .. } = page else { panic!("{page:?}") };
            return items;
        }
        let Came { status, text } = sent(&request(&played)).await;
        let reply = HttpReply::Answered { status, headers: vec![], body: text, blob: None };
        script = script.reply(kinds::HTTP, &reply);
    }
}

/// What an attempt to fetch comes to, and the body that came.
async fn fetched(service: &Digipoort, item: &Item, attempt: u32) -> (Fetched, String) {
    let fetch = Fetch { delivery: item.key.clone(), attempt, item: item.clone() };
    let script = script(service);
    let Came { status, text } = sent(&request(&script.clone().fetch::<Connector>(&fetch))).await;
    let headers = [("content-type", "text/xml; charset=utf-8")];
    let played = script.reply_blob(status, &headers, text.as_bytes()).fetch::<Connector>(&fetch);
    (played.outcome.unwrap(), text)
}

fn received(service: &Digipoort, body: &str) -> Vec<Intake> {
    let played = script(service).receive::<Connector>("text/xml", body.as_bytes());
    let Ok(Received::Read { intakes, .. }) = played.outcome else { panic!("{:?}", played.outcome) };
    intakes.iter().map(|document| document.read().unwrap()).collect()
}

#[tokio::test]
async fn the_story_is_listed_fetched_and_read() {
    let service = Digipoort::start(0, Moods::from([Mood::Twice, Mood::Shuffled])).await.unwrap();
    service.put_all(story().into_iter().map(|told| quiet(told.document)));
    let items = polled(&service).await;
    let told: Vec<_> = story().into_iter().filter(|told| told.plaats != Plaats::Nergens).collect();
    let mut keys: Vec<&str> = items.iter().map(|item| item.key.as_str()).collect();
    keys.sort_unstable();
    assert_eq!(keys, told.iter().map(|told| told.document.kenmerk.as_str()).collect::<Vec<_>>());
    // All calls of a script have one seed; another attempt makes another MessageID.
    for (attempt, (told, item)) in (1..).zip(told.iter().zip(&keys)) {
        let item = items.iter().find(|one| one.key == **item).unwrap();
        let document = &told.document;
        let (outcome, body) = fetched(&service, item, attempt).await;
        assert!(matches!(outcome, Fetched::Message { .. }), "{}: {outcome:?}", told.naam);
        let intakes = received(&service, &body);
        // Metadata that cannot be read are kept as a file of their own.
        let unread = document.vorm == Vorm::Onleesbaar;
        let files = document.bestanden.len() + usize::from(unread);
        assert_eq!(intakes.len(), files, "{}", told.naam);
        for intake in &intakes {
            let bsn = intake.fields.get("bsn").and_then(Value::as_str);
            match told.plaats {
                Plaats::Werkgever => assert_eq!(bsn, None),
                _ if unread => assert_eq!(bsn, Some("onbekend")),
                _ => assert_eq!(bsn, document.bsn.as_deref(), "{}", told.naam),
            }
            assert!(intake.file.is_some(), "{}", told.naam);
        }
    }
    let journal = service.journal();
    assert_eq!(journal.geweigerd(), [""; 0]);
    assert_eq!(journal.of(Operation::BerichtenLijst).count(), 5);
    let new = Operation::ALL.into_iter().filter(|one| one.name().contains("Nieuwe"));
    assert!(new.into_iter().all(|one| journal.of(one).next().is_none()));
}

#[tokio::test]
async fn trouble_is_met_with_another_attempt() {
    let service = Digipoort::start(0, Moods::fine()).await.unwrap();
    service.put_all(story().into_iter().take(1).map(|told| quiet(told.document)));
    let items = polled(&service).await;
    for (attempt, mood) in (1..).zip(["fout:1", "storing:1", "afgekapt:1", "afgekapt:1", "plat"]) {
        service.set_mood(mood.parse::<Moods>().unwrap());
        let (outcome, _) = fetched(&service, &items[0], attempt).await;
        assert!(matches!(outcome, Fetched::TryAgain { .. }), "{mood}: {outcome:?}");
    }
    service.set_mood(Moods::fine());
    // The attempt before it, once more: its MessageID is used only where it was read.
    let (outcome, _) = fetched(&service, &items[0], 4).await;
    assert!(matches!(&outcome, Fetched::TryAgain { reason, .. } if reason.contains("OPH410")));
    let (outcome, _) = fetched(&service, &items[0], 6).await;
    assert!(matches!(outcome, Fetched::Message { .. }), "{outcome:?}");
}
