//! Requests over the network: what is refused, and what comes back.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::{Duration, Instant};

use expect_test::{Expect, expect};
use host_connectors::{HttpClient, HttpGrant, HttpTimes};
use sdk_connector::protocol::{HttpReply, HttpRequest};

use crate::servers::{answer, grant, perform, request, server, told};

#[test]
fn an_answer_comes_back_as_it_is() {
    let answer =
        b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 4\r\n\r\nh\xc3\xa9!";
    let (port, serving) = server(vec![answer.to_vec()]);
    let client = HttpClient::new().unwrap();
    let host = format!("127.0.0.1:{port}");
    let reply = perform(&client, &request("POST", &format!("http://{host}/pad")), &grant(&[&host]));
    let HttpReply::Answered { status, headers, body, .. } = reply else { panic!("{reply:?}") };
    assert_eq!((status, body.as_str()), (302, "hé!"));
    assert!(headers.contains(&("location".into(), "http://127.0.0.1:1/".into())));
    let got = serving.join().unwrap().remove(0);
    assert!(got.starts_with("POST /pad HTTP/1.1\r\n") && got.ends_with("\r\n\r\ninhoud"), "{got}");
    assert!(got.contains("x-proef: ja\r\n"), "{got}");
}

/// A server that answers one connection with these bytes and then drop by drop, until it hangs up.
fn dripping(answer: &'static [u8]) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let _ = stream.read(&mut [0; 4096]).unwrap();
        stream.write_all(answer).unwrap();
        while stream.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(20));
        }
    });
    port
}

#[test]
fn who_answers_drop_by_drop_has_no_more_time_than_another() {
    let total = Duration::from_millis(400);
    let client = HttpClient::within(HttpTimes { answer: total, ..HttpTimes::default() }).unwrap();
    for answer in [
        b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n".as_slice(),
        b"HTTP/1.1 200 OK\r\nX-Lang: ".as_slice(),
    ] {
        let host = format!("127.0.0.1:{}", dripping(answer));
        let began = Instant::now();
        let reply = perform(&client, &request("GET", &format!("http://{host}/")), &grant(&[&host]));
        let told = told(reply);
        assert!(told.starts_with("niet verstuurd false: geen antwoord binnen de tijd"), "{told}");
        assert!(began.elapsed() >= total, "{:?}", began.elapsed());
        assert!(began.elapsed() < total * 10, "{:?}", began.elapsed());
    }
}

#[test]
fn an_answer_that_is_too_large_or_broken_off_is_a_failure_after_sending() {
    let client = HttpClient::new().unwrap();
    let mut large = b"HTTP/1.1 200 OK\r\nContent-Length: 9000000\r\n\r\n".to_vec();
    large.resize(large.len() + 9_000_000, b'x');
    let broken = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf".to_vec();
    for (answer, expected) in [
        (large, expect!["niet verstuurd false: het antwoord is groter dan 8388608 bytes"]),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nh\xe9!".to_vec(),
            expect!["niet verstuurd false: het antwoord is geen UTF-8"],
        ),
        (broken, expect!["niet verstuurd false: het antwoord brak halverwege af"]),
        (
            b"onzin\r\n\r\n".to_vec(),
            expect!["niet verstuurd false: het verzoek mislukte: invalid HTTP version parsed"],
        ),
    ] {
        let (port, serving) = server(vec![answer]);
        let host = format!("127.0.0.1:{port}");
        let reply = perform(&client, &request("GET", &format!("http://{host}/")), &grant(&[&host]));
        expected.assert_eq(&told(reply));
        serving.join().unwrap();
    }
}

#[test]
fn nobody_there_is_certainly_unsent() {
    let client = HttpClient::new().unwrap();
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let host = format!("127.0.0.1:{port}");
    let reply = perform(&client, &request("GET", &format!("http://{host}/")), &grant(&[&host]));
    expect!["niet verstuurd true: geen verbinding: Connection refused (os error 111)"]
        .assert_eq(&told(reply));
}

