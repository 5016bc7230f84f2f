//! How commands talk to a host that runs.

use std::{env, ffi::OsString, net::IpAddr, time::Duration};

use reqwest::{
    Method, Url,
    blocking::{Client, RequestBuilder},
    redirect::Policy,
};
use rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};
use serde_json::Value;

use crate::{beheer_token, cli::Cli, config::Config, exit::Failure};

/// How long the host may take to answer; a long list takes seconds on a slow disk.
const PATIENCE: Duration = Duration::from_secs(60);

/// The header in which the host is told for whom we act.
const ACTOR: &str = "Schakel-Actor";

/// The variable in which a token may be given.
const TOKEN: &str = "SCHAKEL_TOKEN";

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

    /// Does something that is described.
    pub(crate) fn post_body(&self, path: &[&str], body: &Value) -> Result<Value, Failure> {
        self.send(self.request(Method::POST, path, &[])?.json(body))
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
        let status = response.status();
        let text = response.text().map_err(|error| self.unreachable(&error))?;
        let body: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        if status.is_success() {
            return Ok(body);
        }
        let told = told(&body);
        Err(match status.as_u16() {
            300..=399 => Failure::Usage(format!(
                "{} verwijst door; geef het adres van de host zelf met --host",
                self.base
            )),
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

fn parse(base: &str) -> Result<Url, Failure> {
    Url::parse(base).map_err(|_| no_address(base))
}

fn no_address(base: &str) -> Failure {
    Failure::Usage(format!("`{base}` is geen http(s)-adres"))
}

/// Whether it is this machine, whatever its network looks like.
fn is_here(base: &Url) -> bool {
    let Some(host) = base.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or(host == "localhost", |address| address.to_canonical().is_loopback())
}

/// Refuses to send a token to another machine in a way that others can read along.
fn check_plain(base: &Url, allowed: bool) -> Result<(), Failure> {
    if base.scheme() == "https" || is_here(base) || allowed {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{base} is een andere machine en doet geen TLS: wie meeleest ziet het beheertoken. Geef een \
         https-adres, of --zonder-tls als het netwerk zelf veilig is"
    )))
}

/// The token for the host at `base`. The one beside our own data is for our own host only: a host
/// elsewhere has another, and is not to see ours.
fn token(
    cli: &Cli,
    given: Option<OsString>,
    base: &Url,
    config: Option<&Config>,
) -> Result<String, Failure> {
    if let Some(path) = &cli.token_bestand {
        return beheer_token::read(path);
    }
    if let Some(given) = given {
        let token = given.to_str().map(str::trim).filter(|text| beheer_token::is_token(text));
        return token.map(str::to_owned).ok_or_else(|| {
            Failure::Usage(format!("Wat in {TOKEN} staat is geen heel beheertoken"))
        });
    }
    match config {
        Some(config) if cli.host.is_none() || is_here(base) => {
            beheer_token::read(&beheer_token::path(&config.opslag.map))
        }
        _ => Err(Failure::Usage(format!(
            "Geef het beheertoken van {base} met --token-bestand of in {TOKEN}"
        ))),
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

#[cfg(test)]
mod tests {
    use std::{
        fs,
        io::{Read as _, Write as _},
        net::TcpListener,
        os::unix::fs::PermissionsExt as _,
        path::Path,
        thread,
    };

    use clap::Parser as _;

    use super::*;

    fn cli(line: &str) -> Cli {
        Cli::try_parse_from(line.split(' ')).unwrap()
    }

    /// A configuration with a token beside its data.
    fn configured(folder: &Path) -> (String, String) {
        beheer_token::hash_of(folder).unwrap();
        let config = folder.join("schakel.toml");
        fs::write(&config, format!("[opslag]\nmap = \"{}\"\n", folder.display())).unwrap();
        let token = beheer_token::read(&beheer_token::path(folder)).unwrap();
        (config.display().to_string(), token)
    }

    #[test]
    fn only_loopback_is_this_machine() {
        let here = |url: &str| is_here(&Url::parse(url).unwrap());
        for url in ["http://127.0.0.1:1", "http://localhost", "http://[::1]:1", "http://127.9.9.9"]
        {
            assert!(here(url), "{url}");
        }
        for url in [
            "http://10.0.0.1",
            "http://localhost.example.nl",
            "http://127.0.0.1.example.nl",
            "http://localhost@example.nl",
            "http://[2001:db8::1]",
        ] {
            assert!(!here(url), "{url}");
        }
    }

    #[test]
    fn a_token_goes_to_other_machines_over_tls_only() {
        let folder = tempfile::tempdir().unwrap();
        let (config, _) = configured(folder.path());
        let other = folder.path().join("ander.token");
        fs::write(&other, "a".repeat(64)).unwrap();
        fs::set_permissions(&other, fs::Permissions::from_mode(0o600)).unwrap();
        let refused = |options: &str| {
            let line = format!(
                "schakel --config {config} --token-bestand {} {options} audit",
                other.display()
            );
            HostClient::new(&cli(&line)).err().map(|failure| failure.to_string())
        };
        let told = refused("--host http://host.example.nl:7431").unwrap();
        assert!(told.contains("--zonder-tls"), "{told}");
        for fine in [
            "--host http://host.example.nl:7431 --zonder-tls",
            "--host http://127.0.0.1:7431",
            "--host http://localhost:7431",
        ] {
            assert_eq!(refused(fine), None, "{fine}");
        }
        assert!(HostClient::at("http://host.example.nl", String::new()).is_err());
    }

    #[test]
    fn the_token_of_our_own_host_stays_here() {
        let folder = tempfile::tempdir().unwrap();
        let (config, own) = configured(folder.path());
        let chosen = |host: &str, given: Option<&str>| {
            let cli = cli(&format!("schakel --config {config} --host {host} audit"));
            let base = Url::parse(host).unwrap();
            let config = Config::load(&cli.config).unwrap();
            token(&cli, given.map(OsString::from), &base, Some(&config)).ok()
        };
        let given = "b".repeat(64);
        assert_eq!(chosen("http://127.0.0.1:7431", None).as_ref(), Some(&own));
        assert_eq!(chosen("https://host.example.nl", None), None);
        assert_eq!(chosen("https://host.example.nl", Some(&given)).as_ref(), Some(&given));
        let pasted = format!(" {given}\n");
        assert_eq!(chosen("http://127.0.0.1:7431", Some(&pasted)), Some(given));
        for wrong in ["", "b", &"b".repeat(31), &"b".repeat(257), &format!("{} x", "b".repeat(40))]
        {
            assert_eq!(chosen("http://127.0.0.1:7431", Some(wrong)), None, "{wrong}");
        }
    }

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
