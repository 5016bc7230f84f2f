//! Reading a message that was fetched: a record for every file in it.
//!
//! The files themselves are not touched; a record points at where its file stands in the message.
//! Documents whose metadata cannot be read are handed over all the same, as of somebody unknown: losing
//! them would be worse.

use std::collections::BTreeMap;
use std::io::Read;

use sdk_connector::Host;
use sdk_connector::base64;
use sdk_connector::protocol::{
    Blob, Document, FileEncoding, FileSlice, Intake, Level, Problem, Received,
};
use sdk_connector::xml::{Element, Outline, Slice};
use serde_json::{Value, json};

use crate::MOST_ANSWER;
use crate::metadata::{MOST_XML, Metadata, warning};
use crate::settings::{Documentvorm, Settings};
use crate::soap;
use crate::structure::{
    BERICHT, BERICHTEN, BIJLAGEN, ELEMENT, ELEMENTEN, Held, IDENTITEIT, INHOUD, text,
};
use crate::wsdl::Operation;

/// The kind of the intakes, as in plugin.toml.
pub const INTAKE: &str = "digipoort.document";
/// Version of the intakes.
pub const INTAKE_VERSION: u32 = 1;

/// Longest kenmerk, in characters, by the XSD.
const MOST_KENMERK: usize = 40;
/// Longest name of a file, in characters, by the XSD.
const MOST_NAME: usize = 80;

/// Reads a message that holds an answer to getBerichtenKenmerk.
pub fn receive(body: &Blob, settings: &Settings, host: &Host) -> Received {
    let outline = match Outline::read(host.open(body), MOST_ANSWER) {
        Ok(outline) => outline,
        Err(refusal) => return refused(refusal.to_string(), Value::Null),
    };
    let reading = Reading { body, settings, host };
    match reading.answer(&outline) {
        Ok((intakes, kenmerken)) => {
            let intakes =
                intakes.iter().map(|intake| Document::of(INTAKE, INTAKE_VERSION, intake)).collect();
            Received::Read { intakes, header: json!({ "kenmerken": kenmerken }) }
        }
        Err(text) => refused(text, Value::Null),
    }
}

fn refused(text: String, header: Value) -> Received {
    let problem = Problem { level: Level::Uitval, field: String::new(), text };
    Received::Refused { problem, header }
}

/// A message, with what it takes to look into it.
struct Reading<'a> {
    body: &'a Blob,
    settings: &'a Settings,
    host: &'a Host,
}

/// A file in a message.
struct File<'a> {
    mime_type: String,
    name: String,
    content: Element<'a>,
}

impl<'a> File<'a> {
    fn read(element: Element<'a>) -> Result<File<'a>, String> {
        let held = Held::against(element, INHOUD)?;
        Ok(File {
            mime_type: held.text("mimeType")?,
            name: held.text("bestandsnaam")?.chars().take(MOST_NAME).collect(),
            content: held.child("inhoud").ok_or("inhoud ontbreekt")?,
        })
    }
}

impl Reading<'_> {
    /// The records of all messages in an answer, and the kenmerk of each message.
    fn answer(&self, outline: &Outline) -> Result<(Vec<Intake>, Vec<String>), String> {
        let returned = soap::returned(outline, Operation::GetBerichtenKenmerk)?;
        let results = Held::against(returned, BERICHTEN)?;
        if results.children().is_empty() {
            return Err("het antwoord bevat geen bericht".to_owned());
        }
        let (mut intakes, mut numbers) = (Vec::new(), BTreeMap::<String, u64>::new());
        for (place, result) in (1..).zip(results.children()) {
            let message = Held::against(*result, BERICHT)?;
            let kenmerk = message.text("kenmerk")?;
            if kenmerk.is_empty() || kenmerk.chars().count() > MOST_KENMERK {
                return Err(format!(
                    "bericht {place} heeft geen kenmerk van 1 tot {MOST_KENMERK} tekens"
                ));
            }
            let number = numbers.entry(kenmerk).or_default();
            let records = self.message(&message, place, number)?;
            intakes.extend(records);
        }
        Ok((intakes, numbers.into_keys().collect()))
    }

    /// The records of one message, whose files are numbered on from `number`.
    fn message(&self, message: &Held, place: u32, number: &mut u64) -> Result<Vec<Intake>, String> {
        let inhoud = message.child("berichtInhoud").ok_or("berichtInhoud ontbreekt")?;
        let inhoud = File::read(inhoud)?;
        let bijlagen = match message.child("berichtBijlagen") {
            Some(list) => Held::against(list, BIJLAGEN)?.children().to_vec(),
            None => Vec::new(),
        };
        let bijlagen: Result<Vec<File>, String> = bijlagen.into_iter().map(File::read).collect();
        let bijlagen = bijlagen?;
        let elements = elements(message)?;
        let (metadata, files) = if self.is_metadata(&inhoud) {
            self.beside_metadata(inhoud, bijlagen)
        } else {
            let metadata = match elements {
                Some(elements) => {
                    let values =
                        elements.iter().map(|(name, value)| (name.as_str(), value.clone()));
                    Metadata::of_values(values, &self.settings.additionele_elementen)
                }
                None => Metadata::unreadable("het bericht heeft geen additionele elementen"),
            };
            (metadata, std::iter::once(inhoud).chain(bijlagen).collect())
        };
        let shared = Shared::of(message, metadata, self.settings)?;
        Ok(files
            .iter()
            .map(|file| {
                *number += 1;
                self.record(&shared, file, place, *number)
            })
            .collect())
    }

