//! Days that pass: rules on the dagwissel and herinneringen, over downtime, a kill in the middle and a
//! traject that opens again; and a rule in the shadow.
#![cfg(test)]

use std::fmt::Write as _;

use expect_test::expect;
use serde_json::{Value, json};
use tests_harness::World;

/// Rules about time, by file.
const RULES: [(&str, &str); 4] = [
    (
        "zes_weken",
        r#"trigger(#{
    omschrijving: "Na zes weken verzuim wordt een spreekuur gepland",
    gebeurtenis:  "Dagwissel traject (batch)",
    bulk: traject_van_soort("Verzuim"),
    als:  traject_weken_oud(6),
    eenmalig: true,
    dan:  [ nieuwe_taak("PlanSpreekuur") ],
});
"#,
    ),
    (
        "elke_dag",
        r#"trigger(#{
    omschrijving: "Elke dag vanaf drie dagen",
    inschakelen:  "schaduw",
    gebeurtenis:  "Dagwissel traject (batch)",
    als: traject.duur >= 3.dagen,
    dan: [ nieuwe_taak("ControleerVangnet") ],
});
"#,
    ),
    (
        "nabellen",
        r#"trigger(#{
    omschrijving: "Twee weken na een ziekmelding wordt er nagebeld",
    gebeurtenis:  "Ziekmelding / Start van nieuw traject",
    als: traject_van_soort("Verzuim"),
    dan: [ herinnering("nabellen", 2.weken) ],
});
"#,
    ),
    (
        "nagebeld",
        r#"trigger(#{
    omschrijving: "Nabellen",
    gebeurtenis:  "Herinnering",
    als: herinnering.naam == "nabellen",
    dan: [ nieuwe_taak("EersteContact") ],
});
"#,
    ),
];

/// A world in which somebody is ill since this day, and the traject of that.
fn ill_since(day: &str) -> (World, String) {
    let setup = World::setup().without_verwerkingsmeldingen();
    let setup = setup.without_rule("triggers/ziekmelding_eerste_contact.rhai");
    let setup = RULES
        .iter()
        .fold(setup, |setup, (name, text)| setup.rule(&format!("triggers/{name}.rhai"), text));
    let world = setup.clock(&noon(day)).start();
    let body = json!({ "personeelsnummer": "1001", "achternaam": "Proefpersoon" });
    let werknemer = post(&world, "/api/werkgevers/FLSN100200/werknemers", &body);
    let werknemer = werknemer["werknemer"].as_str().expect("an id").to_owned();
    let report = json!({ "eerste_dag": day });
    let ill = post(&world, &format!("/api/werknemers/{werknemer}/ziekmelding"), &report);
    world.settle();
    (world, ill["traject"].as_str().expect("an id").to_owned())
}

fn noon(day: &str) -> String {
    format!("{day}T12:00:00+02:00")
}

fn post(world: &World, path: &str, body: &Value) -> Value {
    let answer = world.api().ask("POST", path, Some(body));
    assert_eq!(answer.status, 200, "{path}: {answer}");
    serde_json::from_str(&answer.body).expect("JSON")
}

/// Days that were put in the log, in that order.
fn days(world: &World) -> Vec<String> {
    let events = world.api().all("gebeurtenissen", "vanaf").into_iter();
    let days = events.filter(|event| event["type"] == "traject.dagwissel");
    days.map(|event| event["data"]["dag"].as_str().expect("a day").to_owned()).collect()
}

/// Whether that day was done, with all that follows.
fn wait_for(world: &World, day: &str) {
    world.wait_until(day, |world| days(world).last().is_some_and(|last| last == day));
    world.settle();
}

/// Tasks with the day on which, and the rule by which they came.
fn tasks(world: &World) -> String {
    let mut told = String::new();
    for event in world.api().all("gebeurtenissen", "vanaf") {
        if event["type"] == "taak.toegevoegd" {
            let (day, taak) = (&event["recorded_at"], &event["data"]["taak"]);
            let day: String = day.as_str().unwrap_or_default().chars().take(10).collect();
            let text = |name: &str| taak[name].as_str().unwrap_or_default();
            let _ = writeln!(told, "{day} {} door {}", text("code"), text("regel"));
        }
    }
    told
}

