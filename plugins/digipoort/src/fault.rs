//! What an error of Digipoort means for us: a table, so that it can be replaced when the real one is
//! known.

use std::collections::BTreeMap;

use serde::Deserialize;

/// What to do after an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The same request may go well later.
    Opnieuw,
    /// It will not, until somebody changes something.
    Geweigerd,
}

/// Foutcodes are three letters and three digits. Which exist at the ophaalservice is not published;
/// the digits mean the same at all other services of Digipoort.
const TABLE: &[(std::ops::RangeInclusive<u32>, Verdict)] = &[
    (100..=199, Verdict::Geweigerd), // the request is not as it should be, or not allowed
    (400..=499, Verdict::Opnieuw),   // a technical problem at Digipoort
];

/// The verdict on a foutcode. One that nobody knows is tried again: that cannot lose anything.
pub fn verdict(foutcode: &str, settings: &BTreeMap<String, Verdict>) -> Verdict {
    if let Some(verdict) = settings.get(foutcode) {
        return *verdict;
    }
    let digits = foutcode.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let row = digits.parse().ok().and_then(|number: u32| {
        TABLE.iter().find(|(numbers, _)| digits.len() == 3 && numbers.contains(&number))
    });
    row.map_or(Verdict::Opnieuw, |(_, verdict)| *verdict)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_and_the_settings() {
        let settings = BTreeMap::from([("OPH199".to_owned(), Verdict::Opnieuw)]);
        for (code, expected) in [
            ("ALS100", Verdict::Geweigerd),
            ("OPH170", Verdict::Geweigerd),
            ("OPH199", Verdict::Opnieuw),
            ("ALS400", Verdict::Opnieuw),
            ("ALS1000", Verdict::Opnieuw),
            ("100", Verdict::Geweigerd),
            ("iets", Verdict::Opnieuw),
            ("", Verdict::Opnieuw),
        ] {
            assert_eq!(verdict(code, &settings), expected, "{code}");
        }
    }
}
