//! `schakel regels wat-als --berichten`: how recorded messages would have been read otherwise with the
//! importconfiguraties and conversiegroepen of a folder.

use serde_json::{Value, json};

use super::{super::fields, boek};
use crate::{
    cli::{Cli, Regelmap},
    client::HostClient,
    exit::Failure,
    output::Output,
};

/// Reads them again and shows where that differs.
pub(super) fn run(
    cli: &Cli,
    which: &Regelmap,
    last: Option<u64>,
    out: Output,
) -> Result<(), Failure> {
    let book = boek::read(cli, which, out)?;
    let asked = json!({ "regels": book.sources(), "laatste": last });
    let path = ["api", "regels", "wat-als-berichten"];
    let report = HostClient::new(cli)?.post_with_bar(&path, &asked)?;
    lines(&report).into_iter().for_each(|line| out.line(line));
    out.value(&report);
    Ok(())
}

fn lines(report: &Value) -> Vec<String> {
    let text = |name: &str| fields::text(report, name);
    let mut lines = vec![format!(
        "{} berichten opnieuw gelezen, regelboek {} naast {}",
        text("berichten"),
        text("ander_boek"),
        text("boek")
    )];
    let imports = report.get("importconfiguraties").and_then(Value::as_object);
    for (name, of) in imports.into_iter().flatten() {
        let of_it = |path: &str| fields::text(of, path);
        lines.push(format!(
            "\n{name}: {} van {} records anders; {} vallen uit die dat nu niet doen, {} niet meer",
            of_it("anders"),
            of_it("records"),
            of_it("valt_uit"),
            of_it("valt_niet_meer_uit")
        ));
        let velden = of.get("velden").and_then(Value::as_object).into_iter().flatten();
        lines.extend(velden.map(|(field, count)| format!("  {field}: {count} keer anders")));
        lines.extend(fields::list(of, "conversies").iter().map(|one| {
            let text = |name: &str| fields::text(one, name);
            let (groep, sleutel, waarde) = (text("groep"), text("sleutel"), text("waarde"));
            format!("  door {groep} / {sleutel} / `{waarde}`: {} records", text("records"))
        }));
    }
    let missing = fields::text(report, "ontbreekt");
    if !missing.is_empty() {
        lines.push(format!("Niet in beide boeken: {missing}"));
    }
    match text("niet_herhaalbaar").as_str() {
        "" | "0" => {}
        lost => {
            lines.push(format!("Van {lost} berichten is te weinig bewaard om ze over te doen."))
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_and_conversions_that_differ_are_told() {
        let report = json!({
            "berichten": 2, "boek": "aa", "ander_boek": "bb", "niet_herhaalbaar": 1, "ontbreekt": ["Oud"],
            "importconfiguraties": { "Documenten": {
                "records": 3, "anders": 2, "valt_uit": 1, "valt_niet_meer_uit": 0,
                "velden": { "document.kenmerk": 2 },
                "conversies": [{ "groep": "G", "sleutel": "S", "waarde": "X1", "records": 2 }],
            } },
        });
        assert_eq!(
            lines(&report),
            [
                "2 berichten opnieuw gelezen, regelboek bb naast aa",
                "\nDocumenten: 2 van 3 records anders; 1 vallen uit die dat nu niet doen, 0 niet meer",
                "  document.kenmerk: 2 keer anders",
                "  door G / S / `X1`: 2 records",
                "Niet in beide boeken: Oud",
                "Van 1 berichten is te weinig bewaard om ze over te doen."
            ]
        );
    }
}
