//! What every world must pass at its end, whatever the scenario was about: it stops in good order,
//! nothing panicked, the store is sound and equal to what its log gives, nothing that the host sent was
//! refused for its form, and nothing of a person can be read anywhere.

use std::fs;

use crate::World;
use crate::portal::lock;

/// Words in a log that say that something went wrong that should not.
const BAD_WORDS: [&str; 2] = ["panicked at", "RUST_BACKTRACE"];

/// Ends the scenario when something is not as it must be.
pub(crate) fn check(world: &mut World) {
    if world.program.is_some() {
        world.stop();
    }
    check_logs(world);
    check_store(world);
    check_outside(world);
    check_secrecy(world);
}

fn check_logs(world: &World) {
    for entry in fs::read_dir(world.folder.path("")).expect("the folder of the host") {
        let path = entry.expect("an entry of a folder").path();
        if path.extension().is_some_and(|extension| extension == "log") {
            let log = String::from_utf8_lossy(&fs::read(&path).expect("a log")).into_owned();
            let bad = log.lines().find(|line| BAD_WORDS.iter().any(|word| line.contains(word)));
            assert_eq!(bad, None, "in {}", path.display());
        }
    }
}

fn check_store(world: &World) {
    for command in ["controleer", "herbouw"] {
        let ended = world.cli(&["store", command]);
        assert_eq!(ended.code, Some(0), "schakel store {command}: {ended:?}");
    }
}

fn check_secrecy(world: &World) {
    let letters = world.mail().journal().received;
    for letter in &letters {
        world.watch.outside("mail", &String::from_utf8_lossy(&letter.bytes));
        world.watch.outside("mail", &format!("{}\n{}", letter.onderwerp, letter.tekst));
    }
    let canary = lock(world.watch.canary());
    if !canary.is_empty() {
        assert_eq!(canary.found_below(&world.folder.path("")), Vec::<String>::new());
    }
    drop(canary);
    assert_eq!(world.watch.leaks(), Vec::<String>::new());
}

/// The simulators are strict: what they refused was wrong, unless the scenario meant it. A host that was
/// killed does not know whether its last request was answered: it goes out again under its own number,
/// and is told that it came before.
fn check_outside(world: &World) {
    let journal = world.mail().journal();
    assert_eq!(journal.different, Vec::<String>::new(), "two mails with one Message-ID");
    let journal = world.digipoort().journal();
    let is_repeat = |why: &&str| world.was_killed && why.ends_with("is herhaald");
    let refused = journal.geweigerd().into_iter().filter(|why| !is_repeat(why));
    assert_eq!(refused.collect::<Vec<_>>(), Vec::<&str>::new(), "Digipoort refused something");
}
