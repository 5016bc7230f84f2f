//! Answers that are kept as blobs: whole or not at all, and neither too large nor too slow.

use std::io::Write;
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use expect_test::expect;
use host_connectors::{HttpClient, HttpTimes};
use sdk_connector::protocol::{HttpReply, HttpRequest, ReplyAs};

use crate::servers::{answer, fetched, grant, request, sent_on, server, told, whole_request};

/// What comes of a GET that wants a blob and gets these answers.
fn get(answers: Vec<Vec<u8>>) -> (HttpReply, Vec<u8>) {
    let (port, _serving) = server(answers);
    let host = format!("127.0.0.1:{port}");
    let client = HttpClient::new().unwrap();
    fetched(&client, &request("GET", &format!("http://{host}/")), &grant(&[&host]))
}

#[test]
fn a_large_body_of_any_bytes_goes_by_in_pieces() {
    let body: Vec<u8> = (0..20_u32 << 20).map(|place| (place % 251) as u8).collect();
    let mut large = answer("200 OK", "Content-Type: application/pdf\r\n", "");
    large = String::from_utf8(large).unwrap().replace("Length: 0", "Length: 20971520").into_bytes();
    large.extend_from_slice(&body);
    let (reply, blob) = get(vec![large]);
    let HttpReply::Answered { status, headers, body: text, blob: handle } = reply else {
        panic!("{reply:?}")
    };
    assert_eq!((status, text.as_str(), handle), (200, "", None));
    assert!(headers.contains(&("content-type".into(), "application/pdf".into())));
    assert!(blob == body);
}

#[test]
fn an_error_has_a_body_too_and_a_redirect_leaves_nothing_of_its_own() {
    let (reply, blob) = get(vec![sent_on(302, "/verder"), answer("500 Fout", "", "<fout/>")]);
    assert_eq!((told(reply).as_str(), blob.as_slice()), ("antwoord 500 ", b"<fout/>".as_slice()));
}

#[test]
fn less_than_was_announced_is_a_failure() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n64\r\nhalf",
    ] {
        let (reply, _) = get(vec![answer.into()]);
        expect!["niet verstuurd false: het antwoord brak halverwege af"].assert_eq(&told(reply));
    }
    let (reply, blob) = get(vec![
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nheel\r\n0\r\n\r\n".to_vec(),
    ]);
    assert_eq!((told(reply).as_str(), blob.as_slice()), ("antwoord 200 ", b"heel".as_slice()));
}

#[test]
fn a_body_that_is_too_large_is_not_begun_with_when_it_says_so() {
    let (reply, blob) =
        get(vec![b"HTTP/1.1 200 OK\r\nContent-Length: 67108865\r\n\r\nbegin".to_vec()]);
    expect!["niet verstuurd false: het antwoord is groter dan 67108864 bytes"]
        .assert_eq(&told(reply));
    assert!(blob.is_empty());
    let mut silent = b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_vec();
    silent.resize(silent.len() + (64 << 20) + 1, b'x');
    let (reply, blob) = get(vec![silent]);
    expect!["niet verstuurd false: het antwoord is groter dan 67108864 bytes"]
        .assert_eq(&told(reply));
    assert!(blob.len() <= 64 << 20);
}

#[test]
fn who_cannot_keep_it_ends_the_request() {
    let (port, _serving) = server(vec![answer("200 OK", "", "inhoud")]);
    let host = format!("127.0.0.1:{port}");
    let wanted =
        HttpRequest { reply_as: ReplyAs::Blob, ..request("GET", &format!("http://{host}/")) };
    let client = HttpClient::new().unwrap();
    let reply = client.perform(&wanted, &grant(&[&host]), &mut |_| Err("de schijf is vol".into()));
    assert_eq!(told(reply), "niet verstuurd false: de schijf is vol");
}

/// A server that begins an answer and then sends `piece` every 20 ms until it hangs up.
fn dripping(piece: &'static [u8]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let host = listener.local_addr().unwrap().to_string();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        whole_request(&mut stream);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n").unwrap();
        while stream.write_all(piece).is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    host
}

#[test]
fn a_blob_has_more_time_as_long_as_it_keeps_its_pace() {
    let times = HttpTimes {
        answer: Duration::from_millis(200),
        blob: Duration::from_millis(1500),
        pace: Duration::from_millis(400),
        pace_bytes: 100,
    };
    let client = HttpClient::within(times.clone()).unwrap();
    for (piece, least, expected) in [
        (b"x".as_slice(), times.pace, "het antwoord komt te langzaam binnen"),
        ([b'x'; 1000].as_slice(), times.blob, "geen antwoord binnen de tijd"),
        (b"".as_slice(), times.pace, "het antwoord komt te langzaam binnen"),
    ] {
        let host = dripping(piece);
        let began = Instant::now();
        let wanted = request("GET", &format!("http://{host}/"));
        let (reply, _) = fetched(&client, &wanted, &grant(&[&host]));
        assert_eq!(told(reply), format!("niet verstuurd false: {expected}"));
        assert!(began.elapsed() >= least, "{:?}", began.elapsed());
        assert!(began.elapsed() < least * 10, "{:?}", began.elapsed());
    }
}
