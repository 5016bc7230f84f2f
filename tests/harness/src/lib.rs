//! What scenarios are written with: a real host in a folder of its own, with the outside world
//! around it.
//!
//! # How to read it
//! * [`World`] is what a scenario holds: it starts the program, posts messages, waits until all work
//!   is done and tells what became of them, as text. It can be killed and started again.
//! * `uwv.rs` is its second half: machtigingen, documents of UWV, mails and links.
//! * `setup.rs` says with what a world begins; `folder.rs` puts it on disk.
//! * `program.rs` is the process, `api.rs` how it is asked, `portal.rs` who posts messages.
//! * `told.rs` turns what the host says into text; `names.rs` gives ids names that are the same in
//!   every run.
//! * `closing.rs` is what every world must pass at its end, whatever the scenario was about; one
//!   part of it is `canary.rs`: nothing of a person may be readable anywhere.
//!
//! Nothing in here knows what is right: scenarios do.
#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a scenario ends where something is not as expected"
)]

mod world;
mod uwv;
mod setup;
mod folder;
mod built;
mod program;
mod api;
mod portal;
mod answer;
mod told;
mod names;
mod closing;
mod canary;

pub use answer::Answer;
pub use api::Api;
pub use folder::Folder;
pub use names::Names;
pub use portal::Portal;
pub use program::Ended;
pub use setup::Setup;
pub use uwv::Placed;
pub use world::World;
