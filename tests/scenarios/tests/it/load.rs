//! Load: several senders at once, each with the histories of employees of its own, so that reports
//! of one case come in their order.
#![cfg(test)]

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};
use std::{sync::Arc, time::Duration};

use tests_harness::{Answer, Portal};
use tests_simulators::sivi::{Generator, Message};

/// Senders at the same time.
const SENDERS: usize = 4;

/// Senders at work.
pub(crate) struct Load {
    threads: Vec<JoinHandle<BTreeMap<String, Answer>>>,
    answered: Arc<AtomicUsize>,
    all: usize,
}

impl Load {
    /// Starts sending all messages of `generator`.
    pub(crate) fn start(portal: &Portal, generator: &Generator) -> Load {
        let mut queues: Vec<Vec<Message>> = vec![Vec::new(); SENDERS];
        let mut cases: BTreeMap<String, usize> = BTreeMap::new();
        let messages = generator.history();
        let all = messages.len();
        for message in messages {
            let case = message.name.rsplit(' ').next().unwrap_or_default().to_owned();
            let next = cases.len() % SENDERS;
            queues[*cases.entry(case).or_insert(next)].push(message);
        }
        let answered = Arc::new(AtomicUsize::new(0));
        let send = |queue: Vec<Message>| {
            let (portal, answered) = (portal.clone(), Arc::clone(&answered));
            thread::spawn(move || send_all(&portal, &queue, &answered))
        };
        Load {
            threads: queues.into_iter().map(send).collect(),
            answered: Arc::clone(&answered),
            all,
        }
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
        self.threads.into_iter().flat_map(|thread| thread.join().expect("a sender")).collect()
    }
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
