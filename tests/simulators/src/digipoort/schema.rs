//! The requests of the ophaalservice, interface 1.2, and whether a body is one.
//!
//! Transcribed from the schema of the interface, apart from the connector's own tables: a mistake
//! would have to be made twice to go unseen.

use jiff::civil::{Date, Time};
use jiff::tz::{Offset, TimeZone};
use jiff::{Span, Timestamp};

use super::node::{Node, collapse};

/// Namespace of the payload.
pub(crate) const PAYLOAD: &str = "http://logius.nl/digipoort/koppelvlakservices/1.2/";
/// What every Action of the service begins with.
pub(crate) const ACTIONS: &str =
    "http://logius.nl/digipoort/wus/2.0/ophaalservice/1.2/OphaalService/";
/// Attributes by which a document says where its schema is.
const INSTANCE: &str = "http://www.w3.org/2001/XMLSchema-instance";

/// What the service can be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// Messages of one belanghebbende.
    Berichten,
    /// The same, of those that were not fetched before.
    NieuweBerichten,
    /// A list of messages.
    BerichtenLijst,
    /// The same, of those that were not listed before.
    NieuweBerichtenLijst,
    /// The messages with one kenmerk.
    BerichtenKenmerk,
    /// The same, of those that were not fetched before.
    NieuweBerichtenKenmerk,
}

impl Operation {
    /// All of them, in the order of the WSDL.
    pub const ALL: [Operation; 6] = [
        Operation::Berichten,
        Operation::NieuweBerichten,
        Operation::BerichtenLijst,
        Operation::NieuweBerichtenLijst,
        Operation::BerichtenKenmerk,
        Operation::NieuweBerichtenKenmerk,
    ];

    /// Its name in the WSDL.
    pub fn name(self) -> &'static str {
        match self {
            Operation::Berichten => "getBerichten",
            Operation::NieuweBerichten => "getNieuweBerichten",
            Operation::BerichtenLijst => "getBerichtenLijst",
            Operation::NieuweBerichtenLijst => "getNieuweBerichtenLijst",
            Operation::BerichtenKenmerk => "getBerichtenKenmerk",
            Operation::NieuweBerichtenKenmerk => "getNieuweBerichtenKenmerk",
        }
    }

    /// The Action of its request.
    pub fn action(self) -> String {
        format!("{ACTIONS}{}Request", self.name())
    }

    /// Whether it gives only what it did not give before.
    pub(crate) fn only_new(self) -> bool {
        matches!(
            self,
            Operation::NieuweBerichten
                | Operation::NieuweBerichtenLijst
                | Operation::NieuweBerichtenKenmerk
        )
    }

    /// Whether it lists and hands over nothing.
    pub(crate) fn lists(self) -> bool {
        matches!(self, Operation::BerichtenLijst | Operation::NieuweBerichtenLijst)
    }

    fn fields(self) -> &'static [Field] {
        match self {
            Operation::Berichten | Operation::NieuweBerichten => &OF_ONE,
            Operation::BerichtenLijst | Operation::NieuweBerichtenLijst => &LIST,
            Operation::BerichtenKenmerk | Operation::NieuweBerichtenKenmerk => &BY_KENMERK,
        }
    }
}

#[derive(Debug)]
struct Field {
    name: &'static str,
    required: bool,
    form: Form,
}

