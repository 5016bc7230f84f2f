//! The story that the demo tells: a few days at two small employers.

use jiff::civil::{Date, date, time};

use super::absence::Melding;
use super::message::{Expect, Message};
use super::people::{self, Werkgever, Werknemer};
use super::writer::Envelope;

/// Fixed, so that the story is the same every time it is told.
pub(crate) const SEED: u64 = 2026;
/// Relatienummer of an employer that exists but is not in the werkgevergroep of the link.
const OUTSIDE: &str = "999999";

/// The messages of the story, in order. Employers 100200 and 100201 are in the group.
pub fn story() -> Vec<Message> {
    let ziek = Melding::ziekmelding("VZ-2026-0001", date(2026, 3, 2));
    let half = ziek.gedeeltelijk(date(2026, 3, 16), 50);
    let correctie = half.correctie(date(2026, 3, 18));
    let hersteld = correctie.herstel(date(2026, 3, 30));
    let first = one(1, "Ziekmelding; het BSN begint met een nul", 2, &ziek, Expect::ONE);
    let again =
        first.clone().called("Dezelfde ziekmelding nog eens, byte voor byte", Expect::Repeated);
    vec![
        first,
        one(2, "Gedeeltelijk herstel: nog 50 % verzuim", 16, &half, Expect::ONE),
        one(3, "Correctie: het herstel begon twee dagen later", 18, &correctie, Expect::ONE),
        one(4, "Hersteld", 30, &hersteld, Expect::ONE),
        again,
        outside(),
        bad_among_good(),
    ]
}

/// The first employee has a BSN that begins with a zero.
fn one(number: u32, name: &str, day: i8, melding: &Melding, expect: Expect) -> Message {
    let werknemer = people::werknemer(SEED, 0);
    let meldingen = std::slice::from_ref(melding);
    let envelope = envelope(number, date(2026, 3, day));
    Message::of(name, &envelope, &people::werkgever(0), &[(&werknemer, meldingen)], expect)
}

fn outside() -> Message {
    let werkgever = Werkgever { relatienummer: OUTSIDE.to_owned(), ..people::werkgever(2) };
    let werknemer = people::werknemer(SEED, 1);
    let ziek = [Melding::ziekmelding("VZ-2026-0002", date(2026, 3, 31))];
    let name = "Ziekmelding bij een werkgever buiten de werkgevergroep";
    let envelope = envelope(6, date(2026, 3, 31));
    Message::of(name, &envelope, &werkgever, &[(&werknemer, &ziek)], Expect::NONE)
}

fn bad_among_good() -> Message {
    let werknemers: Vec<Werknemer> = (2..5).map(|number| people::werknemer(SEED, number)).collect();
    let day = date(2026, 4, 1);
    let ziek = |case: &str| vec![Melding::ziekmelding(case, day)];
    let meldingen = [ziek("VZ-2026-0003"), ziek("VZ-2026-0004"), ziek("VZ-2026-0005")];
    let both: Vec<(&Werknemer, &[Melding])> =
        werknemers.iter().zip(&meldingen).map(|(who, what)| (who, what.as_slice())).collect();
    let name = "Drie ziekmeldingen, waarvan de middelste een onmogelijke datum heeft";
    let expect = Expect::Read { verwerkt: 2, uitval: 1, proef: 0 };
    let message = Message::of(name, &envelope(7, day), &people::werkgever(1), &both, expect);
    message.changed_after("VZ-2026-0004", "DatEerstVrzmdg>2026-04-01", "DatEerstVrzmdg>2026-02-30")
}

fn envelope(number: u32, date: Date) -> Envelope {
    Envelope {
        berrefnr: format!("VI-2026-{number:04}"),
        date,
        time: time(8, 30, 0, 0),
        test: false,
        acknowledge: true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_what_it_says() {
        let story = story();
        let text = |place: usize| String::from_utf8(story[place].xml.clone()).unwrap();
        assert_eq!(story.len(), 7);
        assert!(people::werknemer(SEED, 0).bsn.starts_with('0'));
        assert!(text(2).contains("<IngdatMutVrzmOud>2026-03-16</IngdatMutVrzmOud>"));
        assert!(text(3).contains("<PrcVrzm>0.00</PrcVrzm>"));
        assert_eq!(story[0].xml, story[4].xml);
        assert!(text(5).contains("<IdWrkgvrArbdnst>999999<"));
        assert_eq!(text(6).matches("2026-02-30").count(), 1);
        assert!(text(6).contains("<IdWrkgvrArbdnst>100201<"));
    }
}
