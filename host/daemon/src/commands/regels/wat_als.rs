//! `schakel regels wat-als`: what would have gone otherwise in the past with the rules of a folder.

use serde_json::{Value, json};

use super::{super::fields, boek};
use crate::{
    cli::{Cli, Periode, Regelmap},
    client::HostClient,
    exit::Failure,
    output::Output,
};

/// Replays history and shows where it differs.
pub(super) fn run(
    cli: &Cli,
    which: &Regelmap,
    period: &Periode,
    dossiers: usize,
    out: Output,
) -> Result<(), Failure> {
    let book = boek::read(cli, which, out)?;
    let mut asked = asked(period);
    if let Value::Object(fields) = &mut asked {
        fields.insert("regels".to_owned(), json!(book.sources()));
        fields.insert("dossiers".to_owned(), json!(dossiers));
    }
    let report = HostClient::new(cli)?.post_with_bar(&["api", "regels", "wat-als"], &asked)?;
    show(&report, out);
    out.value(&report);
    Ok(())
}

/// Whether the rules in use decide on what happened as they did then.
pub(super) fn check(cli: &Cli, period: &Periode, out: Output) -> Result<bool, Failure> {
    let host = HostClient::new(cli)?;
    let report = host.post_with_bar(&["api", "regels", "reproductie"], &asked(period))?;
    let text = |name: &str| fields::text(&report, name);
    out.line(format!(
        "{} gebeurtenissen gelezen; op {} besliste het boek dat in gebruik is, en op {} beslist het nu \
         anders.",
        text("gebeurtenissen"),
        text("vergeleken"),
        text("afwijkend")
    ));
    let numbers = fields::list(&report, "nummers").iter().map(Value::to_string);
    let numbers: Vec<String> = numbers.collect();
    if !numbers.is_empty() {
        out.line(format!("Anders: {}", numbers.join(", ")));
    }
    out.value(&report);
    Ok(text("afwijkend") == "0")
}

/// The part of history that is meant, as the host takes it.
fn asked(period: &Periode) -> Value {
    let Periode { van, tot, laatste, werkgever } = period;
    json!({ "van": van, "tot": tot, "laatste": laatste, "werkgever": werkgever })
}

fn show(report: &Value, out: Output) {
    let text = |name: &str| fields::text(report, name);
    out.line(format!(
        "{} gebeurtenissen, regelboek {} naast {}",
        text("gebeurtenissen"),
        text("ander_boek"),
        text("boek")
    ));
    let changed = report.get("gewijzigd").and_then(Value::as_object);
    let changed = changed.into_iter().flatten();
    let changed: Vec<String> =
        changed.map(|(id, how)| format!("{id} ({})", how.as_str().unwrap_or_default())).collect();
    out.line(match changed.is_empty() {
        true => "De triggers zijn dezelfde.".to_owned(),
        false => format!("Triggers die verschillen: {}", changed.join(", ")),
    });
    out.table(&HEADS, &rows(report), "Er zou niets anders zijn gegaan.");
    for line in of_dossiers(report) {
        out.line(line);
    }
    for line in beyond(report) {
        out.line(line);
    }
}

const HEADS: [&str; 7] =
    ["regel", "erbij", "eraf", "erbij (vervolg)", "eraf (vervolg)", "fouten", "dossiers"];

/// A line for each rule.
fn rows(report: &Value) -> Vec<Vec<String>> {
    let paths = ["erbij", "eraf", "vervolg_erbij", "vervolg_eraf", "fouten", "dossiers"];
    let rules = report.get("regels").and_then(Value::as_object).into_iter().flatten();
    rules.map(|(id, rule)| [vec![id.clone()], fields::row(rule, &paths)].concat()).collect()
}

