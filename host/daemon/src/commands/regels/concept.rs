//! `schakel regels concept`: what waits to be put in use, and what there is to say of it.

use serde_json::Value;

use super::{super::fields, kijk};
use crate::{client::HostClient, exit::Failure, output::Output};

/// Shows it.
pub(super) fn run(host: &HostClient, out: Output) -> Result<(), Failure> {
    let desk = host.get(&["api", "regels", "concept"], &[])?;
    out.line(text(&desk));
    out.value(&desk);
    Ok(())
}

/// How rules go live here, and what waits for that.
fn text(desk: &Value) -> String {
    let mut lines = vec![format!("In gebruik: regelboek {}", fields::text(desk, "boek"))];
    lines.push(how(desk).to_owned());
    if let Some(aside) = desk.get("opzij").and_then(Value::as_str) {
        lines.push(set_aside(aside));
    }
    let of = |name: &str| desk.get(name).filter(|waiting| !waiting.is_null());
    if let Some(voorstel) = of("voorstel") {
        let boek = fields::text(voorstel, "boek");
        let what = match fields::text(voorstel, "wijze").as_str() {
            "terug" => "terug naar regelboek",
            _ => "regelboek",
        };
        lines.push(format!("\nWacht op goedkeuring: {what} {boek}"));
        lines.extend(book(voorstel));
        lines.push(format!("  verschil: schakel regels verschil {boek}"));
        lines.push(format!("  goedkeuren, door iemand anders: schakel regels goedkeuren {boek}"));
    }
    match of("concept") {
        None => lines.push("\nEr is geen concept.".to_owned()),
        Some(concept) => {
            let boek = fields::text(concept, "boek");
            lines.push(format!("\nConcept: regelboek {boek}"));
            lines.extend(book(concept));
            lines.push(format!("  verschil: schakel regels verschil {boek}"));
            lines.push(format!("  in gebruik nemen: schakel regels in-gebruik {boek}"));
        }
    }
    lines.join("\n")
}

/// What happens to rules that are saved.
pub(super) fn how(desk: &Value) -> &'static str {
    let is = |name: &str| desk.get(name) == Some(&Value::Bool(true));
    match fields::text(desk, "ingebruikname").as_str() {
        "direct" => "Wat goed wordt opgeslagen gaat meteen in gebruik.",
        _ if is("vier_ogen") => {
            "Wat wordt opgeslagen is een concept; twee personen nemen het samen in gebruik."
        }
        _ => "Wat wordt opgeslagen is een concept; iemand neemt het in gebruik.",
    }
}

/// The folder holds other rules than those that somebody went back to.
pub(super) fn set_aside(hash: &str) -> String {
    format!(
        "In de map staat regelboek {hash}; dat wordt niet gebruikt, want er is teruggegaan naar een \
         eerder boek. Zodra er in de map iets verandert telt zij weer mee."
    )
}

/// A book that waits.
fn book(waiting: &Value) -> Vec<String> {
    let text = |path: &str| fields::text(waiting, path);
    let mut lines =
        vec![format!("  sinds {}, door {}", fields::moment(waiting, "op"), text("door"))];
    if !text("opmerking").is_empty() {
        lines.push(format!("  opmerking: {}", text("opmerking")));
    }
    lines.extend(files(waiting));
    if !text("met_plugin").is_empty() {
        lines.push(format!(
            "  samen met een andere versie van plugin {}, die bij deze regels hoort",
            text("met_plugin")
        ));
    }
    lines.extend(what_if(waiting));
    match waiting.get("bruikbaar") {
        Some(Value::Bool(true)) => lines.push(tests(waiting)),
        _ => lines.push("  niet bruikbaar:".to_owned()),
    }
    lines.extend(fields::list(waiting, "meldingen").iter().filter_map(Value::as_str).map(indented));
    lines
}

/// How the tests went, and how much they touch.
pub(super) fn tests(of: &Value) -> String {
    let (passed, all) = (fields::text(of, "tests.geslaagd"), fields::text(of, "tests.totaal"));
    let covered = match fields::text(of, "dekking.samenvatting") {
        none if none.is_empty() => String::new(),
        covered => format!("; {covered}"),
    };
    format!("  {passed} van {all} tests geslaagd{covered}")
}