#[derive(Debug)]
enum Form {
    /// normalizedString with `collapse` and a longest length, in characters.
    Text(usize),
    DateTime,
    Group(&'static [Field]),
}

const fn must(name: &'static str, form: Form) -> Field {
    Field { name, required: true, form }
}

const fn may(name: &'static str, form: Form) -> Field {
    Field { name, required: false, form }
}

const KENMERK: Field = must("kenmerk", Form::Text(40));
const BERICHTSOORT: Field = may("berichtsoort", Form::Text(80));
const BELANGHEBBENDE: Field = must(
    "identiteitBelanghebbende",
    Form::Group(&[must("nummer", Form::Text(35)), must("type", Form::Text(20))]),
);
const AUTORISATIE: Field = may("autorisatieAdres", Form::Text(255));
const VANAF: Field = may("tijdstempelVanaf", Form::DateTime);
const TOT: Field = may("tijdstempelTot", Form::DateTime);

static OF_ONE: [Field; 5] = [BERICHTSOORT, BELANGHEBBENDE, AUTORISATIE, VANAF, TOT];
static LIST: [Field; 4] = [BERICHTSOORT, AUTORISATIE, VANAF, TOT];
static BY_KENMERK: [Field; 4] = [KENMERK, AUTORISATIE, VANAF, TOT];

/// Everything in which the element in a Body departs from the request of `operation`.
pub(crate) fn violations(operation: Operation, node: &Node) -> Vec<String> {
    let name = format!("{}Request", operation.name());
    let mut found = Vec::new();
    if !node.is(PAYLOAD, &name) {
        found.push(format!("in de Body staat {} en geen {name}", node.name));
        return found;
    }
    sequence(operation.fields(), node, &name, &mut found);
    found
}

/// Children come in the order of the table, each at most once, and nothing else.
fn sequence(fields: &'static [Field], node: &Node, path: &str, found: &mut Vec<String>) {
    plain(node, path, found);
    if node.is_mixed() {
        found.push(format!("{path}: er staat tekst tussen de elementen"));
    }
    let mut children = node.children.iter().peekable();
    for field in fields {
        let path = format!("{path}/{}", field.name);
        match children.next_if(|child| child.is(PAYLOAD, field.name)) {
            Some(child) => check(&field.form, child, &path, found),
            None if field.required => found.push(format!("{path}: ontbreekt")),
            None => {}
        }
    }
    for child in children {
        found.push(format!("{path}/{}: hoort hier niet", child.name));
    }
}

fn check(form: &'static Form, node: &Node, path: &str, found: &mut Vec<String>) {
    if let Form::Group(fields) = form {
        return sequence(fields, node, path, found);
    }
    plain(node, path, found);
    let text = collapse(&node.text);
    let fits = match form {
        Form::Text(longest) => text.chars().count() <= *longest,
        Form::DateTime => date_time(&text).is_some(),
        Form::Group(_) => false,
    };
    if !node.children.is_empty() || !fits {
        found.push(format!("{path}: waarde heeft niet de vorm {form:?}"));
    }
}

/// The schema knows no attributes.
fn plain(node: &Node, path: &str, found: &mut Vec<String>) {
    let strange = node.attributes.iter().find(|(space, name)| {
        space != INSTANCE
            || !matches!(name.as_str(), "schemaLocation" | "noNamespaceSchemaLocation")
    });
    if let Some((_, name)) = strange {
        found.push(format!("{path}/@{name}: hoort hier niet"));
    }
}

/// Reads an xsd:dateTime by its lexical rules. One without a zone is taken for the time in the
/// Netherlands; what the service does with it is not known.
pub(crate) fn date_time(text: &str) -> Option<Timestamp> {
    let (date, rest) = (text.get(..10)?, text.get(10..)?.strip_prefix('T')?);
    let clock = rest.get(..8)?;
    let rest = rest.get(8..)?;
    let shaped = |text: &str, shape: &str| {
        let fits = |(found, wanted): (u8, u8)| {
            if wanted == b'9' { found.is_ascii_digit() } else { found == wanted }
        };
        text.len() == shape.len() && text.bytes().zip(shape.bytes()).all(fits)
    };
    if !shaped(date, "9999-99-99") || !shaped(clock, "99:99:99") || clock.ends_with("60") {
        return None;
    }
    let date: Date = date.parse().ok()?;
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => rest.split_at(rest.bytes().take_while(u8::is_ascii_digit).count()),
        None => ("0", rest),
    };
    if !digits(fraction) {
        return None;
    }
    let nanoseconds = format!("{fraction:0<9.9}").parse().ok()?;
    let at = if clock == "24:00:00" {
        let day_after = date.checked_add(Span::new().days(1)).ok()?;
        (nanoseconds == 0).then(|| day_after.to_datetime(Time::midnight()))?
    } else {
        let clock: Time = clock.parse().ok()?;
        date.to_datetime(clock.with().subsec_nanosecond(nanoseconds).build().ok()?)
    };
    Some(at.to_zoned(zone_of(zone)?).ok()?.timestamp())
}

/// `Z`, at most fourteen hours either way, or nothing.
fn zone_of(text: &str) -> Option<TimeZone> {
    if text.is_empty() {
        return TimeZone::get("Europe/Amsterdam").ok();
    }
    if text == "Z" {
        return Some(TimeZone::UTC);
    }
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let (hours, minutes) = text.get(1..)?.split_once(':')?;
    let number = |text: &str| {
        let two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i32>().ok().filter(|_| two)
    };
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let fits = minutes < 60 && hours * 60 + minutes <= 14 * 60;
    let offset = Offset::from_seconds(sign * (hours * 60 + minutes) * 60).ok()?;
    fits.then(|| offset.to_time_zone())
}

#[cfg(test)]
mod tests {
    use super::super::node::parse;
    use super::*;

