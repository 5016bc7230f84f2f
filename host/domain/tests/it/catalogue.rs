//! The catalogue: found by code, and nothing in it that nobody knows.

use host_domain::{Catalogue, KenmerkOp, Recht};
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

#[test]
fn a_kenmerk_is_known_for_what_it_may_be_on() {
    let catalogue: Catalogue = serde_json::from_value(json!({
        "kenmerk": [
            {"code": "Spoed", "naam": "Spoed", "op": ["traject"]},
            {"code": "Groot", "naam": "Grote werkgever", "op": ["werkgever", "werknemer"]}
        ],
        "verzekeringstype": [{"code": "Stoploss", "naam": "Stoploss"}],
        "locatietype": [{"code": "Kantoor", "naam": "Kantoor van de arbodienst"}]
    }))
    .unwrap();
    for (code, expected) in [("Spoed", [true, false, false]), ("Groot", [false, true, true])] {
        let known = KenmerkOp::ALL.map(|op| catalogue.kenmerk(op, code).is_some());
        assert_eq!(known, expected, "{code}");
    }
    assert!(catalogue.kenmerk(KenmerkOp::Traject, "spoed").is_none());
    assert_eq!(catalogue.verzekeringstype("Stoploss").unwrap().naam, "Stoploss");
    assert_eq!(catalogue.locatietype("Kantoor").unwrap().naam, "Kantoor van de arbodienst");
    assert!(catalogue.verzekeringstype("Kantoor").is_none());
    assert!(catalogue.locatietype("Stoploss").is_none());
    for wrong in [
        json!({"kenmerk": [{"code": "A", "naam": "a"}]}),
        json!({"kenmerk": [{"code": "A", "naam": "a", "op": ["dossier"]}]}),
        json!({"verzekeringstype": [{"code": "A"}]}),
        json!({"documentkenmerk": [{"code": "A", "naam": "a"}]}),
    ] {
        assert!(serde_json::from_value::<Catalogue>(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn what_a_kenmerk_is_on_and_what_an_operator_may_do_read_back() {
    for op in KenmerkOp::ALL {
        assert_eq!(KenmerkOp::parse(op.name()), Some(op));
        assert_eq!(serde_json::to_value(op).unwrap(), json!(op.name()));
    }
    assert_eq!(KenmerkOp::parse("Traject"), None);
    for recht in Recht::ALL {
        assert_eq!(Recht::parse(recht.name()), Some(recht));
        assert_eq!(serde_json::to_value(recht).unwrap(), json!(recht.name()));
    }
}
