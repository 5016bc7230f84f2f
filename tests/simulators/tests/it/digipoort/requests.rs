//! A client that writes its requests out, so that every part of them can be wrong.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tests_simulators::digipoort::{Digipoort, Operation};

/// A request, to be changed before it is sent.
#[derive(Clone)]
pub(crate) struct Asked {
    pub(crate) url: String,
    pub(crate) content_type: String,
    pub(crate) soap_action: String,
    pub(crate) body: String,
}

/// What came back: the status, and the text as far as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Came {
    pub(crate) status: u16,
    pub(crate) text: String,
}

static NUMBER: AtomicU64 = AtomicU64::new(1);

/// A request that is right.
pub(crate) fn asked(service: &Digipoort, operation: Operation, fields: &str) -> Asked {
    let (to, action, name) = (service.endpoint(), operation.action(), operation.name());
    let number = NUMBER.fetch_add(1, Ordering::SeqCst);
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\
         <s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <s:Header xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"><wsa:To>{to}</wsa:To>\
         <wsa:Action>{action}</wsa:Action>\
         <wsa:MessageID>urn:uuid:00000000-0000-4000-8000-{number:012}</wsa:MessageID>\
         <wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/anonymous</wsa:Address>\
         </wsa:ReplyTo></s:Header><s:Body>\
         <k:{name}Request xmlns:k=\"http://logius.nl/digipoort/koppelvlakservices/1.2/\">{fields}\
         </k:{name}Request></s:Body></s:Envelope>"
    );
    Asked {
        url: to,
        content_type: "text/xml; charset=utf-8".to_owned(),
        soap_action: format!("\"{action}\""),
        body,
    }
}

impl Asked {
    /// The same with a part of its body changed.
    pub(crate) fn with(self, from: &str, to: &str) -> Asked {
        assert!(self.body.contains(from), "{from}");
        Asked { body: self.body.replace(from, to), ..self }
    }

    /// Sends it. None when no answer came; an error in the middle gives a status of 0.
    pub(crate) async fn send(&self) -> Option<Came> {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = reqwest::Client::builder()
            .no_proxy()
            .timeout(Duration::from_secs(20))
            .pool_max_idle_per_host(0)
            .build()
            .unwrap();
        let request = client
            .post(&self.url)
            .header("content-type", &self.content_type)
            .header("soapaction", &self.soap_action)
            .body(self.body.clone());
        let response = request.send().await.ok()?;
        let status = response.status().as_u16();
        match response.text().await {
            Ok(text) => Some(Came { status, text }),
            Err(_) => Some(Came { status: 0, text: String::new() }),
        }
    }
}

/// Asks for the documents with a kenmerk.
pub(crate) async fn fetch(service: &Digipoort, kenmerk: &str) -> Option<Came> {
    let fields = format!("<k:kenmerk>{kenmerk}</k:kenmerk>");
    asked(service, Operation::BerichtenKenmerk, &fields).send().await
}

/// Asks for the list of everything; gives the kenmerken in it.
pub(crate) async fn list(service: &Digipoort, fields: &str) -> Vec<String> {
    let came = asked(service, Operation::BerichtenLijst, fields).send().await.unwrap();
    assert_eq!(came.status, 200, "{}", came.text);
    values(&came.text, "kenmerk")
}

/// The texts of all elements with this name.
pub(crate) fn values(xml: &str, name: &str) -> Vec<String> {
    let (open, close) = (format!(":{name}>"), format!("</k:{name}>"));
    let parts = xml.split(&close).filter_map(|part| part.rsplit_once(&open));
    parts.map(|(_, value)| value.to_owned()).filter(|value| !value.is_empty()).collect()
}
