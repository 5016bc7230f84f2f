//! Sending the requests that connectors ask for. The connector names a URL; whether anything goes
//! there is decided here, by name before and by address after looking the name up, and the
//! connection is made to the very addresses that were looked at.
//!
//! Redirects are followed here, at most five, and each is checked as if the connector had named it:
//! a GET may be sent on, any request by 307 and 308, and TLS is never given up. Credentials are added
//! here by name and go to the first host and port only.

mod body;
mod clients;
mod outgoing;

use std::error::Error;
use std::time::Duration;

use reqwest::Response;
use sdk_connector::protocol::{HttpReply, HttpRequest, ReplyAs};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::time::{Instant, timeout_at};

use crate::credential::Credential;
use crate::grant::{HttpGrant, Refused};
use crate::guest_text::from_guest;
use body::Sink;
use clients::Clients;
use outgoing::Outgoing;

/// Said when the time of a request is over.
const NO_ANSWER_IN_TIME: &str = "geen antwoord binnen de tijd";

/// How long a request may take. After that its fate is unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HttpTimes {
    /// From the start to the end of an answer as text, or to the start of one as a blob.
    pub answer: Duration,
    /// From the start to the end of the body of a blob.
    pub blob: Duration,
    /// In every such stretch of time a blob must go on by [`HttpTimes::pace_bytes`].
    pub pace: Duration,
    /// In bytes.
    pub pace_bytes: u64,
}

impl Default for HttpTimes {
    fn default() -> HttpTimes {
        HttpTimes {
            answer: Duration::from_secs(60),
            blob: Duration::from_secs(300),
            pace: Duration::from_secs(30),
            pace_bytes: 480 << 10, // 16 KiB a second: slower than any line that is in use
        }
    }
}

/// Sends requests for connectors. Blocks: use it from threads that may, which those of an
/// asynchronous runtime are not.
pub struct HttpClient {
    clients: Clients,
    times: HttpTimes,
    handle: Handle,
    /// Always there until the end.
    runtime: Option<Runtime>,
}

/// The client could not be made.
#[derive(Debug, thiserror::Error)]
#[error("verzoeken naar buiten zijn niet mogelijk: {0}")]
pub struct HttpClientError(String);

impl HttpClient {
    /// A client that trusts the certificate authorities that browsers trust.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn new() -> Result<HttpClient, HttpClientError> {
        HttpClient::within(HttpTimes::default())
    }

    /// Such a client that gives each request this much time.
    ///
    /// # Errors
    /// When TLS cannot be set up on this machine.
    pub fn within(times: HttpTimes) -> Result<HttpClient, HttpClientError> {
        let runtime = Builder::new_multi_thread()
            .worker_threads(1) // it only keeps connections going; bodies are read by who asked
            .thread_name("plugin-netwerk")
            .enable_all()
            .build()
            .map_err(|error| HttpClientError(error.to_string()))?;
        let clients = Clients::new().map_err(|error| HttpClientError(error.to_string()))?;
        let handle = runtime.handle().clone();
        Ok(HttpClient { clients, times, handle, runtime: Some(runtime) })
    }

    /// Sends `request` as far as `grant` allows and waits for the answer.
    ///
    /// When the request wants its answer as a blob, the body goes to `blob` piece by piece, and the
    /// reply has an empty body and no blob: whoever keeps it fills that in. Only a body that came
    /// whole gives an answer; after a failure whatever `blob` got is worth nothing.
    pub fn perform(
        &self,
        request: &HttpRequest,
        grant: &HttpGrant,
        blob: &mut dyn FnMut(&[u8]) -> Result<(), String>,
    ) -> HttpReply {
        let mut outgoing = match Outgoing::new(request, grant) {
            Ok(outgoing) => outgoing,
            Err(refused) => return failed(true, from_guest(&refused.to_string())),
        };
        self.handle.block_on(async {
            let deadline = Instant::now() + self.times.answer;
            match self.answer(&mut outgoing, grant, deadline).await {
                Ok(response) => {
                    let hidden = outgoing.credential().map(|(_, credential)| credential);
                    self.reply(response, request.reply_as, hidden, deadline, blob).await
                }
                Err(failure) => failure,
            }
        })
    }

    /// Sends the request, and sends it on for as long as the answers say so.
    async fn answer(
        &self,
        outgoing: &mut Outgoing<'_>,
        grant: &HttpGrant,
        deadline: Instant,
    ) -> Result<Response, HttpReply> {
        loop {
            let unsent = !outgoing.was_sent_on();
            let credential = outgoing.credential();
            let made = self.clients.of(grant.private_addresses, credential).and_then(|client| {
                let request = outgoing.request(&client)?;
                Ok((client, request))
            });
            let (client, request) = made.map_err(|error| {
                let name = credential.map_or("", |(name, _)| name);
                failed(unsent, format!("toegangsgegeven `{name}` is niet bruikbaar: {error}"))
            })?;
            let response = timeout_at(deadline, client.execute(request))
                .await
                .map_err(|_| failed(false, NO_ANSWER_IN_TIME.into()))?
                .map_err(|error| {
                    let unsent = unsent && (error.is_connect() || error.is_builder());
                    failed(unsent, reason(&error))
                })?;
            match outgoing.follow(response.status(), response.headers()) {
                Ok(true) => {}
                Ok(false) => return Ok(response),
                Err(refused) => {
                    let reason = format!("na een doorverwijzing: {refused}");
                    return Err(failed(false, from_guest(&reason)));
                }
            }
        }
    }

    async fn reply(
        &self,
        response: Response,
        reply_as: ReplyAs,
        hidden: Option<&Credential>,
        deadline: Instant,
        sink: &mut Sink<'_>,
    ) -> HttpReply {
        let masked = |text: String| match hidden {
            Some(credential) => credential.masked(text),
            None => text,
        };
        let status = response.status().as_u16();
        let headers = response
            .headers()
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
                (name.as_str().to_owned(), masked(value))
            })
            .collect();
        let body = match reply_as {
            ReplyAs::Text => body::text(response, deadline).await.map(masked),
            ReplyAs::Blob => body::blob(response, &self.times, sink).await.map(|()| String::new()),
        };
        match body {
            Ok(body) => HttpReply::Answered { status, headers, body, blob: None },
            Err(reason) => failed(false, reason),
        }
    }
}

impl Drop for HttpClient {
    /// Waits for nobody: whoever drops it may be a thread that may not.
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn failed(unsent: bool, reason: String) -> HttpReply {
    HttpReply::Failed { unsent, reason }
}

/// What went wrong, in Dutch; without the URL, which may hold somebody's data.
fn reason(error: &reqwest::Error) -> String {
    let causes = causes(error);
    if let Some(refused) = causes.iter().find_map(|cause| cause.downcast_ref::<Refused>()) {
        return refused.to_string();
    }
    let what = if error.is_timeout() {
        NO_ANSWER_IN_TIME
    } else if error.is_connect() {
        "geen verbinding"
    } else {
        "het verzoek mislukte"
    };
    match causes.last() {
        Some(cause) => format!("{what}: {cause}"),
        None => what.to_owned(),
    }
}

fn causes(error: &reqwest::Error) -> Vec<&(dyn Error + 'static)> {
    let mut causes = Vec::new();
    let mut next = error.source();
    while let Some(cause) = next {
        causes.push(cause);
        next = cause.source();
    }
    causes
}
