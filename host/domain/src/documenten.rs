//! Documents: putting them in a dossier, and moving them by hand (S0).
//!
//! A document lies in a traject of a soort that says how it came there. There is one such traject
//! for each soort and machtiging; its `extern_kenmerk` is the id of the machtiging.

use jiff::civil::Date;

use crate::{
    About, Command, Decision, Document, DocumentId, DocumentPlaats, Dossier, DossierId, EventKind,
    MachtigingId, Niveau, Refusal, Spreekuur, Taak, TaakStatus, Traject, TrajectId, amsterdam_date,
    decide::{Context, about, active_traject, known_dossier},
};

/// Decides on what is asked about a document.
pub(crate) fn decide(
    dossier: Option<&Dossier>,
    command: &Command,
    context: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match command {
        Command::DocumentToevoegen { document, plaats } => {
            toevoegen(dossier, document, *plaats, context)
        }
        Command::DocumentUitnemen { document, naar } => uitnemen(dossier, *document, *naar),
        Command::DocumentOntvangen { document, van } => ontvangen(dossier, document, *van, context),
        Command::DocumentUploaden { document, traject } => uploaden(dossier, document, *traject),
        Command::SpreekuurdocumentDefinitief { document } => definitief(dossier, *document),
        Command::MachtigingTrajectenBeeindigen { machtiging, op } => {
            trajecten_beeindigen(dossier, *machtiging, *op)
        }
        _ => Ok(Decision::default()),
    }
}

/// Puts a document in a dossier, and starts the trajecten that it needs.
fn toevoegen(
    dossier: Option<&Dossier>,
    document: &Document,
    plaats: DocumentPlaats,
    context: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let soort = match (plaats, dossier) {
        (DocumentPlaats::Werknemer, Dossier::Werknemer(_))
        | (DocumentPlaats::Werkgever, Dossier::Werkgever(_)) => Traject::UWV_DOCUMENTEN,
        (DocumentPlaats::NietGevonden, Dossier::Werkgever(_)) => Traject::UWV_NIET_GEVONDEN,
        (DocumentPlaats::Werknemer, _) => {
            return Err(Refusal::because("het document hoort in het dossier van een werknemer"));
        }
        (DocumentPlaats::Werkgever | DocumentPlaats::NietGevonden, _) => {
            return Err(Refusal::because("het document hoort in het dossier van een werkgever"));
        }
    };
    let mut known = dossier.trajecten().values().flat_map(|traject| traject.documenten.values());
    let is_known = known.any(|known| {
        let same_key = known.extern_kenmerk == document.extern_kenmerk;
        known.id == document.id || (same_key && known.machtiging == document.machtiging)
    });
    if is_known {
        return Ok(Decision::default().note(Niveau::Melding, "het document was er al"));
    }
    let (mut decision, on) = start_trajecten(dossier, soort, document, context);
    let kind = EventKind::DocumentToegevoegd { document: document.clone() };
    decision.events.push((about(dossier, Some(on)), kind));
    Ok(decision)
}

/// Takes a document out that a person moves to another dossier; this does the task to place it.
fn uitnemen(
    dossier: Option<&Dossier>,
    id: DocumentId,
    naar: DossierId,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let (traject, _) = dossier
        .document(id)
        .ok_or_else(|| Refusal::because("het document is niet (meer) in dit dossier"))?;
    if naar == dossier.id() {
        return Err(Refusal::because("het document is al in dat dossier"));
    }
    let kind = EventKind::DocumentUitgenomen { document: id, naar };
    let mut decision = Decision::event(about(dossier, Some(traject.id)), kind);
    let to_place = dossier.taken().filter(|(_, taak)| {
        let of_document = taak.document == Some(id) && taak.code == Taak::PLAATS_DOCUMENT;
        of_document && taak.status == TaakStatus::Open
    });
    decision.events.extend(to_place.map(|(on, taak)| {
        let kind = EventKind::TaakUitgevoerd { taak: taak.id, code: taak.code.clone() };
        (about(dossier, Some(on.id)), kind)
    }));
    Ok(decision)
}

