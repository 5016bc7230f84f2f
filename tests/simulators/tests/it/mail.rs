//! The mail sink over real sockets: with lines written out, and with the mailer of the host.

use std::time::{Duration, Instant};

use host_mail::{Mail, Mailer, Sent, Settings, Tls};
use tests_simulators::mail::{MailSink, Mood};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

const MAIL: &str = "From: s@v.nl\r\nTo: j@v.nl\r\nMessage-ID: <b-1@s.v.nl>\r\n\
    Date: Mon, 02 Feb 2026 02:40:00 +0000\r\nSubject: Hoi\r\n\r\nEerst\r\n..\r\nLaatst\r\n";

/// Says lines one by one; gives the codes of the answers, the greeting first. 0 is no answer.
async fn say(sink: &MailSink, lines: &[&str]) -> Vec<u16> {
    let mut stream = BufReader::new(TcpStream::connect(sink.address()).await.unwrap());
    let mut codes = vec![code(&mut stream).await];
    for line in lines {
        stream.get_mut().write_all(line.as_bytes()).await.unwrap();
        codes.push(code(&mut stream).await);
    }
    codes
}

async fn code(stream: &mut BufReader<TcpStream>) -> u16 {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.unwrap_or(0) == 0 {
            return 0;
        }
        if line.as_bytes()[3] != b'-' {
            return line[..3].parse().unwrap();
        }
    }
}

#[tokio::test]
async fn a_mail_is_kept_as_it_was_written() {
    let sink = MailSink::start(0, Mood::Fine).await.unwrap();
    let content = format!("{MAIL}.\r\n");
    let (from, to) = ("MAIL FROM:<s@v.nl>\r\n", "RCPT TO:<j@v.nl>\r\n");
    let one = ["EHLO s.v.nl\r\n", from, to, "DATA\r\n", &content];
    assert_eq!(say(&sink, &one).await, [220, 250, 250, 250, 354, 250]);
    assert_eq!(say(&sink, &one).await, [220, 250, 250, 250, 354, 250]);
    let journal = sink.journal();
    assert_eq!((journal.received.len(), sink.distinct()), (2, 1));
    assert_eq!(journal.letters()[0].tekst, "Eerst\n.\nLaatst\n");
    assert_eq!(journal.letters()[0].aan, ["j@v.nl"]);
    assert_eq!(journal.different, [""; 0]);
    let other = content.replace("Laatst", "Anders");
    say(&sink, &["EHLO s.v.nl\r\n", from, to, "DATA\r\n", &other]).await;
    assert_eq!(sink.journal().different, ["b-1@s.v.nl"]);
}

#[tokio::test]
async fn what_departs_is_refused() {
    let sink = MailSink::start(0, Mood::Fine).await.unwrap();
    let (hello, from, to) = ("EHLO s.v.nl\r\n", "MAIL FROM:<s@v.nl>\r\n", "RCPT TO:<j@v.nl>\r\n");
    assert_eq!(say(&sink, &[from, hello, to, "DATA\r\n"]).await, [220, 503, 250, 503, 503]);
    assert_eq!(say(&sink, &[hello, from, from, "DATA\r\n"]).await, [220, 250, 250, 503, 503]);
    assert_eq!(say(&sink, &["EHLO s.v.nl\n", "HALLO\r\n"]).await, [220, 500, 500]);
    let long = format!("NOOP {}\r\n", "x".repeat(1_000));
    assert_eq!(say(&sink, &[&long]).await[1], 500);
    for content in [
        MAIL.replace("Message-ID: <b-1@s.v.nl>\r\n", ""),
        MAIL.replace("Laatst\r\n", "Laatst\n"),
        MAIL.replace("Laatst", &"x".repeat(999)),
    ] {
        let content = format!("{content}.\r\n");
        let codes = say(&sink, &[hello, from, to, "DATA\r\n", &content, "QUIT\r\n"]).await;
        assert_eq!(codes, [220, 250, 250, 250, 354, 554, 221]);
    }
    assert!(sink.journal().received.is_empty());
    assert_eq!(sink.journal().refused.len(), 11);
    let many: Vec<&str> = vec!["HALLO\r\n"; 11];
    assert_eq!(say(&sink, &many).await.last(), Some(&421), "enough is enough");
}

fn mailer(sink: &MailSink) -> Mailer {
    let settings = Settings {
        server: sink.address(),
        tls: Tls::Geen,
        eigen_ca: None,
        van: "Schakel <schakel@voorbeeld.nl>".to_owned(),
        gebruiker: None,
        wachtwoord: None,
        host_naam: "schakel.voorbeeld.nl".to_owned(),
        timeout: Duration::from_secs(10),
    };
    Mailer::new(&settings).unwrap()
}

