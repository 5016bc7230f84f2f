//! What is listed and handed over, and what a lost answer does.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tests_simulators::digipoort::{
    Bestand, Digipoort, Inhoud, Mood, Moods, Operation, UwvDocument, Vorm,
};

use super::requests::{asked, fetch, list, values};

const LHNR: &str = "800000012L01";

fn at(kenmerk: &str, dienst: &str, moment: &str) -> UwvDocument {
    let aangeleverd = Some(moment.parse().unwrap());
    UwvDocument { aangeleverd, ..UwvDocument::new(kenmerk, dienst, LHNR) }
}

async fn service(documents: impl IntoIterator<Item = UwvDocument>) -> Digipoort {
    let service = Digipoort::start(0, Moods::fine()).await.unwrap();
    service.put_all(documents);
    service
}

#[tokio::test]
async fn a_list_is_of_a_berichtsoort_and_a_window() {
    let service = service([
        at("K1", "UWV-ZZ-ZW", "2026-03-01T00:00:00Z"),
        at("K2", "UWV-ZZ-ZW", "2026-03-02T00:00:00Z"),
        at("K3", "UWV-ZZ-WAZO", "2026-03-03T00:00:00Z"),
    ])
    .await;
    let soort = "<k:berichtsoort>UWV-ZZ-ZW</k:berichtsoort>";
    let vanaf = "<k:tijdstempelVanaf>2026-03-02T01:00:00+01:00</k:tijdstempelVanaf>";
    let tot = "<k:tijdstempelTot>2026-03-02T00:00:00Z</k:tijdstempelTot>";
    assert_eq!(list(&service, "").await, ["K1", "K2", "K3"]);
    assert_eq!(list(&service, soort).await, ["K1", "K2"]);
    assert_eq!(list(&service, vanaf).await, ["K2", "K3"]);
    assert_eq!(list(&service, tot).await, ["K1"]);
    assert_eq!(list(&service, &format!("{soort}{vanaf}{tot}")).await, [""; 0]);
    let call = service.journal().calls.pop().unwrap();
    assert_eq!(call.vanaf.as_deref(), Some("2026-03-02T00:00:00.000Z"));
    assert_eq!((call.berichtsoort.as_deref(), call.aantal), (Some("UWV-ZZ-ZW"), 0));
}

#[tokio::test]
async fn a_document_comes_whole_in_both_carriers() {
    let files = [("a.pdf", Inhoud::Pdf(5_000)), ("b.pdf", Inhoud::Html)];
    let files = files.map(|(naam, inhoud)| Bestand { naam: naam.to_owned(), inhoud });
    let bestanden = files.to_vec();
    let metadata = UwvDocument { bestanden, ..UwvDocument::new("K1", "UWV-ZZ-ZW", LHNR) };
    let pdf = UwvDocument { vorm: Vorm::Pdf, kenmerk: "K2".to_owned(), ..metadata.clone() };
    let service = service([metadata.clone(), pdf.clone()]).await;
    for (document, contents) in [(&metadata, 3), (&pdf, 2)] {
        let came = fetch(&service, &document.kenmerk).await.unwrap();
        let files: Vec<Vec<u8>> = values(&came.text, "inhoud")
            .iter()
            .map(|text| STANDARD.decode(text).unwrap())
            .collect();
        assert_eq!(files.len(), contents);
        assert_eq!(files[contents - 2..], [document.bytes(1), document.bytes(2)]);
        assert_eq!(values(&came.text, "type"), ["LHnr"]);
    }
    assert_eq!(fetch(&service, "K9").await.unwrap().text.matches("Resultaat").count(), 0);
    assert_eq!(
        service.journal().opgehaald().into_iter().collect::<Vec<_>>(),
        [("K1".to_owned(), 1), ("K2".to_owned(), 1)]
    );
}

#[tokio::test]
async fn twenty_mebibytes_come_whole() {
    let bestanden = vec![Bestand { naam: "a.pdf".into(), inhoud: Inhoud::Pdf(20_971_520) }];
    let document = UwvDocument { bestanden, ..UwvDocument::new("K1", "UWV-ZZ-ZW", LHNR) };
    let service = service([document]).await;
    let came = fetch(&service, "K1").await.unwrap();
    assert!(came.text.len() > 27_900_000 && came.text.ends_with("</soapenv:Envelope>"));
}

#[tokio::test]
async fn what_is_new_is_lost_with_a_lost_answer() {
    let service = service([UwvDocument::new("K1", "UWV-ZZ-ZW", LHNR)]).await;
    let new = || asked(&service, Operation::NieuweBerichtenLijst, "");
    service.set_mood(Mood::Silent(1));
    assert_eq!(new().send().await, None);
    assert_eq!(values(&new().send().await.unwrap().text, "kenmerk"), [""; 0]);
    assert_eq!(list(&service, "").await, ["K1"]);
    let fields = "<k:kenmerk>K1</k:kenmerk>";
    let fetched = asked(&service, Operation::NieuweBerichtenKenmerk, fields).send().await.unwrap();
    assert_eq!(values(&fetched.text, "kenmerk"), ["K1"]);
}
