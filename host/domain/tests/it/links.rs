//! Links and mail: what an operator configures.

use std::collections::BTreeMap;

use expect_test::expect;
use host_domain::{Importkoppeling, Mailsjabloon, StoringSoort};
use serde_json::{Value, json};

fn link(more: &Value) -> Result<Importkoppeling, String> {
    let mut link = json!({"naam": "UWV", "plugin": "digipoort", "importconfiguratie": "x"});
    link.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    serde_json::from_value(link).map_err(|error| error.to_string())
}

#[test]
fn a_link_fetches_only_when_told_and_not_too_often() {
    let silent = link(&json!({})).unwrap();
    assert!(silent.ophalen.is_none() && silent.toegestaan.geheimen.is_empty());
    assert!(serde_json::to_value(&silent).unwrap().get("ophalen").is_none());
    let polled = link(&json!({
        "ophalen": {"elke_seconden": 900}, "toegestaan": {"geheimen": ["digipoort"]}
    }));
    let polled = polled.unwrap();
    assert_eq!(polled.ophalen.unwrap().elke_seconden, 900);
    assert_eq!(polled.toegestaan.geheimen, ["digipoort"]);
    let read = serde_json::from_value::<Importkoppeling>(serde_json::to_value(&polled).unwrap());
    assert_eq!(read.unwrap(), polled);
    assert_eq!(
        link(&json!({"ophalen": {"elke_seconden": 4}})).unwrap_err(),
        "elke_seconden is ten minste 5"
    );
    for wrong in [json!({}), json!({"elke_seconden": -1}), json!({"elke_seconden": 9, "op": 1})] {
        assert!(link(&json!({"ophalen": wrong})).is_err());
    }
}

#[test]
fn the_state_of_a_link_reads_back() {
    for soort in StoringSoort::ALL {
        assert_eq!(StoringSoort::parse(soort.name()), Some(soort));
        assert_eq!(serde_json::to_value(soort).unwrap(), soort.name());
        assert!(!soort.naam().is_empty());
    }
    assert_eq!(StoringSoort::parse("Stil"), None);
}

fn sjabloon(onderwerp: &str, tekst: &str) -> Mailsjabloon {
    let code = Mailsjabloon::SIGNAAL.to_owned();
    Mailsjabloon { code, onderwerp: onderwerp.to_owned(), tekst: tekst.to_owned() }
}

#[test]
fn a_template_is_filled_once_and_what_is_absent_shows_so() {
    let waarden: BTreeMap<&str, String> = [
        ("taak.naam", "Plaats {dossier}".to_owned()),
        ("dossier", "wg-1".to_owned()),
        ("werkgever.naam", "Bakker\r\nBcc: x".to_owned()),
    ]
    .into();
    let filled = sjabloon(
        "{taak.naam} bij {werkgever.naam}",
        "Taak: {taak.naam}\nKenmerk: {document.kenmerk}{dossier}\n{ } of { en }}{",
    )
    .vul(&waarden);
    assert_eq!(filled.0, "Plaats {dossier} bij Bakker  Bcc: x");
    expect![[r#"
        Taak: Plaats {dossier}
        Kenmerk: -wg-1
        - of -}{"#]]
    .assert_eq(&filled.1);
    assert_eq!(sjabloon("", "").vul(&waarden), (String::new(), String::new()));
}

#[test]
fn a_placeholder_that_does_not_exist_is_named() {
    let known: String =
        Mailsjabloon::VELDEN.iter().map(|(name, _)| format!("{{{name}}} ")).collect();
    assert!(sjabloon(&known, &known).onbekende_velden().is_empty());
    let wrong = sjabloon("{werknemer.bsn} {taak}", "{taak.naam} {taak} {} {open");
    assert_eq!(wrong.onbekende_velden(), ["werknemer.bsn", "taak", ""]);
    for (name, doc) in Mailsjabloon::VELDEN {
        assert!(!doc.is_empty() && !name.starts_with("werknemer"), "{name}");
    }
}
