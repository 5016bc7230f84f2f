//! The host is killed under load, at random moments and at every failpoint between two stages, and
//! the end is compared with a run that was never killed: nothing lost, nothing doubled.
//!
//! `SCHAKEL_CRASH_RONDES`: how often the host is killed at a random moment.
//! `SCHAKEL_CRASH_SEED`: same number, same messages and same moments (as far as the machine allows).
#![cfg(test)]

use std::env;
use std::hash::{BuildHasher, RandomState};
use std::thread;
use std::time::{Duration, Instant};

use tests_harness::World;
use tests_simulators::random::Random;
use tests_simulators::sivi::Generator;

use crate::load::Load;
use crate::outcome::Outcome;

/// Kills at random moments when nothing is asked; keeps the test within a minute.
const ROUNDS: u64 = 12;
/// Kills in one series; after each series the end is compared.
const ROUNDS_IN_SERIES: u64 = 12;
/// Longest time from one kill to the next, in milliseconds.
const LIFE_MS: u64 = 700;
/// Employers, and employees in a series: about three times as many messages.
const WERKGEVERS: u64 = 3;
const WERKNEMERS: u64 = 45;
/// Every place where the engine can be made to end; `host/engine/src/failpoint.rs`.
const FAILPOINTS: [&str; 13] = [
    "na-ontvangst",
    "na-effect",
    "voor-ingest",
    "na-ingest",
    "na-besluit",
    "na-vervolg",
    "voor-antwoord",
    "na-antwoord",
    "na-claim",
    "na-bezorging",
    "na-afronding",
    "voor-schrijven",
    "na-schrijven",
];
/// How long a failpoint may take to be passed under load.
const PASSED_MAX: Duration = Duration::from_secs(30);

/// A number from the environment.
fn asked(name: &str, otherwise: u64) -> u64 {
    env::var(name)
        .map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name}={text}")))
}

/// A new one for every run, so that many runs try many moments.
fn seed() -> u64 {
    asked("SCHAKEL_CRASH_SEED", RandomState::new().hash_one("seed") % 1_000_000)
}

/// A world with the load of a series, and what comes of it when nothing goes wrong.
struct Series {
    generator: Generator,
    undisturbed: Outcome,
}

impl Series {
    fn new(seed: u64) -> Series {
        let generator = Generator::new(seed, WERKGEVERS, WERKNEMERS);
        let world = World::setup().werkgevers(WERKGEVERS).start();
        let answers = Load::start(world.portal(), &generator).finish();
        let undisturbed = Outcome::of(&world, &answers);
        println!("  ongestoord: {}", undisturbed.summary());
        Series { generator, undisturbed }
    }

    fn world(&self) -> World {
        World::setup().werkgevers(WERKGEVERS).start()
    }

    /// The end of a world in which `load` was disturbed.
    fn compare(&self, world: &World, load: Load, seed: u64) {
        let outcome = Outcome::of(world, &load.finish());
        let differences = self.undisturbed.differences(&outcome);
        assert!(
            differences.is_empty(),
            "SCHAKEL_CRASH_SEED={seed}: het einde is anders:\n{differences}"
        );
    }
}

#[test]
fn crash_at_random_moments() {
    let (seed, rounds) = (seed(), asked("SCHAKEL_CRASH_RONDES", ROUNDS));
    println!("SCHAKEL_CRASH_SEED={seed} SCHAKEL_CRASH_RONDES={rounds}");
    let (mut done, mut series) = (0, 0);
    while done < rounds {
        done += kill_in_series(seed.wrapping_add(series), rounds.saturating_sub(done));
        series += 1;
        println!("  {done} keer gedood van de gevraagde {rounds}; geen verschil");
    }
}

/// One load during which the host is killed again and again; how often that was.
fn kill_in_series(seed: u64, at_most: u64) -> u64 {
    let series = Series::new(seed);
    let mut random = Random::new(seed, 1);
    let mut world = series.world();
    let load = Load::start(world.portal(), &series.generator);
    let mut kills = 0_u64;
    while kills < at_most.min(ROUNDS_IN_SERIES) && load.left() > 0 {
        thread::sleep(Duration::from_millis(random.below(LIFE_MS)));
        world.kill();
        kills += 1;
        if random.chance(25) {
            world.start_briefly(Duration::from_millis(random.below(LIFE_MS)));
            kills += 1;
        }
        world.restart();
    }
    println!("  {kills} keer gedood, nog {} berichten te gaan", load.left());
    assert!(kills > 0, "the load was over before the first kill");
    series.compare(&world, load, seed);
    kills
}

#[test]
fn crash_at_every_failpoint() {
    if !cfg!(debug_assertions) {
        println!("faalpunten zitten alleen in een debug-bouw: cargo test -p tests-scenarios crash");
        return;
    }
    let seed = seed();
    println!("SCHAKEL_CRASH_SEED={seed}");
    let series = Series::new(seed);
    let mut random = Random::new(seed, 2);
    let mut world = series.world();
    let load = Load::start(world.portal(), &series.generator);
    for place in FAILPOINTS {
        let setting = format!("{place}:{}", 1 + random.below(4));
        world.kill();
        let chosen = [("SCHAKEL_FAALPUNT".to_owned(), setting.clone())];
        // A place that the start itself passes may end the host before it is ready.
        let ended = match world.restart_with(&chosen) {
            Err(ended) => ended,
            Ok(()) => wait_for_end(&mut world, &load, &setting),
        };
        assert_eq!(ended.code, None, "{setting}: {ended:?}");
        world.restart();
        println!("  {setting}: nog {} berichten te gaan", load.left());
        load.wait_for(2);
    }
    series.compare(&world, load, seed);
}

fn wait_for_end(world: &mut World, load: &Load, setting: &str) -> tests_harness::Ended {
    let until = Instant::now() + PASSED_MAX;
    loop {
        if let Some(ended) = world.ended() {
            return ended;
        }
        assert!(
            Instant::now() < until,
            "{setting} niet gepasseerd, {} berichten te gaan",
            load.left()
        );
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn crash_comparison_is_not_blind() {
    let outcome = |employees| {
        let world = World::setup().werkgevers(WERKGEVERS).start();
        let generator = Generator::new(1, WERKGEVERS, employees);
        Outcome::of(&world, &Load::start(world.portal(), &generator).finish())
    };
    let (two, three) = (outcome(2), outcome(3));
    assert_eq!(two.differences(&two), "");
    let seen = two.differences(&three);
    for what in
        ["antwoord", "logverslag", "traject", "taak", "event", "verwerkingsmelding", "bezorging"]
    {
        assert!(seen.lines().any(|line| line.starts_with(what)), "{what} not in:\n{seen}");
    }
}
