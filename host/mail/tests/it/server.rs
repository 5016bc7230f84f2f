//! A mail server that answers what a script says, one conversation long.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// One step: what the client has to say, as a beginning, and what it gets for an answer. An empty
/// answer is a server that falls silent and waits for the end.
pub(crate) type Step = (&'static str, &'static str);

/// A server for one conversation.
pub(crate) struct Server {
    pub(crate) address: String,
    task: JoinHandle<Vec<String>>,
}

impl Server {
    /// Listens; the first step has nothing to hear, as the server speaks first.
    pub(crate) fn start(script: &'static [Step]) -> Server {
        Server::serve(move |mut stream| converse(&mut stream, script))
    }

    /// The same from a sealed connection, after an open `before`.
    pub(crate) fn sealed(
        config: Arc<ServerConfig>,
        before: &'static [Step],
        script: &'static [Step],
    ) -> Server {
        Server::serve(move |mut stream| {
            let mut heard = converse(&mut stream, before);
            let connection = ServerConnection::new(config).unwrap();
            heard.extend(converse(&mut StreamOwned::new(connection, stream), script));
            heard
        })
    }

    fn serve(talk: impl FnOnce(std::net::TcpStream) -> Vec<String> + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let task = thread::spawn(move || talk(listener.accept().unwrap().0));
        Server { address, task }
    }

    /// What the client said, line by line.
    pub(crate) fn heard(self) -> Vec<String> {
        self.task.join().unwrap()
    }
}

fn converse(stream: &mut (impl Read + Write), script: &[Step]) -> Vec<String> {
    let mut heard = Vec::new();
    for (expected, answer) in script {
        while !expected.is_empty() {
            let Some(line) = line(stream) else { return heard };
            let found = line.starts_with(expected);
            heard.push(line);
            if found {
                break;
            }
        }
        if answer.is_empty() {
            while line(stream).is_some() {}
            return heard;
        }
        let answered = stream.write_all(answer.as_bytes()).and_then(|()| stream.flush());
        if answered.is_err() {
            return heard;
        }
    }
    heard
}

/// A line, read byte by byte: what follows it may be sealed.
fn line(stream: &mut impl Read) -> Option<String> {
    let mut text = Vec::new();
    let mut one = BufReader::with_capacity(1, stream);
    match one.read_until(b'\n', &mut text) {
        Ok(length) if length > 0 => Some(String::from_utf8_lossy(&text).trim_end().to_owned()),
        _ => None,
    }
}
