//! Documents: read and moved by operators who may.

use host_domain::{
    Command, Document, DocumentId, Dossier, DossierId, MachtigingId, MachtigingStatus, Source,
    WerkgeverId, WerknemerId,
};
use host_store::{Reads, Session, SpoolReader, Store, StoredDocument};
use jiff::Timestamp;

use super::{Actor, audit, refuse};
use crate::{
    Engine,
    error::Fault,
    identity::Derived,
    placing,
    recording::{Cause, record},
};

/// A document that is open for reading.
pub struct OpenDocument {
    /// What is known about it.
    pub document: Document,
    /// The dossier that it is in.
    pub dossier: DossierId,
    /// Its file.
    pub file: SpoolReader,
}

impl Engine {
    /// Opens a document for a person; that is in the audit log before the first byte is shown.
    pub fn open_document(&self, actor: &Actor, id: DocumentId) -> Result<OpenDocument, Fault> {
        let (now, who) = (self.now(), actor.clone());
        let (stored, document) = self.writer.write(move |session| {
            let (stored, _, document) = find(session, id)?;
            audit(session, &who, "document.ingezien", &id.to_string(), now)?;
            Ok((stored, document))
        })?;
        let file = self.store.documents().open(&stored.file)?;
        Ok(OpenDocument { document, dossier: stored.dossier, file })
    }

    /// Moves a document to the dossier of a werknemer of the same werkgever. What was to be done about
    /// it where it was (`PlaatsDocument`) is done with that. One that is there already stays.
    pub fn move_document(
        &self,
        actor: &Actor,
        id: DocumentId,
        naar: WerknemerId,
    ) -> Result<(), Fault> {
        let (store, now, who) = (self.store.clone(), self.now(), actor.clone());
        self.writer.write(move |session| {
            let (stored, from, document) = find(session, id)?;
            let naar = DossierId::Werknemer(naar);
            if stored.dossier == naar {
                return Ok(());
            }
            let to = session.dossier(naar)?.map(|stored| stored.dossier);
            let to = to.ok_or_else(|| refuse("de werknemer is niet bekend"))?;
            if to.werkgever() != from.werkgever() {
                return Err(refuse(
                    "de werknemer is van een andere werkgever dan waarvoor het document kwam",
                ));
            }
            let moved = Move { store: &store, who: &who, now, document, from, to };
            moved.carry_out(session)?;
            session.put_document(&StoredDocument { dossier: naar, ..stored })?;
            audit(session, &who, "document.verplaatst", &format!("{id} naar {naar}"), now)
        })?;
        self.wakes.decide.nudge();
        Ok(())
    }
}

/// Where the file is, the dossier that it is in, and what is known about it.
fn find(
    session: &Session<'_>,
    id: DocumentId,
) -> Result<(StoredDocument, Dossier, Document), Fault> {
    let unknown = || refuse("het document is niet bekend");
    let stored = session.document(id)?.ok_or_else(unknown)?;
    let dossier = session.dossier(stored.dossier)?.ok_or_else(unknown)?.dossier;
    let document = dossier.document(id).map(|(_, document)| document.clone());
    Ok((stored, dossier, document.ok_or_else(unknown)?))
}

struct Move<'m> {
    store: &'m Store,
    who: &'m Actor,
    now: Timestamp,
    document: Document,
    from: Dossier,
    to: Dossier,
}

impl Move<'_> {
    /// Out of the one dossier and into the other, in one transaction.
    fn carry_out(self, session: &mut Session<'_>) -> Result<(), Fault> {
        let (document, van, naar) = (self.document.id, self.from.id(), self.to.id());
        let cause = Cause::outside(Source::Persoon(self.who.0.clone()), self.now);
        let werkgever = self.from.werkgever();
        let next = (session.last_seq()? + 1).to_be_bytes();
        let mut ids = Derived::from(self.store, &[b"verplaatsen", &next]);
        let take = Command::DocumentUitnemen { document, naar };
        record(session, &mut ids, Some(self.from), werkgever, &take, &cause)?;
        let under = self.document.machtiging;
        let give = Command::DocumentOntvangen { document: self.document, van };
        record(session, &mut ids, Some(self.to), werkgever, &give, &cause)?;
        match under {
            Some(under) if !is_active(session, werkgever, under)? => {
                placing::end_trajecten(session, &mut ids, naar, under, &cause)
            }
            _ => Ok(()),
        }
    }
}

/// Whether documents are still fetched under a machtiging.
fn is_active(
    session: &Session<'_>,
    werkgever: WerkgeverId,
    machtiging: MachtigingId,
) -> Result<bool, Fault> {
    let stored = session.dossier(DossierId::Werkgever(werkgever))?;
    let dossier = stored.as_ref().and_then(|stored| stored.dossier.as_werkgever());
    let known = dossier.and_then(|dossier| dossier.machtigingen.get(&machtiging));
    Ok(known.is_some_and(|known| known.status == MachtigingStatus::Actief))
}
