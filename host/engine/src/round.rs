//! Stage 1, the transaction: the intakes of one round become lines of the logverslag, and what the
//! lines say is so.

use host_domain::{Klantaccount, LogRegel, Logverslag, LogverslagId, Melding, Niveau, Uitkomst};
use host_store::{
    DocumentFile, Origin as Obtained, Reads, Reception, ReceptionStage, Seen, Session, StoreError,
};
use sdk_connector::protocol::{Claim, ClaimMessage, Document};
use serde_json::Value;

use crate::{
    Engine,
    bodies::CallBodies,
    cutting::NoFile,
    error::Fault,
    failpoint, health,
    ingest::{Ingested, Origin, ingest},
    record::{Opgave, Record},
    recorded,
};

/// How a message ended: the header for its answer, and why it was refused if it was.
type Ending = (Value, Option<Melding>);

impl Engine {
    /// Commits the intakes of a round together with the state to go on from (`state`) or the end of
    /// the message (`ending`).
    pub(crate) fn commit_round(
        &self,
        reception: &Reception,
        account: &Klantaccount,
        (intakes, bodies): (&[Document], &CallBodies),
        state: Option<Vec<u8>>,
        ending: Option<Ending>,
    ) -> Result<(), Fault> {
        let mut records = self.prepare(reception, intakes)?;
        self.cut_files(reception, &mut records, bodies)?;
        let files = files_of(&records);
        // The claim of this round may have marked the message as a test.
        let proef = self.store.read()?.reception(reception.id)?.is_some_and(|now| now.proef);
        let origin = Origin {
            koppeling: format!("{}/{}", reception.klantcode, reception.koppeling),
            report: reception.id,
            groepen: account.werkgevergroepen.clone(),
            now: self.now(),
            proef,
        };
        let tried =
            if proef { Some(self.try_out(&origin, reception.records, &records)?) } else { None };
        let (store, round) = (self.store.clone(), reception.round);
        failpoint::hit("voor-ingest");
        let kept = self.writer.write(move |session| {
            let Some(mut reception) = session.reception(origin.report)? else {
                return Ok(Vec::new());
            };
            if reception.round != round || reception.stage != ReceptionStage::Reading {
                return Ok(Vec::new());
            }
            let first = reception.records;
            let ingested = match &tried {
                Some(lines) => lines.iter().cloned().map(without_file).collect(),
                None => ingest_all(&store, session, &origin, first, &records)?,
            };
            let kept = names_kept(&records, &ingested);
            let lines: Vec<LogRegel> = ingested.into_iter().map(|one| one.line).collect();
            keep_lines(session, &mut reception, &lines, ending.as_ref())?;
            reception.state = state.clone().unwrap_or_default();
            session.put_reception(&reception)?;
            if reception.stage == ReceptionStage::Done {
                recorded::put(session, &recorded::of_reception(&reception, origin.now))?;
            }
            note_health(session, &origin, &reception, &lines)?;
            Ok(kept)
        })?;
        failpoint::hit("na-ingest");
        self.remove_files(files.iter().filter(|file| !kept.contains(&file.name)));
        self.wakes.decide.nudge();
        Ok(())
    }

    /// What the importconfiguratie makes of the intakes. Pure work, outside any transaction.
    fn prepare(&self, reception: &Reception, intakes: &[Document]) -> Result<Vec<Record>, Fault> {
        let book = self.book();
        let import = book.importconfiguratie(&reception.importconfiguratie).ok_or_else(|| {
            let naam = &reception.importconfiguratie;
            Fault::Unknown(format!("importconfiguratie `{naam}` bestaat niet"))
        })?;
        let broken = |reason| Fault::Contract { plugin: reception.plugin.clone(), reason };
        intakes
            .iter()
            .map(|intake| Record::prepare(intake, import, &book).map_err(broken))
            .collect()
    }

