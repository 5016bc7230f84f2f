//! What operators do by hand: every gebeurtenis that consultants know, caused at the command line, with
//! a rule on each of them.
#![cfg(test)]

use std::fmt::Write as _;
use std::fs;

use expect_test::{expect, expect_file};
use tests_harness::{Setup, World};

/// A rule on each gebeurtenis of the suite that consultants come from, by its name there.
const RULES: [(&str, &str); 11] = [
    ("ziekmelding", "Ziekmelding / Start van nieuw traject"),
    ("gedeeltelijk", "Gedeeltelijk hersteld melding"),
    ("correctie", "Correctie ziekmelding / gedeeltelijke hersteld melding"),
    ("einde", "Einde traject melding"),
    ("afspraak_nieuw", "Toevoegen Agenda Afspraak"),
    ("afspraak_anders", "Wijzigen Agenda Afspraak"),
    ("afspraak_weg", "Verwijderen Agenda Afspraak"),
    ("dagwissel", "Dagwissel traject (batch)"),
    ("taak", "Uitgevoerde taak"),
    ("document", "Toevoegen geüpload document"),
    ("definitief", "Definitief maken spreekuurdocument"),
];

/// A PDF, however small.
const PDF: &str = "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n";

/// The shipped rules with one more on each gebeurtenis.
fn with_rules() -> Setup {
    let setup = World::setup().without_verwerkingsmeldingen().clock("2026-03-02T12:00:00+01:00");
    let setup = RULES.iter().fold(setup, |setup, (name, label)| {
        let rule = format!(
            "trigger(#{{ omschrijving: \"Op {label}\", gebeurtenis: \"{label}\",\n    \
             dan: [ nieuwe_taak(\"PlanSpreekuur\") ] }});\n"
        );
        setup.rule(&format!("triggers/op_{name}.rhai"), &rule)
    });
    // A new werknemer has no traject for a task.
    let rule = "trigger(#{ omschrijving: \"Een nieuwe werknemer\", gebeurtenis: \"Toevoegen werknemer\",\n    \
                dan: [ kenmerk_toevoegen(\"werknemer\", \"ClaimControleren\") ] });\n";
    setup.rule("triggers/op_werknemer.rhai", rule)
}

/// Somebody at the command line, and what was said there.
struct Desk {
    told: String,
    files: tempfile::TempDir,
}

impl Desk {
    fn new() -> Desk {
        Desk { told: String::new(), files: tempfile::tempdir().expect("a folder") }
    }

    /// A file of the operator's.
    fn file(&self, name: &str, text: &str) -> String {
        let path = self.files.path().join(name);
        fs::write(&path, text).expect("a file");
        path.display().to_string()
    }

    /// Runs a command; gives the first id with this prefix in what it says.
    fn run(&mut self, world: &World, prefix: &str, arguments: &[&str]) -> String {
        let ended = world.cli(arguments);
        let line = arguments.join(" ").replace(&self.files.path().display().to_string(), "");
        let said = format!("{}{}", ended.output, ended.errors);
        // Nothing that is not so by the format can stop a write to a String.
        let _ = write!(self.told, "$ schakel {line}\n{said}");
        if ended.code != Some(0) {
            let _ = writeln!(self.told, "({:?})", ended.code);
        }
        said.match_indices(prefix).next().map_or_else(String::new, |(at, _)| {
            said[at..].chars().take(prefix.len() + 32).collect()
        })
    }
}

/// Which rules went off on which events of people and of the clock, with what came of it.
fn rules_of_events(world: &World) -> String {
    let mut told = String::new();
    for event in world.api().all("gebeurtenissen", "vanaf") {
        let why = world.api().get(&format!("/api/gebeurtenissen/{}/waarom", event["seq"]));
        let rules = why["trace"]["rules"].as_array().into_iter().flatten();
        let rules = rules.filter(|rule| rule["uitkomst"] == "matched");
        let rules: Vec<&str> = rules.filter_map(|rule| rule["regel"].as_str()).collect();
        let came: Vec<&str> = why["gevolgen"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|event| event["type"].as_str())
            .collect();
        let kind = event["type"].as_str().unwrap_or_default();
        if !rules.is_empty() {
            let _ = writeln!(told, "{kind}: {} -> {}", rules.join(", "), came.join(", "));
        }
    }
    told
}

/// A world with a werknemer of the first werkgever, at the desk's command line.
fn with_werknemer(world: &World, desk: &mut Desk) -> String {
    let people = desk.file(
        "werknemers.toml",
        "[[werknemer]]\npersoneelsnummer = \"1001\"\nachternaam = \"Proefpersoon\"\n\
         geboortedatum = 1980-05-17\n[werknemer.dienstverband]\nbegin = 2020-01-01\n",
    );
    let add = ["werknemers", "toevoegen", "--werkgever", "FLSN100200", "--bestand", &people];
    desk.run(world, "wn-", &add)
}

