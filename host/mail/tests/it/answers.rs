//! What each answer of a server means for a mail.

use std::net::TcpListener;
use std::time::Instant;

use host_mail::{Mail, Sent, Settings, Tls, Wachtwoord};

use crate::server::{Server, Step};
use crate::{PATIENCE, mail, mailer, settings};

const HELLO: Step = ("", "220 mail.voorbeeld.nl\r\n");
const EHLO: Step = ("EHLO schakel.voorbeeld.nl", "250-mail.voorbeeld.nl\r\n250 SMTPUTF8\r\n");
const MAIL: Step = ("MAIL FROM:<schakel@voorbeeld.nl>", "250 2.1.0 ok\r\n");
const RCPT: Step = ("RCPT TO:<j.korenaar@voorbeeld.nl>", "250 2.1.5 ok\r\n");
const RCPT_2: Step = ("RCPT TO:<r.waterman@voorbeeld.nl>", "250 2.1.5 ok\r\n");
const DATA: Step = ("DATA", "354 ga door\r\n");
const END: Step = (".", "250 2.0.0 j.korenaar@voorbeeld.nl heeft het\r\n");
const QUIT: Step = ("QUIT", "221 dag\r\n");

fn sent(script: &'static [Step]) -> Sent {
    let sent = mailer(Server::start(script).address).send(&mail());
    let told = format!("{sent:?}");
    assert!(!told.contains("korenaar") && !told.contains('@'), "{told}");
    sent
}

fn try_again(reason: &str) -> Sent {
    Sent::TryAgain { reason: reason.to_owned() }
}

fn rejected(reason: &str) -> Sent {
    Sent::Rejected { reason: reason.to_owned() }
}

#[test]
fn a_mail_that_is_taken() {
    let server = Server::start(&[HELLO, EHLO, MAIL, RCPT, RCPT_2, DATA, END, QUIT]);
    let sent = mailer(server.address.clone()).send(&mail());
    assert_eq!(sent, Sent::Accepted { receipt: "250 2.0.0".to_owned() });
    let heard = server.heard();
    assert!(heard.iter().any(|line| line == "Message-ID: <b-1@schakel.voorbeeld.nl>"));
    assert!(heard.iter().any(|line| line == ".."), "a dot of the text is doubled: {heard:?}");
}

#[test]
fn before_the_mail_nothing_is_for_good() {
    let at = "de mailserver antwoordt 554 5.7.1 op de begroeting";
    assert_eq!(sent(&[("", "554 5.7.1 geen toegang\r\n")]), try_again(at));
    let at = "de mailserver antwoordt 550 op de begroeting";
    assert_eq!(sent(&[HELLO, ("EHLO", "550 nee\r\n")]), try_again(at));
    let at = "de mailserver brak af of sprak geen SMTP, bij de begroeting";
    assert_eq!(sent(&[("", "HTTP/1.1 400 Bad Request\r\n")]), try_again(at));
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().to_string();
    let sent = mailer(nobody).send(&mail());
    assert!(matches!(&sent, Sent::TryAgain { reason } if reason.contains("niet te bereiken")));
}

#[test]
fn the_sender_may_be_refused() {
    let no = rejected("de mailserver antwoordt 550 5.7.1 op de afzender");
    assert_eq!(sent(&[HELLO, EHLO, ("MAIL", "550 5.7.1 wie bent u?\r\n"), QUIT]), no);
    let busy = try_again("de mailserver antwoordt 421 op de afzender");
    assert_eq!(sent(&[HELLO, EHLO, ("MAIL", "421 te druk\r\n"), QUIT]), busy);
    let login = try_again("de mailserver antwoordt 530 5.7.0 op de afzender");
    assert_eq!(sent(&[HELLO, EHLO, ("MAIL", "530 5.7.0 eerst inloggen\r\n"), QUIT]), login);
}

