//! The connectors as the engine asks for them, over the plugins as they are loaded.

use std::{collections::BTreeMap, sync::Arc};

use host_connectors::{
    Blobs, Credential, CredentialGrant, HttpClient, HttpGrant, Library, Note, NoteLevel, Plugin,
};
use host_domain::Toegestaan;
use host_engine::ports::{Bodies, Connectors, PluginVersion, Sink, StepFault};
use sdk_connector::protocol::{Call, Document, HttpReply, HttpRequest, StepResult};
use serde_json::{Map, Value};

/// Plugins and the network. Plugins may change meanwhile: a call names the version that it began on.
pub(crate) struct Plugins {
    library: Arc<Library>,
    http: HttpClient,
    /// By name.
    credentials: BTreeMap<String, Credential>,
}

impl Plugins {
    pub(crate) fn new(
        library: Arc<Library>,
        http: HttpClient,
        credentials: BTreeMap<String, Credential>,
    ) -> Plugins {
        Plugins { library, http, credentials }
    }

    fn plugin(&self, version: &PluginVersion) -> Option<Arc<Plugin>> {
        self.library.version(&version.name, &version.hash)
    }

    /// What a link allows its plugin over the network.
    fn grant(
        &self,
        plugin: &Plugin,
        settings: &Map<String, Value>,
        granted: &Toegestaan,
    ) -> Result<HttpGrant, String> {
        let manifest = plugin.manifest();
        let has = |name: &String| Some((name.clone(), self.credentials.get(name)?.clone()));
        Ok(HttpGrant {
            asked: manifest.asked_hosts(&Value::Object(settings.clone()))?,
            allowed: granted
                .http
                .iter()
                .map(|address| address.parse())
                .collect::<Result<_, _>>()?,
            private_addresses: granted.prive_adressen,
            plain_http: granted.zonder_tls,
            credentials: CredentialGrant {
                asked: manifest.asked_credentials().to_vec(),
                allowed: granted.geheimen.clone(),
                configured: granted.geheimen.iter().filter_map(has).collect(),
            },
        })
    }
}

impl Connectors for Plugins {
    fn current(&self, plugin: &str) -> Option<PluginVersion> {
        self.library.plugin(plugin).map(|plugin| version(&plugin))
    }

    fn loaded(&self) -> Vec<PluginVersion> {
        self.library.loaded().iter().map(|plugin| version(plugin)).collect()
    }

    fn bericht(
        &self,
        plugin: &str,
        soort: &str,
        velden: &Map<String, Value>,
    ) -> Result<u32, String> {
        let declared = self.library.declared(plugin);
        let declared = declared.ok_or_else(|| format!("plugin `{plugin}` is er niet"))?;
        declared.check_bericht(soort, velden)
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
        sink: &mut Sink<'_>,
    ) -> HttpReply {
        let unsent = |reason: String| HttpReply::Failed { unsent: true, reason };
        let Some(loaded) = self.plugin(plugin) else {
            return unsent(StepFault::NotLoaded(plugin.name.clone()).to_string());
        };
        match self.grant(&loaded, settings, granted) {
            Ok(grant) => self.http.perform(request, &grant, sink),
            Err(reason) => unsent(reason),
        }
    }
}

/// A plugin as the engine names it.
pub(crate) fn version(plugin: &Plugin) -> PluginVersion {
    let manifest = plugin.manifest();
    let (name, version) = (manifest.name.clone(), manifest.version.clone());
    PluginVersion { name, version, hash: plugin.sha256().to_owned() }
}

/// A step that went wrong, as the engine names it.
pub(crate) fn broken(plugin: &PluginVersion, reason: &str) -> StepFault {
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
pub(crate) struct Lent(pub(crate) Arc<dyn Bodies>);

impl Blobs for Lent {
    fn read(&self, handle: u64, offset: u64, length: u32) -> Result<Vec<u8>, String> {
        self.0.read(handle, offset, length)
    }
}
