//! The connector from its outside: bytes in, intakes and answers out.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test ends where something is not as expected; `Expect` is made to be passed on"
)]

mod samples;
mod manifest;
mod reading;
mod departing;
mod refusing;
mod resuming;
mod overflowing;
mod answering;
mod delivering;
