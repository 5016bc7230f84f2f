//! A change of day in a process that is ended in the middle of it, and taken up by the next: each
//! traject has its day once, each herinnering goes off once, and nothing is forgotten.

use std::{env, fs, process::Command, time::Duration};

use host_domain::EventKind;

use crate::{
    effects::{JANSEN, events},
    house::House,
};

const DAY: Duration = Duration::from_secs(24 * 3_600);

/// Tells the test below that it is to be ended.
const ENDED: &str = "SCHAKEL_FAALPUNT";

/// Trajecten besides that of the one who reported: three pages of them, each in a dossier of its own.
const OTHERS: u128 = 600;

/// The process that is ended, when it is told to be: the test below starts it. It says where its folder
/// is.
#[test]
fn a_day_that_is_cut_off() {
    if env::var(ENDED).is_err() {
        return;
    }
    let house = House::open();
    println!("map={}", house.folder.path().display());
    prepare(&house);
    house.world.advance(DAY);
    house.day_done();
    panic!("it was not ended");
}

fn prepare(house: &House) {
    house.take_rule(
        "elke_dag",
        r#"gebeurtenis: "traject.dagwissel", als: traject.percentage == 100,
        dan: [ nieuwe_taak("Nieuw") ]"#,
    );
    house.take_rule(
        "zet",
        r#"gebeurtenis: "verzuim.ziekmelding", als: traject.percentage == 100,
        dan: [ herinnering("bel", 1.dag) ]"#,
    );
    house.send(&format!("M1\n{JANSEN}"));
    house.day_done();
    house.multiply(OTHERS, 1);
}

/// Runs the test above until it is ended at a place, and goes on in its folder.
fn ended_at(place: &str) -> House {
    let child = Command::new(env::current_exe().unwrap())
        .args(["--exact", "crashing::a_day_that_is_cut_off", "--nocapture"])
        .env(ENDED, place)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&child.stdout);
    let errors = String::from_utf8_lossy(&child.stderr);
    assert!(!child.status.success() && !errors.contains("it was not ended"), "{said}{errors}");
    let left = said.lines().find_map(|line| line.split("map=").nth(1)).expect("no folder");
    let folder = tempfile::tempdir().unwrap();
    fs::remove_dir(folder.path()).unwrap();
    fs::rename(left, folder.path()).unwrap();
    House::taken_up(folder)
}

#[test]
fn a_day_that_was_cut_off_is_taken_up() {
    for place in
        ["na-dagwisseltelling:1", "na-dagwisselblad:1", "na-dagwisselblad:2", "na-herinneringen:1"]
    {
        let house = ended_at(place);
        house.world.advance(DAY);
        house.day_done();
        let (mut turned, mut tasks, mut gone_off) = (Vec::new(), 0, 0);
        for event in events(&house) {
            match event.kind {
                EventKind::TrajectDagwissel { .. } => turned.extend(event.about.traject),
                EventKind::TaakToegevoegd { taak } if taak.code == "Nieuw" => tasks += 1,
                EventKind::HerinneringVerlopen { .. } => gone_off += 1,
                _ => {}
            }
        }
        let all = turned.len();
        turned.sort_unstable();
        turned.dedup();
        let expected = usize::try_from(OTHERS).unwrap() + 1;
        assert_eq!((all, turned.len(), tasks), (expected, expected, expected), "{place}");
        assert_eq!(gone_off, 1, "{place}");
    }
}
