//! A conversiegroep as a sheet: out of the rules as CSV, and from such a CSV back into files of rules.
//!
//! The sheet has four columns: `sleutel;code;waarde;uitdrukking`. A row has a fixed `waarde` or a
//! computed `uitdrukking`; an `Other` with neither means that there is no value.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use crate::{
    book::Book,
    conversion::{Conversiegroep, OTHER, Table},
    diagnostic::{Diagnostic, Place, Remarks},
    expression::{Constant, Expression},
    rule_file::RuleKind,
};

const COLUMNS: [&str; 4] = ["sleutel", "code", "waarde", "uitdrukking"];

/// What a sheet is called in remarks about it.
const SHEET: &str = "csv";

/// A table with more rows than this becomes a csv file beside the rule, when none is computed.
const ROWS_IN_RULE: usize = 200;

/// What a code becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Cell {
    Nothing,
    Fixed(String),
    Computed(String),
}

/// The rows of one table, by code; `Other` among them.
type Rows = BTreeMap<String, Cell>;

impl Book {
    /// A conversiegroep as a sheet, or one of its tables; none when there is no such group or
    /// table.
    pub fn conversion_csv(&self, groep: &str, sleutel: Option<&str>) -> Option<String> {
        let group = self.conversions.groups.get(groep)?;
        if sleutel.is_some_and(|wanted| !group.tables.contains_key(wanted)) {
            return None;
        }
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        let mut written = writer.write_record(COLUMNS);
        let wanted = |key: &&String| sleutel.is_none_or(|wanted| wanted == **key);
        for key in group.tables.keys().filter(wanted) {
            for (code, cell) in group.tables.get(key).map(rows_of).iter().flat_map(ordered) {
                let (fixed, computed) = match cell {
                    Cell::Nothing => ("", ""),
                    // Only an expression can say that there is a text and that it is empty.
                    Cell::Fixed(text) if text.is_empty() && code == OTHER => ("", "\"\""),
                    Cell::Fixed(text) => (text.as_str(), ""),
                    Cell::Computed(text) => ("", text.as_str()),
                };
                written = written.and_then(|()| writer.write_record([key, code, fixed, computed]));
            }
        }
        // Writing to memory, with as many fields in each row, does not fail.
        written.ok()?;
        String::from_utf8(writer.into_inner().ok()?).ok()
    }

    /// The files, by path, that a sheet makes of a conversiegroep. A group that exists keeps its
    /// file, its other keys, its tests, and the tables that the sheet does not name; comments within
    /// it are not kept. What the sheet says is checked when the files are loaded.
    pub fn conversion_from_csv(
        &self,
        groep: &str,
        csv: &str,
    ) -> Result<BTreeMap<String, String>, Vec<Diagnostic>> {
        let mut remarks = Remarks::about(SHEET, csv);
        let sheet = read_sheet(csv, &mut remarks);
        if groep.trim().is_empty() {
            remarks.error(Place::default(), "een conversiegroep heeft een naam");
        }
        if !remarks.no_errors() {
            return Err(remarks.into_found());
        }
        let known = self.conversions.groups.get(groep);
        let path = known.map_or_else(|| self.free_path(groep), |group| group.file.clone());
        let written = Written::of(groep, known, &sheet, &path);
        let (before, after) = known.map_or_else(Default::default, |group| self.around(group));
        let mut files = written.tables;
        files.insert(path, format!("{before}{}{after}", written.rule));
        Ok(files)
    }

    /// A path for a new group, after its name, that no file has.
    fn free_path(&self, groep: &str) -> String {
        let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
        let words: Vec<String> = groep
            .split(|c: char| !c.is_ascii_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(|word| word.chars().map(plain).collect())
            .collect();
        let name = if words.is_empty() { "groep".to_owned() } else { words.join("_") };
        let folder = RuleKind::Conversiegroep.folder();
        let path = |name: &str| format!("{folder}/{name}.rhai");
        let numbered = (2..).map(|number| format!("{name}_{number}"));
        let mut names = std::iter::once(name.clone()).chain(numbered);
        let free = names.find(|name| !self.sources.contains_key(&path(name)));
        path(&free.unwrap_or(name))
    }

    /// What stands before a group in its file, and from its first test on with the comments right
    /// above that.
    fn around(&self, group: &Conversiegroep) -> (String, String) {
        let Some(text) = self.sources.get(&group.file) else { return Default::default() };
        let lines: Vec<&str> = text.lines().collect();
        let line = |place: Place| (place.line as usize).saturating_sub(1);
        let before = lines.iter().take(line(group.place));
        let Some(tests) = group.tests_from else { return (joined(before), String::new()) };
        let aside = |text: &&&str| text.trim().is_empty() || text.trim_start().starts_with("//");
        let first = line(tests);
        let above = lines.iter().take(first).rev().take_while(aside).count();
        (joined(before), format!("\n{}", joined(lines.iter().skip(first - above)).trim_start()))
    }
}

fn joined<'l>(lines: impl Iterator<Item = &'l &'l str>) -> String {
    lines.fold(String::new(), |text, line| text + *line + "\n")
}

