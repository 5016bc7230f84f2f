//! What a host needs on disk to start: configuration, rules and plugins in one folder.

use std::{fmt::Write as _, fs, path::Path};

use crate::{
    Measured,
    machine::Machine,
    plugins,
    rule_files::{self, Variant},
};

/// Who gets e-mail in every role of the catalogue.
const RECIPIENTS: &str = "[mail.ontvangers]\ncasemanager = [\"case@voorbeeld.example\"]\n\
     planner = [\"plan@voorbeeld.example\"]\ndocumentbeheer = [\"post@voorbeeld.example\"]\n";

/// What stands in the folder.
pub(crate) struct Scene<'s> {
    /// Which rules and how many; those that we deliver when none are named.
    pub(crate) rules: Option<(Variant, usize)>,
    /// Names of the plugins.
    pub(crate) plugins: &'s [&'s str],
    /// Whether their wasm lies beside their plugin.toml, where it can be changed, or where it was
    /// built.
    pub(crate) own_wasm: bool,
    /// `host:port` of the mail server; no e-mail without.
    pub(crate) mail: Option<&'s str>,
    /// What is logged.
    pub(crate) log: &'s str,
}

impl Scene<'_> {
    /// Writes it.
    pub(crate) fn write(&self, machine: &Machine, folder: &Path) -> Measured<()> {
        let rules = folder.join("regels");
        match self.rules {
            Some((variant, count)) => {
                fs::create_dir_all(&rules)?;
                rule_files::write(machine, &rules, variant, count)?;
            }
            None => copy(&machine.path("rules"), &rules)?,
        }
        plugins::write(machine, &folder.join("plugins"), self.plugins)?;
        let built = plugins::built(machine)?;
        let mut text = "[opslag]\nmap = \"gegevens\"\n\n[http]\nluister = \"127.0.0.1:0\"\n\n\
             [regels]\nmap = \"regels\"\n\n[plugins]\nmap = \"plugins\"\n"
            .to_owned();
        if self.own_wasm {
            for name in self.plugins {
                let file = plugins::file_of(name);
                fs::copy(built.join(&file), folder.join("plugins").join(name).join(&file))?;
            }
        } else {
            writeln!(text, "gebouwd = '{}'", built.display())?;
        }
        if let Some(server) = self.mail {
            let from = "Schakel <schakel@voorbeeld.example>";
            let server = format!("server = \"{server}\"\ntls = \"geen\"\nvan = \"{from}\"\n");
            write!(text, "\n[mail]\n{server}{RECIPIENTS}")?;
        }
        write!(text, "\n[log]\nniveau = \"{}\"\n", self.log)?;
        Ok(fs::write(folder.join("schakel.toml"), text)?)
    }
}

fn copy(from: &Path, to: &Path) -> Measured<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (path, copied) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &copied)?;
        } else {
            fs::copy(&path, &copied)?;
        }
    }
    Ok(())
}
