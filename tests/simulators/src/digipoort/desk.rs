//! What lies at the service, who fetched what of it, and how each call is answered.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::Serialize;

use super::document::{Inhoud, UwvDocument};
use super::envelope::{Foutcode, Refusal, Request, window};
use super::mood::{Mood, Moods};
use super::schema::Operation;
use crate::random::Random;

/// A BSN that does not pass the 11-test.
pub(crate) const BAD_BSN: &str = "123456789";
/// A BSN that passes the 11-test, of nobody.
pub(crate) const OTHER_BSN: &str = "999990019";
/// Most bytes of a file, by the interface.
pub(crate) const LARGEST_FILE: usize = 20_971_520;

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Uitkomst {
    /// Answered whole.
    Antwoord,
    /// Refused, or trouble, in a SOAP fault.
    Fault,
    /// An HTTP status and nothing of SOAP.
    Http,
    /// The work was done and nothing was answered.
    Verloren,
    /// The connection broke in the middle of the answer.
    Afgebroken,
    /// The answer ended in the middle.
    Afgekapt,
}

/// A call and how it was answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Call {
    /// From 1.
    pub nummer: u64,
    /// Name of the operation; none when it was not understood.
    pub handeling: Option<String>,
    /// The kenmerk that was asked for.
    pub kenmerk: Option<String>,
    /// The berichtsoort that was asked for.
    pub berichtsoort: Option<String>,
    /// Begin of the window that was asked for.
    pub vanaf: Option<String>,
    /// End of that window.
    pub tot: Option<String>,
    /// How it ended.
    pub uitkomst: Uitkomst,
    /// HTTP status; 0 when no answer went out.
    pub status: u16,
    /// Documents in the answer.
    pub aantal: usize,
    /// Foutcode of the fault.
    pub foutcode: Option<String>,
    /// Why it was refused.
    pub reden: Option<String>,
}

/// All calls so far, in order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Journal {
    /// The calls.
    pub calls: Vec<Call>,
}

impl Journal {
    /// The calls of one operation.
    pub fn of(&self, operation: Operation) -> impl Iterator<Item = &Call> {
        self.calls.iter().filter(move |call| call.handeling.as_deref() == Some(operation.name()))
    }

    /// How often each kenmerk was handed over whole.
    pub fn opgehaald(&self) -> BTreeMap<String, usize> {
        let mut times = BTreeMap::new();
        for call in self.calls.iter().filter(|call| call.aantal > 0) {
            if let (Uitkomst::Antwoord, Some(kenmerk)) = (call.uitkomst, &call.kenmerk) {
                *times.entry(kenmerk.clone()).or_default() += 1;
            }
        }
        times
    }

    /// Why requests were refused.
    pub fn geweigerd(&self) -> Vec<&str> {
        self.calls.iter().filter_map(|call| call.reden.as_deref()).collect()
    }
}

/// What lies at the service.
#[derive(Debug, Default)]
pub(crate) struct Desk {
    entries: Vec<Entry>,
    moods: Moods,
    gone_until: Option<Instant>,
    /// What was given before by an operation that gives only what is new: by listing or not, which
    /// entry. It is marked when the work is done, whether or not the answer arrives.
    read: BTreeSet<(bool, usize)>,
    message_ids: BTreeSet<String>,
    journal: Journal,
}

#[derive(Debug)]
struct Entry {
    document: Arc<UwvDocument>,
    since: Timestamp,
    moods: Moods,
}

/// How one call is answered.
#[derive(Debug)]
pub(crate) struct Plan {
    /// Number of the call.
    pub(crate) place: u64,
    pub(crate) pause: Duration,
    pub(crate) content: Content,
    pub(crate) end: Uitkomst,
}

/// What an answer is to say.
#[derive(Debug)]
pub(crate) enum Content {
    Status(u16),
    Fault(Refusal),
    Documents(Request, Vec<(Arc<UwvDocument>, Timestamp)>),
}

impl Desk {
    pub(crate) fn set_moods(&mut self, mut moods: Moods, now: Instant) -> Option<Instant> {
        self.gone_until = moods.take_gone().and_then(|pause| now.checked_add(pause));
        self.moods = moods;
        self.gone_until
    }

