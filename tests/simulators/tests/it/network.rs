//! The sender and the receiver over real sockets.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use tests_simulators::sivi::{Mood, Receiver, SendError, Sender, story};

const GOOD: &str = "<VerwerkingsmeldingWerkgeverArbodienst><BrAlg><BrCd>00901</BrCd>\
    <VnrBrCd>00001</VnrBrCd><AandatBr>2026-03-02</AandatBr><AantijdBr>08:30:00</AantijdBr>\
    <IdInzndr>SCHAKEL</IdInzndr><GebrSwPakket>Schakel</GebrSwPakket><IdOntvngr>P</IdOntvngr>\
    <Berrefnr>B1</Berrefnr><BerrefnrIngzndnBer>VI-1</BerrefnrIngzndnBer><TestJN>N</TestJN>\
    <OntvngstbevJN>N</OntvngstbevJN></BrAlg><VrwrkMld><VrwrkbhdCd>01</VrwrkbhdCd>\
    <VrzmgvlId>VZ1</VrzmgvlId><VrzmgvlVnrMld>1</VrzmgvlVnrMld>\
    <AansltnrGeguitwlngArbdnst/><IdWrkgvrArbdnst>100200</IdWrkgvrArbdnst>\
    <CtrlCd>00000</CtrlCd><MldngTkst>Verwerkt.</MldngTkst></VrwrkMld>\
    </VerwerkingsmeldingWerkgeverArbodienst>";

async fn post_to(receiver: &Receiver, key: Option<&str>, body: &str) -> Option<u16> {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut request = client.post(receiver.url()).body(body.to_owned());
    if let Some(key) = key {
        request = request.header("Idempotency-Key", key);
    }
    request.send().await.ok().map(|response| response.status().as_u16())
}

#[tokio::test]
async fn the_receiver_counts_distinct_and_repeated() {
    let receiver = Receiver::start(0, Mood::Fine).await.unwrap();
    assert_eq!(post_to(&receiver, Some("a"), GOOD).await, Some(202));
    assert_eq!(post_to(&receiver, Some("a"), &GOOD.replace("08:30", "08:31")).await, Some(202));
    assert_eq!(post_to(&receiver, Some("b"), GOOD).await, Some(202));
    assert_eq!(post_to(&receiver, Some("b"), &GOOD.replace("VZ1", "VZ2")).await, Some(422));
    assert_eq!(post_to(&receiver, None, GOOD).await, Some(422));
    assert_eq!(post_to(&receiver, Some("c"), &GOOD.replace("00000", "0")).await, Some(422));
    let journal = receiver.journal();
    assert_eq!((journal.distinct, journal.repeated, journal.refused.len()), (2, 1, 3));
    assert_eq!(journal.received[0].meldingen, [("VZ1/1".to_owned(), "01".to_owned())]);
}

#[tokio::test]
async fn the_receiver_has_moods() {
    let receiver = Receiver::start(0, Mood::Failing(2)).await.unwrap();
    assert_eq!(post_to(&receiver, Some("a"), GOOD).await, Some(500));
    assert_eq!(post_to(&receiver, Some("a"), GOOD).await, Some(500));
    assert_eq!(post_to(&receiver, Some("a"), GOOD).await, Some(202));
    receiver.set_mood(Mood::Down);
    assert_eq!(post_to(&receiver, Some("b"), GOOD).await, Some(503));
    receiver.set_mood(Mood::Silent(1));
    assert_eq!(post_to(&receiver, Some("b"), GOOD).await, None);
    assert_eq!(post_to(&receiver, Some("b"), GOOD).await, Some(202));
    let journal = receiver.journal();
    assert_eq!((journal.distinct, journal.repeated), (2, 1));
    assert_eq!("zwijgt:3".parse(), Ok(Mood::Silent(3)));
    assert!("boos".parse::<Mood>().is_err());
}

/// A host that is in trouble twice and then answers; it wants the right path and token.
async fn host(calls: Arc<AtomicU32>) -> String {
    async fn take(
        State(calls): State<Arc<AtomicU32>>,
        Path((klantcode, koppeling)): Path<(String, String)>,
        headers: HeaderMap,
        body: String,
    ) -> (StatusCode, String) {
        if calls.fetch_add(1, Ordering::SeqCst) < 2 {
            return (StatusCode::SERVICE_UNAVAILABLE, String::new());
        }
        if headers["authorization"] != "Bearer geheim" {
            return (StatusCode::UNAUTHORIZED, String::new());
        }
        assert_eq!(headers["content-type"], "application/xml");
        assert_eq!((klantcode.as_str(), koppeling.as_str()), ("VI001", "Verzuimmeldingen"));
        (StatusCode::OK, body.len().to_string())
    }
    let router =
        Router::new().route("/koppelingen/{klantcode}/{koppeling}", post(take)).with_state(calls);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async move { axum::serve(listener, router).await });
    base
}

#[tokio::test]
async fn the_sender_keeps_at_it_with_the_same_bytes() {
    let calls = Arc::new(AtomicU32::new(0));
    let base = host(Arc::clone(&calls)).await;
    let sender = Sender::new(&base, "VI001", "Verzuimmeldingen", "geheim").unwrap();
    let message = story().remove(0);
    let reply = sender.send(&message).await.unwrap();
    assert_eq!((reply.status, reply.attempts), (200, 3));
    assert_eq!(reply.body, message.xml.len().to_string());
    let refused = sender.with_token("anders").send(&message).await.unwrap();
    assert_eq!((refused.status, refused.attempts), (401, 1));
}

#[tokio::test]
async fn the_sender_gives_up_in_the_end() {
    let sender = Sender::new("http://127.0.0.1:1", "VI001", "Verzuimmeldingen", "geheim").unwrap();
    let gave_up = sender.with_attempts(2).send(&story().remove(0)).await;
    assert!(matches!(gave_up, Err(SendError::NoAnswer { attempts: 2, .. })));
}
