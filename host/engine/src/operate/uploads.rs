//! Documents that people put in a traject, and those of a spreekuur that they make final.

use host_domain::{Command, Document, DocumentId, Spreekuur, TrajectId};
use host_store::{Reads, Session, SpoolError, Store, StoredDocument};
use jiff::{Timestamp, civil::Date};

use super::{
    Actor,
    hand::{Asked, Handled, Once, carry_out_asked},
    refuse,
};
use crate::{
    Engine,
    document_file::{Cut, NewFile},
    error::Fault,
};

/// What a person says of a document that comes in.
#[derive(Clone, PartialEq, Eq)]
pub struct NewDocument {
    /// What people read.
    pub titel: String,
    /// Name of the file.
    pub bestandsnaam: String,
    /// Media type, by the word of who sends it; whether it is a PDF we see ourselves.
    pub mediatype: String,
    /// Documentkenmerk: its subfolder.
    pub kenmerk: Option<String>,
    /// Date on the document.
    pub datum: Option<Date>,
    /// Written at a spreekuur, and still a concept.
    pub spreekuur: bool,
}

/// The file of a document on its way in. Nothing of it is kept unless a document comes of it.
pub struct Upload(NewFile);

impl Upload {
    /// Adds to it.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), SpoolError> {
        self.0.write(bytes)
    }
}

impl Engine {
    /// Begins to take a file in.
    pub fn begin_upload(&self) -> Result<Upload, SpoolError> {
        Ok(Upload(NewFile::create(&self.store)?))
    }

    /// Puts a document in a traject, with a file that came in whole.
    pub fn upload_document(
        &self,
        actor: &Actor,
        once: &Once,
        traject: TrajectId,
        new: &NewDocument,
        upload: Upload,
    ) -> Result<(DocumentId, Handled), Fault> {
        let cut = upload.0.finish(new.bestandsnaam.clone(), &new.mediatype)?;
        let name = cut.file.name.clone();
        let placed = self.place_upload(actor, once, traject, new, cut);
        let keeps = match &placed {
            Ok((_, handled)) => !handled.events.is_empty(),
            // After a commit that failed nobody knows whether the file is referred to.
            Err(fault) => fault.is_fatal(),
        };
        if !keeps && let Err(error) = self.store.documents().remove(&name) {
            tracing::warn!(%error, "een bestand dat niet nodig is, kon niet worden verwijderd");
        }
        self.wakes.decide.nudge();
        placed
    }

    fn place_upload(
        &self,
        actor: &Actor,
        once: &Once,
        traject: TrajectId,
        new: &NewDocument,
        cut: Cut,
    ) -> Result<(DocumentId, Handled), Fault> {
        check_file(new, &cut)?;
        let (store, once, who) = (self.store.clone(), once.clone(), actor.clone());
        let (now, new) = (self.now(), new.clone());
        self.writer.write(move |session| {
            let mut ids = once.ids(&store, session, &who, &format!("document {traject}"))?;
            let document = document(DocumentId::new(&mut ids), &new, &cut, now);
            place(&store, session, &who, traject, document, &cut, now)
        })
    }

    /// Makes a document of a spreekuur final.
    pub fn finish_spreekuurdocument(
        &self,
        actor: &Actor,
        document: DocumentId,
    ) -> Result<Handled, Fault> {
        self.by_hand(actor, move |session| {
            let unknown = || refuse("het document is niet bekend");
            let dossier = session.document(document)?.ok_or_else(unknown)?.dossier;
            let stored = session.dossier(dossier)?.ok_or_else(unknown)?.dossier;
            let traject = stored.document(document).map(|(traject, _)| traject.id);
            let command = Command::SpreekuurdocumentDefinitief { document };
            Ok(Asked { dossier, traject, command })
        })
    }
}

/// Refuses a file that is none, or that is not what it is called.
fn check_file(new: &NewDocument, cut: &Cut) -> Result<(), Fault> {
    if cut.file.length == 0 {
        return Err(refuse("het bestand is leeg"));
    }
    let called = new.bestandsnaam.to_ascii_lowercase().ends_with(".pdf");
    let says_pdf = called || new.mediatype == Document::PDF;
    if says_pdf && cut.mediatype != Document::PDF {
        return Err(refuse("het bestand heet een PDF, maar is geen (volledige) PDF"));
    }
    match new.spreekuur && cut.mediatype != Document::PDF {
        true => Err(refuse("een spreekuurdocument is een PDF, en dit bestand niet")),
        false => Ok(()),
    }
}

fn document(id: DocumentId, new: &NewDocument, cut: &Cut, now: Timestamp) -> Document {
    Document {
        id,
        extern_kenmerk: id.to_string(),
        dienst: None,
        kenmerk: new.kenmerk.clone(),
        titel: new.titel.clone(),
        datum: new.datum,
        bestandsnaam: cut.bestandsnaam.clone(),
        mediatype: cut.mediatype.clone(),
        lengte: cut.file.length,
        sha256: cut.file.sha256.clone(),
        ontvangen_op: now,
        machtiging: None,
        opmerking: None,
        spreekuur: new.spreekuur.then_some(Spreekuur::Concept),
    }
}

fn place(
    store: &Store,
    session: &mut Session<'_>,
    who: &Actor,
    traject: TrajectId,
    document: Document,
    cut: &Cut,
    now: Timestamp,
) -> Result<(DocumentId, Handled), Fault> {
    let id = document.id;
    if let Some(known) = session.document(id)?
        && known.file.sha256 != cut.file.sha256
    {
        return Err(refuse("onder deze Idempotency-Key kwam eerder een ander bestand"));
    }
    let command = Command::DocumentUploaden { document, traject };
    let asked = Asked::of_traject(session, traject, command)?;
    let handled = carry_out_asked(store, session, who, asked, now)?;
    if !handled.events.is_empty() {
        let (dossier, file) = (handled.dossier, cut.file.clone());
        session.put_document(&StoredDocument { id, dossier, file })?;
    }
    Ok((id, handled))
}
