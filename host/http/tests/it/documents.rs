//! Documents: read by who may, moved by who may, and without names for the others.

use serde_json::json;

use crate::{connector::DOCUMENT, machtigingen::active, rights::operator, served::Served};

const LHN: &str = "012345672L01";
const BSN: &str = "123456782";
const TITLE: &str = "Besluit over Jansen";

/// A file of more than one piece.
fn file() -> String {
    format!("%PDF-1.4\n{}\n%%EOF\n", "0123456789abcdef\n".repeat(40_000))
}

/// A document that nobody could place, and the werknemer Jansen; the document and the werknemer.
fn unplaced(served: &Served, file: &str) -> (String, String) {
    active(served, LHN);
    served.post(&format!("W1;{BSN};Jansen"));
    let body = format!("{LHN};UWV-ZZ-ZW;X9;111222333;{TITLE}\n{file}");
    let answer = served.post_to("Documenten", DOCUMENT, &body);
    assert_eq!(answer.status, 200, "{}", answer.body);
    let events = served.get("/api/gebeurtenissen").json();
    let events = events["gebeurtenissen"].as_array().unwrap().clone();
    let find = |kind: &str| events.iter().find(|event| event["type"] == kind).cloned();
    let document =
        find("document.toegevoegd").unwrap()["data"]["document"].as_str().unwrap().to_owned();
    let werknemer = find("werknemer.toegevoegd").unwrap()["about"]["werknemer"].clone();
    (document, werknemer.as_str().unwrap().to_owned())
}

#[test]
fn a_file_comes_out_as_it_came_in() {
    let served = Served::start();
    let file = file();
    let (document, _) = unplaced(&served, &file);
    let reader = operator(&served, "lezer", &["documenten_inzien"]);
    let line = format!("GET /api/documenten/{document}/bestand");
    let answer = served.request(&line, &reader, "", "");
    assert_eq!(answer.status, 200, "{}", answer.head);
    assert!(answer.body == file, "{} bytes of {}", answer.body.len(), file.len());
    for (name, value) in [
        ("content-length", file.len().to_string().as_str()),
        ("content-type", "application/pdf"),
        ("content-disposition", "attachment; filename=\"Jansen ______782.pdf\""),
        ("cache-control", "no-store"),
        ("x-content-type-options", "nosniff"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name}");
    }
    let audit = served.get("/api/audit").json()["audit"][0].clone();
    let told = (audit["wie"].as_str(), audit["wat"].as_str(), audit["waarop"].as_str());
    assert_eq!(told, (Some("lezer"), Some("document.ingezien"), Some(document.as_str())));
}

#[test]
fn a_document_that_is_not_there_is_not_found() {
    let served = Served::start();
    let id = format!("doc-{:032x}", 7);
    for unknown in [&id, "doc-7", "x"] {
        let file = format!("/api/documenten/{unknown}/bestand");
        for path in [&format!("/api/documenten/{unknown}"), &file] {
            assert_eq!(served.get(path).status, 404, "{path}");
        }
        let line = format!("POST /api/documenten/{unknown}/verplaatsen");
        let body = json!({ "naar": format!("wn-{:032x}", 7) }).to_string();
        assert_eq!(served.ask(&line, &body).status, 404, "{line}");
    }
}

#[test]
fn names_of_documents_are_for_who_may_read_them() {
    let served = Served::start();
    let (document, _) = unplaced(&served, "%PDF-1.4 %%EOF");
    let shown = served.get(&format!("/api/documenten/{document}")).json();
    assert_eq!(shown["trajectsoort"], "UwvDocumentenWerknemerNietGevonden");
    let dossier = shown["dossier"].as_str().unwrap().to_owned();
    let events = served.get("/api/gebeurtenissen").json()["gebeurtenissen"].clone();
    let mut events = events.as_array().unwrap().iter();
    let seq = &events.find(|event| event["type"] == "document.toegevoegd").unwrap()["seq"];
    let reader = operator(&served, "lezer", &["documenten_inzien"]);
    let other = operator(&served, "ander", &["documenten_verplaatsen", "taken", "bezorgingen"]);
    for path in [
        format!("documenten/{document}"),
        format!("dossiers/{dossier}"),
        "gebeurtenissen".to_owned(),
        format!("gebeurtenissen/{seq}"),
        format!("gebeurtenissen/{seq}/waarom"),
    ] {
        let line = format!("GET /api/{path}");
        let seen = served.request(&line, &reader, "", "").body;
        assert!(seen.contains(TITLE) && seen.contains("Jansen ******782.pdf"), "{path}: {seen}");
        let veiled = served.request(&line, &other, "", "").body;
        assert!(!veiled.contains(TITLE) && !veiled.contains(".pdf"), "{path}: {veiled}");
        assert!(veiled.contains("\"titel\":\"…\""), "{path}: {veiled}");
        assert!(!seen.contains(BSN) && !veiled.contains(BSN), "{path}");
    }
    let conversions = served.get("/api/conversies/onbekend").json()["onbekend"][0].clone();
    assert_eq!(
        (conversions["sleutel"].as_str(), conversions["waarde"].as_str()),
        (Some("Document kenmerk"), Some("X9"))
    );
}

#[test]
fn a_document_is_moved_by_who_may() {
    let served = Served::start();
    let (document, werknemer) = unplaced(&served, "%PDF-1.4 %%EOF");
    let mover = operator(&served, "s0", &["documenten_verplaatsen"]);
    let line = format!("POST /api/documenten/{document}/verplaatsen");
    let to = |naar: &str| served.request(&line, &mover, "", &json!({ "naar": naar }).to_string());
    assert_eq!(to("wg-1").status, 400);
    let nobody = to(&format!("wn-{:032x}", 7));
    assert_eq!(
        (nobody.status, nobody.json()["redenen"][0].as_str()),
        (422, Some("de werknemer is niet bekend"))
    );
    assert_eq!(to(&werknemer).json()["dossier"], werknemer.as_str());
    served.is_quiet();
    let shown = served.get(&format!("/api/documenten/{document}")).json();
    assert_eq!(
        (shown["dossier"].as_str(), shown["trajectsoort"].as_str()),
        (Some(werknemer.as_str()), Some("UwvDocumenten"))
    );
    let audit = served.get("/api/audit").body;
    assert!(audit.contains("\"wat\":\"document.verplaatst\"") && audit.contains("\"wie\":\"s0\""));
}
