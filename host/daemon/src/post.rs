//! The post as the engine asks for it: which addresses have a role is configuration, sending is for
//! the mail package.

use host_engine::ports::{Mail, Post};
use host_mail::{Mailer, Sent};
use sdk_connector::protocol::Outcome;

use crate::config;

/// The post, with a mail server or without. What cannot go out now waits in the outbox, so that
/// nothing is lost while the configuration is mended.
pub(crate) struct MailPost(Option<(Mailer, config::Mail)>);

impl MailPost {
    /// As `[mail]` says; without that section no mail goes out.
    ///
    /// # Errors
    /// What is wrong with the section, in Dutch.
    pub(crate) fn new(settings: Option<&config::Mail>) -> Result<MailPost, String> {
        let with_mailer = |settings: &config::Mail| Ok((settings.mailer()?, settings.clone()));
        settings.map(with_mailer).transpose().map(MailPost)
    }
}

impl Post for MailPost {
    fn wants_alerts(&self) -> bool {
        self.0.as_ref().is_some_and(|(_, settings)| !settings.storingen_naar.is_empty())
    }

    fn send(&self, mail: &Mail) -> Outcome {
        let Some((mailer, settings)) = &self.0 else {
            return try_again("er is geen mailserver ingesteld ([mail])".to_owned());
        };
        let aan = match recipients(settings, &mail.rol) {
            Ok(aan) => aan.to_vec(),
            Err(reason) => return try_again(reason),
        };
        let mail = host_mail::Mail {
            id: mail.id.clone(),
            aan,
            onderwerp: mail.onderwerp.clone(),
            tekst: mail.tekst.clone(),
            datum_ms: mail.datum_ms,
        };
        match mailer.send(&mail) {
            Sent::Accepted { receipt } => Outcome::Accepted { receipt },
            Sent::Rejected { reason } => Outcome::Rejected { reason },
            Sent::TryAgain { reason } => try_again(reason),
        }
    }
}

/// Who gets what is for a role.
fn recipients<'s>(settings: &'s config::Mail, rol: &str) -> Result<&'s [String], String> {
    if rol == Mail::STORINGEN {
        let none = || "er zijn geen adressen voor storingen ingesteld (mail.storingen_naar)".into();
        let known = Some(settings.storingen_naar.as_slice());
        return known.filter(|aan| !aan.is_empty()).ok_or_else(none);
    }
    let known = settings.ontvangers.get(rol).map(Vec::as_slice);
    let none = || format!("rol `{rol}` heeft geen adres (mail.ontvangers)");
    known.filter(|aan| !aan.is_empty()).ok_or_else(none)
}

fn try_again(reason: String) -> Outcome {
    Outcome::TryAgain { reason, after: None }
}

#[cfg(test)]
mod tests {
    use std::{
        io::{BufRead as _, BufReader, Write as _},
        net::TcpListener,
        thread,
    };

    use super::*;

    fn post(section: &str) -> MailPost {
        MailPost::new(Some(&toml::from_str(section).unwrap())).unwrap()
    }

    fn mail(rol: &str) -> Mail {
        Mail {
            id: "bz-1".into(),
            rol: rol.into(),
            onderwerp: "Nieuw document".into(),
            tekst: "Zie het dossier.".into(),
            datum_ms: 0,
        }
    }

    fn reason(outcome: Outcome) -> String {
        match outcome {
            Outcome::TryAgain { reason, .. } => reason,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn what_cannot_go_out_waits() {
        let nowhere = MailPost::new(None).unwrap();
        assert!(!nowhere.wants_alerts());
        let told = reason(nowhere.send(&mail("casemanager")));
        assert_eq!(told, "er is geen mailserver ingesteld ([mail])");
        let post = post("server = \"localhost:1\"\nvan = \"s@voorbeeld.nl\"\ntls = \"geen\"\n");
        assert!(!post.wants_alerts());
        let told = reason(post.send(&mail("casemanager")));
        assert_eq!(told, "rol `casemanager` heeft geen adres (mail.ontvangers)");
        assert!(reason(post.send(&mail(Mail::STORINGEN))).contains("storingen_naar"));
    }

    #[test]
    fn those_who_have_the_role_get_it() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = thread::spawn(move || serve(&listener));
        let post = post(&format!(
            "server = \"{address}\"\nvan = \"s@voorbeeld.nl\"\ntls = \"geen\"\n\
             storingen_naar = [\"beheer@voorbeeld.nl\"]\n[ontvangers]\n\
             casemanager = [\"c1@voorbeeld.nl\", \"c2@voorbeeld.nl\"]\n"
        ));
        assert!(post.wants_alerts());
        let sent = post.send(&mail("casemanager"));
        assert!(matches!(sent, Outcome::Accepted { .. }), "{sent:?}");
        assert_eq!(server.join().unwrap(), ["c1@voorbeeld.nl", "c2@voorbeeld.nl"]);
    }

    /// One conversation; the addresses that were named in it.
    fn serve(listener: &TcpListener) -> Vec<String> {
        let (stream, _) = listener.accept().unwrap();
        let (mut lines, mut to) = (BufReader::new(stream.try_clone().unwrap()), stream);
        let (mut named, mut in_text) = (Vec::new(), false);
        to.write_all(b"220 hier\r\n").unwrap();
        loop {
            let mut line = String::new();
            if lines.read_line(&mut line).unwrap() == 0 {
                return named;
            }
            let answer: &[u8] = match line.trim_end() {
                "DATA" => {
                    in_text = true;
                    b"354 toe maar\r\n"
                }
                "." => {
                    in_text = false;
                    b"250 goed\r\n"
                }
                _ if in_text => continue,
                rcpt if rcpt.starts_with("RCPT TO:<") => {
                    named.push(rcpt["RCPT TO:<".len()..].trim_end_matches('>').to_owned());
                    b"250 goed\r\n"
                }
                _ => b"250 goed\r\n",
            };
            to.write_all(answer).unwrap();
        }
    }
}
