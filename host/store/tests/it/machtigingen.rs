//! Indexes on machtigingen and on kenmerken of trajecten: they follow the dossier.

use host_domain::{Dienst, DossierId, Loonheffingennummer, MachtigingId, MachtigingStatus};
use host_store::Reads as _;

use crate::world::{World, nummer, persoon};

/// The states on the way to an active one.
const TO_ACTIVE: [MachtigingStatus; 3] = [
    MachtigingStatus::InBehandeling,
    MachtigingStatus::ActiveringVerstuurd,
    MachtigingStatus::Actief,
];

#[test]
fn a_machtiging_is_found_by_number_and_dienst_in_any_state() {
    let mut world = World::new();
    let (bakker, slager) = (world.werkgever("FLSN1"), world.werkgever("FLSN2"));
    let cancelled = [MachtigingStatus::Geannuleerd];
    let ended = world.machtiging(bakker, Dienst::Ziektewet, &cancelled);
    let active = world.machtiging(bakker, Dienst::Ziektewet, &TO_ACTIVE);
    let other = world.machtiging(bakker, Dienst::Wazo, &[]);
    let theirs = world.machtiging(slager, Dienst::Ziektewet, &[]);
    let read = world.store.read().unwrap();
    let found = |number: &Loonheffingennummer, dienst| {
        let mut found = read.machtigingen_by_key(number, dienst).unwrap();
        found.sort_unstable();
        found
    };
    let mut expected = [(ended, bakker), (active, bakker), (theirs, slager)];
    expected.sort_unstable();
    assert_eq!(found(&nummer(), Dienst::Ziektewet), expected);
    assert_eq!(found(&nummer(), Dienst::Wazo), [(other, bakker)]);
    assert_eq!(found(&nummer(), Dienst::Financieel), []);
    let another = Loonheffingennummer::parse("123456782L02").unwrap();
    assert_eq!(found(&another, Dienst::Ziektewet), []);
    drop(read);
    world.assert_whole();
}

#[test]
fn only_active_ones_fetch() {
    let mut world = World::new();
    let (bakker, slager) = (world.werkgever("FLSN1"), world.werkgever("FLSN2"));
    world.machtiging(slager, Dienst::Ziektewet, &TO_ACTIVE[..2]);
    let active = |world: &World| world.store.read().unwrap().active_machtigingen().unwrap();
    assert_eq!(active(&world), []);
    let ours = world.machtiging(bakker, Dienst::Wazo, &TO_ACTIVE);
    let theirs = world.machtiging(slager, Dienst::Wazo, &TO_ACTIVE);
    let mut expected = [(ours, bakker), (theirs, slager)];
    expected.sort_unstable();
    assert_eq!(active(&world), expected);
    let withdraw = host_domain::Command::MachtigingZetten {
        machtiging: ours,
        naar: MachtigingStatus::Ingetrokken,
        reden: None,
    };
    world.command(bakker, Some(DossierId::Werkgever(bakker)), &withdraw).unwrap();
    assert_eq!(active(&world), [(theirs, slager)]);
    world.assert_whole();
}

#[test]
fn dossiers_are_found_by_the_kenmerk_of_a_traject_until_they_are_erased() {
    let mut world = World::new();
    let werkgever = world.werkgever("FLSN1");
    let jansen = world.werknemer(werkgever, persoon("123456782", "Jansen", "1"));
    let vries = world.werknemer(werkgever, persoon("012345672", "De Vries", "2"));
    let machtiging = MachtigingId::from_bits(7);
    let (house, of_jansen) = (DossierId::Werkgever(werkgever), DossierId::Werknemer(jansen));
    for dossier in [house, of_jansen, of_jansen, DossierId::Werknemer(vries)] {
        world.document(werkgever, dossier, machtiging, b"%PDF-");
    }
    world.ziek(werkgever, jansen);
    let find = |world: &World, kenmerk: &str| {
        world.store.read().unwrap().dossiers_by_kenmerk(kenmerk).unwrap()
    };
    let kenmerk = machtiging.to_string();
    let found = find(&world, &kenmerk);
    assert_eq!(found.len(), 3, "each once: {found:?}");
    assert!(found.contains(&house) && found.contains(&of_jansen));
    assert_eq!(find(&world, "geval-1"), [of_jansen]);
    assert_eq!(find(&world, "geval"), []);
    world.erase(jansen);
    assert_eq!(find(&world, "geval-1"), []);
    assert!(!find(&world, &kenmerk).contains(&of_jansen));
    world.assert_whole();
}
