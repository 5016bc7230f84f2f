//! Records of a message, prepared: what an importconfiguratie makes of an intake. Pure.

use aws_lc_rs::digest::{SHA256, digest};
use host_domain::{
    DienstverbandOpgave, DocumentOpgave, FieldError, Koppelsleutel, Melding, Niveau,
    VerzuimMelding, WerknemerOpgave,
};
use host_rulebook::{
    Book, Converted, ConvertedInto, ConvertedWerknemer, Importconfiguratie, Unmapped,
};
use sdk_connector::protocol::{Document, FileSlice, Intake, Level, Problem};
use serde_json::Value;

use crate::document_file::Cut;

/// One record, ready to be held against the dossiers.
#[derive(Debug, Clone)]
pub(crate) struct Record {
    pub(crate) plaats: String,
    pub(crate) sleutel: String,
    pub(crate) echo: Value,
    /// Hash of the fields: the same key with other content is no repeat.
    pub(crate) content: [u8; 32],
    pub(crate) meldingen: Vec<Melding>,
    /// Values for which a conversiegroep has no row.
    pub(crate) unmapped: Vec<Unmapped>,
    /// The file that it brings, where it lies in the message.
    pub(crate) slice: Option<FileSlice>,
    /// None when the record is dropped already; `meldingen` say why.
    pub(crate) opgave: Option<Opgave>,
}

/// What the source says, in the domain's words.
#[derive(Debug, Clone)]
pub(crate) enum Opgave {
    /// About a werknemer.
    Werknemer(Box<OverWerknemer>),
    /// A document, with its file once that is cut out.
    Document(Box<DocumentOpgave>, Option<Cut>),
}

/// What the source says about a werknemer.
#[derive(Debug, Clone)]
pub(crate) struct OverWerknemer {
    pub(crate) werkgevercode: String,
    pub(crate) koppelsleutels: Vec<Koppelsleutel>,
    pub(crate) werknemer: WerknemerOpgave,
    pub(crate) dienstverband: Option<DienstverbandOpgave>,
    pub(crate) verzuim: Option<VerzuimMelding>,
}

impl Record {
    /// Prepares one intake document.
    pub(crate) fn prepare(
        document: &Document,
        import: &Importconfiguratie,
        book: &Book,
    ) -> Result<Record, String> {
        let intake: Intake = document.read()?;
        let mut record = Record {
            content: hash(&intake.fields),
            plaats: intake.place,
            sleutel: intake.key,
            echo: intake.echo,
            meldingen: intake.problems.into_iter().map(melding).collect(),
            unmapped: Vec::new(),
            slice: intake.file,
            opgave: None,
        };
        let dropped = record.meldingen.iter().any(|melding| melding.niveau == Niveau::Uitval);
        if document.kind != import.intake() {
            record.drop_because(format!(
                "importconfiguratie `{}` leest {}, niet {}",
                import.naam(),
                import.intake(),
                document.kind
            ));
        } else if !dropped {
            match import.convert(book, &intake.fields) {
                Ok(converted) => record.take(converted),
                Err(meldingen) => record.meldingen.extend(meldingen),
            }
        }
        Ok(record)
    }

    fn take(&mut self, converted: Converted) {
        self.meldingen.extend(converted.notes);
        self.unmapped = converted.unmapped;
        match converted.into {
            ConvertedInto::Werknemer(converted) => self.take_werknemer(converted),
            ConvertedInto::Document(fields) => {
                let opgave = self.read(DocumentOpgave::read(fields));
                self.opgave = opgave.map(|opgave| Opgave::Document(Box::new(opgave), None));
            }
        }
    }

    fn take_werknemer(&mut self, converted: ConvertedWerknemer) {
        let werknemer = self.read(WerknemerOpgave::read(converted.werknemer));
        let dienstverband = converted.dienstverband.map(DienstverbandOpgave::read);
        let dienstverband = dienstverband.map(|read| self.read(read));
        let verzuim = converted.verzuim.map(VerzuimMelding::read).map(|read| self.read(read));
        // A part that could not be read drops the whole record.
        let (Some(werknemer), None | Some(Some(_)), None | Some(Some(_))) =
            (werknemer, &dienstverband, &verzuim)
        else {
            return;
        };
        self.opgave = Some(Opgave::Werknemer(Box::new(OverWerknemer {
            werkgevercode: converted.werkgevercode,
            koppelsleutels: converted.koppelsleutels,
            werknemer,
            dienstverband: dienstverband.flatten(),
            verzuim: verzuim.flatten(),
        })));
    }

    fn read<T>(&mut self, read: Result<T, Vec<FieldError>>) -> Option<T> {
        read.map_err(|errors| self.meldingen.extend(errors.into_iter().map(field_error))).ok()
    }

    /// Drops the record.
    pub(crate) fn drop_because(&mut self, tekst: impl Into<String>) {
        self.opgave = None;
        self.meldingen.push(Melding {
            niveau: Niveau::Uitval,
            veld: String::new(),
            tekst: tekst.into(),
        });
    }
}

fn field_error(error: FieldError) -> Melding {
    Melding { niveau: Niveau::Uitval, veld: error.field, tekst: error.text }
}

/// A connector's remark as a line of the logverslag.
pub(crate) fn melding(problem: Problem) -> Melding {
    let niveau = match problem.level {
        Level::Metadata => Niveau::Metadata,
        Level::Melding => Niveau::Melding,
        Level::Waarschuwing => Niveau::Waarschuwing,
        Level::Uitval => Niveau::Uitval,
    };
    Melding { niveau, veld: problem.field, tekst: problem.text }
}

/// The other way round, for the acknowledgement.
pub(crate) fn problem(melding: &Melding) -> Problem {
    let level = match melding.niveau {
        Niveau::Metadata => Level::Metadata,
        Niveau::Melding => Level::Melding,
        Niveau::Waarschuwing => Level::Waarschuwing,
        Niveau::Uitval => Level::Uitval,
    };
    Problem { level, field: melding.veld.clone(), text: melding.tekst.clone() }
}

/// Of the fields in a fixed order: the keys of a JSON object are sorted.
fn hash(fields: &Value) -> [u8; 32] {
    let text = fields.to_string();
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, text.as_bytes()).as_ref());
    hash
}