/// What became of a rule on the newest day.
fn on_the_last_day(world: &World, rule: &str) -> Value {
    let events = world.api().all("gebeurtenissen", "vanaf");
    let last = events.iter().rfind(|event| event["type"] == "traject.dagwissel");
    let seq = last.map(|event| event["seq"].clone()).unwrap_or_default();
    let why = world.api().get(&format!("/api/gebeurtenissen/{seq}/waarom"));
    let rules = why["trace"]["rules"].as_array().cloned().unwrap_or_default();
    rules.into_iter().find(|one| one["regel"] == rule).unwrap_or_else(|| panic!("{why}"))
}

#[test]
fn days_are_made_up_and_once_is_once() {
    let (mut world, traject) = ill_since("2026-03-02");
    assert_eq!(tasks(&world), "");
    world.stop();
    world.restart_at(&noon("2026-03-20"));
    wait_for(&world, "2026-03-20");
    expect![[r#"
        2026-03-20 EersteContact door nagebeld
    "#]]
    .assert_eq(&tasks(&world));

    world.stop();
    world.restart_at(&noon("2026-04-20"));
    world.kill();
    world.restart();
    wait_for(&world, "2026-04-20");
    expect![[r#"
        2026-03-20 EersteContact door nagebeld
        2026-04-20 PlanSpreekuur door zes_weken
    "#]]
    .assert_eq(&tasks(&world));
    let all = days(&world);
    assert_eq!((all.first().map(String::as_str), all.len()), (Some("2026-03-05"), 47), "{all:?}");
    assert!(all.is_sorted() && all.windows(2).all(|two| two[0] != two[1]), "{all:?}");

    let on = |what: &str| format!("/api/trajecten/{traject}/{what}");
    post(&world, &on("herstel"), &json!({ "op": "2026-04-20" }));
    let back = json!({ "ingangsdatum": "2026-04-20", "percentage": 40 });
    post(&world, &on("correctie"), &back);
    world.stop();
    world.restart_at(&noon("2026-04-22"));
    wait_for(&world, "2026-04-22");
    assert_eq!(tasks(&world).matches("zes_weken").count(), 1, "{}", tasks(&world));
    expect![[r#"{"clauses":[{"antwoord":"niet_bekeken","kolom":11,"regelnummer":4,"tekst":"traject_van_soort(\"Verzuim\")"},{"antwoord":"niet_bekeken","kolom":11,"regelnummer":5,"tekst":"traject_weken_oud(6)"}],"reden":"is voor dit traject al een keer afgegaan (`eenmalig`)","regel":"zes_weken","uitkomst":"nee"}"#]].assert_eq(&on_the_last_day(&world, "zes_weken").to_string());
    expect![[r#"{"clauses":[{"antwoord":"ja","feiten":[["traject.duur","51 dagen"]],"kolom":10,"regelnummer":5,"tekst":"traject.duur >= 3.dagen"}],"effects":[{"code":"ControleerVangnet","effect":"nieuwe_taak"}],"regel":"elke_dag","schaduw":true,"uitkomst":"matched"}"#]].assert_eq(&on_the_last_day(&world, "elke_dag").to_string());
    let rules = world.api().get("/api/regels");
    let all = rules["triggers"].as_array().into_iter().flatten();
    let shadow = all.into_iter().find(|rule| rule["id"] == "elke_dag").expect("the rule");
    assert_eq!((&shadow["stand"], &shadow["bekeken"]), (&json!("schaduw"), &json!(51)), "{shadow}");
    assert_eq!(tasks(&world).matches("elke_dag").count(), 0, "it does nothing");
}

#[test]
fn a_herinnering_that_was_taken_off_does_not_go_off() {
    let (mut world, traject) = ill_since("2026-03-02");
    let shown = world.cli(&["herinneringen", "lijst", &traject]);
    expect![[r#"
        naam      op          regel
        nabellen  2026-03-16  nabellen
    "#]]
    .assert_eq(&shown.output);
    assert_eq!(
        world.cli(&["herinneringen", "zet", &traject, "zelf", "--op", "2026-03-10"]).code,
        Some(0)
    );
    assert_eq!(world.cli(&["herinneringen", "verwijder", &traject, "nabellen"]).code, Some(0));
    world.stop();
    world.restart_at(&noon("2026-03-20"));
    wait_for(&world, "2026-03-20");
    let all = world.api().all("gebeurtenissen", "vanaf").into_iter();
    let off = all.filter(|event| event["type"] == "herinnering.verlopen");
    let off: Vec<_> = off.map(|event| event["data"].to_string()).collect();
    assert_eq!(off, [r#"{"naam":"zelf","op":"2026-03-10"}"#]);
    assert_eq!(tasks(&world), "");
}
