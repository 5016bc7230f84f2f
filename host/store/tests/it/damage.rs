//! Bytes that changed on disk are noticed or do no harm; nothing is made up and nothing panics.

use std::fs;

use host_store::Reads as _;

use crate::world::{Dice, World, open, persoon};

const EVENTS: u64 = 41;

#[test]
fn changed_bytes_are_noticed_or_do_no_harm() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    for nr in 1..EVENTS {
        world.werknemer(werkgever, persoon("123456782", "Jansen", &nr.to_string()));
    }
    let folder = world.folder.clone();
    let _home = world.close();
    let data = folder.join("schakel.redb");
    let whole = fs::read(&data).unwrap();
    let mut dice = Dice(5);
    let (mut refused, mut found, mut harmless) = (0, 0, 0);
    for round in 0..80 {
        let mut bytes = whole.clone();
        let length = if round % 3 == 0 { 1 } else { 512 };
        // Half of them where redb keeps its own administration.
        let place = if round % 2 == 0 { bytes.len() - length } else { 3 * 4_096 };
        let from = dice.roll(place as u64) as usize;
        bytes[from..from + length].iter_mut().for_each(|byte| *byte ^= 1 + dice.roll(255) as u8);
        fs::write(&data, &bytes).unwrap();
        let Ok(store) = open(&folder) else {
            refused += 1;
            continue;
        };
        if !store.check().unwrap().is_sound() {
            found += 1;
            continue;
        }
        harmless += 1;
        let read = store.read().unwrap();
        assert_eq!(read.events_from(1, 999).unwrap().len() as u64, EVENTS, "round {round}");
        drop(read);
        assert!(store.rebuild(false, &mut |_, _| ()).unwrap().is_equal(), "round {round}");
    }
    assert!(refused > 0 && found > 0 && harmless > 0, "{refused} {found} {harmless}");
}
