//! One conversation with a client.

use std::io;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use super::command::{self, Command};
use super::letter::Letter;
use super::mood::Mood;
use super::sink::Desk;

/// Longest command with its end (RFC 5321, 4.5.3.1.4), and more for addresses beyond ASCII.
const COMMAND_MAX: usize = 1_000;
/// Largest mail, in bytes.
const MAIL_MAX: usize = 10 * 1024 * 1024;
/// Most addresses of one mail.
const ADDRESSES_MAX: usize = 100;
/// Wrong commands before the server has enough of it.
const WRONG_MAX: u32 = 10;

/// Talks with a client until it goes.
pub(crate) async fn talk(stream: TcpStream, desk: Arc<Desk>) -> io::Result<()> {
    let mut session = Session { stream: BufReader::new(stream), desk, greeted: false, mail: None };
    if session.desk.post().mood == Mood::Down {
        return session.say("421 4.3.2 buiten dienst").await;
    }
    session.say("220 mail.buitenwereld.test ESMTP").await?;
    let mut wrong = 0;
    while wrong < WRONG_MAX {
        let Some(line) = session.line().await? else { return Ok(()) };
        let answer = match line.and_then(|line| command::read(&line)) {
            Ok(Command::Quit) => return session.say("221 2.0.0 dag").await,
            Ok(command) => session.obey(command).await?,
            Err(answer) => answer.to_owned(),
        };
        if answer.is_empty() {
            return Ok(()); // the mood is to leave without a word
        }
        if answer.starts_with('5') {
            wrong += 1;
            session.desk.post().refuse(&answer);
        }
        session.say(&answer).await?;
    }
    session.say("421 4.7.0 genoeg").await
}

struct Session {
    stream: BufReader<TcpStream>,
    desk: Arc<Desk>,
    greeted: bool,
    mail: Option<Transaction>,
}

/// A mail that is being handed over.
struct Transaction {
    from: String,
    to: Vec<String>,
    utf8: bool,
    mood: Mood,
}

impl Session {
    async fn say(&mut self, answer: &str) -> io::Result<()> {
        let stream = self.stream.get_mut();
        stream.write_all(format!("{answer}\r\n").as_bytes()).await?;
        stream.flush().await
    }

    /// A command; none when the client went. An answer in its place when the line is none.
    async fn line(&mut self) -> io::Result<Option<Result<String, &'static str>>> {
        let mut bytes = Vec::new();
        let most = COMMAND_MAX as u64 + 1;
        (&mut self.stream).take(most).read_until(b'\n', &mut bytes).await?;
        if bytes.len() > COMMAND_MAX {
            while !bytes.ends_with(b"\n") {
                bytes.clear();
                if (&mut self.stream).take(most).read_until(b'\n', &mut bytes).await? == 0 {
                    return Ok(None);
                }
            }
            return Ok(Some(Err("500 5.5.2 de regel is te lang")));
        }
        let Some(line) = bytes.strip_suffix(b"\n") else { return Ok(None) };
        let line = line.strip_suffix(b"\r").and_then(|line| str::from_utf8(line).ok());
        let line = line.filter(|line| !line.contains('\r')).map(str::to_owned);
        Ok(Some(line.ok_or("500 5.5.2 een regel eindigt op CR LF")))
    }

    /// Does what a command asks; gives the answer, which is empty when the connection must end.
    async fn obey(&mut self, command: Command) -> io::Result<String> {
        let first = Err("503 5.5.1 zeg eerst EHLO");
        let answer = match command {
            Command::Hello => {
                (self.greeted, self.mail) = (true, None);
                Ok(format!(
                    "250-mail.buitenwereld.test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n\
                    250-ENHANCEDSTATUSCODES\r\n250 SIZE {MAIL_MAX}"
                ))
            }
            Command::Noop => Ok("250 2.0.0 ok".to_owned()),
            Command::Rset => {
                self.mail = None;
                Ok("250 2.0.0 vergeten".to_owned())
            }
            Command::Verify => Ok("252 2.1.5 probeer het maar".to_owned()),
            _ if !self.greeted => first,
            Command::Mail { from, utf8 } => self.mail(from, utf8),
            Command::Rcpt(to) => self.rcpt(to),
            Command::Data => return self.data().await,
            Command::Quit => Ok(String::new()),
        };
        Ok(answer.unwrap_or_else(str::to_owned))
    }

    fn mail(&mut self, from: String, utf8: bool) -> Result<String, &'static str> {
        if self.mail.is_some() {
            return Err("503 5.5.1 er is al een mail begonnen");
        }
        let mood = self.desk.post().next_mood();
        self.mail = Some(Transaction { from, to: Vec::new(), utf8, mood });
        Ok("250 2.1.0 ok".to_owned())
    }

    fn rcpt(&mut self, to: String) -> Result<String, &'static str> {
        let mail = self.mail.as_mut().ok_or("503 5.5.1 zeg eerst MAIL")?;
        match mail.mood {
            // As real ones do, with the address in the answer.
            Mood::Busy(_) => return Ok(format!("451 4.7.1 <{to}> later graag")),
            Mood::Refuse(_) => return Ok(format!("550 5.1.1 <{to}> is hier niet bekend")),
            _ => {}
        }
        if !mail.utf8 && !to.is_ascii() {
            return Err("553 5.6.7 een adres buiten ASCII vraagt om SMTPUTF8");
        }
        if mail.to.len() >= ADDRESSES_MAX {
            return Err("452 4.5.3 te veel adressen");
        }
        mail.to.push(to);
        Ok("250 2.1.5 ok".to_owned())
    }

    async fn data(&mut self) -> io::Result<String> {
        let Some(mail) = self.mail.take() else {
            return Ok("503 5.5.1 zeg eerst MAIL".to_owned());
        };
        if mail.to.is_empty() {
            return Ok("503 5.5.1 er is geen adres".to_owned());
        }
        self.say("354 eindig met een punt alleen").await?;
        let Some(content) = self.content().await? else { return Ok(String::new()) };
        if let Mood::Slow(pause) = mail.mood {
            tokio::time::sleep(pause).await;
        }
        let letter =
            content.and_then(|bytes| Letter::read(&mail.from, &mail.to, &bytes, mail.utf8));
        match letter {
            Err(why) => Ok(format!("554 5.6.0 {why}")),
            Ok(letter) => {
                let place = self.desk.keep(letter);
                // It was taken, and the sender will not hear that.
                let silent = matches!(mail.mood, Mood::Drop(_));
                Ok(if silent { String::new() } else { format!("250 2.0.0 bewaard als {place}") })
            }
        }
    }

    /// The mail up to the dot, without the dots that the line put before others. None when the client
    /// went; in Dutch what is wrong with it.
    async fn content(&mut self) -> io::Result<Option<Result<Vec<u8>, String>>> {
        let (mut content, mut fault) = (Vec::new(), None);
        loop {
            let mut line = Vec::new();
            (&mut self.stream).take(MAIL_MAX as u64 + 1).read_until(b'\n', &mut line).await?;
            if !line.ends_with(b"\n") {
                return Ok(None);
            }
            if line == b".\r\n" {
                return Ok(Some(fault.map_or(Ok(content), Err)));
            }
            let text = line.strip_suffix(b"\r\n").unwrap_or(&line);
            if text.contains(&b'\n') || text.contains(&b'\r') {
                fault.get_or_insert_with(|| "een regel eindigt niet op CR LF".to_owned());
            }
            if content.len() + line.len() > MAIL_MAX {
                fault.get_or_insert_with(|| "de mail is te groot".to_owned());
            } else {
                content.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            }
        }
    }
}
