//! What `schakel regels` takes.

use std::path::PathBuf;

use clap::Subcommand;

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
    /// Waarden in het verkeer die in geen conversiegroep staan.
    OnbekendeWaarden,
}
