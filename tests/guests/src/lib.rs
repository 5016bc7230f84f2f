//! A hostile connector, to prove the sandbox: the setting `mode` chooses what it does wrong.

pub mod hostile;
mod fetching;
#[cfg(target_family = "wasm")]
mod below;

pub use hostile::Hostile;
