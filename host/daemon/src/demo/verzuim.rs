//! The first half: an insurers' portal posts seven messages on absence; the host turns them into
//! dossiers, events and tasks, and tells the portal what became of every record.

mod story;
mod afterwards;
mod verdict;

use serde_json::{Value, json};

use self::{afterwards::Afterwards, story::Told};
use super::stage::Stage;
use crate::{cli::Demo, exit::Failure};

/// What was sent, and what came of it.
pub(super) struct Verzuim {
    told: Vec<Told>,
    afterwards: Afterwards,
}

impl Verzuim {
    /// Lets the portal tell its story to the host, and shows what came of it.
    pub(super) fn play(
        stage: &Stage<'_>,
        options: &Demo,
        url: &str,
        token: &str,
    ) -> Result<Verzuim, Failure> {
        stage.begin("Let op bericht 5, dat niets nog eens doet, en op 6 en 7: wat niet kan, valt uit, en de rest");
        stage.tell("gaat door.");
        let told = story::play(&options.simulators, url, token, stage.out)?;
        let afterwards = Afterwards::look(&stage.beheer, stage.outside)?;
        afterwards.show(stage.out);
        Ok(Verzuim { told, afterwards })
    }

    /// What is not as it should be, in Dutch.
    pub(super) fn differences(&self) -> Vec<String> {
        verdict::differences(&self.told, &self.afterwards)
    }

    /// The task that was added first.
    pub(super) fn first_task(&self) -> &str {
        afterwards::first_task(&self.afterwards.events).unwrap_or_default()
    }

    /// For programs.
    pub(super) fn value(&self) -> Value {
        json!({ "verhaal": self.told, "daarna": self.afterwards.value() })
    }
}