    pub(crate) fn put(&mut self, document: UwvDocument, now: Timestamp) {
        let since = document.aangeleverd.unwrap_or(now);
        let moods = document.gedrag.clone();
        self.entries.push(Entry { document: Arc::new(document), since, moods });
    }

    pub(crate) fn documents(&self) -> Vec<UwvDocument> {
        self.entries.iter().map(|entry| entry.document.as_ref().clone()).collect()
    }

    pub(crate) fn journal(&self) -> Journal {
        self.journal.clone()
    }

    /// Decides how a call is answered, and writes it down.
    pub(crate) fn plan(&mut self, read: Result<Request, Refusal>, now: Instant) -> Plan {
        let place = self.journal.calls.len() as u64 + 1;
        let moods = self.moods.next();
        let told = Told::of(&read);
        let content = match trouble(&moods) {
            // An open connection that outlives the listener gets no further either.
            _ if self.gone_until.is_some_and(|until| until > now) => Content::Status(0),
            Some(status) => Content::Status(status),
            None => self.content(read, &moods),
        };
        let mut plan = Plan { place, pause: Duration::ZERO, content, end: Uitkomst::Antwoord };
        plan.behave(&moods);
        if let Content::Documents(request, chosen) = &mut plan.content {
            alter(chosen, request.operation, &moods, place);
        }
        self.trouble_of_documents(&mut plan);
        self.journal.calls.push(told.ended(&plan));
        plan
    }

    fn content(&mut self, read: Result<Request, Refusal>, moods: &[Mood]) -> Content {
        let request = match read {
            Ok(request) => request,
            Err(refusal) => return Content::Fault(refusal),
        };
        if !self.message_ids.insert(request.message_id.clone()) {
            return Content::Fault(refusal(&request, Foutcode::Herhaald));
        }
        if moods.iter().any(|mood| matches!(mood, Mood::Faulting(_))) {
            return Content::Fault(refusal(&request, Foutcode::Storing));
        }
        let lists = request.operation.lists();
        let only_new = request.operation.only_new();
        let mut chosen = Vec::new();
        for (place, entry) in self.entries.iter().enumerate() {
            if !entry.answers(&request) || (only_new && self.read.contains(&(lists, place))) {
                continue;
            }
            if only_new {
                self.read.insert((lists, place));
            }
            chosen.push((Arc::clone(&entry.document), entry.since));
        }
        Content::Documents(request, chosen)
    }

    /// Documents can have moods of their own; these hold where they are handed over.
    fn trouble_of_documents(&mut self, plan: &mut Plan) {
        let Content::Documents(request, chosen) = &plan.content else { return };
        if request.operation.lists() {
            return;
        }
        let mut moods = Vec::new();
        for (document, _) in chosen {
            let same = |entry: &&mut Entry| entry.document.kenmerk == document.kenmerk;
            self.entries.iter_mut().filter(same).for_each(|entry| moods.extend(entry.moods.next()));
        }
        if let Some(status) = trouble(&moods) {
            plan.content = Content::Status(status);
        } else if moods.iter().any(|mood| matches!(mood, Mood::Faulting(_))) {
            plan.content = Content::Fault(refusal(request, Foutcode::Storing));
        }
        plan.behave(&moods);
        if let Content::Documents(request, chosen) = &mut plan.content {
            alter(chosen, request.operation, &moods, plan.place);
        }
    }
}

impl Entry {
    /// Whether a request asks for this. The window holds its begin and not its end; what the real
    /// one does at its borders is not known.
    fn answers(&self, request: &Request) -> bool {
        let asks = |asked: &Option<String>, value: &str| {
            asked.as_ref().is_none_or(|asked| asked.as_str() == value)
        };
        let document = &self.document;
        let whose = request
            .belanghebbende
            .as_ref()
            .is_none_or(|(number, kind)| *number == document.loonheffingennummer && kind == "LHnr");
        whose
            && asks(&request.kenmerk, &document.kenmerk)
            && asks(&request.berichtsoort, document.soort())
            && request.vanaf.is_none_or(|vanaf| self.since >= vanaf)
            && request.tot.is_none_or(|tot| self.since < tot)
    }
}

