//! Which mail server, in whose name; read once, when the program starts.

use std::{fmt, net::IpAddr, time::Duration};

use lettre::{
    Address,
    message::Mailbox,
    transport::smtp::{
        authentication::Credentials,
        client::{Certificate, TlsParameters},
        extension::ClientId,
    },
};

/// Longest domain name, in octets (RFC 1035).
const DOMAIN_MAX: usize = 253;
/// How a certificate begins in PEM; without one the reader finds nothing and calls it good.
const PEM_BEGIN: &str = "-----BEGIN CERTIFICATE-----";

/// What has to be known to send mail.
#[derive(Debug, Clone)]
pub struct Settings {
    /// `host:port` of the mail server; 587 and 465 are usual for senders like us, 25 within a house.
    pub server: String,
    /// How the connection is sealed.
    pub tls: Tls,
    /// Certificates (PEM) of certification authorities that are trusted beside the public ones, such
    /// as that of one's own organisation; none for none.
    pub eigen_ca: Option<Vec<u8>>,
    /// In whose name: `adres` or `Naam <adres>`.
    pub van: String,
    /// User name at the server; none when it asks for none.
    pub gebruiker: Option<String>,
    /// Password that belongs to it.
    pub wachtwoord: Option<Wachtwoord>,
    /// Name of our machine, such as `schakel.voorbeeld.nl`: told to the server, and the part of a
    /// Message-ID behind the `@`. Another name makes another Message-ID of the same mail.
    pub host_naam: String,
    /// How long connecting may take, and how long the conversation after it.
    pub timeout: Duration,
}

/// How a connection to the mail server is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// Not. Only for a server on the same machine, or on a network that one trusts.
    Geen,
    /// It begins open, and goes on only when the server seals it.
    Starttls,
    /// From the first byte.
    Direct,
}

/// A password; it is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Wachtwoord(String);

impl Wachtwoord {
    /// Takes it as it is.
    pub fn new(text: String) -> Wachtwoord {
        Wachtwoord(text)
    }
}

impl fmt::Debug for Wachtwoord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Wachtwoord(…)")
    }
}

/// A setting with which no mail can be sent.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsError {
    /// The server is not `host:port`.
    #[error("mailserver `{0}`: schrijf host:poort, zoals mail.voorbeeld.nl:587")]
    Server(String),
    /// The sender is not an address.
    #[error("afzender `{0}`: schrijf een e-mailadres of `Naam <adres>`")]
    Van(String),
    /// The name of our machine is not a domain name.
    #[error("host_naam `{0}`: schrijf een domeinnaam, zoals schakel.voorbeeld.nl")]
    HostNaam(String),
    /// One of user name and password is there and the other is not.
    #[error("gebruiker en wachtwoord horen bij elkaar: geef beide, of geen van beide")]
    HalfLogin,
    /// A password would go over an open connection to another machine.
    #[error("een wachtwoord gaat niet over een open verbinding: kies starttls of direct")]
    OpenLogin,
    /// The own certificates cannot be read.
    #[error(
        "het certificaat van de eigen CA is niet te lezen: geef een of meer certificaten in PEM"
    )]
    EigenCa,
    /// The time limit is zero.
    #[error("de tijdslimiet voor mail is nul: geef ten minste een seconde")]
    Timeout,
    /// TLS cannot be set up for this server.
    #[error("TLS naar mailserver `{0}` is niet op te zetten")]
    Tls(String),
}

/// The settings as they are used.
pub(crate) struct Server {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) seal: Seal,
    pub(crate) from: Mailbox,
    pub(crate) login: Option<Credentials>,
    pub(crate) domain: String,
    pub(crate) timeout: Duration,
}

/// How a connection is sealed, with all that is needed for it.
pub(crate) enum Seal {
    Open,
    Starttls(TlsParameters),
    Direct(TlsParameters),
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Server").field("host", &self.host).field("port", &self.port).finish()
    }
}

impl Server {
    pub(crate) fn read(settings: &Settings) -> Result<Server, SettingsError> {
        let (host, port) = host_and_port(&settings.server)
            .ok_or_else(|| SettingsError::Server(settings.server.clone()))?;
        let from = settings.van.parse().map_err(|_| SettingsError::Van(settings.van.clone()))?;
        if !is_domain(&settings.host_naam) {
            return Err(SettingsError::HostNaam(settings.host_naam.clone()));
        }
        if settings.timeout.is_zero() {
            return Err(SettingsError::Timeout);
        }
        let login = match (&settings.gebruiker, &settings.wachtwoord) {
            (None, None) => None,
            (Some(_), Some(_)) if settings.tls == Tls::Geen && !is_this_machine(&host) => {
                return Err(SettingsError::OpenLogin);
            }
            (Some(user), Some(word)) => Some(Credentials::new(user.clone(), word.0.clone())),
            _ => return Err(SettingsError::HalfLogin),
        };
        let seal = match settings.tls {
            Tls::Geen => Seal::Open,
            Tls::Starttls => Seal::Starttls(tls(settings, &host)?),
            Tls::Direct => Seal::Direct(tls(settings, &host)?),
        };
        let (domain, timeout) = (settings.host_naam.clone(), settings.timeout);
        Ok(Server { host, port, seal, from, login, domain, timeout })
    }

