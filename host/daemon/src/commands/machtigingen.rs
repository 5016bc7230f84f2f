//! `schakel machtigingen`: those there are, new ones, and how they get on.

use serde_json::{Value, json};

use super::fields;
use crate::{cli::Machtigingen, client::HostClient, exit::Failure, output::Output};

/// Does one of the verbs.
pub(crate) fn run(host: &HostClient, asked: &Machtigingen, out: Output) -> Result<(), Failure> {
    match asked {
        Machtigingen::Lijst { werkgevercode, status } => {
            let chosen = [("werkgevercode", werkgevercode), ("status", status)];
            let chosen =
                chosen.into_iter().filter_map(|(name, value)| Some((name, value.clone()?)));
            let query: Vec<_> = chosen.chain([("aantal", "1000".to_owned())]).collect();
            list(&host.get(&["api", "machtigingen"], &query)?, out);
        }
        Machtigingen::Aanvragen { werkgevercode, loonheffingennummer, dienst, corrigeert } => {
            let body = json!({
                "werkgevercode": werkgevercode,
                "loonheffingennummer": loonheffingennummer,
                "dienst": dienst,
                "corrigeert": corrigeert,
            });
            let made = host.post_body(&["api", "machtigingen"], &body)?;
            let id = fields::text(&made, "machtiging");
            out.line(format!("Machtiging {id} is aangevraagd."));
            out.value(&made);
        }
        Machtigingen::Zet { id, status, reden } => {
            let body = json!({ "reden": reden });
            let set = host.post_body(&["api", "machtigingen", id, status], &body)?;
            out.line(format!("Machtiging {id} is nu: {status}."));
            out.value(&set);
        }
    }
    Ok(())
}

fn list(page: &Value, out: Output) {
    let row = |item: &Value| {
        let paths = ["id", "werkgevercode", "loonheffingennummer", "dienst", "status"];
        let mut row = fields::row(item, &paths);
        let last = fields::list(item, "historie").last();
        row.push(last.map(|step| fields::moment(step, "op")).unwrap_or_default());
        row.push(last.map(|step| fields::text(step, "reden")).unwrap_or_default());
        row
    };
    let rows: Vec<_> = fields::list(page, "machtigingen").iter().map(row).collect();
    let heads =
        ["machtiging", "werkgever", "loonheffingennummer", "dienst", "status", "sinds", "reden"];
    out.table(&heads, &rows, "Er zijn geen machtigingen.");
    if page.get("volgende").is_some_and(|next| !next.is_null()) {
        out.line("Er zijn er nog meer; kies met --werkgevercode of --status.");
    }
    out.value(page);
}
