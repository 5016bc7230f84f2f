//! The portal's sending side: posts messages, and keeps at it when nobody answers.

use std::time::Duration;

use reqwest::StatusCode;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};

use super::answer::Retourmelding;
use super::message::Message;

/// Attempts before the sender gives up on a message.
const ATTEMPTS: u32 = 40;
/// The first pause; it doubles with every attempt.
const FIRST_PAUSE: Duration = Duration::from_millis(50);
/// The longest pause.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);
/// How long one attempt may take; a large load is acknowledged only when it was read.
const PATIENCE: Duration = Duration::from_secs(600);

/// Posts messages to one import link.
#[derive(Debug, Clone)]
pub struct Sender {
    client: reqwest::Client,
    url: String,
    token: String,
    attempts: u32,
}

/// How sending ended.
#[derive(Debug, Clone)]
pub struct Reply {
    /// HTTP status of the last attempt.
    pub status: u16,
    /// Body of the last attempt.
    pub body: String,
    /// The Retourmelding1, when the body is one that fits the standard.
    pub retourmelding: Option<Retourmelding>,
    /// Where a body that should be a Retourmelding1 departs from the standard.
    pub violations: Vec<String>,
    /// Attempts that it took.
    pub attempts: u32,
}

/// The sender gave up, or could not begin.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// The network client could not be made.
    #[error("de zender kan niet beginnen: {0}")]
    Setup(#[source] reqwest::Error),
    /// No attempt had an answer.
    #[error("geen antwoord na {attempts} pogingen: {cause}")]
    NoAnswer {
        /// How often it was tried.
        attempts: u32,
        /// What the last attempt met.
        cause: reqwest::Error,
    },
}

impl Sender {
    /// A sender to `{base}/koppelingen/{klantcode}/{importkoppeling}`.
    pub fn new(
        base: &str,
        klantcode: &str,
        importkoppeling: &str,
        token: &str,
    ) -> Result<Sender, SendError> {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default(); // once is enough
        let client = reqwest::Client::builder().timeout(PATIENCE).no_proxy().build();
        Ok(Sender {
            client: client.map_err(SendError::Setup)?,
            url: format!(
                "{}/koppelingen/{klantcode}/{importkoppeling}",
                base.trim_end_matches('/')
            ),
            token: token.to_owned(),
            attempts: ATTEMPTS,
        })
    }

    /// The same sender with another token.
    #[must_use]
    pub fn with_token(self, token: &str) -> Sender {
        Sender { token: token.to_owned(), ..self }
    }

    /// The same sender with more or less perseverance; at least one attempt is made.
    #[must_use]
    pub fn with_attempts(self, attempts: u32) -> Sender {
        Sender { attempts: attempts.max(1), ..self }
    }

    /// Sends a message. A lost connection and a receiver in trouble (5xx, 408, 429) are met with
    /// the same bytes again.
    pub async fn send(&self, message: &Message) -> Result<Reply, SendError> {
        self.send_bytes(&message.xml).await
    }

    /// Sends bytes that may be anything; see [`Sender::send`].
    pub async fn send_bytes(&self, bytes: &[u8]) -> Result<Reply, SendError> {
        let mut pause = FIRST_PAUSE;
        let mut attempt = 1;
        loop {
            let last = attempt >= self.attempts;
            match self.attempt(bytes).await {
                Ok((reply, _)) if last || !is_trouble(reply.status) => {
                    return Ok(Reply { attempts: attempt, ..reply });
                }
                Ok((_, Some(asked))) => tokio::time::sleep(asked.min(LONGEST_PAUSE)).await,
                Err(cause) if last => return Err(SendError::NoAnswer { attempts: attempt, cause }),
                Ok((_, None)) | Err(_) => tokio::time::sleep(pause).await,
            }
            attempt += 1;
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    async fn attempt(&self, bytes: &[u8]) -> Result<(Reply, Option<Duration>), reqwest::Error> {
        let response = self
            .client
            .post(&self.url)
            .header(AUTHORIZATION, format!("Bearer {}", self.token))
            .header(CONTENT_TYPE, "application/xml")
            .body(bytes.to_vec())
            .send()
            .await?;
        let status = response.status();
        let header = |name| response.headers().get(name).and_then(|value| value.to_str().ok());
        let after = header(RETRY_AFTER).and_then(|value| value.parse().ok());
        let is_xml = header(CONTENT_TYPE).is_some_and(|value| value.contains("xml"));
        let body = response.text().await?;
        let (retourmelding, violations) = match Retourmelding::read(&body) {
            Ok(retourmelding) if is_xml => (Some(retourmelding), Vec::new()),
            Err(violations) if is_xml => (None, violations),
            _ => (None, Vec::new()),
        };
        let reply = Reply { status: status.as_u16(), body, retourmelding, violations, attempts: 1 };
        Ok((reply, after.map(Duration::from_secs)))
    }
}

fn is_trouble(status: u16) -> bool {
    StatusCode::from_u16(status).is_ok_and(|status| {
        status.is_server_error()
            || status == StatusCode::REQUEST_TIMEOUT
            || status == StatusCode::TOO_MANY_REQUESTS
    })
}
