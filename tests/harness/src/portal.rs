//! The portal's side: posts messages with the token of its account. It can be shared by threads,
//! and finds the host again after a restart.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use reqwest::blocking::Client;
use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, LOCATION};
use serde_json::Value;
use tests_simulators::sivi::Message;

use crate::answer::Answer;
use crate::api;
use crate::canary::Watch;
use crate::setup::{KLANTCODE, LINK};

/// Pause before the same bytes are sent again.
const PAUSE: Duration = Duration::from_millis(20);
/// Attempts before a sender gives up; at the pause above more than a minute without a host.
const ATTEMPTS: u32 = 5_000;

/// Who posts messages.
#[derive(Debug, Clone)]
pub struct Portal {
    client: Client,
    host: Arc<Mutex<String>>,
    token: String,
    watch: Watch,
}

impl Portal {
    pub(crate) fn new(host: &str, token: String, watch: Watch) -> Portal {
        Portal { client: api::client(), host: Arc::new(Mutex::new(host.to_owned())), token, watch }
    }

    /// The host came back elsewhere.
    pub(crate) fn moved(&self, host: &str) {
        host.clone_into(&mut lock(&self.host));
    }

    /// The same portal with another token.
    #[must_use]
    pub fn with_token(&self, token: &str) -> Portal {
        Portal { token: token.to_owned(), ..self.clone() }
    }

    /// The token that it shows.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// `127.0.0.1:PORT`, for who wants to speak to the host itself.
    pub fn address(&self) -> String {
        lock(&self.host).trim_start_matches("http://").to_owned()
    }

    /// Posts a message once. None when the connection was lost before the answer was there.
    pub fn try_post(&self, message: &[u8]) -> Option<Answer> {
        self.try_post_to(KLANTCODE, LINK, message)
    }

    /// As [`Portal::try_post`], on a link of one's choice.
    pub fn try_post_to(&self, klantcode: &str, link: &str, message: &[u8]) -> Option<Answer> {
        lock(self.watch.canary()).heed(message);
        let url = format!("{}/koppelingen/{klantcode}/{link}", lock(&self.host));
        let request = self.client.post(url).header(CONTENT_TYPE, "application/xml");
        let request = request.header(AUTHORIZATION, format!("Bearer {}", self.token));
        let response = request.body(message.to_vec()).send().ok()?;
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.map(str::to_owned)
        };
        let (logverslag, status) = (header("schakel-logverslag"), response.status().as_u16());
        let content_type = header(CONTENT_TYPE.as_str()).unwrap_or_default();
        assert!(status != 202 || header(LOCATION.as_str()).is_some(), "202 zonder Location");
        let body = response.text().ok()?;
        self.watch.outside(&format!("antwoord {status}"), &body);
        Some(Answer { status, content_type, logverslag, body })
    }

    /// Posts a message as a real sender does: with the same bytes again while the connection is lost
    /// or the host is in trouble.
    pub fn insist(&self, message: &Message) -> Answer {
        for _ in 0..ATTEMPTS {
            match self.try_post(&message.xml) {
                Some(answer) if answer.status < 500 && answer.status != 202 => return answer,
                _ => thread::sleep(PAUSE),
            }
        }
        panic!("{}: geen antwoord na {ATTEMPTS} pogingen", message.name)
    }

    /// The status of an answer to a GET with this portal's token.
    pub fn status_of(&self, path: &str) -> u16 {
        let url = format!("{}{path}", lock(&self.host));
        let response = self.client.get(url).bearer_auth(&self.token).send();
        response.unwrap_or_else(|e| panic!("{path}: {e}")).status().as_u16()
    }

    /// A logverslag as the partner sees it.
    pub fn logverslag(&self, id: &str) -> Value {
        let url = format!("{}/koppelingen/{KLANTCODE}/logverslagen/{id}", lock(&self.host));
        let response = self.client.get(url).bearer_auth(&self.token).send();
        let text = response.and_then(|r| r.error_for_status()?.text());
        let text = text.unwrap_or_else(|e| panic!("logverslag {id}: {e}"));
        self.watch.outside("logverslag", &text);
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{e}: {text}"))
    }
}

pub(crate) fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}
