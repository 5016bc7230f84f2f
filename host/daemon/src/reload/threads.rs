//! The threads that watch: one for rules, and one for plugins.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
    thread::{self, JoinHandle},
    time::Instant,
};

use host_engine::Fault;
use notify::RecursiveMode;

use super::{
    Reloader,
    look::Look,
    watch::{Heard, Stopper, Watch},
};
use crate::config::Config;

/// The threads, until they are stopped.
#[derive(Default)]
pub(crate) struct Watching(Vec<(Stopper, JoinHandle<()>)>);

impl Watching {
    /// Ends the threads and waits for them; a plugin that is being compiled is finished first.
    pub(crate) fn stop(self) {
        for (stopper, _) in &self.0 {
            stopper.stop();
        }
        for (_, thread) in self.0 {
            drop(thread.join()); // what went wrong in it was told by then
        }
    }
}

/// Begins to watch what the configuration says may change.
pub(crate) fn watch(config: &Config, reloader: &Arc<Reloader>) -> io::Result<Watching> {
    let mut watching = Watching::default();
    if config.regels.herladen {
        let (watch, stopper) =
            Watch::new(vec![(config.regels.map.clone(), RecursiveMode::Recursive)]);
        let reloader = Arc::clone(reloader);
        let work = move || rules(&reloader, watch);
        watching.0.push((stopper, named("regels herladen", work)?));
    }
    if config.plugins.herladen {
        let mut folders = vec![(config.plugins.map.clone(), RecursiveMode::Recursive)];
        // Only what is built lies there, and below it all that building takes.
        let built = config.plugins.gebouwd.iter().filter(|folder| folder.is_dir());
        folders.extend(built.map(|folder| (folder.clone(), RecursiveMode::NonRecursive)));
        let (watch, stopper) = Watch::new(folders);
        let reloader = Arc::clone(reloader);
        let work = move || plugins(&reloader, watch);
        watching.0.push((stopper, named("plugins herladen", work)?));
    }
    Ok(watching)
}

fn named(name: &str, work: impl FnOnce() + Send + 'static) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name.to_owned()).spawn(work)
}

fn rules(reloader: &Reloader, mut watch: Watch) {
    // As at the start: what changed since is found when it is first looked.
    let mut seen = Look::default();
    loop {
        let since = match watch.wait() {
            Heard::Stop => return,
            Heard::Changed(since) => {
                seen = Look::at(&reloader.rules);
                since
            }
            Heard::Nothing => {
                let now = Look::at(&reloader.rules);
                if now == seen && watch.is_told() {
                    continue;
                }
                watch.renew();
                if now == seen {
                    continue;
                }
                seen = now;
                Instant::now()
            }
        };
        guarded(reloader, |reloader| reloader.rules_changed(since));
    }
}

fn plugins(reloader: &Reloader, mut watch: Watch) {
    loop {
        let since = match watch.wait() {
            Heard::Stop => return,
            Heard::Changed(since) => since,
            Heard::Nothing => {
                let missed = reloader.library.changed_folders().is_ok_and(|all| !all.is_empty());
                if missed || !watch.is_told() {
                    watch.renew();
                }
                Instant::now()
            }
        };
        guarded(reloader, |reloader| {
            reloader.plugins_changed(since)?;
            reloader.retire()
        });
    }
}

/// A mistake of ours must not end the watching; a host whose store failed stops by itself.
fn guarded(reloader: &Reloader, work: impl Fn(&Reloader) -> Result<(), Fault>) {
    match catch_unwind(AssertUnwindSafe(|| work(reloader))) {
        Ok(Ok(())) => {}
        Ok(Err(fault)) => tracing::error!("herladen lukt niet: {fault}"),
        Err(_) => tracing::error!("het programma maakte een fout bij het herladen"),
    }
}
