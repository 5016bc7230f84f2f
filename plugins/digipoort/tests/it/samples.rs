//! Answers of Digipoort, written from its WSDL, and ways to ask for them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sdk_connector::protocol::{HttpReply, Scope};
use sdk_connector::script::Script;
use serde_json::{Value, json};

pub(crate) const ZW: &str = "UWV-ZZ-ZW";
pub(crate) const WAZO: &str = "UWV-ZZ-WAZO";
pub(crate) const ONE: &str = "123456782L01";
pub(crate) const TWO: &str = "111222333L02";
/// 2 March 2026, 09:00 UTC.
pub(crate) const NOW: i64 = 1_772_442_000_000;
pub(crate) const HOUR: i64 = 3_600_000;

/// A small PDF; only its head is ever looked at here.
pub(crate) const PDF: &[u8] = b"%PDF-1.4\n%%EOF\n";

pub(crate) fn settings() -> Value {
    json!({ "endpoint": "https://digipoort.example/wus/2.0/ophaalservice/1.2" })
}

/// The settings with some more.
pub(crate) fn settings_with(more: Value) -> Value {
    let mut settings = settings();
    settings.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    settings
}

pub(crate) fn script() -> Script {
    Script::new().settings(&settings()).now_ms(NOW)
}

pub(crate) fn scope(loonheffingennummer: &str, dienst: &str) -> Scope {
    Scope {
        loonheffingennummer: loonheffingennummer.into(),
        dienst: dienst.into(),
        since_ms: NOW - 24 * HOUR,
    }
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// An answer over HTTP, in text.
pub(crate) fn answered(status: u16, body: impl Into<String>) -> HttpReply {
    let headers = vec![("content-type".into(), "text/xml; charset=utf-8".into())];
    HttpReply::Answered { status, headers, body: body.into(), blob: None }
}

/// The envelope that Digipoort sends, with prefixes as in recorded traffic.
pub(crate) fn envelope(operation: &str, body: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"><soapenv:Header>\
         <wsa:To>http://www.w3.org/2005/08/addressing/anonymous</wsa:To>\
         <wsa:MessageID>urn:uuid:00000000-0000-4000-8000-000000000001</wsa:MessageID>\
         <wsa:Action>http://logius.nl/digipoort/wus/2.0/ophaalservice/1.2/OphaalService/\
         {operation}Response</wsa:Action></soapenv:Header>\n\
         <soapenv:Body><p:{operation}Response xmlns:p=\"{DIGIPOORT}\">\
         <p:{operation}Return>\n{body}</p:{operation}Return></p:{operation}Response>\
         </soapenv:Body></soapenv:Envelope>\n"
    )
}

const DIGIPOORT: &str = "http://logius.nl/digipoort/koppelvlakservices/1.2/";

/// A list of kenmerk and loonheffingennummer.
pub(crate) fn list(dienst: &str, items: &[(&str, &str)]) -> String {
    let items = items.iter().map(|(kenmerk, number)| {
        format!(
            "<p:BerichtLijstResultaat><p:berichtsoort>{dienst}</p:berichtsoort>{}\
             <p:kenmerk>{kenmerk}</p:kenmerk></p:BerichtLijstResultaat>\n",
            identity(number)
        )
    });
    envelope("getBerichtenLijst", &items.collect::<String>())
}

pub(crate) fn identity(number: &str) -> String {
    format!(
        "<p:identiteitBelanghebbende><p:nummer>{number}</p:nummer><p:type>LHnr</p:type>\
         </p:identiteitBelanghebbende>"
    )
}

/// A fault with a foutcode.
pub(crate) fn fault(foutcode: &str) -> String {
    format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <soapenv:Body><soapenv:Fault><faultcode>soapenv:Client</faultcode>\
         <faultstring>Algemene fout</faultstring><faultactor>Verantwoordingsplichtige</faultactor>\
         <detail><f:ophaalFault xmlns:f=\"{DIGIPOORT}\"><f:foutcode>{foutcode}</f:foutcode>\
         <f:foutbeschrijving>Het verzoek is\n\nniet goed.</f:foutbeschrijving></f:ophaalFault>\
         </detail></soapenv:Fault></soapenv:Body></soapenv:Envelope>"
    )
}

/// A message, from berichtInhoud on.
pub(crate) fn message(kenmerk: &str, content: &str) -> String {
    format!(
        "<p:BerichtResultaat><p:kenmerk>{kenmerk}</p:kenmerk><p:berichtsoort>{ZW}</p:berichtsoort>\
         <p:berichtkenmerk>urn:uuid:7</p:berichtkenmerk>\
         <p:tijdstempelAangeleverd>2026-03-01T08:00:00.000Z</p:tijdstempelAangeleverd>{}\
         <p:rolBelanghebbende>Bedrijf</p:rolBelanghebbende>\
         <p:identiteitOntvanger><p:nummer>00000001003214345000</p:nummer><p:type>OIN</p:type>\
         </p:identiteitOntvanger>\n{content}</p:BerichtResultaat>\n",
        identity(ONE)
    )
}

pub(crate) fn messages(messages: &str) -> String {
    envelope("getBerichtenKenmerk", messages)
}

pub(crate) fn file(tag: &str, mime_type: &str, name: &str, bytes: &[u8]) -> String {
    format!(
        "<p:{tag}><p:mimeType>{mime_type}</p:mimeType><p:bestandsnaam>{name}</p:bestandsnaam>\
         <p:inhoud>{}</p:inhoud></p:{tag}>",
        base64(bytes)
    )
}

/// Metadata as XML, with bijlagen.
pub(crate) fn with_metadata_xml(metadata: &str, bijlagen: &[&[u8]]) -> String {
    let bijlagen: String = (1..)
        .zip(bijlagen)
        .map(|(number, bytes)| {
            file("bijlage", "application/pdf", &format!("brief-{number}.pdf"), bytes)
        })
        .collect();
    let bijlagen = match bijlagen.as_str() {
        "" => String::new(),
        bijlagen => format!("<p:berichtBijlagen>{bijlagen}</p:berichtBijlagen>"),
    };
    file("berichtInhoud", "text/xml", "metadata.xml", metadata.as_bytes()) + &bijlagen
}

pub(crate) const METADATA: &str = "<uwvDocument xmlns=\"urn:voorbeeld\"><bsn>123456782</bsn>\
    <dienst>UWV-ZZ-ZW</dienst><titel>Beslissing &amp; toelichting</titel>\
    <datum>2026-02-27</datum></uwvDocument>";

/// A file in the content, with additionele elementen.
pub(crate) fn with_elements(bytes: &[u8], elements: &[(&str, &str)]) -> String {
    let elements: String = elements
        .iter()
        .map(|(name, value)| {
            format!("<p:element><p:naam>{name}</p:naam><p:waarde>{value}</p:waarde></p:element>")
        })
        .collect();
    let elements = match elements.as_str() {
        "" => String::new(),
        some => format!("<p:additioneleElementenLijst>{some}</p:additioneleElementenLijst>"),
    };
    file("berichtInhoud", "application/pdf", "brief.pdf", bytes) + &elements
}
