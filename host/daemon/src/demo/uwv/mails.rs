//! What came in the mailboxes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::quiet::items;
use crate::output::Output;

/// How many different mails came: the same one may come again under its own Message-ID.
pub(super) fn distinct(mails: &Value) -> usize {
    ids(mails).collect::<BTreeSet<_>>().len()
}

/// How many came, repeats included.
pub(super) fn received(mails: &Value) -> usize {
    ids(mails).count()
}

/// For people: who got what.
pub(super) fn show(out: Output, mails: &Value) {
    let mut by_reader: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
    for mail in items(mails, "received") {
        let id = mail.get("message_id").and_then(Value::as_str).unwrap_or_default();
        let onderwerp = mail.get("onderwerp").and_then(Value::as_str).unwrap_or_default();
        let key = (readers(mail), onderwerp.to_owned());
        by_reader.entry(key).or_default().insert(id);
    }
    let rows = by_reader
        .into_iter()
        .map(|((aan, onderwerp), ids)| vec![aan, onderwerp, ids.len().to_string()]);
    out.table(&["aan", "onderwerp", "mails"], &rows.collect::<Vec<_>>(), "  geen");
    let twice = received(mails) - distinct(mails);
    out.line(format!(
        "  De mailserver verbrak eenmaal de verbinding zonder te zeggen dat hij de mail had; {twice} mail kwam\n  \
         daarom nog eens, onder hetzelfde Message-ID. In geen mail staat om wie het gaat."
    ));
}

/// Those who got a mail.
pub(super) fn readers(mail: &Value) -> String {
    let aan = items(mail, "aan").iter().filter_map(Value::as_str);
    aan.collect::<Vec<_>>().join(", ")
}

fn ids(mails: &Value) -> impl Iterator<Item = &str> {
    let received = items(mails, "received").iter();
    received.filter_map(|mail| mail.get("message_id")?.as_str())
}
