//! `schakel gebruikers`: operators with a token of their own.

use serde_json::json;

use super::fields;
use crate::{cli::Gebruikers, client::HostClient, exit::Failure, output::Output};

/// Shows all, puts one and shows its new token, once, or takes one away.
pub(crate) fn run(host: &HostClient, asked: &Gebruikers, out: Output) -> Result<(), Failure> {
    match asked {
        Gebruikers::Lijst => list(host, out),
        Gebruikers::Zet { naam, recht, nieuw_token } => {
            let query = [("nieuw_token", nieuw_token.to_string())];
            let body = json!({ "rechten": recht });
            let put = host.put(&["api", "gebruikers", naam], &query, &body)?;
            out.line(match fields::text(&put, "token") {
                none if none.is_empty() => format!("{naam}: bijgewerkt; het token blijft geldig"),
                token => format!(
                    "{naam}: token {token}\n  Geef dit token aan {naam}; het wordt niet nog eens getoond."
                ),
            });
            out.value(&put);
            Ok(())
        }
        Gebruikers::Verwijder { naam } => {
            let removed = host.delete(&["api", "gebruikers", naam])?;
            out.line(format!("{naam} heeft geen toegang meer."));
            out.value(&removed);
            Ok(())
        }
    }
}

fn list(host: &HostClient, out: Output) -> Result<(), Failure> {
    let page = host.get(&["api", "gebruikers"], &[])?;
    let rows = fields::list(&page, "gebruikers").iter();
    let rows: Vec<_> = rows.map(|item| fields::row(item, &["naam", "rechten"])).collect();
    out.table(&["gebruiker", "rechten"], &rows, "Er zijn geen gebruikers met een eigen token.");
    out.value(&page);
    Ok(())
}