/// Sends a mail as the host does: from a thread that may block.
async fn send(sink: &MailSink, id: &str) -> Sent {
    let mail = Mail {
        id: id.to_owned(),
        aan: vec!["j.korenaar@voorbeeld.nl".to_owned(), "öz@voorbeeld.nl".to_owned()],
        onderwerp: "Beëindiging van een geval – 2".to_owned(),
        tekst: format!("Eén\n.\n..\n{}\nLaatst", "Lange regel met café. ".repeat(200)),
        datum_ms: 1_770_000_000_000,
    };
    let mailer = mailer(sink);
    tokio::task::spawn_blocking(move || mailer.send(&mail)).await.unwrap()
}

#[tokio::test]
async fn the_mailer_of_the_host_is_understood() {
    let sink = MailSink::start(0, Mood::Fine).await.unwrap();
    let sent = send(&sink, "b-1").await;
    assert!(matches!(sent, Sent::Accepted { .. }), "{sent:?}");
    let journal = sink.journal();
    assert_eq!(journal.refused, [""; 0]);
    let letter = journal.letters()[0];
    assert_eq!(letter.message_id, "b-1@schakel.voorbeeld.nl");
    assert_eq!(letter.van, "schakel@voorbeeld.nl");
    assert_eq!(letter.aan, ["j.korenaar@voorbeeld.nl", "öz@voorbeeld.nl"]);
    assert_eq!(letter.onderwerp, "Beëindiging van een geval – 2");
    assert!(letter.tekst.starts_with("Eén\n.\n..\nLange regel met café. Lange"));
    assert!(letter.tekst.trim_end().ends_with("\nLaatst"), "{:?}", letter.tekst);
    assert_eq!(letter.header("auto-submitted"), Some("auto-generated"));
}

#[tokio::test]
async fn a_mail_that_was_taken_without_an_answer_comes_again_the_same() {
    let sink = MailSink::start(0, Mood::Drop(2)).await.unwrap();
    for _ in 0..2 {
        assert!(matches!(send(&sink, "b-1").await, Sent::TryAgain { .. }));
    }
    assert!(matches!(send(&sink, "b-1").await, Sent::Accepted { .. }));
    assert!(matches!(send(&sink, "b-2").await, Sent::Accepted { .. }));
    let journal = sink.journal();
    assert_eq!((journal.received.len(), journal.distinct()), (4, 2));
    assert_eq!(journal.different, [""; 0]);
    assert_eq!(journal.times()["b-1@schakel.voorbeeld.nl"], 3);
}

#[tokio::test]
async fn a_server_can_be_busy_unwilling_slow_or_away() {
    let sink = MailSink::start(0, Mood::Busy(1)).await.unwrap();
    let busy = send(&sink, "b-1").await;
    let Sent::TryAgain { reason } = busy else { panic!("{busy:?}") };
    assert!(reason.contains("451 4.7.1") && !reason.contains('@'), "{reason}");
    sink.set_mood(Mood::Refuse(1));
    let refused = send(&sink, "b-1").await;
    let Sent::Rejected { reason } = refused else { panic!("{refused:?}") };
    assert!(reason.contains("550 5.1.1") && !reason.contains('@'), "{reason}");
    sink.set_mood(Mood::Down);
    assert!(matches!(send(&sink, "b-1").await, Sent::TryAgain { .. }));
    sink.set_mood(Mood::Slow(Duration::from_millis(200)));
    let begun = Instant::now();
    assert!(matches!(send(&sink, "b-1").await, Sent::Accepted { .. }));
    assert!(begun.elapsed() >= Duration::from_millis(200));
}

#[tokio::test]
async fn another_process_reads_what_came_and_sets_the_mood() {
    let sink = MailSink::start(0, Mood::Fine).await.unwrap();
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}/beheer/gedrag", sink.base());
    assert_eq!(client.put(url).json("zwijgt:1").send().await.unwrap().status(), 204);
    assert!(matches!(send(&sink, "b-1").await, Sent::TryAgain { .. }));
    let url = format!("{}/beheer/journaal", sink.base());
    let journal: serde_json::Value = client.get(url).send().await.unwrap().json().await.unwrap();
    assert_eq!(journal["received"][0]["message_id"], "b-1@schakel.voorbeeld.nl");
    assert_eq!(journal["received"][0]["aan"][0], "j.korenaar@voorbeeld.nl");
}
