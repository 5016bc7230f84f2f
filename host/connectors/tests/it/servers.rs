//! Servers on this machine, and requests to them.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::thread::{self, JoinHandle};

use host_connectors::{CredentialGrant, HttpClient, HttpGrant};
use sdk_connector::protocol::{HttpReply, HttpRequest, ReplyAs};

/// A server that gives each connection the next of these answers, and hands back what it got.
pub(crate) fn server(answers: Vec<Vec<u8>>) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = thread::spawn(move || {
        answers
            .iter()
            .map(|answer| {
                let (mut stream, _) = listener.accept().unwrap();
                let got = whole_request(&mut stream);
                let _ = stream.write_all(answer); // who got enough hangs up
                got
            })
            .collect()
    });
    (port, serving)
}

/// Head and body of a request, whatever pieces it comes in.
pub(crate) fn whole_request(stream: &mut impl Read) -> String {
    let mut got = Vec::new();
    let mut piece = [0; 4096];
    loop {
        let read = stream.read(&mut piece).unwrap();
        got.extend_from_slice(&piece[..read]);
        let text = String::from_utf8_lossy(&got).into_owned();
        let length = text.lines().find_map(|line| line.strip_prefix("content-length: "));
        let length = length.map_or(0, |length| length.parse().unwrap());
        let whole = text.split_once("\r\n\r\n").is_some_and(|(_, body)| body.len() >= length);
        if whole || read == 0 {
            return text;
        }
    }
}

/// An answer with this status line and body, after which the connection closes.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Vec<u8> {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {length}\r\n{headers}\r\n{body}"
    )
    .into_bytes()
}

/// An answer that sends the request on.
pub(crate) fn sent_on(status: u16, to: &str) -> Vec<u8> {
    answer(&format!("{status} Elders"), &format!("Location: {to}\r\n"), "daar")
}

pub(crate) fn request(method: &str, url: &str) -> HttpRequest {
    HttpRequest {
        method: method.into(),
        url: url.into(),
        headers: vec![("x-proef".into(), "ja".into())],
        body: if method == "POST" { "inhoud".into() } else { String::new() },
        ..HttpRequest::default()
    }
}

/// A grant for these hosts, on this machine and without TLS.
pub(crate) fn grant(hosts: &[&str]) -> HttpGrant {
    let hosts: Vec<_> = hosts.iter().map(|host| host.parse().unwrap()).collect();
    HttpGrant {
        asked: hosts.clone(),
        allowed: hosts,
        private_addresses: true,
        plain_http: true,
        credentials: CredentialGrant::default(),
    }
}

/// Sends a request that wants text.
pub(crate) fn perform(client: &HttpClient, request: &HttpRequest, grant: &HttpGrant) -> HttpReply {
    client.perform(request, grant, &mut |_| panic!("nobody asked for a blob"))
}

/// Sends a request that wants a blob, and gives the blob.
pub(crate) fn fetched(
    client: &HttpClient,
    request: &HttpRequest,
    grant: &HttpGrant,
) -> (HttpReply, Vec<u8>) {
    let mut blob = Vec::new();
    let request = HttpRequest { reply_as: ReplyAs::Blob, ..request.clone() };
    let reply = client.perform(&request, grant, &mut |piece| {
        blob.extend_from_slice(piece);
        Ok(())
    });
    (reply, blob)
}

/// A reply on one line: a failure, or the status and the text.
pub(crate) fn told(reply: HttpReply) -> String {
    match reply {
        HttpReply::Failed { unsent, reason } => format!("niet verstuurd {unsent}: {reason}"),
        HttpReply::Answered { status, body, blob: None, .. } => format!("antwoord {status} {body}"),
        HttpReply::Answered { .. } => panic!("a blob is for whoever keeps it to fill in"),
    }
}
