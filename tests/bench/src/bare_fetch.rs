//! The least that fetching documents can be: a client that asks for one after the other and keeps the
//! answer in a file that is on disk. No sealing, no reading, no dossiers.

use std::{
    fs::File,
    io::Write as _,
    path::Path,
    time::{Duration, Instant},
};

use tests_simulators::digipoort::{Operation, PATH};

use crate::{Measured, running};

/// Fetches the documents with these kenmerken from the ophaalservice at `base` into files in `folder`;
/// how long it took. Different `round`s use different message numbers, as the service wants.
pub(crate) fn fetch(
    base: &str,
    kenmerken: &[String],
    folder: &Path,
    round: usize,
) -> Measured<Duration> {
    let client = running::client()?;
    let endpoint = format!("{base}{PATH}");
    let action = Operation::BerichtenKenmerk.action();
    let start = Instant::now();
    for (number, kenmerk) in kenmerken.iter().enumerate() {
        let answer = client
            .post(&endpoint)
            .header("content-type", "text/xml; charset=utf-8")
            .header("soapaction", format!("\"{action}\""))
            .body(request(&endpoint, &action, kenmerk, (round, number)))
            .send()?
            .error_for_status()?;
        let mut file = File::create(folder.join(format!("{number}.xml")))?;
        file.write_all(&answer.bytes()?)?;
        file.sync_all()?;
    }
    Ok(start.elapsed())
}

fn request(to: &str, action: &str, kenmerk: &str, (round, number): (usize, usize)) -> String {
    let name = Operation::BerichtenKenmerk.name();
    format!(
        "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">\
         <s:Header xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"><wsa:To>{to}</wsa:To>\
         <wsa:Action>{action}</wsa:Action>\
         <wsa:MessageID>urn:uuid:00000000-0000-4000-8{round:03}-{number:012}</wsa:MessageID>\
         <wsa:ReplyTo><wsa:Address>http://www.w3.org/2005/08/addressing/anonymous</wsa:Address>\
         </wsa:ReplyTo></s:Header><s:Body>\
         <k:{name}Request xmlns:k=\"http://logius.nl/digipoort/koppelvlakservices/1.2/\">\
         <k:kenmerk>{kenmerk}</k:kenmerk>\
         <k:autorisatieAdres>http://geenausp.nl</k:autorisatieAdres>\
         </k:{name}Request></s:Body></s:Envelope>"
    )
}
