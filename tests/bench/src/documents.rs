//! Documents of UWV through the real program: fetched, cut out, sealed and placed, each followed by a
//! task and an e-mail; and what it takes of memory when they are large.

use std::time::Instant;

use tests_simulators::digipoort::{Inhoud, UwvDocument};

use crate::{
    Measured, bare_fetch,
    machine::{Machine, peak_bytes},
    options::Options,
    spread::Spread,
    table::{Figure, Table, Unit},
    town::Town,
};

const PART: &str = "Documenten";

/// Documents of one round.
const DOCUMENTS: u64 = 1_000;
const DOCUMENTS_QUICK: u64 = 200;

/// Rounds: each is a host of its own that does much the same a thousand times.
const ROUNDS: usize = 3;
const ROUNDS_QUICK: usize = 1;

/// Documents that are as large as Digipoort allows, and how large that is, in bytes.
const LARGE: u64 = 12;
const LARGE_QUICK: u64 = 6;
const LARGEST: usize = 20_971_520;

/// Takes the figures of this part.
pub(crate) fn measure(machine: &Machine, options: &Options) -> Measured<Table> {
    let (count, rounds) = match options.quick {
        true => (DOCUMENTS_QUICK, ROUNDS_QUICK),
        false => (DOCUMENTS, ROUNDS),
    };
    let documents = Town::documents(count);
    let (mut speeds, mut done, mut bare, mut ratios, mut peaks) =
        (Vec::new(), Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for round in 0..rounds {
        let Fetched { town, placed, settled } = fetched(machine, &documents)?;
        peaks.extend(peak_bytes(town.host.process()));
        let scratch = machine.scratch()?;
        let kenmerken: Vec<String> = documents.iter().map(|one| one.kenmerk.clone()).collect();
        let took = bare_fetch::fetch(town.digipoort.place(), &kenmerken, scratch.path(), round)?;
        speeds.push(count as f64 / placed);
        done.push(count as f64 / settled);
        bare.push(count as f64 / took.as_secs_f64());
        ratios.push(took.as_secs_f64() / placed);
    }
    let mut table = Table::default();
    let figure = |name, unit, values| Figure::new(PART, name, unit, Spread::highest(values));
    let name = "documenten van 2 tot 60 kB opgehaald en geplaatst";
    table.push(figure(name, Unit::PerSecond, speeds).note(format!("{count} stuks")));
    let name = "idem, met de taken en de e-mails die volgen";
    table.push(
        figure(name, Unit::PerSecond, done).note("tot alles gedaan is; mails gaan één voor één"),
    );
    let name = "kaal ophalen: één voor één, naar een bestand met fsync";
    table.push(figure(name, Unit::PerSecond, bare).note("dezelfde documenten"));
    table.push(figure("verhouding: geplaatst / kaal opgehaald", Unit::Share, ratios));
    memory(&mut table, machine, options, peaks)?;
    Ok(table)
}

/// The most memory that hosts had in use: with small documents, as in `small`, and with large ones.
fn memory(
    table: &mut Table,
    machine: &Machine,
    options: &Options,
    small: Vec<f64>,
) -> Measured<()> {
    let count = if options.quick { LARGE_QUICK } else { LARGE };
    let mut documents = Town::documents(count);
    let files = documents.iter_mut().flat_map(|document| &mut document.bestanden);
    files.for_each(|file| file.inhoud = Inhoud::Pdf(LARGEST));
    let Fetched { town, placed, .. } = fetched(machine, &documents)?;
    let megabytes = count as f64 * LARGEST as f64 / 1e6;
    let speed = Spread::once(megabytes / placed);
    let name = "documenten van 20 MiB opgehaald en geplaatst";
    table.push(
        Figure::new(PART, name, Unit::MegabytesPerSecond, speed).note(format!("{count} stuks")),
    );
    let (Some(large), false) = (peak_bytes(town.host.process()), small.is_empty()) else {
        return Ok(()); // this system does not tell
    };
    let mut push = |name, peak| table.push(Figure::new(PART, name, Unit::Bytes, peak));
    push("hoogste geheugen, documenten van 2 tot 60 kB", Spread::lowest(small));
    push("hoogste geheugen, documenten van 20 MiB", Spread::once(large));
    Ok(())
}

/// A host that fetched documents.
struct Fetched {
    town: Town,
    /// Seconds until all were in dossiers.
    placed: f64,
    /// Seconds until all that followed was done.
    settled: f64,
}

fn fetched(machine: &Machine, documents: &[UwvDocument]) -> Measured<Fetched> {
    let town = Town::start(machine)?;
    town.put(documents)?;
    let start = Instant::now();
    town.fetch(documents.len())?;
    let placed = start.elapsed().as_secs_f64();
    town.settle(documents.len())?;
    Ok(Fetched { town, placed, settled: start.elapsed().as_secs_f64() })
}
