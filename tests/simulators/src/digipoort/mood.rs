//! How the service behaves, as a whole or for one document.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// One way in which the service can be difficult. A number of calls counts down with every call,
/// whatever that call is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Answers after a while.
    Slow(Duration),
    /// Answers 503 to everything.
    Down,
    /// Refuses connections for so long.
    Gone(Duration),
    /// Answers 500, without SOAP, to so many calls.
    Failing(u32),
    /// Answers 500 to every so manieth call.
    Flaky {
        /// Every so manieth.
        every: u32,
        /// Calls since the last.
        since: u32,
    },
    /// Answers so many calls with a fault on its own side.
    Faulting(u32),
    /// Breaks the connection in the middle of so many answers.
    Broken(u32),
    /// Ends so many answers in the middle, as if that were the end.
    Cut(u32),
    /// Does the work of so many calls and closes the connection without a word.
    Silent(u32),
    /// Lists everything twice.
    Twice,
    /// Lists in another order every time.
    Shuffled,
    /// Hands over every document with a BSN that does not pass the 11-test.
    BadBsn,
    /// Hands over every document with the BSN of somebody that nobody knows.
    OtherBsn,
    /// Hands over web pages for PDFs.
    NoPdf,
    /// Hands over PDFs of 20 MiB.
    Large,
}

impl Mood {
    /// What is left of it after one call; none when it is over.
    fn after_one(self) -> Option<Mood> {
        let left = |count: u32| count.checked_sub(1).filter(|left| *left > 0);
        match self {
            Mood::Failing(count) => left(count).map(Mood::Failing),
            Mood::Faulting(count) => left(count).map(Mood::Faulting),
            Mood::Broken(count) => left(count).map(Mood::Broken),
            Mood::Cut(count) => left(count).map(Mood::Cut),
            Mood::Silent(count) => left(count).map(Mood::Silent),
            Mood::Flaky { every, since } => {
                Some(Mood::Flaky { every, since: (since + 1) % every.max(1) })
            }
            lasting => Some(lasting),
        }
    }
}

impl fmt::Display for Mood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mood::Slow(pause) => write!(f, "traag:{}", pause.as_millis()),
            Mood::Down => f.write_str("plat"),
            Mood::Gone(pause) => write!(f, "weg:{}", pause.as_millis()),
            Mood::Failing(count) => write!(f, "fout:{count}"),
            Mood::Flaky { every, .. } => write!(f, "soms:{every}"),
            Mood::Faulting(count) => write!(f, "storing:{count}"),
            Mood::Broken(count) => write!(f, "afgebroken:{count}"),
            Mood::Cut(count) => write!(f, "afgekapt:{count}"),
            Mood::Silent(count) => write!(f, "zwijgt:{count}"),
            Mood::Twice => f.write_str("dubbel"),
            Mood::Shuffled => f.write_str("geschud"),
            Mood::BadBsn => f.write_str("bsn-fout"),
            Mood::OtherBsn => f.write_str("bsn-onbekend"),
            Mood::NoPdf => f.write_str("geen-pdf"),
            Mood::Large => f.write_str("groot"),
        }
    }
}

impl FromStr for Mood {
    type Err = String;

    fn from_str(text: &str) -> Result<Mood, String> {
        let (name, number) = text.split_once(':').unwrap_or((text, "1"));
        let number: u32 = number.parse().map_err(|_| format!("`{number}` is geen geheel getal"))?;
        let pause = Duration::from_millis(number.into());
        Ok(match name {
            "traag" => Mood::Slow(pause),
            "plat" => Mood::Down,
            "weg" => Mood::Gone(pause),
            "fout" => Mood::Failing(number),
            "soms" => Mood::Flaky { every: number.max(1), since: 0 },
            "storing" => Mood::Faulting(number),
            "afgebroken" => Mood::Broken(number),
            "afgekapt" => Mood::Cut(number),
            "zwijgt" => Mood::Silent(number),
            "dubbel" => Mood::Twice,
            "geschud" => Mood::Shuffled,
            "bsn-fout" => Mood::BadBsn,
            "bsn-onbekend" => Mood::OtherBsn,
            "geen-pdf" => Mood::NoPdf,
            "groot" => Mood::Large,
            _ => return Err(format!("`{name}` is geen gedrag; kies uit: {NAMES}")),
        })
    }
}

