//! What `schakel regels` takes.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::{Bladzijde, Boeken};

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
    /// Waarom een taak of een traject bestaat, of wat er op een gebeurtenis volgde.
    Waarom {
        /// Id van een taak (ta-…) of traject (tr-…), of nummer van een gebeurtenis.
        #[arg(value_name = "TAAK|TRAJECT|NUMMER")]
        wat: String,
        /// Ook opnieuw besluiten, met het regelboek van toen, en zeggen of hetzelfde volgt.
        #[arg(long)]
        opnieuw: bool,
    },
    /// Waarom een regel niet afging, wat er scheelde, en wat er het dichtst bij kwam.
    WaaromNiet {
        /// De regel: naam van het bestand zonder .rhai.
        #[arg(value_name = "REGEL")]
        regel: String,
        /// Nummer van een gebeurtenis, of een dossier (wn-… of wg-…).
        #[arg(value_name = "NUMMER|DOSSIER")]
        wat: String,
    },
    /// Wat regels van één gebeurtenis maken, met elk antwoord en elk feit. Er wordt niets uitgevoerd.
    Proef {
        /// Nummer van een gebeurtenis, of een bestand met een gebeurtenis als JSON, zoals
        /// `schakel gebeurtenissen toon <nummer> --json` haar geeft.
        #[arg(value_name = "NUMMER|BESTAND")]
        wat: String,
        /// Met de regels in deze map; anders die in gebruik zijn.
        #[arg(long, value_name = "MAP")]
        map: Option<PathBuf>,
        /// Map met plugins; anders de map plugins naast die van de regels.
        #[arg(long, value_name = "MAP", requires = "map")]
        plugins: Option<PathBuf>,
    },
    /// Wat er in het verleden anders zou zijn gegaan met de regels van een map. Er wordt niets uitgevoerd.
    WatAls {
        #[command(flatten)]
        welke: Regelmap,
        #[command(flatten)]
        periode: Periode,
        /// Van hoeveel dossiers de verschillen een voor een worden genoemd.
        #[arg(long, value_name = "AANTAL", default_value_t = 20)]
        dossiers: usize,
        /// In plaats daarvan: hoe de laatste berichten van elke koppeling anders zouden zijn gelezen.
        #[arg(long, conflicts_with_all = ["van", "tot", "werkgever", "dossiers"])]
        berichten: bool,
        /// In plaats daarvan nagaan of het boek dat in gebruik is over het verleden nog hetzelfde beslist.
        #[arg(long, conflicts_with_all = ["map", "plugins", "dossiers", "berichten"])]
        controle: bool,
    },
    /// De tests in de regels draaien: welke slagen, welke niet, en wat zij beproeven.
    Test {
        #[command(flatten)]
        welke: Regelmap,
        /// Alleen de tests van deze regel.
        #[arg(long, value_name = "REGEL")]
        regel: Option<String>,
    },
    /// Welke voorwaarden en rijen nooit beproefd zijn: door de tests, of door wat er echt gebeurde.
    Dekking {
        #[command(flatten)]
        welke: Regelmap,
        /// Alleen van deze regel.
        #[arg(long, value_name = "REGEL")]
        regel: Option<String>,
        #[command(flatten)]
        verleden: Verleden,
    },
    /// Kleine veranderingen in de regels die geen test (en geen gebeurtenis) zou opmerken.
    Mutatie {
        #[command(flatten)]
        welke: Regelmap,
        /// Alleen van deze regel.
        #[arg(long, value_name = "REGEL")]
        regel: Option<String>,
        #[command(flatten)]
        verleden: Verleden,
    },
    /// Welke regels elkaar in gang kunnen zetten, als tekst of als tekening.
    Graaf {
        #[command(flatten)]
        welke: Regelmap,
        /// Schrijft een tekening (svg) in dit bestand.
        #[arg(long, value_name = "BESTAND")]
        svg: Option<PathBuf>,
    },
    /// De regels die in gebruik zijn, en wat er mis is met die in de map.
    Lijst,
    /// Meekijken terwijl u schrijft: na elke keer opslaan fouten, tests, dekking, en wat het met de
    /// laatste gebeurtenissen zou doen als er een host draait. Stoppen met Ctrl-C.
    Kijk {
        /// Map met regels; anders die uit de configuratie.
        #[arg(value_name = "MAP")]
        map: Option<PathBuf>,
        /// Map met plugins; anders de map plugins naast die van de regels.
        #[arg(long, value_name = "MAP")]
        plugins: Option<PathBuf>,
        /// Met hoeveel van de laatste gebeurtenissen van de host wordt vergeleken.
        #[arg(long, value_name = "AANTAL", default_value_t = 100)]
        laatste: u64,
    },
    #[command(flatten)]
    Boeken(Boeken),
    /// Wat regels deden, wat hun werd geweigerd, waar zij fout gingen en wat is overgeslagen.
    Logboek {
        /// Alleen van deze regel.
        #[arg(value_name = "REGEL")]
        regel: Option<String>,
        #[command(flatten)]
        bladzijde: Bladzijde,
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

/// Een deel van het verleden.
#[derive(Debug, Args)]
pub(crate) struct Periode {
    /// Vanaf deze dag (jjjj-mm-dd).
    #[arg(long, value_name = "DATUM")]
    pub(crate) van: Option<String>,
    /// Tot en met deze dag (jjjj-mm-dd).
    #[arg(long, value_name = "DATUM")]
    pub(crate) tot: Option<String>,
    /// Alleen de laatste zoveel gebeurtenissen.
    #[arg(long, value_name = "AANTAL")]
    pub(crate) laatste: Option<u64>,
    /// Alleen van deze werkgever.
    #[arg(long, value_name = "WERKGEVERCODE")]
    pub(crate) werkgever: Option<String>,
}

/// Een map met regels.
#[derive(Debug, Args)]
pub(crate) struct Regelmap {
    /// Map met regels; anders die uit de configuratie.
    #[arg(value_name = "MAP")]
    pub(crate) map: Option<PathBuf>,
    /// Map met plugins; anders de map plugins naast die van de regels.
    #[arg(long, value_name = "MAP")]
    pub(crate) plugins: Option<PathBuf>,
}

/// Wat er in de host is gebeurd, in plaats van of naast de tests.
#[derive(Debug, Args)]
pub(crate) struct Verleden {
    /// Kijkt naar wat er in de draaiende host is gebeurd, met de regels die daar in gebruik zijn.
    #[arg(long, conflicts_with_all = ["map", "plugins"])]
    pub(crate) gebeurtenissen: bool,
    /// Vanaf deze dag (jjjj-mm-dd).
    #[arg(long, value_name = "DATUM", requires = "gebeurtenissen")]
    pub(crate) van: Option<String>,
    /// Tot en met deze dag (jjjj-mm-dd).
    #[arg(long, value_name = "DATUM", requires = "gebeurtenissen")]
    pub(crate) tot: Option<String>,
    /// Alleen van deze werkgever.
    #[arg(long, value_name = "WERKGEVERCODE", requires = "gebeurtenissen")]
    pub(crate) werkgever: Option<String>,
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
