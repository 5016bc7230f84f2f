//! A document of UWV as it lies at Digipoort, and what it looks like on the line.
//!
//! **Assumption:** in what envelope UWV hands over documents is not published. Both carriers here fit
//! the schema of the interface; the names in them are ours, and the same as the connector's defaults.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use jiff::Timestamp;
use jiff::civil::Date;
use quick_xml::escape::escape;
use serde::{Deserialize, Serialize};

use super::mood::Moods;
use super::pdf::pdf;

/// Namespace of the assumed metadata.
const METADATA: &str = "urn:schakel:aanname:uwv-document:1";

/// A document that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UwvDocument {
    /// Its number at Digipoort. Several with the same kenmerk come together.
    pub kenmerk: String,
    /// Code of the service, such as `UWV-ZZ-ZW`.
    pub dienst: String,
    /// Berichtsoort; when none is given it is the service's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub berichtsoort: Option<String>,
    /// Whose it is.
    pub loonheffingennummer: String,
    /// Whom it is about; none for a document for the employer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bsn: Option<String>,
    /// What people read.
    pub titel: String,
    /// Date on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub datum: Option<Date>,
    /// In what envelope it is.
    #[serde(default)]
    pub vorm: Vorm,
    /// Its files; at least one.
    pub bestanden: Vec<Bestand>,
    /// Since when it can be fetched; when none is given that is when it is put here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aangeleverd: Option<Timestamp>,
    /// How fetching it goes.
    #[serde(default, skip_serializing_if = "Moods::is_fine")]
    pub gedrag: Moods,
}

/// In what envelope a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Vorm {
    /// berichtInhoud is XML that says whom it is about; the files are in berichtBijlagen.
    #[default]
    Metadata,
    /// berichtInhoud is the first file; additionele elementen say whom it is about.
    Pdf,
    /// As `Metadata`, but the XML ends in the middle.
    Onleesbaar,
}

/// A file of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bestand {
    /// Name; at most 80 letters.
    pub naam: String,
    /// What is in it.
    pub inhoud: Inhoud,
}

/// What is in a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inhoud {
    /// A PDF of so many bytes, or as small as it can be; at most 20 971 520 by the interface.
    Pdf(usize),
    /// A web page that calls itself a PDF.
    Html,
    /// Nothing.
    Leeg,
}

impl UwvDocument {
    /// One small PDF for an employer, to be described further.
    pub fn new(kenmerk: &str, dienst: &str, loonheffingennummer: &str) -> UwvDocument {
        UwvDocument {
            kenmerk: kenmerk.to_owned(),
            dienst: dienst.to_owned(),
            berichtsoort: None,
            loonheffingennummer: loonheffingennummer.to_owned(),
            bsn: None,
            titel: format!("Document {kenmerk}"),
            datum: None,
            vorm: Vorm::Metadata,
            bestanden: vec![Bestand { naam: format!("{kenmerk}.pdf"), inhoud: Inhoud::Pdf(0) }],
            aangeleverd: None,
            gedrag: Moods::fine(),
        }
    }

    /// The berichtsoort under which it is listed.
    pub fn soort(&self) -> &str {
        self.berichtsoort.as_deref().unwrap_or(&self.dienst)
    }

    /// The bytes of its file with this number, from 1; empty when there is no such file.
    pub fn bytes(&self, number: usize) -> Vec<u8> {
        let file = number.checked_sub(1).and_then(|place| self.bestanden.get(place));
        match file.map(|file| file.inhoud) {
            None | Some(Inhoud::Leeg) => Vec::new(),
            Some(Inhoud::Pdf(bytes)) => pdf(&format!("{} {number}", self.titel), bytes),
            Some(Inhoud::Html) => {
                b"<!DOCTYPE html><html><body>Uw sessie is verlopen.</body></html>".to_vec()
            }
        }
    }

    /// A `BerichtLijstResultaat`.
    pub(crate) fn listed(&self, out: &mut String) {
        out.push_str("<k:BerichtLijstResultaat>");
        tag(out, "berichtsoort", self.soort());
        self.belanghebbende(out);
        tag(out, "kenmerk", &self.kenmerk);
        out.push_str("</k:BerichtLijstResultaat>");
    }

    /// A `BerichtResultaat`, with everything in the order of the schema.
    pub(crate) fn handed_over(&self, since: Timestamp, out: &mut String) {
        out.push_str("<k:BerichtResultaat>");
        tag(out, "kenmerk", &self.kenmerk);
        tag(out, "berichtsoort", self.soort());
        tag(out, "berichtkenmerk", &format!("UWV-{}", self.kenmerk));
        tag(out, "tijdstempelAangeleverd", &moment(since));
        self.belanghebbende(out);
        tag(out, "rolBelanghebbende", "Bedrijf");
        let metadata = self.vorm != Vorm::Pdf;
        out.push_str("<k:berichtInhoud>");
        if metadata {
            file(out, "text/xml", "metadata.xml", self.metadata().as_bytes());
        } else {
            self.file(1, out);
        }
        out.push_str("</k:berichtInhoud>");
        let enclosed = if metadata { 1 } else { 2 };
        if self.bestanden.len() >= enclosed {
            out.push_str("<k:berichtBijlagen>");
            for number in enclosed..=self.bestanden.len() {
                out.push_str("<k:bijlage>");
                self.file(number, out);
                out.push_str("</k:bijlage>");
            }
            out.push_str("</k:berichtBijlagen>");
        }
        if !metadata {
            self.additional(out);
        }
        out.push_str("</k:BerichtResultaat>");
    }

