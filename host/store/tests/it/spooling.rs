//! Messages as files: whole or not there, readable in any order, closed to others.

use std::fs;

use host_store::{BlobRef, Spool, SpoolError};

use crate::world::{Dice, World};

const SEGMENT: usize = 64 * 1024;
const MAX: u64 = 1 << 20;

fn bytes(length: usize) -> Vec<u8> {
    let mut dice = Dice(length as u64);
    (0..length).map(|_| dice.roll(256) as u8).collect()
}

fn keep(spool: &Spool, content: &[u8], piece: usize) -> BlobRef {
    let mut writer = spool.create(MAX).unwrap();
    content.chunks(piece).for_each(|piece| writer.write(piece).unwrap());
    writer.finish().unwrap()
}

#[test]
fn any_part_reads_back() {
    let world = World::new();
    let spool = world.store.spool();
    for length in [0, 1, SEGMENT - 1, SEGMENT, SEGMENT + 1, 2 * SEGMENT, 3 * SEGMENT + 17] {
        let content = bytes(length);
        let blob = keep(spool, &content, 5_000);
        assert_eq!(blob.length, length as u64);
        assert_eq!(keep(spool, &content, 100_000).sha256, blob.sha256);
        let mut reader = spool.open(&blob).unwrap();
        assert_eq!(reader.read(0, usize::MAX).unwrap(), content, "{length}");
        let mut dice = Dice(7);
        for _ in 0..50 {
            let from = dice.roll(length as u64 + 2) as usize;
            let wanted = dice.roll(100_000) as usize;
            let from_there = content.get(from..).unwrap_or_default();
            let expected = &from_there[..wanted.min(from_there.len())];
            assert_eq!(reader.read(from as u64, wanted).unwrap(), expected);
        }
    }
}

#[test]
fn the_hash_is_that_of_the_message() {
    let world = World::new();
    let blob = keep(world.store.spool(), b"abc", 2);
    let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    assert_eq!(blob.sha256, known);
}

#[test]
fn what_is_not_finished_or_too_large_leaves_nothing() {
    let world = World::new();
    let files = || fs::read_dir(world.folder.join("berichten")).unwrap().count();
    let mut writer = world.store.spool().create(10).unwrap();
    writer.write(b"12345").unwrap();
    assert_eq!(files(), 1);
    drop(writer);
    assert_eq!(files(), 0);
    let mut writer = world.store.spool().create(10).unwrap();
    writer.write(b"1234567890").unwrap();
    assert!(matches!(writer.write(b"1"), Err(SpoolError::TooLarge { max: 10 })));
    assert!(matches!(writer.finish(), Err(SpoolError::TooLarge { max: 10 })));
    assert_eq!(files(), 0);
}

#[test]
fn every_change_to_a_file_is_noticed() {
    let world = World::new();
    let spool = world.store.spool();
    let content = bytes(2 * SEGMENT + 100);
    let blob = keep(spool, &content, 9_000);
    let path = world.folder.join("berichten").join(&blob.name);
    let sealed = fs::read(&path).unwrap();
    let read = |changed: &[u8], blob: &BlobRef| {
        fs::write(&path, changed).unwrap();
        spool.open(blob).and_then(|mut reader| reader.read(0, usize::MAX))
    };
    assert_eq!(read(&sealed, &blob).unwrap(), content);
    let mut dice = Dice(3);
    for _ in 0..40 {
        let mut changed = sealed.clone();
        changed[dice.roll(sealed.len() as u64) as usize] ^= 1 << dice.roll(8);
        assert!(matches!(read(&changed, &blob), Err(SpoolError::Damaged(_))));
    }
    let header = 8 + 32 + 28;
    let segment = SEGMENT + 28;
    let mut swapped = sealed.clone();
    let (first, second) = swapped[header..header + 2 * segment].split_at_mut(segment);
    first.swap_with_slice(second);
    assert!(matches!(read(&swapped, &blob), Err(SpoolError::Damaged(_))));
    let cut = BlobRef { length: 2 * SEGMENT as u64, ..blob.clone() };
    assert!(matches!(read(&sealed[..header + 2 * segment], &cut), Err(SpoolError::Damaged(_))));
    assert!(matches!(read(&sealed[..header + 9], &blob), Err(SpoolError::Damaged(_))));
    let other = keep(spool, b"ander", 9);
    let moved = BlobRef { name: other.name, ..blob };
    assert!(matches!(spool.open(&moved), Err(SpoolError::Damaged(_))));
}

#[test]
fn a_name_never_leads_out_of_the_folder() {
    let world = World::new();
    for name in ["../sleutel", "", ".", "/etc/passwd", "0000-00"] {
        let blob = BlobRef { name: name.to_owned(), length: 0, sha256: String::new() };
        assert!(matches!(world.store.spool().open(&blob), Err(SpoolError::Missing(_))), "{name}");
        assert!(world.store.spool().remove(&blob).is_err(), "{name}");
        assert!(!world.store.spool().holds(&blob));
    }
    assert!(world.folder.join("sleutel").exists());
}

#[test]
fn a_sweep_removes_what_earlier_runs_left() {
    let world = World::new();
    let old = keep(world.store.spool(), b"oud", 9);
    let kept = keep(world.store.spool(), b"bewaard", 9);
    let world = world.reopen();
    let spool = world.store.spool();
    fs::write(world.folder.join("berichten/half.tmp"), "x").unwrap();
    let new = keep(spool, b"nieuw", 9);
    let mut writing = spool.create(MAX).unwrap();
    writing.write(b"bezig").unwrap();
    assert_eq!(spool.sweep(&|name| name == kept.name).unwrap(), 2);
    assert!(!spool.holds(&old));
    assert!(spool.holds(&kept) && spool.holds(&new));
    let finished = writing.finish().unwrap();
    assert_eq!(spool.open(&finished).unwrap().read(0, 99).unwrap(), b"bezig");
    spool.remove(&finished).unwrap();
    spool.remove(&finished).unwrap();
    assert!(matches!(spool.open(&finished), Err(SpoolError::Missing(_))));
}
