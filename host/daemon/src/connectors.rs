//! The connectors as the engine asks for them, over the plugins as they are loaded.

use std::sync::{Arc, mpsc};
use std::thread;

use host_connectors::{Blobs, HttpClient, HttpGrant, Library, Note, NoteLevel, Plugin};
use host_domain::Toegestaan;
use host_engine::ports::{Bodies, Connectors, PluginVersion, StepFault};
use sdk_connector::protocol::{Call, Document, HttpReply, HttpRequest, StepResult};
use serde_json::{Map, Value};

/// Plugins and the network.
pub(crate) struct Plugins {
    library: Library,
    http: HttpClient,
}

impl Plugins {
    pub(crate) fn new(library: Library, http: HttpClient) -> Plugins {
        Plugins { library, http }
    }

    fn plugin(&self, version: &PluginVersion) -> Option<&Arc<Plugin>> {
        self.library.plugin(&version.name).filter(|plugin| plugin.sha256() == version.hash)
    }
}

impl Connectors for Plugins {
    fn current(&self, plugin: &str) -> Option<PluginVersion> {
        self.library.plugin(plugin).map(|plugin| version(plugin))
    }

    fn loaded(&self) -> Vec<PluginVersion> {
        self.library.plugins().map(|plugin| version(plugin)).collect()
    }

    fn step(
        &self,
        plugin: &PluginVersion,
        call: &Call,
        bodies: &dyn Bodies,
        replies: &[Document],
    ) -> Result<StepResult, StepFault> {
        let not_loaded = || StepFault::NotLoaded(plugin.name.clone());
        let loaded = self.plugin(plugin).ok_or_else(not_loaded)?;
        let step = lend(bodies, |blobs| loaded.step(call, blobs, replies));
        let step = step.ok_or_else(|| broken(plugin, "de host kon de stap niet starten"))?;
        for note in &step.notes {
            tell(plugin, call, note);
        }
        step.result.map_err(|fault| broken(plugin, &fault.to_string()))
    }

    fn http(
        &self,
        plugin: &PluginVersion,
        settings: &Map<String, Value>,
        granted: &Toegestaan,
        request: &HttpRequest,
    ) -> HttpReply {
        let unsent = |reason: String| HttpReply::Failed { unsent: true, reason };
        let Some(loaded) = self.plugin(plugin) else {
            return unsent(StepFault::NotLoaded(plugin.name.clone()).to_string());
        };
        let asked = loaded.manifest().asked_hosts(&Value::Object(settings.clone()));
        let allowed: Result<Vec<_>, String> =
            granted.http.iter().map(|address| address.parse()).collect();
        match (asked, allowed) {
            (Ok(asked), Ok(allowed)) => {
                let private_addresses = granted.prive_adressen;
                let plain_http = granted.zonder_tls;
                let grant = HttpGrant { asked, allowed, private_addresses, plain_http };
                self.http.perform(request, &grant)
            }
            (Err(reason), _) | (_, Err(reason)) => unsent(reason),
        }
    }
}

fn version(plugin: &Plugin) -> PluginVersion {
    let manifest = plugin.manifest();
    let (name, version) = (manifest.name.clone(), manifest.version.clone());
    PluginVersion { name, version, hash: plugin.sha256().to_owned() }
}

fn broken(plugin: &PluginVersion, reason: &str) -> StepFault {
    StepFault::Broken { plugin: plugin.name.clone(), reason: reason.to_owned() }
}

/// A remark of a plugin, for the log. Its text is the plugin's own and may hold anything, so it is
/// written only when somebody asks for level `trace`.
fn tell(plugin: &PluginVersion, call: &Call, note: &Note) {
    let (plugin, call) = (plugin.name.as_str(), call.id.as_str());
    if matches!(note.level, NoteLevel::Warning) {
        tracing::info!(
            plugin,
            call,
            "de plugin waarschuwt; haar tekst staat in het log op niveau trace"
        );
    }
    tracing::trace!(plugin, call, "{}", note.text);
}

/// What a step asks for while it reads a body.
struct Question {
    handle: u64,
    offset: u64,
    length: u32,
    answer: mpsc::SyncSender<Result<Vec<u8>, String>>,
}

/// Bodies as a step wants them: ones that it may keep. The questions go to the thread that has them.
struct Lent(mpsc::SyncSender<Question>);

impl Blobs for Lent {
    fn read(&self, handle: u64, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        let gone = || "het bericht is niet meer te lezen".to_owned();
        let (answer, answered) = mpsc::sync_channel(1);
        let asked = self.0.send(Question { handle, offset, length, answer });
        asked.map_err(|_| gone())?;
        answered.recv().unwrap_or_else(|_| Err(gone()))
    }
}

/// Runs `work` on a thread of its own and answers its questions about `bodies` on this one. None
/// when there is no thread to be had or it panicked.
fn lend<T: Send>(bodies: &dyn Bodies, work: impl FnOnce(Arc<dyn Blobs>) -> T + Send) -> Option<T> {
    let (questions, asked) = mpsc::sync_channel(1);
    thread::scope(|scope| {
        let step = thread::Builder::new()
            .name("stap".to_owned())
            .spawn_scoped(scope, move || work(Arc::new(Lent(questions))));
        let step = step.ok()?;
        for Question { handle, offset, length, answer } in asked {
            // Who asked may be gone; that is its own choice.
            drop(answer.send(bodies.read(handle, offset, length)));
        }
        step.join().ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bodies that only the thread that has them may read.
    struct OfThisThread(thread::ThreadId);

    impl Bodies for OfThisThread {
        fn read(&self, handle: u64, offset: u64, length: u32) -> Result<Vec<u8>, String> {
            assert_eq!(thread::current().id(), self.0);
            match handle {
                1 => Ok(vec![u8::try_from(offset).unwrap(); length as usize]),
                _ => Err("dit bestand hoort niet bij deze aanroep".to_owned()),
            }
        }
    }

    #[test]
    fn bodies_are_read_where_they_are() {
        let bodies = OfThisThread(thread::current().id());
        let read = lend(&bodies, |blobs| {
            (blobs.read(1, 7, 3), blobs.read(1, 8, 1), blobs.read(2, 0, 1).is_err())
        });
        assert_eq!(read, Some((Ok(vec![7, 7, 7]), Ok(vec![8]), true)));
    }

    #[test]
    fn work_that_panics_ends_too() {
        let bodies = OfThisThread(thread::current().id());
        assert_eq!(lend(&bodies, |_| -> u8 { panic!("as asked") }), None);
    }
}
