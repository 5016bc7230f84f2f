//! `schakel dossiers`: what is known about a werkgever or werknemer.

use crate::{client::HostClient, exit::Failure, output::Output};

/// Shows one, with every BSN masked.
pub(crate) fn show(host: &HostClient, id: &str, out: Output) -> Result<(), Failure> {
    out.show(&host.get(&["api", "dossiers", id], &[])?);
    Ok(())
}
