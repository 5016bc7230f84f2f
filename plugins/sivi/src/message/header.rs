//! `BrAlg`, the header of a message: who sent it, under which number, and what it asks for.

use std::io::BufRead;

use sdk_connector::protocol::{ClaimMessage, Level, Problem};
use serde::{Deserialize, Serialize};

use super::check::check;
use super::structure::BR_ALG;
use super::tree::{Next, Node, Room, Stream, Taken, Unreadable};
use crate::edition;
use crate::key;

/// What we keep of the header; goes along to the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// IdInzndr: the sender.
    pub inzender: String,
    /// IdOntvngr: us, by the sender's name for us.
    pub ontvanger: String,
    /// Berrefnr: the sender's number of this message.
    pub berrefnr: String,
    /// TestJN: nothing of it may be kept.
    pub test: bool,
    /// OntvngstbevJN: the sender wants an acknowledgement.
    pub ontvangstbevestiging: bool,
}

/// The message cannot be taken as a whole.
#[derive(Debug)]
pub struct Refusal {
    /// Why.
    pub problem: Problem,
    /// The header, when so much of it could be read that an answer can refer to it.
    pub header: Option<Header>,
}

/// How reading the header came out.
#[derive(Debug)]
pub enum Opening {
    /// It was read; these remarks are for the logverslag.
    Read(Header, Vec<Problem>),
    /// The message is refused.
    Refused(Refusal),
}

/// Longest IdInzndr and Berrefnr that the standard allows, in characters.
const LONGEST: [(&str, usize); 2] = [("IdInzndr", 40), ("Berrefnr", 512)];

/// Without these the message cannot be told apart or treated right.
const INDISPENSABLE: [&str; 4] = ["IdInzndr", "Berrefnr", "TestJN", "OntvngstbevJN"];

/// Longest stretch of comments and white space before the header, in bytes; real messages have
/// hardly any, and it is all read in one step.
const MAX_BEFORE_HEADER: u64 = 1 << 20;

/// Reads up to and including the header.
pub fn open<R: BufRead>(stream: &mut Stream<R>) -> Result<Opening, Unreadable> {
    let Next::Start(root, namespace) = significant(stream)? else {
        return Ok(Opening::refused("", &not_in_front(stream.line()), None));
    };
    if let Err(problem) = edition::check_root(&root) {
        return Ok(Opening::Refused(Refusal { problem, header: None }));
    }
    Ok(match significant(stream)? {
        Next::Start(name, _) if name == BR_ALG.name => {
            let Taken { node, open } = stream.element(name, Room::PART)?;
            if open > 0 {
                let text = format!("is te groot (regel {})", node.line);
                return Ok(Opening::refused("BrAlg", &text, None));
            }
            read(&node, namespace.as_deref())
        }
        Next::Other => Opening::refused("BrAlg", &not_in_front(stream.line()), None),
        _ => Opening::refused("BrAlg", "ontbreekt of staat niet vooraan in het bericht", None),
    })
}

/// The next element or end; `Other` when none comes for too long.
fn significant<R: BufRead>(stream: &mut Stream<R>) -> Result<Next, Unreadable> {
    loop {
        match stream.step()? {
            Next::Other if stream.offset() < MAX_BEFORE_HEADER => {}
            next => return Ok(next),
        }
    }
}

fn not_in_front(line: u64) -> String {
    format!("staat niet vooraan in het bericht: tot regel {line} staat er alleen commentaar")
}

fn read(node: &Node, namespace: Option<&str>) -> Opening {
    let header = Header::of(node);
    let edition = match edition::find(text(node, "BrCd"), text(node, "VnrBrCd")) {
        Ok(edition) => edition,
        Err(problem) => return Opening::Refused(Refusal { problem, header }),
    };
    let mut remarks = check(node, &BR_ALG, None).problems;
    let fatal = remarks.iter().find(|problem| {
        INDISPENSABLE.contains(&problem.field.as_str()) && problem.level > Level::Melding
    });
    if let Some(problem) = fatal {
        return Opening::refused(&problem.field, &problem.text, header);
    }
    remarks.extend(edition.remark_on(namespace));
    match header {
        Some(header) => Opening::Read(header, remarks),
        None => Opening::refused("BrAlg", "IdInzndr of Berrefnr is leeg", None),
    }
}

impl Opening {
    fn refused(field: &str, text: &str, header: Option<Header>) -> Opening {
        let problem =
            Problem { level: Level::Uitval, field: field.to_owned(), text: text.to_owned() };
        Opening::Refused(Refusal { problem, header })
    }
}

impl Header {
    /// What can be read of the header, whatever else is wrong with it; `None` without a sender or
    /// a number to refer to.
    fn of(node: &Node) -> Option<Header> {
        let sound = LONGEST.iter().all(|(tag, longest)| {
            let length = text(node, tag).chars().count();
            (1..=*longest).contains(&length)
        });
        sound.then(|| Header {
            inzender: text(node, "IdInzndr").to_owned(),
            ontvanger: text(node, "IdOntvngr").to_owned(),
            berrefnr: text(node, "Berrefnr").to_owned(),
            test: text(node, "TestJN") == "J",
            ontvangstbevestiging: text(node, "OntvngstbevJN") == "J",
        })
    }

    /// The question to the host whether this message came before.
    pub fn claim(&self) -> ClaimMessage {
        ClaimMessage { key: key::joined(&[&self.inzender, &self.berrefnr]), test: self.test }
    }
}

fn text<'a>(node: &'a Node, tag: &str) -> &'a str {
    node.child(tag).map(|child| child.text.as_str()).unwrap_or_default()
}
