//! The host as an operator asks it: over HTTP, with the beheer token.

use std::fs;
use std::time::Duration;

use reqwest::blocking::{Client, RequestBuilder};
use serde_json::Value;

use crate::Folder;

/// How long one answer may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Items asked for at a time; the most that the host gives.
const PAGE: usize = 1_000;

/// The API of a host that runs.
#[derive(Debug, Clone)]
pub struct Api {
    client: Client,
    base: String,
    token: String,
}

impl Api {
    pub(crate) fn new(base: &str, folder: &Folder) -> Api {
        let token = fs::read_to_string(folder.data().join("beheer.token"));
        let token = token.expect("a host that is ready has made its token").trim().to_owned();
        Api { client: client(), base: base.to_owned(), token }
    }

    /// What the host says; ends the scenario when it refuses.
    pub fn get(&self, path: &str) -> Value {
        self.answered(self.client.get(format!("{}{path}", self.base)))
    }

    /// Puts something; ends the scenario when the host refuses.
    pub fn put(&self, path: &str, body: &Value) -> Value {
        self.answered(self.client.put(format!("{}{path}", self.base)).json(body))
    }

    /// Does something; ends the scenario when the host refuses.
    pub fn post(&self, path: &str) -> Value {
        self.answered(self.client.post(format!("{}{path}", self.base)))
    }

    /// A whole list, page after page. `from` is the parameter by which it goes on.
    pub fn all(&self, list: &str, from: &str) -> Vec<Value> {
        let mut all = Vec::new();
        let mut next = String::new();
        loop {
            let page = self.get(&format!("/api/{list}?aantal={PAGE}{next}"));
            let items =
                page[list].as_array().unwrap_or_else(|| panic!("geen lijst {list}: {page}"));
            all.extend(items.iter().cloned());
            match &page["volgende"] {
                Value::Null => return all,
                _ if items.len() < PAGE => return all,
                Value::String(place) => next = format!("&{from}={place}"),
                place => next = format!("&{from}={place}"),
            }
        }
    }

    /// How much work there is and is left; none when the host does not answer.
    pub(crate) fn ready(&self) -> Option<Value> {
        let request = self.client.get(format!("{}/api/stand", self.base));
        request.bearer_auth(&self.token).send().ok()?.json().ok()
    }

    fn answered(&self, request: RequestBuilder) -> Value {
        let request = request.bearer_auth(&self.token).header("Schakel-Actor", "toets");
        let response = request.send().unwrap_or_else(|e| panic!("de host antwoordt niet: {e}"));
        let (status, url) = (response.status(), response.url().path().to_owned());
        let text = response.text().unwrap_or_default();
        assert!(status.is_success(), "{url}: {status} {text}");
        serde_json::from_str(&text).unwrap_or_else(|e| panic!("{url}: {e}: {text}"))
    }
}

/// A client that speaks plain HTTP to this machine.
pub(crate) fn client() -> Client {
    // Fails only when there is a provider already, which is as good.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    Client::builder().no_proxy().timeout(PATIENCE).build().expect("a client")
}
