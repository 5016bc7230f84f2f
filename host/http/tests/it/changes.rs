//! Rules and plugins that change while the host runs: what came of that.

use host_http::{PluginsState, Refused, RulesState, WaitingPlugin};
use jiff::Timestamp;
use serde_json::json;

use crate::served::Served;

#[test]
fn rules_that_cannot_be_used_are_shown_beside_those_in_use() {
    let served = Served::start();
    let shown = served.get("/api/regels").json();
    let in_use = served.engine.book().hash().to_owned();
    assert_eq!(
        json!([shown["boek"], shown["fouten"], shown["geweigerd_op"]]),
        json!([in_use, [], null])
    );
    assert_eq!(shown["sinds"], "2026-03-02T10:14:00+01:00", "as the store has it");
    let fout = "fout: gebeurtenis `x` bestaat niet\n--> triggers/a.rhai:3:5".to_owned();
    let at = |minute: i64| Timestamp::from_second(1_772_442_840 + minute * 60).unwrap();
    let geweigerd = Some(Refused { op: at(2), fouten: vec![fout.clone()] });
    served.reloading.set_rules(RulesState { boek: in_use.clone(), sinds: at(1), geweigerd });
    let shown = served.get("/api/regels").json();
    assert_eq!(
        json!([shown["boek"], shown["sinds"], shown["geweigerd_op"], shown["fouten"]]),
        json!([in_use, "2026-03-02T10:15:00+01:00", "2026-03-02T10:16:00+01:00", [fout]])
    );
}

#[test]
fn plugins_are_shown_with_former_versions_and_what_waits() {
    let served = Served::start();
    let waiting = WaitingPlugin {
        naam: "proef".into(),
        versie: "3".into(),
        vraagt: vec!["verzoeken naar elders.nl:443".into()],
    };
    let problems = vec!["stuk/plugin.toml:1: sleutel `name` ontbreekt".into()];
    served.reloading.set_plugins(PluginsState { problems, waiting: vec![waiting] });
    let version = |nr: &str| json!([{ "naam": "proef", "versie": nr, "sha256": nr }]);
    assert_eq!(
        served.get("/api/plugins").json(),
        json!({
            "plugins": version("2"),
            "vorige": version("1"),
            "niet_geladen": ["stuk/plugin.toml:1: sleutel `name` ontbreekt"],
            "wacht_op_aanvaarding": [{
                "naam": "proef", "versie": "3", "vraagt": ["verzoeken naar elders.nl:443"],
            }],
        })
    );
    let accepted = served.ask("POST /api/plugins/proef/aanvaard", "");
    assert_eq!(accepted.json()["versie"], "2 (beheertoken)");
    let none = served.ask("POST /api/plugins/weg/aanvaard", "");
    assert_eq!(none.json()["redenen"][0], "er wacht geen versie van deze plugin");
}

#[test]
fn a_candidate_is_held_against_the_calls_of_a_link() {
    let served = Served::start();
    let try_on = |query: &str, wasm: &str| {
        served.ask(&format!("POST /api/plugins/proef/proef?{query}"), wasm)
    };
    let report = try_on("koppeling=K1/Proef&aantal=7", "ab").json();
    assert_eq!(
        (report["anders"].as_u64(), report["niet_herhaalbaar"].as_u64()),
        (Some(1), Some(2))
    );
    let call = &report["aanroepen"][0];
    assert_eq!(call["aanroep"], "K1/Proef/7");
    assert_eq!(call["verschillen"].as_array().unwrap().len(), 2);
    assert_eq!(call["huidig"], json!({ "brandstof": 0, "geheugen": 0 }));
    for (query, wasm, status) in [
        ("koppeling=K1/Proef", "stuk", 422),
        ("koppeling=K1/Proef", "", 400),
        ("koppeling=K1/ZonderPlugin", "ab", 422),
        ("koppeling=K1/Weg", "ab", 404),
        ("koppeling=K1", "ab", 404),
        ("aantal=7", "ab", 400),
    ] {
        let answer = try_on(query, wasm);
        assert_eq!(answer.status, status, "{query} {wasm}: {}", answer.body);
    }
}
