//! `schakel regels taalserver`: what an editor starts to have rules checked and completed while one
//! types. Needs no host and no configuration: the rules are where the editor opens them.

use std::path::Path;

use host_editor::{Connectors, serve};

use crate::{
    exit::Failure,
    intake_schemas::{self, Schemas},
};

/// Folder with plugins beside that of the rules.
const PLUGINS: &str = "plugins";

/// Serves one editor, until it is done.
pub(super) fn run(plugins: Option<&Path>) -> Result<(), Failure> {
    let connectors = |rules: &Path| {
        let beside = || rules.parent().unwrap_or(Path::new("")).join(PLUGINS);
        let folder = plugins.map_or_else(beside, Path::to_path_buf);
        let (Schemas { intakes, berichten }, problems) = intake_schemas::in_folder(&folder);
        Connectors { intakes, berichten, problems }
    };
    serve(&connectors).map_err(|error| Failure::Internal(error.to_string()))
}
