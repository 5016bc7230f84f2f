//! Credentials: the host adds them to requests of a link that they are granted to; nobody else gets
//! them, and nobody sees them.
#![cfg(test)]

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

use expect_test::expect;
use serde_json::{Value, json};
use tests_harness::World;
use tests_simulators::digipoort::DIENSTEN;

/// What only the host may know, and the partner.
const SECRET: &str = "sleutelbloem-9f41";
/// Of another partner.
const OTHER: &str = "dotterbloem-77aa";

/// A partner that takes every request and keeps how it begins.
struct Partner {
    address: String,
    heads: Arc<Mutex<Vec<String>>>,
}

impl Partner {
    fn start() -> Partner {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address").to_string();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&heads);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.expect("a connection");
                let mut head = Vec::new();
                let mut byte = [0];
                while !head.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n > 0) {
                    head.extend(byte);
                }
                kept.lock().expect("a list").push(String::from_utf8_lossy(&head).into_owned());
                let answer =
                    "HTTP/1.1 200 OK\r\ncontent-length: 7\r\nconnection: close\r\n\r\nwelkom!";
                drop(stream.write_all(answer.as_bytes()));
            }
        });
        Partner { address, heads }
    }

    fn heads(&self) -> Vec<String> {
        self.heads.lock().expect("a list").clone()
    }
}

/// A link that fetches from the partner, with this credential and with these granted.
fn link(name: &str, partner: &Partner, credential: &str, granted: &[&str]) -> Value {
    json!({
        "naam": name,
        "plugin": "guests",
        "importconfiguratie": "UWV documenten",
        "instellingen": {
            "mode": "partner",
            "url": format!("http://{}/nieuw", partner.address),
            "credential": credential,
        },
        "toegestaan": {
            "http": [partner.address],
            "prive_adressen": true,
            "zonder_tls": true,
            "geheimen": granted,
        },
        "ophalen": { "elke_seconden": 86_400 },
        "herhalen": { "pogingen": 1, "langste_pauze_seconden": 1 },
    })
}

#[test]
fn a_credential_goes_to_the_partner_and_nowhere_else() {
    let partner = Partner::start();
    let world = World::setup()
        .without_verwerkingsmeldingen()
        .secret("partner", SECRET)
        .secret("ander", OTHER)
        .link(link("Partner", &partner, "partner", &["partner"]))
        .link(link("Slinks", &partner, "ander", &["partner"]))
        .link(link("Zonder", &partner, "partner", &[]))
        .link(link("Derde", &partner, "derde", &["partner", "ander"]))
        .start();
    let (lhnr, code) = world.werkgevercodes().into_iter().next().expect("a werkgever");
    world.machtiging(&code, &lhnr, DIENSTEN[0]);
    for name in ["Partner", "Slinks", "Zonder", "Derde"] {
        world.poll_link(name);
        world.settle_deliveries();
    }
    let heads = partner.heads();
    let [head] = heads.as_slice() else { panic!("{} requests", heads.len()) };
    assert_eq!(head.matches(SECRET).count(), 1);
    assert!(head.to_ascii_lowercase().contains(&format!("authorization: bearer {SECRET}")));
    expect![[r#"
        bz-1 schakel.op-te-halen op VI001/Partner: accepted na 1 pogingen (opgehaald, logverslag lv-1)
        bz-2 schakel.op-te-halen op VI001/Slinks: given_up na 1 pogingen (opgegeven: toegangsgegeven `ander` is op deze koppeling niet toegestaan)
        bz-3 schakel.op-te-halen op VI001/Zonder: given_up na 1 pogingen (opgegeven: toegangsgegeven `partner` is op deze koppeling niet toegestaan)
        bz-4 schakel.op-te-halen op VI001/Derde: given_up na 1 pogingen (opgegeven: de plugin vraagt toegangsgegeven `derde` niet in plugin.toml (asks.credentials))
    "#]].assert_eq(&world.deliveries());

    // What is told to people of it holds none of them; the closing checks look everywhere.
    for command in [
        &["koppelingen", "lijst"][..],
        &["klantaccounts", "lijst"],
        &["bezorgingen"],
        &["logverslagen"],
        &["gebeurtenissen"],
        &["audit"],
        &["controleer"],
    ] {
        let ended = world.cli(command);
        let told = format!("{}{}", ended.output, ended.errors);
        assert!(!told.contains(SECRET) && !told.contains(OTHER), "{command:?}");
    }
    let wasm = world.folder().wasm("guests").display().to_string();
    let tried = world.cli(&["plugins", "proef", &wasm, "--koppeling", "VI001/Partner"]);
    assert_eq!(tried.code, Some(0), "{tried:?}");
}

#[test]
fn a_credential_that_others_can_read_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let mut world = World::setup().secret("partner", SECRET).start();
    world.stop();
    let file = world.folder().path("geheim/partner");
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o644)).expect("permissions");
    let refused = world.restart_with(&[]).expect_err("a secret that is none");
    assert_eq!(refused.code, Some(2), "{refused:?}");
    let said = refused.errors.lines().last().unwrap_or_default().to_owned();
    expect!["geheimen.partner: geheim/partner is leesbaar voor anderen (rechten 644). Voer uit: chmod 600 geheim/partner"].assert_eq(&world.plain(&said));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).expect("permissions");
    world.restart();
}