#[test]
fn every_gebeurtenis_is_caused_at_the_command_line() {
    let mut world = with_rules().start();
    let mut desk = Desk::new();
    let werknemer = with_werknemer(&world, &mut desk);
    let ill = ["verzuim", "ziek", &werknemer, "--eerste-dag", "2026-02-23"];
    let traject = desk.run(&world, "tr-", &ill);
    let on = traject.as_str();
    desk.run(
        &world,
        "",
        &["verzuim", "gedeeltelijk", on, "--vanaf", "2026-02-26", "--percentage", "50"],
    );
    desk.run(&world, "", &["verzuim", "corrigeer", on, "--eerste-dag", "2026-02-24"]);
    let begin = ["--begin", "2026-03-09T09:30", "--einde", "2026-03-09T10:00"];
    let place = ["--locatietype", "Telefonisch"];
    let add = [&["afspraken", "toevoegen", on][..], &begin, &place, &["--concept"]].concat();
    let afspraak = desk.run(&world, "af-", &add);
    desk.run(&world, "", &[&["afspraken", "wijzig", &afspraak][..], &begin, &place].concat());
    desk.run(&world, "", &["afspraken", "lijst", on]);
    desk.run(&world, "", &["afspraken", "verwijder", &afspraak]);
    let report = desk.file("verslag.pdf", PDF);
    let document = desk.run(
        &world,
        "doc-",
        &[
            "documenten",
            "upload",
            on,
            "--bestand",
            &report,
            "--titel",
            "Verslag van het spreekuur",
            "--kenmerk",
            "Spreekuur",
            "--spreekuur",
        ],
    );
    desk.run(&world, "", &["documenten", "definitief", &document]);
    world.settle();
    let tasks = world.api().all("taken", "na");
    let taak = tasks.iter().find(|one| one["taak"]["regel"] == "op_ziekmelding");
    let taak = taak.and_then(|one| one["taak"]["id"].as_str()).expect("a task");
    desk.run(&world, "", &["taken", "uitgevoerd", taak]);
    world.settle();
    world.stop();
    world.restart_at("2026-03-03T12:00:00+01:00");
    world.wait_until("de dagwissel", |world| world.events().contains("traject.dagwissel"));
    desk.run(&world, "", &["verzuim", "hersteld", on, "--op", "2026-03-03"]);
    world.settle();
    expect_file!["by_hand/command_line.txt"].assert_eq(&world.plain(&desk.told));
    expect![[r#"
        werknemer.toegevoegd: op_werknemer -> kenmerk.toegevoegd
        verzuim.ziekmelding: op_ziekmelding, ziekmelding_eerste_contact -> taak.toegevoegd, taak.toegevoegd
        verzuim.gedeeltelijk_hersteld: op_gedeeltelijk -> taak.toegevoegd
        verzuim.correctie: op_correctie -> taak.toegevoegd
        afspraak.toegevoegd: conceptafspraak_bevestigen, op_afspraak_nieuw -> taak.toegevoegd, taak.toegevoegd
        afspraak.gewijzigd: op_afspraak_anders -> taak.toegevoegd
        afspraak.verwijderd: op_afspraak_weg -> taak.toegevoegd
        document.toegevoegd: op_document -> taak.toegevoegd
        spreekuurdocument.definitief: op_definitief -> taak.toegevoegd
        taak.uitgevoerd: op_taak -> taak.toegevoegd
        traject.dagwissel: op_dagwissel -> taak.toegevoegd
        traject.beeindigd: op_einde -> taak.toegevoegd
    "#]].assert_eq(&rules_of_events(&world));
    assert_eq!(world.folder().documents(), 1);
}

#[test]
fn what_cannot_be_is_refused_at_the_command_line() {
    let world = World::setup().clock("2026-03-02T12:00:00+01:00").start();
    let mut desk = Desk::new();
    let werknemer = with_werknemer(&world, &mut desk);
    let ill = ["verzuim", "ziek", &werknemer, "--eerste-dag", "2026-02-23", "--sleutel", "z1"];
    let traject = desk.run(&world, "tr-", &ill);
    let on = traject.as_str();
    desk.told.clear();
    assert_eq!(desk.run(&world, "tr-", &ill), "", "once is once");
    let werkgever = world.werkgever_ids().into_iter().next().expect("a werkgever");
    let page = desk.file("pagina.pdf", "<html>storing</html>");
    let polis = desk.file(
        "polissen.toml",
        "[[polis]]\npolisnummer = \"P-1\"\nverzekeringstype = \"Stoplos\"\nbegin = 2026-01-01\n\
         ingesloten = \"allen\"\n",
    );
    for arguments in [
        &["verzuim", "ziek", &werknemer, "--eerste-dag", "2026-03-02"][..],
        &["verzuim", "hersteld", on, "--op", "2026-02-30"],
        &["verzuim", "hersteld", on, "--op", "2026-02-01"],
        &["verzuim", "corrigeer", on, "--hersteld-op", "2026-03-01"],
        &["verzuim", "corrigeer", on],
        &["trajecten", "start", &werknemer, "--soort", "UwvDocument"],
        &["trajecten", "sluit", on],
        &["trajecten", "dagloon", on, "--vanaf", "2026-01-01", "--bedrag", "123,45"],
        &["kenmerken", "toevoegen", on, "ClaimMogelik"],
        &["kenmerken", "toevoegen", &werkgever, "ClaimMogelijk"],
        &["afspraken", "toevoegen", on, "--begin", "2026-03-09"],
        &["afspraken", "toevoegen", on, "--begin", "2026-03-09T09:30", "--locatietype", "Thuis"],
        &["herinneringen", "zet", on, "bel terug", "--op", "2026-03-02"],
        &["herinneringen", "verwijder", on, "bel terug"],
        &["documenten", "upload", on, "--bestand", &page, "--titel", "Brief"],
        &["polissen", "vastleggen", "--werkgever", "FLSN100200", "--bestand", &polis],
        &["polissen", "lijst", "--werkgever", "FLSN1"],
    ] {
        desk.run(&world, "", arguments);
    }
    let clerk = world.operator("piet", &["taken"]);
    let refused = world.cli_as(&clerk, &["verzuim", "intrekken", on]);
    let _ = writeln!(desk.told, "piet: {}({:?})", refused.errors, refused.code);
    expect_file!["by_hand/refused.txt"].assert_eq(&world.plain(&desk.told));
}
