//! Fetching one message. It stays with the host; here it is only looked at, to its very end, so that an
//! answer that was cut off or is somebody else's is asked for again.

use sdk_connector::protocol::{Call, Fetch, Fetched, HttpReply, ReplyAs};
use sdk_connector::{Host, Result};

use crate::settings::Settings;
use crate::soap::{self, Failure, Question, message_id};
use crate::structure::text;
use crate::wsdl::{DIGIPOORT, Operation};

/// The attempt at which an empty answer is believed: by then hours have passed.
const BELIEVED_AT: u32 = 5;

/// Fetches the message with the kenmerk of an item.
pub fn fetch(
    call: &Call,
    request: &Fetch,
    settings: &Settings,
    host: &mut Host,
) -> Result<Fetched> {
    let question = Question {
        operation: Operation::GetBerichtenKenmerk,
        elements: &[
            ("kenmerk", &request.item.key),
            ("autorisatieAdres", &settings.autorisatie_adres),
        ],
        message_id: &message_id(call, request.attempt),
    };
    let reply = host.http(question.request(settings, ReplyAs::Blob))?;
    let answer = match soap::answer(&question, &reply, settings, host) {
        Ok(answer) => answer,
        Err(Failure { reason, after, .. }) => return Ok(Fetched::TryAgain { reason, after }),
    };
    let kenmerken = match kenmerken(&answer) {
        Ok(kenmerken) => kenmerken,
        Err(reason) => return Ok(Fetched::TryAgain { reason, after: None }),
    };
    Ok(match reply {
        HttpReply::Answered { blob: Some(body), .. } if kenmerken.contains(&request.item.key) => {
            Fetched::Message { body, content_type: answer.content_type }
        }
        _ if !kenmerken.is_empty() => {
            let reason = "Digipoort geeft een ander bericht dan gevraagd".to_owned();
            Fetched::TryAgain { reason, after: None }
        }
        _ if request.attempt < BELIEVED_AT => {
            let reason = "Digipoort geeft geen bericht met dit kenmerk".to_owned();
            Fetched::TryAgain { reason, after: None }
        }
        _ => {
            let reason = format!(
                "Digipoort geeft ook bij poging {} geen bericht met dit kenmerk",
                request.attempt
            );
            Fetched::Gone { reason }
        }
    })
}

/// The kenmerk of each message in an answer. The rest of their structure is for whoever reads them:
/// a message that is wrong in itself does not get better by fetching it again.
fn kenmerken(answer: &soap::Reply) -> std::result::Result<Vec<String>, String> {
    let returned = soap::returned(&answer.outline, Operation::GetBerichtenKenmerk)?;
    let results = returned.children().filter(|child| child.is(DIGIPOORT, "BerichtResultaat"));
    let kenmerken = results.filter_map(|result| result.child(DIGIPOORT, "kenmerk"));
    kenmerken.map(text).collect()
}
