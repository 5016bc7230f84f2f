//! Connectors: what one step costs with a fresh instance, and how fast a large message is read.

use std::{hint::black_box, sync::Arc, time::Duration};

use host_connectors::{Blobs, Plugin};
use quick_xml::{Reader, events::Event};
use sdk_connector::{
    kinds,
    protocol::{Call, Claim, Deliver, Document},
};
use serde_json::json;

use crate::{
    Measured, bulk,
    machine::Machine,
    options::Options,
    plugins::{self, Message},
    spread::{Spread, percentile, timed},
    table::{Figure, Table, Unit},
};

const PART: &str = "Koppelingen";

/// What the architecture aims at: seconds, and megabytes (10⁶ bytes) a second.
const STEP_AIM: f64 = 50e-6;
const READ_AIM: f64 = 20.0;

/// Steps in one round.
const STEPS: usize = 1_000;

/// Size of the message that is read, in bytes.
const LOAD: usize = 20_000_000;
const LOAD_QUICK: usize = 8_000_000;

/// Takes the figures of this part.
pub(crate) fn measure(machine: &Machine, options: &Options) -> Measured<Table> {
    let mut table = Table::default();
    let folder = machine.scratch()?;
    let (place, cache) = (folder.path().join("plugins"), folder.path().join("cache"));
    plugins::write(machine, &place, &["guests", "sivi"])?;
    let (cold, library) = timed(|| plugins::open(machine, &place, &cache));
    drop(library?);
    let opened = (0..options.rounds()).map(|_| {
        let (took, library) = timed(|| plugins::open(machine, &place, &cache));
        library.map(|_| took.as_secs_f64())
    });
    let warm = Spread::lowest(opened.collect::<Measured<Vec<f64>>>()?);
    let library = plugins::open(machine, &place, &cache)?;
    let (guests, sivi) = (plugins::plugin(&library, "guests")?, plugins::plugin(&library, "sivi")?);
    steps(&mut table, &guests, &sivi, options.rounds())?;
    reading(&mut table, &sivi, options)?;
    let cold = Spread::once(cold.as_secs_f64());
    table.push(Figure::new(PART, "2 plugins laden, koud (compileren)", Unit::Time, cold));
    table.push(Figure::new(PART, "2 plugins laden, uit de cache", Unit::Time, warm));
    Ok(table)
}

fn steps(table: &mut Table, guests: &Plugin, sivi: &Plugin, rounds: usize) -> Measured<()> {
    let deliver = Deliver {
        delivery: "bezorging-1".into(),
        attempt: 1,
        document: Document::of("guests.iets", 1, &json!({})),
    };
    let deliver = plugins::call(
        Document::of(kinds::DELIVER, kinds::VERSION, &deliver),
        &json!({ "mode": "fine" }),
    );
    let xml = bulk::generator(1).history().into_iter().next().ok_or("geen bericht")?.xml;
    let receive = plugins::receive(xml.len());
    let claim = [Document::of(kinds::CLAIM_MESSAGE, kinds::VERSION, &Claim::New)];
    let message: Arc<dyn Blobs> = Arc::new(Message(xml));
    let empty: Arc<dyn Blobs> = Arc::new(Message(Vec::new()));
    let smallest = repeat(guests, &deliver, &empty, &[], rounds)?;
    let figure = Figure::new(PART, "stap met verse instantie, kleinste werk", Unit::Time, smallest);
    table.push(figure.aim(STEP_AIM));
    let small = repeat(sivi, &receive, &message, &claim, rounds)?;
    let figure = Figure::new(PART, "stap van sivi: één verzuimmelding lezen", Unit::Time, small);
    table.push(figure.note("bewaken, kop en record, met het antwoord op de claim"));
    Ok(())
}

/// The fastest step, and the median of the rounds' medians.
fn repeat(
    plugin: &Plugin,
    call: &Call,
    blobs: &Arc<dyn Blobs>,
    replies: &[Document],
    rounds: usize,
) -> Measured<Spread> {
    let (mut fastest, mut medians) = (f64::INFINITY, Vec::new());
    for _ in 0..rounds {
        let mut times = Vec::with_capacity(STEPS);
        for _ in 0..STEPS {
            let step = plugin.step(call, Arc::clone(blobs), replies);
            black_box(step.result.map_err(|fault| fault.to_string())?);
            times.push(step.took.as_secs_f64());
        }
        times.sort_by(f64::total_cmp);
        fastest = fastest.min(percentile(&times, 0));
        medians.push(percentile(&times, 50));
    }
    Ok(Spread { best: fastest, median: Spread::lowest(medians).median })
}

/// A large message through the plugin, beside the bare parser on the same bytes.
fn reading(table: &mut Table, sivi: &Plugin, options: &Options) -> Measured<()> {
    let xml = bulk::message_of(if options.quick { LOAD_QUICK } else { LOAD })?;
    let message = Arc::new(Message(xml));
    let megabytes = message.0.len() as f64 / 1e6;
    let (mut speeds, mut bare, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
    let mut note = String::new();
    for _ in 0..options.rounds() {
        let (took, read) = timed(|| bulk::read(sivi, &message));
        let read = read?;
        note = format!(
            "{megabytes:.0} MB, {} meldingen, {} stappen, zonder opslag",
            read.intakes.len(),
            read.steps
        );
        let parsed = parse(&message.0)?;
        speeds.push(megabytes / took.as_secs_f64());
        bare.push(megabytes / parsed.as_secs_f64());
        ratios.push(parsed.as_secs_f64() / took.as_secs_f64());
    }
    let speed = Spread::highest(speeds);
    let figure =
        Figure::new(PART, "initiële lading lezen door de plugin", Unit::MegabytesPerSecond, speed);
    table.push(figure.aim(READ_AIM).note(note));
    let bare = Spread::highest(bare);
    let name = "kale quick-xml op hetzelfde bestand";
    table.push(Figure::new(PART, name, Unit::MegabytesPerSecond, bare).note("buiten WebAssembly"));
    let ratios = Spread::highest(ratios);
    table.push(Figure::new(PART, "verhouding: plugin / kale quick-xml", Unit::Share, ratios));
    Ok(())
}

/// The bare parser, from beginning to end.
fn parse(xml: &[u8]) -> Measured<Duration> {
    let (took, ended) = timed(|| {
        let mut reader = Reader::from_reader(xml);
        let mut buffer = Vec::new();
        let mut seen = 0_u64;
        loop {
            match reader.read_event_into(&mut buffer) {
                Ok(Event::Eof) => return Ok(seen),
                Ok(event) => seen += u64::from(!black_box(event).is_empty()),
                Err(error) => return Err(error),
            }
            buffer.clear();
        }
    });
    ended?;
    Ok(took)
}
