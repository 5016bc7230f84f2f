//! How much of the server one who sends may take: places, and time.

use std::time::Duration;

/// How much of the server one who sends may take.
#[derive(Debug, Clone)]
pub struct Limits {
    /// Connections at the same time; the next ones wait until one ends. Each takes a file handle,
    /// of which a process has 1024 by default.
    pub connections: u16,
    /// How long the head of a request may take, and how long a connection may stay open without
    /// one. Anybody can open a connection.
    pub head: Duration,
    /// How long one who asked may leave the answer unread.
    pub unread: Duration,
    /// Messages that come in or wait for their answer at the same time. Each takes a file and,
    /// while it comes in, a thread.
    pub messages: usize,
    /// As [`Limits::messages`], of one klantaccount: one partner cannot take the places of all.
    pub messages_of_account: usize,
    /// How long a sender may be silent in the middle of a body.
    pub silence: Duration,
    /// What every body may take, however small.
    pub body_least: Duration,
    /// Bytes per second below which a body is too slow once `body_least` has passed.
    pub body_rate: u32,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            connections: 512,
            head: Duration::from_secs(10),
            unread: Duration::from_secs(30),
            messages: 64,
            messages_of_account: 8,
            silence: Duration::from_secs(30),
            body_least: Duration::from_secs(30),
            body_rate: 64 * 1024,
        }
    }
}
