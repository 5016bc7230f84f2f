//! Employers and employees who do not exist, each a function of the seed and a number.

use jiff::civil::Date;

use crate::random::Random;

/// The first relatienummer; the employers count up from it.
const FIRST_RELATIENUMMER: u64 = 100_200;

/// An employer as the portal knows it.
#[derive(Debug, Clone)]
pub struct Werkgever {
    /// The portal's number of it, sent as IdWrkgvrArbdnst.
    pub relatienummer: String,
    /// Trade name.
    pub naam: String,
    /// Loonheffingennummer.
    pub lhnr: String,
    /// Chamber of commerce number, as a number: without leading zeros.
    pub kvk: String,
    /// AansltnrGeguitwlngArbdnst.
    pub aansluitnummer: String,
}

/// An employee with one employment.
#[derive(Debug, Clone)]
pub struct Werknemer {
    /// The portal's number of the employee.
    pub id: String,
    /// Nine digits.
    pub bsn: String,
    /// Date of birth.
    pub geboortedatum: Date,
    /// Surname without prefix.
    pub achternaam: &'static str,
    /// `van der` and the like; empty for none.
    pub voorvoegsel: &'static str,
    /// Initials.
    pub voorletters: &'static str,
    /// First name.
    pub roepnaam: &'static str,
    /// M, V or O.
    pub geslacht: &'static str,
    /// Personnel number.
    pub persnr: String,
    /// First day of the employment.
    pub in_dienst: Date,
    /// Job.
    pub functie: &'static str,
    /// Code and name of the department.
    pub afdeling: (&'static str, &'static str),
    /// Contracted hours a week, in hundredths.
    pub uren: u32,
}

const EMPLOYERS: [&str; 6] = [
    "Bakkerij De Gouden Aar B.V.",
    "Scheepswerf Noorderzon B.V.",
    "Stichting Thuiszorg Het Zonnelied",
    "Transport Van Wijngaarden & Zn.",
    "Drukkerij Letterlust B.V.",
    "Kwekerij Groenlandt V.O.F.",
];
const SURNAMES: [(&str, &str); 10] = [
    ("", "Zandstra"),
    ("van", "Lindebeek"),
    ("de", "Waterman"),
    ("", "Korenaar"),
    ("van der", "Hazelhof"),
    ("", "Öztekin"),
    ("ten", "Brinkhorst"),
    ("", "Coëlho"),
    ("", "Wielinga"),
    ("van 't", "Rietland"),
];
const FIRST_NAMES: [(&str, &str, &str); 10] = [
    ("Fenna", "F.", "V"),
    ("Ruurd", "R.J.", "M"),
    ("Noor", "N.", "V"),
    ("Teun", "T.A.", "M"),
    ("Yara", "Y.", "V"),
    ("Daan", "D.", "M"),
    ("Sil", "S.", "O"),
    ("Merel", "M.E.", "V"),
    ("Joost", "J.", "M"),
    ("Imke", "I.M.", "V"),
];
const JOBS: [&str; 6] =
    ["Bakker", "Chauffeur", "Verzorgende IG", "Administratief medewerker", "Lasser", "Inkoper"];
const DEPARTMENTS: [(&str, &str); 4] =
    [("100", "Productie"), ("200", "Kantoor"), ("300", "Buitendienst"), ("310", "Planning")];

/// The employer with this number, from 0.
pub(crate) fn werkgever(number: u64) -> Werkgever {
    let relatienummer = FIRST_RELATIENUMMER + number;
    let name = EMPLOYERS.get((number % 6) as usize).copied().unwrap_or_default();
    let branch = number / 6;
    Werkgever {
        relatienummer: relatienummer.to_string(),
        naam: if branch == 0 { name.to_owned() } else { format!("{name} vestiging {branch}") },
        lhnr: format!("{}L01", eleven_test(80_000_000 + number * 11)),
        kvk: (1_234_567 + number).to_string(),
        aansluitnummer: (6431 + number).to_string(),
    }
}

/// The employee with this number, from 0.
pub(crate) fn werknemer(seed: u64, number: u64) -> Werknemer {
    let mut random = Random::new(seed, number);
    let (voorvoegsel, achternaam) = random.pick(&SURNAMES);
    let (roepnaam, voorletters, geslacht) = random.pick(&FIRST_NAMES);
    let day = |random: &mut Random, year: i16, years: u64| {
        let year = year + random.below(years) as i16;
        let month = 1 + random.below(12) as i8;
        jiff::civil::date(year, month, 1 + random.below(28) as i8)
    };
    Werknemer {
        id: format!("WN{number:07}"),
        bsn: bsn(seed, number),
        geboortedatum: day(&mut random, 1962, 42),
        achternaam,
        voorvoegsel,
        voorletters,
        roepnaam,
        geslacht,
        persnr: format!("{}", 5000 + number),
        in_dienst: day(&mut random, 2008, 17),
        functie: random.pick(&JOBS),
        afdeling: random.pick(&DEPARTMENTS),
        uren: random.pick(&[3600, 3200, 2400, 4000, 2850]),
    }
}

/// A number for every employee, all different; every seventh begins with a zero, which is where
/// readers that take it for a number go wrong.
fn bsn(seed: u64, number: u64) -> String {
    let spread = Random::new(seed, u64::MAX).below(100_000);
    let place = spread + number * 11; // eleven candidates each, one of which always passes
    if number.is_multiple_of(7) {
        eleven_test(1_000_000 + place % 8_999_900)
    } else {
        eleven_test(10_000_000 + place % 89_999_900)
    }
}

/// The first number of nine digits at or after these eight that passes the 11-test.
fn eleven_test(eight: u64) -> String {
    (eight..)
        .find_map(|eight| {
            let digits = format!("{eight:08}");
            let sum: u64 =
                digits.bytes().zip((2..=9).rev()).map(|(d, w)| u64::from(d - b'0') * w).sum();
            (sum % 11 < 10).then(|| format!("{digits}{}", sum % 11))
        })
        .unwrap_or_default()
}

/// Whether these are nine digits that pass the 11-test: 9, 8, ... 2 times the first eight, minus the
/// ninth, is a multiple of eleven.
pub fn is_bsn(text: &str) -> bool {
    let weights = [9, 8, 7, 6, 5, 4, 3, 2, -1];
    let digits = text.len() == 9 && text.bytes().all(|byte| byte.is_ascii_digit());
    let sum: i32 = text.bytes().zip(weights).map(|(d, w)| i32::from(d) * w - 48 * w).sum();
    digits && text != "000000000" && sum % 11 == 0
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_bsn_passes_the_test_and_no_two_are_equal() {
        let all: Vec<String> = (0..20_000).map(|number| bsn(7, number)).collect();
        assert!(all.iter().all(|bsn| is_bsn(bsn)));
        assert!(all.iter().filter(|bsn| bsn.starts_with('0')).count() > 2_000);
        assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    }

    #[test]
    fn the_test_is_not_blind() {
        assert!(is_bsn("111222333"));
        assert!(!is_bsn("111222334"));
        assert!(!is_bsn("000000000"));
        assert!(!is_bsn("11122233"));
        assert!(!is_bsn("11122233x"));
    }
}
