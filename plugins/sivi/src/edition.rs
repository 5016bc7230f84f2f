//! Which messages and editions this connector speaks: one table.
//!
//! A message is recognised by its message code (BrCd), then by the version of it (VnrBrCd). The
//! root tag must be one that the standard has used; the namespace decides nothing, because senders
//! leave it out.

use sdk_connector::protocol::{Level, Problem};

/// One edition of one message.
#[derive(Debug, PartialEq, Eq)]
pub struct Edition {
    /// Name of the message, and the tag of its root.
    pub message: &'static str,
    /// The year of the release.
    pub year: &'static str,
    /// Message code.
    pub br_cd: &'static str,
    /// Version of the message.
    pub vnr_br_cd: &'static str,
    /// As the release prescribes it.
    pub namespace: &'static str,
}

static EDITIONS: [Edition; 1] = [Edition {
    message: "Verzuimmeldingen",
    year: "2022",
    br_cd: "00100",
    vnr_br_cd: "00010",
    namespace: "http://www.sivi.org/Verzuimmanagement/Verzuimmeldingen/2022",
}];

/// A root that some releases used for every message.
const ANY_MESSAGE: &str = "Message";
/// Longest tag that a refusal repeats.
const MAX_REPEATED: usize = 40;
/// Longest code that a refusal repeats: as long as the standard has them, and too short to be
/// somebody's number.
const MAX_CODE: usize = 5;

/// Whether messages with this root can be ours; when not, why.
pub fn check_root(root: &str) -> Result<(), Problem> {
    if root == ANY_MESSAGE || EDITIONS.iter().any(|edition| edition.message == root) {
        return Ok(());
    }
    Err(refusal("", format!("onbekend bericht <{}>; {}", short(root), supported())))
}

/// The edition with these codes, or a refusal that says what came and what is supported.
pub fn find(br_cd: &str, vnr_br_cd: &str) -> Result<&'static Edition, Problem> {
    let of_message: Vec<_> = EDITIONS.iter().filter(|edition| edition.br_cd == br_cd).collect();
    if of_message.is_empty() {
        let text = format!("onbekende berichtcode{}; {}", named(br_cd), supported());
        return Err(refusal("BrCd", text));
    }
    of_message.into_iter().find(|edition| edition.vnr_br_cd == vnr_br_cd).ok_or_else(|| {
        let text = format!("onbekende berichtversie{}; {}", named(vnr_br_cd), supported());
        refusal("VnrBrCd", text)
    })
}

impl Edition {
    /// What to say of the namespace that a message came with.
    pub fn remark_on(&self, namespace: Option<&str>) -> Option<Problem> {
        let text = match namespace {
            Some(given) if given == self.namespace => return None,
            Some(_) => "andere namespace dan de uitgave voorschrijft; gelezen op BrCd en VnrBrCd",
            None => "geen namespace; gelezen op BrCd en VnrBrCd",
        };
        Some(Problem { level: Level::Melding, field: String::new(), text: text.to_owned() })
    }
}

fn supported() -> String {
    let list: Vec<String> = EDITIONS
        .iter()
        .map(|edition| {
            let Edition { message, year, br_cd, vnr_br_cd, .. } = edition;
            format!("{message} {year} (BrCd {br_cd}, VnrBrCd {vnr_br_cd})")
        })
        .collect();
    format!("ondersteund: {}", list.join(", "))
}

fn refusal(field: &str, text: String) -> Problem {
    Problem { level: Level::Uitval, field: field.to_owned(), text }
}

/// A code behind a word; only what can be one is repeated.
fn named(code: &str) -> String {
    match code {
        "" => " (geen)".to_owned(),
        _ if code.len() <= MAX_CODE && code.bytes().all(|b| b.is_ascii_digit()) => {
            format!(" {code}")
        }
        _ => String::new(),
    }
}

fn short(text: &str) -> String {
    text.chars().take(MAX_REPEATED).collect()
}
