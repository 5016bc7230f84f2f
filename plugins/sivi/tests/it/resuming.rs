//! A message that is read in parts gives what it gives in one go, whatever its size.

use plugins_sivi::Sivi;
use plugins_sivi::message::header::{self, Opening};
use plugins_sivi::message::reader::{Bounds, Position, USUAL, read_part};
use plugins_sivi::message::tree::Stream;
use sdk_connector::kinds;
use sdk_connector::protocol::{Claim, Intake, Received};
use sdk_connector::script::Script;

use crate::samples::{envelope, werkgever, werknemer, ziek};

/// So many employees, thirteen to an employer, with blank lines, comments and a byte order mark.
fn bulk(employees: usize) -> String {
    let mut body = String::new();
    for first in (0..employees).step_by(13) {
        let of_this: String = (first..employees.min(first + 13))
            .map(|n| werknemer("12345672", &format!("WN{n}"), &ziek(&format!("VZ{n}"), 1)))
            .collect::<Vec<_>>()
            .join("\r\n\n<!-- é -->");
        body += &werkgever(&(100_200 + first).to_string(), &of_this);
    }
    format!("\u{feff}{}", envelope("VI-BULK", "N", "N", &body))
}

/// Reads in parts of at most so many records by cutting off the parts at their ends: every part
/// starts afresh from the position alone, as after a restart.
fn in_parts(message: &str) -> (Vec<Intake>, usize) {
    in_parts_of(message, USUAL)
}

pub(crate) fn in_parts_of(message: &str, bounds: Bounds) -> (Vec<Intake>, usize) {
    let mut stream = Stream::new(message.as_bytes(), 0, 1);
    let Ok(Opening::Read(header, remarks)) = header::open(&mut stream) else { panic!() };
    let mut position = Some(Position::after_header(&stream, remarks));
    let (mut intakes, mut parts) = (Vec::new(), 0);
    while let Some(at) = position {
        let kept = serde_json::to_vec(&at).unwrap();
        let text = String::from_utf8_lossy(&kept);
        assert!(!text.contains("\"employer\":{") || text.contains("\"IdWrkgvrArbdnst\""), "{text}");
        let at: Position = serde_json::from_slice(&kept).unwrap();
        let rest = &message.as_bytes()[at.offset as usize..];
        let part = read_part(Stream::new(rest, at.offset, at.line), &header, at, bounds).unwrap();
        intakes.extend(part.intakes);
        parts += 1;
        position = part.next;
    }
    (intakes, parts)
}

#[test]
fn three_sizes() {
    for (employees, parts) in [(1, 1), (700, 2), (3_000, 7)] {
        let message = bulk(employees);
        let (intakes, seen) = in_parts(&message);
        assert_eq!((intakes.len(), seen), (employees, parts));
        for (place, intake) in intakes.iter().enumerate() {
            let employer = 100_200 + place / 13 * 13;
            assert_eq!(intake.key, format!("{employer}/VZ{place}/1/02"));
            let words = format!("werkgever {}, werknemer {}", place / 13 + 1, place % 13 + 1);
            assert!(intake.place.contains(&words), "{}", intake.place);
            assert!(intake.problems.is_empty());
            let line: usize = intake
                .place
                .trim_start_matches("regel ")
                .split(',')
                .next()
                .unwrap()
                .parse()
                .unwrap();
            assert!(message.lines().nth(line - 1).unwrap().starts_with("<Vrzm>"));
        }
    }
}

#[test]
fn the_connector_does_the_same_over_its_steps() {
    for employees in [1, 700, 3_000] {
        let message = bulk(employees);
        let played = Script::new()
            .reply(kinds::CLAIM_MESSAGE, &Claim::New)
            .receive::<Sivi>("application/xml", message.as_bytes());
        let Ok(Received::Read { intakes, .. }) = played.outcome else { panic!() };
        let all: Vec<Intake> =
            played.intakes.into_iter().chain(intakes).map(|d| d.read().unwrap()).collect();
        assert!(all == in_parts(&message).0);
    }
}

#[test]
fn an_employee_beyond_bounds_is_dropped_and_the_rest_read() {
    let flood = werknemer("1", "WN1", &ziek("VZ1", 1))
        .replace("<Dnstvbnd>", &format!("{}<Dnstvbnd>", "<Prtnr/>".repeat(30_001)));
    let employees = flood + &werknemer("12345672", "WN2", &ziek("VZ2", 1));
    let message = envelope("VI-5", "N", "N", &werkgever("100200", &employees));
    let (intakes, _) = in_parts(&message);
    let problems: Vec<usize> = intakes.iter().map(|intake| intake.problems.len()).collect();
    assert_eq!(problems, [1, 0]);
    assert!(intakes[0].problems[0].text.contains("te groot"));
}
