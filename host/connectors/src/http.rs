//! Sending the requests that connectors ask for. The connector names a URL; whether anything goes
//! there is decided here, by name before and by address after looking the name up, and the
//! connection is made to the very addresses that were looked at.

use std::error::Error;
use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use reqwest::blocking::{Client, Request, Response};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url, redirect};
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use sdk_connector::protocol::{HttpReply, HttpRequest};

use crate::address::is_public;
use crate::grant::{HttpGrant, Refused};

/// Time to make a connection, TLS included.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// Time for the whole of a request; after that its fate is unknown.
const TOTAL_TIME: Duration = Duration::from_secs(60);
/// Size of a reply's body; a connector handles replies whole, in 64 MiB of memory.
const REPLY_BYTES: u64 = 8 << 20;
/// Methods that a connector may use.
const METHODS: [Method; 4] = [Method::GET, Method::POST, Method::PUT, Method::DELETE];
/// Headers that say how the message is framed or routed: those are the host's.
const HOSTS_OWN_HEADERS: [&str; 8] = [
    "host",
    "connection",
    "content-length",
    "transfer-encoding",
    "te",
    "trailer",
    "upgrade",
    "expect",
];

/// Sends requests for connectors. Blocks: use it from threads that may.
pub struct HttpClient {
    /// Connects to public addresses only.
    public: Client,
    /// Connects anywhere; for links that were granted private addresses.
    anywhere: Client,
}

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("verzoeken naar buiten zijn niet mogelijk: {0}")]
pub struct HttpClientError(String);

impl HttpClient {
    /// A client that trusts the certificate authorities that browsers trust.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn new() -> Result<HttpClient, HttpClientError> {
        let tls = tls().map_err(|error| HttpClientError(error.to_string()))?;
        let client = |resolver: Lookup| {
            Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(Arc::new(resolver))
                .no_proxy()
                .redirect(redirect::Policy::none())
                .connect_timeout(CONNECT_TIME)
                .timeout(TOTAL_TIME)
                .build()
                .map_err(|error| HttpClientError(error.to_string()))
        };
        Ok(HttpClient {
            public: client(Lookup { private_addresses: false })?,
            anywhere: client(Lookup { private_addresses: true })?,
        })
    }

    /// Sends `request` as far as `grant` allows and waits for the answer, at most a minute.
    pub fn perform(&self, request: &HttpRequest, grant: &HttpGrant) -> HttpReply {
        let request = match prepare(request, grant) {
            Ok(request) => request,
            Err(refused) => return unsent(refused.to_string()),
        };
        let client = if grant.private_addresses { &self.anywhere } else { &self.public };
        match client.execute(request) {
            Ok(response) => read_reply(response),
            Err(error) => HttpReply::Failed {
                unsent: error.is_connect() || error.is_builder(),
                reason: reason(&error),
            },
        }
    }
}

fn unsent(reason: String) -> HttpReply {
    HttpReply::Failed { unsent: true, reason }
}

fn tls() -> Result<ClientConfig, rustls::Error> {
    let roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let provider = Arc::new(aws_lc_rs::default_provider());
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_root_certificates(roots)
        .with_no_client_auth())
}

/// The request as it will go out, or why it will not.
fn prepare(request: &HttpRequest, grant: &HttpGrant) -> Result<Request, Refused> {
    let url = Url::parse(&request.url).map_err(|_| Refused::NotAUrl)?;
    grant.check(&url)?;
    check_literal(&url, grant)?;
    let method = METHODS
        .into_iter()
        .find(|method| method.as_str() == request.method)
        .ok_or_else(|| Refused::NotHers(request.method.clone()))?;
    let mut prepared = Request::new(method, url);
    *prepared.headers_mut() = headers(&request.headers)?;
    if !request.body.is_empty() {
        *prepared.body_mut() = Some(request.body.clone().into());
    }
    Ok(prepared)
}

fn headers(asked: &[(String, String)]) -> Result<HeaderMap, Refused> {
    let mut headers = HeaderMap::new();
    for (name, value) in asked {
        let refused = || Refused::NotHers(name.clone());
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
        if HOSTS_OWN_HEADERS.contains(&name.as_str()) || name.as_str().starts_with("proxy-") {
            return Err(refused());
        }
        headers.append(name, HeaderValue::from_str(value).map_err(|_| refused())?);
    }
    Ok(headers)
}

/// An address in the URL itself is not looked up, so it is checked here.
fn check_literal(url: &Url, grant: &HttpGrant) -> Result<(), Refused> {
    let host = url.host_str().unwrap_or_default().trim_start_matches('[').trim_end_matches(']');
    match host.parse::<IpAddr>() {
        Ok(address) if !is_public(address) && !grant.private_addresses => {
            Err(Refused::PrivateAddress(host.to_owned()))
        }
        _ => Ok(()),
    }
}

/// Looks up names, and gives only addresses that may be connected to: whatever the name means a
/// moment later does not matter.
struct Lookup {
    private_addresses: bool,
}

impl Resolve for Lookup {
    fn resolve(&self, name: Name) -> Resolving {
        let private_addresses = self.private_addresses;
        Box::pin(async move {
            let host = name.as_str().to_owned();
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if !private_addresses && found.iter().any(|found| !is_public(found.ip())) {
                return Err(Refused::PrivateAddress(host).into());
            }
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

fn read_reply(response: Response) -> HttpReply {
    let status = response.status().as_u16();
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let mut body = Vec::new();
    match response.take(REPLY_BYTES + 1).read_to_end(&mut body) {
        Ok(_) if body.len() as u64 > REPLY_BYTES => HttpReply::Failed {
            unsent: false,
            reason: format!("het antwoord is groter dan {REPLY_BYTES} bytes"),
        },
        Ok(_) => HttpReply::Answered {
            status,
            headers,
            body: String::from_utf8_lossy(&body).into_owned(),
        },
        Err(_) => {
            HttpReply::Failed { unsent: false, reason: "het antwoord brak halverwege af".into() }
        }
    }
}

/// What went wrong, in Dutch; without the URL, which may hold somebody's data.
fn reason(error: &reqwest::Error) -> String {
    let causes = causes(error);
    if let Some(refused) = causes.iter().find_map(|cause| cause.downcast_ref::<Refused>()) {
        return refused.to_string();
    }
    let what = if error.is_timeout() {
        "geen antwoord binnen de tijd"
    } else if error.is_connect() {
        "geen verbinding"
    } else {
        "het verzoek mislukte"
    };
    match causes.last() {
        Some(cause) => format!("{what}: {cause}"),
        None => what.to_owned(),
    }
}

fn causes(error: &reqwest::Error) -> Vec<&(dyn Error + 'static)> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause);
        next = cause.source();
    }
    causes
}
