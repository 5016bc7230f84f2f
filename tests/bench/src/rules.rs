//! Rules: one event against a thousand triggers, the trace, and loading.

use std::{hint::black_box, time::Instant};

use host_rulebook::Book;

use crate::{
    Measured,
    machine::{Machine, resident_bytes},
    options::Options,
    rule_files::{self, Variant},
    situation::Situation,
    spread::{Spread, percentile, timed},
    table::{Figure, Table, Unit},
};

const PART: &str = "Regels";

/// What the architecture aims at, in seconds.
const MATCH_AIM: f64 = 3e-6;
const TRACE_AIM: f64 = 2.5e-6;
const LOAD_AIM: f64 = 0.25;

/// Evaluations of one situation in a row; enough to be longer than the clock's own cost.
const REPEATS: u32 = 200;

/// The same for a book in which every rule is tried.
const REPEATS_ALL_TRIED: u32 = 20;

/// Takes the figures of this part.
pub(crate) fn measure(machine: &Machine, options: &Options) -> Measured<Table> {
    let mut table = Table::default();
    let indexed = book(machine, Variant::Spread)?;
    let all_tried = book(machine, Variant::AllTried)?;
    let one = book(machine, Variant::One)?;
    matching(&mut table, &indexed, &all_tried, options.rounds())?;

    let ziekmelding = Situation::ziekmelding()?;
    let traced = (0..options.rounds()).map(|_| evaluate(&one, &ziekmelding, REPEATS * 10));
    let traced = Figure::new(PART, "voorwaarde van 4 clausules, met spoor", Unit::Time, {
        Spread::lowest(traced.collect())
    });
    table.push(traced.aim(TRACE_AIM));
    loading(&mut table, machine, options.rounds())?;
    Ok(table)
}

fn book(machine: &Machine, variant: Variant) -> Measured<Book> {
    let folder = machine.scratch()?;
    rule_files::write(machine, folder.path(), variant)?;
    rule_files::load(folder.path(), &rule_files::intakes(machine)?)
}

/// The index, beside trying every rule, in the same rounds.
fn matching(table: &mut Table, indexed: &Book, all_tried: &Book, rounds: usize) -> Measured<()> {
    let situations = Situation::all()?;
    let ziekmelding = Situation::ziekmelding()?;
    let (mut typical, mut worst, mut naive, mut ratios) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let times = situations.iter().map(|situation| evaluate(indexed, situation, REPEATS));
        let mut times: Vec<f64> = times.collect();
        times.sort_by(f64::total_cmp);
        let all = evaluate(all_tried, &ziekmelding, REPEATS_ALL_TRIED);
        ratios.push(all / percentile(&times, 50));
        typical.push(percentile(&times, 50));
        worst.push(percentile(&times, 100));
        naive.push(all);
    }
    let (median, most) = looked_at(indexed, &situations);
    let figure = |name, values| Figure::new(PART, name, Unit::Time, Spread::lowest(values));
    table.push(
        figure("één event tegen 1 000 regels, mediaan van de situaties", typical)
            .aim(MATCH_AIM)
            .note(format!("{} situaties; {median} regels bekeken", situations.len())),
    );
    table.push(
        figure("idem, de duurste situatie", worst)
            .note(format!("{most} regels bekeken, elk met spoor")),
    );
    let tried = all_tried.evaluate(&ziekmelding.case()).trace.considered;
    table.push(
        figure("zonder index: elke regel proberen", naive).note(format!("{tried} regels bekeken")),
    );
    let ratios = Spread::highest(ratios);
    table.push(Figure::new(PART, "verhouding: zonder index / met index", Unit::Times, ratios));
    Ok(())
}

/// How many rules are looked at: in the median of the situations, and at most.
fn looked_at(book: &Book, situations: &[Situation]) -> (u32, u32) {
    let looked = situations.iter().map(|one| book.evaluate(&one.case()).trace.considered);
    let mut looked: Vec<u32> = looked.collect();
    looked.sort_unstable();
    let median = looked.get(looked.len().saturating_sub(1) / 2).copied().unwrap_or_default();
    (median, looked.last().copied().unwrap_or_default())
}

/// Seconds for one evaluation.
fn evaluate(book: &Book, situation: &Situation, repeats: u32) -> f64 {
    let start = Instant::now();
    for _ in 0..repeats {
        black_box(book.evaluate(black_box(&situation.case())));
    }
    start.elapsed().as_secs_f64() / f64::from(repeats)
}

/// Reading and checking a folder of a thousand files, and what the book then takes.
fn loading(table: &mut Table, machine: &Machine, rounds: usize) -> Measured<()> {
    let folder = machine.scratch()?;
    rule_files::write(machine, folder.path(), Variant::Spread)?;
    let intakes = rule_files::intakes(machine)?;
    let (mut times, mut books) = (Vec::new(), Vec::new());
    let before = resident_bytes(std::process::id());
    for _ in 0..rounds {
        let (took, book) = timed(|| rule_files::load(folder.path(), &intakes));
        times.push(took.as_secs_f64());
        books.push(book?); // kept: the memory of all of them, divided, is that of one
    }
    let after = resident_bytes(std::process::id());
    let name = "1 000 regels lezen en controleren";
    let figure = Figure::new(PART, name, Unit::Time, Spread::lowest(times));
    table.push(
        figure.aim(LOAD_AIM).note("opgeslagen tot in gebruik, zonder het wachten op een melding"),
    );
    if let (Some(before), Some(after)) = (before, after) {
        let each = Spread::once((after - before).max(0.0) / books.len() as f64);
        let figure = Figure::new(PART, "geheugen van 1 000 regels", Unit::Bytes, each);
        table.push(figure.note("groei van het proces, gedeeld door het aantal boeken"));
    }
    Ok(())
}
