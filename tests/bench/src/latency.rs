//! One message at a time: from accepted to answered and decided, beside one bare transaction.

use std::sync::Arc;

use sdk_connector::protocol::Document;

use crate::{
    Measured,
    events::PART,
    house::House,
    machine::Machine,
    options::Options,
    raw_redb::Written,
    spread::{Spread, percentile},
    table::{Figure, Table, Unit},
};

/// Messages of one round.
const MESSAGES: usize = 200;
const MESSAGES_QUICK: usize = 60;

/// Takes the figures of messages with one record each, beside transactions of bare redb that hold
/// as many rows as one event gave in `written`, which came of so many events.
pub(crate) fn measure(
    table: &mut Table,
    machine: &Machine,
    options: &Options,
    intakes: &Arc<Vec<Document>>,
    written: &Written,
    events: f64,
) -> Measured<()> {
    let messages = if options.quick { MESSAGES_QUICK } else { MESSAGES }.min(intakes.len());
    let (mut p50, mut p99, mut raw, mut ratio) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..options.rounds() {
        let house = House::open(machine, Arc::clone(intakes))?;
        let mut times = Vec::with_capacity(messages);
        for at in 0..messages {
            times.push(house.time(&(at..at + 1))?.as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        drop(house.close());
        let bare = bare(machine, written, events, messages)?;
        p50.push(percentile(&times, 50));
        p99.push(percentile(&times, 99));
        ratio.push(percentile(&times, 50) / bare);
        raw.push(bare);
    }
    let time = |name, values| Figure::new(PART, name, Unit::Time, Spread::lowest(values));
    table.push(
        time("één bericht, van aangenomen tot beantwoord en besloten, p50", p50)
            .note(format!("{messages} berichten na elkaar, elk met één melding")),
    );
    table.push(time("idem, p99", p99));
    table.push(time("kale redb, één event per transactie, p50", raw));
    let ratio = Spread::lowest(ratio);
    table.push(
        Figure::new(PART, "verhouding: bericht / kale transactie", Unit::Times, ratio)
            .note("aannemen, opslaan, antwoorden en twee keer besluiten zijn elk een transactie"),
    );
    Ok(())
}

/// The median of bare transactions with the rows of one event each. Only the first so many are
/// written, into a database of their own.
fn bare(machine: &Machine, written: &Written, events: f64, messages: usize) -> Measured<f64> {
    let folder = machine.scratch()?;
    let few = written.first(messages as f64 / events);
    let took = few.replay(&folder.path().join("kaal.redb"), messages)?;
    let mut times: Vec<f64> = took.into_iter().map(|one| one.as_secs_f64()).collect();
    times.sort_by(f64::total_cmp);
    Ok(percentile(&times, 50))
}
