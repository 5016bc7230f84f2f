//! The files that the demo writes, as an operator would: configuration, rules, werkgevers, and the
//! account with its links.

use std::{fs, net::SocketAddr, path::Path};

use super::{outside::Outside, rules_copy, work_folder::WorkFolder};
use crate::{cli::Demo, config::Config, exit::Failure};

/// The configuration.
pub(super) const CONFIG: &str = "schakel.toml";
/// The werkgevers.
pub(super) const WERKGEVERS: &str = "werkgevers.toml";
/// The account.
pub(super) const KLANTACCOUNTS: &str = "klantaccounts.toml";
/// The folder of the rules: a copy.
pub(super) const RULES: &str = "regels";
/// The folder of the data.
pub(super) const DATA: &str = "gegevens";

/// The largest document, as the operator fetched it.
pub(super) const LARGEST: &str = "grootste.pdf";
/// Where who watches may put a document.
pub(super) const LETTER: &str = "document.pdf";

/// The account.
pub(super) const KLANTCODE: &str = "FLSN-VI";
/// Its link for absence.
pub(super) const KOPPELING: &str = "Verzuimmeldingen";
/// Its link that fetches documents.
pub(super) const UWV: &str = "UWV";

/// How often documents are asked for, in seconds.
pub(super) const EVERY: u32 = 15;

/// Werkgevercode and loonheffingennummer of the werkgevers in the group.
pub(super) const MACHTIGENDEN: [(&str, &str); 2] =
    [("FLSN100200", "800000006L01"), ("FLSN100201", "800000110L01")];

/// Two employers in the group of the account and one outside it.
const WERKGEVERS_TEXT: &str = r#"# Werkgevers. De werkgevercode is de sleutel op koppelingen; UWV kent een werkgever aan zijn
# loonheffingennummer.

[[werkgever]]
werkgevercode = "FLSN100200"
naam = "Bakkerij Van Dam"
loonheffingennummers = ["800000006L01"]
werkgevergroepen = ["Felison"]

[[werkgever]]
werkgevercode = "FLSN100201"
naam = "Installatiebedrijf De Wit"
loonheffingennummers = ["800000110L01"]
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
    let rules = found(&options.regels, "--regels")?;
    rules_copy::copy(&rules, &folder.path(RULES))?;
    fs::write(&path, configuration(options, &rules, &outside.mail.address, address)?)?;
    fs::write(folder.path(WERKGEVERS), WERKGEVERS_TEXT)?;
    fs::write(folder.path(KLANTACCOUNTS), accounts(outside)?)?;
    Config::load(&path).map_err(|error| Failure::Internal(error.to_string()))
}

fn configuration(
    options: &Demo,
    rules: &Path,
    mail: &str,
    address: SocketAddr,
) -> Result<String, Failure> {
    let described = rules.parent().unwrap_or(Path::new("/")).join("plugins");
    let described = found(&described, "--regels (de map plugins ernaast)")?;
    let built = found(&options.plugins, "--plugins")?;
    let (described, built) = (toml_text(&described), toml_text(&built));
    Ok(format!(
        r#"# Voorbeeldconfiguratie, geschreven door `schakel demo`. Paden zijn ten opzichte van dit bestand.

[opslag]
map = "{DATA}"                # gegevens, sleutel, berichten en het beheertoken

[http]
luister = "{address}"         # alleen deze machine
wacht_seconden = 20           # zo lang wacht een zender op zijn antwoord
bericht_max_mib = 256

[regels]
map = "{RULES}"                  # een kopie; wat hier wordt bewaard, gaat meteen in

[plugins]
map = {described}             # van elke plugin haar plugin.toml
gebouwd = {built}             # en hier de gebouwde wasm

# De mailserver draait hier op deze machine en zonder TLS; laat `tls` in het echt weg.
[mail]
server = "{mail}"
tls = "geen"
van = "Schakel <schakel@voorbeeld.nl>"
storingen_naar = ["beheer@voorbeeld.nl"]

[mail.ontvangers]             # van elke rol in catalogus.toml
casemanager = ["casemanagers@voorbeeld.nl"]
planner = ["planning@voorbeeld.nl"]
documentbeheer = ["documenten@voorbeeld.nl"]

[log]
niveau = "info"
vorm = "tekst"
"#
    ))
}

fn accounts(outside: &Outside) -> Result<String, Failure> {
    let (portal, url) = (&outside.portal.address, &outside.portal.url);
    let digipoort = &outside.digipoort.address;
    let told = outside.digipoort.get(&["beheer"])?;
    let endpoint = told.get("endpoint").and_then(|endpoint| endpoint.as_str());
    let endpoint =
        endpoint.ok_or_else(|| Failure::Internal("Digipoort zegt niet waar het is".to_owned()))?;
    Ok(format!(
        r#"# Klantaccounts van partners. Het token wordt bij het vastleggen gemaakt en één keer getoond.

[[klantaccount]]
klantcode = "{KLANTCODE}"
naam = "VerzekeringsInzicht voor Felison"
werkgevergroepen = ["Felison"]

# Het portaal brengt verzuimmeldingen.
[[klantaccount.importkoppelingen]]
naam = "{KOPPELING}"
plugin = "sivi"
importconfiguratie = "SIVI 2022 Verzuim Felison"

[klantaccount.importkoppelingen.instellingen]
id_inzender = "SCHAKEL"
verwerkingsmelding_url = "{url}/verwerkingsmeldingen"

# Het portaal draait hier op deze machine en zonder TLS; sta dat in het echt niet toe.
[klantaccount.importkoppelingen.toegestaan]
http = ["{portal}"]
prive_adressen = true
zonder_tls = true

# Documenten van UWV halen we zelf op, onder de machtigingen die actief zijn.
[[klantaccount.importkoppelingen]]
naam = "{UWV}"
plugin = "digipoort"
importconfiguratie = "UWV documenten"
ophalen = {{ elke_seconden = {EVERY} }}     # in het echt is 900 vaak genoeg

[klantaccount.importkoppelingen.instellingen]
endpoint = "{endpoint}"

[klantaccount.importkoppelingen.toegestaan]
http = ["{digipoort}"]
prive_adressen = true
zonder_tls = true
"#
    ))
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
