//! An initial load: one message with the histories of many employees, and reading it.

use std::sync::Arc;

use host_connectors::Plugin;
use sdk_connector::{
    kinds,
    protocol::{Claim, Document, Progress, Received},
};
use tests_simulators::sivi::Generator;

use crate::{
    Measured,
    plugins::{self, Message},
};

/// Employers in the world of the generator.
pub(crate) const WERKGEVERS: u64 = 20;

/// The same world every time.
const SEED: u64 = 2_026;

/// Employees that are written to learn how large one is.
const SAMPLE: u64 = 200;

/// The world with so many employees.
pub(crate) fn generator(werknemers: u64) -> Generator {
    Generator::new(SEED, WERKGEVERS, werknemers)
}

/// A message with so many employees.
pub(crate) fn message(werknemers: u64) -> Measured<Vec<u8>> {
    let mut xml = Vec::new();
    generator(werknemers).write_initial_load(&mut xml)?;
    Ok(xml)
}

/// A message of about so many bytes.
pub(crate) fn message_of(bytes: usize) -> Measured<Vec<u8>> {
    let each = (message(SAMPLE)?.len() as u64 / SAMPLE).max(1);
    message(bytes as u64 / each)
}

/// What reading a message gave.
#[derive(Default)]
pub(crate) struct ReadBulk {
    pub(crate) intakes: Vec<Document>,
    pub(crate) steps: usize,
}

/// Reads a message through the real steps of the plugin, as the engine would.
pub(crate) fn read(plugin: &Plugin, message: &Arc<Message>) -> Measured<ReadBulk> {
    let mut call = plugins::receive(message.0.len());
    let mut replies = Vec::new();
    let mut read = ReadBulk::default();
    loop {
        let blobs = Arc::clone(message) as Arc<dyn host_connectors::Blobs>;
        let step = plugin.step(&call, blobs, &replies);
        read.steps += 1;
        match step.result.map_err(|fault| fault.to_string())?.progress {
            Progress::Waiting => {
                replies.push(Document::of(kinds::CLAIM_MESSAGE, kinds::VERSION, &Claim::New));
            }
            Progress::Continue(chunk) => {
                replies.clear();
                call.state = chunk.state;
                read.intakes.extend(chunk.intakes);
            }
            Progress::Done(outcome) => match outcome.read()? {
                Received::Read { intakes, .. } => {
                    read.intakes.extend(intakes);
                    return Ok(read);
                }
                Received::Repeated { .. } | Received::Refused { .. } => {
                    return Err("de plugin neemt de gegenereerde lading niet aan".into());
                }
            },
            Progress::Fault(reason) => return Err(reason.into()),
        }
    }
}
