//! Plugins: what each may ask for, accepted by operators.

use serde_json::Value;

use super::{Actor, audit};
use crate::{Engine, error::Fault};

impl Engine {
    /// Keeps what a plugin asks for as accepted: a version that asks for more is not to be used
    /// before somebody accepts that.
    pub fn accept_plugin(&self, actor: &Actor, plugin: &str, asks: Value) -> Result<(), Fault> {
        let (now, who, plugin) = (self.now(), actor.clone(), plugin.to_owned());
        self.writer.write(move |session| {
            session.put_accepted_plugin(&plugin, &asks)?;
            audit(session, &who, "plugin.aanvaard", &plugin, now)
        })
    }
}
