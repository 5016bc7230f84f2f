//! Every way in which the service can be difficult.

use std::time::{Duration, Instant};

use tests_simulators::digipoort::{Digipoort, Mood, Moods, Stock, Uitkomst, UwvDocument};

use super::requests::{fetch, list, values};

async fn service() -> Digipoort {
    let service = Digipoort::start(0, Moods::fine()).await.unwrap();
    service.put_all(Stock::new(1, 2, 4).documents(8));
    service
}

const FIRST: &str = "DP-1-000000";

#[tokio::test]
async fn answers_can_be_bad() {
    let service = service().await;
    let status = async || fetch(&service, FIRST).await.map(|came| came.status);
    service.set_mood(Mood::Down);
    assert_eq!(status().await, Some(503));
    service.set_mood("fout:1,traag:30".parse::<Moods>().unwrap());
    let begun = Instant::now();
    assert_eq!((status().await, status().await), (Some(500), Some(200)));
    assert!(begun.elapsed() >= Duration::from_millis(60));
    service.set_mood("soms:3".parse::<Moods>().unwrap());
    let mut all = Vec::new();
    for _ in 0..6 {
        all.extend(status().await);
    }
    assert_eq!(all, [200, 200, 500, 200, 200, 500]);
    service.set_mood(Mood::Silent(1));
    assert_eq!((status().await, status().await), (None, Some(200)));
    service.set_mood(Mood::Broken(1));
    assert_eq!((status().await, status().await), (Some(0), Some(200)));
    service.set_mood(Mood::Faulting(1));
    let came = fetch(&service, FIRST).await.unwrap();
    assert!(came.status == 500 && came.text.contains("OPH400") && came.text.contains("Server"));
    let uitkomsten: Vec<Uitkomst> =
        service.journal().calls.iter().map(|call| call.uitkomst).collect();
    assert_eq!(uitkomsten.iter().filter(|uitkomst| **uitkomst == Uitkomst::Http).count(), 4);
    for one in [Uitkomst::Verloren, Uitkomst::Afgebroken, Uitkomst::Fault] {
        assert_eq!(uitkomsten.iter().filter(|uitkomst| **uitkomst == one).count(), 1);
    }
}

#[tokio::test]
async fn an_answer_can_end_in_the_middle() {
    let service = service().await;
    service.set_mood(Mood::Cut(1));
    let came = fetch(&service, FIRST).await.unwrap();
    assert_eq!(came.status, 200);
    assert!(came.text.contains("BerichtResultaat>") && !came.text.contains("Envelope></"));
    assert!(!came.text.ends_with("</soapenv:Envelope>"));
    assert!(service.journal().opgehaald().is_empty());
}

#[tokio::test]
async fn connections_can_be_refused_for_a_while() {
    let service = service().await;
    service.set_mood(Mood::Gone(Duration::from_millis(400)));
    let begun = Instant::now();
    assert_eq!(fetch(&service, FIRST).await, None);
    while fetch(&service, FIRST).await.is_none() {
        assert!(begun.elapsed() < Duration::from_secs(10));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(begun.elapsed() >= Duration::from_millis(350));
    service.set_mood(Mood::Gone(Duration::from_secs(600)));
    assert_eq!(fetch(&service, FIRST).await, None);
    service.set_mood(Moods::fine());
    tokio::time::sleep(Duration::from_millis(100)).await;
    assert!(fetch(&service, FIRST).await.is_some());
}

#[tokio::test]
async fn lists_can_be_double_and_in_any_order() {
    let service = service().await;
    let plain = list(&service, "").await;
    service.set_mood([Mood::Twice, Mood::Shuffled]);
    let (one, other) = (list(&service, "").await, list(&service, "").await);
    assert_ne!(one, other);
    for mut listed in [one, other] {
        assert_eq!(listed.len(), 16);
        listed.sort();
        listed.dedup();
        assert_eq!(listed, plain);
    }
}

#[tokio::test]
async fn documents_can_be_other_than_they_should() {
    let service = service().await;
    service.set_mood("bsn-fout,geen-pdf".parse::<Moods>().unwrap());
    let came = fetch(&service, "DP-1-000001").await.unwrap();
    let file = "PCFET0NUWVBFIGh0bWw"; // <!DOCTYPE html
    assert!(values(&came.text, "inhoud").iter().any(|text| text.starts_with(file)));
    service.set_mood(Mood::Large);
    assert!(fetch(&service, FIRST).await.unwrap().text.len() > 27_900_000);
    service.set_mood(Moods::fine());
    assert!(fetch(&service, FIRST).await.unwrap().text.len() < 100_000);
}

#[tokio::test]
async fn one_document_can_be_difficult() {
    let service = service().await;
    let gedrag = "fout:1,zwijgt:2".parse().unwrap();
    service.put(UwvDocument { gedrag, ..UwvDocument::new("K1", "UWV-ZZ-ZW", "L") });
    assert_eq!(list(&service, "").await.len(), 9);
    assert_eq!(fetch(&service, FIRST).await.unwrap().status, 200);
    assert_eq!(fetch(&service, "K1").await, None); // counts for both
    assert_eq!(fetch(&service, "K1").await, None);
    assert_eq!(fetch(&service, "K1").await.unwrap().status, 200);
}