    fn found(operation: Operation, fields: &str) -> Vec<String> {
        let name = operation.name();
        let xml = format!("<k:{name}Request xmlns:k='{PAYLOAD}'>{fields}</k:{name}Request>");
        violations(operation, &parse(&xml).unwrap())
    }

    #[test]
    fn what_the_schema_allows_is_fine() {
        let all = "<k:berichtsoort>\n UWV-ZZ-ZW </k:berichtsoort>\
            <k:autorisatieAdres>http://geenausp.nl</k:autorisatieAdres>\
            <k:tijdstempelVanaf>2026-03-01T00:00:00.000Z</k:tijdstempelVanaf>\
            <k:tijdstempelTot>2026-03-02T00:00:00+01:00</k:tijdstempelTot>";
        assert_eq!(found(Operation::BerichtenLijst, all), [""; 0]);
        assert_eq!(found(Operation::NieuweBerichtenLijst, ""), [""; 0]);
        let who = "<k:identiteitBelanghebbende><k:nummer>800000012L01</k:nummer>\
            <k:type>LHnr</k:type></k:identiteitBelanghebbende>";
        assert_eq!(found(Operation::Berichten, who), [""; 0]);
        assert_eq!(found(Operation::BerichtenKenmerk, "<k:kenmerk>K</k:kenmerk>"), [""; 0]);
    }

    #[test]
    fn departures_are_seen() {
        use Operation::{Berichten, BerichtenKenmerk, BerichtenLijst};
        let long = format!("<k:kenmerk>{}</k:kenmerk>", "k".repeat(41));
        let order = "<k:tijdstempelTot>2026-03-01T00:00:00Z</k:tijdstempelTot>\
            <k:tijdstempelVanaf>2026-03-01T00:00:00Z</k:tijdstempelVanaf>";
        for (operation, fields, why) in [
            (BerichtenKenmerk, "", "kenmerk: ontbreekt"),
            (BerichtenKenmerk, long.as_str(), "kenmerk: waarde"),
            (BerichtenKenmerk, "<k:kenmerk>1</k:kenmerk><k:kenmerk>2</k:kenmerk>", "hoort hier"),
            (BerichtenKenmerk, "<kenmerk>1</kenmerk>", "kenmerk: ontbreekt"),
            (BerichtenKenmerk, "<k:kenmerk a='1'>1</k:kenmerk>", "@a: hoort hier niet"),
            (BerichtenKenmerk, "<k:kenmerk><k:x/></k:kenmerk>", "kenmerk: waarde"),
            (BerichtenKenmerk, "x<k:kenmerk>1</k:kenmerk>", "tekst tussen"),
            (Berichten, "", "identiteitBelanghebbende: ontbreekt"),
            (Berichten, "<k:identiteitBelanghebbende/>", "type: ontbreekt"),
            (BerichtenLijst, "<k:kenmerk>1</k:kenmerk>", "kenmerk: hoort hier niet"),
            (BerichtenLijst, order, "tijdstempelVanaf: hoort hier niet"),
            (BerichtenLijst, "<k:tijdstempelTot>2026-03-01</k:tijdstempelTot>", "tijdstempelTot"),
        ] {
            let found = found(operation, fields);
            assert!(found.iter().any(|text| text.contains(why)), "{why} in {found:?}");
        }
    }

    #[test]
    fn moments_are_read_by_their_rules() {
        let at = |text: &str| date_time(text).map(|at| at.to_string());
        assert_eq!(at("2026-03-01T12:30:00Z").unwrap(), "2026-03-01T12:30:00Z");
        assert_eq!(at("2026-03-01T12:30:00.1239+01:00").unwrap(), "2026-03-01T11:30:00.1239Z");
        assert_eq!(at("2026-07-01T12:00:00").unwrap(), "2026-07-01T10:00:00Z");
        assert_eq!(at("2026-02-28T24:00:00Z").unwrap(), "2026-03-01T00:00:00Z");
        for wrong in [
            "",
            "2026-03-01",
            "2026-03-01 12:30:00Z",
            "2026-3-1T12:30:00Z",
            "2026-02-30T00:00:00Z",
            "2026-03-01T12:30Z",
            "2026-03-01T25:00:00Z",
            "2026-03-01T12:30:60Z",
            "2026-03-01T12:30:00.Z",
            "2026-03-01T12:30:00z",
            "2026-03-01T12:30:00+1:00",
            "2026-03-01T12:30:00+15:00",
            "2026-03-01T24:00:01Z",
            "2026-03-01T12:30:00Zé",
            "20260301T123000Z",
            "2026-03-01T12:30:00é",
        ] {
            assert!(date_time(wrong).is_none(), "{wrong}");
        }
    }
}
