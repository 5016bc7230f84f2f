//! Messages that are wrong: each gets an answer that says where, and costs nothing else.
#![cfg(test)]

use expect_test::{expect, expect_file};
use tests_harness::World;
use tests_simulators::sivi::{Expect, Fault, story};

/// A seed for the messages of these tests.
const SEED: u64 = 7;

#[test]
fn each_fault_gets_a_precise_answer() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    let mut told = String::new();
    for fault in Fault::ALL {
        for message in fault.messages(SEED) {
            let answer = world.post(&message);
            told.push_str(&format!("{fault:?}: {}\n  {answer}\n", message.name));
        }
    }
    world.settle();
    expect_file!["bad_messages/faults.txt"].assert_eq(&world.plain(&told));
}

#[test]
fn each_fault_ends_as_its_sender_expects() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    for fault in Fault::ALL {
        for message in fault.messages(SEED) {
            let before = last_event(&world);
            let answer = world.post(&message);
            let name = format!("{fault:?}, {}: {answer}", message.name);
            let counts =
                || world.portal().logverslag(answer.report())["logverslag"]["telling"].clone();
            match message.expect {
                Expect::Refused(status) => assert_eq!(answer.status, status, "{name}"),
                Expect::Repeated => assert_eq!(counts()["dubbel"], 1, "{name}"),
                Expect::Read { verwerkt, uitval, proef } => {
                    let counts = counts();
                    assert_eq!(answer.status, 200, "{name}");
                    assert_eq!(
                        (&counts["verwerkt"], &counts["uitval"]),
                        (&verwerkt.into(), &uitval.into()),
                        "{name}"
                    );
                    assert_eq!(counts["proef"], proef, "{name}");
                }
                Expect::Open => assert_eq!(answer.status, 200, "{name}"),
            }
            world.settle();
            let changes = matches!(message.expect, Expect::Read { verwerkt, .. } if verwerkt > 0);
            if message.expect != Expect::Open {
                assert_eq!(last_event(&world) > before, changes, "{name}");
            }
        }
        assert_works(&world, fault);
    }
}

/// A good message of its own for every fault that went before it.
fn assert_works(world: &World, after: Fault) {
    let text = String::from_utf8_lossy(&story()[0].xml).into_owned();
    let text = text.replace("<Berrefnr>VI-2026-0001", &format!("<Berrefnr>NA-{after:?}"));
    let text = text.replace("VZ-2026-0001", &format!("VZ-NA-{after:?}"));
    let answer = world.post_bytes(text.as_bytes());
    let returned = answer.retourmelding();
    assert_eq!((answer.status, returned.soort.as_str()), (200, "02"), "after {after:?}: {answer}");
    world.settle();
}

fn last_event(world: &World) -> u64 {
    world.api().get("/api/stand")["gebeurtenissen"].as_u64().expect("a number of events")
}

#[test]
fn a_record_with_a_known_key_is_a_repeat_or_an_error() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    world.post(&story()[0]);
    world.settle();
    let text = String::from_utf8_lossy(&story()[0].xml).into_owned();
    let same = text.replace("<Berrefnr>VI-2026-0001", "<Berrefnr>VI-2026-0001a");
    let other = text.replace("<Berrefnr>VI-2026-0001", "<Berrefnr>VI-2026-0001b");
    let other = other.replace("<PrcVrzm>100.00", "<PrcVrzm>60.00");
    let before = last_event(&world);
    let answers = [same, other].map(|message| world.post_bytes(message.as_bytes()));
    let told = answers.map(|answer| format!("{answer}\n{}", world.logverslag(answer.report())));
    expect![[r#"
        200 Retourmelding1 op VI-2026-0001a, soort 02
        lv-1 VI001/Verzuimmeldingen klaar=true proef=false: verwerkt 0, dubbel 1, uitval 0, proef 0
          1 dubbel 100200/VZ-2026-0001/1/02 (regel 44, werkgever 1, werknemer 1, verzuimmelding 1)
              melding: al eerder verwerkt: logverslag lv-2, regel 1
        200 Retourmelding1 op VI-2026-0001b, soort 03
            99 regel 44, werkgever 1, werknemer 1, verzuimmelding 1: dezelfde sleutel kwam eerder met andere inhoud (logverslag lv-2, regel 1); stuur een wijziging als correctie of onder een nieuw volgnummer
        lv-3 VI001/Verzuimmeldingen klaar=true proef=false: verwerkt 0, dubbel 0, uitval 1, proef 0
          1 uitval 100200/VZ-2026-0001/1/02 (regel 44, werkgever 1, werknemer 1, verzuimmelding 1)
              uitval: dezelfde sleutel kwam eerder met andere inhoud (logverslag lv-2, regel 1); stuur een wijziging als correctie of onder een nieuw volgnummer
    "#]].assert_eq(&world.plain(&told.concat()));
    world.settle();
    assert_eq!(last_event(&world), before);
}

#[test]
fn what_is_no_message_at_all() {
    let world = World::setup().without_verwerkingsmeldingen().start();
    let huge_tag = format!("<Verzuimmeldingen {}/>", "a=\"b\" ".repeat(20_000));
    let long_text =
        format!("<Verzuimmeldingen><BrAlg>{}</BrAlg></Verzuimmeldingen>", "x".repeat(100_000));
    let external = "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>";
    let entity = "<Verzuimmeldingen>&buiten;</Verzuimmeldingen>";
    let mut told = String::new();
    for (name, bytes) in [
        ("niets", b"".as_slice()),
        ("witruimte", b"  \n"),
        ("tekst", b"goedemorgen"),
        ("JSON", b"{\"verzuim\": 1}"),
        ("nullen", &[0; 64]),
        ("UTF-16", b"\xff\xfe<\0a\0/\0>\0"),
        ("een starttag van 140 kB", huge_tag.as_bytes()),
        ("een tekst van 100 kB", long_text.as_bytes()),
        ("een externe entiteit", external.as_bytes()),
        ("een onbekende entiteit", entity.as_bytes()),
        ("twee wortels", b"<a/><b/>"),
        ("een leeg bericht", b"<Verzuimmeldingen/>"),
    ] {
        told.push_str(&format!("{name}\n  {}\n", world.post_bytes(bytes)));
    }
    expect_file!["bad_messages/no_messages.txt"].assert_eq(&world.plain(&told));
    assert_works(&world, Fault::Malformed);
}

#[test]
fn a_message_that_is_too_large_is_not_kept() {
    let world = World::setup().without_verwerkingsmeldingen().http("bericht_max_mib = 1").start();
    let kept = world.folder().spooled();
    let large = vec![b' '; 1024 * 1024 + 1];
    expect![[r#"
        413 Het bericht is te groot
            Een bericht is hier ten hoogste 1048576 bytes groot."#]]
    .assert_eq(&world.post_bytes(&large).to_string());
    assert_eq!(world.folder().spooled(), kept);
    assert!(world.api().all("logverslagen", "na").is_empty());
    assert_works(&world, Fault::TooDeep);
}
