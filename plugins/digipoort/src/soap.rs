//! The envelope around every request and answer: SOAP 1.1 with WS-Addressing 1.0.

mod request;
mod answer;

pub use answer::{Failure, Reply, answer, returned};
pub use request::{Question, message_id};
