//! A body that breaks off in transit commits nothing.
#![cfg(test)]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use tests_harness::World;
use tests_simulators::sivi::{Message, story};

/// How a body is announced and how it ends.
#[derive(Debug, Clone, Copy)]
enum Ending {
    /// Content-Length says more than comes; then the connection closes.
    Shorter,
    /// Content-Length says more than comes; the sender goes on listening.
    HalfClosed,
    /// Chunks without the last, empty one.
    NoLastChunk,
    /// A chunk that is shorter than it says.
    ShorterChunk,
}

fn post_half(world: &World, message: &Message, ending: Ending) -> String {
    let portal = world.portal();
    let mut stream = TcpStream::connect(portal.address()).expect("the host listens");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    let body = &message.xml;
    let chunked = matches!(ending, Ending::NoLastChunk | Ending::ShorterChunk);
    let length = match chunked {
        true => "Transfer-Encoding: chunked".to_owned(),
        false => format!("Content-Length: {}", body.len()),
    };
    let head = format!(
        "POST /koppelingen/VI001/Verzuimmeldingen HTTP/1.1\r\nHost: schakel\r\n\
         Authorization: Bearer {}\r\nContent-Type: application/xml\r\n{length}\r\n\r\n",
        portal.token()
    );
    let half = &body[..body.len() / 2];
    let mut sent = head.into_bytes();
    match ending {
        Ending::Shorter | Ending::HalfClosed => sent.extend(half),
        // All of the message is there, but nothing says that it ends here.
        Ending::NoLastChunk => {
            sent.extend(format!("{:x}\r\n", body.len()).bytes().chain(body.iter().copied()));
            sent.extend(b"\r\n");
        }
        Ending::ShorterChunk => {
            sent.extend(format!("{:x}\r\n", body.len()).bytes().chain(half.iter().copied()));
        }
    }
    stream.write_all(&sent).expect("the host takes what comes");
    let how = if matches!(ending, Ending::Shorter) { Shutdown::Both } else { Shutdown::Write };
    stream.shutdown(how).expect("the connection closes");
    let mut answer = String::new();
    drop(stream.read_to_string(&mut answer)); // an answer is not sure to come
    answer
}

#[test]
fn a_body_that_is_cut_off_commits_nothing() {
    let world = World::new();
    let message = &story()[0];
    let before = world.events();
    for ending in [Ending::Shorter, Ending::HalfClosed, Ending::NoLastChunk, Ending::ShorterChunk] {
        let answer = post_half(&world, message, ending);
        assert!(!answer.starts_with("HTTP/1.1 2"), "{ending:?}: {answer}");
        assert_gone(&world, ending);
        assert!(world.api().all("logverslagen", "na").is_empty(), "{ending:?}");
        assert_eq!(world.events(), before, "{ending:?}");
    }
    let answer = world.post(message);
    assert_eq!(answer.retourmelding().soort, "02", "it was never seen before: {answer}");
}

/// The host may need a moment to see that the connection is gone.
fn assert_gone(world: &World, ending: Ending) {
    let until = Instant::now() + Duration::from_secs(5);
    while world.folder().spooled() > 0 {
        assert!(Instant::now() < until, "{ending:?}: een half bericht blijft staan");
        std::thread::sleep(Duration::from_millis(10));
    }
}
