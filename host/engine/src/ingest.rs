//! Stage 1: records become commands, commands become events, in one transaction with the dedupe
//! key and the line of the logverslag.

use std::collections::BTreeSet;

use host_domain::{
    About, Command, Context, Dossier, DossierId, Event, EventId, EventKind, IdSource,
    Koppelsleutel, LogRegel, LogverslagId, Melding, Niveau, Refusal, Source, Uitkomst, WerkgeverId,
    WerknemerId, apply, decide,
};
use host_store::{Reads, Seen, Session, Store};
use jiff::Timestamp;

use crate::{
    error::Fault,
    identity::Derived,
    placing,
    record::{Opgave, OverWerknemer, Record},
};

/// What all records of one message share.
#[derive(Debug, Clone)]
pub(crate) struct Origin {
    /// `klantcode/importkoppeling`.
    pub(crate) koppeling: String,
    /// The logverslag of the message.
    pub(crate) report: LogverslagId,
    /// Groups on which the klantaccount is authorised.
    pub(crate) groepen: BTreeSet<String>,
    /// When the message was received.
    pub(crate) now: Timestamp,
    /// A test message.
    pub(crate) proef: bool,
}

/// A line of the logverslag, and whether the file of its record has a place now.
pub(crate) struct Ingested {
    pub(crate) line: LogRegel,
    pub(crate) kept_file: bool,
}

/// Ingests one record and returns its line. Everything it writes is in `session`.
pub(crate) fn ingest(
    store: &Store,
    session: &mut Session<'_>,
    origin: &Origin,
    nr: u64,
    record: &Record,
) -> Result<Ingested, Fault> {
    let mut line = LogRegel {
        nr,
        plaats: record.plaats.clone(),
        sleutel: record.sleutel.clone(),
        uitkomst: Uitkomst::Uitval,
        meldingen: record.meldingen.clone(),
        events: Vec::new(),
        werknemer: None,
        echo: record.echo.clone(),
    };
    let unkept = |line| Ok(Ingested { line, kept_file: false });
    let Some(opgave) = &record.opgave else { return unkept(line) };
    if let Some(before) = session.seen(&origin.koppeling, &record.sleutel)? {
        note_repeat(&mut line, record, &before);
        return unkept(line);
    }
    let mut kept_file = false;
    match carry_out(store, session, origin, record, opgave) {
        Ok(done) => {
            line.uitkomst = if origin.proef { Uitkomst::Proef } else { Uitkomst::Verwerkt };
            line.events = done.events;
            line.werknemer = done.werknemer;
            kept_file = done.kept_file;
            line.meldingen.extend(done.notes);
            let seen = Seen { content: record.content, report: origin.report, nr };
            session.put_seen(&origin.koppeling, &record.sleutel, &seen)?;
        }
        Err(Fault::Refused(refusal)) => {
            line.meldingen.extend(refusal.reasons.into_iter().map(uitval));
        }
        Err(fault) if fault.is_about_an_item() => {
            tracing::error!(logverslag = %origin.report, nr, "a record could not be kept: {fault}");
            line.meldingen.push(uitval(
                "het dossier van deze werknemer kan niet worden gelezen; de beheerder kan het nazien met \
                 `schakel store controleer`",
            ));
        }
        Err(fault) => return Err(fault),
    }
    Ok(Ingested { line, kept_file })
}

fn uitval(tekst: impl Into<String>) -> Melding {
    Melding { niveau: Niveau::Uitval, veld: String::new(), tekst: tekst.into() }
}

/// The same key came before: a repeat when the content is the same, else a mistake of the sender.
fn note_repeat(line: &mut LogRegel, record: &Record, before: &Seen) {
    let place = format!("logverslag {}, regel {}", before.report, before.nr);
    if before.content == record.content {
        line.uitkomst = Uitkomst::Dubbel;
        line.meldingen.push(Melding {
            niveau: Niveau::Melding,
            veld: String::new(),
            tekst: format!("al eerder verwerkt: {place}"),
        });
    } else {
        line.meldingen.push(uitval(format!(
            "dezelfde sleutel kwam eerder met andere inhoud ({place}); \
             stuur een wijziging als correctie of onder een nieuw volgnummer"
        )));
    }
}

/// What became of a record that was carried out.
pub(crate) struct Done {
    pub(crate) events: Vec<u64>,
    pub(crate) werknemer: Option<WerknemerId>,
    pub(crate) notes: Vec<Melding>,
    /// Whether the file of the record has a place now.
    pub(crate) kept_file: bool,
}

fn carry_out(
    store: &Store,
    session: &mut Session<'_>,
    origin: &Origin,
    record: &Record,
    opgave: &Opgave,
) -> Result<Done, Fault> {
    match opgave {
        Opgave::Werknemer(opgave) => report(store, session, origin, record, opgave),
        Opgave::Document(opgave, Some(cut)) => {
            placing::place(store, session, origin, &record.sleutel, opgave, cut)
        }
        Opgave::Document(_, None) => Err(refuse("het bericht heeft geen bestand")),
    }
}

