//! Whether the second half ended as it should.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    super::quiet::items,
    machtigingen, mails,
    moving::Moved,
    seen::{Here, Seen},
    vertelling::{Plaats, Vertelling},
};

/// What is not as it should be, in Dutch.
pub(super) fn differences(
    verteld: &[Vertelling],
    asked_before: usize,
    moved: &[Moved],
    seen: &Seen,
) -> Vec<String> {
    let mut found = Vec::new();
    if verteld.is_empty() {
        found.push("er lag niets bij Digipoort".to_owned());
    }
    if asked_before > 0 {
        found.push(format!("Digipoort kreeg {asked_before} vragen zonder actieve machtiging"));
    }
    of_machtigingen(seen, &mut found);
    for told in verteld {
        of_documents(told, moved, seen, &mut found);
    }
    let wanted: usize = verteld.iter().map(Vertelling::documenten).sum();
    if seen.documents.len() != wanted {
        found.push(format!("{wanted} documenten verwacht, {} gekomen", seen.documents.len()));
    }
    of_mails(verteld, wanted, seen, &mut found);
    of_outbox(seen, &mut found);
    found
}

fn of_machtigingen(seen: &Seen, found: &mut Vec<String>) {
    let all = items(&seen.machtigingen, "machtigingen");
    let active = all.iter().filter(|one| one["status"] == "actief").count();
    if (all.len(), active) != (machtigingen::ALL, machtigingen::ALL) {
        let wanted = machtigingen::ALL;
        found.push(format!("{wanted} actieve machtigingen verwacht; {active} van {}", all.len()));
    }
}

/// Every document of a message is in its place, once, with its task.
fn of_documents(told: &Vertelling, moved: &[Moved], seen: &Seen, found: &mut Vec<String>) {
    let (kenmerk, naam) = (&told.document.kenmerk, &told.naam);
    let here: Vec<&Here> = seen.of(told).collect();
    if here.len() != told.documenten() {
        let wanted = told.documenten();
        found.push(format!("{kenmerk} ({naam}): {wanted} documenten verwacht, {}", here.len()));
    }
    let strange = here.iter().filter(|one| one.opmerking.is_some()).count();
    if strange != told.zonder_pdf() {
        let wanted = told.zonder_pdf();
        found
            .push(format!("{kenmerk} ({naam}): {wanted} keer geen pdf verwacht, {strange} gezegd"));
    }
    for one in here {
        let moved = moved.iter().find(|moved| moved.document == one.id);
        let right = match moved {
            Some(moved) => one.plaats == Plaats::Werknemer && one.dossier == moved.naar,
            None => one.plaats == told.plaats,
        };
        if !right {
            found.push(format!("{kenmerk} ({naam}) kwam in: {}", one.plaats.naam()));
        }
        let (code, done) = match told.plaats {
            Plaats::NietGevonden => ("PlaatsDocument", moved.is_some()),
            _ => ("NieuwUwvDocument", false),
        };
        of_task(code, done, one, seen, found);
    }
}

/// A document that came in gave one task, which is done when moving the document did it.
fn of_task(code: &str, done: bool, document: &Here, seen: &Seen, found: &mut Vec<String>) {
    let events = items(&seen.events, "gebeurtenissen");
    let text = |event: &Value, path: &str| {
        event.pointer(path).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let added: Vec<String> = events
        .iter()
        .filter(|event| event["type"] == "taak.toegevoegd")
        .filter(|event| text(event, "/data/taak/document") == document.id)
        .filter(|event| text(event, "/data/taak/code") == code)
        .map(|event| text(event, "/data/taak/id"))
        .collect();
    let is_done = |taak: &String| {
        let mut done = events.iter().filter(|event| event["type"] == "taak.uitgevoerd");
        done.any(|event| text(event, "/data/taak") == *taak)
    };
    let kenmerk = &document.extern_kenmerk;
    match added.as_slice() {
        [taak] if is_done(taak) == done => {}
        [_] => found.push(format!("{kenmerk}: taak {code} is ten onrechte wel of niet uitgevoerd")),
        other => found.push(format!("{kenmerk}: {} taken {code}; verwacht 1", other.len())),
    }
}

/// Every document gave one mail, which says nothing of the person that it is about.
fn of_mails(verteld: &[Vertelling], wanted: usize, seen: &Seen, found: &mut Vec<String>) {
    let distinct = mails::distinct(&seen.mails);
    if distinct != wanted {
        found.push(format!("{wanted} verschillende mails verwacht, {distinct} gekomen"));
    }
    if mails::received(&seen.mails) == distinct {
        found.push("de mail die onbeantwoord bleef, kwam niet nog eens".to_owned());
    }
    let lost = verteld.iter().filter(|told| told.plaats == Plaats::NietGevonden);
    let lost: usize = lost.map(Vertelling::documenten).sum();
    let mut to: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for mail in items(&seen.mails, "received") {
        to.entry(mails::readers(mail)).or_default().insert(mail["message_id"].to_string());
        let text = mail.to_string();
        let mut bsns = verteld.iter().filter_map(|told| told.document.bsn.as_ref());
        if bsns.any(|bsn| text.contains(bsn.as_str())) {
            found.push("in een mail staat een BSN".to_owned());
        }
    }
    let got = |reader: &str| to.get(reader).map_or(0, BTreeSet::len);
    let (new, place) = (got("casemanagers@voorbeeld.nl"), got("documenten@voorbeeld.nl"));
    if (new, place) != (wanted - lost, lost) {
        found.push(format!("casemanagers kregen {new} mails en documentbeheer {place}"));
    }
    for trouble in ["refused", "different"] {
        let count = items(&seen.mails, trouble).len();
        if count > 0 {
            found.push(format!("de mailserver had {count} keer wat aan te merken ({trouble})"));
        }
    }
}

/// Nothing is left in the outbox, and nothing was given up.
fn of_outbox(seen: &Seen, found: &mut Vec<String>) {
    let all = items(&seen.bezorgingen, "bezorgingen").iter();
    let rest = all.filter(|one| one.pointer("/state/is").is_none_or(|is| is != "accepted"));
    let rest = rest.count();
    if rest > 0 {
        found.push(format!("{rest} bezorgingen zijn niet aanvaard"));
    }
}
