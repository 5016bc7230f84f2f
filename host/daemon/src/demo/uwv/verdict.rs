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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// One document for a werknemer that is not known, moved by hand, as it should end.
    fn as_it_should_be() -> (Vec<Vertelling>, Moved, Seen) {
        let told = json!([{
            "naam": "Een BSN dat niemand kent", "plaats": "niet_gevonden", "is_pdf": true,
            "document": {
                "kenmerk": "K1", "loonheffingennummer": "L", "bsn": "111222333",
                "bestanden": [{}],
            },
        }]);
        let document = Here {
            id: "doc-1".into(),
            extern_kenmerk: "K1/1".into(),
            dossier: "wn-1".into(),
            plaats: Plaats::Werknemer,
            opmerking: None,
            lengte: 3,
        };
        let taak = json!({ "id": "ta-1", "code": "PlaatsDocument", "document": "doc-1" });
        let mail = json!({ "message_id": "m", "aan": ["documenten@voorbeeld.nl"] });
        let seen = Seen {
            documents: vec![document],
            machtigingen: json!({ "machtigingen": vec![json!({ "status": "actief" }); 10] }),
            events: json!({ "gebeurtenissen": [
                { "type": "taak.toegevoegd", "data": { "taak": taak } },
                { "type": "taak.uitgevoerd", "data": { "taak": "ta-1" } },
            ] }),
            bezorgingen: json!({ "bezorgingen": [{ "state": { "is": "accepted" } }] }),
            mails: json!({ "received": [mail, mail], "refused": [], "different": [] }),
        };
        let moved = Moved { document: "doc-1".into(), naar: "wn-1".into() };
        (serde_json::from_value(told).unwrap(), moved, seen)
    }

    #[test]
    fn it_sees_what_is_not_as_it_should_be() {
        let (verteld, moved, seen) = as_it_should_be();
        let moved = [moved];
        assert_eq!(differences(&verteld, 0, &moved, &seen), Vec::<String>::new());
        assert_eq!(differences(&verteld, 1, &moved, &seen).len(), 1);
        // In its place, but not by hand: then its task should be open still.
        assert_eq!(differences(&verteld, 0, &[], &seen).len(), 2);
        let changes: [fn(&mut Seen); 6] = [
            |seen| seen.machtigingen["machtigingen"][3]["status"] = json!("ingetrokken"),
            |seen| seen.documents[0].dossier = "wn-2".into(),
            |seen| seen.documents[0].opmerking = Some("geen pdf".into()),
            |seen| seen.events["gebeurtenissen"][1] = json!({}),
            |seen| seen.bezorgingen["bezorgingen"][0]["state"]["is"] = json!("given_up"),
            |seen| seen.mails["received"][0]["tekst"] = json!("Over 111222333"),
        ];
        for change in changes {
            let (verteld, moved, mut seen) = as_it_should_be();
            change(&mut seen);
            let found = differences(&verteld, 0, &[moved], &seen);
            assert_eq!(found.len(), 1, "{found:?}");
        }
    }
}
