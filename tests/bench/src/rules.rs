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
    table::{self, Figure, Table, Unit},
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
    let books = Books {
        usual: book(machine, Variant::Spread, rule_files::COUNT)?,
        many: book(machine, Variant::Spread, rule_files::MANY)?,
        all_tried: book(machine, Variant::AllTried, rule_files::COUNT)?,
    };
    let one = book(machine, Variant::One, 1)?;
    matching(&mut table, &books, options.rounds())?;

    let ziekmelding = Situation::ziekmelding()?;
    let traced = (0..options.rounds()).map(|_| evaluate(&one, &ziekmelding, REPEATS * 10));
    let traced = Figure::new(PART, "voorwaarde van 4 clausules, met spoor", Unit::Time, {
        Spread::lowest(traced.collect())
    });
    table.push(traced.aim(TRACE_AIM));
    for count in [rule_files::COUNT, rule_files::MANY] {
        loading(&mut table, machine, count, options.rounds())?;
    }
    Ok(table)
}

/// The same rules in the proportions that are held beside each other.
struct Books {
    usual: Book,
    many: Book,
    all_tried: Book,
}

fn book(machine: &Machine, variant: Variant, count: usize) -> Measured<Book> {
    let folder = machine.scratch()?;
    rule_files::write(machine, folder.path(), variant, count)?;
    rule_files::load(folder.path(), &rule_files::intakes(machine)?)
}

/// What matching took in each round.
#[derive(Default)]
struct Rounds {
    typical: Vec<f64>,
    worst: Vec<f64>,
}

impl Rounds {
    fn take(&mut self, book: &Book, situations: &[Situation]) -> f64 {
        let times = situations.iter().map(|situation| evaluate(book, situation, REPEATS));
        let mut times: Vec<f64> = times.collect();
        times.sort_by(f64::total_cmp);
        let median = percentile(&times, 50);
        self.typical.push(median);
        self.worst.push(percentile(&times, 100));
        median
    }
}

/// The index, beside ten times as many rules and beside trying every rule, in the same rounds.
fn matching(table: &mut Table, books: &Books, rounds: usize) -> Measured<()> {
    let situations = Situation::all()?;
    let ziekmelding = Situation::ziekmelding()?;
    let (mut usual, mut many) = (Rounds::default(), Rounds::default());
    let (mut naive, mut ratios, mut growth) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..rounds {
        let median = usual.take(&books.usual, &situations);
        growth.push(many.take(&books.many, &situations) / median);
        let all = evaluate(&books.all_tried, &ziekmelding, REPEATS_ALL_TRIED);
        ratios.push(all / median);
        naive.push(all);
    }
    let figure = |name: &str, values| Figure::new(PART, name, Unit::Time, Spread::lowest(values));
    for (book, found, count) in
        [(&books.usual, usual, rule_files::COUNT), (&books.many, many, rule_files::MANY)]
    {
        let (median, most) = looked_at(book, &situations);
        let name = format!("één event tegen {} regels, mediaan", table::grouped(count));
        let typical = figure(&name, found.typical)
            .note(format!("{} situaties; {median} regels bekeken", situations.len()));
        let usual = count == rule_files::COUNT;
        table.push(if usual { typical.aim(MATCH_AIM) } else { typical });
        table.push(
            figure("idem, de duurste situatie", found.worst)
                .note(format!("{most} regels bekeken, elk met spoor")),
        );
    }
    let growth = Spread::lowest(growth);
    table.push(
        Figure::new(PART, "verhouding: 10 000 regels / 1 000 regels", Unit::Times, growth)
            .note("elke volgende duizend is voor een andere werkgevergroep"),
    );
    let tried = books.all_tried.evaluate(&ziekmelding.case()).trace.considered;
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

/// Reading and checking a folder of so many files, and what the book then takes.
fn loading(table: &mut Table, machine: &Machine, count: usize, rounds: usize) -> Measured<()> {
    let folder = machine.scratch()?;
    rule_files::write(machine, folder.path(), Variant::Spread, count)?;
    let intakes = rule_files::intakes(machine)?;
    let (mut times, mut books) = (Vec::new(), Vec::new());
    let before = resident_bytes(std::process::id());
    for _ in 0..rounds {
        let (took, book) = timed(|| rule_files::load(folder.path(), &intakes));
        times.push(took.as_secs_f64());
        books.push(book?); // kept: the memory of all of them, divided, is that of one
    }
    let after = resident_bytes(std::process::id());
    let counted = table::grouped(count);
    let name = format!("{counted} regels lezen en controleren");
    let figure = Figure::new(PART, &name, Unit::Time, Spread::lowest(times))
        .note("opgeslagen tot in gebruik, zonder het wachten op een melding");
    table.push(if count == rule_files::COUNT { figure.aim(LOAD_AIM) } else { figure });
    if let (Some(before), Some(after)) = (before, after) {
        let each = Spread::once((after - before).max(0.0) / books.len() as f64);
        let name = format!("geheugen van {counted} regels");
        let figure = Figure::new(PART, &name, Unit::Bytes, each);
        table.push(figure.note("groei van het proces, gedeeld door het aantal boeken"));
    }
    Ok(())
}
