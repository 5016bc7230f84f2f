//! Another process stages the service over `/beheer`.

use serde_json::{Value, json};
use tests_simulators::digipoort::{Digipoort, Moods, story};

use super::requests::{fetch, list};

async fn call(service: &Digipoort, method: &str, path: &str, body: Option<Value>) -> Value {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let client = reqwest::Client::builder().no_proxy().build().unwrap();
    let url = format!("{}{path}", service.base());
    let mut request = client.request(method.parse().unwrap(), url);
    if let Some(body) = body {
        request = request.json(&body);
    }
    let response = request.send().await.unwrap().error_for_status().unwrap();
    let text = response.text().await.unwrap();
    if text.is_empty() { Value::Null } else { serde_json::from_str(&text).unwrap() }
}

#[tokio::test]
async fn documents_moods_and_journal() {
    let service = Digipoort::start(0, Moods::fine()).await.unwrap();
    let document = json!({
        "kenmerk": "K1", "dienst": "UWV-ZZ-ZW", "loonheffingennummer": "800000012L01",
        "bsn": "111222333", "titel": "Beslissing", "datum": "2026-03-02", "vorm": "pdf",
        "bestanden": [{ "naam": "a.pdf", "inhoud": { "pdf": 5000 } }], "gedrag": "traag:1",
    });
    call(&service, "POST", "/beheer/documenten", Some(json!([document]))).await;
    let order = json!({ "seed": 1, "werkgevers": 2, "werknemers": 4, "documenten": 3 });
    call(&service, "POST", "/beheer/voorraad", Some(order)).await;
    let overview = call(&service, "GET", "/beheer", None).await;
    assert_eq!(overview, json!({ "endpoint": service.endpoint(), "documenten": 4 }));
    assert_eq!(call(&service, "GET", "/beheer/documenten", None).await[0]["vorm"], "pdf");
    call(&service, "PUT", "/beheer/gedrag", Some(json!("fout:1"))).await;
    assert_eq!(fetch(&service, "K1").await.unwrap().status, 500);
    assert_eq!(fetch(&service, "K1").await.unwrap().status, 200);
    let journal = call(&service, "GET", "/beheer/journaal", None).await;
    let uitkomsten = [&journal["calls"][0]["uitkomst"], &journal["calls"][1]["uitkomst"]];
    assert_eq!(uitkomsten, ["http", "antwoord"]);
}

#[tokio::test]
async fn the_story_is_put_there_and_told() {
    let service = Digipoort::start(0, Moods::fine()).await.unwrap();
    let told = call(&service, "POST", "/beheer/verhaal", None).await;
    assert_eq!(told.as_array().unwrap().len(), story().len());
    assert_eq!(told[0]["plaats"], "werknemer");
    assert_eq!(told[0]["is_pdf"], true);
    let listed = list(&service, "").await;
    assert_eq!(listed.len(), story().len());
    assert_eq!(told[0]["document"]["kenmerk"], listed[0]);
}