/// What would have gone otherwise in the past, when that was worked out.
pub(super) fn what_if(of: &Value) -> Vec<String> {
    let Some(report) = of.get("wat_als").filter(|report| !report.is_null()) else {
        return Vec::new();
    };
    let events = fields::text(report, "gebeurtenissen");
    let rules = report.get("regels").and_then(Value::as_object).into_iter().flatten();
    let rules: Vec<String> =
        rules.filter_map(|(id, rule)| kijk::of_rule(id, rule, false)).collect();
    if rules.is_empty() {
        return vec![format!(
            "  wat-als: over {events} gebeurtenissen zou niets anders zijn gegaan"
        )];
    }
    let dossiers = fields::text(report, "dossiers_anders");
    let head = format!(
        "  wat-als: over {events} gebeurtenissen zou het in {dossiers} dossiers anders zijn gegaan:"
    );
    [head].into_iter().chain(rules.into_iter().map(|rule| format!("  {rule}"))).collect()
}

/// Which files changed.
pub(super) fn files(of: &Value) -> Vec<String> {
    let line = |file: &Value| {
        let sign = match fields::text(file, "soort").as_str() {
            "nieuw" => '+',
            "weg" => '-',
            _ => '~',
        };
        format!("  {sign} {}", fields::text(file, "pad"))
    };
    fields::list(of, "bestanden").iter().map(line).collect()
}

fn indented(text: &str) -> String {
    let lines: Vec<String> = text.lines().map(|line| format!("  {line}")).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests_of_texts {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_waits_is_told_with_what_to_do() {
        let concept = json!({
            "boek": "bb22", "op": "2026-03-02T10:14:00+01:00", "door": "map", "wijze": "concept",
            "opmerking": null, "bruikbaar": true, "meldingen": ["waarschuwing: x\n --> a:1"],
            "tests": { "geslaagd": 3, "totaal": 3 }, "dekking": null, "met_plugin": "sivi",
            "bestanden": [
                { "pad": "a.rhai", "soort": "nieuw" }, { "pad": "b.rhai", "soort": "weg" },
                { "pad": "c.rhai", "soort": "gewijzigd" },
            ],
        });
        let mut voorstel = concept.clone();
        voorstel["boek"] = json!("aa11");
        voorstel["wijze"] = json!("terug");
        voorstel["opmerking"] = json!("te veel taken");
        voorstel["bruikbaar"] = json!(false);
        voorstel["met_plugin"] = json!(null);
        voorstel["bestanden"] = json!([]);
        voorstel["wat_als"] = json!({
            "gebeurtenissen": 40, "dossiers_anders": 2,
            "regels": { "nabellen": { "erbij": 3, "eraf": 0 }, "mailen": { "erbij": 0 } },
        });
        let desk = json!({
            "boek": "cc33", "ingebruikname": "concept", "vier_ogen": true, "opzij": "dd44",
            "concept": concept, "voorstel": voorstel,
        });
        expect_test::expect![[r#"
            In gebruik: regelboek cc33
            Wat wordt opgeslagen is een concept; twee personen nemen het samen in gebruik.
            In de map staat regelboek dd44; dat wordt niet gebruikt, want er is teruggegaan naar een eerder boek. Zodra er in de map iets verandert telt zij weer mee.

            Wacht op goedkeuring: terug naar regelboek aa11
              sinds 2026-03-02 10:14:00, door map
              opmerking: te veel taken
              wat-als: over 40 gebeurtenissen zou het in 2 dossiers anders zijn gegaan:
                nabellen: 3 erbij
              niet bruikbaar:
              waarschuwing: x
               --> a:1
              verschil: schakel regels verschil aa11
              goedkeuren, door iemand anders: schakel regels goedkeuren aa11

            Concept: regelboek bb22
              sinds 2026-03-02 10:14:00, door map
              + a.rhai
              - b.rhai
              ~ c.rhai
              samen met een andere versie van plugin sivi, die bij deze regels hoort
              3 van 3 tests geslaagd
              waarschuwing: x
               --> a:1
              verschil: schakel regels verschil bb22
              in gebruik nemen: schakel regels in-gebruik bb22"#]]
        .assert_eq(&text(&desk));
    }
}
