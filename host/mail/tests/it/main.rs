//! Sending mail to servers that answer as a script says.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test ends where something is not as expected"
)]

mod server;
mod answers;
mod sealed;

use std::time::Duration;

use host_mail::{Mail, Mailer, Settings, Tls};

/// How long the tests wait for a server.
const PATIENCE: Duration = Duration::from_millis(600);

fn settings(server: String, tls: Tls) -> Settings {
    Settings {
        server,
        tls,
        eigen_ca: None,
        van: "Schakel <schakel@voorbeeld.nl>".to_owned(),
        gebruiker: None,
        wachtwoord: None,
        host_naam: "schakel.voorbeeld.nl".to_owned(),
        timeout: PATIENCE,
    }
}

fn mailer(server: String) -> Mailer {
    Mailer::new(&settings(server, Tls::Geen)).unwrap()
}

fn mail() -> Mail {
    Mail {
        id: "b-1".to_owned(),
        aan: vec!["j.korenaar@voorbeeld.nl".to_owned(), "r.waterman@voorbeeld.nl".to_owned()],
        onderwerp: "Beëindiging".to_owned(),
        tekst: "Eerste regel\n.\nLaatste regel\n".to_owned(),
        datum_ms: 1_770_000_000_000,
    }
}
