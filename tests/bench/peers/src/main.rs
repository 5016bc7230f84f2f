//! Other rule engines, driven over standard input and output so that they are measured in the same
//! rounds as ours. `peers <engine>` reads one request a line and answers with one line, in JSON:
//! `{"laad": "<file>"}` reads rules and situations, `{"meet": <seconds>}` holds the one against the other.
//!
//! Each engine gets the situation in its own form, made beforehand: converting it is not measured.

mod cel;
mod measuring;
mod rules;
mod zen_expression;
mod zen_table;

use std::{
    error::Error,
    fs,
    io::{self, BufRead as _, Write as _},
    time::Instant,
};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::rules::{Scene, Situation};

/// An answer, or why there is none; the text is for people.
pub(crate) type Answered<T> = Result<T, Box<dyn Error>>;

/// A rule engine with rules in it.
pub(crate) trait Peer {
    /// Makes a situation ready; the answer is its number, counted from 0.
    fn prepare(&mut self, situation: &Situation) -> Answered<()>;

    /// How many rules match the situation with this number.
    fn matches(&mut self, situation: usize) -> Answered<usize>;
}

/// Situations of which is told how many rules match, so that engines can be held to the same answer.
const TRIED: usize = 36;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Request {
    /// Path of a [`Scene`].
    Laad(String),
    /// How long to measure, in seconds.
    Meet(f64),
}

fn main() -> Result<(), Box<dyn Error>> {
    let engine = std::env::args().nth(1).unwrap_or_default();
    let mut loaded: Option<(Box<dyn Peer>, usize)> = None;
    for line in io::stdin().lock().lines() {
        let answer = match serde_json::from_str(&line?)? {
            Request::Laad(path) => {
                drop(loaded.take());
                let scene: Scene = serde_json::from_str(&fs::read_to_string(path)?)?;
                let start = Instant::now();
                let mut peer = load(&engine, &scene)?;
                let took = start.elapsed().as_secs_f64();
                let matched = tried(peer.as_mut(), &scene.situaties)?;
                loaded = Some((peer, scene.situaties.len()));
                json!({ "laden": took, "treffers": matched })
            }
            Request::Meet(seconds) => match &mut loaded {
                Some((peer, count)) => measuring::measure(peer.as_mut(), *count, seconds)?,
                None => return Err("er zijn nog geen regels geladen".into()),
            },
        };
        say(&answer)?;
    }
    Ok(())
}

/// Makes the situations ready and tells how many rules match some of them.
fn tried(peer: &mut dyn Peer, situations: &[Situation]) -> Answered<Vec<usize>> {
    for situation in situations {
        peer.prepare(situation)?;
    }
    let tried = measuring::order(situations.len()).take(TRIED);
    tried.map(|at| peer.matches(at)).collect()
}

fn load(engine: &str, scene: &Scene) -> Answered<Box<dyn Peer>> {
    Ok(match engine {
        "cel" => Box::new(cel::Cel::load(scene)?),
        "zen-expression" => Box::new(zen_expression::ZenExpression::load(scene)?),
        "zen-engine" => Box::new(zen_table::ZenTable::load(scene)?),
        _ => return Err("peers cel|zen-expression|zen-engine".into()),
    })
}

fn say(answer: &Value) -> io::Result<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{answer}")?;
    output.flush()
}
