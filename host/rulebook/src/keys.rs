//! A map taken apart by its keys: which are known, which are missing, of what kind their values are.

use crate::{
    diagnostic::{Place, Remarks},
    suggest::{likeliest, meant_or_list},
    syntax::{Entry, Kind, Node},
};

/// The entries of one map, all with a known key.
#[derive(Debug)]
pub(crate) struct Keys<'n> {
    entries: Vec<&'n Entry>,
    place: Place,
    /// Known keys that unknown ones were probably meant to be: not missing, but misspelt.
    misspelt: Vec<String>,
}

impl<'n> Keys<'n> {
    /// The entries of a map; unknown keys are reported. None when it is not a map.
    pub(crate) fn of(
        node: &'n Node,
        known: &[&str],
        remarks: &mut Remarks<'_>,
    ) -> Option<Keys<'n>> {
        let entries = entries_of(node, remarks)?;
        let (entries, unknown): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|entry| known.contains(&entry.key.as_str()));
        let mut misspelt = Vec::new();
        for entry in unknown {
            misspelt.extend(likeliest(&entry.key, known.iter().copied()).map(str::to_owned));
            let help = meant_or_list(&entry.key, known.iter().copied());
            remarks.error_with_help(
                entry.place,
                format!("onbekende sleutel `{}`", entry.key),
                help,
            );
        }
        Some(Keys { entries, place: node.place, misspelt })
    }

    pub(crate) fn place(&self) -> Place {
        self.place
    }

    pub(crate) fn find(&self, key: &str) -> Option<&'n Entry> {
        self.entries.iter().copied().find(|entry| entry.key == key)
    }

    /// The value of a key that may be left out; `()` counts as left out.
    pub(crate) fn get(&self, key: &str) -> Option<&'n Node> {
        let value = self.find(key).map(|entry| &entry.value);
        value.filter(|value| !matches!(value.kind, Kind::Nothing))
    }

    /// The value of a key that must be there.
    pub(crate) fn required(&self, key: &str, remarks: &mut Remarks<'_>) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() && !self.misspelt.iter().any(|meant| meant == key) {
            remarks.error(self.place, format!("`{key}` ontbreekt"));
        }
        found
    }

    /// A text that must be there and say something.
    pub(crate) fn required_text(&self, key: &str, remarks: &mut Remarks<'_>) -> Option<&'n str> {
        let node = self.required(key, remarks)?;
        text(node, key, remarks)
    }

    /// A text that may be left out.
    pub(crate) fn text(&self, key: &str, remarks: &mut Remarks<'_>) -> Option<&'n str> {
        text(self.get(key)?, key, remarks)
    }

    /// A truth value; the default when left out.
    pub(crate) fn flag(&self, key: &str, default: bool, remarks: &mut Remarks<'_>) -> bool {
        match self.get(key) {
            None => default,
            Some(Node { kind: Kind::Bool(flag), .. }) => *flag,
            Some(other) => {
                remarks.error(other.place, format!("bij `{key}` hoort `true` of `false`"));
                default
            }
        }
    }
}

fn text<'n>(node: &'n Node, key: &str, remarks: &mut Remarks<'_>) -> Option<&'n str> {
    let found = node.as_text().filter(|text| !text.trim().is_empty());
    if found.is_none() && !matches!(node.kind, Kind::Wrong) {
        remarks.error(
            node.place,
            format!("bij `{key}` hoort een tekst, niet leeg, tussen aanhalingstekens"),
        );
    }
    found
}

/// The entries of a map; reports when it is something else.
pub(crate) fn entries_of<'n>(node: &'n Node, remarks: &mut Remarks<'_>) -> Option<&'n [Entry]> {
    match &node.kind {
        Kind::Map(entries) => Some(entries),
        Kind::Wrong => None,
        _ => {
            remarks.error(node.place, "hier hoort `#{ … }`");
            None
        }
    }
}

/// The items of a list; reports when it is something else.
pub(crate) fn items_of<'n>(node: &'n Node, key: &str, remarks: &mut Remarks<'_>) -> &'n [Node] {
    match &node.kind {
        Kind::List(items) => items,
        Kind::Wrong => &[],
        _ => {
            let help = format!("zet er blokhaken om: `{key}: [ … ]`");
            remarks.error_with_help(node.place, format!("bij `{key}` hoort een lijst"), help);
            &[]
        }
    }
}
