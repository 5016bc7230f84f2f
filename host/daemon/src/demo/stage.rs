//! With what every part of the story works.

use serde_json::json;

use super::{outside::Outside, work_folder::WorkFolder};
use crate::{client::HostClient, exit::Failure, output::Output, server::Served};

/// An operator with a token of her own.
pub(super) const OPERATOR: &str = "lotte";

/// What she may do besides looking; not everything.
const RIGHTS: [&str; 4] =
    ["machtigingen", "bezorgingen", "documenten_inzien", "documenten_verplaatsen"];

/// With what every part of the story works.
pub(super) struct Stage<'s> {
    pub(super) out: Output,
    /// The host, for who has the beheer token.
    pub(super) beheer: HostClient,
    /// The host, for the operator.
    pub(super) lotte: HostClient,
    pub(super) outside: &'s Outside,
    pub(super) folder: &'s WorkFolder,
}

impl<'s> Stage<'s> {
    /// A stage with an operator on it; who has the beheer token makes her.
    pub(super) fn set(
        out: Output,
        beheer: HostClient,
        served: &Served,
        outside: &'s Outside,
        folder: &'s WorkFolder,
    ) -> Result<Stage<'s>, Failure> {
        let given = json!({ "rechten": RIGHTS });
        let made = beheer.put(&["api", "gebruikers", OPERATOR], &[], &given)?;
        let token = made.get("token").and_then(|token| token.as_str());
        let token = token.ok_or_else(|| Failure::Internal("er kwam geen token".to_owned()))?;
        out.line(format!("      bediener {OPERATOR}, met de rechten {}", RIGHTS.join(", ")));
        let lotte = HostClient::at(&served.url, token.to_owned())?;
        Ok(Stage { out, beheer, lotte, outside, folder })
    }

    /// A line of the telling.
    pub(super) fn tell(&self, text: impl AsRef<str>) {
        self.out.line(format!("  {}", text.as_ref()));
    }

    /// A line of the telling with an empty one before it.
    pub(super) fn begin(&self, text: impl AsRef<str>) {
        self.out.line("");
        self.tell(text);
    }
}
