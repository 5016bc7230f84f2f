//! A poll: which messages are there for the employers and services that may be asked for?
//!
//! Each service is listed on its own, so that one that fails holds up no other: its place in the
//! cursor stays where it was. A list overlaps the last one, and the host knows what it has by the
//! kenmerk; so nothing is lost by an answer that does not arrive, nor by clocks that differ.

use std::collections::BTreeMap;

use sdk_connector::protocol::{Call, Item, Page, Poll, ReplyAs};
use sdk_connector::{Host, NoteLevel, Result};
use serde_json::json;

use crate::cursor::{Cursor, Listed};
use crate::fault::Verdict;
use crate::moment::utc;
use crate::settings::Settings;
use crate::soap::{self, Failure, Question, message_id};
use crate::structure::{Held, IDENTITEIT, LIJST, LIJST_RESULTAAT};
use crate::wsdl::Operation;

const HOUR: i64 = 3_600_000;

/// Most items that the host takes in one page; the services share them.
const MOST_ITEMS: usize = 10_000;

/// Since when there may be something, by loonheffingennummer.
type Employers = BTreeMap<String, i64>;

/// Lists what there is.
pub fn poll(call: &Call, request: &Poll, settings: &Settings, host: &mut Host) -> Result<Page> {
    let mut cursor = Cursor::read(&request.cursor)?;
    let services = services(request);
    let share = MOST_ITEMS / services.len().max(1);
    let (mut items, mut failures, mut more) = (Vec::new(), Vec::new(), false);
    for (number, (dienst, employers)) in (0..).zip(&services) {
        let listed = cursor.0.get(dienst).cloned().unwrap_or_default();
        let id = message_id(call, number);
        let list = List { dienst, employers, listed: &listed, now: call.now_ms, share, settings };
        match list.ask(&id, host)? {
            Ok(found) => {
                items.extend(found.items);
                more |= found.more;
                cursor.0.insert(dienst.clone(), found.listed);
            }
            Err(failure) => {
                let text = format!("{dienst} is niet opgevraagd: {}", failure.reason);
                host.note(NoteLevel::Warning, &text);
                failures.push(failure);
            }
        }
    }
    cursor.0.retain(|dienst, _| services.contains_key(dienst));
    if !services.is_empty() && failures.len() == services.len() {
        return Ok(none_listed(&failures));
    }
    Ok(Page::Listed { items, cursor: json!(cursor), more })
}

/// The employers of each service. Where one stands twice, the earliest counts.
fn services(request: &Poll) -> BTreeMap<String, Employers> {
    let mut services = BTreeMap::<String, Employers>::new();
    for scope in &request.scopes {
        let employers = services.entry(scope.dienst.clone()).or_default();
        let since = employers.entry(number(&scope.loonheffingennummer)).or_insert(i64::MAX);
        *since = scope.since_ms.min(*since);
    }
    services
}

/// A loonheffingennummer as we compare it.
fn number(text: &str) -> String {
    text.to_ascii_uppercase()
}

/// No service at all could be listed. One that may still go well decides.
fn none_listed(failures: &[Failure]) -> Page {
    let after = failures.iter().filter_map(|failure| failure.after).max();
    let later = failures.iter().find(|failure| failure.verdict == Verdict::Opnieuw);
    match later.or(failures.first()) {
        Some(Failure { verdict: Verdict::Geweigerd, reason, .. }) => {
            Page::Rejected { reason: reason.clone() }
        }
        failure => {
            let reason = failure.map(|failure| failure.reason.clone()).unwrap_or_default();
            Page::TryAgain { reason, after }
        }
    }
}

/// The list of one service.
struct List<'a> {
    dienst: &'a str,
    employers: &'a Employers,
    listed: &'a Listed,
    now: i64,
    /// Most items.
    share: usize,
    settings: &'a Settings,
}

/// What was found for one service.
struct Found {
    items: Vec<Item>,
    listed: Listed,
    /// Whether there is more to ask at once.
    more: bool,
}

