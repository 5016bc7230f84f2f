//! What `schakel regels` takes.

use std::path::PathBuf;

use clap::Subcommand;

use super::Bladzijde;

#[derive(Debug, Subcommand)]
pub(crate) enum Regels {
    /// Regels nazien en hun tests draaien; daar is geen host voor nodig.
    Controleer {
        /// Map met regels; anders die uit de configuratie.
        #[arg(value_name = "MAP")]
        map: Option<PathBuf>,
        /// Map met plugins; anders de map plugins naast die van de regels.
        #[arg(long, value_name = "MAP")]
        plugins: Option<PathBuf>,
    },
    /// Waarom een taak bestaat, of wat er op een gebeurtenis volgde.
    Waarom {
        /// Id van een taak (ta-…) of nummer van een gebeurtenis.
        #[arg(value_name = "TAAK|NUMMER")]
        wat: String,
    },
    /// De regels die in gebruik zijn, en wat er mis is met die in de map.
    Lijst,
    /// Het concept: wat is opgeslagen en wacht tot iemand het in gebruik neemt.
    Concept,
    /// Het concept in gebruik nemen; waar twee personen nodig zijn wacht het daarna op de tweede.
    InGebruik {
        /// Welk regelboek, zoals `schakel regels concept` het noemt.
        #[arg(value_name = "REGELBOEK")]
        hash: String,
        /// Wat erover te zeggen is, voor later.
        #[arg(long, value_name = "TEKST")]
        opmerking: Option<String>,
        /// Ook uitrekenen en bewaren wat er in het verleden anders zou zijn gegaan.
        #[arg(long)]
        met_wat_als: bool,
    },
    /// Goedkeuren wat iemand anders in gebruik wil nemen.
    Goedkeuren {
        /// Welk regelboek.
        #[arg(value_name = "REGELBOEK")]
        hash: String,
    },
    /// Wat op goedkeuring wacht afwijzen of intrekken.
    Afwijzen {
        /// Welk regelboek.
        #[arg(value_name = "REGELBOEK")]
        hash: String,
    },
    /// Welke regels wanneer en door wie in gebruik zijn genomen, de nieuwste eerst.
    Geschiedenis(Bladzijde),
    /// Het verschil tussen twee regelboeken, regel voor regel.
    Verschil {
        /// Welk regelboek; zonder een tweede: wat het verandert aan dat in gebruik.
        #[arg(value_name = "REGELBOEK")]
        hash: String,
        /// Waarmee het eerste wordt vergeleken.
        #[arg(value_name = "REGELBOEK")]
        ander: Option<String>,
    },
    /// Een eerder regelboek weer in gebruik nemen.
    Terug {
        /// Welk regelboek, zoals `schakel regels geschiedenis` het noemt.
        #[arg(value_name = "REGELBOEK")]
        hash: String,
        /// Wat erover te zeggen is, voor later.
        #[arg(long, value_name = "TEKST")]
        opmerking: Option<String>,
        /// Ook uitrekenen en bewaren wat er in het verleden anders zou zijn gegaan.
        #[arg(long)]
        met_wat_als: bool,
    },
    /// Waarden in het verkeer die in geen conversiegroep staan.
    OnbekendeWaarden,
    /// Een conversiegroep als csv-bestand: naar een rekenblad en terug. Daar is geen host voor nodig.
    Conversie {
        #[command(subcommand)]
        wat: Conversie,
    },
    /// Zet bij de regels wat een editor nodig heeft om de woorden te kennen (map .vscode).
    Editor {
        /// Map met regels; anders die uit de configuratie.
        #[arg(value_name = "MAP")]
        map: Option<PathBuf>,
    },
    /// De taalserver die een editor start: meldt fouten tijdens het typen, vult aan en legt uit (LSP).
    Taalserver {
        /// Map met plugins; anders de map plugins naast die van de regels.
        #[arg(long, value_name = "MAP")]
        plugins: Option<PathBuf>,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Conversie {
    /// Schrijft een conversiegroep als csv: sleutel;code;waarde;uitdrukking.
    Uit {
        /// Naam van de conversiegroep.
        #[arg(value_name = "GROEP")]
        groep: String,
        /// Alleen deze sleutel.
        #[arg(long, value_name = "SLEUTEL")]
        sleutel: Option<String>,
        /// Naar dit bestand; anders naar het scherm.
        #[arg(long, value_name = "BESTAND")]
        naar: Option<PathBuf>,
        /// Map met regels; anders die uit de configuratie.
        #[arg(long, value_name = "MAP")]
        map: Option<PathBuf>,
    },
    /// Maakt van een csv een conversiegroep, of vervangt tabellen van een die er is. Sleutels die niet
    /// in de csv staan, en de tests, blijven zoals zij waren. Wat fout is, wordt niet geschreven.
    In {
        /// Naam van de conversiegroep.
        #[arg(value_name = "GROEP")]
        groep: String,
        /// Het csv-bestand.
        #[arg(value_name = "BESTAND")]
        bestand: PathBuf,
        /// Alleen laten zien wat er geschreven zou worden.
        #[arg(long)]
        proef: bool,
        /// Map met regels; anders die uit de configuratie.
        #[arg(long, value_name = "MAP")]
        map: Option<PathBuf>,
    },
}
