//! Insurances: polissen and daglonen at the command line, and the shipped rules about them.
#![cfg(test)]

use std::fmt::Write as _;
use std::fs;

use expect_test::{expect, expect_file};
use serde_json::Value;
use tests_harness::World;

/// Two werknemers, and the polissen of their werkgever.
const PEOPLE: &str = r#"
[[werknemer]]
personeelsnummer = "1001"
achternaam = "Proefpersoon"

[[werknemer]]
personeelsnummer = "1002"
achternaam = "Proefpersoon"
"#;

const POLISSEN: &str = r#"
[[polis]]
polisnummer = "CV-1"
verzekeringstype = "Conventioneel"
begin = 2026-01-01
einde = 2026-12-31
maximumloonsom = 60000
ingesloten = [ { personeelsnummer = "1001" } ]
dekkingen = [ { begin = 2026-01-01, omschrijving = "Verzuim, eerste jaar" } ]

[[polis]]
polisnummer = "SL-1"
verzekeringstype = "Stoploss"
begin = 2026-02-20
ingesloten = "allen"
loonsommen = [ { begin = 2026-02-20, einde = 2026-12-31, bedrag = "100000.00" } ]
"#;

/// Runs a command; what it says goes with it.
fn run(world: &World, told: &mut String, arguments: &[&str]) -> String {
    let ended = world.cli(arguments);
    let file = arguments.iter().map(|part| part.rsplit('/').next().unwrap_or_default());
    let line: Vec<&str> = file.collect();
    let said = format!("{}{}", ended.output, ended.errors);
    // Nothing that is not so by the format can stop a write to a String.
    let _ = write!(told, "$ schakel {}\n{said}", line.join(" "));
    assert_eq!(ended.code, Some(0), "{told}");
    world.settle();
    said
}

fn id(said: &str, prefix: &str) -> String {
    let at = said.find(prefix).unwrap_or_else(|| panic!("no {prefix} in {said}"));
    said[at..].chars().take(prefix.len() + 32).collect()
}

/// A traject of somebody who is ill since this day.
fn ill(world: &World, told: &mut String, number: &str, since: &str) -> String {
    let find = ["werknemers", "zoek", "--werkgever", "FLSN100200", "--personeelsnummer", number];
    let werknemer = id(&run(world, told, &find), "wn-");
    let report = ["verzuim", "ziek", &werknemer, "--eerste-dag", since];
    id(&run(world, told, &report), "tr-")
}

/// The answers of the rules about insurances, for every event that they looked at.
fn answers(world: &World) -> String {
    let mut told = String::new();
    for event in world.api().all("gebeurtenissen", "vanaf") {
        let why = world.api().get(&format!("/api/gebeurtenissen/{}/waarom", event["seq"]));
        for rule in why["trace"]["rules"].as_array().into_iter().flatten() {
            let name = rule["regel"].as_str().unwrap_or_default();
            if ["claim_mogelijk", "verzekering_controleren", "verzuim_kort_na_polis"]
                .contains(&name)
            {
                let clauses = rule["clauses"].as_array().into_iter().flatten();
                let clauses: Vec<String> = clauses
                    .map(|one| {
                        let text = |name: &str| one[name].as_str().unwrap_or_default();
                        format!("{}: {}", text("tekst"), text("antwoord"))
                    })
                    .collect();
                let kind = event["type"].as_str().unwrap_or_default();
                let outcome = rule["uitkomst"].as_str().unwrap_or_default();
                let _ = writeln!(told, "{kind} {name}: {outcome}\n  {}", clauses.join("\n  "));
            }
        }
    }
    told
}

#[test]
fn rules_about_insurances_see_polissen_and_daglonen() {
    let world = World::setup().clock("2026-03-02T12:00:00+01:00").start();
    let files = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str| {
        let path = files.path().join(name);
        fs::write(&path, text).expect("a file");
        path.display().to_string()
    };
    let (people, polissen) = (file("werknemers.toml", PEOPLE), file("polissen.toml", POLISSEN));
    let mut told = String::new();
    let of = ["--werkgever", "FLSN100200"];
    run(
        &world,
        &mut told,
        &[&["werknemers", "toevoegen"][..], &of, &["--bestand", &people]].concat(),
    );
    run(
        &world,
        &mut told,
        &[&["polissen", "vastleggen"][..], &of, &["--bestand", &polissen]].concat(),
    );
    run(
        &world,
        &mut told,
        &[&["polissen", "vastleggen"][..], &of, &["--bestand", &polissen]].concat(),
    );
    let listed = run(&world, &mut told, &[&["polissen", "lijst"][..], &of].concat());

    let first = ill(&world, &mut told, "1001", "2026-01-31");
    let second = ill(&world, &mut told, "1002", "2026-01-15");
    for (traject, bedrag) in [(&first, "200.00"), (&second, "199.99"), (&first, "183.13")] {
        let dagloon =
            ["trajecten", "dagloon", traject, "--vanaf", "2026-01-01", "--bedrag", bedrag];
        run(&world, &mut told, &dagloon);
    }
    expect_file!["insured/answers.txt"].assert_eq(&world.plain(&answers(&world)));
    expect![[r#"
        ta-1 EersteContact open "Neem contact op met de zieke werknemer" voor casemanager door ziekmelding_eerste_contact, traject tr-1 in wn-1
        ta-2 EersteContact open "Neem contact op met de zieke werknemer" voor casemanager door ziekmelding_eerste_contact, traject tr-2 in wn-2
        ta-3 ControleerClaim open "Controleer de claim: het verzuim begon kort na de polis" voor casemanager door verzuim_kort_na_polis, traject tr-1 in wn-1
        ta-4 ControleerVerzekering open "Controleer de verzekering: loonsom, maximum of dubbele polissen" voor casemanager door verzekering_controleren, traject tr-2 in wn-2
    "#]].assert_eq(&world.tasks());

    run(&world, &mut told, &["polissen", "verwijder", &id(&listed, "po-")]);
    expect_file!["insured/command_line.txt"].assert_eq(&world.plain(&told));
    let dossier = world.werkgever_ids().into_iter().next().expect("a werkgever");
    let shown: Value = world.api().get(&format!("/api/dossiers/{dossier}"));
    assert_eq!(shown["dossier"]["polissen"].as_object().map(|all| all.len()), Some(1));
    expect_file!["insured/dossier.txt"]
        .assert_eq(&world.plain(&world.cli(&["dossiers", "toon", &dossier]).output));
}
