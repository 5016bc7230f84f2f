//! With what a world begins: employers, an account with links, and a receiver.

use serde_json::{Value, json};
use tests_simulators::sivi::{Generator, Mood};

use crate::World;

/// The account of the portal.
pub(crate) const KLANTCODE: &str = "VI001";
/// Its link for absence.
pub(crate) const LINK: &str = "Verzuimmeldingen";
/// The werkgevergroep on which the account is authorised.
const GROUP: &str = "Felison";

/// With what a world begins. Every choice has a default that fits most scenarios.
#[derive(Debug, Clone)]
pub struct Setup {
    pub(crate) werkgevers: u64,
    pub(crate) mood: Mood,
    pub(crate) acknowledge: bool,
    pub(crate) hostile: Vec<String>,
    pub(crate) settings: String,
}

impl Default for Setup {
    fn default() -> Setup {
        Setup {
            werkgevers: 2,
            mood: Mood::Fine,
            acknowledge: true,
            hostile: Vec::new(),
            settings: String::new(),
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

    /// Lines to add to the `[http]` section of schakel.toml.
    #[must_use]
    pub fn http(mut self, lines: &str) -> Setup {
        self.settings.push_str(lines);
        self
    }

    /// Starts the world.
    pub fn start(self) -> World {
        World::start(&self)
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

    /// The account of the portal with its links; Verwerkingsmeldingen go to `receiver`.
    pub(crate) fn account(&self, receiver: &str) -> Value {
        let mut settings = json!({});
        if self.acknowledge {
            settings["verwerkingsmelding_url"] = json!(format!("{receiver}/verwerkingsmeldingen"));
        }
        let host = receiver.trim_start_matches("http://");
        let mut links = vec![json!({
            "naam": LINK,
            "plugin": "sivi",
            "importconfiguratie": "SIVI 2022 Verzuim Felison",
            "mailniveau": "uitval",
            "instellingen": settings,
            "toegestaan": { "http": [host], "prive_adressen": true, "zonder_tls": true },
        })];
        links.extend(self.hostile.iter().map(|mode| {
            json!({
                "naam": format!("Vijandig-{mode}"),
                "plugin": "guests",
                "importconfiguratie": "SIVI 2022 Verzuim Felison",
                "instellingen": { "mode": mode },
            })
        }));
        json!({ "naam": "VerzekeringsInzicht", "werkgevergroepen": [GROUP], "importkoppelingen": links })
    }
}