/// The rows with `Other` last.
fn ordered(rows: &Rows) -> impl Iterator<Item = (&String, &Cell)> {
    let plain = rows.iter().filter(|(code, _)| *code != OTHER);
    plain.chain(rows.get_key_value(OTHER))
}

fn rows_of(table: &Table) -> Rows {
    let cell = |code: &str, row: &Expression| match (table.computed.get(code), row) {
        (Some(text), _) => Cell::Computed(text.to_string()),
        (None, Expression::Constant(Constant::Text(text))) => Cell::Fixed(text.to_string()),
        (None, _) => Cell::Nothing,
    };
    let mut rows: Rows =
        table.rows.iter().map(|(code, row)| (code.to_string(), cell(code, row))).collect();
    let other = table.other.as_ref().map_or(Cell::Nothing, |other| cell(OTHER, other));
    rows.insert(OTHER.to_owned(), other);
    rows
}

/// The tables of a sheet, by conversiesleutel. What is wrong is reported at its line.
fn read_sheet(csv: &str, remarks: &mut Remarks<'_>) -> BTreeMap<String, Rows> {
    // Spreadsheets put a byte order mark in front.
    let csv = csv.trim_start_matches('\u{feff}');
    let heading = csv.lines().next().unwrap_or_default();
    let delimiter = if heading.contains(';') { b';' } else { b',' };
    let names: Vec<&str> =
        heading.split(char::from(delimiter)).map(|name| name.trim().trim_matches('"')).collect();
    if !names.iter().copied().eq(COLUMNS) {
        let help = format!("de eerste regel hoort te zijn: `{}`", COLUMNS.join(";"));
        remarks.error_with_help(Place { line: 1, column: 1 }, "dit zijn andere kolommen", help);
        return BTreeMap::new();
    }
    let mut sheet: BTreeMap<String, Rows> = BTreeMap::new();
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(csv.as_bytes());
    for record in reader.records() {
        let Ok(record) = record else {
            remarks.error(Place::default(), "dit is geen leesbare csv");
            return BTreeMap::new();
        };
        let line = record.position().map_or(0, csv::Position::line);
        let place = Place { line: u32::try_from(line).unwrap_or(u32::MAX), column: 1 };
        let fields: Vec<&str> = record.iter().collect();
        match fields.as_slice() {
            [sleutel, code, waarde, uitdrukking] => {
                let row = (sleutel.trim(), code.trim(), *waarde, uitdrukking.trim());
                add_row(&mut sheet, row, place, remarks);
            }
            _ => remarks.error(place, format!("er horen {} kolommen te zijn", COLUMNS.len())),
        }
    }
    if sheet.is_empty() && remarks.no_errors() {
        remarks.error(Place::default(), "er staan geen rijen in");
    }
    for (sleutel, rows) in &sheet {
        if !rows.contains_key(OTHER) {
            let message = format!("`Other` ontbreekt bij sleutel `{sleutel}`");
            let help = format!(
                "zet er een regel `{sleutel};Other;…;` bij; zonder waarde blijft het \
                                veld leeg bij een andere code"
            );
            remarks.error_with_help(Place::default(), message, help);
        }
    }
    sheet
}

fn add_row(
    sheet: &mut BTreeMap<String, Rows>,
    (sleutel, code, waarde, uitdrukking): (&str, &str, &str, &str),
    place: Place,
    remarks: &mut Remarks<'_>,
) {
    if sleutel.is_empty() || code.is_empty() {
        return remarks.error(place, "`sleutel` en `code` horen ingevuld te zijn");
    }
    let cell = match (waarde.is_empty(), uitdrukking.is_empty()) {
        (false, false) => {
            let message = "vul `waarde` of `uitdrukking` in, niet allebei";
            return remarks.error(place, message);
        }
        (true, false) => Cell::Computed(uitdrukking.to_owned()),
        (true, true) if code == OTHER => Cell::Nothing,
        _ => Cell::Fixed(waarde.to_owned()),
    };
    if sheet.entry(sleutel.to_owned()).or_default().insert(code.to_owned(), cell).is_some() {
        remarks.error(place, format!("code `{code}` staat er al bij sleutel `{sleutel}`"));
    }
}

