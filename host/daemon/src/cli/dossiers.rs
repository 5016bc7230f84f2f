//! Command line: dossiers, and what is in them.

use std::path::PathBuf;

use clap::Subcommand;

use super::Eenmalig;

#[derive(Debug, Subcommand)]
pub(crate) enum Toon {
    /// Eén tonen.
    Toon {
        #[arg(value_name = "ID")]
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Documenten {
    /// Wat er van een document bekend is.
    Toon {
        #[arg(value_name = "DOCUMENT")]
        id: String,
    },
    /// Het bestand van een document ophalen.
    Haal {
        #[arg(value_name = "DOCUMENT")]
        id: String,
        /// Waar het komt; een bestand dat er al is, blijft staan.
        #[arg(long, value_name = "BESTAND")]
        naar: PathBuf,
    },
    /// Een bestand toevoegen aan een traject.
    Upload {
        /// Id van het traject (tr-…).
        #[arg(value_name = "TRAJECT")]
        traject: String,
        #[arg(long, value_name = "BESTAND")]
        bestand: PathBuf,
        #[arg(long, value_name = "TEKST")]
        titel: String,
        /// Documentkenmerk: de submap.
        #[arg(long, value_name = "KENMERK")]
        kenmerk: Option<String>,
        /// Datum op het document.
        #[arg(long, value_name = "DATUM")]
        datum: Option<String>,
        /// Een spreekuurdocument, nog in concept.
        #[arg(long)]
        spreekuur: bool,
        #[command(flatten)]
        eenmalig: Eenmalig,
    },
    /// Een spreekuurdocument definitief maken.
    Definitief {
        #[arg(value_name = "DOCUMENT")]
        id: String,
    },
    /// Een document verplaatsen naar het dossier van een werknemer.
    Verplaats {
        #[arg(value_name = "DOCUMENT")]
        id: String,
        /// Id van de werknemer (wn-…).
        #[arg(value_name = "WERKNEMER")]
        naar: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Machtigingen {
    /// Machtigingen tonen.
    Lijst {
        /// Alleen die van deze werkgever.
        #[arg(long, value_name = "CODE")]
        werkgevercode: Option<String>,
        /// Alleen die met deze status.
        #[arg(long, value_name = "STATUS")]
        status: Option<String>,
    },
    /// Vastleggen dat een machtiging is aangevraagd.
    Aanvragen {
        #[arg(long, value_name = "CODE")]
        werkgevercode: String,
        /// Negen cijfers, een L en twee cijfers.
        #[arg(long, value_name = "NUMMER")]
        loonheffingennummer: String,
        /// Dienst van UWV, zoals UWV-ZZ-ZW.
        #[arg(long, value_name = "DIENST")]
        dienst: String,
        /// Het nummer van de werkgever dat hiermee wordt verbeterd.
        #[arg(long, value_name = "NUMMER")]
        corrigeert: Option<String>,
    },
    /// Een machtiging een andere status geven.
    Zet {
        #[arg(value_name = "MACHTIGING")]
        id: String,
        /// Zoals ontvangen, in_behandeling, activering_verstuurd, actief of ingetrokken.
        #[arg(value_name = "STATUS")]
        status: String,
        #[arg(long, value_name = "TEKST")]
        reden: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Taken {
    /// Openstaande taken tonen.
    Lijst,
    /// Een taak afmelden.
    Uitgevoerd {
        #[arg(value_name = "TAAK")]
        id: String,
    },
}
