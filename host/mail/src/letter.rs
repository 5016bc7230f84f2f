//! A mail as bytes: the same bytes every time for the same mail.

use std::time::{Duration, SystemTime};

use lettre::{
    Address, Message,
    message::{
        Mailbox, SinglePart,
        header::{ContentType, HeaderName, HeaderValue},
    },
};

use crate::{Mail, settings::Server};

/// Longest part of a Message-ID before the `@`; a line of a mail ends at 998 octets.
const ID_MAX: usize = 200;
/// Most addresses of one mail; every server takes at least these (RFC 5321, 4.5.3.1.8).
const ADDRESSES_MAX: usize = 100;
/// Longest subject, in characters.
const SUBJECT_MAX: usize = 250;
/// The last millisecond that the Date of a mail can tell: the end of the year 9999.
const LAST_MS: u64 = 253_402_300_799_000;

/// What goes over the line.
#[derive(Debug)]
pub(crate) struct Letter {
    pub(crate) from: Address,
    pub(crate) to: Vec<Address>,
    pub(crate) bytes: Vec<u8>,
}

impl Letter {
    /// Whether the server must know addresses with letters beyond ASCII (RFC 6531).
    pub(crate) fn needs_utf8(&self) -> bool {
        self.to.iter().chain([&self.from]).any(|address| {
            let text: &str = address.as_ref();
            !text.is_ascii()
        })
    }
}

/// Writes a mail out; or says, without naming anybody, why it is none.
pub(crate) fn write(mail: &Mail, server: &Server) -> Result<Letter, &'static str> {
    if !is_id(&mail.id) {
        return Err("het kenmerk van de mail past niet in een Message-ID");
    }
    let to = addresses(&mail.aan)?;
    let mut builder = Message::builder()
        .from(server.from.clone())
        .message_id(Some(format!("<{}@{}>", mail.id, server.domain)))
        .date(date(mail.datum_ms))
        .subject(one_line(&mail.onderwerp))
        // Absence assistants do not answer to this, and no loops arise (RFC 3834).
        .raw_header(raw("Auto-Submitted", "auto-generated"));
    for address in &to {
        builder = builder.to(Mailbox::new(None, address.clone()));
    }
    let tekst = mail.tekst.trim_end(); // the end of a mail is the end of a line, by itself
    let text = SinglePart::builder().header(ContentType::TEXT_PLAIN).body(tekst.to_owned());
    let message = builder.singlepart(text).map_err(|_| "de mail is niet te schrijven")?;
    Ok(Letter { from: server.sender(), to, bytes: message.formatted() })
}

fn addresses(texts: &[String]) -> Result<Vec<Address>, &'static str> {
    let mut read: Vec<Address> = Vec::new();
    for text in texts {
        let address = text.trim().parse().map_err(|_| "een van de adressen is geen e-mailadres")?;
        if !read.contains(&address) {
            read.push(address);
        }
    }
    match read.len() {
        0 => Err("de mail heeft geen ontvangers"),
        1..=ADDRESSES_MAX => Ok(read),
        _ => Err("de mail heeft te veel ontvangers"),
    }
}

/// Words of letters, digits, `-` and `_` with dots between them: a dot-atom (RFC 5322), with less.
fn is_id(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    };
    text.len() <= ID_MAX && text.split('.').all(is_word)
}

/// A subject is one line, without the signs by which a text could begin a header of its own.
fn one_line(text: &str) -> String {
    let signs = text.chars().map(|sign| if sign.is_control() { ' ' } else { sign });
    signs.take(SUBJECT_MAX).collect::<String>().trim().to_owned()
}

/// The whole second, since 1970 and before 10000: that is what a Date can tell.
fn date(ms: i64) -> SystemTime {
    let ms = u64::try_from(ms).unwrap_or(0).min(LAST_MS);
    SystemTime::UNIX_EPOCH + Duration::from_secs(ms / 1000)
}

