//! `schakel regels geschiedenis`: which rules went live when and by whom, newest first.

use serde_json::Value;

use super::{super::fields, concept};
use crate::{cli::Bladzijde, client::HostClient, exit::Failure, output::Output};

/// Shows a page of it.
pub(super) fn run(host: &HostClient, page: &Bladzijde, out: Output) -> Result<(), Failure> {
    let shown = host.get(&["api", "regels", "geschiedenis"], &fields::query(page))?;
    let entries = fields::list(&shown, "geschiedenis");
    let told: Vec<String> = entries.iter().map(entry).collect();
    out.line(match told.is_empty() {
        true => "Er is nog niets in gebruik genomen.".to_owned(),
        false => told.join("\n\n"),
    });
    out.line(fields::how_to_go_on(&shown));
    out.value(&shown);
    Ok(())
}

fn entry(one: &Value) -> String {
    let text = |path: &str| fields::text(one, path);
    let way = match text("wijze").as_str() {
        "map" => "opgeslagen in de map".to_owned(),
        "terug" => format!("teruggezet door {}", text("door")),
        _ => format!("in gebruik genomen door {}", text("door")),
    };
    let approved = match text("goedgekeurd_door") {
        none if none.is_empty() => String::new(),
        approver => format!(", goedgekeurd door {approver}"),
    };
    let mut lines =
        vec![format!("{}  {}  {way}{approved}", text("boek"), fields::moment(one, "op"))];
    match text("vorige") {
        none if none.is_empty() => lines.push("  het eerste boek".to_owned()),
        before => lines.push(format!("  in plaats van {before}")),
    }
    if !text("opmerking").is_empty() {
        lines.push(format!("  opmerking: {}", text("opmerking")));
    }
    lines.extend(concept::files(one));
    lines.extend(concept::what_if(one));
    lines.push(concept::tests(one));
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_going_live_is_told_with_who_and_what() {
        let one = json!({
            "nr": 2, "boek": "bb22", "vorige": "aa11", "op": "2026-03-02T10:14:00+01:00",
            "wijze": "concept", "door": "a.ananas", "goedgekeurd_door": "b.baas",
            "opmerking": "winter", "bestanden": [{ "pad": "a.rhai", "soort": "gewijzigd" }],
            "tests": { "geslaagd": 3, "totaal": 3 }, "dekking": null,
            "wat_als": { "gebeurtenissen": 20, "dossiers_anders": 0, "regels": {} },
        });
        let first = json!({
            "nr": 1, "boek": "aa11", "vorige": null, "op": "2026-03-01T10:14:00+01:00",
            "wijze": "map", "door": "map", "bestanden": [{ "pad": "a.rhai", "soort": "nieuw" }],
            "tests": { "geslaagd": 2, "totaal": 2 },
        });
        expect_test::expect![[r#"
            bb22  2026-03-02 10:14:00  in gebruik genomen door a.ananas, goedgekeurd door b.baas
              in plaats van aa11
              opmerking: winter
              ~ a.rhai
              wat-als: over 20 gebeurtenissen zou niets anders zijn gegaan
              3 van 3 tests geslaagd
            aa11  2026-03-01 10:14:00  opgeslagen in de map
              het eerste boek
              + a.rhai
              2 van 2 tests geslaagd"#]]
        .assert_eq(&format!("{}\n{}", entry(&one), entry(&first)));
    }
}