    /// Cuts the files of the records out of the message. A record that came before needs none.
    fn cut_files(
        &self,
        reception: &Reception,
        records: &mut [Record],
        bodies: &CallBodies,
    ) -> Result<(), Fault> {
        let scope = format!("{}/{}", reception.klantcode, reception.koppeling);
        // Files lie side by side: a connector that points at the same bytes again and again would
        // fill the disk.
        let mut left = reception.blob.length;
        for record in records {
            let (Some(Opgave::Document(_, cut)), Some(slice)) = (&mut record.opgave, &record.slice)
            else {
                continue;
            };
            let Some(rest) = left.checked_sub(slice.length) else {
                record.drop_because("de bestanden zijn samen groter dan het bericht");
                continue;
            };
            left = rest;
            if self.store.read()?.seen(&scope, &record.sleutel)?.is_some() {
                continue;
            }
            match self.cut(bodies, slice) {
                Ok(file) => *cut = Some(file),
                Err(NoFile::Unusable(text)) => record.drop_because(text),
                Err(NoFile::Failed(fault)) => return Err(fault),
            }
        }
        Ok(())
    }

    /// Removes files that found no place. One that stays behind is swept later.
    fn remove_files<'f>(&self, files: impl Iterator<Item = &'f DocumentFile>) {
        for file in files {
            if let Err(error) = self.store.documents().remove(&file.name) {
                tracing::warn!("a file that found no place could not be removed: {error}");
            }
        }
    }

    /// Carries the records out and takes everything back: what a test message would have done.
    fn try_out(
        &self,
        origin: &Origin,
        first: u64,
        records: &[Record],
    ) -> Result<Vec<LogRegel>, Fault> {
        let mut lines = Vec::new();
        let outcome: Result<(), TakenBack> = self.store.write(|session| {
            let ingested = ingest_all(&self.store, session, origin, first, records)?;
            lines = ingested.into_iter().map(|one| one.line).collect();
            for line in &mut lines {
                line.events.clear();
                // It may be somebody who is not there once this is taken back.
                line.werknemer = None;
            }
            Err(TakenBack::OnPurpose)
        });
        match outcome {
            Err(TakenBack::Failed(fault)) => Err(fault),
            Ok(()) | Err(TakenBack::OnPurpose) => Ok(lines),
        }
    }

    /// Answers a connector that asks whether this message is new, and remembers it.
    pub(crate) fn claim_message(
        &self,
        id: LogverslagId,
        asked: ClaimMessage,
    ) -> Result<Document, Fault> {
        self.writer.write(move |session| {
            let Some(mut reception) = session.reception(id)? else {
                return Err(Fault::Unknown("ontvangst bestaat niet".into()));
            };
            let scope = format!("{}/{}/bericht", reception.klantcode, reception.koppeling);
            let before = session.seen(&scope, &asked.key)?.filter(|before| before.report != id);
            let claim = match &before {
                Some(before) => other_claim(session, &mut reception, before)?,
                None => Claim::New,
            };
            reception.message_key = Some(asked.key.clone());
            reception.proef = asked.test;
            match &claim {
                // A test message leaves nothing behind, its key neither.
                Claim::New if !asked.test => {
                    let content = content(&reception);
                    session.put_seen(&scope, &asked.key, &Seen { content, report: id, nr: 0 })?;
                }
                Claim::New | Claim::Repeated { .. } | Claim::Conflict { .. } => {}
            }
            session.put_reception(&reception)?;
            Ok(Document::of("claim-message", 1, &claim))
        })
    }
}

/// Why a transaction was not kept.
enum TakenBack {
    OnPurpose,
    Failed(Fault),
}

impl From<StoreError> for TakenBack {
    fn from(error: StoreError) -> TakenBack {
        TakenBack::Failed(error.into())
    }
}

impl From<Fault> for TakenBack {
    fn from(fault: Fault) -> TakenBack {
        TakenBack::Failed(fault)
    }
}

/// The key was used before, by another reception.
///
/// One that was refused or broke down does not count: its sender may mend the message and send it
/// again. The same message of which records were dropped is read again, as their cause may be
/// mended by now; when nothing new comes of it, it still gets the answer of the first time.
fn other_claim(
    session: &Session<'_>,
    reception: &mut Reception,
    before: &Seen,
) -> Result<Claim, Fault> {
    let other = session.reception(before.report)?;
    if !other.is_some_and(|other| other.refused.is_none() && other.fault.is_none()) {
        return Ok(Claim::New);
    }
    let report = before.report.to_string();
    if before.content != content(reception) {
        return Ok(Claim::Conflict { report });
    }
    reception.repeated_of = Some(before.report);
    let first = session.logverslag(before.report)?;
    let dropped = first.is_some_and(|first| first.klaar && first.telling.uitval > 0);
    Ok(if dropped { Claim::New } else { Claim::Repeated { report } })
}