/// The differences dossier by dossier.
fn of_dossiers(report: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let told = fields::list(report, "dossiers");
    for of in told {
        let name = match fields::text(of, "dossier") {
            none if none.is_empty() => "(geen dossier)".to_owned(),
            dossier => dossier,
        };
        lines.push(format!("\n{name}"));
        for one in fields::list(of, "verschillen") {
            let sign = if fields::text(one, "richting") == "erbij" { '+' } else { '-' };
            let follows = if fields::text(one, "soort") == "vervolg" { " (vervolg)" } else { "" };
            let at = match fields::text(one, "gebeurtenis") {
                none if none.is_empty() => String::new(),
                seq => format!(" {seq}"),
            };
            lines.push(format!(
                "  {sign} {}  {}{at}  {}: {}{follows}",
                fields::moment(one, "op"),
                fields::text(one, "soort_gebeurtenis"),
                fields::text(one, "regel"),
                fields::text(one, "gevolg")
            ));
        }
        match fields::text(of, "meer").as_str() {
            "" | "0" => {}
            more => lines.push(format!("  en nog {more}")),
        }
    }
    let all = fields::text(report, "dossiers_anders").parse::<usize>().unwrap_or_default();
    match all.saturating_sub(told.len()) {
        0 => {}
        more => lines.push(format!("\nEn nog {more} dossiers; meer ervan met --dossiers.")),
    }
    lines
}

/// What cannot be recomputed, and what would have been refused.
fn beyond(report: &Value) -> Vec<String> {
    let mut lines = Vec::new();
    let count = |path: &str| fields::text(report, path).parse::<u64>().unwrap_or_default();
    if count("geweigerd") > 0 {
        lines.push(format!(
            "{} gevolgen zouden zijn geweigerd, bijvoorbeeld omdat het traject al was gesloten.",
            count("geweigerd")
        ));
    }
    let (lost, erased) = (count("niet_herberekenbaar.aantal"), count("niet_herberekenbaar.gewist"));
    if lost + erased == 0 {
        return lines;
    }
    lines.push(format!(
        "Niet herberekenbaar: {lost} dossiers vanaf een gebeurtenis, {erased} gewiste werknemers."
    ));
    let of = report.get("niet_herberekenbaar").unwrap_or(&Value::Null);
    lines.extend(fields::list(of, "dossiers").iter().map(|one| {
        let (dossier, from) = (fields::text(one, "dossier"), fields::text(one, "vanaf"));
        format!("  {dossier} vanaf gebeurtenis {from}: {}", fields::text(one, "reden"))
    }));
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_is_told_by_rule_by_dossier_and_by_what_cannot_be_known() {
        let report = json!({
            "regels": { "bel": {
                "erbij": 2, "eraf": 0, "vervolg_erbij": 1, "vervolg_eraf": 0, "fouten": 0, "dossiers": 2,
            } },
            "dossiers_anders": 2, "geweigerd": 1,
            "dossiers": [{ "dossier": "wn-1", "meer": 3, "verschillen": [
                { "gebeurtenis": 7, "soort_gebeurtenis": "verzuim.ziekmelding",
                  "op": "2026-03-02T10:14:00+01:00", "regel": "bel", "gevolg": "nieuwe_taak(\"Bel\")",
                  "soort": "eerste", "richting": "erbij" },
                { "soort_gebeurtenis": "traject.dagwissel", "op": "2026-03-03", "regel": "bel",
                  "gevolg": "traject_sluiten()", "soort": "vervolg", "richting": "eraf" },
            ] }],
            "niet_herberekenbaar": { "aantal": 1, "gewist": 2, "dossiers": [
                { "dossier": "wn-2", "vanaf": 9, "reden": "past niet meer" },
            ] },
        });
        assert_eq!(rows(&report), [["bel", "2", "0", "1", "0", "0", "2"]]);
        assert_eq!(
            of_dossiers(&report),
            [
                "\nwn-1",
                "  + 2026-03-02 10:14:00  verzuim.ziekmelding 7  bel: nieuwe_taak(\"Bel\")",
                "  - 2026-03-03  traject.dagwissel  bel: traject_sluiten() (vervolg)",
                "  en nog 3",
                "\nEn nog 1 dossiers; meer ervan met --dossiers."
            ]
        );
        assert_eq!(
            beyond(&report),
            [
                "1 gevolgen zouden zijn geweigerd, bijvoorbeeld omdat het traject al was gesloten.",
                "Niet herberekenbaar: 1 dossiers vanaf een gebeurtenis, 2 gewiste werknemers.",
                "  wn-2 vanaf gebeurtenis 9: past niet meer"
            ]
        );
    }
}
