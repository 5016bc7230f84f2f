//! Work of the host that takes long: it tells line by line how far it is, and we show a bar.

use std::{
    io::{BufRead as _, BufReader},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};
use reqwest::{Method, blocking::Response};
use serde_json::Value;

use super::HostClient;
use crate::exit::Failure;

/// How long going over all of history may take.
const HISTORY: Duration = Duration::from_secs(6 * 3600);

impl HostClient {
    /// Asks for such work and shows how far it is; gives what came of it. When we stop listening, the
    /// host stops the work.
    pub(crate) fn post_with_bar(&self, path: &[&str], body: &Value) -> Result<Value, Failure> {
        let request = self.request(Method::POST, path, &[])?.json(body).timeout(HISTORY);
        let response = request.send().map_err(|error| self.unreachable(&error))?;
        if !response.status().is_success() {
            return Err(self.refused(response));
        }
        let bar = ProgressBar::new(0);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} van {len} gebeurtenissen") {
            bar.set_style(style);
        }
        let told = follow(response, &bar);
        bar.finish_and_clear();
        told
    }
}

/// Moves the bar until the last line, which tells what came of it.
fn follow(response: Response, bar: &ProgressBar) -> Result<Value, Failure> {
    for line in BufReader::new(response).lines() {
        let line = line.map_err(|error| broken_off(&error.to_string()))?;
        let mut line: Value =
            serde_json::from_str(&line).map_err(|error| broken_off(&error.to_string()))?;
        if let Some(fout) = line.get("fout").and_then(Value::as_str) {
            return Err(Failure::Found(fout.to_owned()));
        }
        if let Some(outcome) = line.get_mut("uitkomst") {
            return Ok(outcome.take());
        }
        let progress = |name: &str| line.pointer(&format!("/voortgang/{name}"))?.as_u64();
        if let (Some(done), Some(all)) = (progress("gedaan"), progress("totaal")) {
            bar.set_length(all);
            bar.set_position(done);
        }
    }
    Err(broken_off("het antwoord is niet af"))
}

fn broken_off(why: &str) -> Failure {
    Failure::Unreachable(format!("De host brak het werk af: {why}"))
}