    fn file(&self, number: usize, out: &mut String) {
        let name = number.checked_sub(1).and_then(|place| self.bestanden.get(place));
        let name = name.map(|file| file.naam.as_str()).unwrap_or_default();
        file(out, "application/pdf", name, &self.bytes(number));
    }

    fn belanghebbende(&self, out: &mut String) {
        out.push_str("<k:identiteitBelanghebbende>");
        tag(out, "nummer", &self.loonheffingennummer);
        tag(out, "type", "LHnr");
        out.push_str("</k:identiteitBelanghebbende>");
    }

    fn metadata(&self) -> String {
        let mut xml = format!("<uwvDocument xmlns=\"{METADATA}\">");
        let datum = self.datum.map(|datum| datum.to_string());
        for (name, value) in [
            ("bsn", self.bsn.as_deref()),
            ("dienst", Some(self.dienst.as_str())),
            ("titel", Some(self.titel.as_str())),
            ("datum", datum.as_deref()),
        ] {
            if let Some(value) = value {
                xml.push_str(&format!("<{name}>{}</{name}>", escape(value)));
            }
        }
        if self.vorm != Vorm::Onleesbaar {
            xml.push_str("</uwvDocument>");
        }
        xml
    }

    fn additional(&self, out: &mut String) {
        let datum = self.datum.map(|datum| datum.to_string());
        out.push_str("<k:additioneleElementenLijst>");
        for (name, value) in [
            ("BSN", self.bsn.as_deref()),
            ("Dienst", Some(self.dienst.as_str())),
            ("Titel", Some(self.titel.as_str())),
            ("Datum", datum.as_deref()),
        ] {
            if let Some(value) = value {
                out.push_str("<k:element>");
                tag(out, "naam", name);
                tag(out, "waarde", value);
                out.push_str("</k:element>");
            }
        }
        out.push_str("</k:additioneleElementenLijst>");
    }
}

fn file(out: &mut String, mime: &str, name: &str, bytes: &[u8]) {
    tag(out, "mimeType", mime);
    tag(out, "bestandsnaam", name);
    out.push_str("<k:inhoud>");
    STANDARD.encode_string(bytes, out);
    out.push_str("</k:inhoud>");
}

fn tag(out: &mut String, name: &str, text: &str) {
    out.push_str(&format!("<k:{name}>{}</k:{name}>", escape(text)));
}

/// A moment as recorded answers have it: in thousandths of a second.
pub(crate) fn moment(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%S%.3fZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn handed_over(document: &UwvDocument) -> String {
        let mut out = String::new();
        document.handed_over(Timestamp::UNIX_EPOCH, &mut out);
        out
    }

    #[test]
    fn each_carrier_says_whom_it_is_about() {
        let document = UwvDocument {
            bsn: Some("111222333".to_owned()),
            titel: "Toekenning & betaling".to_owned(),
            datum: Some(jiff::civil::date(2026, 3, 2)),
            ..UwvDocument::new("K1", "UWV-ZZ-ZW", "800000012L01")
        };
        let metadata = "<uwvDocument xmlns=\"urn:schakel:aanname:uwv-document:1\"><bsn>111222333</bsn>\
            <dienst>UWV-ZZ-ZW</dienst><titel>Toekenning &amp; betaling</titel>\
            <datum>2026-03-02</datum></uwvDocument>";
        let inhoud = format!("<k:inhoud>{}</k:inhoud>", STANDARD.encode(metadata));
        assert!(handed_over(&document).contains(&inhoud));
        let elements = "<k:element><k:naam>BSN</k:naam><k:waarde>111222333</k:waarde></k:element>";
        let pdf = UwvDocument { vorm: Vorm::Pdf, ..document };
        assert!(handed_over(&pdf).contains(elements));
        assert!(!handed_over(&pdf).contains("berichtBijlagen"));
        let employer = UwvDocument { bsn: None, ..pdf };
        assert!(!handed_over(&employer).contains("BSN"));
    }

    #[test]
    fn as_json_it_is_the_same() {
        let gedrag = "afgekapt:1".parse().unwrap();
        let document = UwvDocument { gedrag, ..UwvDocument::new("K1", "UWV-ZZ-ZW", "L") };
        let json = serde_json::to_string(&document).unwrap();
        assert_eq!(serde_json::from_str::<UwvDocument>(&json).unwrap(), document);
        let least = r#"{"kenmerk":"K","dienst":"D","loonheffingennummer":"L","titel":"T",
            "bestanden":[{"naam":"a.pdf","inhoud":{"pdf":100}},{"naam":"b.pdf","inhoud":"html"}]}"#;
        let read: UwvDocument = serde_json::from_str(least).unwrap();
        assert!(read.bytes(1).starts_with(b"%PDF-") && read.bytes(2).starts_with(b"<!DOCTYPE"));
        assert!(read.bytes(0).is_empty() && read.bytes(3).is_empty());
    }
}
