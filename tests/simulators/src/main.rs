//! The program `simulators`: the outside systems by hand.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use serde_json::{Value, json};
use tests_simulators::digipoort::{self, Digipoort, Moods, Stock};
use tests_simulators::mail::{self, MailSink};
use tests_simulators::sivi::{Expect, Generator, Message, Mood, Receiver, Reply, Sender, story};

/// De buitenwereld van Schakel, om mee te proberen.
#[derive(Parser)]
#[command(name = "simulators", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Start de ontvanger van verwerkingsmeldingen; GET /journal toont wat er kwam.
    Sivi {
        /// Poort op 127.0.0.1; 0 kiest een vrije.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Gedrag: goed, traag:MS, plat, fout:AANTAL of zwijgt:AANTAL.
        #[arg(long, default_value = "goed")]
        mood: Mood,
    },
    /// Start de ophaalservice van Digipoort; /beheer zet documenten klaar, bepaalt het gedrag en toont
    /// het journaal.
    Digipoort {
        /// Poort op 127.0.0.1; 0 kiest een vrije.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Gedrag: goed, of een of meer met komma's, zoals traag:MS, fout:AANTAL of dubbel.
        #[arg(long, default_value = "goed")]
        mood: Moods,
        /// Zet de documenten van het verhaal klaar.
        #[arg(long)]
        verhaal: bool,
        /// Zet zoveel documenten klaar, over de werknemers van `sivi-generate` met hetzelfde getal.
        #[arg(long, default_value_t = 0)]
        documenten: u64,
        /// Zelfde getal, zelfde documenten.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Aantal werkgevers.
        #[arg(long, default_value_t = 2)]
        werkgevers: u64,
        /// Aantal werknemers.
        #[arg(long, default_value_t = 10)]
        werknemers: u64,
    },
    /// Start een mailserver die alles bewaart; /beheer op een tweede poort toont het journaal.
    Mail {
        /// Poort op 127.0.0.1; 0 kiest een vrije.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Gedrag: goed, traag:MS, druk:AANTAL, weigert:AANTAL, zwijgt:AANTAL of plat.
        #[arg(long, default_value = "goed")]
        mood: mail::Mood,
    },
    /// Stuurt het verhaal van de demo naar een host; van elk bericht een regel JSON voor en na.
    SiviStory {
        /// Adres van de host.
        #[arg(long)]
        naar: String,
        /// Klantaccount waarop gestuurd wordt; zijn token staat in SIVI_TOKEN.
        #[arg(long)]
        klantcode: String,
        /// Importkoppeling waarop gestuurd wordt.
        #[arg(long)]
        koppeling: String,
    },
    /// Schrijft Verzuimmeldingen 2022.
    SiviGenerate {
        /// Zelfde getal, zelfde berichten.
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Aantal werkgevers.
        #[arg(long, default_value_t = 2)]
        werkgevers: u64,
        /// Aantal werknemers.
        #[arg(long, default_value_t = 10)]
        werknemers: u64,
        /// Alles in een bericht, als bij de start van een koppeling.
        #[arg(long)]
        initial_load: bool,
        /// Bestand (bij --initial-load) of map (een bestand per bericht); anders naar de uitvoer.
        #[arg(long)]
        out: Option<PathBuf>,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "simulators: {error}"); // nobody left to tell
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> io::Result<()> {
    match command {
        Command::Sivi { port, mood } => until_interrupted(async {
            let receiver = Receiver::start(port, mood).await?;
            Ok((format!("READY sivi {}", receiver.base()), receiver))
        }),
        Command::Digipoort { port, mood, verhaal, documenten, seed, werkgevers, werknemers } => {
            until_interrupted(async {
                let service = Digipoort::start(port, mood).await?;
                service.put_all(Stock::new(seed, werkgevers, werknemers).documents(documenten));
                if verhaal {
                    service.put_all(digipoort::story().into_iter().map(|told| told.document));
                }
                Ok((format!("READY digipoort {}", service.base()), service))
            })
        }
        Command::Mail { port, mood } => until_interrupted(async {
            let sink = MailSink::start(port, mood).await?;
            Ok((format!("READY mail {} {}", sink.address(), sink.base()), sink))
        }),
        Command::SiviStory { naar, klantcode, koppeling } => {
            let token = std::env::var("SIVI_TOKEN").unwrap_or_default();
            let sender = Sender::new(&naar, &klantcode, &koppeling, &token);
            tell_story(&sender.map_err(io::Error::other)?)
        }
        Command::SiviGenerate { seed, werkgevers, werknemers, initial_load, out } => {
            let generator = Generator::new(seed, werkgevers, werknemers);
            if initial_load {
                one_file(&generator, out)
            } else {
                one_by_one(&generator, out.as_deref())
            }
        }
    }
}

/// Starts a simulator, says that it is there, and keeps it until somebody interrupts.
fn until_interrupted<S>(start: impl Future<Output = io::Result<(String, S)>>) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(async {
        let (ready, _simulator) = start.await?;
        writeln!(io::stdout(), "{ready}")?;
        tokio::signal::ctrl_c().await
    })
}

/// Posts the messages of the story one by one, each after the answer to the one before.
fn tell_story(sender: &Sender) -> io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let messages = story();
    for (step, message) in (1..).zip(&messages) {
        let bytes = message.xml.len();
        let sends = json!({
            "regel": "stuurt", "stap": step, "van": messages.len(),
            "naam": message.name, "berrefnr": message.berrefnr, "bytes": bytes,
        });
        writeln!(io::stdout(), "{sends}")?;
        let reply = runtime.block_on(sender.send(message)).map_err(io::Error::other)?;
        writeln!(io::stdout(), "{}", answer(step, message, &reply))?;
    }
    Ok(())
}

/// What came back, beside what should come of it.
fn answer(step: u32, message: &Message, reply: &Reply) -> Value {
    let (verwerkt, uitval) = match message.expect {
        Expect::Read { verwerkt, uitval, .. } => (verwerkt, uitval),
        Expect::Repeated | Expect::Refused(_) | Expect::Open => (0, 0),
    };
    let herhaald = message.expect == Expect::Repeated;
    let read = reply.retourmelding.as_ref();
    let fouten = read.into_iter().flat_map(|read| &read.fouten);
    let fouten = fouten.map(|fout| format!("{}: {}", fout.code, fout.toelichting));
    json!({
        "regel": "antwoord", "stap": step, "naam": message.name, "status": reply.status,
        "retourmelding": read.map(|read| &read.soort),
        "fouten": fouten.collect::<Vec<_>>(),
        "afwijkingen": reply.violations,
        "verwacht": { "verwerkt": verwerkt, "uitval": uitval, "herhaald": herhaald },
    })
}

fn one_file(generator: &Generator, out: Option<PathBuf>) -> io::Result<()> {
    let reports = match out {
        Some(path) => generator.write_initial_load(BufWriter::new(File::create(path)?))?,
        None => generator.write_initial_load(BufWriter::new(io::stdout().lock()))?,
    };
    writeln!(io::stderr(), "{reports} verzuimmeldingen in een bericht")
}

fn one_by_one(generator: &Generator, out: Option<&Path>) -> io::Result<()> {
    let messages = generator.history();
    if let Some(folder) = out {
        std::fs::create_dir_all(folder)?;
    }
    for message in &messages {
        match out {
            Some(folder) => {
                std::fs::write(folder.join(format!("{}.xml", message.berrefnr)), &message.xml)?;
            }
            None => io::stdout().write_all(&message.xml)?,
        }
    }
    writeln!(io::stderr(), "{} berichten", messages.len())
}
