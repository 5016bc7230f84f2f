//! With what a world begins: employers, an account with links, and the world outside.

use std::fmt::Write as _;

use serde_json::{Value, json};
use tests_simulators::sivi::{Generator, Mood};
use tests_simulators::{digipoort, mail};

use crate::World;

/// The account of the portal.
pub(crate) const KLANTCODE: &str = "VI001";
/// Its link for absence.
pub(crate) const LINK: &str = "Verzuimmeldingen";
/// Its link for documents of UWV.
pub(crate) const UWV: &str = "UWV";
/// The werkgevergroep on which the account is authorised.
const GROUP: &str = "Felison";
/// Seldom enough to poll only when a scenario asks for it.
const A_DAY: u32 = 86_400;

/// With what a world begins. Every choice has a default that fits most scenarios.
#[derive(Debug, Clone)]
pub struct Setup {
    pub(crate) werkgevers: u64,
    pub(crate) mood: Mood,
    pub(crate) acknowledge: bool,
    pub(crate) hostile: Vec<String>,
    pub(crate) settings: String,
    pub(crate) rules_settings: String,
    /// Seconds between two polls of the link for documents.
    pub(crate) uwv: Option<u32>,
    pub(crate) digipoort: digipoort::Moods,
    pub(crate) mail: Option<mail::Mood>,
    pub(crate) secrets: Vec<(String, String)>,
    pub(crate) links: Vec<Value>,
    pub(crate) without_rules: Vec<String>,
    pub(crate) rules: Vec<(String, String)>,
    pub(crate) attempts: u32,
    /// What the clock of the host shows at the start, when that is not the moment that it is.
    pub(crate) clock: Option<String>,
    /// Sections to add to schakel.toml.
    pub(crate) sections: String,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            werkgevers: 2,
            mood: Mood::Fine,
            acknowledge: true,
            hostile: Vec::new(),
            settings: String::new(),
            rules_settings: String::new(),
            uwv: None,
            digipoort: digipoort::Moods::fine(),
            mail: None,
            secrets: Vec::new(),
            links: Vec::new(),
            without_rules: Vec::new(),
            rules: Vec::new(),
            attempts: 20,
            clock: None,
            sections: String::new(),
        }
    }
}

impl Setup {
    /// So many employers in the group of the account, from relatienummer 100200.
    #[must_use]
    pub fn werkgevers(self, werkgevers: u64) -> Setup {
        Setup { werkgevers, ..self }
    }

    /// How the receiver of Verwerkingsmeldingen behaves at first.
    #[must_use]
    pub fn mood(self, mood: Mood) -> Setup {
        Setup { mood, ..self }
    }

    /// No Verwerkingsmeldingen.
    #[must_use]
    pub fn without_verwerkingsmeldingen(self) -> Setup {
        Setup { acknowledge: false, ..self }
    }

    /// A link with the hostile connector, named `Vijandig-<mode>`.
    #[must_use]
    pub fn hostile(mut self, mode: &str) -> Setup {
        self.hostile.push(mode.to_owned());
        self
    }

    /// A link that fetches documents of UWV whenever [`World::poll`] asks for it.
    #[must_use]
    pub fn uwv(self) -> Setup {
        self.uwv_every(A_DAY)
    }

    /// A link that fetches documents of UWV every so many seconds.
    #[must_use]
    pub fn uwv_every(self, seconds: u32) -> Setup {
        Setup { uwv: Some(seconds), ..self }
    }

    /// How Digipoort behaves at first.
    #[must_use]
    pub fn digipoort(self, moods: impl Into<digipoort::Moods>) -> Setup {
        Setup { digipoort: moods.into(), ..self }
    }

    /// A mail server that behaves so at first, and addresses for every role and for trouble.
    #[must_use]
    pub fn mail(self, mood: mail::Mood) -> Setup {
        Setup { mail: Some(mood), ..self }
    }

    /// A credential of the host, shown as a bearer token.
    #[must_use]
    pub fn secret(mut self, name: &str, token: &str) -> Setup {
        self.secrets.push((name.to_owned(), token.to_owned()));
        self
    }

    /// One more link of the account.
    #[must_use]
    pub fn link(mut self, link: Value) -> Setup {
        self.links.push(link);
        self
    }

    /// Without a file of the shipped rules.
    #[must_use]
    pub fn without_rule(mut self, file: &str) -> Setup {
        self.without_rules.push(file.to_owned());
        self
    }

    /// With a file of rules more.
    #[must_use]
    pub fn rule(mut self, file: &str, text: &str) -> Setup {
        self.rules.push((file.to_owned(), text.to_owned()));
        self
    }

    /// So many attempts to fetch a document, with short pauses.
    #[must_use]
    pub fn attempts(self, attempts: u32) -> Setup {
        Setup { attempts, ..self }
    }

