//! How commands talk to a host that runs.

mod access;
mod progress;

use std::{env, fs::File, io, time::Duration};

use reqwest::{
    Method, Url,
    blocking::{Client, RequestBuilder, Response},
    header::{CONTENT_TYPE, HeaderValue},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use serde_json::Value;

use self::access::{TOKEN, check_plain, no_address, parse, token};
use crate::{cli::Cli, config::Config, exit::Failure};

/// How long the host may take to answer; a long list takes seconds on a slow disk.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long something may take in which a large file goes over, or much is done again.
const LONG: Duration = Duration::from_secs(600);

/// The header in which the host is told for whom we act.
const ACTOR: &str = "Schakel-Actor";

/// The header with the sender's own name for a request.
const ONCE: &str = "Idempotency-Key";

/// The header with what is said of a document.
const DOCUMENT: &str = "Schakel-Document";

/// A host that runs somewhere.
pub(crate) struct HostClient {
    client: Client,
    base: Url,
    token: String,
}

impl HostClient {
    /// The host that the command line and the configuration point at.
    pub(crate) fn new(cli: &Cli) -> Result<HostClient, Failure> {
        let config = match Config::load(&cli.config) {
            Ok(config) => Some(config),
            // With an address and a token no configuration is needed.
            Err(error) if error.is_missing() && cli.host.is_some() => None,
            Err(error) => return Err(Failure::Usage(error.to_string())),
        };
        let base = match (&cli.host, &config) {
            (Some(url), _) => url.clone(),
            (None, Some(config)) => config.http.own_url().ok_or_else(|| {
                Failure::Usage(
                    "De host kiest zelf een poort; geef zijn adres met --host".to_owned(),
                )
            })?,
            (None, None) => return Err(Failure::Usage("Geef het adres met --host".to_owned())),
        };
        let base = parse(&base)?;
        check_plain(&base, cli.zonder_tls)?;
        let token = token(cli, env::var_os(TOKEN), &base, config.as_ref())?;
        HostClient::connect(base, token)
    }

    /// The host at this URL on this machine.
    pub(crate) fn at(base: &str, token: String) -> Result<HostClient, Failure> {
        let base = parse(base)?;
        check_plain(&base, false)?;
        HostClient::connect(base, token)
    }

    fn connect(base: Url, token: String) -> Result<HostClient, Failure> {
        // What another server is asked to be told does not go there with our token.
        let builder = Client::builder().no_proxy().redirect(Policy::none()).timeout(PATIENCE);
        let builder = match base.scheme() {
            "https" => {
                // Fails only when there is a provider already, which is as good.
                let _ = aws_lc_rs::default_provider().install_default();
                builder
            }
            "http" => builder.tls_backend_preconfigured(without_authorities()?),
            _ => return Err(no_address(base.as_str())),
        };
        let client = builder.build().map_err(|error| Failure::Internal(error.to_string()))?;
        Ok(HostClient { client, base, token })
    }

    /// Asks for something; `path` are the parts of the URL behind the host.
    pub(crate) fn get(&self, path: &[&str], query: &[(&str, String)]) -> Result<Value, Failure> {
        self.send(self.request(Method::GET, path, query)?)
    }

    /// Puts something.
    pub(crate) fn put(
        &self,
        path: &[&str],
        query: &[(&str, String)],
        body: &Value,
    ) -> Result<Value, Failure> {
        self.send(self.request(Method::PUT, path, query)?.json(body))
    }

    /// Does something.
    pub(crate) fn post(&self, path: &[&str]) -> Result<Value, Failure> {
        self.send(self.request(Method::POST, path, &[])?)
    }

    /// Sends a file along; what is done with it may take longer than an answer usually does.
    pub(crate) fn post_file(
        &self,
        path: &[&str],
        query: &[(&str, String)],
        file: Vec<u8>,
    ) -> Result<Value, Failure> {
        let request = self.request(Method::POST, path, query)?;
        let request = request.header(CONTENT_TYPE, "application/octet-stream");
        self.send(request.timeout(LONG).body(file))
    }

    /// Takes something away.
    pub(crate) fn delete(&self, path: &[&str]) -> Result<Value, Failure> {
        self.send(self.request(Method::DELETE, path, &[])?)
    }

    /// Writes what is asked for to `file`, as it comes; gives its length in bytes.
    pub(crate) fn download(&self, path: &[&str], file: &mut File) -> Result<u64, Failure> {
        let request = self.request(Method::GET, path, &[])?.timeout(LONG);
        let mut response = request.send().map_err(|error| self.unreachable(&error))?;
        if !response.status().is_success() {
            return Err(self.refused(response));
        }
        let broken =
            |error| Failure::Unreachable(format!("Het bestand kwam niet heel over: {error}"));
        let length = io::copy(&mut response, file).map_err(broken)?;
        file.sync_all()?;
        Ok(length)
    }

    /// Does something that is described.
    pub(crate) fn post_body(&self, path: &[&str], body: &Value) -> Result<Value, Failure> {
        self.send(self.request(Method::POST, path, &[])?.json(body))
    }

    /// Does something that is described, once for each `name` of the sender's own.
    pub(crate) fn post_once(
        &self,
        path: &[&str],
        name: Option<&str>,
        body: &Value,
    ) -> Result<Value, Failure> {
        let request = self.request(Method::POST, path, &[])?.json(body);
        self.send(named(request, name))
    }

    /// Sends a file, as it is read, with what is said of it.
    pub(crate) fn upload(
        &self,
        path: &[&str],
        name: Option<&str>,
        about: &Value,
        file: File,
    ) -> Result<Value, Failure> {
        // Letters outside ASCII go as they are: the host reads UTF-8.
        let about = HeaderValue::from_bytes(about.to_string().as_bytes())
            .map_err(|error| Failure::Usage(error.to_string()))?;
        let request = self.request(Method::POST, path, &[])?.header(DOCUMENT, about);
        let request = request.header(CONTENT_TYPE, "application/octet-stream");
        self.send(named(request, name).timeout(LONG).body(file))
    }

    fn request(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<RequestBuilder, Failure> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| no_address(self.base.as_str()))?
            .pop_if_empty()
            .extend(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        let request = self.client.request(method, url).bearer_auth(&self.token);
        Ok(match actor() {
            Some(actor) => request.header(ACTOR, actor),
            None => request,
        })
    }

    fn send(&self, request: RequestBuilder) -> Result<Value, Failure> {
        let response = request.send().map_err(|error| self.unreachable(&error))?;
        if !response.status().is_success() {
            return Err(self.refused(response));
        }
        let text = response.text().map_err(|error| self.unreachable(&error))?;
        Ok(serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// Why there is no better answer.
    fn refused(&self, response: Response) -> Failure {
        let status = response.status();
        let text = match response.text() {
            Ok(text) => text,
            Err(error) => return self.unreachable(&error),
        };
        let told = told(&serde_json::from_str(&text).unwrap_or(Value::Null));
        match status.as_u16() {
            300..=399 => Failure::Usage(format!(
                "{} verwijst door; geef het adres van de host zelf met --host",
                self.base
            )),
            401 => Failure::Usage(
                "De host aanvaardt dit token niet. Het beheertoken staat in beheer.token bij de \
                 gegevens van de host; geef dat, of een eigen token, met --token-bestand of in \
                 SCHAKEL_TOKEN"
                    .to_owned(),
            ),
            503 => Failure::Unreachable(told),
            500.. => Failure::Internal(told),
            _ => Failure::Found(told),
        }
    }

    fn unreachable(&self, error: &reqwest::Error) -> Failure {
        let base = self.base.as_str().trim_end_matches('/');
        Failure::Unreachable(match error.is_timeout() {
            true => format!("De host op {base} antwoordt niet binnen {} s", PATIENCE.as_secs()),
            false => format!(
                "Er draait geen host op {base}. Start hem met `schakel serve`, of geef een ander \
                 adres met --host"
            ),
        })
    }
}

/// The request with the sender's own name for it.
fn named(request: RequestBuilder, name: Option<&str>) -> RequestBuilder {
    match name {
        Some(name) => request.header(ONCE, name),
        None => request,
    }
}

/// Title, detail and reasons of a problem.
fn told(problem: &Value) -> String {
    let text = |name: &str| problem.get(name).and_then(Value::as_str).unwrap_or_default();
    let reasons = problem.get("redenen").and_then(Value::as_array);
    let reasons = reasons.into_iter().flatten().filter_map(Value::as_str);
    let parts = [text("detail")].into_iter().chain(reasons).filter(|part| !part.is_empty());
    let parts: Vec<&str> = parts.collect();
    match (text("title"), parts.join("; ")) {
        ("", _) => "De host gaf een antwoord dat niet te begrijpen is".to_owned(),
        (title, rest) if rest.is_empty() => title.to_owned(),
        (title, rest) => format!("{title}: {rest}"),
    }
}

/// TLS that trusts nobody: for plain HTTP, where it is not used, so that a machine without
/// certificates will do.
fn without_authorities() -> Result<ClientConfig, Failure> {
    let provider = std::sync::Arc::new(aws_lc_rs::default_provider());
    let versions =
        ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let versions = versions.map_err(|error| Failure::Internal(error.to_string()))?;
    Ok(versions.with_root_certificates(RootCertStore::empty()).with_no_client_auth())
}

/// Who sits at the keyboard, as far as the system knows and the host takes it.
fn actor() -> Option<String> {
    let name = env::var("USER").ok()?;
    let plain: String = name
        .chars()
        .filter(|c| c.is_ascii_alphanumeric() || "-_.@".contains(*c))
        .take(64)
        .collect();
    (!plain.is_empty()).then_some(plain)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read as _, Write as _},
        net::TcpListener,
        thread,
    };

    use super::*;

    #[test]
    fn a_host_that_points_elsewhere_is_not_followed() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let elsewhere = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let answer = format!(
            "HTTP/1.1 307 x\r\nLocation: http://{}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            elsewhere.local_addr().unwrap()
        );
        let server = thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.read(&mut [0; 4096]).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let client = HostClient::at(&base, "a".repeat(64)).unwrap();
        let seen = client.get(&["api", "stand"], &[]).unwrap_err();
        server.join().unwrap();
        assert!(seen.to_string().contains("verwijst door"), "{seen}");
        elsewhere.set_nonblocking(true).unwrap();
        assert!(elsewhere.accept().is_err(), "somebody else was asked");
    }
}
