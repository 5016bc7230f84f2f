//! The second half: an operator arranges machtigingen, and the documents that UWV keeps ready at
//! Digipoort come into the dossiers.

mod machtigingen;
mod vertelling;
mod seen;
mod moving;
mod mails;
mod verdict;

use serde_json::Value;

pub(super) use self::{moving::Moved, seen::Seen};

use self::vertelling::Vertelling;
use super::{
    files::{EVERY, KLANTCODE, UWV},
    quiet::{self, items},
    stage::{OPERATOR, Stage},
};
use crate::exit::Failure;

/// What was told of the documents, and what was done.
pub(super) struct Uwv {
    verteld: Vec<Vertelling>,
    /// Calls at Digipoort before any machtiging was active.
    asked_before: usize,
    moved: Vec<Moved>,
}

impl Uwv {
    /// Plays it until one document was moved by hand, and shows what came of it.
    pub(super) fn play(stage: &Stage<'_>) -> Result<Uwv, Failure> {
        let verteld = Vertelling::put_there(&stage.outside.digipoort)?;
        stage.tell(format!(
            "Bij Digipoort liggen {} berichten van UWV klaar. Koppeling {KLANTCODE}/{UWV} vraagt er elke",
            verteld.len()
        ));
        stage.tell(format!(
            "{EVERY} seconden naar, maar alleen onder een machtiging die actief is."
        ));
        quiet::wait(&stage.beheer)?;
        let asked_before = calls(stage)?;
        stage.tell(format!("Die is er nog niet: {asked_before} vragen kwamen er bij Digipoort."));

        machtigingen::arrange(stage)?;
        stage.lotte.post(&["api", "koppelingen", KLANTCODE, UWV, "nu"])?;
        stage.tell(format!("\n  {OPERATOR} laat de koppeling nu ophalen, en niet pas straks."));
        quiet::wait(&stage.beheer)?;
        let mut uwv = Uwv { verteld, asked_before, moved: Vec::new() };
        let seen = Seen::look(stage)?;
        stage.out.line("\nWat er van elk bericht van UWV terechtkwam:");
        seen.show_documents(stage.out, &uwv.verteld);
        stage.tell(format!(
            "Antwoorden die wegvielen zijn opnieuw gevraagd: {} vragen aan Digipoort in totaal.",
            calls(stage)?
        ));

        stage.out.line("\nMet de hand verplaatsen:");
        uwv.move_next(stage)?;
        quiet::wait(&stage.beheer)?;
        stage.out.line("\nE-mail die in de postbussen kwam:");
        mails::show(stage.out, &Seen::look(stage)?.mails);
        Ok(uwv)
    }

    /// Moves the next document whose werknemer was not found to the dossier where it belongs.
    pub(super) fn move_next(&mut self, stage: &Stage<'_>) -> Result<&Moved, Failure> {
        let seen = Seen::look(stage)?;
        let (document, naar) = self
            .to_move(&seen)
            .ok_or_else(|| Failure::Internal("er is geen document om te verplaatsen".to_owned()))?;
        self.moved.push(moving::by_hand(stage, &document, &naar)?);
        self.moved.last().ok_or_else(|| Failure::Internal("niets verplaatst".to_owned()))
    }

    /// A document that waits to be moved, and a dossier of the same werkgever that it may go to.
    pub(super) fn to_move(&self, seen: &Seen) -> Option<(String, String)> {
        moving::next(&self.verteld, seen)
    }

    /// What is not as it should be, in Dutch.
    pub(super) fn differences(&self, seen: &Seen) -> Vec<String> {
        verdict::differences(&self.verteld, self.asked_before, &self.moved, seen)
    }
}

/// How often Digipoort was asked something.
fn calls(stage: &Stage<'_>) -> Result<usize, Failure> {
    let journal: Value = stage.outside.digipoort.get(&["beheer", "journaal"])?;
    Ok(items(&journal, "calls").len())
}
