//! The rules that come with the product are sound and pass their own tests.

use std::{collections::BTreeMap, fs, path::Path};

use host_domain::{Dienst, DienstverbandOpgave, DocumentOpgave, Opgegeven};
use host_rulebook::{Book, Converted, ConvertedInto, IntakeField, IntakeSchema, IntakeType};

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
}

/// The intakes of the connectors that come with the product, as each plugin.toml declares them.
fn intakes() -> Vec<IntakeSchema> {
    let manifests = ["sivi", "digipoort"].map(|name| {
        let file = root().join("plugins").join(name).join("plugin.toml");
        toml::from_str::<toml::Value>(&fs::read_to_string(file).unwrap()).unwrap()
    });
    let intakes = manifests.iter().flat_map(|manifest| manifest["intake"].as_array().unwrap());
    intakes.map(intake).collect()
}

fn intake(intake: &toml::Value) -> IntakeSchema {
    let fields = intake["fields"].as_array().unwrap().iter().map(field);
    let kind = intake["kind"].as_str().unwrap().to_owned();
    IntakeSchema { kind, version: 1, fields: fields.collect() }
}

/// A field, as `naam:type?` or in full.
fn field(field: &toml::Value) -> IntakeField {
    let (name, kind, optional) = match field.as_str() {
        Some(short) => {
            let (name, kind) = short.split_once(':').unwrap();
            let plain = kind.strip_suffix('?');
            (name, plain.unwrap_or(kind), plain.is_some())
        }
        None => {
            let optional = field.get("optional").is_some_and(|it| it.as_bool().unwrap());
            (field["name"].as_str().unwrap(), field["type"].as_str().unwrap(), optional)
        }
    };
    let kind = match kind {
        "tekst" => IntakeType::Tekst,
        "getal" => IntakeType::Getal,
        "bedrag" => IntakeType::Bedrag,
        "datum" => IntakeType::Datum,
        "ja_nee" => IntakeType::JaNee,
        other => panic!("unknown type {other}"),
    };
    IntakeField { name: name.to_owned(), kind, optional }
}

#[test]
fn are_sound_and_pass_their_own_tests() {
    let loaded = Book::load(&root().join("rules"), &intakes());
    let remarks: Vec<String> = loaded.diagnostics.iter().map(|found| found.render()).collect();
    assert!(remarks.is_empty(), "{}", remarks.join("\n"));
    let book = loaded.book.unwrap();
    let failed: Vec<String> = book.failed_tests().iter().map(|found| found.render()).collect();
    assert!(failed.is_empty(), "{}", failed.join("\n"));
    assert!(book.run_tests().len() >= 20);
    assert!(book.importconfiguratie("SIVI 2022 Verzuim Felison").is_some());
    assert!(book.importconfiguratie("UWV documenten").is_some());
}

/// `UPDATE_EXPECT=1` writes it anew.
#[test]
fn the_reference_manual_is_that_of_the_vocabulary() {
    expect_test::expect_file!["../../../../rules/NASLAG.md"].assert_eq(&host_rulebook::manual());
}

