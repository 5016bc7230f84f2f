//! Single steps: what goes well, what goes wrong, and that it hurts nobody else.

use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};
use host_connectors::{Note, NoteLevel, Step, StepFault};
use sdk_connector::kinds;
use sdk_connector::protocol::{Call, Claim, Document, Progress};

use crate::guests::{Message, answer, deliver, limits, plugin, receive};

pub(crate) fn step(call: &Call, message: &[u8], replies: &[Document]) -> Step {
    plugin().step(call, Arc::new(Message(message.to_vec())), replies)
}

/// A step as text: what was asked, how far it came, and the remarks.
pub(crate) fn told(step: &Step) -> String {
    let mut lines = Vec::new();
    let body = |document: &Document| String::from_utf8_lossy(&document.body).into_owned();
    match &step.result {
        Ok(result) => {
            lines.extend(
                result.asked.iter().map(|asked| format!("? {} {}", asked.kind, body(asked))),
            );
            lines.push(match &result.progress {
                Progress::Waiting => "wacht".into(),
                Progress::Continue(chunk) => format!("verder van {:?}", chunk.state),
                Progress::Done(outcome) => format!("klaar: {} {}", outcome.kind, body(outcome)),
                Progress::Fault(text) => format!("fout: {text}"),
            });
        }
        Err(fault) => lines.push(format!("! {fault}")),
    }
    lines.extend(step.notes.iter().map(|note| format!("# {:?} {}", note.level, note.text)));
    lines.join("\n")
}

#[expect(clippy::needless_pass_by_value, reason = "expect! is written on the spot")]
pub(crate) fn check(step: &Step, expected: Expect) {
    expected.assert_eq(&told(step));
}

