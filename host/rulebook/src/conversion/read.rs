//! Reading `conversiegroep(#{ … })`.

use std::collections::{BTreeMap, HashMap};

use crate::{
    check::{Checker, Context, Known},
    conversion::{Conversiegroep, OTHER, Table},
    diagnostic::{Place, Remarks},
    expression::{Constant, Expression},
    keys::{Keys, entries_of},
    rule_file::RuleFile,
    syntax::{Kind, Node},
    value::Type,
    vocabulary::{Of, key_names},
};

/// Most rows in one table; the official code lists are far below it.
const MAX_ROWS: usize = 100_000;

/// The conversiegroep, as far as it can be read; it counts only when nothing was reported as an error.
pub(crate) fn read(
    file: &RuleFile<'_>,
    map: &Node,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Conversiegroep> {
    let keys = Keys::of(map, &key_names(Of::Conversiegroep), remarks)?;
    let naam = keys.required_text("naam", remarks)?.to_owned();
    let vervangt = keys.text("vervangt", remarks).map(str::to_owned);
    let selecteerbaar = keys.flag("selecteerbaar", true, remarks);
    let extern_systeem = keys.text("extern_systeem", remarks).map(str::to_owned);
    let mut tables = BTreeMap::new();
    if let Some(sleutels) = keys.required("sleutels", remarks) {
        for entry in entries_of(sleutels, remarks).unwrap_or_default() {
            // One that is wrong exists all the same: rules that name it are not to blame.
            let table = table(file, &entry.value, known, remarks).unwrap_or_default();
            tables.insert(entry.key.clone(), table);
        }
    }
    let (id, file) = (file.id.to_owned(), file.path.to_owned());
    let (place, tests_from) = (map.place, None);
    Some(Conversiegroep {
        id,
        vervangt,
        file,
        naam,
        selecteerbaar,
        extern_systeem,
        tables,
        place,
        tests_from,
    })
}

fn table(
    file: &RuleFile<'_>,
    node: &Node,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Table> {
    if let Kind::Call(word, arguments) = &node.kind {
        return match (word.as_str(), arguments.as_slice()) {
            ("tabel", [name]) if name.as_text().is_some() => {
                csv_table(file, name.as_text().unwrap_or_default(), name.place, remarks)
            }
            _ => {
                let help =
                    "schrijf `tabel(\"codes.csv\")` of `#{ \"code\": \"waarde\" }`".to_owned();
                remarks.error_with_help(node.place, "hier hoort een tabel", help);
                None
            }
        };
    }
    let mut other = None;
    let (mut rows, mut computed) = (HashMap::new(), BTreeMap::new());
    for entry in entries_of(node, remarks)? {
        let is_other = entry.key == OTHER;
        if is_other && matches!(entry.value.kind, Kind::Bool(false)) {
            other = Some(None);
            continue;
        }
        let value = row_value(&entry.value, known, remarks);
        if value.is_some() && entry.value.as_text().is_none() {
            let text = entry.value.to_string();
            computed.insert(entry.key.as_str().into(), text.into());
        }
        match value {
            Some(value) if is_other => other = Some(Some(value)),
            Some(value) => {
                rows.insert(entry.key.as_str().into(), value);
            }
            None if is_other => other = Some(None), // reported
            None => {}
        }
    }
    let table = with_other(rows, other, node.place, remarks)?;
    Some(Table { computed, ..table })
}

fn with_other(
    rows: HashMap<Box<str>, Expression>,
    other: Option<Option<Expression>>,
    place: Place,
    remarks: &mut Remarks<'_>,
) -> Option<Table> {
    if let Some(other) = other {
        return Some(Table { rows, other, ..Table::default() });
    }
    remarks.error_with_help(
        place,
        "`Other` ontbreekt: wat moet er met een onbekende code gebeuren?",
        "zet er `\"Other\": \"waarde\"` bij, of `\"Other\": false` als er dan geen waarde is \
         (in een csv: een regel `Other` zonder waarde)"
            .to_owned(),
    );
    None
}

fn row_value(node: &Node, known: Known<'_>, remarks: &mut Remarks<'_>) -> Option<Expression> {
    let typed = Checker { context: Context::Row, known, remarks }.expression(node)?;
    if typed.kind == Type::Text {
        return Some(typed.expression);
    }
    let message = format!("een conversie geeft een tekst, maar dit is {}", typed.kind.name());
    let help = "zet de waarde tussen aanhalingstekens".to_owned();
    remarks.error_with_help(node.place, message, help);
    None
}

/// A table from a file beside the rule: two columns, code and value, with a line of headings.
fn csv_table(
    file: &RuleFile<'_>,
    name: &str,
    place: Place,
    remarks: &mut Remarks<'_>,
) -> Option<Table> {
    let Some((path, content)) = file.beside(name) else {
        let message = format!("bestand `{name}` staat niet naast deze regel");
        let help = "zet het csv-bestand in dezelfde map en noem alleen de naam".to_owned();
        remarks.error_with_help(place, message, help);
        return None;
    };
    match rows_of(content) {
        Ok((rows, other)) => {
            let table = with_other(rows, other, place, remarks)?;
            Some(Table { csv: Some(name.into()), ..table })
        }
        Err((line, why)) => {
            let mut in_table = Remarks::about(path, content);
            in_table.error(Place { line, column: 1 }, why);
            remarks.extend(in_table);
            None
        }
    }
}

type Rows = (HashMap<Box<str>, Expression>, Option<Option<Expression>>);

fn rows_of(content: &str) -> Result<Rows, (u32, String)> {
    let heading = content.lines().next().unwrap_or_default();
    let delimiter = if heading.contains(';') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(
        // Spreadsheets put a byte order mark in front.
        content.trim_start_matches('\u{feff}').as_bytes(),
    );
    let mut rows = HashMap::new();
    let mut other = None;
    for record in reader.records() {
        let record = record.map_err(|_| (0, "dit is geen leesbare csv".to_owned()))?;
        let line = record.position().map_or(0, csv::Position::line);
        let line = u32::try_from(line).unwrap_or(u32::MAX);
        let (Some(code), Some(value), None) = (record.get(0), record.get(1), record.get(2)) else {
            return Err((line, "er horen twee kolommen te zijn: code en waarde".to_owned()));
        };
        let value = value.trim();
        let constant = || Expression::Constant(Constant::Text(value.into()));
        let double = if code.trim() == OTHER {
            other.replace((!value.is_empty()).then(constant)).is_some()
        } else {
            rows.insert(code.trim().into(), constant()).is_some()
        };
        if double {
            return Err((line, format!("code `{}` staat er al", code.trim())));
        }
        if rows.len() > MAX_ROWS {
            return Err((line, format!("een tabel heeft ten hoogste {MAX_ROWS} rijen")));
        }
    }
    Ok((rows, other))
}
