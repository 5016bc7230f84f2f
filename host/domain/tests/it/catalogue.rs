//! The catalogue: found by code, and nothing in it that nobody knows.

use host_domain::Catalogue;
use serde_json::json;

#[test]
fn kinds_are_found_by_code() {
    let catalogue: Catalogue = serde_json::from_value(json!({
        "taak": [{"code": "BelWerknemer", "naam": "Bel de werknemer", "rol": "casemanager"}],
        "trajectsoort": [{"code": "Verzuim", "naam": "Verzuim"}]
    }))
    .unwrap();
    let taak = catalogue.taak("BelWerknemer").unwrap();
    assert_eq!((taak.rol.as_deref(), &taak.scherm), (Some("casemanager"), &None));
    assert_eq!(catalogue.trajectsoort("Verzuim").unwrap().naam, "Verzuim");
    assert!(catalogue.taak("belwerknemer").is_none() && catalogue.taak("Verzuim").is_none());
    assert!(catalogue.trajectsoort("BelWerknemer").is_none());
}

#[test]
fn a_misspelt_part_is_refused() {
    for wrong in [
        json!({"taken": []}),
        json!({"taak": [{"code": "A", "naam": "a", "role": "x"}]}),
        json!({"trajectsoort": [{"code": "A"}]}),
    ] {
        assert!(serde_json::from_value::<Catalogue>(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn roles_and_templates_are_found_by_code() {
    let catalogue: Catalogue = serde_json::from_value(json!({
        "rol": [{"code": "documentbeheer", "naam": "Documentbeheer"}],
        "mailsjabloon": [{"code": "signaal", "onderwerp": "{taak.naam}", "tekst": "Zie {dossier}"}]
    }))
    .unwrap();
    assert_eq!(catalogue.rol("documentbeheer").unwrap().naam, "Documentbeheer");
    assert_eq!(catalogue.mailsjabloon("signaal").unwrap().tekst, "Zie {dossier}");
    assert!(catalogue.rol("signaal").is_none() && catalogue.mailsjabloon("anders").is_none());
    for wrong in [json!({"rol": [{"code": "A"}]}), json!({"mailsjabloon": [{"code": "A"}]})] {
        assert!(serde_json::from_value::<Catalogue>(wrong.clone()).is_err(), "{wrong}");
    }
}
