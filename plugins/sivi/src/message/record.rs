//! From an employee in the message to intakes: one for each report on an absence.

use std::cmp::Reverse;

use sdk_connector::protocol::{Intake, Level, Problem};
use serde_json::{Map, Value, json};

use super::check::{Checked, check};
use super::fields;
use super::header::Header;
use super::rules;
use super::structure::{DNSTVBND, VRZM, WRKNMR};
use super::tree::{Node, Room};
use crate::key;

/// Most reports of one employee in one message. The standard allows 99 on each of 99 employments;
/// what is real stays below a tenth of this.
const MAX_REPORTS: usize = 400;
/// Most problems of one record; a record with so many needs no more.
const MAX_PROBLEMS: usize = 40;

/// Most bytes that the records of one employee come to; each repeats what is around it. A hundred
/// reports on an employee of whom everything is known stay below a quarter of this.
const MAX_BYTES: usize = 2 << 20;

/// Where in the message a record stands; counts from 1, 0 for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Line.
    pub line: u64,
    /// Employer within the message.
    pub employer: u32,
    /// Employee within the employer.
    pub employee: u32,
}

impl Place {
    fn text(self, line: u64, report: usize) -> String {
        let mut text = format!("regel {line}, werkgever {}", self.employer);
        if self.employee > 0 {
            text += &format!(", werknemer {}", self.employee);
        }
        if report > 0 {
            text += &format!(", verzuimmelding {report}");
        }
        text
    }
}

/// All records of one employee. What is wrong around a record stops it just as what is wrong within
/// it does; warnings on what is around are given once, at the first record.
pub fn of_employee(
    header: &Header,
    employer: &Checked,
    node: &Node,
    place: Place,
    remarks: Vec<Problem>,
) -> Vec<Intake> {
    let mut records = Records::new(header, employer, place, remarks);
    let reports: usize = node.all(DNSTVBND.name).map(|each| each.all(VRZM.name).count()).sum();
    if node.truncated || reports > MAX_REPORTS {
        let most = Room::EMPLOYEE.elements;
        let text = format!(
            "is te groot: meer dan {MAX_REPORTS} verzuimmeldingen, {most} elementen of veel tekst"
        );
        records.unusable("Wrknmr", &text);
        return records.intakes;
    }
    let employee = check(node, &WRKNMR, Some(&DNSTVBND));
    records.remark(&employee.problems);
    for employment_node in node.all(DNSTVBND.name) {
        let employment = check(employment_node, &DNSTVBND, Some(&VRZM));
        records.remark(&employment.problems);
        for report in employment_node.all(VRZM.name) {
            records.report(report, &employee, &employment);
            if records.bytes > MAX_BYTES {
                records.start_over();
                let text =
                    format!("is te groot: de meldingen samen zijn meer dan {MAX_BYTES} bytes");
                records.unusable("Wrknmr", &text);
                return records.intakes;
            }
        }
    }
    if records.intakes.is_empty() {
        records.unusable("Vrzm", "ontbreekt: werknemer zonder verzuimmelding");
    }
    records.intakes
}

/// The record that stands for an employer without employees.
pub fn of_empty_employer(
    header: &Header,
    employer: &Checked,
    place: Place,
    remarks: Vec<Problem>,
) -> Vec<Intake> {
    let mut records = Records::new(header, employer, place, remarks);
    records.unusable("Wrknmr", "ontbreekt: werkgever zonder werknemer");
    records.intakes
}

/// The record that stands for something in the message that is no record: what it is and what is the
/// matter with it.
pub fn in_place_of(header: &Header, place: Place, field: &str, text: &str) -> Intake {
    let employer = Checked::default();
    let mut records = Records::new(header, &employer, place, Vec::new());
    records.unusable(field, text);
    let mut intake = records.intakes.swap_remove(0);
    let line = place.line.to_string(); // no count of anything tells it from what is around it
    intake.key = key::joined(&["regel", &header.inzender, &header.berrefnr, &line]);
    intake
}

/// How many bytes an intake comes to at most when it is written as JSON.
pub fn written_bytes(intake: &Intake) -> usize {
    let Intake { key, place, problems, fields, echo, .. } = intake;
    let problems: usize = problems
        .iter()
        .map(|problem| PUNCTUATION + escaped(&problem.field) + escaped(&problem.text))
        .sum();
    PUNCTUATION + escaped(key) + escaped(place) + problems + bytes_of(fields) + bytes_of(echo)
}

/// Bytes of names, braces and the like around the values of an intake or a problem.
const PUNCTUATION: usize = 64;

/// Every character may need a backslash; the control characters that need more are not in XML.
fn escaped(text: &str) -> usize {
    2 * text.len() + 4
}

