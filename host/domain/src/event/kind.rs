//! The types of events: their names, their labels and their data.

use std::collections::BTreeSet;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::{
    Afspraak, Bedrag, DeliveryId, Dienstverband, DienstverbandId, Document, DocumentId, DossierId,
    KenmerkOp, Loonheffingennummer, Machtiging, MachtigingId, Percentage, Persoon, Polis, PolisId,
    StoringSoort, Taak, TaakId, Traject, VerloopStap,
};

super::list::events! {
    /// An absence was reported; it opens the traject.
    Ziekmelding, "verzuim.ziekmelding", "Ziekmelding / Start van nieuw traject", {
        /// The case, as it starts.
        traject: Traject,
    }
    /// The share of absence changed, up or down.
    GedeeltelijkHersteld, "verzuim.gedeeltelijk_hersteld", "Gedeeltelijk hersteld melding", {
        /// First day of the new share.
        ingangsdatum: Date,
        /// The new share.
        percentage: Percentage,
        /// The share before.
        vorig_percentage: Percentage,
        /// Sequence number of the source.
        volgnummer: Option<u32>,
    }
    /// A report restated the share that held already; it is part of the course, so that it can be put
    /// right or taken back like any other.
    Bevestigd, "verzuim.bevestigd", "Bevestigde verzuimmelding", {
        /// From which day the report holds.
        ingangsdatum: Date,
        /// The share, as it was.
        percentage: Percentage,
        /// Sequence number of the source.
        volgnummer: Option<u32>,
    }
    /// The case was put right, or a report took back or said otherwise what was known of it; these
    /// are the facts as they now are.
    Correctie, "verzuim.correctie", "Correctie ziekmelding / gedeeltelijke hersteld melding", {
        /// First day of absence.
        begin: Date,
        /// The whole course.
        verloop: Vec<VerloopStap>,
        /// Day of full recovery, when recovered.
        beeindigd_op: Option<Date>,
        /// From which day the recovery was reported to hold, when that is another day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        hersteld_gemeld_per: Option<Date>,
        /// Falls under the Ziektewet safety net; none when unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vangnet: Option<bool>,
        /// Cause, in the code of the source; none when unknown. Never a diagnosis.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        oorzaak: Option<String>,
        /// The employment that it is about; none when unknown.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dienstverband: Option<DienstverbandId>,
        /// First day of absence before.
        vorige_begin: Date,
        /// The course before.
        vorig_verloop: Vec<VerloopStap>,
        /// Day of full recovery before, when it was recovered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        vorige_beeindigd_op: Option<Date>,
        /// Sequence number of the source.
        volgnummer: Option<u32>,
    }
    /// Wholly recovered. The end of the traject follows as an event of its own.
    Hersteld, "verzuim.hersteld", "Hersteld melding", {
        /// First day at work.
        op: Date,
        /// From which day it was reported to hold, when that is another day.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        gemeld_per: Option<Date>,
        /// The share before.
        vorig_percentage: Percentage,
        /// Sequence number of the source.
        volgnummer: Option<u32>,
    }
    /// The absence should not have been reported.
    Ingetrokken, "verzuim.ingetrokken", "Ingetrokken ziekmelding", {
        /// Sequence number of the source.
        volgnummer: Option<u32>,
    }
    /// A traject of another soort than Verzuim started.
    TrajectGestart, "traject.gestart", "Ziekmelding / Start van nieuw traject", {
        /// The case, as it starts.
        traject: Traject,
    }
    /// A traject ended.
    TrajectBeeindigd, "traject.beeindigd", "Einde traject melding", {
        /// Last day; of a Verzuim the day of full recovery.
        op: Date,
    }
    /// The day changed while a traject ran: once a day for each.
    TrajectDagwissel, "traject.dagwissel", "Dagwissel traject (batch)", {
        /// The day that began.
        dag: Date,
        /// Triggers that this is not for: too many were left after their bulk conditions.
        #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
        niet_voor: BTreeSet<String>,
    }
    /// What the werknemer of a traject earns a day was recorded.
    DagloonVastgelegd, "traject.dagloon_vastgelegd", "Vastleggen dagloon", {
        /// From which day.
        ingangsdatum: Date,
        /// Pay a day.
        bedrag: Bedrag,
    }
    /// An appointment was made.
    AfspraakToegevoegd, "afspraak.toegevoegd", "Toevoegen Agenda Afspraak", {
        /// The appointment; its fields stand beside each other, its id as `afspraak`.
        #[serde(flatten)]
        afspraak: Afspraak,
    }
    /// An appointment changed.
    AfspraakGewijzigd, "afspraak.gewijzigd", "Wijzigen Agenda Afspraak", {
        /// The appointment, as it now is.
        #[serde(flatten)]
        afspraak: Afspraak,
        /// Whether it was a concept before.
        was_concept: bool,
    }
    /// An appointment was taken out of the agenda.
    AfspraakVerwijderd, "afspraak.verwijderd", "Verwijderen Agenda Afspraak", {
        /// The appointment, as it was.
        #[serde(flatten)]
        afspraak: Afspraak,
    }
    /// A kenmerk was put on a traject, a werknemer or a werkgever.
    KenmerkToegevoegd, "kenmerk.toegevoegd", "Toevoegen kenmerk", {
        /// On what.
        op: KenmerkOp,
        /// Which.
        kenmerk: String,
    }
    /// A kenmerk was taken off a traject, a werknemer or a werkgever.
    KenmerkVerwijderd, "kenmerk.verwijderd", "Verwijderen kenmerk", {
        /// Off what.
        op: KenmerkOp,
        /// Which.
        kenmerk: String,
    }
    /// A timer was set on a traject; it takes the place of one with the same name.
    HerinneringGezet, "herinnering.gezet", "Zetten herinnering", {
        /// Its name.
        naam: String,
        /// The day it goes off.
        op: Date,
        /// Trigger that set it; none when a person did.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        regel: Option<String>,
    }
    /// A timer on a traject went off.
    HerinneringVerlopen, "herinnering.verlopen", "Herinnering", {
        /// Its name.
        naam: String,
        /// The day for which it was set.
        op: Date,
    }
    /// A person took a timer off a traject.
    HerinneringVerwijderd, "herinnering.verwijderd", "Verwijderen herinnering", {
        /// Its name.
        naam: String,
        /// The day on which it would have gone off.
        op: Date,
    }
    /// A trigger that fires once for a traject did so.
    RegelAfgegaan, "regel.afgegaan", "Regel afgegaan", {
        /// The trigger.
        regel: String,
    }
    /// A trigger was not run, since too much was left after its bulk conditions. About nobody.
    RegelOvergeslagen, "regel.overgeslagen", "Regel overgeslagen", {
        /// The trigger.
        regel: String,
        /// The day for which.
        dag: Date,
        /// How many trajecten were left.
        aantal: u64,
        /// How many there may be.
        grens: u64,
    }
    /// A task was added.
    TaakToegevoegd, "taak.toegevoegd", "Toevoegen taak", {
        /// The task.
        taak: Taak,
    }
    /// A task was done.
    TaakUitgevoerd, "taak.uitgevoerd", "Uitgevoerde taak", {
        /// Which.
        taak: TaakId,
        /// Its code.
        code: String,
    }
    /// A document was put in a dossier, in the traject that the event is about.
    DocumentToegevoegd, "document.toegevoegd", "Toevoegen geüpload document", {
        /// The document; its fields stand beside each other, its id as `document`.
        #[serde(flatten)]
        document: Document,
    }
    /// A document of a spreekuur became final.
    SpreekuurdocumentDefinitief, "spreekuurdocument.definitief", "Definitief maken spreekuurdocument", {
        /// The document, as it now is; its fields stand beside each other, its id as `document`.
        #[serde(flatten)]
        document: Document,
    }
    /// A document was moved by hand to this dossier, in the traject that the event is about.
    DocumentVerplaatst, "document.verplaatst", "Verplaatsen document", {
        /// The document; its fields stand beside each other, its id as `document`.
        #[serde(flatten)]
        document: Document,
        /// The dossier that it left.
        van: DossierId,
    }
    /// A document left this dossier, because it was moved by hand.
    DocumentUitgenomen, "document.uitgenomen", "Uitnemen document", {
        /// Which.
        document: DocumentId,
        /// The dossier that it went to.
        naar: DossierId,
    }
    /// A werknemer became known.
    WerknemerToegevoegd, "werknemer.toegevoegd", "Toevoegen werknemer", {
        /// Who.
        persoon: Persoon,
    }
    /// Data of a werknemer changed.
    WerknemerGewijzigd, "werknemer.gewijzigd", "Wijzigen werknemer", {
        /// As it now is.
        persoon: Persoon,
    }
    /// An employment became known.
    DienstverbandGestart, "dienstverband.gestart", "Start dienstverband", {
        /// As it is.
        dienstverband: Dienstverband,
    }
    /// Data of an employment changed.
    DienstverbandGewijzigd, "dienstverband.gewijzigd", "Wijzigen dienstverband", {
        /// As it now is.
        dienstverband: Dienstverband,
    }
    /// The last day of an employment became known.
    DienstverbandBeeindigd, "dienstverband.beeindigd", "Einde dienstverband", {
        /// Which.
        dienstverband: DienstverbandId,
        /// Last day.
        einde: Date,
    }
    /// A werkgever became known.
    WerkgeverToegevoegd, "werkgever.toegevoegd", "Toevoegen werkgever", {
        /// Key on links.
        werkgevercode: String,
        /// Trade name.
        naam: String,
        /// Payroll tax numbers.
        loonheffingennummers: BTreeSet<Loonheffingennummer>,
        /// Groups.
        werkgevergroepen: BTreeSet<String>,
    }
    /// Data of a werkgever changed; its werkgevercode never does.
    WerkgeverGewijzigd, "werkgever.gewijzigd", "Wijzigen werkgever", {
        /// Trade name.
        naam: String,
        /// Payroll tax numbers.
        loonheffingennummers: BTreeSet<Loonheffingennummer>,
        /// Groups.
        werkgevergroepen: BTreeSet<String>,
    }
    /// A polis was recorded, or its data changed.
    PolisVastgelegd, "polis.vastgelegd", "Vastleggen polis", {
        /// As it now is.
        polis: Polis,
    }
    /// A polis was removed: it should not have been recorded.
    PolisVerwijderd, "polis.verwijderd", "Verwijderen polis", {
        /// Which.
        polis: PolisId,
    }
    /// A machtiging was requested at UWV.
    MachtigingVerstuurd, "machtiging.verstuurd", "Machtiging verstuurd", {
        /// As it starts; its history begins with this event.
        machtiging: Machtiging,
    }
    /// UWV has the request of a machtiging.
    MachtigingOntvangen, "machtiging.ontvangen", "Machtiging ontvangen", {
        /// Which.
        machtiging: MachtigingId,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reden: Option<String>,
    }
    /// UWV handles the request of a machtiging, or did not take its activation code.
    MachtigingInBehandeling, "machtiging.in_behandeling", "Machtiging in behandeling", {
        /// Which.
        machtiging: MachtigingId,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reden: Option<String>,
    }
    /// The activation code of a machtiging was entered and sent.
    MachtigingActiveringVerstuurd, "machtiging.activering_verstuurd", "Machtiging activering verstuurd", {
        /// Which.
        machtiging: MachtigingId,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reden: Option<String>,
    }
    /// A machtiging is active: documents may be fetched.
    MachtigingActief, "machtiging.actief", "Machtiging actief", {
        /// Which.
        machtiging: MachtigingId,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reden: Option<String>,
    }
    /// UWV rejected a machtiging.
    MachtigingAfgekeurd, "machtiging.afgekeurd", "Machtiging afgekeurd", {
        /// Which.
        machtiging: MachtigingId,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reden: Option<String>,
    }
    /// The request of a machtiging was cancelled by us.
    MachtigingGeannuleerd, "machtiging.geannuleerd", "Machtiging geannuleerd", {
        /// Which.
        machtiging: MachtigingId,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reden: Option<String>,
    }
    /// An active machtiging was withdrawn.
    MachtigingIngetrokken, "machtiging.ingetrokken", "Machtiging ingetrokken", {
        /// Which.
        machtiging: MachtigingId,
        /// Why, where somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reden: Option<String>,
    }
    /// The other side took a delivery.
    BezorgingAanvaard, "bezorging.aanvaard", "Bezorging aanvaard", {
        /// Which.
        bezorging: DeliveryId,
        /// On which link.
        koppeling: String,
        /// What the other side said.
        ontvangstbewijs: String,
    }
    /// The other side will not take a delivery, or trying has ended.
    BezorgingGeweigerd, "bezorging.geweigerd", "Bezorging geweigerd", {
        /// Which.
        bezorging: DeliveryId,
        /// On which link.
        koppeling: String,
        /// Why.
        reden: String,
    }
    /// Something is wrong with a link that a person should look at. About nobody.
    KoppelingStoring, "koppeling.storing", "Storing koppeling", {
        /// On which link.
        koppeling: String,
        /// What is wrong.
        soort: StoringSoort,
        /// Why, without personal data.
        reden: String,
    }
    /// What was wrong with a link is over. About nobody.
    KoppelingHersteld, "koppeling.hersteld", "Koppeling hersteld", {
        /// On which link.
        koppeling: String,
        /// What was wrong.
        soort: StoringSoort,
    }
}
