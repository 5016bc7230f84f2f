//! A polis as a person fills it in: its tables, and whom it insures.

use std::collections::BTreeMap;

use host_domain::{
    Bedrag, Dekking, FieldError, Fields, Koppelsleutel, Loonsom, PolisId, WerknemerId,
};
use host_engine::{IngeslotenOpgave, NewPolis, Wie};
use serde_json::Value;

use crate::{
    form::{Form, wrong},
    problem::Problem,
};

/// All fields of a polis.
const FIELDS: [&str; 9] = [
    "polis",
    "polisnummer",
    "verzekeringstype",
    "begin",
    "einde",
    "maximumloonsom",
    "dekkingen",
    "loonsommen",
    "ingesloten",
];

/// Word for all werknemers of the werkgever.
const ALLEN: &str = "allen";

/// Reads a polis, with all that is wrong at once.
pub(crate) fn read(form: Form) -> Result<NewPolis, Problem> {
    let mut fields = form.into_fields();
    let mut errors = Vec::new();
    let dekkingen = table(&mut fields, "dekkingen", &mut errors, read_dekking);
    let loonsommen = table(&mut fields, "loonsommen", &mut errors, read_loonsom);
    let ingesloten = read_insured(&mut fields, &mut errors);
    let mut fields = Fields::new(fields);
    fields.only(&FIELDS);
    let begin = fields.date("begin");
    let new = NewPolis {
        id: read_id(&mut fields),
        polisnummer: fields.required_text("polisnummer"),
        verzekeringstype: fields.required_text("verzekeringstype"),
        begin: fields.required("begin", begin).unwrap_or_default(),
        einde: fields.date("einde"),
        dekkingen,
        loonsommen,
        maximumloonsom: fields.amount("maximumloonsom"),
        ingesloten,
    };
    match fields.finish(new) {
        Ok(new) if errors.is_empty() => Ok(new),
        Ok(_) => Err(wrong(errors)),
        Err(own) => Err(wrong(own.into_iter().chain(errors).collect())),
    }
}

fn read_id(fields: &mut Fields) -> Option<PolisId> {
    let text = fields.text("polis")?;
    let id = PolisId::parse(&text);
    if id.is_none() {
        fields.wrong("polis", "geen id van een polis (po-…)");
    }
    id
}

/// The rows of a table, each read by itself; what is wrong gets the number of its row.
fn table<T>(
    fields: &mut BTreeMap<String, Value>,
    name: &str,
    errors: &mut Vec<FieldError>,
    read: impl Fn(&mut Fields) -> T,
) -> Vec<T> {
    let rows = match fields.remove(name) {
        None | Some(Value::Null) => return Vec::new(),
        Some(Value::Array(rows)) => rows,
        Some(_) => {
            errors.push(error(name, "een lijst verwacht"));
            return Vec::new();
        }
    };
    let mut all = Vec::with_capacity(rows.len());
    for (row, nr) in rows.into_iter().zip(1_usize..) {
        let at = format!("{name}[{nr}]");
        let Value::Object(row) = row else {
            errors.push(error(&at, "velden met waarden verwacht"));
            continue;
        };
        let mut fields = Fields::new(row.into_iter().collect());
        let one = read(&mut fields);
        match fields.finish(one) {
            Ok(one) => all.push(one),
            Err(wrong) => errors.extend(
                wrong
                    .into_iter()
                    .map(|inner| FieldError { field: format!("{at}.{}", inner.field), ..inner }),
            ),
        }
    }
    all
}

fn error(field: &str, text: &str) -> FieldError {
    FieldError { field: field.to_owned(), text: text.to_owned() }
}

fn read_dekking(fields: &mut Fields) -> Dekking {
    fields.only(&["begin", "einde", "omschrijving"]);
    let begin = fields.date("begin");
    Dekking {
        begin: fields.required("begin", begin).unwrap_or_default(),
        einde: fields.date("einde"),
        omschrijving: fields.required_text("omschrijving"),
    }
}

fn read_loonsom(fields: &mut Fields) -> Loonsom {
    fields.only(&["begin", "einde", "bedrag"]);
    let (begin, bedrag) = (fields.date("begin"), fields.amount("bedrag"));
    Loonsom {
        begin: fields.required("begin", begin).unwrap_or_default(),
        einde: fields.date("einde"),
        bedrag: fields.required("bedrag", bedrag).unwrap_or(Bedrag::ZERO),
    }
}