impl Plan {
    /// Takes over what moods say of how an answer goes out.
    fn behave(&mut self, moods: &[Mood]) {
        for mood in moods {
            match mood {
                Mood::Slow(pause) => self.pause += *pause,
                Mood::Silent(_) => self.end = Uitkomst::Verloren,
                Mood::Broken(_) => self.end = Uitkomst::Afgebroken,
                Mood::Cut(_) => self.end = Uitkomst::Afgekapt,
                _ => {}
            }
        }
    }
}

/// The part of a journal line that the request says.
struct Told(Call);

impl Told {
    fn of(read: &Result<Request, Refusal>) -> Told {
        let request = read.as_ref().ok();
        let (vanaf, tot) = request.map(window).unwrap_or_default();
        let operation = match read {
            Ok(request) => Some(request.operation),
            Err(refusal) => refusal.operation,
        };
        Told(Call {
            nummer: 0,
            handeling: operation.map(|operation| operation.name().to_owned()),
            kenmerk: request.and_then(|request| request.kenmerk.clone()),
            berichtsoort: request.and_then(|request| request.berichtsoort.clone()),
            vanaf,
            tot,
            uitkomst: Uitkomst::Antwoord,
            status: 200,
            aantal: 0,
            foutcode: None,
            reden: None,
        })
    }

    fn ended(self, plan: &Plan) -> Call {
        let mut call = Call { nummer: plan.place, uitkomst: plan.end, ..self.0 };
        match &plan.content {
            Content::Status(status) => {
                call.status = *status;
                call.uitkomst = if *status == 0 { Uitkomst::Verloren } else { Uitkomst::Http };
            }
            Content::Fault(refusal) => {
                call.status = 500;
                call.foutcode = Some(refusal.code.code().to_owned());
                call.reden = (refusal.code != Foutcode::Storing).then(|| refusal.why.clone());
                if call.uitkomst == Uitkomst::Antwoord {
                    call.uitkomst = Uitkomst::Fault;
                }
            }
            Content::Documents(_, chosen) => call.aantal = chosen.len(),
        }
        if call.uitkomst == Uitkomst::Verloren {
            call.status = 0;
        }
        call
    }
}

/// The status by which moods keep a call from being read.
fn trouble(moods: &[Mood]) -> Option<u16> {
    moods.iter().find_map(|mood| match mood {
        Mood::Down => Some(503),
        Mood::Failing(_) => Some(500),
        Mood::Flaky { every, since } if since + 1 >= *every => Some(500),
        _ => None,
    })
}

fn refusal(request: &Request, code: Foutcode) -> Refusal {
    Refusal {
        code,
        why: match code {
            Foutcode::Herhaald => format!("wsa:MessageID {} is herhaald", request.message_id),
            _ => String::new(),
        },
        operation: Some(request.operation),
        message_id: Some(request.message_id.clone()),
    }
}

/// Changes what is listed or handed over as the moods say.
fn alter(
    chosen: &mut Vec<(Arc<UwvDocument>, Timestamp)>,
    operation: Operation,
    moods: &[Mood],
    place: u64,
) {
    for mood in moods {
        match mood {
            Mood::Twice if operation.lists() => {
                *chosen = chosen.iter().flat_map(|one| [one.clone(), one.clone()]).collect();
            }
            Mood::Shuffled if operation.lists() => {
                let mut keyed: Vec<_> = (0..).zip(chosen.drain(..)).collect();
                keyed.sort_by_key(|(number, _)| Random::new(place, *number).number());
                chosen.extend(keyed.into_iter().map(|(_, one)| one));
            }
            Mood::BadBsn => bsn(chosen, BAD_BSN),
            Mood::OtherBsn => bsn(chosen, OTHER_BSN),
            Mood::NoPdf => files(chosen, Inhoud::Html),
            Mood::Large => files(chosen, Inhoud::Pdf(LARGEST_FILE)),
            _ => {}
        }
    }
}

fn bsn(chosen: &mut [(Arc<UwvDocument>, Timestamp)], bsn: &str) {
    for (document, _) in chosen {
        Arc::make_mut(document).bsn = Some(bsn.to_owned());
    }
}

fn files(chosen: &mut [(Arc<UwvDocument>, Timestamp)], inhoud: Inhoud) {
    for (document, _) in chosen {
        Arc::make_mut(document).bestanden.iter_mut().for_each(|file| file.inhoud = inhoud);
    }
}
