//! Messages that are wrong, each in a way of its own.

use jiff::civil::{date, time};

use super::absence::Melding;
use super::message::{Expect, Message};
use super::people;
use super::writer::Envelope;

/// A way for messages to be wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The same bytes twice.
    ExactDuplicate,
    /// Another content under a number that was used.
    SameNumberOtherContent,
    /// An employer that the receiver does not know.
    UnknownEmployer,
    /// One bad record between two good ones.
    BadAmongGood,
    /// An end tag that fits no start tag.
    Malformed,
    /// Cut off in the middle.
    Truncated,
    /// In ISO-8859-1, and saying so.
    Latin1,
    /// In ISO-8859-1, saying that it is UTF-8.
    FalseUtf8,
    /// Entities that multiply.
    DtdBomb,
    /// Elements a thousand deep.
    TooDeep,
    /// No first day of absence.
    MissingField,
    /// A day that no calendar has.
    ImpossibleDate,
    /// More absent than one can be.
    Percentage250,
    /// For trial only.
    TestMessage,
    /// The recovery before the report of illness.
    OutOfOrder,
    /// Another message of the standard.
    UnknownMessage,
    /// An edition that is not spoken here.
    UnknownEdition,
    /// No namespace; read all the same.
    NoNamespace,
    /// The root tag that older editions had; read all the same.
    RootMessage,
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 19] = [
        Fault::ExactDuplicate,
        Fault::SameNumberOtherContent,
        Fault::UnknownEmployer,
        Fault::BadAmongGood,
        Fault::Malformed,
        Fault::Truncated,
        Fault::Latin1,
        Fault::FalseUtf8,
        Fault::DtdBomb,
        Fault::TooDeep,
        Fault::MissingField,
        Fault::ImpossibleDate,
        Fault::Percentage250,
        Fault::TestMessage,
        Fault::OutOfOrder,
        Fault::UnknownMessage,
        Fault::UnknownEdition,
        Fault::NoNamespace,
        Fault::RootMessage,
    ];

    /// The messages that show this fault, in the order in which to send them. They have numbers,
    /// employees and cases of their own, so that faults do not meet.
    pub fn messages(self, seed: u64) -> Vec<Message> {
        let good = Example { seed, fault: self }.message();
        let one = |name: &str, from: &str, to: &str, expect| {
            vec![good.changed(from, to).called(name, expect)]
        };
        match self {
            Fault::ExactDuplicate => {
                vec![good.clone(), good.called("nog eens hetzelfde bericht", Expect::Repeated)]
            }
            Fault::SameNumberOtherContent => {
                let other = good.changed("<PrcVrzm>100.00", "<PrcVrzm>50.00");
                vec![good, other.called("zelfde nummer, andere inhoud", Expect::Refused(422))]
            }
            Fault::UnknownEmployer => one(
                "onbekende werkgever",
                "<IdWrkgvrArbdnst>100200",
                "<IdWrkgvrArbdnst>999999",
                Expect::NONE,
            ),
            Fault::BadAmongGood => vec![Example { seed, fault: self }.three()],
            Fault::Malformed => {
                one("verkeerde eindtag", "</Voorl>", "</Voorletters>", Expect::Refused(400))
            }
            Fault::Truncated => vec![truncated(good)],
            Fault::Latin1 => vec![latin1(&good, "ISO-8859-1").called("in ISO-8859-1", REFUSED)],
            Fault::FalseUtf8 => vec![latin1(&good, "UTF-8").called("geen UTF-8", REFUSED)],
            Fault::DtdBomb => one("entiteitenbom", "<Verzuimmeldingen", BOMB, REFUSED),
            Fault::TooDeep => one("duizend diep", "<Com>", &deep(), REFUSED),
            Fault::MissingField => one(
                "geen eerste verzuimdag",
                "<DatEerstVrzmdg>2026-03-02</DatEerstVrzmdg>",
                "",
                Expect::NONE,
            ),
            Fault::ImpossibleDate => one(
                "onmogelijke datum",
                "<DatEerstVrzmdg>2026-03-02",
                "<DatEerstVrzmdg>2026-02-30",
                Expect::NONE,
            ),
            Fault::Percentage250 => {
                one("250 % verzuim", "<PrcVrzm>100.00", "<PrcVrzm>250.00", Expect::NONE)
            }
            Fault::TestMessage => one("testbericht", "<TestJN>N", "<TestJN>J", TRIED),
            Fault::OutOfOrder => Example { seed, fault: self }.reversed(),
            Fault::UnknownMessage => {
                one("ander bericht", "<BrCd>00100", "<BrCd>00800", Expect::Refused(422))
            }
            Fault::UnknownEdition => {
                one("andere uitgave", "<VnrBrCd>00010", "<VnrBrCd>00013", Expect::Refused(422))
            }
            Fault::NoNamespace => {
                one("geen namespace", NAMESPACE, "<Verzuimmeldingen>", Expect::ONE)
            }
            Fault::RootMessage => vec![under_message(&good)],
        }
    }
}