/// A group as text.
struct Written {
    rule: String,
    /// The csv files beside it, by path.
    tables: BTreeMap<String, String>,
}

impl Written {
    fn of(
        naam: &str,
        known: Option<&Conversiegroep>,
        sheet: &BTreeMap<String, Rows>,
        path: &str,
    ) -> Written {
        let mut written = Written { rule: String::new(), tables: BTreeMap::new() };
        let extern_systeem = known.and_then(|group| group.extern_systeem.as_deref());
        let extern_systeem = extern_systeem.map_or_else(|| "()".to_owned(), quoted);
        let selecteerbaar = known.is_none_or(|group| group.selecteerbaar);
        let _ = write!(
            written.rule,
            "conversiegroep(#{{\n    naam:           {},\n    selecteerbaar:  {selecteerbaar},\n    \
             extern_systeem: {extern_systeem},\n",
            quoted(naam)
        );
        if let Some(old) = known.and_then(|group| group.vervangt.as_deref()) {
            let _ = writeln!(written.rule, "    vervangt:       {},", quoted(old));
        }
        written.rule.push_str("    sleutels: #{\n");
        let kept = known.into_iter().flat_map(|group| group.tables.keys());
        let keys: BTreeSet<&String> = sheet.keys().chain(kept).collect();
        for key in keys {
            let table = known.and_then(|group| group.tables.get(key));
            match sheet.get(key) {
                Some(rows) => written.table(key, rows, table, path),
                None => written.kept(key, table),
            }
        }
        written.rule.push_str("    },\n});\n");
        written
    }

    /// A table that the sheet does not name.
    fn kept(&mut self, key: &str, table: Option<&Table>) {
        match table.map(|table| (table.csv.as_deref(), table)) {
            Some((Some(csv), _)) => self.reference(key, csv),
            Some((None, table)) => self.inline(key, &rows_of(table)),
            None => {}
        }
    }

    fn table(&mut self, key: &str, rows: &Rows, known: Option<&Table>, path: &str) {
        let in_csv = known.and_then(|table| table.csv.as_deref());
        let plain = |cell: &Cell| match cell {
            Cell::Nothing => true,
            Cell::Fixed(text) => text.trim() == text,
            Cell::Computed(_) => false,
        };
        let large = in_csv.is_some() || rows.len() > ROWS_IN_RULE;
        if !large || !rows.values().all(plain) {
            return self.inline(key, rows);
        }
        let (stem, folder) = (path.trim_end_matches(".rhai"), path.rsplit_once('/').map(|it| it.0));
        let name =
            in_csv.map_or_else(|| format!("{}_{}.csv", last(stem), slug(key)), str::to_owned);
        let mut writer = csv::WriterBuilder::new().delimiter(b';').from_writer(Vec::new());
        let mut written = writer.write_record(["code", "waarde"]);
        for (code, cell) in ordered(rows) {
            let value = if let Cell::Fixed(text) = cell { text.as_str() } else { "" };
            written = written.and_then(|()| writer.write_record([code, value]));
        }
        let text = writer.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok());
        match (written, text) {
            (Ok(()), Some(text)) => {
                self.tables.insert(format!("{}/{name}", folder.unwrap_or_default()), text);
                self.reference(key, &name);
            }
            _ => self.inline(key, rows),
        }
    }

    fn reference(&mut self, key: &str, csv: &str) {
        let _ = writeln!(self.rule, "        {}: tabel({}),", quoted(key), quoted(csv));
    }

    fn inline(&mut self, key: &str, rows: &Rows) {
        let _ = writeln!(self.rule, "        {}: #{{", quoted(key));
        for (code, cell) in ordered(rows) {
            let value = match cell {
                Cell::Nothing => "false".to_owned(),
                Cell::Fixed(text) => quoted(text),
                Cell::Computed(text) => text.clone(),
            };
            let _ = writeln!(self.rule, "            {}: {value},", quoted(code));
        }
        self.rule.push_str("        },\n");
    }
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn slug(key: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    key.chars().map(plain).collect()
}

/// A text in the writing of rules.
fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            other => quoted.push(other),
        }
    }
    quoted + "\""
}
