//! The rules that come with the product are sound and pass their own tests.

use std::{fs, path::Path};

use host_domain::{DienstverbandOpgave, EventType, Opgegeven};
use host_rulebook::{Book, ConvertedInto, FACTS, IntakeField, IntakeSchema, IntakeType};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The intake of the SIVI connector, as its plugin.toml declares it.
fn sivi() -> IntakeSchema {
    let text = fs::read_to_string(root().join("plugins/sivi/plugin.toml")).unwrap();
    let manifest: toml::Value = toml::from_str(&text).unwrap();
    let intake = &manifest["intake"][0];
    let fields = intake["fields"].as_array().unwrap().iter().map(|field| {
        let (name, kind) = field.as_str().unwrap().split_once(':').unwrap();
        let (kind, optional) = kind.strip_suffix('?').map_or((kind, false), |kind| (kind, true));
        let kind = match kind {
            "tekst" => IntakeType::Tekst,
            "getal" => IntakeType::Getal,
            "bedrag" => IntakeType::Bedrag,
            "datum" => IntakeType::Datum,
            "ja_nee" => IntakeType::JaNee,
            other => panic!("unknown type {other}"),
        };
        IntakeField { name: name.to_owned(), kind, optional }
    });
    IntakeSchema {
        kind: intake["kind"].as_str().unwrap().to_owned(),
        version: 1,
        fields: fields.collect(),
    }
}

#[test]
fn are_sound_and_pass_their_own_tests() {
    let loaded = Book::load(&root().join("rules"), &[sivi()]);
    let remarks: Vec<String> = loaded.diagnostics.iter().map(|found| found.render()).collect();
    assert!(remarks.is_empty(), "{}", remarks.join("\n"));
    let book = loaded.book.unwrap();
    let results = book.run_tests();
    let failed: Vec<_> = results.iter().filter(|result| !result.passed).collect();
    assert!(failed.is_empty(), "{failed:#?}");
    assert!(results.len() >= 10);
    assert!(book.importconfiguratie("SIVI 2022 Verzuim Felison").is_some());
}

#[test]
fn the_manual_names_every_event() {
    let manual = fs::read_to_string(root().join("rules/README.md")).unwrap();
    let names = EventType::ALL.iter().map(|event| event.name());
    let missing: Vec<&str> = names.filter(|name| !manual.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "not in rules/README.md: {missing:?}");
}

/// A report about an absence does not know the payroll tax number of the employment.
#[test]
fn an_absence_report_says_nothing_about_the_payroll_tax_number() {
    let book = Book::load(&root().join("rules"), &[sivi()]).book.unwrap();
    let import = book.importconfiguratie("SIVI 2022 Verzuim Felison").unwrap();
    let message = serde_json::json!({
        "IdWrkgvrArbdnst": "4711", "SignNm": "Vermeer", "IdDnstvbnd": "D-1",
        "Dnstvbnd_Ingdat": "2020-01-01", "NmFnct": "bakker",
    });
    let converted = import.convert(&book, &message).unwrap();
    let ConvertedInto::Werknemer(converted) = converted.into else { panic!("a document") };
    let opgave = DienstverbandOpgave::read(converted.dienstverband.unwrap()).unwrap();
    assert_eq!(opgave.loonheffingennummer, Opgegeven::Niet);
    assert_eq!(opgave.einde, Opgegeven::Geen);
    assert_eq!(opgave.functie, Opgegeven::Waarde("bakker".to_owned()));
}

#[test]
fn the_manual_names_every_fact() {
    let manual = fs::read_to_string(root().join("rules/README.md")).unwrap();
    let missing: Vec<&str> = FACTS
        .iter()
        .map(|fact| fact.path)
        .filter(|path| !manual.contains(&format!("`{path}`")))
        .collect();
    assert!(missing.is_empty(), "not in rules/README.md: {missing:?}");
}
