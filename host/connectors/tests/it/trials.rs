//! Plugins on trial: the same answers as at work, with fuel and memory counted.

use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use expect_test::expect;
use host_connectors::{Library, LoadError, Manifest, StepFault, Trial, TrialStep};
use sdk_connector::protocol::Call;

use crate::guests::{Disk, MANIFEST, Message, built, deliver, limits, receive};
use crate::loading::importing;

/// The hostile connector at work and on trial, made ready once for these tests.
fn opened() -> &'static (Disk, Library, Trial) {
    static OPENED: OnceLock<(Disk, Library, Trial)> = OnceLock::new();
    OPENED.get_or_init(|| {
        let disk = Disk::new();
        let library = disk.open();
        let trial = library.trial_of(&library.plugin("guests").unwrap()).unwrap();
        (disk, library, trial)
    })
}

fn step(trial: &Trial, call: &Call, message: &str) -> TrialStep {
    trial.step(call, Arc::new(Message(message.as_bytes().to_vec())), &[])
}

#[test]
fn a_trial_answers_as_at_work_and_counts_the_same_every_time() {
    let (_disk, library, trial) = opened();
    assert_eq!(trial.about().name, "guests");
    let message = "tekst ".repeat(1_000);
    let long = receive("fine", message.len() as u64);
    let work = library.plugin("guests").unwrap();
    let worked = work.step(&long, Arc::new(Message(message.as_bytes().to_vec())), &[]);
    let first = step(trial, &long, &message);
    assert_eq!(first.result, worked.result);
    let again = step(trial, &long, &message);
    assert_eq!((first.fuel, first.memory_bytes), (again.fuel, again.memory_bytes));

    let small = step(trial, &deliver("fine"), "");
    assert!(small.fuel > 1_000, "{}", small.fuel);
    assert!(first.fuel > small.fuel, "{} {}", first.fuel, small.fuel);
    assert!((64 << 10..8 << 20).contains(&small.memory_bytes), "{}", small.memory_bytes);
}

#[test]
fn limits_hold_on_trial_too() {
    let (_disk, _library, trial) = opened();
    let allocated = step(trial, &deliver("allocate"), "");
    assert_eq!(allocated.result, Err(StepFault::OutOfMemory { limit: limits().memory_bytes }));
    assert!((60 << 20..=64 << 20).contains(&allocated.memory_bytes), "{}", allocated.memory_bytes);
    let began = Instant::now();
    let looped = step(trial, &deliver("loop"), "");
    assert_eq!(looped.result, Err(StepFault::TooSlow { limit: limits().step_time }));
    assert!(began.elapsed() < limits().step_time * 10);
    assert!(matches!(step(trial, &deliver("not-json"), "").result, Err(StepFault::Nonsense(_))));
}

#[test]
fn a_candidate_may_have_another_version_but_no_other_name_or_world() {
    let (_disk, library, _) = opened();
    let wasm = fs::read(built().join("tests_guests.wasm")).unwrap();
    let manifest = |text: &str| Manifest::read(Path::new("plugin.toml"), text).unwrap();
    let later = manifest(&MANIFEST.replace("version = \"0.1.0\"", "version = \"0.2.0\""));
    assert_eq!(library.trial(&later, &wasm).unwrap().about().version, "0.1.0");
    let problem = |manifest: &Manifest, wasm: &[u8]| -> LoadError {
        library.trial(manifest, wasm).err().unwrap()
    };
    let other = manifest(&MANIFEST.replace("name = \"guests\"", "name = \"anders\""));
    expect!["tests_guests.wasm: de plugin noemt zich guests, plugin.toml noemt haar anders"]
        .assert_eq(&problem(&other, &wasm).to_string());
    expect![
        "tests_guests.wasm: de plugin vraagt wasi:sockets/tcp@0.2.6; dat krijgt geen enkele plugin"
    ]
    .assert_eq(&problem(&later, &importing("wasi:sockets/tcp@0.2.6")).to_string());
    assert!(matches!(problem(&later, b"tekst"), LoadError::NotAConnector { .. }));
}
