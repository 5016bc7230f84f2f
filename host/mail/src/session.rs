//! One connection for one mail, and what each answer of the server means (RFC 5321).
//!
//! What goes wrong before the mail is named (greeting, TLS, login) is about the server or the
//! settings and never about the mail: it is tried again. After that an answer 5xx is about the mail.

use std::{
    error::Error as _,
    time::{Duration, Instant},
};

use lettre::{
    Address,
    transport::smtp::{
        Error,
        authentication::Mechanism,
        client::SmtpConnection,
        commands::{Data, Mail, Rcpt},
        extension::{Extension, MailBodyParameter, MailParameter},
        response::Response,
    },
};

use crate::{
    Sent,
    letter::Letter,
    settings::{Seal, Server},
};

/// Ways of logging in that every server with a login knows.
const LOGINS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];
/// Answers 5xx that will do better another time: log in first, and (to an address) too many
/// addresses at a time (RFC 5321, 4.5.3.1.10).
const LOGIN_FIRST: u16 = 530;
const TOO_MANY: u16 = 552;

/// Tries to hand over a letter, once.
pub(crate) fn send(letter: &Letter, server: &Server) -> Sent {
    let sent = Session::open(server).and_then(|mut session| {
        let sent = session.hand_over(letter);
        // The server said already what it did with the mail; that it hears our goodbye is no matter.
        session.connection.abort();
        sent
    });
    sent.unwrap_or_else(|unsent| match unsent {
        Unsent::Now(reason) => Sent::TryAgain { reason },
        Unsent::Ever(reason) => Sent::Rejected { reason },
    })
}

/// Why a mail was not handed over.
enum Unsent {
    /// Not now.
    Now(String),
    /// Not ever.
    Ever(String),
}

struct Session {
    connection: SmtpConnection,
    until: Instant,
}

impl Session {
    /// Connects, seals the connection and logs in, as far as the settings ask for it.
    fn open(server: &Server) -> Result<Session, Unsent> {
        let not_now = |step: &'static str| {
            move |error: Error| Unsent::Now(told(&error, step)) // never about the mail
        };
        let direct = if let Seal::Direct(tls) = &server.seal { Some(tls) } else { None };
        let address = (server.host.as_str(), server.port);
        let (client, limit) = (server.client(), Some(server.timeout));
        let connection = SmtpConnection::connect(address, limit, &client, direct, None)
            .map_err(not_now("de begroeting"))?;
        let mut session = Session { connection, until: Instant::now() + server.timeout };
        if let Seal::Starttls(tls) = &server.seal {
            if !session.connection.can_starttls() {
                let reason = "de mailserver biedt geen STARTTLS aan; zo gaat er geen mail uit";
                return Err(Unsent::Now(reason.to_owned()));
            }
            session.patience()?;
            session.connection.starttls(tls, &client).map_err(not_now("STARTTLS"))?;
        }
        if let Some(login) = &server.login {
            session.patience()?;
            session.connection.auth(&LOGINS, login).map_err(not_now("het inloggen"))?;
        }
        Ok(session)
    }

    /// Names sender and addresses, and hands over the text. Addresses that the server refuses for
    /// good do not keep the mail from the others; one that it refuses for now does, so that nobody
    /// gets the mail twice.
    fn hand_over(&mut self, letter: &Letter) -> Result<Sent, Unsent> {
        let parameters = self.parameters(letter)?;
        self.patience()?;
        let mail = Mail::new(Some(letter.from.clone()), parameters);
        self.connection.command(mail).map_err(|error| unsent(&error, "de afzender"))?;
        let refused = self.name_addresses(&letter.to)?;
        self.patience()?;
        self.connection.command(Data).map_err(|error| unsent(&error, "DATA"))?;
        self.patience()?;
        let answer = match in_one_piece(&letter.bytes) {
            Some(text) => self.connection.command(text),
            None => self.connection.message(&letter.bytes),
        };
        let answer = answer.map_err(|error| unsent(&error, "de mail"))?;
        let mut receipt = codes(u16::from(answer.code()), answer.message().next());
        if refused > 0 {
            receipt.push_str(&format!("; {refused} van {} adressen geweigerd", letter.to.len()));
        }
        Ok(Sent::Accepted { receipt })
    }

    /// Names the addresses; gives how many were refused, which is never all of them.
    fn name_addresses(&mut self, to: &[Address]) -> Result<usize, Unsent> {
        let mut refused = Vec::new();
        for address in to {
            self.patience()?;
            let named: Result<Response, Error> =
                self.connection.command(Rcpt::new(address.clone(), Vec::new()));
            let Err(error) = named else { continue };
            match unsent(&error, "een adres") {
                Unsent::Now(reason) => return Err(Unsent::Now(reason)),
                Unsent::Ever(reason) if error.status().map(u16::from) == Some(TOO_MANY) => {
                    return Err(Unsent::Now(reason));
                }
                Unsent::Ever(reason) => refused.push(reason),
            }
        }
        match refused.pop() {
            Some(reason) if refused.len() + 1 == to.len() => Err(Unsent::Ever(reason)),
            Some(_) => Ok(refused.len() + 1),
            None => Ok(0),
        }
    }

    fn parameters(&self, letter: &Letter) -> Result<Vec<MailParameter>, Unsent> {
        if !letter.needs_utf8() {
            return Ok(Vec::new());
        }
        if self.connection.server_info().supports_feature(Extension::SmtpUtfEight) {
            // The same letters stand in the headers.
            let eight_bits = MailParameter::Body(MailBodyParameter::EightBitMime);
            return Ok(vec![MailParameter::SmtpUtfEight, eight_bits]);
        }
        let reason = "een van de adressen heeft tekens die de mailserver niet kent (SMTPUTF8)";
        Err(Unsent::Ever(reason.to_owned()))
    }

    /// Gives the next step what is left of the time, so that a server that answers slowly at every
    /// step does not hold us longer than one that answers slowly once.
    fn patience(&mut self) -> Result<(), Unsent> {
        let left = self.until.saturating_duration_since(Instant::now());
        let left = left.max(Duration::from_millis(1)); // zero would be for ever
        self.connection
            .set_timeout(Some(left))
            .map_err(|_| Unsent::Now("de verbinding met de mailserver viel weg".to_owned()))
    }
}

