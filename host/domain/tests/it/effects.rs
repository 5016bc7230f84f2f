//! Effects: their JSON, which traces and plans are kept in, and what `Debug` shows of them.

use expect_test::expect;
use host_domain::{Effect, KenmerkOp};
use jiff::civil::date;
use serde_json::json;

fn all() -> Vec<Effect> {
    let text = |text: &str| text.to_owned();
    vec![
        Effect::NieuweTaak { code: text("BelWerknemer") },
        Effect::Emailsignaal { rol: text("casemanager"), sjabloon: text("signaal") },
        Effect::KenmerkToevoegen { op: KenmerkOp::Traject, kenmerk: text("Spoed") },
        Effect::KenmerkVerwijderen { op: KenmerkOp::Werkgever, kenmerk: text("Groot") },
        Effect::TrajectStarten { soort: text("Reintegratie") },
        Effect::TrajectSluiten,
        Effect::Herinnering { naam: text("evaluatie"), op: date(2026, 4, 13) },
        Effect::Bericht {
            koppeling: text("VI/uit"),
            soort: text("melding"),
            velden: [(text("naam"), json!("Jansen")), (text("weken"), json!(6))].into(),
        },
    ]
}

#[test]
fn their_json_is_pinned_and_reads_back() {
    let lines: String =
        all().iter().map(|effect| serde_json::to_string(effect).unwrap() + "\n").collect();
    expect![[r#"
        {"effect":"nieuwe_taak","code":"BelWerknemer"}
        {"effect":"emailsignaal","rol":"casemanager","sjabloon":"signaal"}
        {"effect":"kenmerk_toevoegen","op":"traject","kenmerk":"Spoed"}
        {"effect":"kenmerk_verwijderen","op":"werkgever","kenmerk":"Groot"}
        {"effect":"traject_starten","soort":"Reintegratie"}
        {"effect":"traject_sluiten"}
        {"effect":"herinnering","naam":"evaluatie","op":"2026-04-13"}
        {"effect":"bericht","koppeling":"VI/uit","soort":"melding","velden":{"naam":"Jansen","weken":6}}
    "#]].assert_eq(&lines);
    let read: Vec<Effect> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(read, all());
}

#[test]
fn what_a_message_says_does_not_show_in_debug() {
    let shown = format!("{:?}", all());
    assert!(!shown.contains("Jansen"), "{shown}");
    for told in ["BelWerknemer", "Spoed", "Reintegratie", "2026-04-13", "VI/uit", "naam, weken"] {
        assert!(shown.contains(told), "{told} in {shown}");
    }
}
