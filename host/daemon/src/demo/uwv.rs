//! The second half: an operator arranges machtigingen, and the documents that UWV keeps ready at
//! Digipoort come into the dossiers.

mod machtigingen;
mod vertelling;
mod asked;
mod seen;
mod reading;
mod moving;
mod mails;
mod verdict;

pub(super) use self::{moving::Moved, seen::Seen};

use self::{asked::Asked, vertelling::Vertelling};
use super::{
    files::{EVERY, KLANTCODE, UWV},
    quiet,
    stage::{OPERATOR, Stage},
};
use crate::exit::Failure;

/// What was told of the documents, and what was done.
pub(super) struct Uwv {
    verteld: Vec<Vertelling>,
    /// What Digipoort was asked before any machtiging was active.
    asked_before: Asked,
    /// What is wrong with the document that the operator read.
    misread: Option<String>,
    moved: Vec<Moved>,
}

impl Uwv {
    /// Plays it until one document was moved by hand, and shows what came of it.
    pub(super) fn play(stage: &Stage<'_>) -> Result<Uwv, Failure> {
        let verteld = Vertelling::put_there(&stage.outside.digipoort)?;
        stage.begin(format!("Bij Digipoort liggen {} berichten van UWV klaar.", verteld.len()));
        stage.tell(format!(
            "Koppeling {KLANTCODE}/{UWV} vraagt er elke {EVERY} seconden naar, onder elke machtiging \
             die actief is."
        ));
        quiet::wait(&stage.beheer)?;
        let asked_before = Asked::of(&stage.outside.digipoort)?;
        stage.tell(format!("Die is er nog niet: Digipoort kreeg {} vragen.", asked_before.all()));

        machtigingen::arrange(stage)?;
        stage.begin(format!(
            "Niet wachten: {OPERATOR} laat {KLANTCODE}/{UWV} nu ophalen (schakel koppelingen nu)."
        ));
        stage.lotte.post(&["api", "koppelingen", KLANTCODE, UWV, "nu"])?;
        quiet::wait(&stage.beheer)?;
        stage.tell(Asked::of(&stage.outside.digipoort)?.told());
        let seen = Seen::look(stage)?;
        stage.begin("Let op 6, 7 en 8: waar twijfel is, plaatst een mens. En op 10: daar is geen machtiging voor.");
        stage.out.line("\nWat er van elk bericht van UWV werd:");
        seen.show_documents(stage.out, &verteld);

        stage.begin(
            "Lezen (schakel documenten haal) en verplaatsen (schakel documenten verplaats):",
        );
        let misread = reading::largest(stage, &seen)?;
        let mut uwv = Uwv { verteld, asked_before, misread, moved: Vec::new() };
        uwv.move_next(stage)?;
        quiet::wait(&stage.beheer)?;
        stage.out.line("\nE-mail die in de postbussen kwam:");
        mails::show(stage.out, &Seen::look(stage)?.mails);
        Ok(uwv)
    }

    /// Moves the next document whose werknemer was not found to the dossier where it belongs.
    pub(super) fn move_next(&mut self, stage: &Stage<'_>) -> Result<Moved, Failure> {
        let next = self.to_move(&Seen::look(stage)?);
        let (document, naar) = next
            .ok_or_else(|| Failure::Internal("er is geen document om te verplaatsen".to_owned()))?;
        let moved = moving::by_hand(stage, &document, &naar)?;
        self.moved.push(moved.clone());
        Ok(moved)
    }

    /// A document that waits to be moved, and a dossier of the same werkgever that it may go to.
    pub(super) fn to_move(&self, seen: &Seen) -> Option<(String, String)> {
        moving::next(&self.verteld, seen)
    }

    /// What is not as it should be, in Dutch.
    pub(super) fn differences(&self, seen: &Seen) -> Vec<String> {
        let asked_before = self.asked_before.all();
        let found = verdict::differences(&self.verteld, asked_before, &self.moved, seen);
        self.misread.iter().cloned().chain(found).collect()
    }
}