#[test]
fn addresses_may_be_refused() {
    const NO: Step = ("RCPT TO:<j.", "550 5.1.1 <j.korenaar@voorbeeld.nl> onbekend\r\n");
    const NO_2: Step = ("RCPT TO:<r.", "550 5.1.1 onbekend\r\n");
    const BUSY: Step = ("RCPT TO:<r.", "451 later\r\n");
    const FULL: Step = ("RCPT TO:<r.", "552 te veel adressen\r\n");
    let some = Sent::Accepted { receipt: "250 2.0.0; 1 van 2 adressen geweigerd".to_owned() };
    assert_eq!(sent(&[HELLO, EHLO, MAIL, NO, RCPT_2, DATA, END, QUIT]), some);
    let none = rejected("de mailserver antwoordt 550 5.1.1 op een adres");
    assert_eq!(sent(&[HELLO, EHLO, MAIL, NO, NO_2, QUIT]), none);
    let later = try_again("de mailserver antwoordt 451 op een adres");
    assert_eq!(sent(&[HELLO, EHLO, MAIL, NO, BUSY, QUIT]), later);
    let later = try_again("de mailserver antwoordt 552 op een adres");
    assert_eq!(sent(&[HELLO, EHLO, MAIL, RCPT, FULL, QUIT]), later);
}

#[test]
fn the_text_may_be_refused_or_lost() {
    const SPAM: Step = (".", "554 5.7.1 spam\r\n");
    const LATER: Step = (".", "452 4.3.1 vol\r\n");
    let no = rejected("de mailserver antwoordt 554 5.7.1 op de mail");
    assert_eq!(sent(&[HELLO, EHLO, MAIL, RCPT, RCPT_2, DATA, SPAM, QUIT]), no);
    let later = try_again("de mailserver antwoordt 452 4.3.1 op de mail");
    assert_eq!(sent(&[HELLO, EHLO, MAIL, RCPT, RCPT_2, DATA, LATER, QUIT]), later);
    let lost = sent(&[HELLO, EHLO, MAIL, RCPT, RCPT_2, DATA]);
    assert!(matches!(lost, Sent::TryAgain { .. }), "{lost:?}");
}

#[test]
fn a_server_that_falls_silent_is_not_waited_for() {
    let begun = Instant::now();
    let late = try_again("de mailserver antwoordt niet op tijd, bij de mail");
    assert_eq!(sent(&[HELLO, EHLO, MAIL, RCPT, RCPT_2, DATA, (".", "")]), late);
    assert!(begun.elapsed() < PATIENCE * 4);
}

#[test]
fn an_address_beyond_ascii_asks_for_a_server_that_knows_it() {
    let mail = Mail { aan: vec!["öz@voorbeeld.nl".to_owned()], ..mail() };
    const UTF8: Step = ("MAIL FROM:<schakel@voorbeeld.nl> SMTPUTF8 BODY=8BITMIME", "250 ok\r\n");
    const OZ: Step = ("RCPT TO:<öz@voorbeeld.nl>", "250 ok\r\n");
    let server = Server::start(&[HELLO, EHLO, UTF8, OZ, DATA, END, QUIT]);
    assert!(matches!(mailer(server.address).send(&mail), Sent::Accepted { .. }));
    let server = Server::start(&[HELLO, ("EHLO", "250 mail.voorbeeld.nl\r\n"), QUIT]);
    assert!(matches!(mailer(server.address).send(&mail), Sent::Rejected { .. }));
}

#[test]
fn logging_in() {
    let with_login = |script| {
        let settings = Settings {
            gebruiker: Some("schakel".to_owned()),
            wachtwoord: Some(Wachtwoord::new("geheim".to_owned())),
            ..settings(Server::start(script).address, Tls::Geen)
        };
        host_mail::Mailer::new(&settings).unwrap().send(&mail())
    };
    const AUTH: Step = ("EHLO", "250-mail.voorbeeld.nl\r\n250 AUTH PLAIN LOGIN\r\n");
    const YES: Step = ("AUTH PLAIN AHNjaGFrZWwAZ2VoZWlt", "235 2.7.0 welkom\r\n");
    let taken = with_login(&[HELLO, AUTH, YES, MAIL, RCPT, RCPT_2, DATA, END, QUIT]);
    assert!(matches!(taken, Sent::Accepted { .. }), "{taken:?}");
    let refused = with_login(&[HELLO, AUTH, ("AUTH", "535 5.7.8 fout wachtwoord\r\n")]);
    assert_eq!(refused, try_again("de mailserver antwoordt 535 5.7.8 op het inloggen"));
    let unknown = with_login(&[HELLO, EHLO]);
    assert!(matches!(unknown, Sent::TryAgain { .. }));
}
