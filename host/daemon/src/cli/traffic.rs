//! Command line: what comes in and goes out.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::Bladzijde;

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Logverslagen {
    #[command(subcommand)]
    pub(crate) command: Option<EenLogverslag>,
    #[command(flatten)]
    pub(crate) bladzijde: Bladzijde,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EenLogverslag {
    /// Eén logverslag, met zijn regels.
    Toon {
        #[arg(value_name = "LOGVERSLAG")]
        id: String,
    },
    /// Een bericht opnieuw lezen dat niet te lezen was.
    Opnieuw {
        #[arg(value_name = "LOGVERSLAG")]
        id: String,
    },
}

#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Bezorgingen {
    #[command(subcommand)]
    pub(crate) command: Option<EenBezorging>,
    #[command(flatten)]
    pub(crate) bladzijde: Bladzijde,
}

#[derive(Debug, Subcommand)]
pub(crate) enum EenBezorging {
    /// Eén bezorging, met haar pogingen.
    Toon {
        #[arg(value_name = "BEZORGING")]
        id: String,
    },
    /// De inhoud zoals die is, in JSON; dat komt in het auditlog.
    Inhoud {
        #[arg(value_name = "BEZORGING")]
        id: String,
    },
    /// Andere inhoud geven.
    Wijzig {
        #[arg(value_name = "BEZORGING")]
        id: String,
        /// JSON-bestand, zoals `inhoud` het toonde.
        #[arg(long, value_name = "BESTAND")]
        bestand: PathBuf,
    },
    /// Opnieuw aanbieden, onder hetzelfde nummer.
    Opnieuw {
        #[arg(value_name = "BEZORGING")]
        id: String,
    },
    /// Niet meer proberen.
    Opgeven {
        #[arg(value_name = "BEZORGING")]
        id: String,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum Koppelingen {
    /// Alle koppelingen tonen.
    Lijst,
    /// Nu ophalen.
    Nu {
        #[arg(value_name = "KLANT/NAAM")]
        koppeling: String,
    },
    /// Een pauze beëindigen.
    Hervat {
        #[arg(value_name = "KLANT/NAAM")]
        koppeling: String,
    },
}