#[test]
fn a_good_connector_is_heard() {
    check(
        &step(&deliver("fine"), b"", &[]),
        expect![[r#"klaar: outcome {"result":"accepted","receipt":"bezorging-1"}"#]],
    );
    let long = "tekst ".repeat(50_000);
    let read = step(&receive("fine", long.len() as u64), long.as_bytes(), &[]);
    assert!(told(&read).contains(&long), "{}", told(&read).len());
}

#[test]
fn a_wait_and_its_reply() {
    let call = deliver("other-host");
    check(
        &step(&call, b"", &[]),
        expect![[r#"
        ? http {"method":"POST","url":"https://elders.example/","headers":[],"body":"hallo"}
        wacht"#]],
    );
    let reply = sdk_connector::protocol::HttpReply::Failed { unsent: true, reason: "dicht".into() };
    check(
        &step(&call, b"", &[Document::of(kinds::HTTP, 1, &reply)]),
        expect![[r#"
        ? http {"method":"POST","url":"https://elders.example/","headers":[],"body":"hallo"}
        klaar: outcome {"result":"rejected","reason":"dicht"}"#]],
    );
}

#[test]
fn limits_hold() {
    check(
        &step(&deliver("loop"), b"", &[]),
        expect!["! de plugin deed langer dan 0.5 s over één stap"],
    );
    check(
        &step(&deliver("allocate"), b"", &[]),
        expect![[r#"
        ! de plugin vroeg meer dan 64 MiB geheugen
        # Warning memory allocation of 1048576 bytes failed
        # Warning note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"#]],
    );
    check(
        &step(&deliver("recurse"), b"", &[]),
        expect![
            "! de plugin is vastgelopen: zij greep buiten haar geheugen, of haar aanroepen gingen te diep"
        ],
    );
    check(
        &step(&receive("flood-output", 0), b"", &[]),
        expect!["! de plugin gaf in één stap meer dan 16 MiB terug"],
    );
    check(
        &step(&deliver("sleep"), b"", &[]),
        expect!["! de plugin is vastgelopen: een koppeling kan niet wachten; vraag het de host"],
    );
}

#[test]
fn a_panic_is_told_to_the_operator() {
    check(
        &step(&deliver("trap"), b"", &[]),
        expect![[r#"
            ! de plugin is vastgelopen: zij stuitte op een fout in zichzelf (panic)
            # Warning thread '<unnamed>' (1) panicked at tests/guests/src/hostile.rs:263:5:
            # Warning de koppeling is gevallen
            # Warning note: run with `RUST_BACKTRACE=1` environment variable to display a backtrace"#]],
    );
}

#[test]
fn effects_have_a_limit() {
    let mut replies = Vec::new();
    let call = deliver("flood-effects");
    for _ in 0..limits().effects {
        assert!(step(&call, b"", &replies).result.is_ok());
        replies.push(Document::of(kinds::CLAIM_MESSAGE, 1, &Claim::New));
    }
    check(
        &step(&call, b"", &replies),
        expect!["! de plugin vroeg in één stap meer dan 64 handelingen"],
    );
}

#[test]
fn remarks_have_a_limit() {
    let flood = step(&deliver("flood-log"), b"", &[]);
    assert!(flood.result.is_ok());
    assert_eq!(flood.notes.len(), limits().notes + 1);
    assert!(flood.notes.iter().all(|note| note.text.chars().count() <= limits().note_chars));
    let last = Note { level: NoteLevel::Warning, text: "9800 opmerkingen zijn weggelaten".into() };
    assert_eq!(flood.notes.last(), Some(&last));

    let printed = step(&deliver("flood-stderr"), b"", &[]);
    assert!(printed.result.is_ok());
    assert!(printed.notes.iter().map(|note| note.text.len()).sum::<usize>() < 20_000);
}

#[test]
fn nonsense_is_recognised() {
    check(
        &step(&receive("nonsense", 0), b"", &[]),
        expect![
            "! de plugin gaf een antwoord dat niet klopt: intake `onzin` versie 1 staat niet in plugin.toml"
        ],
    );
    for mode in ["wrong-kind", "wrong-shape", "not-json", "waits-for-nothing", "does-not-wait"] {
        assert!(
            matches!(step(&deliver(mode), b"", &[]).result, Err(StepFault::Nonsense(_))),
            "{mode}"
        );
    }
    check(
        &step(&deliver("wrong-kind"), b"", &[]),
        expect!["! de plugin gaf een antwoord dat niet klopt: op `deliver` past geen `about`"],
    );
    check(
        &step(&deliver("wrong-shape"), b"", &[]),
        expect![
            "! de plugin gaf een antwoord dat niet klopt: `outcome` heeft niet de vorm van versie 1 (regel 1, teken 19)"
        ],
    );
    check(
        &step(&deliver("not-json"), b"", &[]),
        expect![
            "! de plugin gaf een antwoord dat niet klopt: `outcome` is geen JSON (regel 1, teken 6)"
        ],
    );
    check(
        &step(&deliver("waits-for-nothing"), b"", &[]),
        expect![
            "! de plugin gaf een antwoord dat niet klopt: zij wacht, maar alles wat zij vroeg is beantwoord"
        ],
    );
    check(
        &step(&deliver("does-not-wait"), b"", &[]),
        expect![
            "! de plugin gaf een antwoord dat niet klopt: zij wacht niet op het antwoord dat zij vroeg"
        ],
    );
    check(
        &step(&receive("stray-field", 0), b"", &[]),
        expect![
            "! de plugin gaf een antwoord dat niet klopt: intake `guests.regel`, regel 1: veld `extra` staat niet in plugin.toml"
        ],
    );
    check(
        &step(&receive("foreign-handle", 3), b"abc", &[]),
        expect!["fout: blob 2 hoort niet bij deze aanroep"],
    );
    check(
        &step(&receive("fine", 4), b"abc", &[]),
        expect!["fout: het bericht is korter dan de lengte die ervan bekend is"],
    );
    let mut unknown = deliver("fine");
    unknown.request.kind = "voorspel".into();
    check(&step(&unknown, b"", &[]), expect!["fout: deze koppeling kent de vraag `voorspel` niet"]);
}

#[test]
fn an_answer_has_a_status_and_promises_only_what_plugin_toml_lists() {
    check(
        &step(&answer("fine"), b"", &[]),
        expect![[
            r#"klaar: response {"status":200,"content_type":"text/plain","body":"L-1","follow_up":null}"#
        ]],
    );
    check(
        &step(&answer("status-zero"), b"", &[]),
        expect!["! de plugin gaf een antwoord dat niet klopt: 0 is geen status van een antwoord"],
    );
    check(
        &step(&answer("stray-follow-up"), b"", &[]),
        expect![
            "! de plugin gaf een antwoord dat niet klopt: vervolgdocument `guests.onbekend` staat niet in plugin.toml"
        ],
    );
}

#[test]
fn a_fickle_connector_shows_in_what_it_asks() {
    let call = deliver("fickle");
    check(
        &step(&call, b"", &[]),
        expect![[r#"
        ? claim-message {"key":"0","test":false}
        wacht"#]],
    );
    let reply = Document::of(kinds::CLAIM_MESSAGE, 1, &Claim::New);
    check(
        &step(&call, b"", &[reply]),
        expect![[r#"
        ? claim-message {"key":"1","test":false}
        klaar: outcome {"result":"accepted","receipt":"wispelturig"}"#]],
    );
}

#[test]
fn an_endless_reader_gives_way_at_every_step() {
    let mut call = receive("endless-continue", 0);
    for turn in 1..=3 {
        let result = step(&call, b"", &[]).result.unwrap();
        let Progress::Continue(chunk) = result.progress else { panic!("{result:?}") };
        assert_eq!(chunk.state, [turn]);
        call.state = chunk.state;
    }
}

#[test]
fn time_and_randomness_are_those_of_the_call_and_nothing_else_is_there() {
    let call = deliver("surroundings");
    let first = told(&step(&call, b"", &[]));
    assert_eq!(first, told(&step(&call, b"", &[])));
    assert!(first.contains("tijd 1772442000000,"), "{first}");
    assert!(first.contains("omgeving 0, bestanden false"), "{first}");
    let other = told(&step(&Call { seed: 8, ..call }, b"", &[]));
    assert_ne!(first, other);
}

#[test]
fn a_trap_hurts_nobody_else() {
    for _ in 0..20 {
        assert!(matches!(step(&deliver("trap"), b"", &[]).result, Err(StepFault::Trapped(_))));
    }
    assert!(step(&deliver("fine"), b"", &[]).result.is_ok());
}

#[test]
fn a_loop_does_not_hold_up_the_others() {
    let looping = thread::spawn(|| step(&deliver("loop"), b"", &[]));
    let began = Instant::now();
    let mut steps = 0;
    while began.elapsed() < Duration::from_millis(300) {
        assert!(step(&deliver("fine"), b"", &[]).result.is_ok());
        steps += 1;
    }
    assert!(steps > 20, "only {steps} steps beside a loop");
    let looped = looping.join().unwrap();
    assert_eq!(looped.result, Err(StepFault::TooSlow { limit: limits().step_time }));
    assert!(looped.took >= limits().step_time, "{:?}", looped.took);
}

/// Not a test of speed: prints what a step costs (`cargo test … -- --nocapture`).
#[test]
fn what_a_step_costs() {
    let call = deliver("fine");
    let mut times: Vec<Duration> = (0..500).map(|_| step(&call, b"", &[]).took).collect();
    times.sort();
    println!("een stap: mediaan {:?}, snelste {:?}", times[250], times[0]);
}
