//! Messages that rules send over a link: made by a rule, delivered by a connector to another system.
#![cfg(test)]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::mpsc;
use std::thread;

use expect_test::expect;
use serde_json::{Value, json};
use tests_harness::{Setup, World};

const RULE: &str = r#"
trigger(#{
    omschrijving: "Een ander systeem hoort van elke ziekmelding",
    gebeurtenis:  "Ziekmelding / Start van nieuw traject",
    als: traject_van_soort("Verzuim"),
    dan: [ bericht("VI001/Seintjes", "guests.seintje", #{ tekst: "ziek bij " + werkgever.naam }) ],
});
"#;

/// Another system: takes what is posted to it, and tells it on. Its address.
fn other_system() -> (String, mpsc::Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    let (tell, told) = mpsc::channel();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = BufReader::new(stream.expect("a connection"));
            let (mut length, mut line) = (0, String::new());
            while stream.read_line(&mut line).is_ok_and(|read| read > 2) {
                if let Some(text) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = text.trim().parse().expect("a length");
                }
                line.clear();
            }
            let mut body = vec![0; length];
            stream.read_exact(&mut body).expect("a body");
            let answer = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nklaar";
            stream.get_mut().write_all(answer.as_bytes()).expect("an answer");
            // The scenario may be over.
            drop(tell.send(String::from_utf8(body).expect("text")));
        }
    });
    (address, told)
}

fn with_link(address: &str) -> Setup {
    let setup = World::setup().without_verwerkingsmeldingen();
    setup.rule("triggers/seintje.rhai", RULE).link(json!({
        "naam": "Seintjes",
        "plugin": "guests",
        "importconfiguratie": "SIVI 2022 Verzuim Felison",
        "instellingen": { "mode": "bericht", "url": format!("http://{address}/seintjes") },
        "toegestaan": { "http": [address], "prive_adressen": true, "zonder_tls": true },
    }))
}

fn report_illness(world: &World, werkgevercode: &str) {
    let post = |path: &str, body: &Value| {
        let answer = world.api().ask("POST", path, Some(body));
        assert_eq!(answer.status, 200, "{path}: {answer}");
        serde_json::from_str::<Value>(&answer.body).expect("JSON")
    };
    let body = json!({ "personeelsnummer": "1001", "achternaam": "Proefpersoon" });
    let werknemer = post(&format!("/api/werkgevers/{werkgevercode}/werknemers"), &body);
    let id = werknemer["werknemer"].as_str().expect("an id").to_owned();
    let report = json!({ "eerste_dag": "2026-03-02" });
    post(&format!("/api/werknemers/{id}/ziekmelding"), &report);
}

#[test]
fn a_rule_tells_another_system() {
    let (address, told) = other_system();
    let world = with_link(&address).start();
    report_illness(&world, "FLSN100200");
    world.settle_deliveries();
    assert_eq!(
        told.recv().expect("a message"),
        r#"{"tekst":"ziek bij Bakkerij De Gouden Aar B.V."}"#
    );
    assert!(told.try_recv().is_err(), "once");
    expect![[r#"
        bz-1 guests.seintje op VI001/Seintjes: accepted na 1 pogingen (aanvaard)
    "#]]
    .assert_eq(&world.deliveries());
}

#[test]
fn nothing_is_told_of_werkgevers_outside_the_groups_of_the_account() {
    let (address, told) = other_system();
    let world = with_link(&address).start();
    report_illness(&world, "FLSN999999");
    world.settle_deliveries();
    assert!(told.try_recv().is_err(), "{}", world.deliveries());
    let events = world.api().all("gebeurtenissen", "vanaf");
    let ill = events.iter().find(|event| event["type"] == "verzuim.ziekmelding").expect("a report");
    let why = world.api().get(&format!("/api/gebeurtenissen/{}/waarom", ill["seq"]));
    expect![[r#"[{"reden":"klantaccount VI001 heeft geen recht op werkgever FLSN999999","regel":"seintje"}]"#]].assert_eq(&why["trace"]["geweigerd"].to_string());
}
