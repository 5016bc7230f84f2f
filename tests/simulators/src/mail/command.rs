//! A line of a client as a command (RFC 5321, 4.1).

/// Longest path, brackets included (RFC 5321, 4.5.3.1.3).
const PATH_MAX: usize = 256;

/// What a client can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Command {
    /// EHLO or HELO.
    Hello,
    /// MAIL, with the sender (empty for none) and whether SMTPUTF8 was said.
    Mail {
        from: String,
        utf8: bool,
    },
    /// RCPT.
    Rcpt(String),
    Data,
    Rset,
    Noop,
    Quit,
    /// VRFY.
    Verify,
}

/// Reads a line without its end; the answer to it when it is no command.
pub(crate) fn read(line: &str) -> Result<Command, &'static str> {
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    let bare = |command: Command| match rest {
        "" => Ok(command),
        _ => Err("501 5.5.4 dit heeft geen argumenten"),
    };
    match verb.to_ascii_uppercase().as_str() {
        "EHLO" | "HELO" if is_name(rest) => Ok(Command::Hello),
        "EHLO" | "HELO" => Err("501 5.5.4 wie bent u?"),
        "MAIL" => mail(rest),
        "RCPT" => match path(rest, "TO:") {
            Some((to, "")) if !to.is_empty() => Ok(Command::Rcpt(to.to_owned())),
            Some((_, parameters)) if !parameters.is_empty() => Err("555 5.5.4 onbekende parameter"),
            _ => Err("501 5.1.3 dat is geen adres"),
        },
        "DATA" => bare(Command::Data),
        "RSET" => bare(Command::Rset),
        "NOOP" => Ok(Command::Noop),
        "QUIT" => bare(Command::Quit),
        "VRFY" => Ok(Command::Verify),
        _ => Err("500 5.5.2 onbekend commando"),
    }
}

fn mail(rest: &str) -> Result<Command, &'static str> {
    let (from, parameters) = path(rest, "FROM:").ok_or("501 5.1.7 dat is geen adres")?;
    let mut utf8 = false;
    for parameter in parameters.split_whitespace() {
        match parameter.to_ascii_uppercase().as_str() {
            "SMTPUTF8" => utf8 = true,
            "BODY=8BITMIME" | "BODY=7BIT" => {}
            size if size.starts_with("SIZE=") => {}
            _ => return Err("555 5.5.4 onbekende parameter"),
        }
    }
    if !utf8 && !from.is_ascii() {
        return Err("553 5.6.7 een adres buiten ASCII vraagt om SMTPUTF8");
    }
    Ok(Command::Mail { from: from.to_owned(), utf8 })
}

/// The address between brackets, which may be empty, and the parameters behind it.
fn path<'a>(text: &'a str, keyword: &str) -> Option<(&'a str, &'a str)> {
    let found = text.get(..keyword.len())?.eq_ignore_ascii_case(keyword);
    let rest = text.get(keyword.len()..)?.strip_prefix('<').filter(|_| found)?;
    let (address, parameters) = rest.split_once('>')?;
    let strange = |c: char| c.is_whitespace() || c.is_control() || "<>".contains(c);
    let fits = address.len() + 2 <= PATH_MAX && !address.contains(strange);
    let mailbox = address
        .rsplit_once('@')
        .is_some_and(|(local, host)| !local.is_empty() && is_name(host) && !local.contains('@'));
    let apart = parameters.is_empty() || parameters.starts_with(' ');
    (fits && apart && (address.is_empty() || mailbox)).then_some((address, parameters.trim_start()))
}

/// A domain name or an address literal.
fn is_name(text: &str) -> bool {
    let literal = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    let label =
        |label: &str| !label.is_empty() && label.chars().all(|c| c.is_alphanumeric() || c == '-');
    literal.is_some_and(|inside| !inside.is_empty()) || text.split('.').all(label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_read() {
        let mail = |from: &str, utf8| Command::Mail { from: from.to_owned(), utf8 };
        assert_eq!(read("EHLO s.v.nl"), Ok(Command::Hello));
        assert_eq!(read("helo [127.0.0.1]"), Ok(Command::Hello));
        assert_eq!(read("MAIL FROM:<s@v.nl>"), Ok(mail("s@v.nl", false)));
        assert_eq!(read("mail from:<> SIZE=100 BODY=8BITMIME"), Ok(mail("", false)));
        assert_eq!(read("MAIL FROM:<ö@v.nl> SMTPUTF8"), Ok(mail("ö@v.nl", true)));
        assert_eq!(read("RCPT TO:<j@v.nl>"), Ok(Command::Rcpt("j@v.nl".to_owned())));
        assert_eq!((read("DATA"), read("quit")), (Ok(Command::Data), Ok(Command::Quit)));
    }

    #[test]
    fn what_is_no_command_is_told() {
        for (line, code) in [
            ("", "500"),
            ("HALLO", "500"),
            ("EHLO", "501"),
            ("EHLO a b", "501"),
            ("MAIL FROM: <s@v.nl>", "501"),
            ("MAIL FROM:s@v.nl", "501"),
            ("MAIL TO:<s@v.nl>", "501"),
            ("MAIL FROM:<s>", "501"),
            ("MAIL FROM:<s@v.nl>x", "501"),
            ("RCPT TO:<>", "501"),
            ("MAIL FROM:<s@v.nl> RET=FULL", "555"),
            ("RCPT TO:<j@v.nl> NOTIFY=NEVER", "555"),
            ("MAIL FROM:<ö@v.nl>", "553"),
            ("DATA x", "501"),
            ("RCPT TO:<j@a@v.nl>", "501"),
        ] {
            assert!(read(line).is_err_and(|answer| answer.starts_with(code)), "{line}");
        }
    }
}
