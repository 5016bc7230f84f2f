//! The story: what becomes of the messages of a few days, and all that can be seen of it afterwards.
#![cfg(test)]

use expect_test::{expect, expect_file};
use serde_json::Value;
use tests_harness::World;
use tests_simulators::sivi::story;

/// The world after the whole story, with its answers.
fn told(world: World) -> (World, String) {
    let mut answers = String::new();
    for message in story() {
        let answer = world.post(&message);
        answers.push_str(&format!("{}\n  {answer}\n", message.name));
        world.settle_deliveries();
    }
    let answers = world.plain(&answers);
    (world, answers)
}

#[test]
fn every_trace_of_the_story() {
    let (world, answers) = told(World::new());
    expect_file!["story/answers.txt"].assert_eq(&answers);
    expect_file!["story/events.txt"].assert_eq(&world.events());
    expect_file!["story/dossiers.txt"].assert_eq(&world.dossiers());
    expect![[r#"
        ta-1 EersteContact open "Neem contact op met de zieke werknemer" voor casemanager door ziekmelding_eerste_contact, traject tr-1 in wn-1
        ta-2 ControleerCorrectie open "Controleer de gecorrigeerde verzuimmelding" voor casemanager door correctie_controleren, traject tr-1 in wn-1
        ta-3 EersteContact open "Neem contact op met de zieke werknemer" voor casemanager door ziekmelding_eerste_contact, traject tr-2 in wn-2
        ta-4 EersteContact open "Neem contact op met de zieke werknemer" voor casemanager door ziekmelding_eerste_contact, traject tr-3 in wn-3
    "#]].assert_eq(&world.tasks());
    expect![[r#"
        bz-1 sivi.verwerkingsmelding op VI001/Verzuimmeldingen: accepted na 1 pogingen (aanvaard)
        bz-2 sivi.verwerkingsmelding op VI001/Verzuimmeldingen: accepted na 1 pogingen (aanvaard)
        bz-3 sivi.verwerkingsmelding op VI001/Verzuimmeldingen: accepted na 1 pogingen (aanvaard)
        bz-4 sivi.verwerkingsmelding op VI001/Verzuimmeldingen: accepted na 1 pogingen (aanvaard)
        bz-5 sivi.verwerkingsmelding op VI001/Verzuimmeldingen: accepted na 1 pogingen (aanvaard)
        bz-6 sivi.verwerkingsmelding op VI001/Verzuimmeldingen: accepted na 1 pogingen (aanvaard)
    "#]]
    .assert_eq(&world.deliveries());
    expect![[r#"
        VI-2026-0001: VZ-2026-0001/1 01
        VI-2026-0002: VZ-2026-0001/2 01
        VI-2026-0003: VZ-2026-0001/3 01
        VI-2026-0004: VZ-2026-0001/4 01
        VI-2026-0006: VZ-2026-0002/1 03
        VI-2026-0007: VZ-2026-0003/1 01, VZ-2026-0004/1 03, VZ-2026-0005/1 01
    "#]]
    .assert_eq(&world.received());
    expect![[r#"
        map regels.in_gebruik (regelboek)
        host plugin.aanvaard digipoort
        host plugin.aanvaard sivi
        toets (volgens opgave, beheertoken) werkgever.toegevoegd wg-1
        toets (volgens opgave, beheertoken) werkgever.toegevoegd wg-2
        toets (volgens opgave, beheertoken) werkgever.toegevoegd wg-3
        toets (volgens opgave, beheertoken) klantaccount.vastgelegd VI001
        toets (volgens opgave, beheertoken) klantaccount.token_gegeven VI001
    "#]]
    .assert_eq(&world.audit());
}

#[test]
fn the_logverslagen_of_the_story() {
    let (world, _) = told(World::new());
    let mut all = world.api().all("logverslagen", "na");
    all.reverse();
    let ids = all.iter().filter_map(|report| report["id"].as_str());
    let shown: String = ids.map(|id| world.logverslag(id)).collect();
    expect_file!["story/logverslagen.txt"].assert_eq(&shown);
}

/// The first open task.
fn first_task(world: &World) -> String {
    let tasks = world.api().all("taken", "na");
    let added = |task: &Value| task["taak"]["toegevoegd_op"].as_str().map(str::to_owned);
    let first = tasks.iter().min_by_key(|task| added(task)).expect("a task");
    first["taak"]["id"].as_str().expect("an id").to_owned()
}

#[test]
fn a_task_is_explained_and_done() {
    let (world, _) = told(World::setup().without_verwerkingsmeldingen().start());
    let task = first_task(&world);
    let book = world.api().get("/api/regels")["boek"].as_str().expect("a hash").to_owned();
    let why = world.cli(&["regels", "waarom", &task]);
    assert_eq!(why.code, Some(0), "{why:?}");
    expect![[r#"
        Taak ta-1: Neem contact op met de zieke werknemer (EersteContact), open, voor casemanager
        Toegevoegd door gebeurtenis 7 (taak.toegevoegd), vastgelegd (moment), bron regel:ziekmelding_eerste_contact
        Naar aanleiding van gebeurtenis 6 (verzuim.ziekmelding), vastgelegd (moment), bron koppeling:VI001/Verzuimmeldingen
        Regelboek (boek): 1 regel bekeken, 7 regels overgeslagen door de index

        ziekmelding_eerste_contact: van toepassing
          ja            traject.soort == "Verzuim"  (regel 6:10)
                        traject.soort = Verzuim
          => nieuwe_taak("EersteContact")
    "#]].assert_eq(&world.plain(&why.output.replace(&book, "(boek)")));

    let json = world.cli(&["--json", "regels", "waarom", &task]);
    let json: Value = serde_json::from_str(&json.output).expect("JSON");
    assert_eq!(json["taak"]["code"], "EersteContact");
    assert_eq!(json["trace"]["boek"], book);

    let log = world.cli(&["regels", "logboek", "ziekmelding_eerste_contact", "--aantal", "1"]);
    assert_eq!(log.code, Some(0), "{log:?}");
    for part in ["ziekmelding_eerste_contact", "afgegaan", "nieuwe_taak(\"EersteContact\")", "--na"]
    {
        assert!(log.output.contains(part), "{part}: {log:?}");
    }
    let none = world.cli(&["regels", "logboek", "bestaat_niet"]);
    assert_eq!(none.output.trim(), "Er is nog geen regel afgegaan.");

    let before = world.api().all("taken", "na").len();
    let done = world.cli(&["taken", "uitgevoerd", &task]);
    assert_eq!(done.code, Some(0), "{done:?}");
    world.settle();
    assert_eq!(world.api().all("taken", "na").len(), before - 1);
    let audit = world.audit();
    let last = audit.lines().last().expect("an entry");
    assert!(last.starts_with("toets (volgens opgave, beheertoken) taak.uitgevoerd wn-"), "{last}");

    let again = world.cli(&["taken", "uitgevoerd", &task]);
    assert_eq!(again.code, Some(0), "what is done already may be said again: {again:?}");
    assert_eq!(world.audit(), audit);
}