const REFUSED: Expect = Expect::Refused(400);
const TRIED: Expect = Expect::Read { verwerkt: 0, uitval: 0, proef: 1 };
const NAMESPACE: &str =
    "<Verzuimmeldingen xmlns=\"http://www.sivi.org/Verzuimmanagement/Verzuimmeldingen/2022\">";
const BOMB: &str = "<!DOCTYPE lol [<!ENTITY a \"lollollollol\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;\">\
     <!ENTITY c \"&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;\">]>\n<Verzuimmeldingen";

fn deep() -> String {
    format!("{}{}<Com>", "<Com>".repeat(1_000), "</Com>".repeat(1_000))
}

fn under_message(message: &Message) -> Message {
    let message = message.changed("<Verzuimmeldingen", "<Message");
    let message = message.changed("</Verzuimmeldingen>", "</Message>");
    message.called("met Message als wortel", Expect::ONE)
}

fn truncated(mut message: Message) -> Message {
    message.xml.truncate(message.xml.len() * 2 / 3);
    message.called("afgebroken", REFUSED)
}

/// The message in ISO-8859-1, with a name that is no ASCII.
fn latin1(message: &Message, declared: &str) -> Message {
    let message = message.changed("<SignNm>", "<SignNm>\u{eb}");
    let text = String::from_utf8_lossy(&message.xml).replacen("UTF-8", declared, 1);
    let xml = text.chars().map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?')).collect();
    Message { xml, ..message }
}

/// The good message that a fault begins with.
struct Example {
    seed: u64,
    fault: Fault,
}

impl Example {
    /// Numbers for employees and messages, far from those of the generator.
    fn base(&self) -> u64 {
        900_000 + self.fault as u64 * 10
    }

    fn envelope(&self, number: u32) -> Envelope {
        Envelope {
            berrefnr: format!("VI-{:x}-{:?}-{number}", self.seed, self.fault),
            date: date(2026, 3, 2),
            time: time(9, 0, number as i8, 0),
            test: false,
            acknowledge: true,
        }
    }

    fn ziek(&self, number: u64) -> Melding {
        Melding::ziekmelding(&format!("VZF{}-{number}", self.base()), date(2026, 3, 2))
    }

    fn of(&self, number: u32, name: &str, melding: &Melding, expect: Expect) -> Message {
        let werknemer = people::werknemer(self.seed, self.base());
        let reports = std::slice::from_ref(melding);
        let envelope = self.envelope(number);
        Message::of(name, &envelope, &people::werkgever(0), &[(&werknemer, reports)], expect)
    }

    fn message(&self) -> Message {
        self.of(1, "goede ziekmelding", &self.ziek(1), Expect::ONE)
    }

    fn reversed(&self) -> Vec<Message> {
        let ziek = self.ziek(1);
        let herstel = ziek.herstel(date(2026, 3, 9));
        vec![
            self.of(2, "hersteld, voor de ziekmelding uit", &herstel, Expect::Open),
            self.of(1, "ziekmelding, na het herstel", &ziek, Expect::Open),
        ]
    }

    fn three(&self) -> Message {
        let people: Vec<_> = (0..3)
            .map(|n| (people::werknemer(self.seed, self.base() + n), [self.ziek(n)]))
            .collect();
        let both: Vec<_> = people.iter().map(|(who, what)| (who, what.as_slice())).collect();
        let expect = Expect::Read { verwerkt: 2, uitval: 1, proef: 0 };
        let name = "slechte regel tussen goede";
        let message = Message::of(name, &self.envelope(1), &people::werkgever(0), &both, expect);
        let second = format!("VZF{}-1", self.base());
        message.changed_after(&second, "<PrcVrzm>100.00", "<PrcVrzm>honderd")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fault_changes_something() {
        for fault in Fault::ALL {
            let good = Example { seed: 3, fault }.message();
            let messages = fault.messages(3);
            let same = messages.iter().all(|message| message.xml == good.xml);
            assert_eq!(same, fault == Fault::ExactDuplicate, "{fault:?}");
        }
    }

    #[test]
    fn faults_do_not_meet() {
        let mut numbers: Vec<String> = Fault::ALL
            .iter()
            .flat_map(|fault| fault.messages(3).into_iter().map(|m| m.berrefnr).take(1))
            .collect();
        numbers.sort();
        numbers.dedup();
        assert_eq!(numbers.len(), Fault::ALL.len());
    }
}
