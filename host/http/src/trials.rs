//! What operators ask about new versions of plugins, and who knows plugins answers.

use host_engine::{Actor, TrialReport};

/// Tries and accepts new versions of plugins. Blocks; the texts are for people, in Dutch.
pub trait Trials: Send + Sync {
    /// Does the newest `aantal` recorded calls of a link (`klantcode/naam`) again with the version of
    /// `plugin` in use and with the candidate, and says where they differ. Nothing goes outside.
    ///
    /// # Errors
    /// When the candidate cannot be tried.
    fn try_candidate(
        &self,
        plugin: &str,
        wasm: Vec<u8>,
        koppeling: &str,
        aantal: usize,
    ) -> Result<TrialReport, String>;

    /// Accepts what the waiting version of a plugin asks for, and loads it. Gives that version.
    ///
    /// # Errors
    /// When none waits, or when it cannot be loaded.
    fn accept(&self, actor: &Actor, plugin: &str) -> Result<String, String>;
}
