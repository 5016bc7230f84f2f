//! Command line: how the house is furnished.

use std::path::PathBuf;

use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub(crate) enum Werkgevers {
    /// Alle werkgevers.
    Lijst,
    /// Werkgevers toevoegen of bijwerken uit een TOML-bestand met tabellen `werkgever`.
    Vastleggen {
        #[arg(long, value_name = "BESTAND")]
        bestand: PathBuf,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Klantaccounts {
    /// Alle klantaccounts; van tokens is niets te zien.
    Lijst,
    /// Klantaccounts toevoegen of bijwerken uit een TOML-bestand met tabellen `klantaccount`.
    Vastleggen {
        #[arg(long, value_name = "BESTAND")]
        bestand: PathBuf,
        /// Geef elk account een nieuw token; het oude werkt dan niet meer.
        #[arg(long)]
        nieuw_token: bool,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Gebruikers {
    /// Alle gebruikers; van tokens is niets te zien.
    Lijst,
    /// Een gebruiker toevoegen, of zijn rechten veranderen.
    Zet {
        #[arg(value_name = "NAAM")]
        naam: String,
        /// Een recht, of meer met komma's ertussen; zonder deze optie mag de gebruiker alleen kijken.
        #[arg(long, value_name = "RECHT", value_delimiter = ',')]
        recht: Vec<String>,
        /// Geef een nieuw token; het oude werkt dan niet meer.
        #[arg(long)]
        nieuw_token: bool,
    },
    /// Een gebruiker de toegang ontnemen.
    Verwijder {
        #[arg(value_name = "NAAM")]
        naam: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Plugins {
    /// Alle plugins tonen.
    Lijst,
    /// Een kandidaat de vastgelegde aanroepen van een koppeling laten overdoen, en zien wat er verschilt.
    Proef {
        /// De kandidaat (wasm).
        #[arg(value_name = "KANDIDAAT")]
        kandidaat: PathBuf,
        #[arg(long, value_name = "KLANT/NAAM")]
        koppeling: String,
        /// Hoeveel aanroepen, de nieuwste eerst.
        #[arg(long, value_name = "AANTAL", default_value_t = 50)]
        aantal: usize,
    },
    /// Aanvaarden dat een nieuwe versie om meer vraagt, en haar laden.
    Aanvaard {
        #[arg(value_name = "PLUGIN")]
        naam: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Store {
    /// Zien of alles heel is.
    #[command(alias = "check")]
    Controleer,
    /// Het logboek opnieuw doorrekenen en met de opslag vergelijken.
    #[command(alias = "rebuild")]
    Herbouw {
        /// Verschillen herstellen.
        #[arg(long)]
        herstel: bool,
    },
}
