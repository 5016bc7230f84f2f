//! The connector from its outside: answers of Digipoort in, requests and records out.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::needless_pass_by_value,
    reason = "a test ends where something is not as expected; `Expect` is made to be passed on"
)]

mod samples;
mod manifest;
mod listing;
mod paging;
mod fetching;
mod receiving;
mod carriers;
