//! The host is killed under load, at random moments and at every failpoint between two stages, and
//! the end is compared with a run that was never killed: nothing lost, nothing doubled. The load is
//! messages that are posted, documents that are fetched, and the reports and mails that follow.
//!
//! `SCHAKEL_CRASH_RONDES`: how often the host is killed at a random moment.
//! `SCHAKEL_CRASH_SEED`: same number, same messages and same moments (as far as the machine allows).
#![cfg(test)]

use std::env;
use std::hash::{BuildHasher, RandomState};
use std::thread;
use std::time::{Duration, Instant};

use tests_harness::{Ended, World};
use tests_simulators::mail;
use tests_simulators::random::Random;
use tests_simulators::sivi::Generator;

use crate::load::Load;
use crate::outcome::Outcome;
use crate::paperwork::Paperwork;

/// Kills at random moments when nothing is asked; keeps the test within a minute.
const ROUNDS: u64 = 12;
/// Kills in one series; after each series the end is compared.
const ROUNDS_IN_SERIES: u64 = 12;
/// Longest time from one kill to the next, in milliseconds: so short that there is still work to be
/// done when it ends.
const LIFE_MS: u64 = if cfg!(debug_assertions) { 700 } else { 250 };
/// Employers, and employees in a series: about three times as many messages, one of which comes before
/// the first kill.
const WERKGEVERS: u64 = 3;
const WERKNEMERS: u64 = 60;
/// Documents in a series, and how many come at a time: enough for every life of the host.
const DOCUMENTEN: u64 = 150;
const PORTION: usize = 12;
const PORTION_AT_FAILPOINT: usize = 6;
/// Every place where the engine can be made to end under load; `host/engine/src/failpoint.rs`. Those of
/// rules that go live are in `rules_living.rs`.
/// Those that only a message or its report passes come first, while there are many of those.
const FAILPOINTS: [&str; 24] = [
    "na-ontvangst",
    "voor-antwoord",
    "na-antwoord",
    "na-claim",
    "na-bezorging",
    "na-afronding",
    "na-effect",
    "voor-ingest",
    "na-ingest",
    "na-besluit",
    "na-vervolg",
    "voor-schrijven",
    "na-schrijven",
    "na-begin-ophalen",
    "voor-lijst",
    "na-lijst",
    "na-claim-ophalen",
    "na-inhoud",
    "na-bezorging-ophalen",
    "na-afronding-ophalen",
    "na-uitsnijden",
    "na-claim-mail",
    "na-bezorging-mail",
    "na-afronding-mail",
];
/// Seconds between two polls that nobody asks for.
const POLL_SECONDS: u32 = 5;
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

/// The load of a series, and what comes of it when nothing goes wrong.
struct Series {
    seed: u64,
    undisturbed: Outcome,
}

/// A world with its load.
struct Run {
    world: World,
    load: Load,
    paperwork: Paperwork,
}

impl Run {
    /// A world in which everybody is known, and under load from here on.
    fn start(seed: u64, werknemers: u64, documents: u64) -> Run {
        let setup = World::setup().werkgevers(WERKGEVERS).uwv_every(POLL_SECONDS);
        let world = setup.digipoort(Paperwork::moods()).mail(mail::Mood::Fine).start();
        Paperwork::authorise(&world, WERKGEVERS);
        let load = Load::start(world.portal(), &Generator::new(seed, WERKGEVERS, werknemers));
        let paperwork = Paperwork::new(seed, WERKGEVERS, werknemers, documents);
        Run { world, load, paperwork }
    }

    /// Lets all work come to its end.
    fn finish(mut self) -> Outcome {
        self.paperwork.finish(&self.world);
        let answers = self.load.finish();
        Outcome::of(&mut self.world, &answers, &self.paperwork)
    }

    /// What there is to do yet, for who watches.
    fn left(&self) -> String {
        let (messages, documents) = (self.load.left(), self.paperwork.left());
        format!("nog {messages} berichten en {documents} documenten te gaan")
    }
}

impl Series {
    fn new(seed: u64) -> Series {
        let undisturbed = Run::start(seed, WERKNEMERS, DOCUMENTEN).finish();
        println!("  ongestoord: {}", undisturbed.summary());
        Series { seed, undisturbed }
    }

    fn start(&self) -> Run {
        Run::start(self.seed, WERKNEMERS, DOCUMENTEN)
    }

    /// The end of a run that was disturbed.
    fn compare(&self, run: Run) {
        let differences = self.undisturbed.differences(&run.finish());
        let seed = self.seed;
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
    let mut run = series.start();
    let mut kills = 0_u64;
    while kills < at_most.min(ROUNDS_IN_SERIES) && run.load.left() + run.paperwork.left() > 0 {
        run.paperwork.put(&run.world, PORTION);
        thread::sleep(Duration::from_millis(random.below(LIFE_MS)));
        run.world.kill();
        kills += 1;
        if random.chance(25) {
            run.world.start_briefly(Duration::from_millis(random.below(LIFE_MS)));
            kills += 1;
        }
        run.world.restart();
    }
    println!("  {kills} keer gedood, {}", run.left());
    assert!(kills > 0, "the load was over before the first kill");
    series.compare(run);
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
    let mut run = series.start();
    run.world.kill();
    for (number, place) in FAILPOINTS.into_iter().enumerate() {
        let setting = format!("{place}:{}", 1 + random.below(3));
        let chosen = [("SCHAKEL_FAALPUNT".to_owned(), setting.clone())];
        // A place that the start itself passes may end the host before it is ready.
        let ended = match run.world.restart_with(&chosen) {
            Err(ended) => ended,
            Ok(()) => wait_for_end(&mut run, &setting),
        };
        assert_eq!(ended.code, None, "{setting}: {ended:?}");
        println!("  {setting}: {}", run.left());
        // Lives of that kind are too short for a message to be answered in them.
        if number % 3 == 2 {
            run.world.restart();
            run.load.wait_for(4);
            run.world.kill();
        }
    }
    run.world.restart();
    series.compare(run);
}

/// Puts a portion of documents at Digipoort, and has the host look for them until it ends.
fn wait_for_end(run: &mut Run, setting: &str) -> Ended {
    run.paperwork.put(&run.world, PORTION_AT_FAILPOINT);
    let until = Instant::now() + PASSED_MAX;
    loop {
        if let Some(ended) = run.world.ended() {
            return ended;
        }
        assert!(Instant::now() < until, "{setting} niet gepasseerd, {}", run.left());
        thread::sleep(Duration::from_millis(20));
        Paperwork::poll(&run.world);
    }
}

#[test]
fn crash_comparison_is_not_blind() {
    let outcome = |employees, documents| Run::start(1, employees, documents).finish();
    let (few, more) = (outcome(2, 12), outcome(3, 14));
    assert_eq!(few.differences(&few), "");
    let seen = few.differences(&more);
    for what in [
        "antwoord",
        "logverslag",
        "traject",
        "taak",
        "event",
        "verwerkingsmelding",
        "bezorging",
        "document",
        "mail",
    ] {
        assert!(seen.lines().any(|line| line.starts_with(what)), "{what} not in:\n{seen}");
    }
}
