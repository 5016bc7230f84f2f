//! The forms in which a document may come, and what is said about it.

use expect_test::{Expect, expect};
use sdk_connector::protocol::Intake;
use serde_json::{Value, json};

use crate::receiving::{intakes, intakes_of, tell};
use crate::samples::{
    METADATA, PDF, file, message, messages, settings_with, with_elements, with_metadata_xml,
};

fn check(content: &str, expected: Expect) -> Vec<Intake> {
    let given = intakes(&message("K-1", content));
    expected.assert_eq(&tell(&given));
    given
}

fn xml(metadata: &str) -> String {
    with_metadata_xml(metadata, &[PDF])
}

fn names(intakes: &[Intake]) -> Vec<&str> {
    intakes.iter().map(|intake| intake.fields["bestandsnaam"].as_str().unwrap()).collect()
}

#[test]
fn both_forms_say_the_same() {
    let elements = [
        ("BSN", "123456782"),
        ("Dienst", "UWV-ZZ-ZW"),
        ("Titel", "Beslissing &amp; toelichting"),
        ("Datum", "20260227"),
        ("Iets", "anders"),
    ];
    let of_xml = intakes(&message("K-1", &xml(METADATA))).remove(0);
    let of_pdf = intakes(&message("K-1", &with_elements(PDF, &elements))).remove(0);
    for field in ["bsn", "dienst", "titel", "datum", "loonheffingennummer", "kenmerk", "nummer"] {
        assert_eq!(of_xml.fields[field], of_pdf.fields[field], "{field}");
    }
    assert_eq!(of_xml.fields["titel"], "Beslissing & toelichting");
    assert_eq!(of_xml.fields["datum"], "2026-02-27");
    assert!(of_xml.problems.is_empty() && of_pdf.problems.is_empty());
}

