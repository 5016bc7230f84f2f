//! Placing a document: which dossier it belongs in (seed S0), and putting it there, in the transaction
//! of its record.
//!
//! The machtiging says whose document it is: it is matched on BSN within that werkgever only. What
//! cannot be matched goes to the dossier of the werkgever, where a person moves it on.

use host_domain::{
    Command, Document, DocumentId, DocumentOpgave, DocumentPlaats, DossierId, IdSource,
    Koppelsleutel, Machtiging, MachtigingId, MachtigingStatus, Melding, Niveau, Refusal, Source,
    WerkgeverDossier, WerknemerId, amsterdam_date,
};
use host_store::{Reads, Session, Store, StoredDocument};

use crate::{
    document_file::Cut,
    error::Fault,
    identity::Derived,
    ingest::{Done, Origin},
    recording::{Cause, record},
};

/// Places one document and records that.
pub(crate) fn place(
    store: &Store,
    session: &mut Session<'_>,
    origin: &Origin,
    sleutel: &str,
    opgave: &DocumentOpgave,
    cut: &Cut,
) -> Result<Done, Fault> {
    let (werkgever, machtiging) = machtiging_of(session, origin, opgave)?;
    let (dossier, plaats, mut notes) = place_of(session, &werkgever, opgave)?;
    let mut ids =
        Derived::from(store, &[b"document", origin.koppeling.as_bytes(), sleutel.as_bytes()]);
    let id = DocumentId::new(&mut ids);
    if let Some(opmerking) = &cut.opmerking {
        notes.push(note(Niveau::Waarschuwing, "", opmerking));
    }
    let command = Command::DocumentToevoegen {
        document: document(id, opgave, cut, &machtiging, origin),
        plaats,
    };
    let state = session.dossier(dossier)?.map(|stored| stored.dossier);
    let cause = Cause::outside(Source::Koppeling(origin.koppeling.clone()), origin.now);
    let recorded = record(session, &mut ids, state, werkgever.werkgever.id, &command, &cause)?;
    if !recorded.events.is_empty() {
        session.put_document(&StoredDocument { id, dossier, file: cut.file.clone() })?;
        if machtiging.status != MachtigingStatus::Actief {
            end_trajecten(session, &mut ids, dossier, machtiging.id, &cause)?;
        }
    }
    notes.extend(recorded.notes);
    Ok(Done {
        events: recorded.events.iter().map(|event| event.seq).collect(),
        werknemer: dossier.werknemer(),
        notes,
        kept_file: !recorded.events.is_empty(),
    })
}

/// Ends the trajecten of a machtiging in a dossier: its protocols run while it is active (S0). A document
/// that comes after that has its traject, and lets none go on.
pub(crate) fn end_trajecten(
    session: &mut Session<'_>,
    ids: &mut dyn IdSource,
    dossier: DossierId,
    machtiging: MachtigingId,
    cause: &Cause,
) -> Result<(), Fault> {
    let Some(stored) = session.dossier(dossier)? else { return Ok(()) };
    let werkgever = stored.dossier.werkgever();
    let op = amsterdam_date(cause.now);
    let command = Command::MachtigingTrajectenBeeindigen { machtiging, op };
    record(session, ids, Some(stored.dossier), werkgever, &command, cause).map(drop)
}

fn document(
    id: DocumentId,
    opgave: &DocumentOpgave,
    cut: &Cut,
    machtiging: &Machtiging,
    origin: &Origin,
) -> Document {
    let bestandsnaam = opgave.bestandsnaam.clone().unwrap_or_else(|| cut.bestandsnaam.clone());
    Document {
        id,
        extern_kenmerk: opgave.extern_kenmerk.clone(),
        dienst: Some(opgave.dienst.code().to_owned()),
        kenmerk: opgave.kenmerk.clone(),
        titel: opgave.titel.clone().unwrap_or_else(|| opgave.dienst.naam().to_owned()),
        datum: opgave.datum,
        bestandsnaam,
        mediatype: cut.mediatype.clone(),
        lengte: cut.file.length,
        sha256: cut.file.sha256.clone(),
        ontvangen_op: origin.now,
        machtiging: Some(machtiging.id),
        opmerking: cut.opmerking.clone(),
        spreekuur: None,
    }
}

/// The machtiging under which the document came, with its werkgever. One that is active goes before
/// one that was withdrawn meanwhile: what was fetched before is not thrown away.
fn machtiging_of(
    session: &Session<'_>,
    origin: &Origin,
    opgave: &DocumentOpgave,
) -> Result<(WerkgeverDossier, Machtiging), Fault> {
    let mut found = None;
    for (id, werkgever) in
        session.machtigingen_by_key(&opgave.loonheffingennummer, opgave.dienst)?
    {
        let stored = session.dossier(DossierId::Werkgever(werkgever))?;
        let dossier = stored.and_then(|stored| stored.dossier.as_werkgever().cloned());
        let Some(dossier) = dossier else { continue };
        let Some(machtiging) = dossier.machtigingen.get(&id).cloned() else { continue };
        match machtiging.status {
            MachtigingStatus::Actief => {
                found = Some((dossier, machtiging));
                break;
            }
            MachtigingStatus::Ingetrokken => found = Some((dossier, machtiging)),
            _ => {}
        }
    }
    let none = || {
        let dienst = opgave.dienst;
        refuse(&format!("er is geen actieve machtiging voor {dienst} bij dit loonheffingennummer"))
    };
    let (dossier, machtiging) = found.ok_or_else(none)?;
    // The text of the refusal is the one that operators know from their suite.
    if dossier.werkgever.werkgevergroepen.is_disjoint(&origin.groepen) {
        return Err(refuse("De ingestelde werkgever is ongeldig"));
    }
    Ok((dossier, machtiging))
}

/// The dossier, and what kind of place it is.
fn place_of(
    session: &Session<'_>,
    werkgever: &WerkgeverDossier,
    opgave: &DocumentOpgave,
) -> Result<(DossierId, DocumentPlaats, Vec<Melding>), Fault> {
    let house = DossierId::Werkgever(werkgever.werkgever.id);
    let Some(bsn) = &opgave.bsn else {
        if opgave.bsn_onleesbaar {
            let notes = vec![not_found("de werknemer is niet te herkennen: het BSN is ongeldig")];
            return Ok((house, DocumentPlaats::NietGevonden, notes));
        }
        return Ok((house, DocumentPlaats::Werkgever, Vec::new()));
    };
    let werkgever = werkgever.werkgever.id;
    let held: Vec<WerknemerId> =
        session.werknemers_by_key(werkgever, Koppelsleutel::Bsn, bsn.in_full())?;
    Ok(match held.as_slice() {
        [one] => (DossierId::Werknemer(*one), DocumentPlaats::Werknemer, Vec::new()),
        [] => {
            let why = "deze werkgever heeft geen werknemer met dit BSN";
            (house, DocumentPlaats::NietGevonden, vec![not_found(why)])
        }
        [_, _, ..] => {
            let why = "meer dan één werknemer van deze werkgever heeft dit BSN";
            (house, DocumentPlaats::NietGevonden, vec![not_found(why)])
        }
    })
}

fn not_found(why: &str) -> Melding {
    let tekst = format!("{why}; het document staat in het dossier van de werkgever");
    note(Niveau::Waarschuwing, "bsn", &tekst)
}

fn note(niveau: Niveau, veld: &str, tekst: &str) -> Melding {
    Melding { niveau, veld: veld.to_owned(), tekst: tekst.to_owned() }
}

fn refuse(reason: &str) -> Fault {
    Fault::Refused(Refusal::because(reason))
}
