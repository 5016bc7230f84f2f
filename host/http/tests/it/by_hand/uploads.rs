//! Documents that operators put in a traject.

use expect_test::expect;
use serde_json::{Value, json};

use super::{done, events, ill, refused, said};
use crate::served::{Answer, Served};

const PDF: &str = "%PDF-1.4\nproef\n%%EOF\n";

/// Files of documents that the store keeps.
fn files(served: &Served) -> usize {
    std::fs::read_dir(served.folder.path().join("gegevens/documenten")).unwrap().count()
}

/// Sends a file with what is said of it.
fn upload(served: &Served, line: &str, about: &Value, extra: &str, file: &str) -> Answer {
    let extra =
        format!("Schakel-Document: {about}\r\nContent-Type: application/octet-stream\r\n{extra}");
    served.request(line, served.beheer.reveal(), &extra, file)
}

#[test]
fn a_document_is_put_in_a_traject_and_made_final() {
    let served = Served::start();
    let (_, traject) = ill(&served);
    let line = format!("POST /api/trajecten/{traject}/documenten");
    let upload =
        |about: &Value, extra: &str, file: &str| upload(&served, &line, about, extra, file);
    let about = json!({
        "titel": "Verslag één 123456782", "bestandsnaam": "verslag.pdf", "kenmerk": "Spreekuur",
        "spreekuur": true,
    });
    let added = upload(&about, "Idempotency-Key: v1\r\n", PDF);
    assert_eq!(added.status, 200, "{}", added.body);
    let again = upload(&about, "Idempotency-Key: v1\r\n", PDF).json();
    let id = added.json()["document"].as_str().unwrap().to_owned();
    assert_eq!((again["document"].as_str(), &again["gebeurtenissen"]), (Some(&*id), &json!([])));
    let other = upload(&about, "Idempotency-Key: v1\r\n", &format!("{PDF}x%%EOF"));
    expect!["onder deze Idempotency-Key kwam eerder een ander bestand"]
        .assert_eq(other.json()["redenen"][0].as_str().unwrap());

    let shown = served.get(&format!("/api/documenten/{id}")).json()["document"].clone();
    assert_eq!(shown["titel"], "Verslag één ******782");
    assert_eq!(
        (&shown["mediatype"], &shown["spreekuur"]),
        (&json!("application/pdf"), &json!("concept"))
    );
    assert_eq!(served.get(&format!("/api/documenten/{id}/bestand")).body, PDF);
    let finish = format!("POST /api/documenten/{id}/definitief");
    done(&served, &finish, &json!({}));
    assert_eq!(done(&served, &finish, &json!({}))["gebeurtenissen"], json!([]));

    assert_eq!(files(&served), 1);
    assert_eq!(events(&served)[3..], ["document.toegevoegd", "spreekuurdocument.definitief"]);
}

#[test]
fn a_file_that_is_none_leaves_nothing() {
    let served = Served::start();
    let (_, traject) = ill(&served);
    let line = format!("POST /api/trajecten/{traject}/documenten");
    let upload =
        |about: &Value, extra: &str, file: &str| upload(&served, &line, about, extra, file);
    let about = json!({ "titel": "Brief", "bestandsnaam": "brief.PDF" });
    let plain = json!({ "titel": "Notitie", "bestandsnaam": "notitie.txt" });
    expect!["422 het bestand heet een PDF, maar is geen (volledige) PDF"]
        .assert_eq(&said(&upload(&about, "", "%PDF-1.4 afgebroken")));
    expect!["400 Het bericht is leeg."].assert_eq(&said(&upload(&plain, "", "")));
    expect!["400 titel: ontbreekt"].assert_eq(&said(&upload(
        &json!({ "bestandsnaam": "a.txt" }),
        "",
        "x",
    )));
    let nowhere = line.replace(&traject, "tr-1");
    assert_eq!(served.ask(&nowhere, "x").status, 404);
    let cut = format!(
        "{line} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nSchakel-Document: {plain}\r\n\
         Content-Length: 900\r\n\r\nhalf",
        served.beheer.reveal()
    );
    assert_eq!(served.raw(cut.as_bytes(), true).map(|answer| answer.status), Some(400));
    let text = upload(&plain, "", "platte tekst").json()["document"].as_str().unwrap().to_owned();
    let not_spreekuur =
        refused(&served, &format!("POST /api/documenten/{text}/definitief"), &json!({}));
    assert_eq!(not_spreekuur, "422 het document is geen spreekuurdocument");
    assert_eq!(files(&served), 1, "nothing is left of what was refused");
    assert_eq!(events(&served)[3..], ["document.toegevoegd"]);
}
