//! The figures: what the aims of the architecture are held against, absolute and as ratios.
//!
//! The machine that this runs on is shared and noisy. Every figure is taken in several rounds and
//! shown as its best and its median; where something is held beside something else, both are taken
//! in the same round. Nothing is asserted: a figure that misses its aim is for a person to judge.

mod options;
mod table;
mod spread;
mod machine;
mod rule_files;
mod situation;
mod rules;
mod peers;
mod plugins;
mod bulk;
mod connector;
mod prepared;
mod house;
mod events;
mod latency;
mod raw_redb;
mod running;
mod outside;
mod scene;
mod program;
mod change;
mod town;
mod documents;
mod bare_fetch;
mod whatif;

use std::{
    error::Error,
    io::{self, Write as _},
    process::ExitCode,
};

use crate::{machine::Machine, options::Options, table::Table};

/// A measurement, or why it could not be taken; the text is for people.
pub(crate) type Measured<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// Exit code for a command line that we do not understand, as is the custom.
const EXIT_USAGE: u8 = 2;

fn main() -> ExitCode {
    let options = match Options::read(std::env::args().skip(1)) {
        Ok(options) => options,
        Err(text) => {
            say_error(&text);
            return ExitCode::from(EXIT_USAGE);
        }
    };
    match measure(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            say_error(&format!("De cijfers zijn niet compleet: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Takes the figures part by part and shows each part as soon as it is there.
fn measure(options: &Options) -> Measured<()> {
    let machine = Machine::find()?;
    let mut table = Table::default();
    for (name, part) in PARTS {
        if options.wants(name) {
            progress(&format!("meten: {name} …"));
            let figures = part(&machine, options)?;
            if !options.json {
                say(&figures.render())?;
            }
            table.extend(figures);
        }
    }
    if options.json { say(&table.to_json()) } else { Ok(()) }
}

/// What takes the figures of one part.
type Part = fn(&Machine, &Options) -> Measured<Table>;

/// The part that is taken only when it is named: it fetches and builds other rule engines.
pub(crate) const ONLY_WHEN_NAMED: &str = "vergelijken";

/// The parts by the name that `--alleen` takes.
const PARTS: [(&str, Part); 8] = [
    ("regels", rules::measure),
    ("opslag", events::measure),
    ("koppeling", connector::measure),
    ("programma", program::measure),
    ("wijzigen", change::measure),
    ("documenten", documents::measure),
    ("wat-als", whatif::measure),
    (ONLY_WHEN_NAMED, peers::measure),
];

/// For the person who waits; kept apart from the figures.
pub(crate) fn progress(text: &str) {
    say_error(text);
}

fn say(text: &str) -> Measured<()> {
    let mut output = io::stdout().lock();
    writeln!(output, "{text}")?;
    Ok(output.flush()?)
}

/// When nobody listens there is nothing better to do than to go on.
fn say_error(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{text}");
}
