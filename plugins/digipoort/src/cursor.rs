//! What a poll remembers: up to when each employer was listed for each service.

use std::collections::BTreeMap;

use sdk_connector::{Result, Stop};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The cursor of a link, by the code of the service.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor(pub BTreeMap<String, Listed>);

/// How far the lists of one service came.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Listed {
    /// Up to when, in milliseconds since 1970 UTC, by loonheffingennummer.
    pub tot: BTreeMap<String, i64>,
    /// A list of which not all was handed over yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verder: Option<Rest>,
}

/// The rest of a list that did not fit in a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rest {
    /// The window of the list.
    pub window: Window,
    /// The last kenmerk that was handed over, in their order.
    pub na: String,
    /// For whom it was asked; for others it has to be asked again.
    pub voor: Vec<String>,
}

/// A window of time, in milliseconds since 1970 UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Window {
    /// Begin.
    pub vanaf: i64,
    /// End.
    pub tot: i64,
}

impl Cursor {
    /// Reads what the last page gave.
    pub fn read(cursor: &Value) -> Result<Cursor> {
        match cursor {
            Value::Null => Ok(Cursor::default()),
            given => Cursor::deserialize(given)
                .map_err(|_| Stop::fault("de stand van het ophalen is niet te begrijpen")),
        }
    }
}

impl Listed {
    /// What is to be asked next for these employers, each with since when there may be something, and
    /// behind which kenmerk to go on.
    ///
    /// A window begins `overlap` before the moment up to which everything was listed, and covers at
    /// most `most` besides that; all in milliseconds.
    pub fn next(
        &self,
        since: &BTreeMap<String, i64>,
        now: i64,
        overlap: i64,
        most: i64,
    ) -> (Window, Option<&str>) {
        if let Some(rest) = &self.verder
            && rest.voor.iter().eq(since.keys())
        {
            return (rest.window, Some(&rest.na));
        }
        let starts = since.iter().map(|(number, since)| self.start(number, *since));
        let start = starts.min().unwrap_or(now).min(now);
        let tot = now.min(start.saturating_add(most));
        (Window { vanaf: start.saturating_sub(overlap), tot }, None)
    }

    /// Up to when everything of an employer was listed.
    fn start(&self, number: &str, since: i64) -> i64 {
        self.tot.get(number).copied().unwrap_or(since)
    }

    /// The same, with this window listed to its end for these employers.
    #[must_use]
    pub fn after(&self, window: Window, since: &BTreeMap<String, i64>) -> Listed {
        let tot = since
            .iter()
            .map(|(number, since)| (number.clone(), self.start(number, *since).max(window.tot)));
        Listed { tot: tot.collect(), verder: None }
    }

    /// The same, with this window listed up to and including a kenmerk.
    #[must_use]
    pub fn within(&self, window: Window, since: &BTreeMap<String, i64>, na: String) -> Listed {
        let voor = since.keys().cloned().collect();
        Listed { tot: self.tot.clone(), verder: Some(Rest { window, na, voor }) }
    }
}
