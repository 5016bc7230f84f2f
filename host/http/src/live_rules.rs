//! What operators ask about rules that go live, and who reads rules answers.

use host_engine::{Book, Fault, Person, WatAls};
use host_store::{Bestandswijziging, BookFiles, Testuitslag, Wijze};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// How rules go live here, and what waits for that.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RulesDesk {
    /// `direct` or `concept`, as configured.
    pub ingebruikname: &'static str,
    /// Whether a second person must approve.
    pub vier_ogen: bool,
    /// Hash of the book in use.
    pub boek: String,
    /// Hash of the book in the folder of rules, when it is not taken until it changes: somebody went
    /// back to an earlier one.
    pub opzij: Option<String>,
    /// The book that waits for a person.
    pub concept: Option<WaitingBook>,
    /// The book that waits for a second person.
    pub voorstel: Option<WaitingBook>,
}

/// A book that waits, held against the plugins of this moment.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WaitingBook {
    /// Its hash.
    pub boek: String,
    /// Since when it waits, in Amsterdam.
    pub op: String,
    /// Who saved or proposed it.
    pub door: String,
    /// Whether it was saved or is an earlier one.
    pub wijze: Wijze,
    /// What who proposed it said.
    pub opmerking: Option<String>,
    /// Whether it can go live now.
    pub bruikbaar: bool,
    /// Everything that there is to say of it, for people.
    pub meldingen: Vec<String>,
    /// How its tests go.
    pub tests: Testuitslag,
    /// How much of it its tests touch.
    pub dekking: Option<Value>,
    /// What differs from the book in use.
    pub bestanden: Vec<Bestandswijziging>,
    /// A plugin of which another version goes into use with it: the rules in use do not fit that one.
    pub met_plugin: Option<String>,
    /// What it would have done otherwise with the past; none when it was not asked.
    pub wat_als: Option<Value>,
}

/// What somebody gives along who wants rules in use.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct WithBook {
    /// What there is to say of it, for later.
    pub opmerking: Option<String>,
    /// Whether to work out what it would have done otherwise with the past, and keep that.
    pub met_wat_als: bool,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum CameOf {
    /// It is in use.
    InGebruik,
    /// It waits for a second person.
    Voorgesteld,
}

/// Puts rules in use that wait for a person. Blocks; a refusal says why, in Dutch.
pub trait LiveRules: Send + Sync {
    /// How rules go live here: `direct` or `concept`, and whether a second person must approve.
    fn how(&self) -> (&'static str, bool);

    /// How it stands.
    fn desk(&self) -> Result<RulesDesk, Fault>;

    /// Somebody wants the concept with this hash in use.
    fn put_in_use(&self, who: &Person, hash: &str, with: WithBook) -> Result<CameOf, Fault>;

    /// A second person approves the book with this hash.
    fn approve(&self, who: &Person, hash: &str) -> Result<(), Fault>;

    /// The book with this hash waits no more for a second person.
    fn decline(&self, who: &Person, hash: &str) -> Result<(), Fault>;

    /// Somebody wants an earlier book in use again.
    fn go_back(&self, who: &Person, hash: &str, with: WithBook) -> Result<CameOf, Fault>;

    /// The book that these files are, for the plugins of this moment. Its tests are not run.
    ///
    /// # Errors
    /// Everything that is wrong, each with its place.
    fn read(&self, files: BookFiles) -> Result<Book, Fault>;

    /// What rules that are being written would have done otherwise with the last events. Nothing of it
    /// is kept.
    fn effect(&self, files: BookFiles, laatste: u64) -> Result<WatAls, Fault>;
}
