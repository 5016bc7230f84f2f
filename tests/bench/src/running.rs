//! The real program as it runs: started as an operator starts it, and asked over HTTP.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::{Duration, Instant},
};

use reqwest::blocking::{Client, RequestBuilder};
use serde_json::Value;

use crate::{Measured, machine::Machine};

/// What the program says when it listens.
const READY: &str = "READY schakel ";

/// How often is looked whether all is done: seldom, as looking is work for the host too.
const LOOK: Duration = Duration::from_millis(50);

/// Beyond this something is stuck.
const PATIENCE: Duration = Duration::from_secs(600);

/// The program with a configuration of its own.
pub(crate) struct Program {
    program: PathBuf,
    config: PathBuf,
    token: PathBuf,
}

/// A host that is ready; it is killed when dropped, as it has nothing to lose.
pub(crate) struct Host {
    child: Child,
    url: String,
    token: String,
    client: Client,
    log: Receiver<(Instant, String)>,
}

impl Program {
    /// Of the configuration in this folder, with its data in `gegevens` beside it.
    pub(crate) fn of(machine: &Machine, folder: &Path) -> Measured<Program> {
        Ok(Program {
            program: machine.built(&format!("release/schakel{}", std::env::consts::EXE_SUFFIX))?,
            config: folder.join("schakel.toml"),
            token: folder.join("gegevens/beheer.token"),
        })
    }

    /// Starts it; how long it took to be ready.
    pub(crate) fn start(&self) -> Measured<(Duration, Host)> {
        let start = Instant::now();
        let mut child = Command::new(&self.program)
            .arg("serve")
            .env("SCHAKEL_CONFIG", &self.config)
            .env_remove("RUST_LOG")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()?;
        let said = child.stdout.take().ok_or("het programma heeft geen uitvoer")?;
        let log = lines(child.stderr.take().ok_or("het programma heeft geen log")?);
        let mut host =
            Host { child, url: String::new(), token: String::new(), client: client()?, log };
        let mut line = String::new();
        BufReader::new(said).read_line(&mut line)?;
        let took = start.elapsed();
        let Some(url) = line.strip_prefix(READY) else {
            let told: Vec<String> = host.log.iter().map(|(_, line)| line).collect();
            return Err(format!("`schakel serve` werd niet klaar: {}", told.join("\n")).into());
        };
        url.trim().clone_into(&mut host.url);
        fs::read_to_string(&self.token)?.trim().clone_into(&mut host.token);
        Ok((took, host))
    }
}

impl Host {
    /// Its number.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Asks something.
    pub(crate) fn get(&self, path: &str) -> Measured<Value> {
        self.asked(self.client.get(format!("{}/api/{path}", self.url)))
    }

    /// Puts something.
    pub(crate) fn put(&self, path: &str, body: &Value) -> Measured<Value> {
        self.asked(self.client.put(format!("{}/api/{path}", self.url)).json(body))
    }

    /// Does something.
    pub(crate) fn post(&self, path: &str, body: &Value) -> Measured<Value> {
        self.asked(self.client.post(format!("{}/api/{path}", self.url)).json(body))
    }

    /// Sends a message as a partner does; an error when it is not taken.
    pub(crate) fn send(&self, link: &str, token: &str, xml: Vec<u8>) -> Measured<()> {
        let url = format!("{}/koppelingen/{link}", self.url);
        let request = self.client.post(url).bearer_auth(token);
        let sent = request.header("content-type", "application/xml").body(xml).send()?;
        match sent.status().as_u16() {
            200 | 202 => Ok(()),
            status => Err(format!("het bericht is niet aangenomen: {status}").into()),
        }
    }

    /// Waits until all work is done.
    pub(crate) fn settle(&self) -> Measured<()> {
        self.wait_until(|how| how.get("rustig") == Some(&Value::Bool(true)))
    }

    /// Waits until what the host says of the work that there is makes it so.
    pub(crate) fn wait_until(&self, is_so: impl Fn(&Value) -> bool) -> Measured<()> {
        let until = Instant::now() + PATIENCE;
        loop {
            let how = self.get("stand")?;
            if is_so(&how) {
                return Ok(());
            }
            if Instant::now() > until {
                return Err(format!("de host blijft bezig: {how}").into());
            }
            thread::sleep(LOOK);
        }
    }

    /// Forgets what was logged so far.
    pub(crate) fn forget_log(&self) {
        self.log.try_iter().for_each(drop);
    }

    /// When it logged a line with these words: the first one since the log was last read.
    pub(crate) fn logged(&self, words: &str) -> Measured<Instant> {
        let mut told = Vec::new();
        let until = Instant::now() + PATIENCE / 10;
        while let Ok((at, line)) =
            self.log.recv_timeout(until.saturating_duration_since(Instant::now()))
        {
            if line.contains(words) {
                return Ok(at);
            }
            told.push(line);
        }
        Err(format!("het log zegt niet `{words}`, wel:\n{}", told.join("\n")).into())
    }

    fn asked(&self, request: RequestBuilder) -> Measured<Value> {
        let answer = request.bearer_auth(&self.token).send()?;
        let (status, path) = (answer.status(), answer.url().path().to_owned());
        let text = answer.text()?;
        if status.is_success() {
            Ok(serde_json::from_str(&text)?)
        } else {
            Err(format!("{path}: {status} {text}").into())
        }
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Lines as they come, with when that was.
fn lines(from: impl Read + Send + 'static) -> Receiver<(Instant, String)> {
    let (to, lines) = mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if to.send((Instant::now(), line)).is_err() {
                return; // nobody reads on
            }
        }
    });
    lines
}

/// A client for plain HTTP on this machine.
pub(crate) fn client() -> Measured<Client> {
    // Fails only when there is a provider already, which is as good.
    drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    Ok(Client::builder().no_proxy().timeout(PATIENCE).build()?)
}
