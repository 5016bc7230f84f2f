//! Other rule engines beside ours, in one run: json-rules-engine (npm), zen-engine, zen-expression and
//! cel (crates). They are built here, apart from the rest, so that nobody else waits for them.
//!
//! All get the same rules and the same events, and must find the same number of rules; rounds of the
//! engines alternate. The others get facts in their own form, made beforehand, and say which rules
//! match; ours reads its facts from the dossier and gives the effects with the trace of every clause.

use std::{
    fs,
    hint::black_box,
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Instant,
};

use host_rulebook::Book;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Measured,
    machine::Machine,
    options::Options,
    progress,
    rule_files::{self, Clause, Rule, Variant},
    situation::Situation,
    spread::Spread,
    table::{self, Figure, Table, Unit},
};

const PART: &str = "Vergelijken";

/// Where the others live.
const FOLDER: &str = "tests/bench/peers";

/// Engines in Rust by the name that the program of the others knows.
const IN_RUST: [&str; 3] = ["zen-expression", "cel", "zen-engine"];

/// The one that runs on Node.
const ON_NODE: &str = "json-rules-engine";

/// How many rules. One is the condition by itself.
const COUNTS: [usize; 5] = [1, 10, 100, 1_000, 10_000];

/// How long an engine may measure in one round, in seconds; it takes some situations whatever that takes.
const SECONDS: f64 = 0.5;

/// As the others do: see `tests/bench/peers/src/measuring.rs`.
const SITUATIONS_MIN: usize = 9;
const SITUATION_SECONDS: f64 = 2e-4;
const STRIDE: usize = 97;

/// Takes the figures of this part.
pub(crate) fn measure(machine: &Machine, options: &Options) -> Measured<Table> {
    let mut peers = start_all(machine)?;
    let mut table = Table::default();
    for count in COUNTS {
        progress(&format!("  {} regels …", table::grouped(count)));
        held_beside(&mut table, machine, &mut peers, count, options.rounds())?;
    }
    Ok(table)
}

/// One size of rule set: ours, and each of the others with how many times as long it takes.
fn held_beside(
    table: &mut Table,
    machine: &Machine,
    peers: &mut [Peer],
    count: usize,
    rounds: usize,
) -> Measured<()> {
    let folder = machine.scratch()?;
    let situations = if count == 1 { vec![Situation::ziekmelding()?] } else { Situation::all()? };
    rule_files::write(machine, folder.path(), Variant::Spread, count)?;
    let book = rule_files::load(folder.path(), &rule_files::intakes(machine)?)?;
    let scene = folder.path().join("vergelijken.json");
    fs::write(&scene, in_common(count, &situations).to_string())?;
    let expected: Vec<usize> = order(situations.len())
        .filter_map(|at| situations.get(at))
        .map(|situation| book.evaluate(&situation.case()).plan.effects.len())
        .collect();
    for peer in peers.iter_mut() {
        peer.load(&scene, &expected)?;
    }
    let mut ours = Taken::default();
    let mut theirs: Vec<Taken> = peers.iter().map(|_| Taken::default()).collect();
    for _ in 0..rounds {
        let own = our_own(&book, &situations);
        let median = own.mediaan;
        ours.add(own, median);
        for (peer, taken) in peers.iter_mut().zip(&mut theirs) {
            taken.add(peer.measure()?, median);
        }
    }
    let counted = table::grouped(count);
    let what = if count == 1 { "1 regel".to_owned() } else { format!("{counted} regels") };
    ours.show(table, &format!("{what}: Schakel"), false);
    for (peer, taken) in peers.iter().zip(theirs) {
        taken.show(table, &format!("{what}: {}", peer.name), true);
    }
    Ok(())
}

/// What one engine took in each round.
#[derive(Default)]
struct Taken {
    typical: Vec<f64>,
    worst: Vec<f64>,
    ratios: Vec<f64>,
}

impl Taken {
    fn add(&mut self, took: Took, ours: f64) {
        self.typical.push(took.mediaan);
        self.worst.push(took.slechtste);
        self.ratios.push(took.mediaan / ours);
    }

    fn show(self, table: &mut Table, name: &str, ratio: bool) {
        let figure = |what: &str, unit, values| {
            Figure::new(PART, &format!("{name}{what}"), unit, Spread::lowest(values))
        };
        table.push(figure("", Unit::Time, self.typical));
        table.push(figure(", duurste situatie", Unit::Time, self.worst));
        if ratio {
            table.push(figure(" / Schakel", Unit::Times, self.ratios));
        }
    }
}

/// What a round gave: seconds for one event.
#[derive(Debug, Clone, Copy, Deserialize)]
struct Took {
    mediaan: f64,
    slechtste: f64,
}

fn order(count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |turn| turn * STRIDE % count)
}

