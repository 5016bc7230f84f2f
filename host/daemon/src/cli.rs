//! Every command on one screen; what the larger ones take stands in the files beside this one.

mod by_hand;
mod boeken;
mod dossiers;
mod traffic;
mod house;
mod regels;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

pub(crate) use self::{
    boeken::Boeken,
    by_hand::{
        Afspraak, Afspraken, Eenmalig, Herinneringen, Kenmerken, Polissen, Trajecten, Verzuim,
        Werknemers,
    },
    dossiers::{Documenten, Machtigingen, Taken, Toon},
    house::{Gebruikers, Klantaccounts, Plugins, Store, Werkgevers},
    regels::{Conversie, Periode, Regelmap, Regels, Verleden},
    traffic::{Bezorgingen, EenBezorging, EenLogverslag, Koppelingen, Logverslagen},
};

/// Schakel: regels en koppelingen voor verzuimmanagement.
#[derive(Debug, Parser)]
#[command(name = "schakel", version)]
pub(crate) struct Cli {
    /// Configuratiebestand; zonder deze optie schakel.toml, of wat in SCHAKEL_CONFIG staat.
    #[arg(
        long,
        global = true,
        value_name = "BESTAND",
        env = "SCHAKEL_CONFIG",
        default_value = "schakel.toml"
    )]
    pub(crate) config: PathBuf,
    /// Uitvoer als JSON.
    #[arg(long, global = true)]
    pub(crate) json: bool,
    /// Adres van de host, zoals http://127.0.0.1:7431; anders dat uit de configuratie.
    #[arg(long, global = true, value_name = "URL", env = "SCHAKEL_HOST")]
    pub(crate) host: Option<String>,
    /// Bestand met het beheertoken of een eigen token; anders SCHAKEL_TOKEN, of op deze machine
    /// beheer.token bij de gegevens.
    #[arg(long, global = true, value_name = "BESTAND")]
    pub(crate) token_bestand: Option<PathBuf>,
    /// Het token ook zonder TLS naar een andere machine sturen; wie meeleest kan er dan hetzelfde mee.
    #[arg(long, global = true)]
    pub(crate) zonder_tls: bool,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// De host draaien (ook: start).
    #[command(alias = "start")]
    Serve,
    /// Een verhaal spelen op een lege host, om te zien hoe het werkt.
    Demo(Demo),
    /// Nazien: configuratie, regels, plugins en rechten; alles wat fout is in één keer.
    Controleer,
    /// De regels.
    Regels {
        #[command(subcommand)]
        command: Regels,
    },
    /// Het logboek van gebeurtenissen.
    Gebeurtenissen(Gebeurtenissen),
    /// Dossiers van werkgevers en werknemers.
    Dossiers {
        #[command(subcommand)]
        command: Toon,
    },
    /// Werknemers toevoegen, bijwerken en opzoeken.
    Werknemers {
        #[command(subcommand)]
        command: Werknemers,
    },
    /// Ziek melden, herstel melden, corrigeren en intrekken.
    Verzuim {
        #[command(subcommand)]
        command: Verzuim,
    },
    /// Trajecten starten en sluiten, en hun daglonen.
    Trajecten {
        #[command(subcommand)]
        command: Trajecten,
    },
    /// Kenmerken van trajecten, werknemers en werkgevers.
    Kenmerken {
        #[command(subcommand)]
        command: Kenmerken,
    },
    /// Afspraken in de agenda van een traject.
    Afspraken {
        #[command(subcommand)]
        command: Afspraken,
    },
    /// Herinneringen van trajecten.
    Herinneringen {
        #[command(subcommand)]
        command: Herinneringen,
    },
    /// Polissen van werkgevers.
    Polissen {
        #[command(subcommand)]
        command: Polissen,
    },
    /// Documenten in dossiers.
    Documenten {
        #[command(subcommand)]
        command: Documenten,
    },
    /// Machtigingen van werkgevers bij UWV.
    Machtigingen {
        #[command(subcommand)]
        command: Machtigingen,
    },
    /// Openstaande taken.
    Taken {
        #[command(subcommand)]
        command: Option<Taken>,
    },
    /// Wat er van elk ontvangen bericht terechtkwam.
    Logverslagen(Logverslagen),
    /// Wat er naar buiten gaat of wordt opgehaald, en hoe dat ging.
    Bezorgingen(Bezorgingen),
    /// Hoe het met de koppelingen gaat.
    Koppelingen {
        #[command(subcommand)]
        command: Koppelingen,
    },
    /// Werkgevers.
    Werkgevers {
        #[command(subcommand)]
        command: Werkgevers,
    },
    /// Klantaccounts van partners, met hun importkoppelingen.
    Klantaccounts {
        #[command(subcommand)]
        command: Klantaccounts,
    },
    /// Wie de host bedienen met een eigen token, en wat zij mogen.
    Gebruikers {
        #[command(subcommand)]
        command: Gebruikers,
    },
    /// Plugins: wat er geladen is, en nieuwe versies proberen en aanvaarden.
    Plugins {
        #[command(subcommand)]
        command: Plugins,
    },
    /// De gegevensopslag, terwijl de host niet draait.
    Store {
        #[command(subcommand)]
        command: Store,
    },
    /// Wie wat deed.
    Audit(Bladzijde),
}

#[derive(Debug, Args)]
pub(crate) struct Demo {
    /// Map voor configuratie en gegevens; wordt leeg gemaakt als de demo haar zelf maakte.
    #[arg(long, value_name = "MAP", default_value = ".schakel/demo")]
    pub(crate) werkmap: PathBuf,
    /// Map met gebouwde plugins (wasm).
    #[arg(long, value_name = "MAP", default_value = "target/wasm32-wasip2/release")]
    pub(crate) plugins: PathBuf,
    /// Het programma dat de buitenwereld speelt.
    #[arg(long, value_name = "PROGRAMMA", default_value = "target/release/simulators")]
    pub(crate) simulators: PathBuf,
    /// Map met regels; de map plugins ernaast beschrijft de plugins.
    #[arg(long, value_name = "MAP", default_value = "rules")]
    pub(crate) regels: PathBuf,
    /// Speel één keer, zie de afloop na en stop.
    #[arg(long)]
    pub(crate) eenmaal: bool,
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Gebeurtenissen {
    #[command(subcommand)]
    pub(crate) command: Option<GebeurtenisTonen>,
    /// Eerste nummer; zonder deze optie de nieuwste.
    #[arg(long, value_name = "NUMMER")]
    pub(crate) vanaf: Option<u64>,
    /// Hoeveel.
    #[arg(long, value_name = "AANTAL", default_value_t = 50)]
    pub(crate) aantal: u64,
}

#[derive(Debug, Subcommand)]
pub(crate) enum GebeurtenisTonen {
    /// Eén gebeurtenis.
    Toon {
        #[arg(value_name = "NUMMER")]
        seq: u64,
    },
}

#[derive(Debug, Args)]
pub(crate) struct Bladzijde {
    /// Hoeveel, de nieuwste eerst.
    #[arg(long, value_name = "AANTAL", default_value_t = 50)]
    pub(crate) aantal: u64,
    /// Verder waar de vorige bladzijde ophield.
    #[arg(long, value_name = "PLAATS")]
    pub(crate) na: Option<String>,
}
