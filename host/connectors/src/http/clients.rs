//! The connections that requests go over: which addresses they reach, whom they trust and what
//! certificate they show.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::{Client, redirect};
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};

use crate::address::is_public;
use crate::credential::{Credential, CredentialError, Proof};
use crate::grant::Refused;

/// Time to make a connection, looking up the name and TLS included.
const CONNECT_TIME: Duration = Duration::from_secs(10);

/// All clients: two for everybody, and one for each credential that needs TLS of its own.
pub(crate) struct Clients {
    /// Connects to public addresses only.
    public: Client,
    /// Connects anywhere; for links that were granted private addresses.
    anywhere: Client,
    /// By name of the credential and whether it connects anywhere. A credential that was configured
    /// anew gets a new client.
    own: Mutex<BTreeMap<(String, bool), (Credential, Client)>>,
}

impl Clients {
    pub(crate) fn new() -> Result<Clients, CredentialError> {
        let tls = tls(None)?;
        Ok(Clients {
            public: client(tls.clone(), false)?,
            anywhere: client(tls, true)?,
            own: Mutex::default(),
        })
    }

    /// The client for a request with this credential, if any.
    pub(crate) fn of(
        &self,
        private_addresses: bool,
        credential: Option<(&str, &Credential)>,
    ) -> Result<Client, CredentialError> {
        let own = credential.filter(|(_, credential)| credential.has_own_tls());
        let Some((name, credential)) = own else {
            let shared = if private_addresses { &self.anywhere } else { &self.public };
            return Ok(shared.clone());
        };
        let mut clients = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (name.to_owned(), private_addresses);
        match clients.get(&key) {
            Some((known, client)) if known == credential => Ok(client.clone()),
            _ => {
                let made = client(tls(Some(credential))?, private_addresses)?;
                clients.insert(key, (credential.clone(), made.clone()));
                Ok(made)
            }
        }
    }
}

impl Credential {
    /// Whether it can be used at all: to be told when the host starts, not at the first request.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), CredentialError> {
        if let Proof::Header { name, .. } = &self.proof
            && super::outgoing::is_hosts_own(&name.to_ascii_lowercase())
        {
            return Err(CredentialError::NoHeaderName);
        }
        let client = client(tls(Some(self))?, false)?;
        let nowhere = "https://localhost/".parse().map_err(|_| CredentialError::NoTls)?;
        self.on(client, reqwest::Request::new(reqwest::Method::GET, nowhere)).map(drop)
    }
}

/// No proxy and no redirects: both would go where nobody looked.
fn client(tls: ClientConfig, private_addresses: bool) -> Result<Client, CredentialError> {
    Client::builder()
        .tls_backend_preconfigured(tls)
        .dns_resolver(Arc::new(Lookup { private_addresses }))
        .no_proxy()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT_TIME)
        .build()
        .map_err(|_| CredentialError::NoTls)
}

/// Trusts the authorities that browsers trust, and those of the credential.
fn tls(credential: Option<&Credential>) -> Result<ClientConfig, CredentialError> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    for root in credential.map_or_else(|| Ok(Vec::new()), Credential::root_certificates)? {
        roots.add(root).map_err(|_| CredentialError::NoRoots)?;
    }
    let provider = Arc::new(aws_lc_rs::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|_| CredentialError::NoTls)?
        .with_root_certificates(roots);
    match credential.map_or(Ok(None), Credential::certificate)? {
        None => Ok(config.with_no_client_auth()),
        Some((chain, key)) => {
            config.with_client_auth_cert(chain, key).map_err(|_| CredentialError::NoPair)
        }
    }
}

/// Looks up names, and gives only addresses that may be connected to: whatever the name means a
/// moment later does not matter.
struct Lookup {
    private_addresses: bool,
}

impl Lookup {
    /// One address inside is enough to refuse them all: an honest name has none.
    fn check(&self, host: &str, found: &[SocketAddr]) -> Result<(), Refused> {
        if !self.private_addresses && found.iter().any(|found| !is_public(found.ip())) {
            return Err(Refused::PrivateAddress(host.to_owned()));
        }
        Ok(())
    }
}

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let lookup = Lookup { private_addresses: self.private_addresses };
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            lookup.check(&host, &found)?;
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_inside_is_refused_whatever_else_it_leads_to() {
        let found: Vec<SocketAddr> =
            ["1.1.1.1:0", "169.254.169.254:0"].iter().map(|text| text.parse().unwrap()).collect();
        let public = Lookup { private_addresses: false };
        let refused = Refused::PrivateAddress("metadata.example".into());
        assert_eq!(public.check("metadata.example", &found), Err(refused));
        assert_eq!(public.check("elders.example", &found[..1]), Ok(()));
        assert_eq!(Lookup { private_addresses: true }.check("binnen.example", &found), Ok(()));
    }
}