    /// Lines to add to the `[http]` section of schakel.toml.
    #[must_use]
    pub fn http(mut self, lines: &str) -> Setup {
        self.settings.push_str(lines);
        self
    }

    /// A clock of the host that shows this moment at the start, such as `2026-03-02T12:00:00+01:00`, and
    /// goes on from there.
    #[must_use]
    pub fn clock(self, moment: &str) -> Setup {
        Setup { clock: Some(moment.to_owned()), ..self }
    }

    /// With sections more in schakel.toml.
    #[must_use]
    pub fn section(mut self, lines: &str) -> Setup {
        self.sections.push_str(lines);
        self
    }

    /// Lines to add to the `[regels]` section of schakel.toml.
    #[must_use]
    pub fn regels(mut self, lines: &str) -> Setup {
        self.rules_settings.push_str(lines);
        self
    }

    /// Starts the world.
    pub fn start(self) -> World {
        World::start(&self)
    }

    /// Whether a link or the shipped rules work with this plugin.
    pub(crate) fn uses(&self, plugin: &str) -> bool {
        match plugin {
            "guests" if !self.hostile.is_empty() => true,
            "digipoort" | "sivi" => true,
            other => self.links.iter().any(|link| link["plugin"] == other),
        }
    }

    /// Werkgevercode and body of each employer: those in the group, and one outside it.
    pub(crate) fn employers(&self) -> Vec<(String, Value)> {
        let generator = Generator::new(0, self.werkgevers, 0);
        let inside = generator.werkgevers().map(|werkgever| {
            let body = json!({
                "naam": werkgever.naam,
                "loonheffingennummers": [werkgever.lhnr],
                "werkgevergroepen": [GROUP],
            });
            (format!("FLSN{}", werkgever.relatienummer), body)
        });
        let outside =
            json!({ "naam": "Timmerfabriek Eikenhart B.V.", "werkgevergroepen": ["Anders"] });
        inside.chain([("FLSN999999".to_owned(), outside)]).collect()
    }

    /// The account of the portal with its links; Verwerkingsmeldingen go to `receiver`, documents of
    /// UWV come from `ophaalservice`.
    pub(crate) fn account(&self, receiver: &str, ophaalservice: &str) -> Value {
        let mut settings = json!({});
        if self.acknowledge {
            settings["verwerkingsmelding_url"] = json!(format!("{receiver}/verwerkingsmeldingen"));
        }
        let mut links = vec![json!({
            "naam": LINK,
            "plugin": "sivi",
            "importconfiguratie": "SIVI 2022 Verzuim Felison",
            "mailniveau": "uitval",
            "instellingen": settings,
            "toegestaan": granted(receiver),
        })];
        links.extend(self.uwv.map(|seconds| {
            json!({
                "naam": UWV,
                "plugin": "digipoort",
                "importconfiguratie": "UWV documenten",
                "instellingen": { "endpoint": ophaalservice },
                "toegestaan": granted(ophaalservice),
                "ophalen": { "elke_seconden": seconds },
                "herhalen": { "pogingen": self.attempts, "langste_pauze_seconden": 1 },
            })
        }));
        links.extend(self.hostile.iter().map(|mode| {
            json!({
                "naam": format!("Vijandig-{mode}"),
                "plugin": "guests",
                "importconfiguratie": "SIVI 2022 Verzuim Felison",
                "instellingen": { "mode": mode },
            })
        }));
        links.extend(self.links.iter().cloned());
        json!({ "naam": "VerzekeringsInzicht", "werkgevergroepen": [GROUP], "importkoppelingen": links })
    }

    /// `[mail]` and `[geheimen]` of schakel.toml.
    pub(crate) fn outside(&self, mail_server: &str) -> String {
        let mut sections = String::new();
        if self.mail.is_some() {
            sections = format!(
                "\n[mail]\nserver = \"{mail_server}\"\ntls = \"geen\"\n\
                 van = \"Schakel <schakel@verzuimhuis.test>\"\n\
                 storingen_naar = [\"beheer@verzuimhuis.test\"]\n\n[mail.ontvangers]\n\
                 casemanager = [\"casemanagers@verzuimhuis.test\"]\n\
                 planner = [\"planning@verzuimhuis.test\"]\n\
                 documentbeheer = [\"anja@verzuimhuis.test\", \"bram@verzuimhuis.test\"]\n"
            );
        }
        for (name, _) in &self.secrets {
            // Nothing that is not so by the format can stop a write to a String.
            let _ = write!(
                sections,
                "\n[geheimen.{name}]\nsoort = \"bearer\"\nbestand = \"{}/{name}\"\n",
                crate::folder::SECRETS
            );
        }
        sections + &self.sections
    }
}

/// What a link may reach: one system of the simulated world.
fn granted(url: &str) -> Value {
    let host = url.trim_start_matches("http://").split('/').next().unwrap_or_default();
    json!({ "http": [host], "prive_adressen": true, "zonder_tls": true })
}
