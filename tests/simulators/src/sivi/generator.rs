//! Histories of any number of employees, the same for the same seed.

use std::io::{Result, Write};

use jiff::civil::{Date, Time, date, time};

use super::absence::{self, Melding};
use super::message::{Expect, Message};
use super::people::{self, Werkgever, Werknemer};
use super::writer::{Envelope, Writer};

/// Makes messages. Nothing is kept: every employee is a function of seed and number, so that a load
/// of any size is written in little memory.
#[derive(Debug, Clone, Copy)]
pub struct Generator {
    seed: u64,
    werkgevers: u64,
    werknemers: u64,
}

impl Generator {
    /// A world of so many employers, with so many employees spread over them.
    pub fn new(seed: u64, werkgevers: u64, werknemers: u64) -> Generator {
        Generator { seed, werkgevers: werkgevers.max(1), werknemers }
    }

    /// The employers, from relatienummer 100200.
    pub fn werkgevers(&self) -> impl Iterator<Item = Werkgever> {
        (0..self.werkgevers).map(people::werkgever)
    }

    /// The employees of all employers.
    pub fn werknemers(&self) -> impl Iterator<Item = Werknemer> {
        (0..self.werknemers).map(|number| people::werknemer(self.seed, number))
    }

    /// All reports of all employees, a message each, in the order in which they would be made:
    /// by date, and reports of one case in their own order.
    pub fn history(&self) -> Vec<Message> {
        let mut reports: Vec<(Date, u64, Melding)> = Vec::new();
        for number in 0..self.werknemers {
            let mut sent = Date::MIN; // a correction of a date in the past is sent afterwards
            for melding in absence::history(self.seed, number) {
                sent = sent.max(melding.ingang);
                reports.push((sent, number, melding));
            }
        }
        reports.sort_by_key(|(sent, number, melding)| (*sent, *number, melding.volgnummer));
        reports
            .iter()
            .enumerate()
            .map(|(place, (sent, number, melding))| {
                self.message(place as u64, *sent, *number, melding)
            })
            .collect()
    }

    fn message(&self, place: u64, sent: Date, number: u64, melding: &Melding) -> Message {
        let werknemer = people::werknemer(self.seed, number);
        let envelope = Envelope {
            berrefnr: format!("VI-{:x}-{:06}", self.seed, place + 1),
            date: sent,
            time: time_of(place),
            test: false,
            acknowledge: true,
        };
        let name = format!("{}, geval {}", describe(melding), melding.geval);
        let werkgever = people::werkgever(number % self.werkgevers);
        let reports: &[Melding] = std::slice::from_ref(melding);
        Message::of(&name, &envelope, &werkgever, &[(&werknemer, reports)], Expect::ONE)
    }

    /// Writes everything as one message, as a portal does when a link goes live. Gives the number
    /// of reports in it.
    pub fn write_initial_load(&self, sink: impl Write) -> Result<u64> {
        let envelope = Envelope {
            berrefnr: format!("VI-{:x}-INITIEEL", self.seed),
            date: date(2026, 4, 1),
            time: time(6, 0, 0, 0),
            test: false,
            acknowledge: true,
        };
        let mut writer = Writer::begin(sink, &envelope)?;
        let mut reports = 0;
        for employer in 0..self.werkgevers.min(self.werknemers) {
            writer.begin_werkgever(&people::werkgever(employer))?;
            let step = usize::try_from(self.werkgevers).unwrap_or(usize::MAX);
            for number in (employer..self.werknemers).step_by(step) {
                let meldingen = absence::history(self.seed, number);
                reports += meldingen.len() as u64;
                writer.werknemer(&people::werknemer(self.seed, number), &meldingen)?;
            }
            writer.end_werkgever()?;
        }
        writer.end()?;
        Ok(reports)
    }
}

/// A moment of the working day, later for later messages of the same day.
fn time_of(place: u64) -> Time {
    let second = place % (9 * 3600);
    time(8 + (second / 3600) as i8, (second / 60 % 60) as i8, (second % 60) as i8, 0)
}

/// What a report is, in Dutch.
fn describe(melding: &Melding) -> String {
    match melding {
        Melding { verwerking: absence::verwerking::INTREKKING, .. } => "intrekking".into(),
        Melding { ingang_oud: Some(_), .. } => "correctie".into(),
        Melding { hersteld: Some(_), .. } => "hersteld".into(),
        Melding { volgnummer: 1, .. } => "ziekmelding".into(),
        Melding { percentage, .. } => format!("gedeeltelijk herstel, {percentage} % verzuim"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_bytes() {
        let bytes = |seed| {
            let history = Generator::new(seed, 3, 40).history();
            history.into_iter().flat_map(|message| message.xml).collect::<Vec<u8>>()
        };
        assert_eq!(bytes(1), bytes(1));
        assert_ne!(bytes(1), bytes(2));
    }

    #[test]
    fn reports_of_a_case_come_in_their_order() {
        let generator = Generator::new(5, 2, 200);
        let texts: Vec<String> = generator
            .history()
            .into_iter()
            .map(|message| String::from_utf8(message.xml).unwrap())
            .collect();
        let between = |text: &str, tag: &str| {
            let start = text.find(&format!("<{tag}>")).unwrap() + tag.len() + 2;
            text[start..].split('<').next().unwrap().to_owned()
        };
        let mut last = std::collections::BTreeMap::new();
        for text in &texts {
            let number: u32 = between(text, "VrzmgvlVnrMld").parse().unwrap();
            let before = last.insert(between(text, "VrzmgvlId"), number).unwrap_or(0);
            assert_eq!(number, before + 1);
        }
        assert_eq!(last.len(), 200);
        assert!(texts.iter().any(|text| text.contains("IngdatMutVrzmOud")));
        assert!(texts.iter().any(|text| text.contains("<VrwrkCd>03")));
        assert!(texts.iter().any(|text| text.contains("<EndVrzmJN>J")));
    }

    #[test]
    fn an_initial_load_holds_every_report_once() {
        let generator = Generator::new(9, 2, 100);
        let mut file = Vec::new();
        let reports = generator.write_initial_load(&mut file).unwrap();
        let text = String::from_utf8(file).unwrap();
        assert_eq!(text.matches("<Vrzm>").count() as u64, reports);
        assert_eq!(reports, generator.history().len() as u64);
        assert_eq!((text.matches("<Wrkgvr>").count(), text.matches("<Wrknmr>").count()), (2, 100));
    }
}
