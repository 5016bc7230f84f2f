//! A request on its way: checked before it leaves, and once more in full at every redirect.

use std::net::IpAddr;

use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, LOCATION};
use reqwest::{Client, Method, Request, StatusCode, Url};
use sdk_connector::protocol::HttpRequest;

use crate::address::is_public;
use crate::credential::{Credential, CredentialError};
use crate::grant::{HostPort, HttpGrant, Refused};

/// Redirects that are followed; who sends on more often goes round in circles.
const MOST_HOPS: usize = 5;
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

/// Whether only the host may set this header; its name in lower case.
pub(super) fn is_hosts_own(name: &str) -> bool {
    HOSTS_OWN_HEADERS.contains(&name) || name.starts_with("proxy-")
}

/// Where a request goes now, and what goes with it.
pub(super) struct Outgoing<'a> {
    grant: &'a HttpGrant,
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: &'a str,
    credential: Option<(&'a str, &'a Credential)>,
    /// Where it went first; nobody else gets the credential.
    home: HostPort,
    target: HostPort,
    hops: usize,
}

impl<'a> Outgoing<'a> {
    /// The request as it will go out, or why it will not.
    pub(super) fn new(
        request: &'a HttpRequest,
        grant: &'a HttpGrant,
    ) -> Result<Outgoing<'a>, Refused> {
        let url = Url::parse(&request.url).map_err(|_| Refused::NotAUrl)?;
        let home = check(&url, grant)?;
        let method = METHODS
            .into_iter()
            .find(|method| method.as_str() == request.method)
            .ok_or_else(|| Refused::NotHers(request.method.clone()))?;
        let credential = request.credential.as_deref();
        let credential = credential.map(|name| grant.credential(name)).transpose()?;
        Ok(Outgoing {
            grant,
            method,
            url,
            headers: headers(&request.headers, credential.map(|(_, credential)| credential))?,
            body: &request.body,
            credential,
            target: home.clone(),
            home,
            hops: 0,
        })
    }

    /// Whether it was sent on by somebody, so that something left whatever happens next.
    pub(super) fn was_sent_on(&self) -> bool {
        self.hops > 0
    }

    /// The credential, as long as the request is where it went first.
    pub(super) fn credential(&self) -> Option<(&'a str, &'a Credential)> {
        self.credential.filter(|_| self.target == self.home)
    }

    /// The request for the place where it goes now.
    pub(super) fn request(&self, client: &Client) -> Result<Request, CredentialError> {
        let mut request = Request::new(self.method.clone(), self.url.clone());
        *request.headers_mut() = self.headers.clone();
        if !self.body.is_empty() {
            *request.body_mut() = Some(self.body.to_owned().into());
        }
        match self.credential() {
            Some((_, credential)) => credential.on(client.clone(), request),
            None => Ok(request),
        }
    }

    /// Goes on to where an answer points, and says whether it did. What asks to become another
    /// request than it was is not followed: the connector decides.
    ///
    /// # Errors
    /// When the place that it points at is not allowed, or it was sent on too often.
    pub(super) fn follow(
        &mut self,
        status: StatusCode,
        answer: &HeaderMap,
    ) -> Result<bool, Refused> {
        let stays_itself = match status {
            StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND | StatusCode::SEE_OTHER => {
                self.method == Method::GET
            }
            _ => false,
        };
        let location = answer.get(LOCATION).filter(|_| stays_itself);
        let Some(location) = location else { return Ok(false) };
        if self.hops == MOST_HOPS {
            return Err(Refused::SentOnTooOften);
        }
        let url = location.to_str().ok().and_then(|to| self.url.join(to).ok());
        let url = url.ok_or(Refused::NotAUrl)?;
        let target = check(&url, self.grant)?;
        if self.url.scheme() == "https" && url.scheme() != "https" {
            return Err(Refused::NotEncrypted(target));
        }
        if target != self.home {
            self.headers.remove(AUTHORIZATION);
            self.headers.remove(COOKIE);
        }
        (self.url, self.target) = (url, target);
        self.hops += 1;
        Ok(true)
    }
}

/// Whether a request may go to this URL, as far as can be told before its name is looked up.
fn check(url: &Url, grant: &HttpGrant) -> Result<HostPort, Refused> {
    let target = grant.check(url)?;
    check_literal(url, grant)?;
    Ok(target)
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

/// The headers of the connector. With a credential it has no say in who it is.
fn headers(
    asked: &[(String, String)],
    credential: Option<&Credential>,
) -> Result<HeaderMap, Refused> {
    let of_credential = credential.and_then(Credential::header);
    let identifies = |name: &HeaderName| {
        credential.is_some()
            && ([AUTHORIZATION, COOKIE].contains(name)
                || of_credential.as_deref() == Some(name.as_str()))
    };
    let mut headers = HeaderMap::new();
    for (name, value) in asked {
        let refused = || Refused::NotHers(name.clone());
        let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| refused())?;
        if is_hosts_own(name.as_str()) || identifies(&name) {
            return Err(refused());
        }
        headers.append(name, HeaderValue::from_str(value).map_err(|_| refused())?);
    }
    Ok(headers)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where a GET of `https://elders.example/` ends up after one answer; everything that it names is
    /// granted by name, and plain http too, but no private addresses.
    fn sent_on(to: &str) -> Result<bool, Refused> {
        let hosts: Vec<HostPort> = ["elders.example", "elders.example:80", "169.254.169.254:80"]
            .iter()
            .chain(&["169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "nog.example"])
            .map(|host| host.parse().unwrap())
            .collect();
        let grant = HttpGrant {
            asked: hosts.clone(),
            allowed: hosts,
            plain_http: true,
            ..HttpGrant::default()
        };
        let request = HttpRequest {
            method: "GET".into(),
            url: "https://elders.example/".into(),
            ..HttpRequest::default()
        };
        let mut outgoing = Outgoing::new(&request, &grant).unwrap();
        let mut answer = HeaderMap::new();
        answer.insert(LOCATION, HeaderValue::from_str(to).unwrap());
        outgoing.follow(StatusCode::FOUND, &answer)
    }

    #[test]
    fn nobody_is_sent_inside_or_out_of_tls() {
        assert_eq!(sent_on("https://nog.example/pad"), Ok(true));
        assert_eq!(sent_on("//nog.example/pad"), Ok(true));
        for address in ["169.254.169.254", "::1", "::ffff:a00:1"] {
            let url = match address.contains(':') {
                true => format!("https://[{address}]/latest/meta-data"),
                false => format!("https://{address}/latest/meta-data"),
            };
            assert_eq!(sent_on(&url), Err(Refused::PrivateAddress(address.to_owned())));
        }
        let metadata = Refused::PrivateAddress("169.254.169.254".into());
        assert_eq!(sent_on("http://169.254.169.254/"), Err(metadata.clone()));
        assert_eq!(sent_on("https://0xa9fea9fe/"), Err(metadata)); // the same, written otherwise
        let plain = "elders.example:80".parse().unwrap();
        assert_eq!(sent_on("http://elders.example/"), Err(Refused::NotEncrypted(plain)));
    }
}
