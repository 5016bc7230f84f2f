//! What `schakel regels` takes about versions of the rules: what waits, what was live, and who puts what
//! in use.

use clap::Subcommand;

use super::Bladzijde;

#[derive(Debug, Subcommand)]
pub(crate) enum Boeken {
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
}
