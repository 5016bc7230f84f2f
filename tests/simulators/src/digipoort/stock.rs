//! Documents in any number, the same for the same seed. They are about the people of the SIVI side, so
//! that a host that heard of those can place them.

use jiff::Span;
use jiff::civil::{Date, date};

use super::document::{Bestand, Inhoud, UwvDocument, Vorm};
use crate::random::Random;
use crate::sivi::{werkgever, werknemer};

/// The services of UWV that hand over documents (S0).
pub const DIENSTEN: [&str; 5] =
    ["UWV-ZZ-ZW", "UWV-ZZ-WAZO", "UWV-ERZW-AB", "UWV-ERZW-ID", "UWV-FI-ZWWA"];
const TITELS: [&str; 5] = [
    "Beslissing Ziektewet-uitkering",
    "Toekenning zwangerschapsuitkering",
    "Oproep spreekuur verzekeringsarts",
    "Betaalspecificatie",
    "Beëindiging uitkering",
];
/// The smallest and largest size of a document of the stock, in bytes.
const SMALLEST: u64 = 2_000;
const LARGEST: u64 = 60_000;

/// Makes documents; each is a function of seed and number.
#[derive(Debug, Clone, Copy)]
pub struct Stock {
    seed: u64,
    werkgevers: u64,
    werknemers: u64,
}

impl Stock {
    /// For the world of a [`crate::sivi::Generator`] with the same numbers.
    pub fn new(seed: u64, werkgevers: u64, werknemers: u64) -> Stock {
        Stock { seed, werkgevers: werkgevers.max(1), werknemers: werknemers.max(1) }
    }

    /// So many documents, each for one employee, over all employees in turn.
    pub fn documents(self, number: u64) -> impl Iterator<Item = UwvDocument> {
        (0..number).map(move |place| self.document(place))
    }

    /// Payroll tax numbers of the employers, for the machtigingen.
    pub fn loonheffingennummers(self) -> impl Iterator<Item = String> {
        (0..self.werkgevers).map(|number| werkgever(number).lhnr)
    }

    fn document(self, place: u64) -> UwvDocument {
        let mut random = Random::new(self.seed ^ 0xD0C, place);
        let number = place % self.werknemers;
        let bytes = SMALLEST + random.below(LARGEST - SMALLEST);
        let kenmerk = format!("DP-{:x}-{place:06}", self.seed);
        let lhnr = werkgever(number % self.werkgevers).lhnr;
        UwvDocument {
            bsn: Some(werknemer(self.seed, number).bsn),
            titel: random.pick(&TITELS).to_owned(),
            datum: day(random.below(365)),
            vorm: if random.chance(50) { Vorm::Pdf } else { Vorm::Metadata },
            bestanden: vec![Bestand {
                naam: format!("{kenmerk}.pdf"),
                inhoud: Inhoud::Pdf(usize::try_from(bytes).unwrap_or_default()),
            }],
            ..UwvDocument::new(&kenmerk, random.pick(&DIENSTEN), &lhnr)
        }
    }
}

/// A day of 2026, from 0.
fn day(number: u64) -> Option<Date> {
    let days = i64::try_from(number).ok()?;
    date(2026, 1, 1).checked_add(Span::new().days(days)).ok()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::sivi::{Generator, is_bsn};

    #[test]
    fn they_are_about_the_people_of_the_generator() {
        let documents: Vec<UwvDocument> = Stock::new(7, 3, 20).documents(50).collect();
        assert_eq!(documents, Stock::new(7, 3, 20).documents(50).collect::<Vec<_>>());
        let people: Vec<String> = Generator::new(7, 3, 20).werknemers().map(|w| w.bsn).collect();
        let employers: Vec<String> = Stock::new(7, 3, 20).loonheffingennummers().collect();
        for (place, document) in documents.iter().enumerate() {
            assert_eq!(document.bsn.as_ref(), people.get(place % 20));
            assert!(is_bsn(document.bsn.as_deref().unwrap()));
            assert_eq!(document.loonheffingennummer, employers[place % 20 % 3]);
            assert!(document.bytes(1).starts_with(b"%PDF-"));
        }
        let keys: BTreeSet<&str> = documents.iter().map(|one| one.kenmerk.as_str()).collect();
        assert_eq!(keys.len(), 50);
        for vorm in [Vorm::Metadata, Vorm::Pdf] {
            assert!(documents.iter().any(|document| document.vorm == vorm));
        }
    }
}
