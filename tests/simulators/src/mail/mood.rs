//! How the mail server behaves.

use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// How the mail server behaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Mood {
    /// Takes everything at once.
    #[default]
    Fine,
    /// Takes a mail after a while.
    Slow(Duration),
    /// Answers 451 to so many mails more, at the address.
    Busy(u32),
    /// Answers 550 to so many mails more, at the address.
    Refuse(u32),
    /// Takes so many mails more, and closes the connection before it says so.
    Drop(u32),
    /// Lets nobody in.
    Down,
}

impl Mood {
    /// What is left of it after one mail.
    pub(crate) fn after_one(self) -> Mood {
        match self {
            Mood::Busy(0 | 1) | Mood::Refuse(0 | 1) | Mood::Drop(0 | 1) => Mood::Fine,
            Mood::Busy(left) => Mood::Busy(left - 1),
            Mood::Refuse(left) => Mood::Refuse(left - 1),
            Mood::Drop(left) => Mood::Drop(left - 1),
            Mood::Fine | Mood::Slow(_) | Mood::Down => self,
        }
    }
}

impl fmt::Display for Mood {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Mood::Fine => f.write_str("goed"),
            Mood::Slow(pause) => write!(f, "traag:{}", pause.as_millis()),
            Mood::Busy(number) => write!(f, "druk:{number}"),
            Mood::Refuse(number) => write!(f, "weigert:{number}"),
            Mood::Drop(number) => write!(f, "zwijgt:{number}"),
            Mood::Down => f.write_str("plat"),
        }
    }
}

impl FromStr for Mood {
    type Err = String;

    fn from_str(text: &str) -> Result<Mood, String> {
        let (name, number) = text.split_once(':').unwrap_or((text, "1"));
        let number: u32 = number.parse().map_err(|_| format!("`{number}` is geen geheel getal"))?;
        match (name, number) {
            ("druk" | "weigert" | "zwijgt", 0) => Ok(Mood::Fine),
            ("goed", _) => Ok(Mood::Fine),
            ("traag", _) => Ok(Mood::Slow(Duration::from_millis(number.into()))),
            ("druk", _) => Ok(Mood::Busy(number)),
            ("weigert", _) => Ok(Mood::Refuse(number)),
            ("zwijgt", _) => Ok(Mood::Drop(number)),
            ("plat", _) => Ok(Mood::Down),
            _ => Err(
                "kies goed, traag:<ms>, druk:<aantal>, weigert:<aantal>, zwijgt:<aantal> of plat"
                    .to_owned(),
            ),
        }
    }
}

impl Serialize for Mood {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Mood {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Mood, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_read_as_they_are_written() {
        for text in ["goed", "traag:20", "druk:2", "weigert:1", "zwijgt:3", "plat"] {
            assert_eq!(text.parse::<Mood>().unwrap().to_string(), text);
        }
        assert!("boos".parse::<Mood>().is_err());
        assert_eq!(Mood::Busy(2).after_one(), Mood::Busy(1));
        assert_eq!(Mood::Busy(1).after_one(), Mood::Fine);
    }
}
