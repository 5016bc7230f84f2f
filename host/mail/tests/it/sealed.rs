//! Sealed connections: with whom we speak is checked, and without a seal nothing is said.

use std::sync::Arc;

use host_mail::{Mailer, Sent, Settings, Tls};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;

use crate::server::{Server, Step};
use crate::{mail, settings};

const HELLO: Step = ("", "220 mail.voorbeeld.nl\r\n");
const PLAIN_EHLO: Step = ("EHLO", "250 mail.voorbeeld.nl\r\n");
const STARTTLS_EHLO: Step = ("EHLO", "250-mail.voorbeeld.nl\r\n250 STARTTLS\r\n");
const STARTTLS: Step = ("STARTTLS", "220 begin\r\n");
const MAIL: Step = ("MAIL", "250 ok\r\n");
const RCPT: Step = ("RCPT TO:<j.", "250 ok\r\n");
const RCPT_2: Step = ("RCPT TO:<r.", "250 ok\r\n");
const DATA: Step = ("DATA", "354 ga door\r\n");
const END: Step = (".", "250 ok\r\n");
const QUIT: Step = ("QUIT", "221 dag\r\n");

/// A certificate for 127.0.0.1 that signs for itself, as PEM, and the server that shows it.
fn certified() -> (Vec<u8>, Arc<ServerConfig>) {
    let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    (made.cert.pem().into_bytes(), Arc::new(config))
}

fn send(server: &Server, tls: Tls, eigen_ca: Option<Vec<u8>>) -> Sent {
    let settings = Settings { eigen_ca, ..settings(server.address.clone(), tls) };
    Mailer::new(&settings).unwrap().send(&mail())
}

#[test]
fn mail_goes_over_both_kinds() {
    let (pem, config) = certified();
    let direct = [HELLO, PLAIN_EHLO, MAIL, RCPT, RCPT_2, DATA, END, QUIT];
    let server = Server::sealed(Arc::clone(&config), &[], direct.to_vec().leak());
    let sent = send(&server, Tls::Direct, Some(pem.clone()));
    assert!(matches!(sent, Sent::Accepted { .. }), "{sent:?}");
    let after = [PLAIN_EHLO, MAIL, RCPT, RCPT_2, DATA, END, QUIT];
    let before = &[HELLO, STARTTLS_EHLO, STARTTLS];
    let server = Server::sealed(config, before, after.to_vec().leak());
    let sent = send(&server, Tls::Starttls, Some(pem));
    assert!(matches!(sent, Sent::Accepted { .. }), "{sent:?}");
}

#[test]
fn a_server_that_nobody_vouches_for_gets_nothing() {
    let (_, config) = certified();
    for tls in [Tls::Direct, Tls::Starttls] {
        let before: &[Step] =
            if tls == Tls::Direct { &[] } else { &[HELLO, STARTTLS_EHLO, STARTTLS] };
        let server = Server::sealed(Arc::clone(&config), before, &[HELLO, PLAIN_EHLO, MAIL]);
        let sent = send(&server, tls, None);
        assert!(matches!(sent, Sent::TryAgain { .. }), "{sent:?}");
        assert!(!server.heard().iter().any(|line| line.starts_with("MAIL")));
    }
}

#[test]
fn a_server_without_a_seal_gets_nothing() {
    let server = Server::start(&[HELLO, PLAIN_EHLO, MAIL]);
    let sent = send(&server, Tls::Starttls, None);
    assert!(matches!(&sent, Sent::TryAgain { reason } if reason.contains("STARTTLS")), "{sent:?}");
    assert!(!server.heard().iter().any(|line| line.starts_with("MAIL")));
    let server = Server::start(&[HELLO, PLAIN_EHLO, MAIL]);
    assert!(matches!(send(&server, Tls::Direct, None), Sent::TryAgain { .. }));
}
