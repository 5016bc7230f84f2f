//! The log of the rules: what they did, newest first. It is read from the traces, which are kept of
//! every event on which a rule had something to say; and from the events of rules that were skipped.

use host_domain::{DossierId, Event, EventKind, TrajectId};
use host_rulebook::{Outcome, RuleTrace, shown_effect};
use host_store::{Logged, Reads, Snapshot};
use jiff::Timestamp;
use serde::Serialize;

use crate::{Engine, error::Fault, event_trace::EventTrace};

/// Traces read in one go.
const PAGE: usize = 100;

/// Traces read at most for one page of the log: whoever looks for one rule among millions of traces is
/// told where to go on.
const READ_MAX: usize = 10_000;

/// A page of the log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleLog {
    /// What happened, newest first.
    pub regels: Vec<RuleLogEntry>,
    /// To give as `before` for the next page; none when the log has been read to its end.
    pub verder_voor: Option<u64>,
}

/// What one rule did at one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RuleLogEntry {
    /// Number of the event.
    pub gebeurtenis: u64,
    /// Label of its type.
    pub soort: &'static str,
    /// When it was put in the log.
    #[serde(skip)]
    pub op: Timestamp,
    /// The dossier that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dossier: Option<DossierId>,
    /// The traject that it is about.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub traject: Option<TrajectId>,
    /// Id of the trigger; none when no rule could be asked.
    pub regel: Option<String>,
    /// What it did.
    pub wat: Wat,
    /// In words, without personal data.
    pub tekst: String,
}

/// What a rule did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wat {
    /// It matched; what it asked for was carried out, but for what `Geweigerd` tells.
    Afgegaan,
    /// It matched in shadow; nothing was carried out.
    Schaduw,
    /// Something that it asked for was refused.
    Geweigerd,
    /// It could not be computed.
    Fout,
    /// It was not run on a day: too many trajecten were left.
    Overgeslagen,
    /// No rule was asked about the event.
    NietBeoordeeld,
}

impl Wat {
    /// As people read it.
    pub fn name(self) -> &'static str {
        match self {
            Wat::Afgegaan => "afgegaan",
            Wat::Schaduw => "schaduw",
            Wat::Geweigerd => "geweigerd",
            Wat::Fout => "fout",
            Wat::Overgeslagen => "overgeslagen",
            Wat::NietBeoordeeld => "niet beoordeeld",
        }
    }
}

impl Engine {
    /// What the rules did at events before `before`, newest first: at least `limit` entries, when there
    /// are so many; all entries of one event are on one page. Only those of `regel`, when one is named.
    pub fn rule_log(
        &self,
        before: Option<u64>,
        limit: usize,
        regel: Option<&str>,
    ) -> Result<RuleLog, Fault> {
        let (mut regels, mut before, mut read) = (Vec::new(), before, 0);
        loop {
            let view = self.store.read()?;
            let page = view.newest_traces(before, PAGE)?;
            let at_end = page.len() < PAGE;
            for (seq, trace) in page {
                before = Some(seq);
                read += 1;
                let found = entries(&view, seq, trace)?;
                let wanted =
                    |entry: &RuleLogEntry| regel.is_none() || entry.regel.as_deref() == regel;
                regels.extend(found.into_iter().filter(wanted));
                if regels.len() >= limit || read >= READ_MAX {
                    return Ok(RuleLog { regels, verder_voor: before });
                }
            }
            if at_end {
                return Ok(RuleLog { regels, verder_voor: None });
            }
        }
    }
}

/// What the rules did at one event; nothing when it cannot be read any more.
fn entries(
    view: &Snapshot,
    seq: u64,
    trace: serde_json::Value,
) -> Result<Vec<RuleLogEntry>, Fault> {
    let event = view.event(seq)?.and_then(Logged::into_event);
    let trace = serde_json::from_value::<EventTrace>(trace).ok();
    let (Some(event), Some(trace)) = (event, trace) else { return Ok(Vec::new()) };
    let of = |regel: Option<String>, wat: Wat, tekst: String| RuleLogEntry {
        gebeurtenis: seq,
        soort: event.kind.event_type().label(),
        op: event.recorded_at,
        dossier: event.about.dossier(),
        traject: event.about.traject,
        regel,
        wat,
        tekst,
    };
    let mut found: Vec<RuleLogEntry> = skipped(&event)
        .map(|(regel, tekst)| of(Some(regel), Wat::Overgeslagen, tekst))
        .into_iter()
        .collect();
    for rule in &trace.trace.rules {
        found.extend(said(rule).map(|(wat, tekst)| of(Some(rule.regel.clone()), wat, tekst)));
    }
    for refused in trace.geweigerd {
        found.push(of(Some(refused.regel), Wat::Geweigerd, refused.reden));
    }
    found.extend(
        unasked(trace.fout, trace.keten_te_lang).map(|tekst| of(None, Wat::NietBeoordeeld, tekst)),
    );
    Ok(found)
}

fn said(rule: &RuleTrace) -> Option<(Wat, String)> {
    match &rule.uitkomst {
        Outcome::Matched => {
            let wat = if rule.schaduw { Wat::Schaduw } else { Wat::Afgegaan };
            let effects: Vec<String> = rule.effects.iter().map(shown_effect).collect();
            Some((wat, effects.join(", ")))
        }
        Outcome::Fout(why) => Some((Wat::Fout, why.clone())),
        Outcome::Nee => None,
    }
}

fn skipped(event: &Event) -> Option<(String, String)> {
    let EventKind::RegelOvergeslagen { regel, dag, aantal, grens } = &event.kind else {
        return None;
    };
    let tekst = format!(
        "niet uitgevoerd op {dag}: na de bulkvoorwaarden bleven er {aantal} trajecten over, en er \
         mogen er {grens} zijn"
    );
    Some((regel.clone(), tekst))
}

fn unasked(fout: Option<String>, keten_te_lang: bool) -> Option<String> {
    let te_lang =
        || "de keten van gebeurtenissen is te lang; de regels zijn niet gevraagd".to_owned();
    fout.or_else(|| keten_te_lang.then(te_lang))
}