/// A report about an absence does not know the payroll tax number of the employment.
#[test]
fn an_absence_report_says_nothing_about_the_payroll_tax_number() {
    let book = Book::load(&root().join("rules"), &intakes()).book.unwrap();
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

/// The files of the shipped rules, without one.
fn shipped_without(path: &str) -> BTreeMap<String, String> {
    let book = Book::load(&root().join("rules"), &intakes()).book.unwrap();
    let mut sources = book.sources().clone();
    assert!(sources.remove(path).is_some(), "there is no {path}");
    sources
}

/// A document as the connector brings it, converted by a book.
fn converted(book: &Book, dienst: &str) -> (DocumentOpgave, Converted) {
    let import = book.importconfiguratie("UWV documenten").unwrap();
    let message = serde_json::json!({
        "kenmerk": "2026-000123", "nummer": 2, "loonheffingennummer": "123456789L01",
        "dienst": dienst, "bsn": "123456782", "titel": "Beslissing", "datum": "2026-03-02",
        "bestandsnaam": "beslissing.pdf",
    });
    let converted = import.convert(book, &message).unwrap();
    let ConvertedInto::Document(fields) = converted.into.clone() else { panic!("no document") };
    (DocumentOpgave::read(fields).unwrap(), converted)
}

#[test]
fn a_document_gets_the_kenmerk_of_its_service() {
    let book = Book::load(&root().join("rules"), &intakes()).book.unwrap();
    for dienst in Dienst::ALL {
        let (opgave, converted) = converted(&book, dienst.code());
        assert_eq!((opgave.dienst, opgave.extern_kenmerk.as_str()), (dienst, "2026-000123/2"));
        assert!(opgave.kenmerk.is_some_and(|kenmerk| kenmerk != "Overig UWV"), "{dienst}");
        assert!(converted.notes.is_empty() && converted.unmapped.is_empty(), "{dienst}");
    }
}

/// S0: without the conversiegroep there is no kenmerk, and that is no error.
#[test]
fn without_the_conversiegroep_a_document_has_no_kenmerk() {
    let sources = shipped_without("conversiegroepen/digizsm_documenten.rhai");
    let loaded = Book::from_sources(sources, &intakes());
    assert!(loaded.diagnostics.is_empty(), "{:?}", loaded.diagnostics);
    let (opgave, converted) = converted(&loaded.book.unwrap(), "UWV-ZZ-ZW");
    assert_eq!(opgave.kenmerk, None);
    assert!(converted.notes.is_empty() && converted.unmapped.is_empty());
}

#[test]
fn files_that_were_kept_give_the_same_book() {
    let book = Book::load(&root().join("rules"), &intakes()).book.unwrap();
    let kept = Book::from_sources(book.sources().clone(), &intakes()).book.unwrap();
    assert_eq!((kept.hash(), kept.run_tests()), (book.hash(), book.run_tests()));
    let loaded = Book::from_sources(shipped_without("catalogus.toml"), &intakes());
    assert!(loaded.book.is_none() && !loaded.diagnostics.is_empty());
}

/// The pieces between fences of this kind in the manual.
fn pieces(manual: &str, kind: &str) -> Vec<String> {
    let fence = format!("```{kind}\n");
    let starts = manual.split(&fence).skip(1);
    starts.map(|rest| rest.split("\n```").next().unwrap().to_owned() + "\n").collect()
}

/// What a consultant copies from the manual works, with what the manual says to put in the catalogue.
#[test]
fn the_rules_in_the_manual_are_sound_and_pass_their_tests() {
    let manual = fs::read_to_string(root().join("rules/README.md")).unwrap();
    let rules = Book::load(&root().join("rules"), &intakes()).book.unwrap();
    let mut sources = rules.sources().clone();
    let catalogue = sources.get_mut("catalogus.toml").unwrap();
    pieces(&manual, "toml").iter().for_each(|piece| catalogue.push_str(piece));
    let mut files: Vec<(&str, String)> = Vec::new();
    for piece in pieces(&manual, "rhai") {
        let folder = ["trigger", "conversiegroep", "importconfiguratie"];
        let start = |word: &&&str| piece.contains(&format!("{word}(#{{"));
        match folder.iter().find(start) {
            Some(&"trigger") => files.push(("triggers", piece)),
            Some(&"conversiegroep") => files.push(("conversiegroepen", piece)),
            Some(_) => files.push(("importconfiguraties", piece)),
            // Tests alone go below the rule before them.
            None => files.last_mut().unwrap().1.push_str(&piece),
        }
    }
    assert!(files.len() >= 3, "{}", files.len());
    for (at, (folder, text)) in files.into_iter().enumerate() {
        // In the manual it goes by the name of the shipped one.
        let text = text.replace("naam: \"SIVI Verzuim\"", "naam: \"Uit de handleiding\"");
        sources.insert(format!("{folder}/handleiding_{at}.rhai"), text);
    }
    let loaded = Book::from_sources(sources, &intakes());
    let remarks: Vec<String> = loaded.diagnostics.iter().map(|found| found.render()).collect();
    assert!(remarks.is_empty(), "{}", remarks.join("\n"));
    let book = loaded.book.unwrap();
    assert!(book.failed_tests().is_empty(), "{:?}", book.failed_tests());
    assert_eq!(book.run_tests().len(), rules.run_tests().len() + 4);
}

/// The mistake that the manual shows looks as the program shows it.
#[test]
fn the_mistake_in_the_manual_is_told_as_it_says() {
    let manual = fs::read_to_string(root().join("rules/README.md")).unwrap();
    let rules = Book::load(&root().join("rules"), &intakes()).book.unwrap();
    let mut sources = rules.sources().clone();
    let first = pieces(&manual, "rhai").swap_remove(0);
    sources.insert("triggers/nabellen.rhai".to_owned(), first);
    let loaded = Book::from_sources(sources, &intakes());
    let told: String = loaded.diagnostics.iter().map(|found| found.render()).collect();
    let shown = pieces(&manual, "text").swap_remove(0).replace("<map>/", "");
    assert_eq!(told, shown);
}
