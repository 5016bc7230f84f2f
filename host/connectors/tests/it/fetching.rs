//! A hostile connector that is asked what is new, and to fetch it.

use expect_test::expect;
use host_connectors::StepFault;
use sdk_connector::kinds;
use sdk_connector::protocol::{Blob, Document, Fetched, HttpReply, Page, Progress};

use crate::guests::{fetch, limits, poll, receive};
use crate::steps::{check, step};

#[test]
fn a_good_one_lists_and_fetches() {
    let listed = step(&poll("fine"), b"", &[]).result.unwrap();
    let Progress::Done(page) = listed.progress else { panic!("{listed:?}") };
    let Page::Listed { items, more: false, .. } = page.read().unwrap() else { panic!("{page:?}") };
    assert_eq!(items.len(), 2);

    let call = fetch("fine");
    check(
        &step(&call, b"", &[]),
        expect![[r#"
            ? http {"method":"GET","url":"https://elders.example/","headers":[],"body":"","reply_as":"blob"}
            wacht"#]],
    );
    let body = Blob { handle: 2, length: 3, sha256: "ab".into() };
    let reply = HttpReply::Answered {
        status: 200,
        headers: Vec::new(),
        body: String::new(),
        blob: Some(body.clone()),
    };
    let fetched = step(&call, b"", &[Document::of(kinds::HTTP, 1, &reply)]).result.unwrap();
    let Progress::Done(fetched) = fetched.progress else { panic!("{fetched:?}") };
    let content_type = "application/octet-stream".into();
    assert_eq!(fetched.read(), Ok(Fetched::Message { body, content_type }));
}

#[test]
fn nonsense_is_recognised() {
    check(
        &step(&poll("flood-items"), b"", &[]),
        expect![
            "! de plugin gaf een antwoord dat niet klopt: een pagina heeft hoogstens 10000 stukken"
        ],
    );
    check(
        &step(&poll("stray-key"), b"", &[]),
        expect![
            "! de plugin gaf een antwoord dat niet klopt: stuk 2 van een pagina heeft een kenmerk, loonheffingennummer of dienst dat leeg of te lang is of stuurtekens heeft"
        ],
    );
    check(
        &step(&receive("stray-file", 0), b"", &[]),
        expect![
            "! de plugin gaf een antwoord dat niet klopt: intake `guests.regel`, regel 1: de plaats van het bestand bestaat niet"
        ],
    );
    for call in [poll("wrong-kind"), fetch("wrong-kind")] {
        let fault = step(&call, b"", &[]).result.unwrap_err().to_string();
        let expected = format!("op `{}` past geen `about`", call.request.kind);
        assert!(fault.ends_with(&expected), "{fault}");
    }
}

#[test]
fn limits_hold_here_too() {
    for call in [poll("loop"), fetch("loop")] {
        let limit = limits().step_time;
        assert_eq!(step(&call, b"", &[]).result, Err(StepFault::TooSlow { limit }));
    }
    for call in [poll("trap"), fetch("trap")] {
        assert!(matches!(step(&call, b"", &[]).result, Err(StepFault::Trapped(_))));
    }
}
