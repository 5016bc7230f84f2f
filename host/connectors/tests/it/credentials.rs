//! Credentials by name: who may use which, where they go, and that nobody sees them.

use std::io::Write;
use std::net::TcpListener;
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use expect_test::{Expect, expect};
use host_connectors::{
    Credential, CredentialError, CredentialGrant, HttpClient, HttpGrant, Proof, Secret,
};
use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, ExtendedKeyUsagePurpose, IsCa, KeyPair,
};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection, StreamOwned};
use sdk_connector::protocol::{HttpReply, HttpRequest};

use crate::servers::{answer, grant, perform, request, sent_on, server, told, whole_request};

const NAME: &str = "sleutel";

/// A grant for these hosts, with one credential that may be used.
fn with(proof: Proof, hosts: &[&str]) -> HttpGrant {
    let configured = [(NAME.to_owned(), Credential { proof, roots: None })].into();
    let names = vec![NAME.to_owned()];
    let credentials = CredentialGrant { asked: names.clone(), allowed: names, configured };
    HttpGrant { credentials, ..grant(hosts) }
}

fn bearer() -> Proof {
    Proof::Bearer(Secret::new("geheim-1234"))
}

fn get(host: &str) -> HttpRequest {
    HttpRequest { credential: Some(NAME.into()), ..request("GET", &format!("http://{host}/")) }
}

#[test]
fn headers_are_filled_in_and_an_echo_is_masked() {
    let password = Secret::new("geheim-1234");
    for (proof, expected) in [
        (bearer(), "authorization: Bearer geheim-1234\r\n"),
        (
            Proof::Basic { user: "wie".into(), password },
            "authorization: Basic d2llOmdlaGVpbS0xMjM0\r\n",
        ),
        (
            Proof::Header { name: "X-Api-Key".into(), value: Secret::new("geheim-1234") },
            "x-api-key: geheim-1234\r\n",
        ),
    ] {
        let echo = answer("401 Nee", "X-Echo: geheim-1234\r\n", "u gaf geheim-1234 op");
        let (port, serving) = server(vec![echo]);
        let host = format!("127.0.0.1:{port}");
        let client = HttpClient::new().unwrap();
        let reply = perform(&client, &get(&host), &with(proof, &[&host]));
        assert!(!format!("{reply:?}").contains("geheim"), "{reply:?}");
        assert_eq!(told(reply), "antwoord 401 u gaf ****** op");
        let got = serving.join().unwrap().remove(0);
        assert!(got.contains(expected), "{got}");
    }
}

#[test]
fn asked_granted_and_configured_are_three_things() {
    let check = |change: fn(&mut CredentialGrant), expected: Expect| {
        let mut grant = with(bearer(), &["127.0.0.1:1"]);
        change(&mut grant.credentials);
        let client = HttpClient::new().unwrap();
        expected.assert_eq(&told(perform(&client, &get("127.0.0.1:1"), &grant)));
    };
    check(
        |credentials| credentials.asked = vec!["anders".into()],
        expect![
            "niet verstuurd true: de plugin vraagt toegangsgegeven `sleutel` niet in plugin.toml (asks.credentials)"
        ],
    );
    check(
        |credentials| credentials.allowed.clear(),
        expect![
            "niet verstuurd true: toegangsgegeven `sleutel` is op deze koppeling niet toegestaan"
        ],
    );
    check(
        |credentials| credentials.configured.clear(),
        expect!["niet verstuurd true: toegangsgegeven `sleutel` is op deze host niet ingesteld"],
    );
}

#[test]
fn with_a_credential_the_plugin_does_not_say_who_it_is() {
    let key = || Proof::Header { name: "X-Api-Key".into(), value: Secret::new("geheim-1234") };
    let client = HttpClient::new().unwrap();
    let send = |proof: Proof, name: &str| {
        let headers = vec![(name.to_owned(), "x".to_owned())];
        let request = HttpRequest { headers, ..get("127.0.0.1:1") };
        told(perform(&client, &request, &with(proof, &["127.0.0.1:1"])))
    };
    for (proof, name) in
        [(bearer(), "Authorization"), (bearer(), "cookie"), (key(), "x-API-key"), (key(), "cookie")]
    {
        let refused = format!("niet verstuurd true: de plugin mag `{name}` niet gebruiken");
        assert_eq!(send(proof, name), refused);
    }
    assert!(send(bearer(), "x-api-key").contains("geen verbinding"));
}

#[test]
fn nobody_but_the_first_gets_it() {
    let (elsewhere, there) = server(vec![answer("200 OK", "", "hier")]);
    let elsewhere = format!("127.0.0.1:{elsewhere}");
    let (port, here) =
        server(vec![sent_on(302, "/nog-hier"), sent_on(307, &format!("http://{elsewhere}/"))]);
    let host = format!("127.0.0.1:{port}");
    let grant = with(bearer(), &[&host, &elsewhere]);
    let client = HttpClient::new().unwrap();
    assert_eq!(told(perform(&client, &get(&host), &grant)), "antwoord 200 hier");
    assert!(here.join().unwrap().iter().all(|got| got.contains("geheim-1234")));
    assert!(!there.join().unwrap()[0].to_lowercase().contains("authorization"));
}

