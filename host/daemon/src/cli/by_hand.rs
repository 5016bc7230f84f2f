//! Command line: what operators change in dossiers.

use std::path::PathBuf;

use clap::{Args, Subcommand};

/// A name for what is asked, so that asking again does nothing twice.
#[derive(Debug, Args)]
pub(crate) struct Eenmalig {
    /// Eigen naam voor deze opdracht: onder dezelfde naam gebeurt zij één keer.
    #[arg(long, value_name = "NAAM")]
    pub(crate) sleutel: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Werknemers {
    /// Werknemers toevoegen of bijwerken uit een TOML-bestand met tabellen `werknemer`.
    Toevoegen {
        #[arg(long, value_name = "CODE")]
        werkgever: String,
        #[arg(long, value_name = "BESTAND")]
        bestand: PathBuf,
    },
    /// De id van een werknemer opzoeken.
    Zoek {
        #[arg(long, value_name = "CODE")]
        werkgever: String,
        #[arg(long, value_name = "NUMMER", required_unless_present = "extern_id")]
        personeelsnummer: Option<String>,
        #[arg(long, value_name = "ID", conflicts_with = "personeelsnummer")]
        extern_id: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verzuim {
    /// Een werknemer ziek melden.
    Ziek {
        /// Id van de werknemer (wn-…).
        #[arg(value_name = "WERKNEMER")]
        werknemer: String,
        /// Eerste verzuimdag, jjjj-mm-dd.
        #[arg(long, value_name = "DATUM")]
        eerste_dag: String,
        /// Verzuimpercentage; zonder deze optie 100.
        #[arg(long, value_name = "PERCENTAGE")]
        percentage: Option<String>,
        /// J, N of O (onbekend).
        #[arg(long, value_name = "J|N|O")]
        vangnet: Option<String>,
        /// Sleutel van het dienstverband in het bronsysteem.
        #[arg(long, value_name = "SLEUTEL")]
        dienstverband: Option<String>,
        #[command(flatten)]
        eenmalig: Eenmalig,
    },
    /// Een ander verzuimpercentage melden, hoger of lager.
    Gedeeltelijk {
        /// Id van het traject (tr-…).
        #[arg(value_name = "TRAJECT")]
        traject: String,
        #[arg(long, value_name = "DATUM")]
        vanaf: String,
        #[arg(long, value_name = "PERCENTAGE")]
        percentage: String,
    },
    /// Volledig herstel melden.
    Hersteld {
        #[arg(value_name = "TRAJECT")]
        traject: String,
        /// Eerste dag aan het werk.
        #[arg(long, value_name = "DATUM")]
        op: String,
    },
    /// Een eerdere melding verbeteren: de eerste dag, het herstel, of een percentage.
    Corrigeer {
        #[arg(value_name = "TRAJECT")]
        traject: String,
        /// De eerste verzuimdag zoals die moet zijn.
        #[arg(long, value_name = "DATUM")]
        eerste_dag: Option<String>,
        /// De dag van herstel zoals die moet zijn.
        #[arg(long, value_name = "DATUM")]
        hersteld_op: Option<String>,
        /// Vanaf welke dag het percentage geldt.
        #[arg(long, value_name = "DATUM")]
        vanaf: Option<String>,
        /// De dag die eerder was gemeld, als dat een andere is.
        #[arg(long, value_name = "DATUM")]
        was: Option<String>,
        #[arg(long, value_name = "PERCENTAGE")]
        percentage: Option<String>,
    },
    /// Een ziekmelding intrekken die niet gedaan had moeten worden.
    Intrekken {
        #[arg(value_name = "TRAJECT")]
        traject: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Trajecten {
    /// Eén traject tonen.
    Toon {
        #[arg(value_name = "TRAJECT")]
        id: String,
    },
    /// Een traject starten in het dossier van een werknemer of werkgever.
    Start {
        /// Id van het dossier (wn-… of wg-…).
        #[arg(value_name = "DOSSIER")]
        dossier: String,
        /// Trajectsoort uit de catalogus.
        #[arg(long, value_name = "CODE")]
        soort: String,
        /// Eerste dag; zonder deze optie vandaag.
        #[arg(long, value_name = "DATUM")]
        begin: Option<String>,
        #[command(flatten)]
        eenmalig: Eenmalig,
    },
    /// Een traject sluiten.
    Sluit {
        #[arg(value_name = "TRAJECT")]
        id: String,
        /// Laatste dag; zonder deze optie vandaag.
        #[arg(long, value_name = "DATUM")]
        op: Option<String>,
    },
    /// Vastleggen wat de werknemer van een traject per dag verdient.
    Dagloon {
        #[arg(value_name = "TRAJECT")]
        id: String,
        /// Vanaf welke dag.
        #[arg(long, value_name = "DATUM")]
        vanaf: String,
        /// In euro's, zoals 123.45.
        #[arg(long, value_name = "BEDRAG")]
        bedrag: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Kenmerken {
    /// Een kenmerk zetten op een traject, werknemer of werkgever.
    Toevoegen {
        /// Id van een traject (tr-…), werknemer (wn-…) of werkgever (wg-…).
        #[arg(value_name = "ID")]
        op: String,
        #[arg(value_name = "KENMERK")]
        kenmerk: String,
    },
    /// Een kenmerk weghalen.
    Verwijderen {
        #[arg(value_name = "ID")]
        op: String,
        #[arg(value_name = "KENMERK")]
        kenmerk: String,
    },
}

/// An afspraak as it is to be.
#[derive(Debug, Args)]
pub(crate) struct Afspraak {
    /// Begin, zoals 2026-03-02T09:30, in Nederlandse tijd.
    #[arg(long, value_name = "TIJDSTIP")]
    pub(crate) begin: String,
    #[arg(long, value_name = "TIJDSTIP")]
    pub(crate) einde: Option<String>,
    /// Soort, in de woorden van de agenda.
    #[arg(long, value_name = "TEKST")]
    pub(crate) soort: Option<String>,
    /// Locatietype uit de catalogus.
    #[arg(long, value_name = "CODE")]
    pub(crate) locatietype: Option<String>,
    /// Een conceptafspraak.
    #[arg(long)]
    pub(crate) concept: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Afspraken {
    /// Afspraken van een traject tonen.
    Lijst {
        #[arg(value_name = "TRAJECT")]
        traject: String,
    },
    /// Een afspraak maken.
    Toevoegen {
        #[arg(value_name = "TRAJECT")]
        traject: String,
        #[command(flatten)]
        afspraak: Afspraak,
        #[command(flatten)]
        eenmalig: Eenmalig,
    },
    /// Een afspraak wijzigen; zij wordt zoals opgegeven.
    Wijzig {
        /// Id van de afspraak (af-…).
        #[arg(value_name = "AFSPRAAK")]
        id: String,
        #[command(flatten)]
        afspraak: Afspraak,
    },
    /// Een afspraak verwijderen.
    Verwijder {
        #[arg(value_name = "AFSPRAAK")]
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Herinneringen {
    /// Herinneringen van een traject tonen die nog niet zijn afgegaan.
    Lijst {
        #[arg(value_name = "TRAJECT")]
        traject: String,
    },
    /// Een herinnering zetten; een met dezelfde naam wordt vervangen.
    Zet {
        #[arg(value_name = "TRAJECT")]
        traject: String,
        #[arg(value_name = "NAAM")]
        naam: String,
        #[arg(long, value_name = "DATUM")]
        op: String,
    },
    /// Een herinnering verwijderen; zij gaat dan niet af.
    Verwijder {
        #[arg(value_name = "TRAJECT")]
        traject: String,
        #[arg(value_name = "NAAM")]
        naam: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Polissen {
    /// Polissen van een werkgever tonen.
    Lijst {
        #[arg(long, value_name = "CODE")]
        werkgever: String,
    },
    /// Polissen toevoegen of bijwerken uit een TOML-bestand met tabellen `polis`.
    Vastleggen {
        #[arg(long, value_name = "CODE")]
        werkgever: String,
        #[arg(long, value_name = "BESTAND")]
        bestand: PathBuf,
    },
    /// Een polis verwijderen.
    Verwijder {
        /// Id van de polis (po-…).
        #[arg(value_name = "POLIS")]
        id: String,
    },
}
