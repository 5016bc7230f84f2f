//! E-mail: each signal is one mail, whatever the mail server does, and what it will not have can be
//! mended.
#![cfg(test)]

use std::fs;

use expect_test::{expect, expect_file};
use serde_json::Value;
use tests_harness::{Setup, World};
use tests_simulators::mail::Mood;
use tests_simulators::sivi::story;

/// A rule that asks for a mail at a report of illness.
const RULE: &str = r#"// Een proef.
trigger(#{
    omschrijving: "Bij een ziekmelding krijgt de planning een e-mail",
    inschakelen:  true,
    gebeurtenis:  "verzuim.ziekmelding",
    als: traject.soort == "Verzuim",
    dan: [ emailsignaal("planner") ],
});
"#;

fn setup() -> Setup {
    World::setup().without_verwerkingsmeldingen().rule("triggers/mail_bij_ziekmelding.rhai", RULE)
}

#[test]
fn a_mail_says_what_is_to_be_done_and_nothing_of_anybody() {
    let world = setup().mail(Mood::Fine).start();
    for message in story() {
        world.post(&message);
    }
    world.settle_deliveries();
    expect_file!["mail/letters.txt"].assert_eq(&world.mails());
    let journal = world.mail().journal();
    let letter = journal.letters()[0];
    for name in
        ["date", "from", "to", "message-id", "mime-version", "content-type", "auto-submitted"]
    {
        assert!(letter.header(name).is_some(), "{name} is missing: {:?}", letter.headers);
    }
}

#[test]
fn a_lost_answer_is_met_with_the_same_message_id() {
    let world = setup().mail(Mood::Drop(1)).start();
    world.post(&story()[0]);
    world.settle_deliveries();
    let journal = world.mail().journal();
    assert_eq!((journal.distinct(), journal.received.len()), (1, 2));
    assert_eq!(journal.received[0].bytes, journal.received[1].bytes, "the very same mail");
    expect![[r#"
        bz-1 schakel.mail op mail: accepted na 2 pogingen (mislukt, wordt herhaald: de mailserver brak af of sprak geen SMTP, bij de mail; aanvaard)
    "#]].assert_eq(&world.deliveries());
}

#[test]
fn a_server_that_is_busy_or_away_gets_it_later() {
    let mut world = setup().mail(Mood::Busy(1)).start();
    world.post(&story()[0]);
    world.settle_deliveries();
    expect![[r#"
        bz-1 schakel.mail op mail: accepted na 2 pogingen (mislukt, wordt herhaald: de mailserver antwoordt 451 4.7.1 op een adres; aanvaard)
    "#]].assert_eq(&world.deliveries());
    world.mail().set_mood(Mood::Down);
    world.post(&story()[6]);
    world.settle();
    world.kill();
    world.mail().set_mood(Mood::Fine);
    world.restart();
    world.settle_deliveries();
    assert_eq!(world.mail().journal().distinct(), 3);
}

#[test]
fn a_mail_that_is_refused_is_mended_and_sent_again() {
    let world = setup().mail(Mood::Refuse(1)).start();
    world.post(&story()[0]);
    world.settle_deliveries();
    assert_eq!(world.mail().distinct(), 0);
    let all = world.api().all("bezorgingen", "na");
    let id = all[0]["id"].as_str().expect("an id");
    let mut told = String::new();
    let mut run = |command: &[&str]| {
        let ended = world.cli(command);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        told.push_str(&format!("# {}\n{}", command[1], ended.output));
        ended.output
    };
    run(&["bezorgingen", "toon", id]);
    run(&["bezorgingen", "inhoud", id]);
    let content: Value = world.api().get(&format!("/api/bezorgingen/{id}/inhoud"));
    let mut mended = content;
    mended["rol"] = "casemanager".into();
    mended["onderwerp"] = "Met de hand verbeterd".into();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("inhoud.json");
    fs::write(&file, mended.to_string()).expect("a file");
    let path = file.display().to_string();
    run(&["bezorgingen", "wijzig", id, "--bestand", &path]);
    run(&["bezorgingen", "opnieuw", id]);
    world.settle_deliveries();
    run(&["bezorgingen", "toon", id]);
    expect_file!["mail/mended.txt"].assert_eq(&world.plain(&told.replace(&path, "inhoud.json")));
    let journal = world.mail().journal();
    let letter = journal.letters()[0];
    assert_eq!(letter.onderwerp, "Met de hand verbeterd");
    assert_eq!(letter.aan, ["casemanagers@verzuimhuis.test"]);
}

#[test]
fn without_a_mail_server_a_signal_waits() {
    let world = setup().start();
    world.post(&story()[0]);
    world.settle();
    let told = world.deliveries();
    assert!(told.contains("waiting") && told.contains("er is geen mailserver ingesteld"), "{told}");
    let checked = world.cli(&["controleer"]);
    let said: String = checked
        .output
        .lines()
        .chain(checked.errors.lines())
        .filter(|line| line.contains("mail"))
        .map(|line| format!("{line}\n"))
        .collect();
    expect![[r#"
        let op: er is geen mailserver ingesteld ([mail]); e-mailsignalen gaan niet uit en wachten bij de bezorgingen
    "#]].assert_eq(&world.plain(&said));
}
