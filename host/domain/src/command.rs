//! Commands: what an import, a rule or a person asks. Closed, where intakes are open.

use std::collections::BTreeSet;

use jiff::civil::Date;

use crate::{
    Afspraak, AfspraakId, Bedrag, Dienst, DienstverbandOpgave, Document, DocumentId, DossierId,
    KenmerkOp, Loonheffingennummer, MachtigingId, MachtigingStatus, Polis, PolisId, TaakId,
    TaakSoort, TrajectId, VerzuimMelding, WerknemerOpgave,
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
    /// Put a document that a person gives in a traject.
    DocumentUploaden {
        /// The document; one that is there already is not added again.
        document: Document,
        /// In which traject.
        traject: TrajectId,
    },
    /// Make a document of a spreekuur final.
    SpreekuurdocumentDefinitief {
        /// Which.
        document: DocumentId,
    },
    /// Make an appointment.
    AfspraakToevoegen {
        /// On which traject.
        traject: TrajectId,
        /// The appointment; one that is there already is not added again.
        afspraak: Afspraak,
    },
    /// Change an appointment.
    AfspraakWijzigen {
        /// As it should be; its id says which.
        afspraak: Afspraak,
    },
    /// Take an appointment out of the agenda.
    AfspraakVerwijderen {
        /// Which.
        afspraak: AfspraakId,
    },
    /// Put a kenmerk on a traject, or on the werknemer or werkgever whose dossier it is.
    KenmerkToevoegen {
        /// On what.
        op: KenmerkOp,
        /// On which traject, when it is put on one.
        traject: Option<TrajectId>,
        /// Which.
        kenmerk: String,
    },
    /// Take a kenmerk off a traject, or off the werknemer or werkgever whose dossier it is.
    KenmerkVerwijderen {
        /// Off what.
        op: KenmerkOp,
        /// Off which traject, when it is taken off one.
        traject: Option<TrajectId>,
        /// Which.
        kenmerk: String,
    },
    /// Set a timer on a traject; it takes the place of one with the same name.
    HerinneringZetten {
        /// On which traject.
        traject: TrajectId,
        /// Its name.
        naam: String,
        /// The day it goes off; not before tomorrow.
        op: Date,
        /// The trigger that asks for it; none when a person does.
        regel: Option<String>,
    },
    /// The day of a timer is there. Nothing happens when it was replaced or dropped meanwhile.
    HerinneringLatenVerlopen {
        /// On which traject.
        traject: TrajectId,
        /// Its name.
        naam: String,
        /// The day for which it was set.
        op: Date,
    },
    /// Take a timer off a traject.
    HerinneringVerwijderen {
        /// Off which traject.
        traject: TrajectId,
        /// Its name.
        naam: String,
    },
    /// A trigger that fires once for a traject did so.
    RegelAfgegaan {
        /// On which traject.
        traject: TrajectId,
        /// The trigger.
        regel: String,
    },
    /// A day began while a traject ran. Nothing happens when it does not run any more.
    DagwisselVastleggen {
        /// Which traject.
        traject: TrajectId,
        /// The day.
        dag: Date,
        /// Triggers that it is not for.
        niet_voor: BTreeSet<String>,
    },
    /// Record what the werknemer of a traject earns a day.
    DagloonVastleggen {
        /// Of which traject.
        traject: TrajectId,
        /// From which day; what was recorded for that day is replaced.
        ingangsdatum: Date,
        /// Pay a day.
        bedrag: Bedrag,
    },
    /// Record a polis of a werkgever, or bring its data up to date.
    PolisVastleggen {
        /// As it should be; its id says which.
        polis: Polis,
    },
    /// Remove a polis of a werkgever.
    PolisVerwijderen {
        /// Which.
        polis: PolisId,
    },
    /// Start a traject of another soort than Verzuim.
    TrajectStarten {
        /// The id that it gets; one that is there already is not started again.
        traject: TrajectId,
        /// Code in the catalogue.
        soort: String,
        /// First day.
        begin: Date,
    },
    /// End a traject of another soort than Verzuim.
    TrajectSluiten {
        /// Which.
        traject: TrajectId,
        /// Last day.
        op: Date,
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
