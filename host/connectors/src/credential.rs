//! Credentials that the host adds to requests. A plugin knows their names only: the secrets stay
//! here, and show neither when printed nor in what comes back.

use std::collections::BTreeMap;
use std::fmt;

use reqwest::header::{AUTHORIZATION, HeaderName, HeaderValue};
use reqwest::{Client, Request, RequestBuilder};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};

/// Secrets shorter than this many characters are not looked for in answers: they stand in too much
/// that is no secret.
const LEAST_MASKED: usize = 6;
/// What stands for a secret in an answer.
const MASK: &str = "******";

/// A text that nobody may see. It is shown by nothing in this crate.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps a text as a secret.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(text.into())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// How the host shows on whose behalf it comes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proof {
    /// `authorization: Bearer …` (RFC 6750).
    Bearer(Secret),
    /// `authorization: Basic …` (RFC 7617).
    Basic {
        /// Without a colon.
        user: String,
        /// May be empty.
        password: Secret,
    },
    /// A header that the other side chose.
    Header {
        /// Name of the header.
        name: String,
        /// What stands in it.
        value: Secret,
    },
    /// A certificate in the TLS handshake. Says nothing on a link without TLS.
    ClientCertificate {
        /// The chain, own certificate first, and its private key, as PEM.
        pem: Secret,
    },
}

/// A credential as the host has it configured.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credential {
    /// What is shown to the other side.
    pub proof: Proof,
    /// Root certificates, as PEM, that are trusted for requests with this credential besides those
    /// that browsers trust. For networks with a root of their own, such as PKIoverheid.
    pub roots: Option<String>,
}

/// Why a credential cannot be used; never says what stands in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CredentialError {
    /// The value does not fit in a header.
    #[error("de waarde past niet in een HTTP-header")]
    NoHeaderValue,
    /// A name that no header can have, or that the host needs for itself.
    #[error("dit is geen naam voor een HTTP-header met een geheim")]
    NoHeaderName,
    /// The user name would be read as another one.
    #[error("een gebruikersnaam heeft geen dubbele punt")]
    ColonInUser,
    /// There is no certificate in the PEM.
    #[error("er staat geen leesbaar certificaat (PEM) in")]
    NoCertificate,
    /// There is no private key in the PEM.
    #[error("er staat geen leesbare privésleutel (PEM) in")]
    NoKey,
    /// Certificate and key do not belong together, or TLS does not know their kind.
    #[error("certificaat en privésleutel horen niet bij elkaar of zijn van een onbekende soort")]
    NoPair,
    /// The roots are not certificates.
    #[error("de stamcertificaten zijn geen leesbare certificaten (PEM)")]
    NoRoots,
    /// TLS cannot be set up with it.
    #[error("TLS is met deze gegevens niet op te zetten")]
    NoTls,
}

/// The credentials that a request may use: what the plugin asked for, what the link grants and what
/// the host has are three different things to mend.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CredentialGrant {
    /// Names in plugin.toml: [`crate::Manifest::asked_credentials`].
    pub asked: Vec<String>,
    /// Names that the operator granted on the link.
    pub allowed: Vec<String>,
    /// Those that the host has, of the granted ones at least.
    pub configured: BTreeMap<String, Credential>,
}

impl Credential {
    /// Whether it needs a TLS set-up of its own.
    pub(crate) fn has_own_tls(&self) -> bool {
        self.roots.is_some() || matches!(self.proof, Proof::ClientCertificate { .. })
    }

    /// The header that it fills, in lower case.
    pub(crate) fn header(&self) -> Option<String> {
        match &self.proof {
            Proof::Bearer(_) | Proof::Basic { .. } => Some(AUTHORIZATION.as_str().to_owned()),
            Proof::Header { name, .. } => Some(name.to_ascii_lowercase()),
            Proof::ClientCertificate { .. } => None,
        }
    }

    /// The chain and the key of a client certificate.
    pub(crate) fn certificate(
        &self,
    ) -> Result<Option<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>)>, CredentialError>
    {
        let Proof::ClientCertificate { pem } = &self.proof else { return Ok(None) };
        let chain = certificates(&pem.0).ok_or(CredentialError::NoCertificate)?;
        let key =
            PrivateKeyDer::from_pem_slice(pem.0.as_bytes()).map_err(|_| CredentialError::NoKey)?;
        Ok(Some((chain, key)))
    }

    /// The root certificates that it brings.
    pub(crate) fn root_certificates(
        &self,
    ) -> Result<Vec<CertificateDer<'static>>, CredentialError> {
        let read = |pem: &String| certificates(pem).ok_or(CredentialError::NoRoots);
        self.roots.as_ref().map_or_else(|| Ok(Vec::new()), read)
    }

    /// The request with the credential in its headers.
    pub(crate) fn on(&self, client: Client, request: Request) -> Result<Request, CredentialError> {
        let builder = RequestBuilder::from_parts(client, request);
        let builder = match &self.proof {
            Proof::Bearer(token) => builder.bearer_auth(&token.0),
            Proof::Basic { user, .. } if user.contains(':') => {
                return Err(CredentialError::ColonInUser);
            }
            Proof::Basic { user, password } => builder.basic_auth(user, Some(&password.0)),
            Proof::Header { name, value } => {
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| CredentialError::NoHeaderName)?;
                let mut value =
                    HeaderValue::from_str(&value.0).map_err(|_| CredentialError::NoHeaderValue)?;
                value.set_sensitive(true);
                builder.header(name, value)
            }
            Proof::ClientCertificate { .. } => builder,
        };
        builder.build().map_err(|_| CredentialError::NoHeaderValue)
    }

    /// A text from the other side, without the secret where it repeats it.
    pub(crate) fn masked(&self, text: String) -> String {
        let secret = match &self.proof {
            Proof::Bearer(secret) | Proof::Basic { password: secret, .. } => secret,
            Proof::Header { value, .. } => value,
            Proof::ClientCertificate { .. } => return text,
        };
        if secret.0.chars().count() < LEAST_MASKED || !text.contains(&secret.0) {
            return text;
        }
        text.replace(&secret.0, MASK)
    }
}

/// All certificates in a PEM; `None` when there is none or one cannot be read.
fn certificates(pem: &str) -> Option<Vec<CertificateDer<'static>>> {
    let read: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(pem.as_bytes()).collect();
    read.ok().filter(|found| !found.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_do_not_show() {
        for proof in [
            Proof::Bearer(Secret::new("geheim-1")),
            Proof::Basic { user: "wie".into(), password: Secret::new("geheim-1") },
            Proof::Header { name: "x-key".into(), value: Secret::new("geheim-1") },
            Proof::ClientCertificate { pem: Secret::new("geheim-1") },
        ] {
            let credential = Credential { proof, roots: None };
            let shown = format!("{credential:?} {:#?}", vec![credential.clone()]);
            assert!(!shown.contains("geheim"), "{shown}");
        }
    }

    #[test]
    fn an_answer_that_repeats_the_secret_does_not_give_it_away() {
        let of =
            |secret: &str| Credential { proof: Proof::Bearer(Secret::new(secret)), roots: None };
        let echo = || "u stuurde Bearer geheim-1, geheim-1".to_owned();
        assert_eq!(of("geheim-1").masked(echo()), "u stuurde Bearer ******, ******");
        assert_eq!(of("u").masked(echo()), echo());
    }
}
