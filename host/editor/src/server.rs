//! The language server: one folder of rules or several, over standard input and output.
//!
//! What is typed is checked when nobody types for a moment, the whole folder at once: a catalogue that
//! changes makes other files wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
    str::FromStr as _,
    time::Duration,
};

use lsp_server::{Connection, Message, Notification, Request, Response};
use lsp_types::{
    CompletionOptions, CompletionParams, CompletionResponse, DidChangeTextDocumentParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams, HoverParams,
    HoverProviderCapability, InitializeParams, MessageType, PublishDiagnosticsParams, SaveOptions,
    ServerCapabilities, ShowMessageParams, TextDocumentPositionParams, TextDocumentSyncCapability,
    TextDocumentSyncKind, TextDocumentSyncOptions, Uri,
    notification::{
        DidChangeTextDocument, DidChangeWatchedFiles, DidCloseTextDocument, DidOpenTextDocument,
        DidSaveTextDocument, Notification as _, PublishDiagnostics, ShowMessage,
    },
    request::{Completion, HoverRequest, Request as _},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Value, json};
use url::Url;

use crate::{
    explain::hover,
    offers::completions,
    remarks,
    rules_folder::{Connectors, RulesFolder},
};

/// How long nobody must type before the rules are checked.
const QUIET: Duration = Duration::from_millis(150);

/// What opens a list of completions besides letters.
const TRIGGERS: [&str; 2] = [".", "\""];

/// Why the server stopped before it was told to; the text is for people.
#[derive(Debug)]
pub struct Stopped(String);

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "de taalserver is gestopt: {}", self.0)
    }
}

impl std::error::Error for Stopped {}

fn stopped(why: impl std::fmt::Display) -> Stopped {
    Stopped(why.to_string())
}

/// Serves one editor, until it says that it is done. `connectors` tells what connectors offer to the
/// rules of a folder.
pub fn serve(connectors: &dyn Fn(&Path) -> Connectors) -> Result<(), Stopped> {
    let (connection, threads) = Connection::stdio();
    let served = Server::start(&connection, connectors).and_then(|mut server| server.run());
    drop(connection); // the threads end when nobody sends any more
    served?;
    threads.join().map_err(stopped)
}

/// One editor.
struct Server<'s> {
    connection: &'s Connection,
    connectors: &'s dyn Fn(&Path) -> Connectors,
    /// Whether the editor knows places to fill in.
    snippets: bool,
    folders: BTreeMap<PathBuf, RulesFolder>,
    /// Folders that changed since they were checked.
    changed: BTreeSet<PathBuf>,
    /// Files with remarks on the editor's screen.
    remarked: BTreeMap<PathBuf, BTreeSet<String>>,
}

