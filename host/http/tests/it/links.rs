//! Links: how each is doing, and what operators do about it.

use host_domain::StoringSoort;
use host_store::{LinkState, Reads as _};
use serde_json::{Value, json};

use crate::served::Served;

fn link(served: &Served, name: &str) -> Value {
    let all = served.get("/api/koppelingen").json();
    let links = all["koppelingen"].as_array().unwrap();
    links.iter().find(|link| link["koppeling"] == name).cloned().unwrap_or(Value::Null)
}

fn note(served: &Served, state: &LinkState) {
    served.engine.store().write(|session| session.put_link_state(state)).unwrap();
}

#[test]
fn every_link_is_shown_with_how_it_is_doing() {
    let served = Served::start();
    served.is_quiet();
    let names = served.get("/api/koppelingen").json();
    let names = names["koppelingen"].as_array().unwrap().iter().map(|link| &link["koppeling"]);
    assert_eq!(
        json!(names.collect::<Vec<_>>()),
        json!([
            "K1/Documenten",
            "K1/Ophalen",
            "K1/OphalenZonder",
            "K1/Proef",
            "K1/ZonderPlugin",
            "K1/ZonderRegels"
        ])
    );
    let polled = link(&served, "K1/Ophalen");
    assert_eq!(polled["plugin"], "proef");
    assert_eq!(polled["ophalen"]["elke_seconden"], 60);
    assert_eq!(polled["ophalen"]["volgende"], "2026-03-02T10:15:00+01:00", "{polled}");
    assert!(link(&served, "K1/Proef")["ophalen"].is_null());
}

#[test]
fn a_link_is_polled_now() {
    let served = Served::start();
    served.is_quiet();
    let runs = || {
        let view = served.engine.store().read().unwrap();
        view.poll("K1/Ophalen").unwrap().map_or(0, |poll| poll.run)
    };
    let before = runs();
    assert_eq!(served.ask("POST /api/koppelingen/K1/Ophalen/nu", "").status, 200);
    served.is_quiet();
    assert!(runs() > before);
    assert_eq!(served.ask("POST /api/koppelingen/K1/Proef/nu", "").status, 422);
}

#[test]
fn a_pause_shows_why_and_is_ended_by_hand() {
    let served = Served::start();
    served.is_quiet();
    let now_ms = served.engine.now().as_millisecond();
    let state = LinkState {
        koppeling: "K1/Ophalen".into(),
        failures: 5,
        paused_until_ms: Some(now_ms + 60_000),
        reason: Some("plugin `proef`: liep vast".into()),
        told: [StoringSoort::Gepauzeerd].into(),
        ..LinkState::default()
    };
    note(&served, &state);
    let shown = link(&served, "K1/Ophalen");
    assert_eq!(
        json!([
            shown["gepauzeerd_tot"],
            shown["reden"],
            shown["gemeld"],
            shown["storingen_achtereen"]
        ]),
        json!(["2026-03-02T10:15:00+01:00", "plugin `proef`: liep vast", ["gepauzeerd"], 5])
    );
    let resume = || served.ask("POST /api/koppelingen/K1/Ophalen/hervat", "").status;
    assert_eq!((resume(), resume()), (200, 422));
    assert!(link(&served, "K1/Ophalen")["gepauzeerd_tot"].is_null());
}

#[test]
fn a_link_of_nobody_is_shown_while_something_is_wrong_with_it() {
    let served = Served::start();
    let mail = |told: &[StoringSoort]| LinkState {
        koppeling: "mail".into(),
        told: told.iter().copied().collect(),
        ..LinkState::default()
    };
    note(&served, &mail(&[]));
    assert!(link(&served, "mail").is_null());
    note(&served, &mail(&[StoringSoort::Uitval]));
    assert_eq!(link(&served, "mail")["gemeld"], json!(["uitval"]));
}

#[test]
fn settings_of_a_link_are_checked_in_dutch() {
    let served = Served::start();
    let put = |more: &str| {
        let body = format!(
            r#"{{ "naam": "x", "werkgevergroepen": ["Groep"], "importkoppelingen": [
                {{ "naam": "A", "plugin": "proef", "importconfiguratie": "Proef", {more} }}] }}"#
        );
        let answer = served.ask("PUT /api/klantaccounts/K2", &body);
        let problem = answer.json();
        let reason = problem["redenen"][0].as_str().or(problem["detail"].as_str());
        (answer.status, reason.unwrap_or_default().to_owned())
    };
    let fine = r#""ophalen": { "elke_seconden": 900 }, "toegestaan": { "geheimen": ["uwv-2"] },
        "herhalen": { "pogingen": 3, "langste_pauze_seconden": 60 }"#;
    assert_eq!(put(fine), (200, String::new()));
    let shown = served.get("/api/klantaccounts").json()["klantaccounts"][1].clone();
    let link = &shown["importkoppelingen"][0];
    assert_eq!(
        json!([link["ophalen"], link["herhalen"]["pogingen"], link["toegestaan"]["geheimen"]]),
        json!([{ "elke_seconden": 900 }, 3, ["uwv-2"]])
    );
    for (more, status, told) in [
        (r#""ophalen": { "elke_seconden": 1 }"#, 400, "elke_seconden is ten minste 5"),
        (r#""ophalen": { "elke_seconden": "x" }"#, 400, "hier past geen"),
        (r#""ophalen": { "vaak": 1 }"#, 400, "veld `vaak` bestaat niet; bekend: `elke_seconden`"),
        (
            r#""herhalen": { "pogingen": 0, "langste_pauze_seconden": 1 }"#,
            400,
            "pogingen is 1 tot en met",
        ),
        (r#""herhalen": { "pogingen": 3 }"#, 400, "veld `langste_pauze_seconden` ontbreekt"),
        (r#""toegestaan": { "geheimen": ["UWV 2"] }"#, 422, "`UWV 2`"),
    ] {
        let (found, reason) = put(more);
        assert_eq!(found, status, "{more}: {reason}");
        assert!(reason.contains(told), "{more}: {reason}");
    }
}
