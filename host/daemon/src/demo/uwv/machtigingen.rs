//! An operator requests machtigingen at UWV, and notes how they get on.

use host_domain::{Dienst, MachtigingStatus};
use serde_json::json;

use super::super::{
    files::MACHTIGENDEN,
    stage::{OPERATOR, Stage},
};
use crate::exit::Failure;

/// The states that follow on a request, up to the one in which documents may be fetched.
const ON_THE_WAY: [MachtigingStatus; 4] = [
    MachtigingStatus::Ontvangen,
    MachtigingStatus::InBehandeling,
    MachtigingStatus::ActiveringVerstuurd,
    MachtigingStatus::Actief,
];

/// How many machtigingen there are in the end.
pub(super) const ALL: usize = MACHTIGENDEN.len() * Dienst::ALL.len();

/// Requests one for each werkgever and service and follows it until it is active; tells each step of
/// the first.
pub(super) fn arrange(stage: &Stage<'_>) -> Result<(), Failure> {
    let mut first = true;
    for (werkgevercode, nummer) in MACHTIGENDEN {
        for dienst in Dienst::ALL {
            if first {
                stage.begin(format!(
                    "{OPERATOR} vraagt een machtiging aan (schakel machtigingen): {werkgevercode}, {dienst} ({})",
                    dienst.naam()
                ));
            }
            request(stage, werkgevercode, nummer, dienst, first)?;
            first = false;
        }
    }
    stage.tell(format!(
        "En zo nog {}: van {} werkgevers, voor alle {} diensten van UWV.",
        ALL - 1,
        MACHTIGENDEN.len(),
        Dienst::ALL.len()
    ));
    Ok(())
}

fn request(
    stage: &Stage<'_>,
    werkgevercode: &str,
    nummer: &str,
    dienst: Dienst,
    is_told: bool,
) -> Result<(), Failure> {
    let tell = |status: MachtigingStatus| {
        if is_told {
            let naam = match status {
                MachtigingStatus::Actief => "documenten mogen worden opgehaald",
                other => other.naam(),
            };
            stage.tell(format!("  {:<22}{naam}", status.name()));
        }
    };
    let asked = json!({
        "werkgevercode": werkgevercode,
        "loonheffingennummer": nummer,
        "dienst": dienst,
    });
    let made = stage.lotte.post_body(&["api", "machtigingen"], &asked)?;
    let id = made.get("machtiging").and_then(|id| id.as_str());
    let id = id.ok_or_else(|| Failure::Internal("er kwam geen machtiging".to_owned()))?;
    tell(MachtigingStatus::Verstuurd);
    for status in ON_THE_WAY {
        stage.lotte.post(&["api", "machtigingen", id, status.name()])?;
        tell(status);
    }
    Ok(())
}
