//! What does not get further by itself is looked at, mended, sent again or given up.

use serde_json::json;

use crate::{rights::operator, served::Served};

/// A report that the other side would not have; its id.
fn rejected(served: &Served) -> String {
    served.post_to("Proef", "text/plain", "verslag\nW1;123456782;Jansen");
    let shown = served.get("/api/bezorgingen").json()["bezorgingen"][0].clone();
    let told = json!([shown["baan"], shown["document"]["kind"], shown["state"]["is"]]);
    assert_eq!(told, json!(["bezorgen", "proef.verslag", "rejected"]), "{shown}");
    shown["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_delivery_is_read_mended_and_sent_again() {
    let served = Served::start();
    let id = rejected(&served);
    let path = format!("/api/bezorgingen/{id}");
    assert!(!served.get(&path).body.contains("123456782"));
    let token = operator(&served, "s1", &["bezorgingen"]);
    let ask = |line: &str, body: &str| served.request(line, &token, "", body);
    let content = ask(&format!("GET {path}/inhoud"), "");
    let mut mended = content.json();
    assert_eq!(mended["records"][0]["result"], "verwerkt", "{mended}");
    mended["report"] = json!("hersteld");
    let put = ask(&format!("PUT {path}/inhoud"), &mended.to_string());
    assert_eq!((put.status, put.json()["status"].as_str()), (200, Some("gewijzigd")));
    assert_eq!(ask(&format!("GET {path}/inhoud"), "").json(), mended);
    assert_eq!(ask(&format!("PUT {path}/inhoud"), "{").status, 400);
    assert_eq!(ask(&format!("POST {path}/opnieuw"), "").json()["status"], "wacht");
    let again = (0..500).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(10));
        let shown = served.get(&path).json();
        shown["attempt"] == 2 && shown["state"]["is"] == "rejected"
    });
    assert!(again, "{}", served.get(&path).body);
    assert_eq!(ask(&format!("POST {path}/opgeven"), "").json()["status"], "opgegeven");
    assert_eq!(served.get(&path).json()["state"]["is"], "given_up");
    let audit = served.get("/api/audit").json();
    let acts = audit["audit"].as_array().unwrap().iter().filter(|act| act["wie"] == "s1");
    let acts: Vec<&str> = acts.filter_map(|act| act["wat"].as_str()).collect();
    let told = ["opgegeven", "opnieuw", "ingezien", "gewijzigd", "ingezien"];
    assert_eq!(acts, told.map(|act| format!("bezorging.{act}")));
}

#[test]
fn a_delivery_that_is_not_there_is_not_found() {
    let served = Served::start();
    for id in ["bz-1", &format!("bz-{:032x}", 7)] {
        for line in ["GET @/inhoud", "PUT @/inhoud", "POST @/opnieuw", "POST @/opgeven", "GET @"] {
            let line = line.replace('@', &format!("/api/bezorgingen/{id}"));
            assert_eq!(served.ask(&line, "{}").status, 404, "{line}");
        }
    }
}

#[test]
fn a_message_is_read_again_once_its_connector_was_mended() {
    let served = Served::start();
    served.breaks.store(true, std::sync::atomic::Ordering::SeqCst);
    let answer = served.post_to("Proef", "text/plain", "W1;123456782;Jansen");
    let id = answer.header("schakel-logverslag").unwrap().to_owned();
    served.breaks.store(false, std::sync::atomic::Ordering::SeqCst);
    let line = format!("POST /api/logverslagen/{id}/opnieuw");
    let again = served.ask(&line, "");
    assert_eq!(again.json()["status"], "in behandeling", "{}", again.body);
    served.is_quiet();
    let report = served.get(&format!("/api/logverslagen/{id}")).json();
    assert_eq!(report["logverslag"]["telling"]["verwerkt"], 1, "{report}");
    assert_eq!(served.ask(&line, "").status, 422, "it was read well");
    let other = format!("POST /api/logverslagen/lv-{:032x}/opnieuw", 7);
    assert_eq!(served.ask(&other, "").status, 404);
}