impl<'s> Server<'s> {
    fn start(
        connection: &'s Connection,
        connectors: &'s dyn Fn(&Path) -> Connectors,
    ) -> Result<Server<'s>, Stopped> {
        let (id, params) = connection.initialize_start().map_err(stopped)?;
        let params: InitializeParams = serde_json::from_value(params).map_err(stopped)?;
        let answer = json!({
            "capabilities": capabilities(),
            "serverInfo": { "name": "schakel", "version": env!("CARGO_PKG_VERSION") },
        });
        connection.initialize_finish(id, answer).map_err(stopped)?;
        let documents = params.capabilities.text_document;
        let item = documents.and_then(|d| d.completion).and_then(|c| c.completion_item);
        Ok(Server {
            connection,
            connectors,
            snippets: item.and_then(|item| item.snippet_support).unwrap_or(false),
            folders: BTreeMap::new(),
            changed: BTreeSet::new(),
            remarked: BTreeMap::new(),
        })
    }

    fn run(&mut self) -> Result<(), Stopped> {
        loop {
            let message = if self.changed.is_empty() {
                match self.connection.receiver.recv() {
                    Ok(message) => message,
                    Err(_) => return Ok(()), // the editor is gone
                }
            } else {
                match self.connection.receiver.recv_timeout(QUIET) {
                    Ok(message) => message,
                    Err(error) if error.is_timeout() => {
                        self.check()?;
                        continue;
                    }
                    Err(_) => return Ok(()),
                }
            };
            match message {
                Message::Request(request) => {
                    if self.connection.handle_shutdown(&request).map_err(stopped)? {
                        return Ok(());
                    }
                    let answer = self.answer(request);
                    self.send(answer)?;
                }
                Message::Notification(told) => self.hear(told)?,
                Message::Response(_) => {} // we ask nothing
            }
        }
    }

    fn answer(&self, request: Request) -> Response {
        let Request { id, method, params } = request;
        match method.as_str() {
            Completion::METHOD => {
                let found = read(params).and_then(|params: CompletionParams| {
                    let (folder, text, at) = self.at(&params.text_document_position)?;
                    let items = completions(folder, &text, at.position, self.snippets);
                    Some(CompletionResponse::Array(items))
                });
                Response::new_ok(id, value(&found))
            }
            HoverRequest::METHOD => {
                let found = read(params).and_then(|params: HoverParams| {
                    let (folder, text, at) = self.at(&params.text_document_position_params)?;
                    hover(folder, &text, at.position)
                });
                Response::new_ok(id, value(&found))
            }
            _ => {
                let code = lsp_server::ErrorCode::MethodNotFound as i32;
                Response::new_err(id, code, format!("`{method}` kan deze server niet"))
            }
        }
    }

    /// The folder and the text of a document of rules.
    fn at<'p>(
        &self,
        place: &'p TextDocumentPositionParams,
    ) -> Option<(&RulesFolder, String, &'p TextDocumentPositionParams)> {
        let file = file_of(&place.text_document.uri)?;
        let folder = self.folders.get(&RulesFolder::root_of(&file)?)?;
        let path = folder.path_of(&file).filter(|path| path.ends_with(".rhai"))?;
        Some((folder, folder.text(&path)?, place))
    }

    fn hear(&mut self, told: Notification) -> Result<(), Stopped> {
        let Notification { method, params } = told;
        match method.as_str() {
            DidOpenTextDocument::METHOD => {
                if let Some(DidOpenTextDocumentParams { text_document: document }) = read(params) {
                    self.text(&document.uri, Some(document.text))?;
                }
            }
            DidChangeTextDocument::METHOD => {
                let params: Option<DidChangeTextDocumentParams> = read(params);
                // Changes come as the whole text: that is what we asked for.
                if let Some(mut params) = params
                    && let Some(change) = params.content_changes.pop()
                {
                    self.text(&params.text_document.uri, Some(change.text))?;
                }
            }
            DidSaveTextDocument::METHOD => {
                if let Some(DidSaveTextDocumentParams { text_document: document, .. }) =
                    read(params)
                    && let Some(root) =
                        file_of(&document.uri).and_then(|f| RulesFolder::root_of(&f))
                {
                    self.changed.insert(root);
                }
            }
            DidCloseTextDocument::METHOD => {
                if let Some(DidCloseTextDocumentParams { text_document: document }) = read(params) {
                    self.text(&document.uri, None)?;
                }
            }
            DidChangeWatchedFiles::METHOD => self.changed.extend(self.folders.keys().cloned()),
            _ => {}
        }
        Ok(())
    }

    /// Takes the text of a document as the editor has it, when it is one of rules.
    fn text(&mut self, uri: &Uri, text: Option<String>) -> Result<(), Stopped> {
        let Some(file) = file_of(uri) else { return Ok(()) };
        let Some(root) = RulesFolder::root_of(&file) else { return Ok(()) };
        if !self.folders.contains_key(&root) {
            let connectors = (self.connectors)(&root);
            for problem in &connectors.problems {
                let params =
                    ShowMessageParams { typ: MessageType::WARNING, message: problem.clone() };
                self.tell::<ShowMessage>(&params)?;
            }
            self.folders.insert(root.clone(), RulesFolder::at(root.clone(), connectors));
        }
        let Some(folder) = self.folders.get_mut(&root) else { return Ok(()) };
        if let Some(path) = folder.path_of(&file) {
            folder.set(&path, text);
            self.changed.insert(root);
        }
        Ok(())
    }

    /// Checks the folders that changed, and shows what is wrong; what is right again is cleared.
    fn check(&mut self) -> Result<(), Stopped> {
        for root in std::mem::take(&mut self.changed) {
            let Some(folder) = self.folders.get_mut(&root) else { continue };
            let remarks = folder.check();
            let mut found = remarks::by_file(folder, &remarks);
            let now: BTreeSet<String> = found.keys().cloned().collect();
            let before = self.remarked.insert(root.clone(), now).unwrap_or_default();
            for path in before {
                found.entry(path).or_default();
            }
            for (path, diagnostics) in found {
                let Some(uri) = uri_of(&root.join(path)) else { continue };
                self.tell::<PublishDiagnostics>(&PublishDiagnosticsParams::new(
                    uri,
                    diagnostics,
                    None,
                ))?;
            }
        }
        Ok(())
    }

    fn tell<N: lsp_types::notification::Notification>(
        &self,
        params: &impl Serialize,
    ) -> Result<(), Stopped> {
        self.send(Notification { method: N::METHOD.to_owned(), params: value(params) })
    }

    fn send(&self, message: impl Into<Message>) -> Result<(), Stopped> {
        self.connection.sender.send(message.into()).map_err(stopped)
    }
}

fn capabilities() -> ServerCapabilities {
    let triggers = TRIGGERS.map(str::to_owned).to_vec();
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::FULL),
        save: Some(SaveOptions::default().into()),
        ..TextDocumentSyncOptions::default()
    };
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        completion_provider: Some(CompletionOptions {
            trigger_characters: Some(triggers),
            ..CompletionOptions::default()
        }),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        ..ServerCapabilities::default()
    }
}

/// What an editor sends in another form than it should is as if it had not been sent.
fn read<T: DeserializeOwned>(params: Value) -> Option<T> {
    serde_json::from_value(params).ok()
}

fn value(of: &impl Serialize) -> Value {
    serde_json::to_value(of).unwrap_or_default()
}

/// The file that a document is; none when it is no file.
fn file_of(uri: &Uri) -> Option<PathBuf> {
    Url::parse(uri.as_str()).ok()?.to_file_path().ok()
}

fn uri_of(file: &Path) -> Option<Uri> {
    Uri::from_str(Url::from_file_path(file).ok()?.as_str()).ok()
}
