//! The walk through a message, in parts that can be committed one by one.
//!
//! A part ends after an employee. From there the walk goes on with no more than a [`Position`], so
//! that a message of any size is read in little memory and never twice.

use std::io::BufRead;

use sdk_connector::protocol::{Intake, Level, Problem};
use serde::{Deserialize, Serialize};

use super::check::{Checked, check};
use super::header::Header;
use super::record::{self, Place};
use super::structure::{Content, MESSAGE, WRKGVR, WRKNMR};
use super::tree::{Next, Node, Room, Stream, Unreadable};

/// Records in one part, about: an employee is not split. Keeps a transaction of the host short.
const PART: usize = 500;
/// Bytes of the message in one part, about, for messages that hold few records in much text.
const PART_BYTES: u64 = 8 * 1024 * 1024;

/// Most elements kept of an employer itself; the standard allows 45.
const MAX_OWN: usize = 200;
/// Most remarks kept for the next record.
const MAX_REMARKS: usize = 50;

/// Where the walk stands between two parts. Without Debug: it holds what the employer is called.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Bytes from the start of the message.
    pub offset: u64,
    /// Line, from 1.
    pub line: u64,
    /// Employers begun.
    employers: u32,
    /// Employees read of the current employer.
    employees: u32,
    /// The employer around, when within one.
    employer: Option<Checked>,
    /// Remarks for the next record.
    remarks: Vec<Problem>,
}

impl Position {
    /// Right behind the header, with the remarks on that.
    pub fn after_header<R: BufRead>(stream: &Stream<R>, remarks: Vec<Problem>) -> Position {
        Position {
            offset: stream.offset(),
            line: stream.line(),
            employers: 0,
            employees: 0,
            employer: None,
            remarks,
        }
    }
}

/// A part of the message.
pub struct Part {
    /// The records in it.
    pub intakes: Vec<Intake>,
    /// Where to go on; `None` at the end of the message.
    pub next: Option<Position>,
    /// The message has ended and held no employer at all.
    pub empty: bool,
}

/// Reads the next part from a stream that stands at `position`.
pub fn read_part<R: BufRead>(
    stream: Stream<R>,
    header: &Header,
    position: Position,
) -> Result<Part, Unreadable> {
    let start = position.offset;
    Walk { stream, header, at: position, start, own: None, intakes: Vec::new() }.run()
}

struct Walk<'a, R> {
    stream: Stream<R>,
    header: &'a Header,
    at: Position,
    start: u64,
    /// What is known of the employer around, until its first employee.
    own: Option<Node>,
    intakes: Vec<Intake>,
}

impl<R: BufRead> Walk<'_, R> {
    fn run(mut self) -> Result<Part, Unreadable> {
        loop {
            match self.stream.step()? {
                Next::Eof => return Ok(self.end()),
                Next::End => self.leave_employer(),
                Next::Start(name, _) if self.within_employer() => {
                    if name == WRKNMR.name {
                        let node = self.stream.element(name, Room::EMPLOYEE)?;
                        self.employee(&node);
                        if self.is_full() {
                            return Ok(self.pause());
                        }
                    } else {
                        let node = self.stream.element(name, Room::PART)?;
                        self.employer_part(node);
                    }
                }
                Next::Start(name, _) if name == WRKGVR.name => self.enter_employer(name),
                Next::Start(name, _) => {
                    let node = self.stream.element(name, Room::PART)?;
                    self.beside_employers(&node);
                }
            }
        }
    }

    fn within_employer(&self) -> bool {
        self.own.is_some() || self.at.employer.is_some()
    }

    fn enter_employer(&mut self, name: String) {
        self.at.employers = self.at.employers.saturating_add(1);
        self.at.employees = 0;
        self.own = Some(Node { name, line: self.stream.line(), ..Node::default() });
    }

    /// Something of the employer itself. It comes before the employees: behind them it is too late,
    /// for records have been made by then.
    fn employer_part(&mut self, node: Node) {
        match &mut self.own {
            Some(own) if own.children.len() < MAX_OWN => own.children.push(node),
            Some(_) => {} // far beyond what the standard allows; the check says so of what is kept
            None => {
                let text = "staat achter de eerste werknemer en is daarom overgeslagen";
                self.remark(Level::Waarschuwing, &node.name, text);
            }
        }
    }

    fn employee(&mut self, node: &Node) {
        self.close_own(true);
        self.at.employees = self.at.employees.saturating_add(1);
        let place = self.place(node.line);
        let remarks = std::mem::take(&mut self.at.remarks);
        let Some(employer) = &self.at.employer else { return };
        self.intakes.extend(record::of_employee(self.header, employer, node, place, remarks));
    }

    /// Checks what is known of the employer, once.
    fn close_own(&mut self, has_employees: bool) {
        let Some(mut own) = self.own.take() else { return };
        if has_employees {
            own.children.push(Node { name: WRKNMR.name.to_owned(), ..Node::default() });
        }
        let mut employer = check(&own, &WRKGVR, Some(&WRKNMR));
        let (fatal, mild) = employer.problems.into_iter().partition(|p| p.level == Level::Uitval);
        employer.problems = fatal;
        self.at.remarks.extend::<Vec<_>>(mild);
        self.at.employer = Some(employer);
    }

    fn leave_employer(&mut self) {
        let line = self.own.as_ref().map_or(0, |own| own.line);
        self.close_own(false);
        let Some(employer) = self.at.employer.take() else { return }; // the root's end
        if self.at.employees == 0 {
            let remarks = std::mem::take(&mut self.at.remarks);
            let place = self.place(line);
            let intakes = record::of_empty_employer(self.header, &employer, place, remarks);
            self.intakes.extend(intakes);
        }
    }

    fn beside_employers(&mut self, node: &Node) {
        match MESSAGE.find(&node.name, 0).map(|(_, element)| &element.content) {
            Some(Content::Group(group)) if self.at.employers == 0 && node.name != "BrAlg" => {
                for problem in check(node, group, None).problems {
                    let field = format!("{}/{}", group.name, problem.field);
                    self.remark(problem.level.min(Level::Waarschuwing), &field, &problem.text);
                }
            }
            Some(_) => {
                let text = "staat niet op zijn plaats en is overgeslagen";
                self.remark(Level::Waarschuwing, &node.name, text);
            }
            None => {
                let tag: String = node.name.chars().take(40).collect();
                self.remark(Level::Melding, &tag, "staat niet in de standaard; overgeslagen");
            }
        }
    }

    fn remark(&mut self, level: Level, field: &str, text: &str) {
        if self.at.remarks.len() < MAX_REMARKS {
            let (field, text) = (field.to_owned(), text.to_owned());
            self.at.remarks.push(Problem { level, field, text });
        }
    }

    fn place(&self, line: u64) -> Place {
        Place { line, employer: self.at.employers, employee: self.at.employees }
    }

    fn is_full(&self) -> bool {
        self.intakes.len() >= PART || self.stream.offset() - self.start >= PART_BYTES
    }

    fn pause(mut self) -> Part {
        self.at.offset = self.stream.offset();
        self.at.line = self.stream.line();
        Part { intakes: self.intakes, next: Some(self.at), empty: false }
    }

    /// Remarks for which no record follows any more go to the last one.
    fn end(mut self) -> Part {
        if let Some(last) = self.intakes.last_mut() {
            last.problems.append(&mut self.at.remarks);
        }
        Part { intakes: self.intakes, next: None, empty: self.at.employers == 0 }
    }
}