/// Measures ours the way the others measure themselves.
fn our_own(book: &Book, situations: &[Situation]) -> Took {
    let begin = Instant::now();
    let mut times = Vec::new();
    for situation in order(situations.len()).filter_map(|at| situations.get(at)) {
        if times.len() >= SITUATIONS_MIN && begin.elapsed().as_secs_f64() > SECONDS {
            break;
        }
        let once = repeated(book, situation, 1);
        let repeats = (SITUATION_SECONDS / once).clamp(1.0, 200.0) as u32;
        times.push(repeated(book, situation, repeats));
    }
    times.sort_by(f64::total_cmp);
    let at = |place: usize| times.get(place).copied().unwrap_or(f64::NAN);
    let last = times.len().saturating_sub(1);
    Took { mediaan: at(last / 2), slechtste: at(last) }
}

fn repeated(book: &Book, situation: &Situation, repeats: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        black_box(book.evaluate(black_box(&situation.case())));
    }
    start.elapsed().as_secs_f64() / f64::from(repeats)
}

/// The rules and the events in a form that every engine can be given.
fn in_common(count: usize, situations: &[Situation]) -> Value {
    let rules = (0..count).map(|number| {
        let rule = Rule::numbered(number);
        let mut clauses = vec![clause("gebeurtenis", "gelijk", rule.event)];
        clauses.extend(rule.clauses.iter().map(|part| match part {
            Clause::Soort(code) => clause("soort", "gelijk", code.as_str()),
            Clause::Lopend => clause("lopend", "gelijk", true),
            Clause::Weken(weken) => clause("duur", "ten_minste", weken * 7),
            Clause::Percentage(share) => clause("percentage", "ten_minste", *share),
            Clause::Groep(groep) => clause("groepen", "bevat", groep.as_str()),
        }));
        Value::Array(clauses)
    });
    let situations: Vec<Value> = situations.iter().map(Situation::facts).collect();
    json!({ "regels": rules.collect::<Vec<_>>(), "situaties": situations })
}

fn clause(fact: &str, sign: &str, value: impl Into<Value>) -> Value {
    json!({ "feit": fact, "teken": sign, "waarde": value.into() })
}

/// An engine that runs, a process of its own; it is killed when dropped.
struct Peer {
    name: &'static str,
    child: Child,
    requests: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Peer {
    fn start(name: &'static str, command: &mut Command) -> Measured<Peer> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let (requests, answers) =
            child.stdin.take().zip(child.stdout.take()).ok_or("geen pijpen")?;
        Ok(Peer { name, child, requests, answers: BufReader::new(answers) })
    }

    fn ask(&mut self, request: &Value) -> Measured<Value> {
        writeln!(self.requests, "{request}")?;
        self.requests.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        serde_json::from_str(&line)
            .map_err(|_| format!("{} antwoordt niet: {line}", self.name).into())
    }

    /// Gives it the rules; it must find what ours finds.
    fn load(&mut self, scene: &Path, expected: &[usize]) -> Measured<()> {
        let answer = self.ask(&json!({ "laad": scene }))?;
        let found: Vec<usize> =
            serde_json::from_value(answer.get("treffers").cloned().unwrap_or_default())?;
        match expected.get(..found.len()) {
            Some(expected) if !found.is_empty() && expected == found => Ok(()),
            _ => Err(format!("{} vindt andere regels: {found:?}", self.name).into()),
        }
    }

    fn measure(&mut self) -> Measured<Took> {
        Ok(serde_json::from_value(self.ask(&json!({ "meet": SECONDS }))?)?)
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        // It may have ended by itself; then there is nothing to do.
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

/// Builds and starts all of them; what Node runs is left out where there is no Node.
fn start_all(machine: &Machine) -> Measured<Vec<Peer>> {
    let target = machine.target("peers")?;
    progress("  de anderen bouwen; de eerste keer duurt dat minuten …");
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut build = Command::new(cargo);
    build.args(["build", "--release", "--locked", "--quiet", "--manifest-path"]);
    build.arg(machine.path(FOLDER).join("Cargo.toml")).arg("--target-dir").arg(&target);
    done(&mut build)?;
    let program = target.join("release").join(format!("peers{}", std::env::consts::EXE_SUFFIX));
    let mut peers = Vec::new();
    for name in IN_RUST {
        peers.push(Peer::start(name, Command::new(&program).arg(name))?);
    }
    match on_node(machine, &target.join("npm")) {
        Ok(script) => peers.push(Peer::start(ON_NODE, Command::new("node").arg(script))?),
        Err(error) => progress(&format!("  {ON_NODE} blijft weg: {error}")),
    }
    Ok(peers)
}

/// Installs what Node needs beside what was built; the script to run.
fn on_node(machine: &Machine, folder: &Path) -> Measured<PathBuf> {
    fs::create_dir_all(folder)?;
    for file in ["package.json", "package-lock.json", "bench.mjs"] {
        fs::copy(machine.path(FOLDER).join(file), folder.join(file))?;
    }
    done(
        Command::new("npm").args(["ci", "--silent", "--no-audit", "--no-fund"]).current_dir(folder),
    )?;
    Ok(folder.join("bench.mjs"))
}

fn done(command: &mut Command) -> Measured<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("`{name}`: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("`{name}`: {status}").into()) }
}