    /// Whether the content of a message is metadata and not a document itself.
    fn is_metadata(&self, inhoud: &File) -> bool {
        match self.settings.documentvorm {
            Documentvorm::MetadataXml => true,
            Documentvorm::Pdf => false,
            Documentvorm::Auto => {
                let mime_type = inhoud.mime_type.to_ascii_lowercase();
                let mime_type = mime_type.split(';').next().unwrap_or_default().trim();
                match mime_type {
                    "application/pdf" => false,
                    "text/xml" | "application/xml" => true,
                    other => other.ends_with("+xml") || self.begins_as_xml(inhoud),
                }
            }
        }
    }

    fn begins_as_xml(&self, file: &File) -> bool {
        let Slice { offset, length } = file.content.slice();
        let start = base64::decode_start(self.host.open_at(self.body, offset).take(length), 16);
        let start = start.unwrap_or_default();
        let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&start);
        start.trim_ascii_start().starts_with(b"<")
    }

    /// The metadata in the content, and the files beside it. Content that is no metadata that we know
    /// may be a document after all, and so it is when there is nothing else.
    fn beside_metadata<'f>(
        &self,
        inhoud: File<'f>,
        mut files: Vec<File<'f>>,
    ) -> (Metadata, Vec<File<'f>>) {
        let mut metadata = self.metadata_xml(&inhoud);
        if files.is_empty() {
            let text = "het bericht heeft geen bijlage; de inhoud is als bestand bewaard";
            metadata.problems.push(warning("berichtBijlagen", text));
        }
        if files.is_empty() || !metadata.are_read {
            files.push(inhoud);
        }
        (metadata, files)
    }

    fn metadata_xml(&self, inhoud: &File) -> Metadata {
        let Slice { offset, length } = inhoud.content.slice();
        let encoded = self.host.open_at(self.body, offset).take(length);
        match base64::decode(encoded, MOST_XML) {
            Ok(xml) => Metadata::of_xml(&xml, &self.settings.metadata),
            Err(why) => Metadata::unreadable(format!("de inhoud van het bericht {why}")),
        }
    }

    fn record(&self, shared: &Shared, file: &File, place: u32, number: u64) -> Intake {
        let mut problems = shared.problems.clone();
        if !file.content.is_plain() {
            // The place of the file would hold more than the file.
            let text = "is geen base64 zonder verwijzingen, CDATA of commentaar".to_owned();
            problems.push(Problem { level: Level::Uitval, field: "inhoud".to_owned(), text });
        }
        let mut name = file.name.clone();
        if name.is_empty() {
            problems.push(warning("bestandsnaam", "is leeg"));
            name = format!("document-{number}");
        }
        let Slice { offset, length } = file.content.slice();
        let slice = FileSlice {
            handle: self.body.handle,
            offset,
            length,
            encoding: FileEncoding::Base64,
            name: name.clone(),
            content_type: file.mime_type.clone(),
        };
        let fields = json!({
            "kenmerk": shared.kenmerk,
            "nummer": number,
            "loonheffingennummer": shared.loonheffingennummer,
            "dienst": shared.dienst,
            "bsn": shared.metadata.bsn,
            "titel": shared.metadata.titel,
            "datum": shared.metadata.datum,
            "bestandsnaam": name,
        });
        Intake {
            key: format!("{}/{number}", shared.kenmerk),
            place: format!("bericht {place}, bestand {number}"),
            problems,
            fields,
            file: file.content.is_plain().then_some(slice),
            echo: Value::Null,
        }
    }
}

/// The additionele elementen of a message; `None` when it has no list of them.
fn elements(message: &Held) -> Result<Option<Vec<(String, String)>>, String> {
    let Some(list) = message.child("additioneleElementenLijst") else { return Ok(None) };
    let list = Held::against(list, ELEMENTEN)?;
    let elements = list.children().iter().map(|element| {
        let held = Held::against(*element, ELEMENT)?;
        Ok::<_, String>((held.text("naam")?, held.text("waarde")?))
    });
    elements.collect::<Result<Vec<_>, String>>().map(Some)
}

/// What goes for all files of a message.
struct Shared {
    kenmerk: String,
    loonheffingennummer: String,
    dienst: String,
    metadata: Metadata,
    problems: Vec<Problem>,
}

impl Shared {
    /// The service follows from the berichtsoort: that is what the machtiging was held against.
    fn of(message: &Held, metadata: Metadata, settings: &Settings) -> Result<Shared, String> {
        let identity = message.child("identiteitBelanghebbende");
        let identity =
            Held::against(identity.ok_or("identiteitBelanghebbende ontbreekt")?, IDENTITEIT)?;
        let berichtsoort = message.child("berichtsoort").map(text).transpose()?.unwrap_or_default();
        let dienst = settings.dienst(&berichtsoort).to_owned();
        let mut problems = metadata.problems.clone();
        if metadata.dienst.as_ref().is_some_and(|told| *told != dienst) {
            let text = "is een andere dienst dan die van de berichtsoort; die laatste geldt";
            problems.push(warning("dienst", text));
        }
        if identity.text("type")? != settings.identiteit_type {
            let text = format!("de belanghebbende heeft geen {}", settings.identiteit_type);
            let field = "identiteitBelanghebbende".to_owned();
            problems.push(Problem { level: Level::Uitval, field, text });
        }
        Ok(Shared {
            kenmerk: message.text("kenmerk")?,
            loonheffingennummer: identity.text("nummer")?.to_ascii_uppercase(),
            dienst,
            metadata,
            problems,
        })
    }
}