fn bytes_of(value: &Value) -> usize {
    match value {
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| name.len() + 4 + bytes_of(value)).sum()
        }
        Value::Array(values) => values.iter().map(bytes_of).sum(),
        Value::String(text) => escaped(text),
        Value::Null | Value::Bool(_) | Value::Number(_) => 24, // the longest number and a comma
    }
}

struct Records<'a> {
    header: &'a Header,
    employer: &'a Checked,
    place: Place,
    /// Milder than uitval, for the next record to be made.
    remarks: Vec<Problem>,
    number: usize,
    intakes: Vec<Intake>,
    /// What the intakes come to.
    bytes: usize,
}

impl<'a> Records<'a> {
    fn new(
        header: &'a Header,
        employer: &'a Checked,
        place: Place,
        remarks: Vec<Problem>,
    ) -> Records<'a> {
        Records { header, employer, place, remarks, number: 0, intakes: Vec::new(), bytes: 0 }
    }

    fn start_over(&mut self) {
        self.intakes.clear();
        (self.bytes, self.number) = (0, 0);
    }

    /// There may be thousands of employments without a report to remark them at.
    fn remark(&mut self, problems: &[Problem]) {
        let room = MAX_PROBLEMS.saturating_sub(self.remarks.len());
        let mild = problems.iter().filter(|problem| problem.level < Level::Uitval);
        self.remarks.extend(mild.take(room).cloned());
    }

    fn report(&mut self, node: &Node, employee: &Checked, employment: &Checked) {
        self.number += 1;
        let report = check(node, &VRZM, None);
        let around = [self.employer, employee, employment];
        let mut problems = std::mem::take(&mut self.remarks);
        problems.extend(around.iter().flat_map(|part| fatal(part)));
        problems.extend(report.problems.iter().cloned());
        problems.extend(rules::remarks(&report, employment));
        let fields = fields::object(&[
            &self.employer.values,
            &employee.values,
            &employment.values,
            &report.values,
        ]);
        self.push(node.line, fields, problems);
    }

    fn unusable(&mut self, field: &str, text: &str) {
        let mut problems = std::mem::take(&mut self.remarks);
        problems.retain(|problem| problem.field != field); // said again, and more of it, below
        problems.extend(fatal(self.employer));
        problems.push(Problem {
            level: Level::Uitval,
            field: field.to_owned(),
            text: text.to_owned(),
        });
        let fields = fields::object(&[&self.employer.values]);
        self.push(self.place.line, fields, problems);
    }

    fn push(&mut self, line: u64, fields: Map<String, Value>, mut problems: Vec<Problem>) {
        if problems.len() > MAX_PROBLEMS {
            problems.sort_by_key(|problem| Reverse(problem.level));
            problems.truncate(MAX_PROBLEMS);
        }
        let place = self.place.text(line, self.number);
        let key = key_of(&fields).unwrap_or_else(|| self.makeshift_key());
        let echo = json!({
            "VrzmgvlId": fields.get("VrzmgvlId"),
            "VrzmgvlVnrMld": fields.get("VrzmgvlVnrMld"),
            "AansltnrGeguitwlngArbdnst": fields.get("AansltnrGeguitwlngArbdnst"),
            "IdWrkgvrArbdnst": fields.get("IdWrkgvrArbdnst"),
        });
        let intake =
            Intake { key, place, problems, fields: Value::Object(fields), file: None, echo };
        self.bytes += written_bytes(&intake);
        self.intakes.push(intake);
    }

    /// For a record that lacks a part of its own key and is dropped for it: unique by its place.
    fn makeshift_key(&self) -> String {
        let Place { employer, employee, .. } = self.place;
        let numbers = [u64::from(employer), u64::from(employee), self.number as u64];
        let numbers = numbers.map(|number| number.to_string());
        let [employer, employee, report] = &numbers;
        let header = self.header;
        key::joined(&["plaats", &header.inzender, &header.berrefnr, employer, employee, report])
    }
}

fn fatal(part: &Checked) -> impl Iterator<Item = Problem> {
    part.problems.iter().filter(|problem| problem.level == Level::Uitval).cloned()
}

/// Employer, case, report within the case and what is done with it tell reports apart.
fn key_of(fields: &Map<String, Value>) -> Option<String> {
    let employer = fields.get("IdWrkgvrArbdnst")?.as_str()?;
    let case = fields.get("VrzmgvlId")?.as_str()?;
    let report = fields.get("VrzmgvlVnrMld")?.as_u64()?.to_string();
    let processing = fields.get("VrwrkCd")?.as_str()?;
    Some(key::joined(&[employer, case, &report, processing]))
}
