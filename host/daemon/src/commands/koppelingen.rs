//! `schakel koppelingen`: how links are doing, and what can be done about it.

use serde_json::Value;

use super::fields;
use crate::{cli::Koppelingen, client::HostClient, exit::Failure, output::Output};

/// Shows all, polls one now, or ends a pause.
pub(crate) fn run(host: &HostClient, asked: &Koppelingen, out: Output) -> Result<(), Failure> {
    match asked {
        Koppelingen::Lijst => list(host, out),
        Koppelingen::Nu { koppeling } => act(host, koppeling, "nu", out, "wordt nu opgehaald"),
        Koppelingen::Hervat { koppeling } => {
            act(host, koppeling, "hervat", out, "gaat weer verder")
        }
    }
}

fn act(
    host: &HostClient,
    koppeling: &str,
    verb: &str,
    out: Output,
    told: &str,
) -> Result<(), Failure> {
    let (klantcode, naam) = koppeling.split_once('/').ok_or_else(|| {
        Failure::Usage(format!("`{koppeling}` is geen koppeling; schrijf klantcode/naam"))
    })?;
    let done = host.post(&["api", "koppelingen", klantcode, naam, verb])?;
    out.line(format!("Koppeling {koppeling} {told}."));
    out.value(&done);
    Ok(())
}

fn list(host: &HostClient, out: Output) -> Result<(), Failure> {
    let page = host.get(&["api", "koppelingen"], &[])?;
    let links = fields::list(&page, "koppelingen");
    let rows: Vec<_> = links.iter().map(row).collect();
    let heads = [
        "koppeling",
        "plugin",
        "ophalen om de",
        "laatst gelukt",
        "volgende keer",
        "wachtend",
        "toestand",
    ];
    out.table(&heads, &rows, "Er zijn geen koppelingen.");
    out.value(&page);
    Ok(())
}

fn row(link: &Value) -> Vec<String> {
    let every = match fields::text(link, "ophalen.elke_seconden") {
        none if none.is_empty() => none,
        seconds => format!("{seconds} s"),
    };
    let mut row = fields::row(link, &["koppeling", "plugin"]);
    row.push(every);
    row.push(fields::moment(link, "laatst_gelukt"));
    row.push(fields::moment(link, "ophalen.volgende"));
    row.push(fields::text(link, "wachtend"));
    row.push(condition(link));
    row
}

/// How it is doing, in a few words; the reason where there is one.
fn condition(link: &Value) -> String {
    let text = |path| fields::text(link, path);
    let (polls, faults) = (text("ophalen.mislukt"), text("storingen_achtereen"));
    let mut parts = Vec::new();
    if !text("gepauzeerd_tot").is_empty() {
        parts.push(format!("gepauzeerd tot {}", fields::moment(link, "gepauzeerd_tot")));
    } else if !matches!(faults.as_str(), "" | "0") {
        parts.push(format!("{faults} storingen achter elkaar"));
    }
    if !matches!(polls.as_str(), "" | "0") {
        parts.push(format!("{polls} keer achter elkaar niet opgehaald"));
    }
    let told = text("gemeld");
    if !told.is_empty() {
        parts.push(format!("gemeld: {told}"));
    }
    if parts.is_empty() {
        return "in orde".to_owned();
    }
    // A link and its poll may have the same reason.
    let reasons = [text("reden"), text("ophalen.reden")];
    let mut reasons: Vec<String> = reasons.into_iter().filter(|text| !text.is_empty()).collect();
    reasons.dedup();
    parts.extend(reasons);
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn the_condition_of_a_link_in_a_few_words() {
        for (link, told) in [
            (json!({ "gemeld": [], "storingen_achtereen": 0, "reden": null }), "in orde"),
            (
                json!({
                    "gepauzeerd_tot": "2026-03-02T10:15:00+01:00",
                    "storingen_achtereen": 5,
                    "gemeld": ["gepauzeerd"],
                    "reden": "liep vast",
                    "ophalen": { "mislukt": 2, "reden": "liep vast" },
                }),
                "gepauzeerd tot 2026-03-02 10:15:00; 2 keer achter elkaar niet opgehaald; gemeld: \
                 gepauzeerd; liep vast",
            ),
            (
                json!({ "storingen_achtereen": 2, "gemeld": [], "reden": "liep vast" }),
                "2 storingen achter elkaar; liep vast",
            ),
        ] {
            assert_eq!(condition(&link), told);
        }
    }
}
