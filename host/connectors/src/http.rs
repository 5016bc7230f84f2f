//! Sending the requests that connectors ask for. The connector names a URL; whether anything goes
//! there is decided here, by name before and by address after looking the name up, and the
//! connection is made to the very addresses that were looked at.

use std::error::Error;
use std::io::Read;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use reqwest::blocking::{Client, Request, Response};
use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url, redirect};
use rustls::crypto::aws_lc_rs;
use rustls::{ClientConfig, RootCertStore};
use sdk_connector::protocol::{HttpReply, HttpRequest};

use crate::address::is_public;
use crate::grant::{HttpGrant, Refused};
use crate::guest_text::from_guest;

/// Time to make a connection, TLS included.
const CONNECT_TIME: Duration = Duration::from_secs(10);
/// Time for the whole of a request; after that its fate is unknown.
const TOTAL_TIME: Duration = Duration::from_secs(60);
/// Size of a reply's body; a connector handles replies whole, in 64 MiB of memory.
const REPLY_BYTES: usize = 8 << 20;
/// Bytes of a body in one read; after each the time is looked at.
const PIECE_BYTES: usize = 16 << 10;
/// Said when the time of a request is over.
const NO_ANSWER_IN_TIME: &str = "geen antwoord binnen de tijd";
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
    /// Time for the whole of a request.
    total: Duration,
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
        HttpClient::within(TOTAL_TIME)
    }

    /// Such a client that gives each request this much time in all.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn within(total: Duration) -> Result<HttpClient, HttpClientError> {
        let tls = tls().map_err(|error| HttpClientError(error.to_string()))?;
        let client = |resolver: Lookup| {
            Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(Arc::new(resolver))
                .no_proxy()
                .redirect(redirect::Policy::none())
                .connect_timeout(CONNECT_TIME)
                .build()
                .map_err(|error| HttpClientError(error.to_string()))
        };
        Ok(HttpClient {
            public: client(Lookup { private_addresses: false })?,
            anywhere: client(Lookup { private_addresses: true })?,
            total,
        })
    }

    /// Sends `request` as far as `grant` allows and waits for the answer, at most a minute.
    pub fn perform(&self, request: &HttpRequest, grant: &HttpGrant) -> HttpReply {
        let mut request = match prepare(request, grant) {
            Ok(request) => request,
            Err(refused) => return unsent(from_guest(&refused.to_string())),
        };
        let deadline = Instant::now() + self.total;
        *request.timeout_mut() = Some(self.total); // of the request, so that it spans the body too
        let client = if grant.private_addresses { &self.anywhere } else { &self.public };
        match client.execute(request) {
            Ok(response) => read_reply(response, deadline),
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

fn read_reply(response: Response, deadline: Instant) -> HttpReply {
    let status = response.status().as_u16();
    let headers = response
        .headers()
        .iter()
        .map(|(name, value)| {
            (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned())
        })
        .collect();
    let failed = |reason: String| HttpReply::Failed { unsent: false, reason };
    match read_body(response, deadline).map(String::from_utf8) {
        Ok(Ok(body)) => HttpReply::Answered { status, headers, body, blob: None },
        Ok(Err(_)) => failed("het antwoord is geen UTF-8".into()),
        Err(reason) => failed(reason),
    }
}

/// The whole body. Whoever sends it drop by drop has no more time than anybody else, so the time is
/// looked at between reads and not within them only.
fn read_body(mut response: impl Read, deadline: Instant) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    let mut piece = [0; PIECE_BYTES];
    loop {
        let read = response.read(&mut piece);
        if Instant::now() >= deadline {
            return Err(NO_ANSWER_IN_TIME.into());
        }
        let read = read.map_err(|_| "het antwoord brak halverwege af")?;
        if read == 0 {
            return Ok(body);
        }
        body.extend_from_slice(piece.get(..read).unwrap_or_default());
        if body.len() > REPLY_BYTES {
            return Err(format!("het antwoord is groter dan {REPLY_BYTES} bytes"));
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
        NO_ANSWER_IN_TIME
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
