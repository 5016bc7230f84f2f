//! What an effect means: the command that carries it out, and the dossier that it is given to. Pure, so
//! that what really happens and what would have happened mean the same by it.

use host_domain::{
    Catalogue, Command, DocumentId, DossierId, Effect, Event, EventKind, IdSource, KenmerkOp,
    PlannedEffect, Refusal, TaakId, TrajectId,
};

use crate::decide::vandaag;

/// The command of an effect that `cause` led to. None for what leaves the house: it changes no dossier.
///
/// # Errors
/// The event is not about what the effect needs, or the catalogue no longer has its code.
pub(crate) fn command_of(
    cause: &Event,
    planned: &PlannedEffect,
    catalogue: &Catalogue,
    ids: &mut dyn IdSource,
) -> Result<Option<(DossierId, Command)>, Refusal> {
    let regel = Some(planned.regel.clone());
    let command = match &planned.effect {
        Effect::Emailsignaal { .. } | Effect::Bericht { .. } => return Ok(None),
        Effect::KenmerkToevoegen { op, kenmerk } => {
            let (traject, dossier) = bearer(cause, *op)?;
            let command = Command::KenmerkToevoegen { op: *op, traject, kenmerk: kenmerk.clone() };
            return Ok(Some((dossier, command)));
        }
        Effect::KenmerkVerwijderen { op, kenmerk } => {
            let (traject, dossier) = bearer(cause, *op)?;
            let command =
                Command::KenmerkVerwijderen { op: *op, traject, kenmerk: kenmerk.clone() };
            return Ok(Some((dossier, command)));
        }
        Effect::NieuweTaak { code } => Command::TaakToevoegen {
            traject: traject_of(cause)?,
            soort: catalogue
                .taak(code)
                .cloned()
                .ok_or_else(|| Refusal::because(format!("taakcode `{code}` bestaat niet")))?,
            taak: TaakId::new(ids),
            regel,
            document: document_of(cause),
        },
        // As of the day on which the rule looked, also when it is carried out later.
        Effect::TrajectStarten { soort } => Command::TrajectStarten {
            traject: TrajectId::new(ids),
            soort: soort.clone(),
            begin: vandaag(cause),
        },
        Effect::TrajectSluiten => {
            Command::TrajectSluiten { traject: traject_of(cause)?, op: vandaag(cause) }
        }
        Effect::Herinnering { naam, op } => Command::HerinneringZetten {
            traject: traject_of(cause)?,
            naam: naam.clone(),
            op: *op,
            regel,
        },
    };
    let dossier = cause.about.dossier();
    let dossier =
        dossier.ok_or_else(|| Refusal::because("het event gaat niet over een dossier"))?;
    Ok(Some((dossier, command)))
}

/// The traject of the event.
pub(crate) fn traject_of(cause: &Event) -> Result<TrajectId, Refusal> {
    let absent = || Refusal::because("het event gaat niet over een traject");
    cause.about.traject.ok_or_else(absent)
}

/// The traject that a kenmerk is on, when it is on one, and the dossier that it is in: one on the
/// werkgever is in another dossier than the traject of the event.
fn bearer(cause: &Event, op: KenmerkOp) -> Result<(Option<TrajectId>, DossierId), Refusal> {
    let about = cause.about;
    let traject = match op {
        KenmerkOp::Traject => Some(traject_of(cause)?),
        KenmerkOp::Werknemer | KenmerkOp::Werkgever => None,
    };
    let dossier = match op {
        KenmerkOp::Traject => about.dossier(),
        KenmerkOp::Werknemer => about.werknemer.map(DossierId::Werknemer),
        KenmerkOp::Werkgever => about.werkgever.map(DossierId::Werkgever),
    };
    let absent = || Refusal::because(format!("het event gaat niet over een {}", op.name()));
    Ok((traject, dossier.ok_or_else(absent)?))
}

/// The document that an event is about.
fn document_of(event: &Event) -> Option<DocumentId> {
    match &event.kind {
        EventKind::DocumentToegevoegd { document }
        | EventKind::DocumentVerplaatst { document, .. }
        | EventKind::SpreekuurdocumentDefinitief { document } => Some(document.id),
        _ => None,
    }
}