#[test]
fn asked_and_granted_are_two_things() {
    let check = |url: &str, change: fn(&mut HttpGrant), expected: Expect| {
        let mut grant = grant(&["elders.invalid", "elders.invalid:80"]);
        change(&mut grant);
        expected.assert_eq(&told(perform(
            &HttpClient::new().unwrap(),
            &request("GET", url),
            &grant,
        )));
    };
    check(
        "https://anders.invalid/",
        |_| (),
        expect![
            "niet verstuurd true: de plugin vraagt anders.invalid:443 niet in plugin.toml (asks.http)"
        ],
    );
    check(
        "https://elders.invalid:8443/",
        |_| (),
        expect![
            "niet verstuurd true: de plugin vraagt elders.invalid:8443 niet in plugin.toml (asks.http)"
        ],
    );
    check(
        "https://elders.invalid/",
        |grant| grant.asked.clear(),
        expect![
            "niet verstuurd true: de plugin vraagt elders.invalid:443 niet in plugin.toml (asks.http)"
        ],
    );
    check(
        "https://elders.invalid/",
        |grant| grant.allowed.clear(),
        expect!["niet verstuurd true: elders.invalid:443 is op deze koppeling niet toegestaan"],
    );
    check(
        "http://elders.invalid/",
        |grant| grant.plain_http = false,
        expect![
            "niet verstuurd true: elders.invalid:80 is zonder TLS; dat is op deze koppeling niet toegestaan"
        ],
    );
    check(
        "ftp://elders.invalid/",
        |_| (),
        expect!["niet verstuurd true: de plugin gaf geen bruikbaar http(s)-adres"],
    );
    check(
        "https://wie:wat@elders.invalid/",
        |_| (),
        expect!["niet verstuurd true: de plugin gaf geen bruikbaar http(s)-adres"],
    );
    check(
        "geen adres",
        |_| (),
        expect!["niet verstuurd true: de plugin gaf geen bruikbaar http(s)-adres"],
    );
}

#[test]
fn private_addresses_are_refused_also_behind_a_name() {
    let client = HttpClient::new().unwrap();
    let (port, _serving) = server(vec![answer("200 OK", "", "")]);
    for host in [
        "127.0.0.1",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "169.254.169.254",
        "2130706433",
        "0x7f.1",
        "localhost",
    ] {
        let host = format!("{host}:{port}");
        let grant = HttpGrant { private_addresses: false, ..grant(&[&host]) };
        let told = told(perform(&client, &request("GET", &format!("http://{host}/")), &grant));
        assert!(told.starts_with("niet verstuurd true: "), "{host}: {told}");
        assert!(told.contains("ligt binnen het eigen netwerk"), "{host}: {told}");
    }
    let host = format!("localhost:{port}");
    let reply = perform(&client, &request("GET", &format!("http://{host}/")), &grant(&[&host]));
    assert_eq!(told(reply), "antwoord 200 ");
}

#[test]
fn methods_and_headers_of_the_host_are_refused() {
    let client = HttpClient::new().unwrap();
    let grant = grant(&["127.0.0.1:1"]);
    let url = "http://127.0.0.1:1/";
    expect!["niet verstuurd true: de plugin mag `CONNECT` niet gebruiken"]
        .assert_eq(&told(perform(&client, &request("CONNECT", url), &grant)));
    for name in ["Host", "content-length", "Transfer-Encoding", "proxy-authorization", "a b"] {
        let headers = vec![(name.to_owned(), "x".to_owned())];
        let told = told(perform(&client, &HttpRequest { headers, ..request("GET", url) }, &grant));
        assert_eq!(told, format!("niet verstuurd true: de plugin mag `{name}` niet gebruiken"));
    }
    let headers = vec![("x".to_owned(), "a\r\nHost: b".to_owned())];
    let told = told(perform(&client, &HttpRequest { headers, ..request("GET", url) }, &grant));
    assert_eq!(told, "niet verstuurd true: de plugin mag `x` niet gebruiken");
}