#[test]
fn a_document_without_a_bsn_is_for_the_employer() {
    let given = check(
        &xml("<d><dienst>UWV-ZZ-ZW</dienst></d>"),
        expect![[r#"
        K-1/1 -
    "#]],
    );
    assert_eq!(given[0].fields["titel"], Value::Null);
    check(
        &with_elements(PDF, &[("Titel", "Overzicht")]),
        expect![[r#"
        K-1/1 -
    "#]],
    );
}

#[test]
fn a_document_of_which_nobody_can_say_whose_it_is_is_not_lost() {
    check(
        &with_elements(PDF, &[]),
        expect![[r#"
        K-1/1 onbekend
          Waarschuwing metadata: het bericht heeft geen additionele elementen
    "#]],
    );
    check(
        &with_elements(PDF, &[("bsn", "123456782")]),
        expect![[r#"
        K-1/1 onbekend
          Waarschuwing metadata: in de metadata staat geen van de elementen die wij kennen
    "#]],
    );
    check(
        &xml("<d><bsn/><dienst>UWV-ZZ-ZW</dienst></d>"),
        expect![[r#"
        K-1/1 onbekend
          Waarschuwing bsn: is leeg
    "#]],
    );
    check(
        &xml("<d><bsn>123456782</bsn><bsn>111222333</bsn></d>"),
        expect![[r#"
        K-1/1 onbekend
          Waarschuwing bsn: staat er meer dan eens
    "#]],
    );
    let given = check(
        &xml("<d><bsn>123456782</bsn>"),
        expect![[r#"
        K-1/1 onbekend
          Waarschuwing metadata: de metadata zijn niet te lezen: regel 1: het bericht is afgebroken: element `d` van regel 1 wordt niet gesloten
        K-1/2 onbekend
          Waarschuwing metadata: de metadata zijn niet te lezen: regel 1: het bericht is afgebroken: element `d` van regel 1 wordt niet gesloten
    "#]],
    );
    assert_eq!(names(&given), ["brief-1.pdf", "metadata.xml"]);
}

#[test]
fn metadata_without_a_document_are_kept_as_one() {
    let given = check(
        &with_metadata_xml(METADATA, &[]),
        expect![[r#"
        K-1/1 123456782
          Waarschuwing berichtBijlagen: het bericht heeft geen bijlage; de inhoud is als bestand bewaard
    "#]],
    );
    assert_eq!(names(&given), ["metadata.xml"]);
    assert!(given[0].file.is_some());
}

#[test]
fn values_that_are_odd() {
    check(
        &xml("<d><bsn>12345672</bsn><titel>a</titel><titel>b</titel><datum>morgen</datum></d>"),
        expect![[r#"
            K-1/1 012345672
              Waarschuwing titel: staat er meer dan eens; het eerste geldt
              Waarschuwing datum: is geen datum
        "#]],
    );
    check(
        &xml("<d><bsn>\n 123 456 782 </bsn><bsn>123 456 782</bsn></d>"),
        expect![[r#"
        K-1/1 123 456 782
    "#]],
    );
    let long = format!("<d><titel>{}</titel></d>", "é".repeat(500));
    let given = intakes(&message("K-1", &xml(&long)));
    assert_eq!(given[0].fields["titel"].as_str().unwrap().chars().count(), 255);
}

#[test]
fn metadata_of_any_size_are_bounded() {
    let long = format!("<d><bsn>123456782</bsn><x>{}</x></d>", "lang ".repeat(20_000));
    check(
        &xml(&long),
        expect![[r#"
        K-1/1 123456782
    "#]],
    );
    let longer = format!("<d><bsn>123456782</bsn><x>{}</x></d>", "lang ".repeat(100_000));
    check(
        &xml(&longer),
        expect![[r#"
            K-1/1 onbekend
              Waarschuwing metadata: de inhoud van het bericht is groter dan 262144 bytes
            K-1/2 onbekend
              Waarschuwing metadata: de inhoud van het bericht is groter dan 262144 bytes
        "#]],
    );
}

#[test]
fn the_form_is_seen_from_the_message_unless_it_is_set() {
    let content = |mime_type: &str, bytes: &[u8]| {
        let bijlage = file("bijlage", "application/pdf", "brief.pdf", PDF);
        file("berichtInhoud", mime_type, "inhoud", bytes)
            + &format!("<p:berichtBijlagen>{bijlage}</p:berichtBijlagen>")
    };
    let form = |settings: Value, content: &str| {
        let body = messages(&message("K-1", content));
        let given = intakes_of(&settings_with(settings), &body);
        names(&given).join(" ")
    };
    let auto = || json!({});
    let metadata = METADATA.as_bytes();
    assert_eq!(form(auto(), &content("application/octet-stream", metadata)), "brief.pdf");
    assert_eq!(form(auto(), &content("application/uwv+xml; charset=utf-8", metadata)), "brief.pdf");
    assert_eq!(form(auto(), &content("application/octet-stream", PDF)), "inhoud brief.pdf");
    assert_eq!(form(auto(), &content("application/pdf", metadata)), "inhoud brief.pdf");
    assert_eq!(
        form(json!({ "documentvorm": "metadata-xml" }), &content("x/y", metadata)),
        "brief.pdf"
    );
    assert_eq!(
        form(json!({ "documentvorm": "pdf" }), &content("text/xml", metadata)),
        "inhoud brief.pdf"
    );
}

#[test]
fn names_of_elements_can_be_set() {
    let names = json!({ "bsn": "Burgerservicenr", "dienst": "D", "titel": "T", "datum": "X" });
    let settings = settings_with(json!({ "metadata": names, "additionele_elementen": names }));
    let xml = message(
        "K-1",
        &xml(
            "<u:d xmlns:u='urn:u'><u:p><u:Burgerservicenr>123456782</u:Burgerservicenr></u:p></u:d>",
        ),
    );
    let pdf = message("K-2", &with_elements(PDF, &[("Burgerservicenr", "111222333")]));
    expect![[r#"
        K-1/1 123456782
        K-2/1 111222333
    "#]]
    .assert_eq(&tell(&intakes_of(&settings, &messages(&(xml + &pdf)))));
}
