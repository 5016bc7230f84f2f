//! Killed at any moment, while being made or while writing, the store opens again with all that
//! was acknowledged.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::{
        Arc, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use host_domain::{DossierId, MachtigingId};
use host_store::{Reads as _, Store};

use crate::world::{Dice, STARTING, persoon};

/// Tells this program that it is the one to be killed, and in which folder.
const FOLDER: &str = "SCHAKEL_TEST_CRASH_FOLDER";

/// Makes or opens the store and writes until it is killed, telling what is durable. Does nothing
/// when it is run as a test.
#[test]
fn victim() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let say = |text: &str| {
        let mut out = std::io::stdout().lock();
        writeln!(out, "{text}").unwrap();
        out.flush().unwrap();
    };
    let store = Store::open(Path::new(&folder)).unwrap();
    let mut world = crate::world::World::in_folder(store, folder.into());
    let mut nr = world.store.read().unwrap().last_seq().unwrap();
    world.ids = Dice(nr + 1);
    let werkgever = world.werkgever(&format!("FLSN{nr}"));
    loop {
        nr += 1;
        let someone = world.werknemer(werkgever, persoon("123456782", "Jansen", &nr.to_string()));
        let dossier = DossierId::Werknemer(someone);
        world.document(werkgever, dossier, MachtigingId::from_bits(1), b"%PDF-");
        say(&format!("durable {}", world.store.read().unwrap().last_seq().unwrap()));
    }
}

/// Starts a victim; gives it with the lines that it says.
fn start(folder: &Path) -> (Child, impl Iterator<Item = String> + Send + 'static) {
    let program = std::env::current_exe().unwrap();
    let mut command = Command::new(program);
    command.args(["--exact", "crash::victim", "--nocapture", "--test-threads=1"]);
    command.env(FOLDER, folder).stdout(Stdio::piped()).stderr(Stdio::null());
    let _nobody_opens = STARTING.write().unwrap_or_else(PoisonError::into_inner);
    let mut victim = command.spawn().unwrap();
    let mut lines = BufReader::new(victim.stdout.take().unwrap()).lines().map_while(Result::ok);
    // Whoever speaks is a program of its own: the system lets the spawner go on before that.
    lines.next().expect("the victim never spoke");
    (victim, lines)
}

/// From when the patience with a victim counts.
#[derive(Clone, Copy, PartialEq)]
enum Moment {
    /// The first file of the database is there: redb is busy making it.
    Making,
    /// An event is durable.
    Durable,
}

/// Lets a victim run for some time; gives the last event that it said was durable.
fn run_and_kill(folder: &Path, moment: Moment, patience: Duration) -> u64 {
    let (mut victim, mut lines) = start(folder);
    let seq_of = |line: &str| line.strip_prefix("durable ").and_then(|seq| seq.parse().ok());
    let durable = Arc::new(AtomicU64::new(0));
    if moment == Moment::Durable {
        let first = lines.by_ref().find_map(|line| seq_of(&line));
        durable.store(first.expect("the victim never wrote"), Ordering::SeqCst);
    }
    let listener = thread::spawn({
        let durable = durable.clone();
        move || {
            let seqs = lines.filter_map(|line| seq_of(&line));
            seqs.for_each(|seq| durable.store(seq, Ordering::SeqCst));
        }
    });
    while !["schakel.tmp", "schakel.redb"].iter().any(|name| folder.join(name).exists()) {
        assert_eq!(victim.try_wait().unwrap(), None, "the victim ended by itself");
        thread::yield_now();
    }
    thread::sleep(patience);
    victim.kill().unwrap();
    victim.wait().unwrap();
    listener.join().unwrap();
    durable.load(Ordering::SeqCst)
}

#[test]
fn killed_at_any_moment_it_opens_again() {
    let home = tempfile::tempdir().unwrap();
    let mut dice = Dice(11);
    let (mut early, mut late) = (0, 0);
    for round in 0..30 {
        // Every third round goes on with the folder of the one before.
        let folder = home.path().join(format!("{}", round - u32::from(round % 3 == 2)));
        let (moment, most) =
            if round % 2 == 0 { (Moment::Making, 4_000) } else { (Moment::Durable, 40_000) };
        let durable = run_and_kill(&folder, moment, Duration::from_micros(dice.roll(most)));
        let store = Store::open(&folder).unwrap_or_else(|error| panic!("round {round}: {error}"));
        let last = store.read().unwrap().last_seq().unwrap();
        assert!(last >= durable, "round {round}: {last} of {durable} acknowledged events");
        let rebuilt = store.rebuild(false, &mut |_, _| ()).unwrap();
        assert!(rebuilt.is_equal(), "round {round}: {rebuilt:?}");
        let checked = store.check().unwrap();
        assert!(checked.is_sound(), "round {round}: {checked:?}");
        early += u32::from(durable == 0);
        late += u32::from(durable > 0);
    }
    assert!(early > 0 && late > 0, "all at one moment: {early} before and {late} after a commit");
}
