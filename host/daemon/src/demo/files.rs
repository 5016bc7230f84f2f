//! The files that the demo writes, as an operator would: configuration, werkgevers, and the account
//! of the portal.

use std::{fs, net::SocketAddr, path::Path};

use super::{outside::Outside, work_folder::WorkFolder};
use crate::{cli::Demo, config::Config, exit::Failure};

/// The configuration.
pub(super) const CONFIG: &str = "schakel.toml";
/// The werkgevers.
pub(super) const WERKGEVERS: &str = "werkgevers.toml";
/// The account.
pub(super) const KLANTACCOUNTS: &str = "klantaccounts.toml";
/// The folder of the data.
pub(super) const DATA: &str = "gegevens";

/// The account of the portal.
pub(super) const KLANTCODE: &str = "FLSN-VI";
/// Its link.
pub(super) const KOPPELING: &str = "Verzuimmeldingen";

/// Two employers in the group of the account and one outside it.
const WERKGEVERS_TEXT: &str = r#"# Werkgevers. De werkgevercode is de sleutel op koppelingen.

[[werkgever]]
werkgevercode = "FLSN100200"
naam = "Bakkerij Van Dam"
werkgevergroepen = ["Felison"]

[[werkgever]]
werkgevercode = "FLSN100201"
naam = "Installatiebedrijf De Wit"
werkgevergroepen = ["Felison"]

# Bestaat, maar zit niet in de werkgevergroep waarop het klantaccount is geautoriseerd.
[[werkgever]]
werkgevercode = "FLSN999999"
naam = "Rederij Zuidkaap"
werkgevergroepen = ["Overig"]
"#;

/// Writes all files and reads the configuration back.
pub(super) fn write(
    folder: &WorkFolder,
    options: &Demo,
    outside: &Outside,
    address: SocketAddr,
) -> Result<Config, Failure> {
    let path = folder.path(CONFIG);
    fs::write(&path, configuration(options, address)?)?;
    fs::write(folder.path(WERKGEVERS), WERKGEVERS_TEXT)?;
    fs::write(folder.path(KLANTACCOUNTS), accounts(outside))?;
    Config::load(&path).map_err(|error| Failure::Internal(error.to_string()))
}

fn configuration(options: &Demo, address: SocketAddr) -> Result<String, Failure> {
    let rules = found(&options.regels, "--regels")?;
    let described = rules.parent().unwrap_or(Path::new("/")).join("plugins");
    let described = found(&described, "--regels (de map plugins ernaast)")?;
    let built = found(&options.plugins, "--plugins")?;
    let (rules, described, built) = (toml_text(&rules), toml_text(&described), toml_text(&built));
    Ok(format!(
        r#"# Voorbeeldconfiguratie, geschreven door `schakel demo`. Paden zijn ten opzichte van dit bestand.

[opslag]
map = "{DATA}"                # gegevens, sleutel, berichten en het beheertoken

[http]
luister = "{address}"         # alleen deze machine
wacht_seconden = 20           # zo lang wacht een zender op zijn antwoord
bericht_max_mib = 256

[regels]
map = {rules}

[plugins]
map = {described}             # van elke plugin haar plugin.toml
gebouwd = {built}             # en hier de gebouwde wasm

[log]
niveau = "info"
vorm = "tekst"
"#
    ))
}

fn accounts(outside: &Outside) -> String {
    let (url, address) = (outside.deliveries_url(), outside.address());
    format!(
        r#"# Klantaccounts van partners. Het token wordt bij het vastleggen gemaakt en één keer getoond.

[[klantaccount]]
klantcode = "{KLANTCODE}"
naam = "VerzekeringsInzicht voor Felison"
werkgevergroepen = ["Felison"]

[[klantaccount.importkoppelingen]]
naam = "{KOPPELING}"
plugin = "sivi"
importconfiguratie = "SIVI 2022 Verzuim Felison"

[klantaccount.importkoppelingen.instellingen]
id_inzender = "SCHAKEL"
verwerkingsmelding_url = "{url}"

# Het portaal draait hier op deze machine en zonder TLS; sta dat in het echt niet toe.
[klantaccount.importkoppelingen.toegestaan]
http = ["{address}"]
prive_adressen = true
zonder_tls = true
"#
    )
}

fn found(path: &Path, option: &str) -> Result<std::path::PathBuf, Failure> {
    path.canonicalize().map_err(|error| {
        Failure::Usage(format!("{option}: {} is er niet ({error})", path.display()))
    })
}

/// A path as a text in TOML.
fn toml_text(path: &Path) -> String {
    toml::Value::String(path.display().to_string()).to_string()
}
