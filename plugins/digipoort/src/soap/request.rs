//! A request to the ophaalservice.

use sdk_connector::protocol::{Call, HttpRequest, ReplyAs};
use sdk_connector::xml::XmlWriter;

use crate::settings::Settings;
use crate::wsdl::{ANONYMOUS, DIGIPOORT, Operation, SOAP, WSA};

/// What is asked.
#[derive(Debug, Clone, Copy)]
pub struct Question<'a> {
    /// The operation.
    pub operation: Operation,
    /// The elements of the request with their values, in the order of the XSD. One without a value is
    /// left out.
    pub elements: &'a [(&'a str, &'a str)],
    /// The MessageID, which the answer relates to.
    pub message_id: &'a str,
}

impl Question<'_> {
    /// The request that asks it.
    pub fn request(&self, settings: &Settings, reply_as: ReplyAs) -> HttpRequest {
        let action = self.operation.request_action();
        HttpRequest {
            method: "POST".to_owned(),
            url: settings.endpoint.clone(),
            headers: vec![
                ("Content-Type".to_owned(), "text/xml; charset=utf-8".to_owned()),
                ("SOAPAction".to_owned(), format!("\"{action}\"")),
            ],
            body: self.envelope(&settings.endpoint, &action),
            credential: settings.credential.clone(),
            reply_as,
        }
    }

    fn envelope(&self, to: &str, action: &str) -> String {
        let mut xml = XmlWriter::new();
        let namespaces = [("xmlns:soapenv", SOAP), ("xmlns:wsa", WSA)];
        xml.element("soapenv:Envelope", &namespaces, |xml| {
            // wsse:Security belongs in front of these; see "Signing" in README.md.
            xml.element("soapenv:Header", &[], |xml| {
                xml.text("wsa:To", to);
                xml.text("wsa:Action", action);
                xml.text("wsa:MessageID", self.message_id);
                xml.element("wsa:ReplyTo", &[], |xml| xml.text("wsa:Address", ANONYMOUS));
            });
            xml.element("soapenv:Body", &[], |xml| {
                let request = format!("{}Request", self.operation.name());
                xml.element(&request, &[("xmlns", DIGIPOORT)], |xml| {
                    for (name, value) in self.elements.iter().filter(|(_, value)| !value.is_empty())
                    {
                        xml.text(name, value);
                    }
                });
            });
        });
        xml.finish()
    }
}

/// A MessageID that differs for each call and each `number` within it, and is the same whenever the
/// call is run again: a UUID of version 4 (RFC 9562) from the randomness of the call.
pub fn message_id(call: &Call, number: u32) -> String {
    let mut state = call.seed ^ call.now_ms.cast_unsigned();
    let told = call.id.bytes().chain(call.request.kind.bytes());
    for byte in told.chain(number.to_le_bytes()) {
        state = (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3); // FNV-1a
    }
    let (high, low) = (scrambled(&mut state), scrambled(&mut state));
    let high = high & !0xf000 | 0x4000;
    let low = low & !(0b11 << 62) | (0b10 << 62);
    format!(
        "urn:uuid:{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        high >> 32,
        high >> 16 & 0xffff,
        high & 0xffff,
        low >> 48,
        low & 0xffff_ffff_ffff
    )
}

/// The next number of SplitMix64.
fn scrambled(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut number = *state;
    number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