    /// How we present ourselves.
    pub(crate) fn client(&self) -> ClientId {
        ClientId::Domain(self.domain.clone())
    }

    /// The bare address that mail is from.
    pub(crate) fn sender(&self) -> Address {
        self.from.email.clone()
    }
}

fn tls(settings: &Settings, host: &str) -> Result<TlsParameters, SettingsError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(pem) = &settings.eigen_ca {
        if !String::from_utf8_lossy(pem).contains(PEM_BEGIN) {
            return Err(SettingsError::EigenCa);
        }
        let read = Certificate::from_pem(pem).map_err(|_| SettingsError::EigenCa)?;
        builder = builder.add_root_certificate(read);
    }
    // With certificates that came from outside, those are what is wrong.
    builder.build().map_err(|_| match settings.eigen_ca {
        Some(_) => SettingsError::EigenCa,
        None => SettingsError::Tls(settings.server.clone()),
    })
}

/// Splits `host:port`; an IPv6 address stands in brackets.
fn host_and_port(text: &str) -> Option<(String, u16)> {
    let (host, port) = text.rsplit_once(':')?;
    let bare = host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let host = match bare {
        Some(address) => address.parse::<std::net::Ipv6Addr>().ok()?.to_string(),
        None if is_domain(host) => host.to_owned(),
        None => return None,
    };
    let port: u16 = port.parse().ok()?;
    (port != 0).then_some((host, port))
}

/// Labels of letters, digits and hyphens with dots between them. An IPv4 address is one too.
fn is_domain(text: &str) -> bool {
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= DOMAIN_MAX && text.split('.').all(is_label)
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> Settings {
        Settings {
            server: "mail.voorbeeld.nl:587".to_owned(),
            tls: Tls::Starttls,
            eigen_ca: None,
            van: "Schakel <schakel@voorbeeld.nl>".to_owned(),
            gebruiker: Some("schakel".to_owned()),
            wachtwoord: Some(Wachtwoord::new("geheim-woord".to_owned())),
            host_naam: "schakel.voorbeeld.nl".to_owned(),
            timeout: Duration::from_secs(30),
        }
    }

    fn fault(change: impl FnOnce(&mut Settings)) -> SettingsError {
        let mut settings = good();
        change(&mut settings);
        Server::read(&settings).unwrap_err()
    }

    #[test]
    fn good_settings_are_read() {
        for server in ["mail.voorbeeld.nl:587", "localhost:25", "10.0.0.7:465", "[::1]:25"] {
            for tls in [Tls::Starttls, Tls::Direct] {
                let settings = Settings { server: server.to_owned(), tls, ..good() };
                assert!(Server::read(&settings).is_ok(), "{server}");
            }
        }
        let here = Settings { server: "127.0.0.1:25".to_owned(), tls: Tls::Geen, ..good() };
        assert!(Server::read(&here).unwrap().login.is_some());
    }

    #[test]
    fn what_is_wrong_is_said() {
        for server in ["mail.voorbeeld.nl", "mail:0", "mail:x", ":25", "a b:25", "[::1", "::1:25"] {
            let error = fault(|settings| settings.server = server.to_owned());
            assert_eq!(error, SettingsError::Server(server.to_owned()));
        }
        assert!(matches!(fault(|settings| settings.van = "jan".into()), SettingsError::Van(_)));
        for name in ["", "a..b", "-a.nl", "a b", "a\r\nb", "a@b"] {
            let error = fault(|settings| settings.host_naam = name.to_owned());
            assert!(matches!(error, SettingsError::HostNaam(_)), "{name}");
        }
        assert_eq!(fault(|settings| settings.wachtwoord = None), SettingsError::HalfLogin);
        assert_eq!(fault(|settings| settings.gebruiker = None), SettingsError::HalfLogin);
        assert_eq!(fault(|settings| settings.tls = Tls::Geen), SettingsError::OpenLogin);
        assert_eq!(fault(|settings| settings.timeout = Duration::ZERO), SettingsError::Timeout);
        let pem = |text: &str| Some(text.as_bytes().to_vec());
        let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        for text in ["", "geen pem", broken] {
            let error = fault(|settings| settings.eigen_ca = pem(text));
            assert_eq!(error, SettingsError::EigenCa, "{text}");
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        assert!(!format!("{:?}", good()).contains("geheim-woord"));
        let server = Server::read(&good()).unwrap();
        assert!(!format!("{server:?}").contains("geheim-woord"));
    }
}
