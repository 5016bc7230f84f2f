//! The walk through a message, in parts that can be committed one by one.
//!
//! A part can end behind any element. From there the walk goes on with no more than a [`Position`],
//! so that a message of any size is read in little memory and never twice. What is beyond all bounds
//! is told as uitval and skipped, also over several parts: whatever a message holds, a part stays
//! small in what it reads and in what it hands over.

use std::io::BufRead;

use sdk_connector::protocol::{Intake, Level, Problem};
use serde::{Deserialize, Serialize};

use super::check::{Checked, check};
use super::header::Header;
use super::record::{self, Place};
use super::structure::{Content, MESSAGE, WRKGVR, WRKNMR};
use super::tree::{Next, Node, Room, Stream, Taken, Unreadable};

/// Most elements kept of an employer itself; the standard allows 45 children and 500 in all.
const MAX_OWN: (usize, usize) = (200, 1_000);
/// Most bytes of text kept of an employer itself.
const MAX_OWN_TEXT: usize = 64 << 10;
/// Most remarks kept for the next record.
const MAX_REMARKS: usize = 50;

/// How much goes into one part, and into the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Records handed over in one part, about: an employee is not split.
    pub records: usize,
    /// Records made in one part, those that are left out included.
    pub made: usize,
    /// Bytes of the message read in one part, about.
    pub read: u64,
    /// Bytes handed over in one part, about.
    pub handed: usize,
    /// Dropped records told of one by one, in the whole message.
    pub dropped: u64,
}

/// 500 records keep a transaction of the host short; 8 MiB of message keep a step short that makes
/// few records of much text. 4 MiB handed over, doubled where documents stand within a document and
/// with a last employee on top, stay within the 16 MiB of a step. Of a hundred thousand dropped
/// records nobody reads the rest.
pub const USUAL: Bounds =
    Bounds { records: 500, made: 20_000, read: 8 << 20, handed: 4 << 20, dropped: 100_000 };

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
    /// What is known of the employer around, until its first employee.
    own: Option<Node>,
    /// The employer around, from its first employee on.
    employer: Option<Checked>,
    /// Remarks for the next record.
    remarks: Vec<Problem>,
    /// How deep the walk stands in an element that is skipped; 0 when in none.
    skipping: usize,
    /// Dropped records told of.
    dropped: u64,
    /// Dropped records that are only counted, and the line of the first.
    left_out: Option<(u64, u64)>,
}

impl Position {
    /// Right behind the header, with the remarks on that.
    pub fn after_header<R: BufRead>(stream: &Stream<R>, remarks: Vec<Problem>) -> Position {
        Position {
            offset: stream.offset(),
            line: stream.line(),
            employers: 0,
            employees: 0,
            own: None,
            employer: None,
            remarks,
            skipping: 0,
            dropped: 0,
            left_out: None,
        }
    }
}

/// A part of the message.
pub struct Part {
    /// The records in it.
    pub intakes: Vec<Intake>,
    /// Where to go on; `None` at the end of the message.
    pub next: Option<Position>,
    /// The message has ended and held no employer at all, nor anything else to tell of.
    pub empty: bool,
}

/// Reads the next part from a stream that stands at `position`.
pub fn read_part<R: BufRead>(
    stream: Stream<R>,
    header: &Header,
    position: Position,
    bounds: Bounds,
) -> Result<Part, Unreadable> {
    let start = position.offset;
    let (intakes, made, handed) = (Vec::new(), 0, 0);
    Walk { stream, header, at: position, bounds, start, intakes, made, handed }.run()
}

struct Walk<'a, R> {
    stream: Stream<R>,
    header: &'a Header,
    at: Position,
    bounds: Bounds,
    start: u64,
    intakes: Vec<Intake>,
    made: usize,
    handed: usize,
}