/// What can be chosen, for who chose something else.
const NAMES: &str = "goed, traag:<ms>, plat, weg:<ms>, fout:<aantal>, soms:<elke>, storing:<aantal>, \
    afgebroken:<aantal>, afgekapt:<aantal>, zwijgt:<aantal>, dubbel, geschud, bsn-fout, bsn-onbekend, \
    geen-pdf, groot; meer dan een met komma's";

/// All ways in which the service is difficult at one time; none is fine.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moods(Vec<Mood>);

impl Moods {
    /// Not difficult.
    pub fn fine() -> Moods {
        Moods::default()
    }

    /// Whether it is not difficult.
    pub fn is_fine(&self) -> bool {
        self.0.is_empty()
    }

    /// The moods that hold for one call; counts down those that are for so many calls.
    pub(crate) fn next(&mut self) -> Vec<Mood> {
        let over = |mood: &Mood| {
            use Mood::{Broken, Cut, Failing, Faulting, Silent};
            matches!(mood, Failing(0) | Faulting(0) | Broken(0) | Cut(0) | Silent(0))
        };
        self.0.retain(|mood| !over(mood));
        let now = self.0.clone();
        self.0 = now.iter().filter_map(|mood| mood.after_one()).collect();
        now
    }

    /// How long connections are refused; this is asked once, when the moods are set.
    pub(crate) fn take_gone(&mut self) -> Option<Duration> {
        let gone = self.0.iter().find_map(|mood| match mood {
            Mood::Gone(pause) => Some(*pause),
            _ => None,
        });
        self.0.retain(|mood| !matches!(mood, Mood::Gone(_)));
        gone
    }
}

impl From<Mood> for Moods {
    fn from(mood: Mood) -> Moods {
        Moods(vec![mood])
    }
}

impl<const N: usize> From<[Mood; N]> for Moods {
    fn from(moods: [Mood; N]) -> Moods {
        Moods(moods.to_vec())
    }
}

impl fmt::Display for Moods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_fine() {
            return f.write_str("goed");
        }
        let texts: Vec<String> = self.0.iter().map(ToString::to_string).collect();
        f.write_str(&texts.join(","))
    }
}

impl FromStr for Moods {
    type Err = String;

    fn from_str(text: &str) -> Result<Moods, String> {
        let names = text.split(',').map(str::trim).filter(|name| *name != "goed");
        Ok(Moods(names.map(str::parse).collect::<Result<_, _>>()?))
    }
}

impl Serialize for Moods {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moods {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Moods, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_read_as_they_are_written() {
        let text = "traag:20,plat,weg:100,fout:2,soms:3,storing:1,afgebroken:1,afgekapt:2,zwijgt:1,\
            dubbel,geschud,bsn-fout,bsn-onbekend,geen-pdf,groot";
        assert_eq!(text.parse::<Moods>().unwrap().to_string(), text);
        assert_eq!("goed".parse::<Moods>().unwrap(), Moods::fine());
        assert_eq!(Moods::fine().to_string(), "goed");
        assert!("boos".parse::<Moods>().unwrap_err().contains("geschud"));
        assert!("fout:veel".parse::<Moods>().is_err() && "".parse::<Moods>().is_err());
    }

    #[test]
    fn they_count_down() {
        let mut moods: Moods = "fout:2,dubbel,soms:2,zwijgt:0".parse().unwrap();
        let text = |moods: Vec<Mood>| Moods(moods).to_string();
        assert_eq!(text(moods.next()), "fout:2,dubbel,soms:2");
        assert_eq!(text(moods.next()), "fout:1,dubbel,soms:2");
        assert_eq!(text(moods.next()), "dubbel,soms:2");
        let mut moods = Moods::from([Mood::Gone(Duration::from_millis(5)), Mood::Down]);
        assert_eq!(moods.take_gone(), Some(Duration::from_millis(5)));
        assert_eq!((moods.to_string().as_str(), moods.take_gone()), ("plat", None));
    }
}
