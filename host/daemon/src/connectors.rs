//! The connectors as the engine asks for them, over the plugins as they are loaded.

use std::sync::Arc;

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
        bodies: Arc<dyn Bodies>,
        replies: &[Document],
    ) -> Result<StepResult, StepFault> {
        let not_loaded = || StepFault::NotLoaded(plugin.name.clone());
        let loaded = self.plugin(plugin).ok_or_else(not_loaded)?;
        let step = loaded.step(call, Arc::new(Lent(bodies)), replies);
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

/// Bodies of the engine as a step reads them.
struct Lent(Arc<dyn Bodies>);

impl Blobs for Lent {
    fn read(&self, handle: u64, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        self.0.read(handle, offset, length)
    }
}
