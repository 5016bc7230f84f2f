//! Messages: whole ones are kept, and only those.

use std::{sync::atomic::Ordering, time::Duration};

use crate::served::{MESSAGE_MAX, Served};

/// A BSN that the 11-test passes and that nobody may see.
const BSN: &str = "123456782";

fn head(served: &Served, length: &str) -> String {
    format!(
        "POST /koppelingen/K1/Proef HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\n{length}\r\n\r\n",
        served.partner.reveal()
    )
}

#[test]
fn the_sender_gets_the_answer_of_the_connector() {
    let served = Served::start();
    let answer = served.post(&format!("W1;{BSN};Jansen"));
    assert_eq!((answer.status, answer.body.as_str()), (200, "<goed/>"));
    assert_eq!(answer.header("content-type"), Some("application/xml"));
    let id = answer.header("schakel-logverslag").unwrap();
    let report = served.get(&format!("/api/logverslagen/{id}")).json();
    assert_eq!(report["logverslag"]["telling"]["verwerkt"], 1, "{report}");
}

#[test]
fn a_sender_that_waits_too_long_is_told_where_to_look() {
    let served = Served::start();
    let gate = served.gate.clone();
    let held = gate.lock().unwrap();
    let answer = served.post(&format!("W1;{BSN};Jansen"));
    drop(held);
    assert_eq!(answer.status, 202);
    assert_eq!(answer.json()["status"], "in behandeling");
    let place = answer.header("location").unwrap().to_owned();
    assert!(place.ends_with(answer.header("schakel-logverslag").unwrap()));
    let done = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(10));
        let line = format!("GET {place}");
        let seen = served.request(&line, served.partner.reveal(), "", "").json();
        seen["logverslag"]["klaar"] == true
    });
    assert!(done);
}

#[test]
fn a_body_that_is_cut_off_leaves_nothing() {
    let served = Served::start();
    let half = "W1;1234";
    for (length, body) in [
        ("Content-Length: 19", half.to_owned()),
        ("Transfer-Encoding: chunked", format!("7\r\n{half}\r\n")),
        ("Transfer-Encoding: chunked", format!("ff\r\n{half}")),
    ] {
        let answer = served.raw((head(&served, length) + body.as_str()).as_bytes(), true);
        assert!(answer.is_none_or(|answer| answer.status == 400), "{length}");
        assert!(served.is_swept(), "{length}: something stays");
    }
    assert!(served.get("/api/logverslagen").json()["logverslagen"].as_array().unwrap().is_empty());
}

#[test]
fn a_message_that_is_too_large_is_refused_however_it_comes() {
    let served = Served::start();
    let announced = format!("Content-Length: {}", MESSAGE_MAX + 1);
    let answer = served.raw(head(&served, &announced).as_bytes(), false).unwrap();
    assert_eq!(answer.status, 413);
    let piece = "x".repeat(MESSAGE_MAX as usize + 1);
    let chunked = format!("{:x}\r\n{piece}\r\n0\r\n\r\n", piece.len());
    let bytes = head(&served, "Transfer-Encoding: chunked") + chunked.as_str();
    let answer = served.raw(bytes.as_bytes(), false).unwrap();
    assert_eq!(answer.status, 413, "{}", answer.body);
    assert_eq!(answer.json()["title"], "Het bericht is te groot");
    assert!(served.is_swept());
}

#[test]
fn an_empty_or_packed_message_is_refused() {
    let served = Served::start();
    assert_eq!(served.post("").status, 400);
    let bytes = head(&served, "Transfer-Encoding: chunked") + "0\r\n\r\n";
    assert_eq!(served.raw(bytes.as_bytes(), false).unwrap().status, 400);
    let line = "POST /koppelingen/K1/Proef";
    let packed = "Content-Encoding: gzip\r\n";
    assert_eq!(served.request(line, served.partner.reveal(), packed, "x").status, 415);
    assert!(served.is_swept());
}

#[test]
fn a_link_that_cannot_work_keeps_nothing_and_asks_to_come_back() {
    let served = Served::start();
    for link in ["ZonderPlugin", "ZonderRegels"] {
        let line = format!("POST /koppelingen/K1/{link}");
        let answer = served.request(&line, served.partner.reveal(), "", "W1;1;x");
        assert_eq!(answer.status, 503, "{link}");
        assert!(answer.header("retry-after").is_some(), "{link}");
        assert!(served.is_swept(), "{link}");
    }
    let line = "POST /koppelingen/K1/BestaatNiet";
    assert_eq!(served.request(line, served.partner.reveal(), "", "W1;1;x").status, 404);
}

#[test]
fn a_status_that_is_none_is_not_taken_for_success() {
    let served = Served::start();
    for status in [0, 100, 101, 199, 600, 999, u16::MAX] {
        served.status.store(status, Ordering::SeqCst);
        let answer = served.post("W1;;Jansen");
        assert_eq!(answer.status, 502, "{status}");
        assert_eq!(answer.header("content-type"), Some("application/problem+json"), "{status}");
        assert!(answer.header("schakel-logverslag").is_some(), "{status}: it was taken in");
    }
    served.status.store(422, Ordering::SeqCst);
    assert_eq!(served.post("W1;;Jansen").status, 422);
}

#[test]
fn no_bsn_is_ever_shown() {
    let served = Served::start();
    let answer = served.post(&format!("W1;{BSN};Jansen\nW9;{BSN};Jansen"));
    let id = answer.header("schakel-logverslag").unwrap().to_owned();
    let report = served.get(&format!("/api/logverslagen/{id}"));
    let dossier = report.json()["regels"][0]["werknemer"].as_str().unwrap().to_owned();
    let own = format!("GET /koppelingen/K1/logverslagen/{id}");
    let shown = [
        served.get("/api/gebeurtenissen"),
        served.get("/api/gebeurtenissen/2"),
        served.get("/api/gebeurtenissen/2/waarom"),
        served.get(&format!("/api/dossiers/{dossier}")),
        served.get("/api/audit"),
        served.request(&own, served.partner.reveal(), "", ""),
        report,
    ];
    for answer in &shown {
        assert_eq!(answer.status, 200, "{}", answer.body);
        assert!(!answer.body.contains(BSN), "{}", answer.body);
        assert!(!answer.body.contains("echo"), "{}", answer.body);
    }
    for masked in [0, 1, 3, 5, 6] {
        assert!(shown[masked].body.contains("******782"), "{}", shown[masked].body);
    }
    assert!(shown[0].body.contains("Jansen"), "events are shown, but for the number");
    assert!(!shown[5].body.contains("wn-"), "a partner sees no numbers of ours");
}