/// Whom it insures; it must be said, for "all" is not what a mistake should mean.
fn read_insured(
    fields: &mut BTreeMap<String, Value>,
    errors: &mut Vec<FieldError>,
) -> Option<Vec<IngeslotenOpgave>> {
    match fields.get("ingesloten") {
        Some(Value::String(word)) if word == ALLEN => {
            fields.remove("ingesloten");
            None
        }
        Some(Value::Array(_)) => {
            let rows = table(fields, "ingesloten", errors, read_one_insured);
            Some(rows.into_iter().flatten().collect())
        }
        _ => {
            fields.remove("ingesloten");
            let text = "geef \"allen\", of een lijst van werknemers met `werknemer`, \
                        `personeelsnummer` of `extern_id`";
            errors.push(error("ingesloten", text));
            None
        }
    }
}

fn read_one_insured(fields: &mut Fields) -> Option<IngeslotenOpgave> {
    fields.only(&["werknemer", "personeelsnummer", "extern_id", "begin", "einde"]);
    let given = ["werknemer", "personeelsnummer", "extern_id"].map(|name| fields.text(name));
    let wie = match given {
        [Some(id), None, None] => WerknemerId::parse(&id).map(Wie::Id).or_else(|| {
            fields.wrong("werknemer", "geen id van een werknemer (wn-…)");
            None
        }),
        [None, Some(nummer), None] => Some(Wie::Sleutel(Koppelsleutel::Personeelsnummer, nummer)),
        [None, None, Some(id)] => Some(Wie::Sleutel(Koppelsleutel::ExternWerknemerId, id)),
        _ => {
            let text = "geef één van `werknemer`, `personeelsnummer` en `extern_id`";
            fields.wrong("werknemer", text);
            None
        }
    };
    let (begin, einde) = (fields.date("begin"), fields.date("einde"));
    wie.map(|wie| IngeslotenOpgave { wie, begin, einde })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reasons(fields: Value) -> String {
        let read = read(Form::new(serde_json::from_value(fields).unwrap()));
        read.map_or_else(|problem| problem.reasons().join("\n"), |_| String::new())
    }

    #[test]
    fn a_whole_polis_is_read() {
        let fields = json!({
            "polisnummer": "P-1", "verzekeringstype": "Conventioneel", "begin": "2026-01-01",
            "maximumloonsom": 75000, "ingesloten": [
                { "personeelsnummer": "1001" },
                { "extern_id": "E-2", "begin": "2026-02-01", "einde": "2026-06-30" },
            ],
            "dekkingen": [{ "begin": "2026-01-01", "omschrijving": "verzuim" }],
            "loonsommen": [{ "begin": "2026-01-01", "einde": "2026-12-31", "bedrag": "350000.50" }],
        });
        let polis = read(Form::new(serde_json::from_value(fields).unwrap())).ok();
        let polis = polis.expect("a polis");
        assert_eq!(polis.ingesloten.map(|all| all.len()), Some(2));
        assert_eq!(polis.maximumloonsom.map(|most| most.to_string()).as_deref(), Some("75000.00"));
        assert_eq!(polis.loonsommen[0].bedrag.to_string(), "350000.50");
    }

    #[test]
    fn what_is_wrong_is_told_with_its_row() {
        expect_test::expect![[r#"
            polisnr: bestaat niet; bekend: polis, polisnummer, verzekeringstype, begin, einde, maximumloonsom, dekkingen, loonsommen, ingesloten
            polisnummer: ontbreekt
            einde: geen bestaande datum in de vorm jjjj-mm-dd
            maximumloonsom: een bedrag heeft ten hoogste twee decimalen, zoals 1234.50
            dekkingen[1].omschrijving: ontbreekt
            loonsommen[2].bedrag: schrijf een bedrag met een punt en zonder scheiding van duizendtallen, zoals 1234.50
            ingesloten[1].werknemer: geef één van `werknemer`, `personeelsnummer` en `extern_id`
            ingesloten[2]: velden met waarden verwacht"#]]
        .assert_eq(&reasons(json!({
            "polisnr": "P-1", "verzekeringstype": "Conventioneel", "begin": "2026-01-01",
            "einde": "2026-13-01", "maximumloonsom": "1.005",
            "dekkingen": [{ "begin": "2026-01-01" }],
            "loonsommen": [
                { "begin": "2026-01-01", "bedrag": 1 }, { "begin": "2026-01-01", "bedrag": "1,50" },
            ],
            "ingesloten": [{ "begin": "2026-01-01" }, "1001"],
        })));
    }

    #[test]
    fn whom_it_insures_must_be_said() {
        let polis = |ingesloten: Value| {
            reasons(json!({
                "polisnummer": "P-1", "verzekeringstype": "X", "begin": "2026-01-01",
                "ingesloten": ingesloten,
            }))
        };
        assert_eq!(polis(json!("allen")), "");
        for wrong in [Value::Null, json!("iedereen"), json!(true)] {
            assert!(polis(wrong.clone()).starts_with("ingesloten: geef"), "{wrong}");
        }
    }
}
