//! Which host, and with which token; what must not be sent to whom.

use std::{ffi::OsString, net::IpAddr};

use reqwest::Url;

use crate::{beheer_token, cli::Cli, config::Config, exit::Failure};

/// The variable in which a token may be given.
pub(super) const TOKEN: &str = "SCHAKEL_TOKEN";

/// Reads an address.
pub(super) fn parse(base: &str) -> Result<Url, Failure> {
    Url::parse(base).map_err(|_| no_address(base))
}

/// What is told of a text that is no address.
pub(super) fn no_address(base: &str) -> Failure {
    Failure::Usage(format!("`{base}` is geen http(s)-adres"))
}

/// Whether it is this machine, whatever its network looks like.
fn is_here(base: &Url) -> bool {
    let Some(host) = base.host_str() else { return false };
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    address.map_or(host == "localhost", |address| address.to_canonical().is_loopback())
}

/// Refuses to send a token to another machine in a way that others can read along.
pub(super) fn check_plain(base: &Url, allowed: bool) -> Result<(), Failure> {
    if base.scheme() == "https" || is_here(base) || allowed {
        return Ok(());
    }
    Err(Failure::Usage(format!(
        "{base} is een andere machine en doet geen TLS: wie meeleest ziet het token. Geef een \
         https-adres, of --zonder-tls als het netwerk zelf veilig is"
    )))
}

/// The token for the host at `base`. The one beside our own data is for our own host only: a host
/// elsewhere has another, and is not to see ours.
pub(super) fn token(
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
        return token
            .map(str::to_owned)
            .ok_or_else(|| Failure::Usage(format!("Wat in {TOKEN} staat is geen heel token")));
    }
    match config {
        Some(config) if cli.host.is_none() || is_here(base) => {
            beheer_token::read(&beheer_token::path(&config.opslag.map))
        }
        _ => Err(Failure::Usage(format!(
            "Geef een token voor {base} met --token-bestand of in {TOKEN}"
        ))),
    }
}

#[cfg(test)]
mod tests {
    use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

    use clap::Parser as _;

    use super::*;
    use crate::client::HostClient;

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
}
