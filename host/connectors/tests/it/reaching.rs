//! The hostile connector against the network: what it asks for is performed as a host would, with the
//! hosts and credentials that its plugin.toml asks for and a link grants.

use expect_test::{Expect, expect};
use host_connectors::{Credential, CredentialGrant, HttpClient, HttpGrant, Proof, Secret};
use sdk_connector::kinds;
use sdk_connector::protocol::{Call, Document, HttpRequest, Outcome, Progress};
use serde_json::{Value, json};

use crate::guests::{bericht, plugin, reach};
use crate::servers::{answer, perform, sent_on, server};
use crate::steps::step;

/// A link to `allowed` hosts on this machine, with credential `eigen`. The host has `andermans` too,
/// which was granted to another link.
fn link(call: &Call, allowed: &[&str]) -> HttpGrant {
    let manifest = plugin().manifest();
    let settings: Value = serde_json::from_str(&call.settings).unwrap();
    let secret = |text: &str| Credential { proof: Proof::Bearer(Secret::new(text)), roots: None };
    HttpGrant {
        asked: manifest.asked_hosts(&settings).unwrap(),
        allowed: allowed.iter().map(|host| host.parse().unwrap()).collect(),
        private_addresses: true,
        plain_http: true,
        credentials: CredentialGrant {
            asked: manifest.asked_credentials().to_vec(),
            allowed: vec!["eigen".into()],
            configured: [
                ("eigen".to_owned(), secret("geheim-van-deze")),
                ("andermans".to_owned(), secret("geheim-van-een-ander")),
            ]
            .into(),
        },
    }
}

/// Runs the call to its end, with its requests performed under this grant.
fn run(call: &Call, grant: &HttpGrant) -> Outcome {
    let client = HttpClient::new().unwrap();
    let mut replies = Vec::new();
    for _ in 0..3 {
        let result = step(call, b"", &replies).result.unwrap();
        match result.progress {
            Progress::Done(outcome) => return outcome.read().unwrap(),
            Progress::Waiting => {
                let request: HttpRequest = result.asked.last().unwrap().read().unwrap();
                let reply = perform(&client, &request, grant);
                replies.push(Document::of(kinds::HTTP, 1, &reply));
            }
            other => panic!("{other:?}"),
        }
    }
    panic!("it does not end")
}

#[expect(clippy::needless_pass_by_value, reason = "expect! is written on the spot")]
fn check(outcome: Outcome, expected: Expect) {
    expected.assert_eq(&match outcome {
        Outcome::Accepted { receipt } => format!("gelukt: {receipt}"),
        Outcome::Rejected { reason } => format!("geweigerd: {reason}"),
        other => panic!("{other:?}"),
    });
}

#[test]
fn other_hosts_are_refused() {
    let call = reach(&json!({ "mode": "other-host", "url": "https://elders.example/" }));
    check(
        run(&call, &link(&call, &["anders.example"])),
        expect!["geweigerd: elders.example:443 is op deze koppeling niet toegestaan"],
    );
    let grant = HttpGrant { asked: Vec::new(), ..link(&call, &["elders.example"]) };
    check(
        run(&call, &grant),
        expect!["geweigerd: de plugin vraagt elders.example:443 niet in plugin.toml (asks.http)"],
    );
}

#[test]
fn metadata_addresses_are_refused_also_when_the_operator_granted_the_name() {
    for (url, host, shown) in [
        ("http://169.254.169.254/latest/meta-data/", "169.254.169.254:80", "169.254.169.254"),
        ("http://0xa9fea9fe/latest/meta-data/", "169.254.169.254:80", "169.254.169.254"),
        ("http://[fd00:ec2::254]/latest/", "[fd00:ec2::254]:80", "fd00:ec2::254"),
        ("http://localhost/latest/", "localhost:80", "localhost"),
    ] {
        let call = reach(&json!({ "mode": "other-host", "url": url }));
        let grant = HttpGrant { private_addresses: false, ..link(&call, &[host]) };
        let Outcome::Rejected { reason } = run(&call, &grant) else { panic!("{url}") };
        assert_eq!(
            reason,
            format!(
                "{shown} ligt binnen het eigen netwerk; dat is op deze koppeling niet toegestaan"
            )
        );
    }
}

#[test]
fn a_redirect_gets_no_further_than_the_connector_itself() {
    for (method, status) in [("GET", 302), ("POST", 307)] {
        let (port, _here) =
            server(vec![sent_on(status, "http://169.254.169.254/latest/meta-data/")]);
        let host = format!("127.0.0.1:{port}");
        let url = format!("http://{host}/");
        let call = reach(&json!({ "mode": "other-host", "url": url, "method": method }));
        check(
            run(&call, &link(&call, &[&host, "169.254.169.254:80"])),
            expect![
                "geweigerd: na een doorverwijzing: de plugin vraagt 169.254.169.254:80 niet in plugin.toml (asks.http)"
            ],
        );
    }
}

/// What comes of asking for this credential, and what the other side got.
fn with_credential(name: &str) -> (Outcome, Option<String>) {
    let (port, here) = server(vec![answer("200 OK", "", "welkom geheim-van-deze")]);
    let host = format!("127.0.0.1:{port}");
    let url = format!("http://{host}/");
    let call = reach(&json!({ "mode": "other-host", "url": url, "credential": name }));
    let outcome = run(&call, &link(&call, &[&host]));
    let answered = matches!(outcome, Outcome::Accepted { .. });
    (outcome, answered.then(|| here.join().unwrap().remove(0)))
}

#[test]
fn credentials_of_others_are_refused_and_its_own_stays_unseen() {
    let (outcome, got) = with_credential("eigen");
    check(outcome, expect!["gelukt: 200 welkom ******"]);
    assert!(got.unwrap().contains("authorization: Bearer geheim-van-deze\r\n"));
    check(
        with_credential("andermans").0,
        expect![
            "geweigerd: de plugin vraagt toegangsgegeven `andermans` niet in plugin.toml (asks.credentials)"
        ],
    );

    let call = reach(
        &json!({ "mode": "other-host", "url": "http://127.0.0.1:1/", "credential": "andermans" }),
    );
    let mut grant = link(&call, &["127.0.0.1:1"]);
    grant.credentials.asked.push("andermans".into()); // as if its plugin.toml did ask
    check(
        run(&call, &grant),
        expect!["geweigerd: toegangsgegeven `andermans` is op deze koppeling niet toegestaan"],
    );
}

#[test]
fn the_message_of_a_rule_is_posted() {
    let (port, here) = server(vec![answer("200 OK", "", "dank u")]);
    let host = format!("127.0.0.1:{port}");
    let velden = json!({ "tekst": "er is iets" });
    let declared = plugin().manifest().check_bericht("guests.seintje", velden.as_object().unwrap());
    assert_eq!(declared, Ok(1));
    let call = bericht(&format!("http://{host}/seintjes"), &velden);
    check(run(&call, &link(&call, &[&host])), expect!["gelukt: 200 dank u"]);
    let got = here.join().unwrap().remove(0);
    assert!(got.starts_with("POST /seintjes HTTP/1.1\r\n"), "{got}");
    assert!(got.ends_with(r#"{"tekst":"er is iets"}"#), "{got}");
}
