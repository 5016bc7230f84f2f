//! The words of the trade: who and what there is, what can happen, what can be asked.
//!
//! # Who is who
//! * **[`Dossier`]**: all that is known about one werkgever or one werknemer. The unit of order,
//!   of sealing and of erasing. It is only ever changed by [`apply`].
//! * **[`Command`]**: what an import, a rule or a person asks. [`decide`] holds it against a
//!   dossier and answers with events, or a refusal with reasons.
//! * **[`Event`]**: what happened. Immutable, numbered, kept. Its JSON is the public language.
//! * **[`Effect`]**: what a rule may ask for. **[`Plan`]**: all effects of one event.
//! * **[`Logverslag`]**: what became of every record of one received message.
//!
//! Dutch nouns stay Dutch where they are the field's own terms: *traject* (a case in a dossier),
//! *verloop* (its course), *dienstverband* (employment), *werkgevergroep* (group of employers),
//! *loonheffingennummer* (payroll tax number), *vangnet* (the Ziektewet safety net), *machtiging*
//! (an employer's authorisation of us at UWV), *dienst* (a service of UWV), *polis* and *dekking* (an
//! insurance and what it covers), *loonsom* (pay of all insured), *dagloon* (pay a day), *kenmerk* (a
//! label), *herinnering* (a timer), *dagwissel* (the turn of the day).
//!
//! **Never here:** no clock, no files, no network, no async, no redb, no Rhai, no wasm.

mod ids;
mod bsn;
mod loonheffingennummer;
mod percentage;
mod bedrag;
mod amsterdam;
mod fields;
mod werkgever;
mod werknemer;
mod dienstverband;
mod document;
mod afspraak;
mod kenmerk;
mod herinnering;
mod polis;
mod machtiging;
mod taak;
mod traject;
mod dagloon;
mod dossier;
mod opgave;
mod verzuim_melding;
mod document_opgave;
mod command;
mod source;
mod event;
mod apply;
mod decide;
mod correctie;
mod verzuim;
mod documenten;
mod afspraken;
mod kenmerken;
mod herinneringen;
mod trajecten;
mod daglonen;
mod polissen;
mod machtigen;
mod mailsjabloon;
mod catalogue;
mod plan;
mod storing;
mod klantaccount;
mod gebruiker;
mod logverslag;

pub use afspraak::Afspraak;
pub use amsterdam::{amsterdam_date, amsterdam_moment, amsterdam_time, parse_moment};
pub use apply::{ApplyError, apply};
pub use bedrag::{Bedrag, BedragError};
pub use bsn::{Bsn, BsnError};
pub use catalogue::{Catalogue, Genoemd, KenmerkSoort, Rol, TaakSoort, TrajectSoort};
pub use command::{Command, DocumentPlaats};
pub use dagloon::{DAGLOON_DAGEN_PER_JAAR, Dagloon};
pub use decide::{Context, Decision, Note, Refusal, decide, koppelsleutels};
pub use dienstverband::Dienstverband;
pub use document::{Document, Spreekuur};
pub use document_opgave::DocumentOpgave;
pub use dossier::{Dossier, DossierId, WerkgeverDossier, WerknemerDossier};
pub use event::{About, Event, EventError, EventKind, EventType, mask_bsn};
pub use fields::{FieldError, Fields};
pub use gebruiker::{Gebruiker, Recht};
pub use herinnering::Herinnering;
pub use ids::{
    AfspraakId, DeliveryId, DienstverbandId, DocumentId, EventId, IdSource, LogverslagId,
    MachtigingId, PolisId, TaakId, TrajectId, WerkgeverId, WerknemerId,
};
pub use kenmerk::KenmerkOp;
pub use klantaccount::{Herhalen, Importkoppeling, Klantaccount, Ophalen, Toegestaan};
pub use logverslag::{LogRegel, Logverslag, Mailniveau, Melding, Niveau, Telling, Uitkomst};
pub use loonheffingennummer::{Loonheffingennummer, LoonheffingennummerError};
pub use machtiging::{Dienst, Machtiging, MachtigingStap, MachtigingStatus};
pub use mailsjabloon::Mailsjabloon;
pub use opgave::{DienstverbandOpgave, FieldKind, FieldSpec, Opgegeven, WerknemerOpgave};
pub use percentage::{Percentage, PercentageError};
pub use plan::{Effect, Plan, PlannedEffect};
pub use polis::{Dekking, Ingesloten, Insluiting, Loonsom, Polis};
pub use source::Source;
pub use storing::StoringSoort;
pub use taak::{Taak, TaakStatus};
pub use traject::{Traject, TrajectStatus, VerloopStap};
pub use verzuim_melding::VerzuimMelding;
pub use werkgever::Werkgever;
pub use werknemer::{Koppelsleutel, Persoon, Werknemer};
