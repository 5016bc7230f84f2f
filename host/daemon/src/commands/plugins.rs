//! `schakel plugins`: which are loaded, and new versions on trial.

use std::{fs, path::Path, process::ExitCode};

use jiff::Timestamp;
use serde_json::Value;

use super::fields;
use crate::{
    cli::Plugins,
    client::HostClient,
    exit::{self, Failure},
    output::Output,
};

/// Shows all, tries a candidate, or accepts a version that asks for more.
pub(crate) fn run(host: &HostClient, asked: &Plugins, out: Output) -> Result<ExitCode, Failure> {
    match asked {
        Plugins::Lijst => list(host, out)?,
        Plugins::Proef { kandidaat, koppeling, aantal } => {
            return trial(host, kandidaat, koppeling, *aantal, out);
        }
        Plugins::Aanvaard { naam } => {
            let accepted = host.post(&["api", "plugins", naam, "aanvaard"])?;
            let version = fields::text(&accepted, "versie");
            out.line(format!("Plugin {naam} versie {version} is aanvaard en in gebruik."));
            out.value(&accepted);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Shows those that are loaded, and what there is to say of the others.
fn list(host: &HostClient, out: Output) -> Result<(), Failure> {
    let shown = host.get(&["api", "plugins"], &[])?;
    let paths = ["naam", "versie", "sha256"];
    let rows = |name| -> Vec<Vec<String>> {
        fields::list(&shown, name).iter().map(|item| fields::row(item, &paths)).collect()
    };
    out.table(&paths, &rows("plugins"), "Er zijn geen plugins geladen.");
    for former in rows("vorige") {
        out.line(format!("nog in gebruik door open aanroepen: {}", former.join(" ")));
    }
    for waiting in fields::list(&shown, "wacht_op_aanvaarding") {
        let (naam, versie) = (fields::text(waiting, "naam"), fields::text(waiting, "versie"));
        let asks = fields::text(waiting, "vraagt");
        out.line(format!(
            "wacht: {naam} {versie} vraagt om meer: {asks}. Aanvaarden: schakel plugins aanvaard {naam}"
        ));
    }
    for problem in fields::list(&shown, "niet_geladen").iter().filter_map(Value::as_str) {
        out.line(format!("niet geladen: {problem}"));
    }
    out.value(&shown);
    Ok(())
}

/// Tries a candidate on the recorded calls of a link; the verdict is whether it does the same.
fn trial(
    host: &HostClient,
    candidate: &Path,
    koppeling: &str,
    count: usize,
    out: Output,
) -> Result<ExitCode, Failure> {
    let shown = candidate.display();
    let wasm = fs::read(candidate).map_err(|error| Failure::Usage(format!("{shown}: {error}")))?;
    let links = host.get(&["api", "koppelingen"], &[])?;
    let mut links = fields::list(&links, "koppelingen").iter();
    let link =
        links.find(|link| fields::text(link, "koppeling") == koppeling).ok_or_else(|| {
            Failure::Usage(format!("Koppeling `{koppeling}` bestaat niet; schrijf klantcode/naam"))
        })?;
    let plugin = fields::text(link, "plugin");
    let query = [("koppeling", koppeling.to_owned()), ("aantal", count.to_string())];
    let report = host.post_file(&["api", "plugins", &plugin, "proef"], &query, wasm)?;
    out.table(&HEADS, &rows(&report), "Van deze koppeling is geen aanroep over te doen.");
    for line in differences(&report) {
        out.line(line);
    }
    out.line(summary(&report));
    out.value(&report);
    Ok(exit::verdict(differing(&report) == 0))
}

const HEADS: [&str; 7] =
    ["aanroep", "soort", "op", "rondes", "brandstof", "geheugen (KiB)", "uitkomst"];

/// A line for each call; of fuel and memory those of the version in use, those of the candidate, and
/// how much that is more or less.
fn rows(report: &Value) -> Vec<Vec<String>> {
    let row = |call: &Value| {
        let number = |path: &str| fields::text(call, path).parse::<u64>().unwrap_or_default();
        let pair = |what: &str, unit: u64| {
            let now = number(&format!("huidig.{what}")) / unit;
            let then = number(&format!("kandidaat.{what}")) / unit;
            format!("{now} → {then}{}", change(now, then))
        };
        let mut row = fields::row(call, &["aanroep", "soort"]);
        row.push(moment(call));
        row.push(fields::text(call, "rondes"));
        row.push(pair("brandstof", 1));
        row.push(pair("geheugen", 1024));
        row.push(match fields::list(call, "verschillen").len() {
            0 => "gelijk".to_owned(),
            1 => "1 verschil".to_owned(),
            many => format!("{many} verschillen"),
        });
        row
    };
    fields::list(report, "aanroepen").iter().map(row).collect()
}

/// How much more or less it is, in whole percents; nothing when that is nothing.
fn change(now: u64, then: u64) -> String {
    let (now, then) = (i128::from(now), i128::from(then));
    match (then - now) * 100 {
        0 => String::new(),
        _ if now == 0 => String::new(),
        difference => match difference / now {
            0 => String::new(),
            percent => format!(" ({percent:+}%)"),
        },
    }
}

fn moment(call: &Value) -> String {
    let ms = call.get("op_ms").and_then(Value::as_i64).unwrap_or_default();
    let moment = Timestamp::from_millisecond(ms).map(host_domain::amsterdam_time);
    let text = moment.unwrap_or_default().replace('T', " ");
    text.chars().take("2026-03-02 09:14:00".len()).collect()
}

/// Where the candidate does something else, call by call.
fn differences(report: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    for call in fields::list(report, "aanroepen") {
        let found = fields::list(call, "verschillen");
        if !found.is_empty() {
            lines.push(format!("\n{}:", fields::text(call, "aanroep")));
            lines.extend(found.iter().filter_map(Value::as_str).map(|text| format!("  {text}")));
        }
    }
    lines
}

fn differing(report: &Value) -> u64 {
    report.get("anders").and_then(Value::as_u64).unwrap_or_default()
}

/// The last line.
fn summary(report: &Value) -> String {
    let all = fields::list(report, "aanroepen").len();
    let other = differing(report);
    let verdict = match other {
        _ if all == 0 => "Er is niets overgedaan: over de kandidaat zegt dit niets.".to_owned(),
        0 => format!("{all} aanroepen overgedaan; de kandidaat doet overal hetzelfde."),
        _ => format!("{all} aanroepen overgedaan; bij {other} doet de kandidaat iets anders."),
    };
    match fields::text(report, "niet_herhaalbaar").as_str() {
        "" | "0" => verdict,
        lost => format!("{verdict} Van {lost} is te weinig bewaard om ze over te doen."),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_trial_shows_what_differs_and_what_it_costs() {
        let report = json!({
            "aanroepen": [
                {
                    "aanroep": "lv-1", "soort": "receive", "op_ms": 1_772_442_840_000_u64, "rondes": 2,
                    "verschillen": ["ronde 1: record 1: /fields/bsn: anders vanaf teken 1"],
                    "huidig": { "brandstof": 1_000, "geheugen": 1_048_576 },
                    "kandidaat": { "brandstof": 1_250, "geheugen": 1_048_576 },
                },
                {
                    "aanroep": "ophalen/K1/UWV/7", "soort": "poll", "op_ms": 1_772_442_840_000_u64,
                    "rondes": 1, "verschillen": [],
                    "huidig": { "brandstof": 0, "geheugen": 2_048 },
                    "kandidaat": { "brandstof": 9, "geheugen": 1_024 },
                },
            ],
            "anders": 1,
            "niet_herhaalbaar": 3,
        });
        let rows: Vec<String> = rows(&report).iter().map(|row| row.join(" | ")).collect();
        assert_eq!(
            rows,
            [
                "lv-1 | receive | 2026-03-02 10:14:00 | 2 | 1000 → 1250 (+25%) | 1024 → 1024 | 1 verschil",
                "ophalen/K1/UWV/7 | poll | 2026-03-02 10:14:00 | 1 | 0 → 9 | 2 → 1 (-50%) | gelijk"
            ]
        );
        assert_eq!(
            differences(&report),
            ["\nlv-1:", "  ronde 1: record 1: /fields/bsn: anders vanaf teken 1"]
        );
        assert_eq!(
            summary(&report),
            "2 aanroepen overgedaan; bij 1 doet de kandidaat iets anders. Van 3 is te weinig bewaard om \
             ze over te doen."
        );
    }
}