/// The text of a mail up to and including the dot that ends it, with the dots at the start of its lines
/// doubled; none when it is no UTF-8. Sent in two pieces, as lettre does, the system keeps the second
/// until the other side has confirmed the first, which takes most of them 40 ms.
fn in_one_piece(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    let doubled = text.replace("\r\n.", "\r\n..");
    let first = if text.starts_with('.') { "." } else { "" };
    Some(format!("{first}{doubled}\r\n.\r\n"))
}

/// What an error at a step of handing over means.
fn unsent(error: &Error, step: &str) -> Unsent {
    let reason = told(error, step);
    let for_good = error.is_permanent() && error.status().map(u16::from) != Some(LOGIN_FIRST);
    if for_good { Unsent::Ever(reason) } else { Unsent::Now(reason) }
}

/// An error in Dutch: the codes that the server answered, and nothing else of its answer.
fn told(error: &Error, step: &str) -> String {
    if let Some(code) = error.status() {
        let text = error.source().map(ToString::to_string);
        let codes = codes(u16::from(code), text.as_deref());
        return format!("de mailserver antwoordt {codes} op {step}");
    }
    let what = if is_timeout(error) {
        "antwoordt niet op tijd"
    } else if error.is_response() {
        "brak af of sprak geen SMTP"
    } else if error.is_client() {
        "kan niet wat de instellingen vragen"
    } else {
        "is niet te bereiken, of TLS lukt niet"
    };
    format!("de mailserver {what}, bij {step}")
}

/// The system calls a read that takes too long "would block", and a connection "timed out".
fn is_timeout(error: &Error) -> bool {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<std::io::Error>());
    cause.is_some_and(|cause| {
        matches!(cause.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut)
    })
}

/// The code of an answer with the enhanced code (RFC 3463) that its text may begin with.
fn codes(code: u16, text: Option<&str>) -> String {
    let enhanced = text.and_then(|text| text.split_whitespace().next()).filter(|word| {
        let numbers: Vec<&str> = word.split('.').collect();
        let is_number =
            |n: &&str| (1..=3).contains(&n.len()) && n.bytes().all(|b| b.is_ascii_digit());
        numbers.len() == 3 && numbers.iter().all(is_number)
    });
    match enhanced {
        Some(enhanced) => format!("{code} {enhanced}"),
        None => code.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_at_the_start_of_a_line_are_doubled() {
        let text = in_one_piece(b".a\r\n.\r\nb.\r\n..c").unwrap();
        assert_eq!(text, "..a\r\n..\r\nb.\r\n...c\r\n.\r\n");
        assert_eq!(in_one_piece(b"\xff"), None);
    }

    #[test]
    fn of_an_answer_only_codes_are_told() {
        assert_eq!(codes(550, Some("5.1.1 <j.korenaar@voorbeeld.nl> bestaat niet")), "550 5.1.1");
        assert_eq!(codes(550, Some("korenaar.5.1")), "550");
        assert_eq!(codes(451, Some("1.2.3.4 is op de lijst")), "451");
        assert_eq!(codes(250, None), "250");
    }
}
