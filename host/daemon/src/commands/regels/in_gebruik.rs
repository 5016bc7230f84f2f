//! `schakel regels in-gebruik`, `goedkeuren`, `afwijzen` and `terug`: a person decides which rules are
//! in use.

use serde_json::{Value, json};

use super::super::fields;
use crate::{client::HostClient, exit::Failure, output::Output};

/// Puts the concept in use, or proposes it.
pub(super) fn put_in_use(
    host: &HostClient,
    hash: &str,
    opmerking: Option<&str>,
    met_wat_als: bool,
    out: Output,
) -> Result<(), Failure> {
    let body = json!({ "opmerking": opmerking, "met_wat_als": met_wat_als });
    tell(&host.post_body(&["api", "regels", "concept", hash, "in-gebruik"], &body)?, out);
    Ok(())
}

/// Approves what somebody else proposed.
pub(super) fn approve(host: &HostClient, hash: &str, out: Output) -> Result<(), Failure> {
    tell(&host.post(&["api", "regels", "concept", hash, "goedkeuren"])?, out);
    Ok(())
}

/// Has what was proposed wait no more.
pub(super) fn decline(host: &HostClient, hash: &str, out: Output) -> Result<(), Failure> {
    tell(&host.post(&["api", "regels", "concept", hash, "afwijzen"])?, out);
    Ok(())
}

/// Puts an earlier book in use again, or proposes it.
pub(super) fn go_back(
    host: &HostClient,
    hash: &str,
    opmerking: Option<&str>,
    met_wat_als: bool,
    out: Output,
) -> Result<(), Failure> {
    let body = json!({ "opmerking": opmerking, "met_wat_als": met_wat_als });
    let came = host.post_body(&["api", "regels", "boeken", hash, "terug"], &body)?;
    tell(&came, out);
    if fields::text(&came, "stand") == "in_gebruik" {
        out.line("Wat er nu in de map staat wordt niet gebruikt zolang er niets in verandert.");
    }
    Ok(())
}

fn tell(came: &Value, out: Output) {
    let boek = fields::text(came, "boek");
    out.line(match fields::text(came, "stand").as_str() {
        "voorgesteld" => {
            format!("Regelboek {boek} wacht op iemand anders: schakel regels goedkeuren {boek}")
        }
        "afgewezen" => format!("Regelboek {boek} wacht niet meer op goedkeuring."),
        _ => format!("Regelboek {boek} is in gebruik."),
    });
    out.value(came);
}
