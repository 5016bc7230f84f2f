//! How long an engine takes for one situation: the median of the situations, and the slowest.

use std::{hint::black_box, time::Instant};

use serde_json::{Value, json};

use crate::{Answered, Peer};

/// Situations that are measured whatever it takes.
const SITUATIONS_MIN: usize = 9;

/// What one situation takes at most, unless once takes longer; in seconds.
const SITUATION_SECONDS: f64 = 2e-4;

/// Prime to the number of situations, so that whoever has time for a few sees different ones.
const STRIDE: usize = 97;

/// The situations in the order in which they are taken.
pub(crate) fn order(count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |turn| turn * STRIDE % count)
}

/// Measures as many situations as there is time for, spread over all of them.
pub(crate) fn measure(peer: &mut dyn Peer, count: usize, seconds: f64) -> Answered<Value> {
    let begin = Instant::now();
    let mut times = Vec::new();
    for situation in order(count) {
        if times.len() >= SITUATIONS_MIN && begin.elapsed().as_secs_f64() > seconds {
            break;
        }
        times.push(one(peer, situation)?);
    }
    times.sort_by(f64::total_cmp);
    let middle = times.len().saturating_sub(1) / 2;
    Ok(json!({ "mediaan": times.get(middle), "slechtste": times.last(), "situaties": times.len() }))
}

/// Seconds for one situation: the first time is to warm up and to see how often it can be repeated.
fn one(peer: &mut dyn Peer, situation: usize) -> Answered<f64> {
    let start = Instant::now();
    black_box(peer.matches(situation)?);
    let once = start.elapsed().as_secs_f64();
    let repeats = (SITUATION_SECONDS / once).clamp(1.0, 200.0) as u32;
    let start = Instant::now();
    for _ in 0..repeats {
        black_box(peer.matches(black_box(situation))?);
    }
    Ok(start.elapsed().as_secs_f64() / f64::from(repeats))
}
