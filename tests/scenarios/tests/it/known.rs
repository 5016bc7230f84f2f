//! Worlds in which there are people: werkgevers with machtigingen, and werknemers that SIVI messages
//! made known. Documents of UWV can be placed there.
#![cfg(test)]

use tests_harness::{Setup, World};
use tests_simulators::digipoort::{DIENSTEN, Stock, UwvDocument, story as uwv_story};
use tests_simulators::mail::Mood;
use tests_simulators::sivi::{Generator, story as sivi_story};

/// Seed of the people.
const SEED: u64 = 7;
/// Werkgevers.
const WERKGEVERS: u64 = 2;
/// Werknemers, over all werkgevers.
pub(crate) const WERKNEMERS: u64 = 4;

/// The people of the story, and machtigingen for every service of both werkgevers.
pub(crate) fn story(setup: Setup) -> World {
    let world = setup.uwv().mail(Mood::Fine).without_verwerkingsmeldingen().start();
    for message in sivi_story() {
        world.post(&message);
    }
    world.settle();
    world.machtigingen_of_the_story();
    world.settle();
    world
}

/// The document of the story with this number, from 1.
pub(crate) fn document(number: usize) -> UwvDocument {
    uwv_story()[number - 1].document.clone()
}

/// People for any number of documents of a [`stock`], with machtigingen for every service.
pub(crate) fn many(setup: Setup) -> World {
    let setup = setup.werkgevers(WERKGEVERS).without_verwerkingsmeldingen();
    let world = setup.uwv().mail(Mood::Fine).start();
    let mut known = Vec::new();
    for message in Generator::new(SEED, WERKGEVERS, WERKNEMERS).history() {
        // The first message of somebody makes them known; the rest is of no use here.
        let case = message.name.rsplit(' ').next().unwrap_or_default().to_owned();
        if !known.contains(&case) {
            world.post(&message);
            known.push(case);
        }
    }
    let codes = world.werkgevercodes();
    for lhnr in Stock::new(SEED, WERKGEVERS, WERKNEMERS).loonheffingennummers() {
        for dienst in DIENSTEN {
            world.machtiging(&codes[&lhnr], &lhnr, dienst);
        }
    }
    world.settle();
    world
}

/// Documents about those people.
pub(crate) fn stock(number: u64) -> Vec<UwvDocument> {
    Stock::new(SEED, WERKGEVERS, WERKNEMERS).documents(number).collect()
}

/// Whose dossier the document of the stock with this place belongs in, as the harness names it.
pub(crate) fn owner(place: u64) -> String {
    let number = place % WERKNEMERS;
    format!("FLSN{} WN{number:07}", 100_200 + number % WERKGEVERS)
}