/// A certificate authority that nobody knows, a server under it that asks for certificates under it,
/// and such a certificate.
struct Network {
    root: String,
    certificate: String,
    port: u16,
    serving: JoinHandle<Vec<bool>>,
}

/// Its server answers this many connections, and hands back whether each showed a certificate.
fn network(connections: usize) -> Network {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let authority = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
    let issue = |purpose: ExtendedKeyUsagePurpose| {
        let key = KeyPair::generate().unwrap();
        let mut params = CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        params.extended_key_usages = vec![purpose];
        let certificate = params.signed_by(&key, &authority).unwrap();
        (certificate.pem(), key.serialize_pem())
    };
    let (chain, key) = issue(ExtendedKeyUsagePurpose::ServerAuth);
    let config = Arc::new(server_config(&authority.pem(), &chain, &key));
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let serving = thread::spawn(move || {
        let connected = (0..connections).filter_map(|_| {
            let (stream, _) = listener.accept().unwrap();
            let connection = ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = StreamOwned::new(connection, stream);
            while stream.conn.is_handshaking() {
                stream.conn.complete_io(&mut stream.sock).ok()?;
            }
            whole_request(&mut stream);
            let known = stream.conn.peer_certificates().is_some();
            stream.write_all(&answer("200 OK", "", "welkom")).unwrap();
            stream.conn.send_close_notify();
            stream.flush().unwrap();
            Some(known)
        });
        connected.collect()
    });
    let (chain, key) = issue(ExtendedKeyUsagePurpose::ClientAuth);
    Network { root: authority.pem(), certificate: format!("{chain}{key}"), port, serving }
}

fn server_config(root: &str, chain: &str, key: &str) -> ServerConfig {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(root.as_bytes()).unwrap()).unwrap();
    let clients =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .allow_unauthenticated()
            .build()
            .unwrap();
    ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_client_cert_verifier(clients)
        .with_single_cert(
            vec![CertificateDer::from_pem_slice(chain.as_bytes()).unwrap()],
            PrivateKeyDer::from_pem_slice(key.as_bytes()).unwrap(),
        )
        .unwrap()
}

#[test]
fn a_certificate_is_shown_and_a_root_of_ones_own_is_trusted_with_its_credential_only() {
    let network = network(3);
    let host = format!("localhost:{}", network.port);
    let pem = || Proof::ClientCertificate { pem: Secret::new(network.certificate.as_str()) };
    let client = HttpClient::new().unwrap();
    let send = |proof: Proof, roots: Option<&String>| -> HttpReply {
        let mut grant = with(proof, &[&host]);
        grant.credentials.configured.get_mut(NAME).unwrap().roots = roots.cloned();
        perform(&client, &HttpRequest { url: format!("https://{host}/"), ..get(&host) }, &grant)
    };
    assert_eq!(told(send(pem(), Some(&network.root))), "antwoord 200 welkom");
    assert_eq!(told(send(bearer(), Some(&network.root))), "antwoord 200 welkom");
    let unknown = told(send(pem(), None));
    assert!(unknown.starts_with("niet verstuurd true: geen verbinding: "), "{unknown}");
    assert_eq!(network.serving.join().unwrap(), [true, false]);
}

#[test]
fn what_is_wrong_with_a_credential_is_told_when_the_host_starts() {
    let (one, other) = (network(0), network(0));
    let pem = |pem: &str| Proof::ClientCertificate { pem: Secret::new(pem) };
    let header = |name: &str, value: &str| Proof::Header {
        name: name.to_owned(),
        value: Secret::new(value),
    };
    let parts = |pem: &str| {
        let (chain, key) = pem.split_at(pem.find("-----BEGIN PRIVATE KEY").unwrap());
        (chain.to_owned(), key.to_owned())
    };
    let (chain, key) = parts(&one.certificate);
    let foreign = format!("{}{key}", parts(&other.certificate).0);
    let colon = Proof::Basic { user: "a:b".into(), password: Secret::new("geheim") };
    for (proof, expected) in [
        (pem(&one.certificate), Ok(())),
        (bearer(), Ok(())),
        (pem(""), Err(CredentialError::NoCertificate)),
        (pem(&chain), Err(CredentialError::NoKey)),
        (pem(&key), Err(CredentialError::NoCertificate)),
        (pem(&foreign), Err(CredentialError::NoPair)),
        (header("x key", "geheim"), Err(CredentialError::NoHeaderName)),
        (header("Content-Length", "3"), Err(CredentialError::NoHeaderName)),
        (header("x-key", "ge\nheim"), Err(CredentialError::NoHeaderValue)),
        (Proof::Bearer(Secret::new("ge\nheim")), Err(CredentialError::NoHeaderValue)),
        (colon, Err(CredentialError::ColonInUser)),
    ] {
        assert_eq!(Credential { proof, roots: None }.check(), expected);
    }
    let roots = |roots: &str| Credential { proof: bearer(), roots: Some(roots.to_owned()) };
    assert_eq!(roots(&one.root).check(), Ok(()));
    assert_eq!(roots("geen certificaat").check(), Err(CredentialError::NoRoots));
}