fn raw(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Settings, Tls};

    fn server() -> Server {
        let settings = Settings {
            server: "localhost:25".to_owned(),
            tls: Tls::Geen,
            eigen_ca: None,
            van: "Schakel <schakel@voorbeeld.nl>".to_owned(),
            gebruiker: None,
            wachtwoord: None,
            host_naam: "schakel.voorbeeld.nl".to_owned(),
            timeout: Duration::from_secs(1),
        };
        Server::read(&settings).unwrap()
    }

    fn mail() -> Mail {
        Mail {
            id: "01990000-0000-7000-8000-000000000001".to_owned(),
            aan: vec!["j.korenaar@voorbeeld.nl".to_owned(), "öz@voorbeeld.nl".to_owned()],
            onderwerp: "Nieuw document".to_owned(),
            tekst: "Er staat een document klaar.\n.\nGroet\n".to_owned(),
            datum_ms: 1_770_000_000_123,
        }
    }

    #[test]
    fn it_is_written_as_it_should() {
        let letter = write(&mail(), &server()).unwrap();
        let text = String::from_utf8(letter.bytes).unwrap();
        let (headers, body) = text.split_once("\r\n\r\n").unwrap();
        for line in [
            "From: Schakel <schakel@voorbeeld.nl>",
            "Message-ID: <01990000-0000-7000-8000-000000000001@schakel.voorbeeld.nl>",
            "Date: Mon, 02 Feb 2026 02:40:00 +0000",
            "Subject: Nieuw document",
            "Auto-Submitted: auto-generated",
            "MIME-Version: 1.0",
            "Content-Type: text/plain; charset=utf-8",
        ] {
            assert!(headers.lines().any(|found| found == line), "{line} in\n{headers}");
        }
        assert_eq!(body, "Er staat een document klaar.\r\n.\r\nGroet\r\n");
    }

    #[test]
    fn the_same_mail_is_the_same_bytes() {
        let mail = || Mail { aan: vec!["j.korenaar@voorbeeld.nl".to_owned()], ..mail() };
        let long = "Beëindiging café – ".repeat(500);
        for tekst in ["kort", "Zieke én hersteld", long.as_str(), "", "\r\n.\r\n"] {
            let mail = Mail { tekst: tekst.to_owned(), onderwerp: tekst.to_owned(), ..mail() };
            let bytes = write(&mail, &server()).unwrap().bytes;
            assert_eq!(bytes, write(&mail, &server()).unwrap().bytes);
            assert!(bytes.is_ascii() && bytes.split(|byte| *byte == b'\n').all(|l| l.len() < 998));
        }
    }

    #[test]
    fn no_text_begins_a_header_of_its_own() {
        let onderwerp = "Hoi\r\nBcc: iemand@elders.nl\r\n\r\n<html>".to_owned();
        let letter = write(&Mail { onderwerp, ..mail() }, &server()).unwrap();
        let text = String::from_utf8(letter.bytes).unwrap();
        assert!(!text.to_lowercase().contains("\nbcc:"));
        assert!(!text.contains("\r\n<html>"));
    }

    #[test]
    fn what_is_no_mail_is_refused_without_a_name() {
        let aan = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        let many: Vec<String> = (0..=ADDRESSES_MAX).map(|n| format!("a{n}@b.nl")).collect();
        for aan in [aan(&[]), aan(&["jansen"]), aan(&["a@b.nl", "a@b.nl> SIZE=1"]), many] {
            let fault = write(&Mail { aan, ..mail() }, &server()).unwrap_err();
            assert!(!fault.contains('@') && !fault.contains("jansen"), "{fault}");
        }
        for id in ["", "a b", "a>b", "a..b", "é", &"a".repeat(ID_MAX + 1)] {
            assert!(write(&Mail { id: id.to_owned(), ..mail() }, &server()).is_err(), "{id}");
        }
    }

    #[test]
    fn addresses_come_once_and_any_date_will_do() {
        let aan = vec!["a@b.nl".to_owned(), " a@b.nl ".to_owned()];
        for datum_ms in [i64::MIN, -1, 0, i64::MAX] {
            let letter = write(&Mail { aan: aan.clone(), datum_ms, ..mail() }, &server()).unwrap();
            assert_eq!(letter.to.len(), 1);
            assert!(!letter.needs_utf8());
        }
        assert!(write(&mail(), &server()).unwrap().needs_utf8());
    }
}
