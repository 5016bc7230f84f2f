//! How commands talk to a host that runs.

use std::{env, time::Duration};

use reqwest::{
    Method, Url,
    blocking::{Client, RequestBuilder},
};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use serde_json::Value;

use crate::{beheer_token, cli::Cli, config::Config, exit::Failure};

/// How long the host may take to answer; a long list takes seconds on a slow disk.
const PATIENCE: Duration = Duration::from_secs(60);

/// The header in which the host is told for whom we act.
const ACTOR: &str = "Schakel-Actor";

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
        HostClient::at(&base, token(cli, config.as_ref())?)
    }

    /// The host at this URL.
    pub(crate) fn at(base: &str, token: String) -> Result<HostClient, Failure> {
        let wrong = || Failure::Usage(format!("`{base}` is geen http(s)-adres"));
        let base = Url::parse(base).map_err(|_| wrong())?;
        let builder = Client::builder().no_proxy().timeout(PATIENCE);
        let builder = match base.scheme() {
            "https" => {
                // Fails only when there is a provider already, which is as good.
                let _ = aws_lc_rs::default_provider().install_default();
                builder
            }
            "http" => builder.tls_backend_preconfigured(without_authorities()?),
            _ => return Err(wrong()),
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

    fn request(
        &self,
        method: Method,
        path: &[&str],
        query: &[(&str, String)],
    ) -> Result<RequestBuilder, Failure> {
        let mut url = self.base.clone();
        url.path_segments_mut()
            .map_err(|()| Failure::Usage(format!("`{}` is geen http(s)-adres", self.base)))?
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
        let status = response.status();
        let text = response.text().map_err(|error| self.unreachable(&error))?;
        let body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        if status.is_success() {
            return Ok(body);
        }
        let told = told(&body);
        Err(match status.as_u16() {
            401 => Failure::Usage(
                "De host aanvaardt dit token niet. Het beheertoken staat in beheer.token bij de \
                 gegevens van de host; geef het met --token-bestand of in SCHAKEL_TOKEN"
                    .to_owned(),
            ),
            503 => Failure::Unreachable(told),
            500.. => Failure::Internal(told),
            _ => Failure::Found(told),
        })
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

fn token(cli: &Cli, config: Option<&Config>) -> Result<String, Failure> {
    if let Some(path) = &cli.token_bestand {
        return beheer_token::read(path);
    }
    if let Ok(token) = env::var("SCHAKEL_TOKEN") {
        return Ok(token.trim().to_owned());
    }
    match config {
        Some(config) => beheer_token::read(&beheer_token::path(&config.opslag.map)),
        None => Err(Failure::Usage(
            "Geef het beheertoken met --token-bestand of in SCHAKEL_TOKEN".to_owned(),
        )),
    }
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
