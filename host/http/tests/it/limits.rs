//! Those who are slow, silent or too many keep nobody else waiting.

use std::{
    io::{Read as _, Write as _},
    net::TcpStream,
    thread,
    time::{Duration, Instant},
};

use host_http::Limits;
use tokio::runtime::{Builder, Runtime};

use crate::served::{Served, WAIT};

/// Time within which nothing here is too slow.
const SHORT: Duration = Duration::from_millis(300);

fn start_with(limits: Limits) -> Served {
    Served::start_with(limits, WAIT, Runtime::new().unwrap())
}

/// A connection on which something was sent.
fn connected(served: &Served, bytes: &str) -> TcpStream {
    let mut stream = TcpStream::connect(served.address).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    stream.write_all(bytes.as_bytes()).unwrap();
    stream
}

/// All that still comes, until the other side closes.
fn rest(mut stream: TcpStream) -> String {
    let mut text = Vec::new();
    match stream.read_to_end(&mut text) {
        Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("it stays open"),
        _ => String::from_utf8_lossy(&text).into_owned(),
    }
}

fn head(served: &Served, path: &str, token: &str, length: usize) -> String {
    let address = served.address;
    format!(
        "{path} HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n"
    )
}

fn post(served: &Served, length: usize) -> String {
    head(served, "POST /koppelingen/K1/Proef", served.partner.reveal(), length)
}

/// Tries until it is so.
fn becomes(mut so: impl FnMut() -> bool) -> bool {
    (0..200).any(|_| {
        let is = so();
        if !is {
            thread::sleep(Duration::from_millis(20));
        }
        is
    })
}

#[test]
fn senders_that_hang_up_leave_no_thread_behind() {
    let limits = Limits { messages: 2, messages_of_account: 2, ..Limits::default() };
    let runtime = Builder::new_multi_thread().enable_all().max_blocking_threads(4).build();
    let served = Served::start_with(limits, Duration::from_secs(600), runtime.unwrap());
    let gate = served.gate.clone();
    let held = gate.lock().unwrap();
    let body = "W1;;Jansen";
    for count in 1..=12 {
        let sender = connected(&served, &(post(&served, body.len()) + body));
        let taken_in = || {
            let now = served.get("/api/logverslagen").json();
            now["logverslagen"].as_array().unwrap().len() == count
        };
        assert!(becomes(taken_in), "message {count} finds no place");
        drop(sender);
    }
    drop(held);
}

#[test]
fn one_partner_is_asked_to_send_less_at_once() {
    let limits = Limits { messages: 2, messages_of_account: 1, ..Limits::default() };
    let served = start_with(limits);
    let unfinished = connected(&served, &(post(&served, 10) + "W1;"));
    assert!(becomes(|| served.spooled() > 0));
    let refused = served.post("W1;;Jansen");
    assert_eq!(refused.status, 429);
    assert!(refused.header("retry-after").is_some());
    assert_eq!(refused.json()["detail"], "Stuur ten hoogste 1 berichten tegelijk.");
    drop(unfinished);
    assert!(becomes(|| served.post("W1;;Jansen").status == 200), "its place is not given back");
}

#[test]
fn a_connection_that_asks_nothing_is_closed() {
    let served = start_with(Limits { head: SHORT, ..Limits::default() });
    for begun in ["", "GET /gez", "GET /gezond HTTP/1.1\r\nHost: x\r\n"] {
        let began = Instant::now();
        rest(connected(&served, begun));
        assert!(began.elapsed() < Duration::from_secs(10), "{begun}");
    }
    // One that was answered may ask again, but not wait for ever to do so.
    let answered = rest(connected(&served, "GET /gezond HTTP/1.1\r\nHost: x\r\n\r\n"));
    assert!(answered.starts_with("HTTP/1.1 200"), "{answered}");
}

#[test]
fn a_body_that_trickles_in_is_refused() {
    let limits = Limits { body_least: SHORT, body_rate: 1_000_000, ..Limits::default() };
    let served = start_with(limits);
    let operator = served.beheer.reveal().to_owned();
    for (whose, head) in [
        ("partner", post(&served, 1_000)),
        ("operator", head(&served, "PUT /api/werkgevers/W2", &operator, 1_000)),
    ] {
        let mut sender = connected(&served, &head);
        let mut writer = sender.try_clone().unwrap();
        let trickle = thread::spawn(move || {
            // Never silent for long; it ends when the server closes.
            while writer.write_all(b"x").is_ok() {
                thread::sleep(SHORT / 10);
            }
        });
        let mut answer = [0; 12];
        sender.read_exact(&mut answer).unwrap();
        assert_eq!(std::str::from_utf8(&answer), Ok("HTTP/1.1 408"), "{whose}");
        sender.shutdown(std::net::Shutdown::Both).ok();
        trickle.join().unwrap();
    }
    assert!(served.is_swept());
}

#[test]
fn a_sender_that_falls_silent_is_refused() {
    let served = start_with(Limits { silence: SHORT, ..Limits::default() });
    let answer = rest(connected(&served, &(post(&served, 10) + "W1;")));
    assert!(answer.starts_with("HTTP/1.1 408"), "{answer}");
    assert!(served.is_swept());
}

#[test]
fn who_leaves_answers_unread_is_let_go() {
    let served = start_with(Limits { unread: SHORT, connections: 1, ..Limits::default() });
    let mut asker = TcpStream::connect(served.address).unwrap();
    asker.set_write_timeout(Some(Duration::from_secs(10))).unwrap();
    let many = "GET /gezond HTTP/1.1\r\nHost: x\r\n\r\n".repeat(1_000);
    let refused = (0..10_000).find_map(|_| asker.write_all(many.as_bytes()).err());
    let refused = refused.expect("it takes in any number of requests").kind();
    // A write that would block for seconds means that the connection is still there.
    assert_ne!(refused, std::io::ErrorKind::WouldBlock);
    assert_eq!(served.get("/gezond").status, 200, "the only place is free again");
}

#[test]
fn more_connections_than_there_is_room_for_wait_their_turn() {
    let served = start_with(Limits { connections: 2, ..Limits::default() });
    let ask = "GET /gezond HTTP/1.1\r\nHost: x\r\n\r\n";
    let mut first: Vec<TcpStream> = (0..2).map(|_| connected(&served, ask)).collect();
    let mut begin = [0; 12];
    for stream in &mut first {
        stream.read_exact(&mut begin).unwrap();
    }
    let mut third = connected(&served, ask);
    third.set_read_timeout(Some(SHORT)).unwrap();
    assert!(third.read(&mut begin).is_err(), "it is answered beside the other two");
    first.pop();
    third.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    third.read_exact(&mut begin).unwrap();
    assert_eq!(&begin, b"HTTP/1.1 200");
}

#[test]
fn what_is_being_answered_at_the_end_is_finished() {
    let mut served = Served::start();
    let idle = connected(&served, "");
    let half = connected(&served, &(post(&served, 10) + "W1;"));
    // Both were accepted when a later one is.
    assert_eq!(served.get("/gezond").status, 200);
    served.tell_to_stop();
    assert!(becomes(|| TcpStream::connect(served.address).is_err()), "it still listens");
    assert!(!served.ends_within(SHORT), "it does not wait for what is being answered");
    (&half).write_all(b";Jansen").unwrap();
    let answer = rest(half);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    assert_eq!(rest(idle), "");
    assert!(served.ends_within(Duration::from_secs(20)));
}