/// SHA-256 of the message.
fn content(reception: &Reception) -> [u8; 32] {
    let mut bytes = [0; 32];
    let digits = reception.blob.sha256.as_bytes();
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
        let text = std::str::from_utf8(pair).unwrap_or("0");
        *byte = u8::from_str_radix(text, 16).unwrap_or(0);
    }
    bytes
}

fn ingest_all(
    store: &host_store::Store,
    session: &mut Session<'_>,
    origin: &Origin,
    first: u64,
    records: &[Record],
) -> Result<Vec<Ingested>, Fault> {
    let at_ms = origin.now.as_millisecond();
    for value in records.iter().flat_map(|record| &record.unmapped) {
        session.count_unmapped(&value.groep, &value.sleutel, &value.waarde, at_ms)?;
    }
    let numbered = records.iter().zip(first + 1..);
    numbered.map(|(record, nr)| ingest(store, session, origin, nr, record)).collect()
}

fn without_file(line: LogRegel) -> Ingested {
    Ingested { line, kept_file: false }
}

/// What a round says about its link. Of what was fetched nobody hears what became of it, and nobody sends
/// it again: that something of it was dropped is told.
fn note_health(
    session: &mut Session<'_>,
    origin: &Origin,
    reception: &Reception,
    lines: &[LogRegel],
) -> Result<(), Fault> {
    let (koppeling, now) = (&origin.koppeling, origin.now);
    let is_done = reception.stage == ReceptionStage::Done;
    let is_fetched = matches!(reception.origin, Obtained::Fetched { .. });
    let is_dropped = lines.iter().any(|line| line.uitkomst == Uitkomst::Uitval)
        || (is_done && reception.refused.is_some());
    if is_fetched && is_dropped {
        let reason = format!("opgehaald, maar niet geheel verwerkt: logverslag {}", reception.id);
        return health::tell_loss(session, koppeling, &reason, now);
    }
    if is_done { health::worked(session, koppeling, now) } else { Ok(()) }
}

/// The files that were cut out for these records.
fn files_of(records: &[Record]) -> Vec<DocumentFile> {
    let cuts = records.iter().filter_map(|record| match &record.opgave {
        Some(Opgave::Document(_, Some(cut))) => Some(cut.file.clone()),
        _ => None,
    });
    cuts.collect()
}

/// Names of the files that have a place now.
fn names_kept(records: &[Record], ingested: &[Ingested]) -> Vec<String> {
    let kept = records.iter().zip(ingested).filter(|(_, one)| one.kept_file);
    kept.flat_map(|(record, _)| files_of(std::slice::from_ref(record)))
        .map(|file| file.name)
        .collect()
}

/// A test message is tried in parts, and a part does not see what an earlier one would have done.
fn note_parts(report: &mut Logverslag) {
    let tekst = "dit proefbericht is in delen beproefd; een melding die voortbouwt op een eerder deel \
                 kan daardoor ten onrechte als uitval staan";
    if !report.meldingen.iter().any(|melding| melding.tekst == tekst) {
        let melding =
            Melding { niveau: Niveau::Melding, veld: String::new(), tekst: tekst.to_owned() };
        report.meldingen.push(melding);
    }
}

/// Writes the lines, and brings reception and logverslag up to date with them.
fn keep_lines(
    session: &mut Session<'_>,
    reception: &mut Reception,
    lines: &[LogRegel],
    ending: Option<&Ending>,
) -> Result<(), Fault> {
    let Some(mut report) = session.logverslag(reception.id)? else { return Ok(()) };
    report.proef = reception.proef;
    if reception.proef && reception.records > 0 && !lines.is_empty() {
        note_parts(&mut report);
    }
    for line in lines {
        report.telling.count(line.uitkomst);
        session.push_logregel(reception.id, line)?;
    }
    reception.records += lines.len() as u64;
    reception.round += 1;
    if let Some((header, refused)) = ending {
        report.meldingen.extend(refused.clone());
        reception.header = header.clone();
        reception.refused.clone_from(refused);
        reception.stage = match reception.origin {
            Obtained::Posted => ReceptionStage::Answering,
            // Nobody waits for an answer to what we fetched ourselves.
            Obtained::Fetched { .. } => ReceptionStage::Done,
        };
        report.klaar = reception.stage == ReceptionStage::Done;
    }
    Ok(session.put_logverslag(&report)?)
}
