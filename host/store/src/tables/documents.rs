//! Which file is a document's, and the key to it. The row is sealed for the owner of the dossier:
//! when a person is erased, the files are closed for good.

use std::collections::BTreeSet;

use host_domain::{DocumentId, DossierId};
use serde::{Deserialize, Serialize};

use crate::{
    DocumentFile, Session, Table,
    codec::{self, Owner},
    error::Result,
    rows::{Keys, Order, Rows},
};

/// Rows looked at in one go.
const PAGE: usize = 1_000;

/// A document, the dossier that it is in, and its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredDocument {
    /// Which document.
    pub id: DocumentId,
    /// In whose dossier.
    pub dossier: DossierId,
    /// Its file.
    pub file: DocumentFile,
}

/// Files of documents that must stay.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DocumentNames {
    /// Their names.
    pub names: BTreeSet<String>,
    /// A row could not be read: any file may be its, so that none may be swept.
    pub unsure: bool,
}

pub(crate) fn key(id: DocumentId) -> [u8; 16] {
    id.bits().to_be_bytes()
}

pub(crate) fn get<R: Rows + ?Sized>(rows: &R, id: DocumentId) -> Result<Option<StoredDocument>> {
    codec::read(rows, Table::Documents, &key(id))
}

pub(crate) fn names<R: Rows + ?Sized>(rows: &R) -> Result<DocumentNames> {
    let mut found = DocumentNames::default();
    let mut keys = Keys::all();
    loop {
        let page = rows.page(Table::Documents, &keys, Order::Up, PAGE)?;
        let Some((last, _)) = page.last() else { return Ok(found) };
        keys = keys.after(last);
        for (key, value) in &page {
            match codec::read_row::<StoredDocument, _>(rows, Table::Documents, key, value) {
                Ok(stored) => found.names.extend(stored.map(|stored| stored.file.name)),
                Err(error) if error.is_about_a_row() => found.unsure = true,
                Err(error) => return Err(error),
            }
        }
    }
}

impl Session<'_> {
    /// Keeps the file of a document, sealed for the owner of its dossier; one that went to another
    /// dossier is sealed anew. A file that it had before is left to a sweep.
    pub fn put_document(&mut self, stored: &StoredDocument) -> Result<()> {
        let owner = Owner::from(stored.dossier.werknemer());
        self.put(Table::Documents, &key(stored.id), owner, stored)
    }

    /// Forgets the file of a document, which may go once this is committed; one that is not there
    /// is fine.
    pub fn remove_document(&mut self, id: DocumentId) -> Result<()> {
        self.remove(Table::Documents, &key(id))
    }
}
