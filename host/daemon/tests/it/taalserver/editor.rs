//! An editor: starts the server on a copy of the shipped rules, and speaks the protocol over pipes.

use std::{
    fs,
    io::{BufRead as _, BufReader, Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, Stdio},
    sync::mpsc::{self, Receiver},
    thread,
    time::Duration,
};

use serde_json::{Value, json};
use tempfile::TempDir;

const REPOSITORY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");

/// Beyond this something is stuck.
const PATIENCE: Duration = Duration::from_secs(60);

pub(super) struct Editor {
    rules: TempDir,
    child: Child,
    input: ChildStdin,
    told: Receiver<Value>,
    asked: i64,
    version: i64,
}

impl Editor {
    pub(super) fn start() -> Editor {
        let rules = tempfile::tempdir().unwrap();
        copy(&Path::new(REPOSITORY).join("rules"), rules.path());
        let mut child = Command::new(env!("CARGO_BIN_EXE_schakel"))
            .args(["regels", "taalserver", "--plugins"])
            .arg(Path::new(REPOSITORY).join("plugins"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let input = child.stdin.take().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (tell, told) = mpsc::channel();
        thread::spawn(move || {
            let mut length = 0;
            loop {
                let mut line = String::new();
                if output.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
                }
                if let Some(number) = line.strip_prefix("Content-Length: ") {
                    length = number.trim().parse().unwrap();
                } else if line.trim().is_empty() {
                    let mut body = vec![0; length];
                    output.read_exact(&mut body).unwrap();
                    let _ = tell.send(serde_json::from_slice(&body).unwrap());
                }
            }
        });
        let mut editor = Editor { rules, child, input, told, asked: 0, version: 0 };
        let answer = editor.request("initialize", &json!({ "capabilities": {} }));
        assert!(answer["capabilities"]["completionProvider"].is_object(), "{answer}");
        editor.notify("initialized", &json!({}));
        editor
    }

    pub(super) fn file(&self, path: &str) -> PathBuf {
        self.rules.path().join(path)
    }

    fn uri(&self, path: &str) -> String {
        // As some editors write it: signs that need not be escaped are.
        format!("file://{}", self.file(path).display()).replace("triggers", "%74riggers")
    }

    pub(super) fn open(&mut self, path: &str, text: &str) {
        self.version += 1;
        let (uri, version) = (self.uri(path), self.version);
        let document =
            json!({ "uri": uri, "languageId": "rhai", "version": version, "text": text });
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }));
    }

    pub(super) fn change(&mut self, path: &str, text: &str) {
        self.version += 1;
        let document = json!({ "uri": self.uri(path), "version": self.version });
        let params = json!({ "textDocument": document, "contentChanges": [{ "text": text }] });
        self.notify("textDocument/didChange", &params);
    }

    /// The remarks on a file that are told next.
    pub(super) fn diagnostics(&mut self, path: &str) -> Value {
        loop {
            let told = self.told.recv_timeout(PATIENCE).expect("remarks");
            let params = &told["params"];
            if told["method"] == "textDocument/publishDiagnostics"
                && params["uri"].as_str().unwrap().ends_with(path)
            {
                return params["diagnostics"].clone();
            }
        }
    }

    /// Asks about a place in a file.
    pub(super) fn ask(&mut self, method: &str, path: &str, position: &Value) -> Value {
        let params = json!({ "textDocument": { "uri": self.uri(path) }, "position": position });
        self.request(method, &params)
    }

    fn request(&mut self, method: &str, params: &Value) -> Value {
        self.asked += 1;
        let id = self.asked;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        loop {
            let told = self.told.recv_timeout(PATIENCE).expect(method);
            if told["id"] == id {
                assert!(told.get("error").is_none(), "{told}");
                return told["result"].clone();
            }
        }
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        write!(self.input, "Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        self.input.flush().unwrap();
    }

    /// Ends as editors do; the server must end well.
    pub(super) fn stop(mut self) {
        assert_eq!(self.request("shutdown", &Value::Null), Value::Null);
        self.notify("exit", &Value::Null);
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        // It has ended already, unless the test failed.
        let _ = self.child.kill();
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &copied);
        } else {
            fs::copy(&path, &copied).unwrap();
        }
    }
}
