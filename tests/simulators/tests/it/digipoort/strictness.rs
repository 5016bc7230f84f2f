//! What is not exactly by the interface is refused with an unsigned fault.

use tests_simulators::digipoort::{Digipoort, Moods, Operation, UwvDocument};

use super::requests::{Asked, asked, values};

async fn service() -> Digipoort {
    let service = Digipoort::start(0, Moods::fine()).await.unwrap();
    service.put(UwvDocument::new("K1", "UWV-ZZ-ZW", "800000012L01"));
    service
}

async fn refused(asked: Asked, code: &str, why: &str) {
    let came = asked.send().await.unwrap();
    assert_eq!(came.status, 500, "{why}");
    assert!(
        came.text.contains(&format!("<fault:foutcode>{code}</fault:foutcode>")),
        "{}",
        came.text
    );
    assert!(came.text.contains(why), "{why} in {}", came.text);
    assert!(!came.text.contains("Security"));
}

#[tokio::test]
async fn every_operation_is_answered_by_the_wsdl() {
    let service = service().await;
    let who = "<k:identiteitBelanghebbende><k:nummer>800000012L01</k:nummer><k:type>LHnr</k:type>\
        </k:identiteitBelanghebbende>";
    for operation in Operation::ALL {
        let fields = match operation {
            Operation::Berichten | Operation::NieuweBerichten => who,
            Operation::BerichtenLijst | Operation::NieuweBerichtenLijst => "",
            Operation::BerichtenKenmerk | Operation::NieuweBerichtenKenmerk => {
                "<k:kenmerk>K1</k:kenmerk>"
            }
        };
        let asked = asked(&service, operation, fields);
        let id = values(&asked.body.replace("wsa:", "k:"), "MessageID").remove(0);
        let came = asked.send().await.unwrap();
        let name = operation.name();
        assert_eq!(came.status, 200, "{}", came.text);
        // By then the one document was handed over as new.
        let empty = operation == Operation::NieuweBerichtenKenmerk;
        assert_eq!(came.text.contains("<k:kenmerk>K1</k:kenmerk>"), !empty, "{name}");
        for part in [
            format!("<wsa:RelatesTo>{id}</wsa:RelatesTo>"),
            format!("OphaalService/{name}Response</wsa:Action>"),
            "<wsa:To>http://www.w3.org/2005/08/addressing/anonymous</wsa:To>".to_owned(),
            format!(
                "<k:{name}Response xmlns:k=\"http://logius.nl/digipoort/koppelvlakservices/1.2/\">\
                <k:{name}Return>"
            ),
        ] {
            assert!(came.text.contains(&part), "{part} in {}", came.text);
        }
    }
    let journal = service.journal();
    assert_eq!(journal.calls.len(), 6);
    assert_eq!(journal.geweigerd(), [""; 0]);
}

#[tokio::test]
async fn a_wrong_envelope_is_refused() {
    let service = service().await;
    let good = || asked(&service, Operation::BerichtenKenmerk, "<k:kenmerk>K1</k:kenmerk>");
    let action = Operation::BerichtenKenmerk.action();
    let other = Operation::BerichtenLijst.action();
    let anonymous = "http://www.w3.org/2005/08/addressing/anonymous";
    let to = format!("<wsa:To>{}</wsa:To>", service.endpoint());
    for (wrong, why) in [
        (
            good().with("schemas.xmlsoap.org/soap/envelope/", "www.w3.org/2003/05/soap-envelope"),
            "SOAP 1.1",
        ),
        (good().with(&to, ""), "wsa:To ontbreekt"),
        (good().with(&to, &format!("{to}{to}")), "meer dan eens"),
        (good().with(&to, "<wsa:To>http://elders/</wsa:To>"), "wsa:To is niet"),
        (
            good().with(&format!("<wsa:Action>{action}"), &format!("<wsa:Action>{other}")),
            "wsa:Action",
        ),
        (good().with("urn:uuid:0", "uuid:0"), "MessageID"),
        (good().with("urn:uuid:0", "urn:uuid:g"), "MessageID"),
        (good().with(anonymous, "http://elders/"), "ReplyTo"),
        (good().with("</s:Header>", "<x:Eigen xmlns:x='u'/></s:Header>"), "header Eigen"),
        (good().with("<s:Body>", "<s:Body><k/>"), "precies een element"),
        (good().with("</s:Envelope>", "<x/></s:Envelope>"), "Header en Body"),
        (good().with("<s:Body>", "x<s:Body>"), "tekst tussen"),
        (good().with("</s:Envelope>", ""), "afgebroken"),
        (good().with("<?xml", "<!DOCTYPE a [<!ENTITY b \"c\">]><?xml"), ""),
        (Asked { soap_action: String::new(), ..good() }, "SOAPAction"),
        (Asked { soap_action: other, ..good() }, "wsa:Action"),
        (
            Asked { content_type: "application/soap+xml; charset=utf-8".into(), ..good() },
            "Content-Type",
        ),
        (Asked { content_type: "text/xml".into(), ..good() }, "Content-Type"),
        (good().with("<k:kenmerk>K1</k:kenmerk>", "<k:kenmerk>K1</k:kenmerk><k:meer/>"), "k"),
        (good().with("koppelvlakservices/1.2/", "koppelvlakservices/1.1/"), "in de Body"),
        (good().with("K1", &"k".repeat(41)), "kenmerk: waarde"),
    ] {
        refused(wrong, "OPH100", why).await;
    }
    assert_eq!(good().send().await.unwrap().status, 200);
    let unquoted = Asked { soap_action: action, ..good() };
    assert_eq!(unquoted.send().await.unwrap().status, 200);
    assert_eq!(service.journal().geweigerd().len(), 21);
}

#[tokio::test]
async fn a_message_id_is_used_once() {
    let service = service().await;
    let asked = asked(&service, Operation::BerichtenLijst, "");
    assert_eq!(asked.send().await.unwrap().status, 200);
    refused(asked, "OPH410", "is herhaald").await;
}

#[tokio::test]
async fn a_security_header_is_let_through_unread() {
    let service = service().await;
    let security = "<w:Security xmlns:w='http://docs.oasis-open.org/wss/2004/01/\
        oasis-200401-wss-wssecurity-secext-1.0.xsd'/></s:Header>";
    let signed = asked(&service, Operation::BerichtenLijst, "").with("</s:Header>", security);
    assert_eq!(signed.send().await.unwrap().status, 200);
}
