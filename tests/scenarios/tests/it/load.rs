//! Load: several senders at once, each with the histories of employees of its own, so that reports
//! of one case come in their order.
#![cfg(test)]

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tests_harness::{Answer, Portal};
use tests_simulators::sivi::{Generator, Message};

/// Senders at the same time.
const SENDERS: usize = 4;

/// Senders at work.
pub(crate) struct Load {
    introduced: BTreeMap<String, Answer>,
    threads: Vec<JoinHandle<BTreeMap<String, Answer>>>,
    answered: Arc<AtomicUsize>,
    all: usize,
}

impl Load {
    /// Sends the first message of every case, so that everybody is known, and starts sending all other
    /// messages of `generator`.
    pub(crate) fn start(portal: &Portal, generator: &Generator) -> Load {
        let mut cases: BTreeMap<String, Vec<Message>> = BTreeMap::new();
        for message in generator.history() {
            let case = message.name.rsplit(' ').next().unwrap_or_default().to_owned();
            cases.entry(case).or_default().push(message);
        }
        let (mut first, mut rest) = (queues(), queues());
        for (number, (_, messages)) in cases.into_iter().enumerate() {
            let mut messages = messages.into_iter();
            first[number % SENDERS].extend(messages.next());
            rest[number % SENDERS].extend(messages);
        }
        let all = rest.iter().map(Vec::len).sum();
        let introduced = send(portal, first, &Arc::default());
        let introduced = introduced.into_iter().flat_map(joined).collect();
        let answered = Arc::default();
        Load { introduced, threads: send(portal, rest, &answered), answered, all }
    }

    /// Messages that are not answered yet.
    pub(crate) fn left(&self) -> usize {
        self.all - self.answered.load(Ordering::SeqCst)
    }

    /// Waits until so many more messages are answered, or all are.
    pub(crate) fn wait_for(&self, more: usize) {
        let goal = self.left().saturating_sub(more);
        while self.left() > goal && !self.threads.iter().all(JoinHandle::is_finished) {
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits for all answers, by the number of the message.
    pub(crate) fn finish(self) -> BTreeMap<String, Answer> {
        self.threads.into_iter().flat_map(joined).chain(self.introduced).collect()
    }
}

/// A queue for every sender.
fn queues() -> Vec<Vec<Message>> {
    vec![Vec::new(); SENDERS]
}

/// Starts a sender for every queue.
fn send(
    portal: &Portal,
    queues: Vec<Vec<Message>>,
    answered: &Arc<AtomicUsize>,
) -> Vec<JoinHandle<BTreeMap<String, Answer>>> {
    let started = queues.into_iter().map(|queue| {
        let (portal, answered) = (portal.clone(), Arc::clone(answered));
        thread::spawn(move || send_all(&portal, &queue, &answered))
    });
    started.collect()
}

fn joined(sender: JoinHandle<BTreeMap<String, Answer>>) -> BTreeMap<String, Answer> {
    sender.join().expect("a sender")
}

fn send_all(
    portal: &Portal,
    queue: &[Message],
    answered: &AtomicUsize,
) -> BTreeMap<String, Answer> {
    let mut answers = BTreeMap::new();
    for message in queue {
        answers.insert(message.berrefnr.clone(), portal.insist(message));
        answered.fetch_add(1, Ordering::SeqCst);
    }
    answers
}
