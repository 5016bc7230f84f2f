//! Commands: what an import, a rule or a person asks. Closed, where intakes are open.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    Dienst, DienstverbandOpgave, Document, DocumentId, DossierId, Loonheffingennummer,
    MachtigingId, MachtigingStatus, TaakId, TaakSoort, TrajectId, VerzuimMelding, WerknemerOpgave,
};

/// What is asked of one dossier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Add a werkgever or bring its data up to date.
    WerkgeverVastleggen {
        /// Key on links.
        werkgevercode: String,
        /// Trade name.
        naam: String,
        /// Payroll tax numbers.
        loonheffingennummers: BTreeSet<Loonheffingennummer>,
        /// Groups.
        werkgevergroepen: BTreeSet<String>,
    },
    /// Add a werknemer to a werkgever or bring the data up to date.
    WerknemerVastleggen(WerknemerOpgave),
    /// Add an employment or bring its data up to date.
    DienstverbandVastleggen(DienstverbandOpgave),
    /// A report on an absence.
    VerzuimMelden(VerzuimMelding),
    /// Add a task to a traject.
    TaakToevoegen {
        /// The task's id; a task that is there already is not added again.
        taak: TaakId,
        /// On which traject.
        traject: TrajectId,
        /// What kind.
        soort: TaakSoort,
        /// The trigger that asks for it.
        regel: Option<String>,
        /// The document that it is about.
        document: Option<DocumentId>,
    },
    /// A person did a task.
    TaakUitvoeren {
        /// Which.
        taak: TaakId,
    },
    /// Request a machtiging at UWV, of a werkgever.
    MachtigingAanvragen {
        /// The id that it gets; one that is there already is not requested again.
        machtiging: MachtigingId,
        /// For which payroll tax number.
        loonheffingennummer: Loonheffingennummer,
        /// For which service.
        dienst: Dienst,
        /// The number of the werkgever that was wrong: the requested one takes its place first.
        corrigeert: Option<Loonheffingennummer>,
    },
    /// A machtiging came in another state: UWV said so, or a person did it.
    MachtigingZetten {
        /// Which.
        machtiging: MachtigingId,
        /// The state.
        naar: MachtigingStatus,
        /// Why, where somebody says so. Without personal data.
        reden: Option<String>,
    },
    /// Put a document in a dossier.
    DocumentToevoegen {
        /// The document. One that came before under the same machtiging is not added again.
        document: Document,
        /// Where it belongs.
        plaats: DocumentPlaats,
    },
    /// Take a document out of a dossier, because a person moves it to another.
    DocumentUitnemen {
        /// Which.
        document: DocumentId,
        /// The dossier that it goes to.
        naar: DossierId,
    },
    /// Take in a document that a person moves to this dossier, of a werknemer.
    DocumentOntvangen {
        /// The document, as it was in the other dossier.
        document: Document,
        /// The dossier that it left; of the same werkgever, which whoever asks has checked.
        van: DossierId,
    },
    /// A machtiging has ended: so do the trajecten of its documents.
    MachtigingTrajectenBeeindigen {
        /// Which.
        machtiging: MachtigingId,
        /// Their last day.
        op: Date,
    },
}

/// Where a document belongs (S0).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentPlaats {
    /// In the dossier of the werknemer that it is about.
    Werknemer,
    /// In the dossier of the werkgever, for whom it is.
    Werkgever,
    /// In the dossier of the werkgever, since the werknemer that it is about was not found there.
    NietGevonden,
}
