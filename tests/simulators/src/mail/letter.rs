//! A mail as it came, and whether it is one.

use mail_parser::{Address, DateTime, MessageParser};
use serde::Serialize;

/// Longest line of a mail without its end (RFC 5322, 2.1.1).
const LINE_MAX: usize = 998;
/// Headers that every mail must have, once (RFC 5322, 3.6); the last is our own demand, as without it
/// nobody can tell a repeat.
const ONCE: [&str; 3] = ["Date", "From", "Message-ID"];

/// A mail that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Letter {
    /// Sender in the envelope.
    pub van: String,
    /// Those who got it, by the envelope.
    pub aan: Vec<String>,
    /// Message-ID, without its brackets.
    pub message_id: String,
    /// Subject, decoded.
    pub onderwerp: String,
    /// Text, decoded, with line ends of one sign.
    pub tekst: String,
    /// Every header, by its name in lower letters, as it stood.
    pub headers: Vec<(String, String)>,
    /// The mail as it came, without the dots of the line.
    #[serde(skip)]
    pub bytes: Vec<u8>,
}

impl Letter {
    /// The text of a header; none when it is not there.
    pub fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, text)| text.as_str())
    }

    /// Reads a mail; in Dutch what is wrong with it when it is none. `utf8` when the sender said that
    /// its headers may hold letters beyond ASCII.
    pub(crate) fn read(
        van: &str,
        aan: &[String],
        bytes: &[u8],
        utf8: bool,
    ) -> Result<Letter, String> {
        let lines = bytes.split(|byte| *byte == b'\n');
        if lines.into_iter().any(|line| line.len() > LINE_MAX + 1) {
            return Err("een regel is langer dan 998 tekens".to_owned());
        }
        let parsed = MessageParser::default().parse(bytes).ok_or("het is geen mail")?;
        let headers: Vec<(String, String)> = parsed
            .headers_raw()
            .map(|(name, text)| (name.to_ascii_lowercase(), text.trim().to_owned()))
            .collect();
        for name in ONCE {
            let same = |(known, _): &&(String, String)| known.eq_ignore_ascii_case(name);
            match headers.iter().filter(same).count() {
                1 => {}
                0 => return Err(format!("{name} ontbreekt")),
                _ => return Err(format!("{name} staat er meer dan eens")),
            }
        }
        if !utf8 && headers.iter().any(|(_, text)| !text.is_ascii()) {
            return Err("een header heeft letters buiten ASCII, zonder SMTPUTF8".to_owned());
        }
        let id = parsed.message_id().filter(|id| is_id(id)).ok_or("Message-ID is er geen")?;
        let from = parsed.from().and_then(Address::first).and_then(|from| from.address());
        if !parsed.date().is_some_and(DateTime::is_valid) || from.is_none() {
            return Err("Date of From is niet te lezen".to_owned());
        }
        Ok(Letter {
            van: van.to_owned(),
            aan: aan.to_vec(),
            message_id: id.to_owned(),
            onderwerp: parsed.subject().unwrap_or_default().to_owned(),
            tekst: parsed.body_text(0).unwrap_or_default().replace("\r\n", "\n"),
            headers,
            bytes: bytes.to_vec(),
        })
    }
}

/// Two parts around one `@`, without white space or brackets.
fn is_id(text: &str) -> bool {
    let mut parts = text.split('@');
    let part = |part: Option<&str>| {
        part.is_some_and(|part| {
            !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || "<>".contains(c))
        })
    };
    part(parts.next()) && part(parts.next()) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "From: Schakel <s@v.nl>\r\nTo: j@v.nl\r\nMessage-ID: <b-1@s.v.nl>\r\n\
        Date: Mon, 02 Feb 2026 02:40:00 +0000\r\nSubject: =?utf-8?B?w6nDqW4=?=\r\n\
        Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\
        \r\nBe=C3=ABindiging=\r\n van het\r\nverzuim\r\n";

    fn read(text: &str) -> Result<Letter, String> {
        Letter::read("s@v.nl", &["j@v.nl".to_owned()], text.as_bytes(), false)
    }

    #[test]
    fn a_good_mail_is_decoded() {
        let letter = read(GOOD).unwrap();
        assert_eq!(letter.message_id, "b-1@s.v.nl");
        assert_eq!(letter.onderwerp, "één");
        assert_eq!(letter.tekst, "Beëindiging van het\nverzuim\n");
        assert_eq!(letter.header("subject"), Some("=?utf-8?B?w6nDqW4=?="));
    }

    #[test]
    fn what_is_no_mail_is_refused() {
        for (from, to, why) in [
            ("Message-ID: <b-1@s.v.nl>\r\n", "", "Message-ID ontbreekt"),
            ("<b-1@s.v.nl>", "<b-1>", "Message-ID"),
            ("Date: Mon, 02", "Date: ooit, 99", "Date of From"),
            ("To: j@v.nl", "From: x@v.nl", "From staat er meer dan eens"),
            ("Subject: ", "Subject: é", "letters buiten ASCII"),
        ] {
            let error = read(&GOOD.replace(from, to)).unwrap_err();
            assert!(error.contains(why), "{error}");
        }
        assert!(read(&GOOD.replace("verzuim", &"v".repeat(999))).is_err());
    }
}