impl<R: BufRead> Walk<'_, R> {
    fn run(mut self) -> Result<Part, Unreadable> {
        loop {
            match self.stream.step()? {
                Next::Eof => return Ok(self.end()),
                // No part ends right behind a start: an empty element has no end to be read.
                Next::Start(..) if self.at.skipping > 0 => {
                    self.at.skipping += 1;
                    continue;
                }
                Next::Start(name, _) if name == WRKGVR.name && !self.within_employer() => {
                    self.enter_employer(name);
                    continue;
                }
                Next::Start(name, _) => self.element(name)?,
                Next::End if self.at.skipping > 0 => self.at.skipping -= 1,
                Next::End => self.leave_employer(),
                Next::Other => {}
            }
            if self.is_full() {
                return Ok(self.pause());
            }
        }
    }

    fn within_employer(&self) -> bool {
        self.at.own.is_some() || self.at.employer.is_some()
    }

    fn enter_employer(&mut self, name: String) {
        self.at.employers = self.at.employers.saturating_add(1);
        self.at.employees = 0;
        self.at.own = Some(Node { name, line: self.stream.line(), ..Node::default() });
    }

    fn element(&mut self, name: String) -> Result<(), Unreadable> {
        let is_employee = name == WRKNMR.name && self.within_employer();
        let room = if is_employee { Room::EMPLOYEE } else { Room::PART };
        let Taken { node, open } = self.stream.element(name, room)?;
        self.at.skipping = open;
        if is_employee {
            self.employee(&node);
        } else if open > 0 {
            self.too_large(&node, room);
        } else if self.within_employer() {
            self.employer_part(node);
        } else {
            self.beside_employers(&node);
        }
        Ok(())
    }

    /// Something other than an employee that is larger than a whole message usually is.
    fn too_large(&mut self, node: &Node, room: Room) {
        let text = format!("is groter dan {} bytes en is overgeslagen", room.bytes);
        let place = self.place(node.line);
        let intake = record::in_place_of(self.header, place, &node.name, &text);
        self.hand_over(vec![intake], node.line);
    }

    /// Something of the employer itself. It comes before the employees: behind them it is too late,
    /// for records have been made by then.
    fn employer_part(&mut self, node: Node) {
        let Some(own) = &mut self.at.own else {
            let text = "staat achter de eerste werknemer en is daarom overgeslagen";
            return self.remark(Level::Waarschuwing, &node.name, text);
        };
        if own.truncated {
            return;
        }
        own.children.push(node);
        let (elements, text) = own.size();
        let (most_children, most_elements) = MAX_OWN;
        let fits = own.children.len() <= most_children && elements <= most_elements;
        if !fits || text > MAX_OWN_TEXT {
            own.children.pop();
            own.truncated = true;
        }
    }

    fn employee(&mut self, node: &Node) {
        self.close_own(true);
        self.at.employees = self.at.employees.saturating_add(1);
        if node.children.is_empty() && self.leaves_out() {
            return self.leave_out(node.line);
        }
        let place = self.place(node.line);
        let remarks = std::mem::take(&mut self.at.remarks);
        let Some(employer) = &self.at.employer else { return };
        let intakes = record::of_employee(self.header, employer, node, place, remarks);
        self.hand_over(intakes, node.line);
    }

    /// Checks what is known of the employer, once.
    fn close_own(&mut self, has_employees: bool) {
        let Some(mut own) = self.at.own.take() else { return };
        if has_employees {
            own.children.push(Node { name: WRKNMR.name.to_owned(), ..Node::default() });
        }
        let mut employer = check(&own, &WRKGVR, Some(&WRKNMR));
        if own.truncated {
            let text = format!("heeft te veel gegevens voor zijn werknemers (regel {})", own.line);
            let (level, field) = (Level::Uitval, WRKGVR.name.to_owned());
            employer.problems.push(Problem { level, field, text });
        }
        let (fatal, mild) = employer.problems.into_iter().partition(|p| p.level == Level::Uitval);
        employer.problems = fatal;
        let room = MAX_REMARKS.saturating_sub(self.at.remarks.len());
        self.at.remarks.extend::<Vec<_>>(mild.into_iter().take(room).collect());
        self.at.employer = Some(employer);
    }

    fn leave_employer(&mut self) {
        let line = self.at.own.as_ref().map_or(0, |own| own.line);
        if self.leaves_out() && self.at.own.take_if(|own| own.children.is_empty()).is_some() {
            return self.leave_out(line);
        }
        self.close_own(false);
        let Some(employer) = self.at.employer.take() else { return }; // the root's end
        if self.at.employees == 0 {
            let remarks = std::mem::take(&mut self.at.remarks);
            let place = self.place(line);
            let intakes = record::of_empty_employer(self.header, &employer, place, remarks);
            self.hand_over(intakes, line);
        }
    }

    fn beside_employers(&mut self, node: &Node) {
        let at = |text: &str| format!("{text} (regel {})", node.line);
        match MESSAGE.find(&node.name, 0).map(|(_, element)| &element.content) {
            Some(Content::Group(group)) if self.at.employers == 0 && node.name != "BrAlg" => {
                for problem in check(node, group, None).problems {
                    let field = format!("{}/{}", group.name, problem.field);
                    self.remark(problem.level.min(Level::Waarschuwing), &field, &problem.text);
                }
            }
            Some(_) => {
                let text = at("staat niet op zijn plaats en is overgeslagen");
                self.remark(Level::Waarschuwing, &node.name, &text);
            }
            None => {
                let tag: String = node.name.chars().take(40).collect();
                self.remark(Level::Melding, &tag, &at("staat niet in de standaard; overgeslagen"));
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

    /// Hands over records, but dropped ones only as long as somebody may still read them.
    fn hand_over(&mut self, intakes: Vec<Intake>, line: u64) {
        for intake in intakes {
            if intake.problems.iter().any(|problem| problem.level == Level::Uitval) {
                if self.leaves_out() {
                    self.leave_out(line);
                    continue;
                }
                self.at.dropped += 1;
            }
            self.made += 1;
            self.handed += record::written_bytes(&intake);
            self.intakes.push(intake);
        }
    }

    fn leaves_out(&self) -> bool {
        self.at.dropped >= self.bounds.dropped
    }

    fn leave_out(&mut self, line: u64) {
        let (before, first) = self.at.left_out.unwrap_or((0, line));
        self.at.left_out = Some((before + 1, first));
        self.made += 1;
    }

    fn is_full(&self) -> bool {
        let Bounds { records, made, read, handed, .. } = self.bounds;
        self.intakes.len() >= records
            || self.made >= made
            || self.handed >= handed
            || self.stream.offset() - self.start >= read
    }

    fn pause(mut self) -> Part {
        self.at.offset = self.stream.offset();
        self.at.line = self.stream.line();
        Part { intakes: self.intakes, next: Some(self.at), empty: false }
    }

    /// Remarks for which no record follows any more go to the last one.
    fn end(mut self) -> Part {
        if let Some((count, line)) = self.at.left_out {
            let count = in_thousands(count); // a host takes eight digits in a row for a person's
            let text = format!(
                "er zijn nog {count} meldingen uitgevallen, de eerste op of na regel {line}; zij staan hier niet apart"
            );
            let place = Place { line, employer: 0, employee: 0 };
            self.intakes.push(record::in_place_of(self.header, place, "", &text));
        }
        if let Some(last) = self.intakes.last_mut() {
            last.problems.append(&mut self.at.remarks);
        }
        let empty = self.at.employers == 0 && self.at.dropped == 0;
        Part { intakes: self.intakes, next: None, empty }
    }
}

/// A number as people write it: `19.800.000`.
fn in_thousands(number: u64) -> String {
    match number / 1_000 {
        0 => number.to_string(),
        thousands => format!("{}.{:03}", in_thousands(thousands), number % 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::in_thousands;

    #[test]
    fn numbers_are_written_with_points() {
        let written = [0, 999, 1_000, 19_800_000].map(in_thousands);
        assert_eq!(written, ["0", "999", "1.000", "19.800.000"]);
    }
}
