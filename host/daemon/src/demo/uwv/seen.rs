//! What can be seen of the second half: documents, machtigingen, events, outbox and mailboxes.

use host_domain::Traject;
use serde_json::{Value, json};

use super::{
    super::{
        quiet::{self, items},
        stage::Stage,
    },
    vertelling::{Plaats, Vertelling},
};
use crate::{exit::Failure, output::Output};

/// The event of a document that came in.
const TOEGEVOEGD: &str = "document.toegevoegd";

/// All that can be seen.
pub(in crate::demo) struct Seen {
    pub(super) documents: Vec<Here>,
    pub(super) machtigingen: Value,
    pub(super) events: Value,
    pub(super) bezorgingen: Value,
    /// The journal of the mail server.
    pub(super) mails: Value,
}

/// A document in a dossier.
pub(super) struct Here {
    pub(super) id: String,
    /// Key at UWV: the kenmerk and the number of the file.
    pub(super) extern_kenmerk: String,
    pub(super) dossier: String,
    pub(super) plaats: Plaats,
    /// What is strange about it.
    pub(super) opmerking: Option<String>,
    pub(super) lengte: u64,
}

impl Seen {
    /// Looks at everything.
    pub(in crate::demo) fn look(stage: &Stage<'_>) -> Result<Seen, Failure> {
        let events = quiet::all(&stage.beheer, "gebeurtenissen")?;
        let added = items(&events, "gebeurtenissen").iter();
        let added = added.filter(|event| event["type"] == TOEGEVOEGD);
        let added = added.filter_map(|event| event.pointer("/data/document")?.as_str());
        let found = added.map(|id| Ok(here(&stage.lotte.get(&["api", "documenten", id], &[])?)));
        let documents = found.collect::<Result<_, Failure>>()?;
        Ok(Seen {
            documents,
            machtigingen: quiet::all(&stage.beheer, "machtigingen")?,
            bezorgingen: quiet::all(&stage.beheer, "bezorgingen")?,
            mails: stage.outside.mail.get(&["beheer", "journaal"])?,
            events,
        })
    }

    /// The documents that came of a message at Digipoort.
    pub(super) fn of<'s>(&'s self, told: &'s Vertelling) -> impl Iterator<Item = &'s Here> {
        let is_of = |key: &str| {
            key.split_once('/').is_some_and(|(kenmerk, _)| kenmerk == told.document.kenmerk)
        };
        self.documents.iter().filter(move |here| is_of(&here.extern_kenmerk))
    }

    /// For people: what became of each message.
    pub(super) fn show_documents(&self, out: Output, verteld: &[Vertelling]) {
        let rows = verteld.iter().map(|told| {
            let here: Vec<&Here> = self.of(told).collect();
            let plaats = here.first().map_or(Plaats::Nergens, |here| here.plaats);
            let bytes: u64 = here.iter().map(|here| here.lengte).sum();
            let strange: Vec<&String> =
                here.iter().filter_map(|here| here.opmerking.as_ref()).collect();
            let opmerking = match (strange.first(), here.len()) {
                (None, _) => String::new(),
                (Some(text), 1) => (*text).clone(),
                (Some(text), all) => format!("{} van {all}: {text}", strange.len()),
            };
            vec![
                told.document.kenmerk.clone(),
                told.naam.clone(),
                here.len().to_string(),
                bytes.to_string(),
                plaats.naam().to_owned(),
                opmerking,
            ]
        });
        let heads = ["bericht", "wat het is", "documenten", "bytes", "waar het kwam", "opmerking"];
        out.table(&heads, &rows.collect::<Vec<_>>(), "  geen");
    }

    /// For programs.
    pub(in crate::demo) fn value(&self) -> Value {
        let documents = self.documents.iter().map(|here| {
            json!({
                "document": here.id,
                "kenmerk": here.extern_kenmerk,
                "dossier": here.dossier,
                "lengte": here.lengte,
                "opmerking": here.opmerking,
            })
        });
        json!({
            "documenten": documents.collect::<Vec<_>>(),
            "machtigingen": items(&self.machtigingen, "machtigingen"),
            "gebeurtenissen": items(&self.events, "gebeurtenissen"),
            "bezorgingen": items(&self.bezorgingen, "bezorgingen"),
            "mail": self.mails,
        })
    }
}

fn here(shown: &Value) -> Here {
    let text = |path: &str| shown.pointer(path).and_then(Value::as_str).unwrap_or_default();
    let plaats = match (text("/dossier"), text("/trajectsoort")) {
        (dossier, _) if dossier.starts_with("wn-") => Plaats::Werknemer,
        (_, Traject::UWV_DOCUMENTEN) => Plaats::Werkgever,
        _ => Plaats::NietGevonden,
    };
    let opmerking = shown.pointer("/document/opmerking").and_then(Value::as_str);
    Here {
        id: text("/document/document").to_owned(),
        extern_kenmerk: text("/document/extern_kenmerk").to_owned(),
        dossier: text("/dossier").to_owned(),
        plaats,
        opmerking: opmerking.map(str::to_owned),
        lengte: shown.pointer("/document/lengte").and_then(Value::as_u64).unwrap_or_default(),
    }
}
