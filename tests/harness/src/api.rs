//! The host as an operator asks it: over HTTP, with the beheer token.

use std::fs;
use std::time::Duration;

use reqwest::Method;
use reqwest::blocking::{Client, RequestBuilder};
use reqwest::header::CONTENT_TYPE;
use serde_json::Value;

use crate::canary::Watch;
use crate::{Answer, Folder};

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
    watch: Watch,
}

impl Api {
    pub(crate) fn new(base: &str, folder: &Folder, watch: &Watch) -> Api {
        let token = fs::read_to_string(folder.data().join("beheer.token"));
        let token = token.expect("a host that is ready has made its token").trim().to_owned();
        Api { client: client(), base: base.to_owned(), token, watch: watch.clone() }
    }

    /// The same API, as an operator with a token of their own.
    pub(crate) fn with_token(&self, token: &str) -> Api {
        Api { token: token.to_owned(), ..self.clone() }
    }

    /// The token that is shown.
    pub fn token(&self) -> &str {
        &self.token
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

    /// Does something, if the host is there and does not refuse; whether it did.
    pub fn try_post(&self, path: &str) -> bool {
        let sent = self.signed(self.client.post(format!("{}{path}", self.base))).send();
        sent.is_ok_and(|response| response.status().is_success())
    }

    /// Asks for something that the host may refuse; `method` in capitals.
    pub fn ask(&self, method: &str, path: &str, body: Option<&Value>) -> Answer {
        let method = Method::from_bytes(method.as_bytes()).expect("a method of HTTP");
        let request = self.client.request(method, format!("{}{path}", self.base));
        let request = body.into_iter().fold(request, RequestBuilder::json);
        let response = self.signed(request).send();
        let response = response.unwrap_or_else(|e| panic!("de host antwoordt niet: {e}"));
        let content_type = response.headers().get(CONTENT_TYPE);
        let content_type = content_type.and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let status = response.status().as_u16();
        let body = response.text().unwrap_or_default();
        self.watch.inside(path, &body);
        Answer { status, content_type, logverslag: None, body }
    }

    /// The file of a document; ends the scenario when the host refuses.
    pub fn file(&self, document: &str) -> Vec<u8> {
        let request = self.client.get(format!("{}/api/documenten/{document}/bestand", self.base));
        let response = self.signed(request).send();
        let response = response.and_then(|response| response.error_for_status()?.bytes());
        response.unwrap_or_else(|e| panic!("{document}: {e}")).to_vec()
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

    fn signed(&self, request: RequestBuilder) -> RequestBuilder {
        request.bearer_auth(&self.token).header("Schakel-Actor", "toets")
    }

    fn answered(&self, request: RequestBuilder) -> Value {
        let response =
            self.signed(request).send().unwrap_or_else(|e| panic!("de host antwoordt niet: {e}"));
        let (status, url) = (response.status(), response.url().path().to_owned());
        let text = response.text().unwrap_or_default();
        self.watch.inside(&url, &text);
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