/// Takes in a document that a person moves to this dossier. It was added before, elsewhere: it is
/// not added once more.
fn ontvangen(
    dossier: Option<&Dossier>,
    document: &Document,
    van: DossierId,
    context: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    if dossier.as_werknemer().is_none() {
        return Err(Refusal::because(
            "een document is alleen te verplaatsen naar het dossier van een werknemer",
        ));
    }
    if dossier.document(document.id).is_some() {
        return Ok(Decision::default().note(Niveau::Melding, "het document was er al"));
    }
    let (mut decision, on) = start_trajecten(dossier, Traject::UWV_DOCUMENTEN, document, context);
    let kind = EventKind::DocumentVerplaatst { document: document.clone(), van };
    decision.events.push((about(dossier, Some(on)), kind));
    Ok(decision)
}

/// Puts a document that a person gives in a traject.
fn uploaden(
    dossier: Option<&Dossier>,
    document: &Document,
    traject: TrajectId,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let on = active_traject(dossier, traject)?;
    if dossier.document(document.id).is_some() {
        return Ok(Decision::default().note(Niveau::Melding, "het document was er al"));
    }
    let kind = EventKind::DocumentToegevoegd { document: document.clone() };
    Ok(Decision::event(about(dossier, Some(on.id)), kind))
}

/// Makes a document of a spreekuur final.
fn definitief(dossier: Option<&Dossier>, id: DocumentId) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let (traject, document) = dossier
        .document(id)
        .ok_or_else(|| Refusal::because("het document is niet (meer) in dit dossier"))?;
    active_traject(dossier, traject.id)?;
    match document.spreekuur {
        None => Err(Refusal::because("het document is geen spreekuurdocument")),
        Some(Spreekuur::Definitief) => {
            Ok(Decision::default().note(Niveau::Melding, "het document was al definitief"))
        }
        Some(Spreekuur::Concept) => {
            let spreekuur = Some(Spreekuur::Definitief);
            let document = Document { spreekuur, ..document.clone() };
            let kind = EventKind::SpreekuurdocumentDefinitief { document };
            Ok(Decision::event(about(dossier, Some(traject.id)), kind))
        }
    }
}

/// Ends the trajecten of a machtiging that has ended. What could not be placed stays to be placed.
fn trajecten_beeindigen(
    dossier: Option<&Dossier>,
    machtiging: MachtigingId,
    op: Date,
) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let kenmerk = machtiging.to_string();
    let of_machtiging = dossier.trajecten().values().filter(|traject| {
        let protocol = [Traject::UWV_MACHTIGING, Traject::UWV_DOCUMENTEN];
        protocol.contains(&traject.soort.as_str())
            && traject.is_lopend()
            && traject.extern_kenmerk.as_deref() == Some(&kenmerk)
    });
    let ended = of_machtiging.map(|traject| {
        let op = op.max(traject.begin);
        (about(dossier, Some(traject.id)), EventKind::TrajectBeeindigd { op })
    });
    Ok(Decision { events: ended.collect(), notes: Vec::new() })
}

/// The start of what does not run yet, and the traject of `soort` in which the document goes. In
/// the dossier of a werknemer the machtiging runs beside its documents (S0).
fn start_trajecten(
    dossier: &Dossier,
    soort: &str,
    document: &Document,
    context: &mut Context<'_>,
) -> (Decision, TrajectId) {
    let mut decision = Decision::default();
    if dossier.as_werknemer().is_some() && document.machtiging.is_some() {
        let (started, _) = running(dossier, Traject::UWV_MACHTIGING, document, context);
        decision.events.extend(started);
    }
    let (started, on) = running(dossier, soort, document, context);
    decision.events.extend(started);
    (decision, on)
}

/// The traject of this soort that runs for the machtiging of the document; started when none does.
fn running(
    dossier: &Dossier,
    soort: &str,
    document: &Document,
    context: &mut Context<'_>,
) -> (Option<(About, EventKind)>, TrajectId) {
    let extern_kenmerk = document.machtiging.map(|machtiging| machtiging.to_string());
    let known = dossier.trajecten().values().find(|traject| {
        let fits = traject.soort == soort && traject.extern_kenmerk == extern_kenmerk;
        fits && traject.is_lopend()
    });
    if let Some(known) = known {
        return (None, known.id);
    }
    let begin = amsterdam_date(context.now);
    let started = Traject::start(TrajectId::new(context.ids), soort, begin);
    let traject = Traject { extern_kenmerk, ..started };
    let id = traject.id;
    (Some((about(dossier, Some(id)), EventKind::TrajectGestart { traject })), id)
}
