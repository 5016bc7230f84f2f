//! A connector that is hostile: the host stays up, the fault is visible, others go on.
#![cfg(test)]

use std::{fs, thread};

use expect_test::{expect, expect_file};
use tests_harness::World;
use tests_simulators::sivi::story;

/// What it does wrong with a message; `tests/guests` says what each means.
const MODES: [&str; 16] = [
    "trap",
    "recurse",
    "loop",
    "sleep",
    "allocate",
    "flood-effects",
    "flood-output",
    "endless-continue",
    "nonsense",
    "stray-field",
    "foreign-handle",
    "not-json",
    "wrong-kind",
    "wrong-shape",
    "waits-for-nothing",
    "does-not-wait",
];

/// More than a step has memory.
const TOO_LARGE: usize = 80 << 20;

#[test]
fn each_fault_is_visible_and_costs_nothing_else() {
    let setup = MODES.iter().fold(World::setup(), |setup, mode| setup.hostile(mode));
    let mut world = setup.without_verwerkingsmeldingen().start();
    let mut told = String::new();
    for mode in MODES {
        let answer = world.post_to(&format!("Vijandig-{mode}"), b"een bericht");
        told.push_str(&format!("# {mode}\n{answer}\n{}", world.logverslag(answer.report())));
    }
    assert!(world.ended().is_none(), "the host stays up");
    expect_file!["bad_plugins/faults.txt"].assert_eq(&world.plain(&told));
    assert_eq!(world.post(&story()[0]).retourmelding().soort, "02");
}

#[test]
fn a_connector_that_runs_out_of_memory_falls_alone() {
    let mut world = World::setup().hostile("fine").without_verwerkingsmeldingen().start();
    let answer = world.post_to("Vijandig-fine", &vec![b'x'; TOO_LARGE]);
    assert!(world.ended().is_none(), "the host stays up");
    expect![[r#"
        lv-1 VI001/Vijandig-fine klaar=true proef=false: verwerkt 0, dubbel 0, uitval 0, proef 0
          uitval: plugin `guests`: out of memory
    "#]]
    .assert_eq(&world.logverslag(answer.report()));
    assert_eq!(world.post(&story()[0]).retourmelding().soort, "02");
}

#[test]
fn good_messages_do_not_wait_for_a_connector_that_hangs() {
    let world = World::setup().hostile("loop").without_verwerkingsmeldingen().start();
    thread::scope(|scope| {
        let hang = scope.spawn(|| world.post_to("Vijandig-loop", b"een bericht").status);
        for message in &story()[..4] {
            assert_eq!(world.post(message).status, 200, "{}", message.name);
        }
        assert!(!hang.is_finished(), "it was over too soon to say anything");
        assert_eq!(hang.join().expect("an answer"), 500);
    });
}

#[test]
fn a_plugin_that_does_not_load_is_told_of_and_left_out() {
    let mut world = World::new();
    world.stop();
    let broken = world.folder().path("plugins/kapot");
    fs::create_dir_all(&broken).expect("a folder");
    let manifest = "name = \"kapot\"\nversion = \"1.0.0\"\ncontract = \"0.1\"\n";
    fs::write(broken.join("plugin.toml"), manifest).expect("a manifest");
    fs::write(broken.join("kapot.wasm"), b"\0asm onzin").expect("no wasm");
    let unknown = world.folder().path("plugins/raar");
    fs::create_dir_all(&unknown).expect("a folder");
    fs::write(unknown.join("plugin.toml"), "name = \"raar\"\nversie = 1\n").expect("a manifest");
    world.restart();
    let shown = world.api().get("/api/plugins");
    let told: Vec<&str> = shown["niet_geladen"]
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|p| p.as_str())
        .collect();
    expect![[r#"
        plugins/kapot/kapot.wasm: dit is geen WebAssembly-component; bouw voor wasm32-wasip2
        plugins/raar/plugin.toml:2: sleutel `versie` bestaat niet; bekend: `name`, `version`, `contract`, `description`, `wasm`, `asks`, `intake`, `document`, `bericht`, `limits`"#]].assert_eq(&world.plain(&told.join("\n")));
    let loaded = shown["plugins"].as_array().expect("a list").iter();
    assert_eq!(loaded.map(|one| &one["naam"]).collect::<Vec<_>>(), ["digipoort", "sivi"]);
    assert_eq!(world.post(&story()[0]).status, 200);
}