impl List<'_> {
    fn ask(
        &self,
        message_id: &str,
        host: &mut Host,
    ) -> Result<std::result::Result<Found, Failure>> {
        let Settings { overlap_uren, venster_dagen, autorisatie_adres, .. } = self.settings;
        let (overlap, most) =
            (i64::from(*overlap_uren) * HOUR, i64::from(*venster_dagen) * 24 * HOUR);
        let (window, behind) = self.listed.next(self.employers, self.now, overlap, most);
        let question = Question {
            operation: Operation::GetBerichtenLijst,
            elements: &[
                ("berichtsoort", self.settings.berichtsoort(self.dienst)),
                ("autorisatieAdres", autorisatie_adres),
                ("tijdstempelVanaf", &utc(window.vanaf)),
                ("tijdstempelTot", &utc(window.tot)),
            ],
            message_id,
        };
        let reply = host.http(question.request(self.settings, ReplyAs::Text))?;
        let answer = match soap::answer(&question, &reply, self.settings, host) {
            Ok(answer) => answer,
            Err(failure) => return Ok(Err(failure)),
        };
        let mut found = match self.read(&answer, host) {
            Ok(found) => found,
            Err(text) => return Ok(Err(Failure::later(text))),
        };
        if let Some(behind) = behind {
            found.retain(|kenmerk, _| kenmerk.as_str() > behind);
        }
        let last = found.keys().nth(self.share.saturating_sub(1)).cloned();
        let rest = last.filter(|_| found.len() > self.share);
        let items = found.into_iter().take(self.share).map(|(key, loonheffingennummer)| Item {
            key,
            loonheffingennummer,
            dienst: self.dienst.to_owned(),
        });
        let items = items.collect();
        Ok(Ok(match rest {
            Some(kenmerk) => {
                let listed = self.listed.within(window, self.employers, kenmerk);
                Found { items, listed, more: true }
            }
            None => {
                let listed = self.listed.after(window, self.employers);
                // A window that was shortened; one that merely took a while is left for the next time.
                Found { items, listed, more: self.now - window.tot > HOUR }
            }
        }))
    }

    /// The messages in an answer that are ours to fetch: loonheffingennummer by kenmerk.
    fn read(
        &self,
        answer: &soap::Reply,
        host: &Host,
    ) -> std::result::Result<BTreeMap<String, String>, String> {
        let returned = soap::returned(&answer.outline, Operation::GetBerichtenLijst)?;
        let (mut found, mut of_other_sort, mut of_others) = (BTreeMap::new(), 0, 0);
        for element in Held::against(returned, LIJST)?.children() {
            let result = Held::against(*element, LIJST_RESULTAAT)?;
            let identity = result.child("identiteitBelanghebbende");
            let identity =
                identity.map(|element| Held::against(element, IDENTITEIT)).transpose()?;
            let identity = identity.ok_or("identiteitBelanghebbende ontbreekt")?;
            let kenmerk = result.text("kenmerk")?;
            let number = number(&identity.text("nummer")?);
            if result.text("berichtsoort")? != self.settings.berichtsoort(self.dienst) {
                of_other_sort += 1;
            } else if identity.text("type")? != self.settings.identiteit_type
                || !self.employers.contains_key(&number)
            {
                of_others += 1;
            } else if kenmerk.is_empty() {
                return Err("een bericht in de lijst heeft geen kenmerk".to_owned());
            } else {
                found.entry(kenmerk).or_insert(number);
            }
        }
        if of_other_sort > 0 {
            let text = format!("{}: {of_other_sort} berichten van een andere soort", self.dienst);
            host.note(NoteLevel::Warning, &text);
        }
        if of_others > 0 {
            let text = format!("{}: {of_others} berichten buiten de machtigingen", self.dienst);
            host.note(NoteLevel::Debug, &text);
        }
        Ok(found)
    }
}