/// Decides the commands of a report on a werknemer one after the other; all or none of their events
/// are recorded.
fn report(
    store: &Store,
    session: &mut Session<'_>,
    origin: &Origin,
    record: &Record,
    opgave: &OverWerknemer,
) -> Result<Done, Fault> {
    let werkgever = find_werkgever(session, origin, &opgave.werkgevercode)?;
    let mut dossier = find_werknemer(session, werkgever, opgave)?;
    let source = Source::Koppeling(origin.koppeling.clone());
    let mut ids = Derived::from(
        store,
        &[b"record", origin.koppeling.as_bytes(), record.sleutel.as_bytes(), &record.content],
    );
    let first = session.last_seq()? + 1;
    let mut events: Vec<Event> = Vec::new();
    let mut notes = Vec::new();
    for command in commands(opgave) {
        let mut context = Context { now: origin.now, ids: &mut ids, werkgever };
        let decision = decide(dossier.as_ref(), &command, &mut context)?;
        notes.extend(decision.notes);
        for (about, kind) in decision.events {
            let seq = first + events.len() as u64;
            let event = new_event(seq, first, &mut ids, origin.now, source.clone(), about, kind);
            dossier = Some(apply(dossier, &event)?);
            events.push(event);
        }
    }
    let dossier = dossier.ok_or_else(|| Fault::Unknown("record zonder werknemer".into()))?;
    for event in &events {
        session.append(event)?;
    }
    if let Some(last) = events.last() {
        session.put_dossier(&dossier, last.seq)?;
    }
    Ok(Done {
        events: events.iter().map(|event| event.seq).collect(),
        werknemer: dossier.id().werknemer(),
        notes,
        kept_file: false,
    })
}

fn commands(opgave: &OverWerknemer) -> impl Iterator<Item = Command> {
    let werknemer = Some(Command::WerknemerVastleggen(opgave.werknemer.clone()));
    let dienstverband = opgave.dienstverband.clone().map(Command::DienstverbandVastleggen);
    let verzuim = opgave.verzuim.clone().map(Command::VerzuimMelden);
    werknemer.into_iter().chain(dienstverband).chain(verzuim)
}

fn new_event(
    seq: u64,
    correlation: u64,
    ids: &mut dyn IdSource,
    now: Timestamp,
    source: Source,
    about: About,
    kind: EventKind,
) -> Event {
    let version = kind.event_type().version();
    Event {
        seq,
        id: EventId::new(ids),
        kind,
        version,
        occurred_at: now,
        recorded_at: now,
        source,
        causation: None,
        depth: 0,
        correlation,
        about,
    }
}

/// The werkgever with this code, when the klantaccount may touch it. The text of the refusal is the
/// one that operators know from their suite.
fn find_werkgever(
    session: &Session<'_>,
    origin: &Origin,
    code: &str,
) -> Result<WerkgeverId, Fault> {
    let refuse = || refuse("De ingestelde werkgever is ongeldig");
    let id = session.werkgever_by_code(code)?.ok_or_else(refuse)?;
    let stored = session.dossier(DossierId::Werkgever(id))?.ok_or_else(refuse)?;
    let groepen = stored.dossier.as_werkgever().map(|d| &d.werkgever.werkgevergroepen);
    let authorised = groepen.is_some_and(|groepen| !groepen.is_disjoint(&origin.groepen));
    if authorised { Ok(id) } else { Err(refuse()) }
}

/// The dossier that the first filled koppelsleutel with a hit points to; none for a new werknemer.
fn find_werknemer(
    session: &Session<'_>,
    werkgever: WerkgeverId,
    opgave: &OverWerknemer,
) -> Result<Option<Dossier>, Fault> {
    let persoon = &opgave.werknemer.persoon;
    let mut filled = false;
    let mut found = None;
    for sleutel in &opgave.koppelsleutels {
        let Some(value) = sleutel.of(persoon) else { continue };
        filled = true;
        found = the_one(session, werkgever, *sleutel, value)?;
        if found.is_some() {
            break;
        }
    }
    if !filled {
        return Err(refuse("geen van de koppelsleutels van de werknemer is gevuld"));
    }
    if let Some(bsn) = Koppelsleutel::Bsn.of(persoon) {
        let holder = the_one(session, werkgever, Koppelsleutel::Bsn, bsn)?;
        if holder.is_some() && holder != found {
            return Err(refuse(
                "het BSN hoort bij een andere werknemer van deze werkgever dan de koppelsleutel; \
                 kijk de koppelsleutels na",
            ));
        }
    }
    let Some(id) = found else { return Ok(None) };
    Ok(session.dossier(DossierId::Werknemer(id))?.map(|stored| stored.dossier))
}

/// The werknemer with this key. A key that two of them share says nothing, and guessing would put
/// illness in somebody else's dossier.
fn the_one(
    session: &Session<'_>,
    werkgever: WerkgeverId,
    sleutel: Koppelsleutel,
    value: &str,
) -> Result<Option<WerknemerId>, Fault> {
    match session.werknemers_by_key(werkgever, sleutel, value)?.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        [_, _, ..] => Err(refuse(&format!(
            "meer dan één werknemer van deze werkgever heeft deze koppelsleutel ({})",
            sleutel.name()
        ))),
    }
}

fn refuse(reason: &str) -> Fault {
    Fault::Refused(Refusal::because(reason))
}
