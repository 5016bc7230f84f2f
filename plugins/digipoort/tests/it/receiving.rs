//! What becomes of a message that was fetched.

use expect_test::{Expect, expect, expect_file};
use plugins_digipoort::Digipoort;
use sdk_connector::protocol::{FileEncoding, Intake, Received};
use sdk_connector::script::Played;
use serde_json::{Value, json};

use crate::samples::{
    METADATA, PDF, base64, message, messages, script, settings, settings_with, with_metadata_xml,
};

pub(crate) fn received(settings: &Value, body: &str) -> Played<Received> {
    script().settings(settings).receive::<Digipoort>("text/xml", body.as_bytes())
}

/// The records of an answer that holds these messages.
pub(crate) fn intakes(some: &str) -> Vec<Intake> {
    intakes_of(&settings(), &messages(some))
}

pub(crate) fn intakes_of(settings: &Value, body: &str) -> Vec<Intake> {
    let played = received(settings, body);
    let Ok(Received::Read { intakes, .. }) = played.outcome else {
        panic!("not read: {}", played.transcript)
    };
    intakes.iter().map(|document| document.read().unwrap()).collect()
}

/// Key, BSN and problems of every record.
pub(crate) fn tell(intakes: &[Intake]) -> String {
    let lines = intakes.iter().map(|intake| {
        let problems = intake.problems.iter();
        let problems = problems
            .map(|problem| format!("  {:?} {}: {}\n", problem.level, problem.field, problem.text));
        let bsn = intake.fields["bsn"].as_str().unwrap_or("-");
        format!("{} {bsn}\n{}", intake.key, problems.collect::<String>())
    });
    lines.collect()
}

fn refused(body: &str, expected: Expect) {
    let played = received(&settings(), body);
    expected.assert_eq(&match played.outcome {
        Ok(Received::Refused { problem, .. }) => problem.text,
        other => format!("{other:?}"),
    });
}

fn good() -> String {
    messages(&message("K-1", &with_metadata_xml(METADATA, &[PDF, PDF])))
}

#[test]
fn a_message_from_start_to_end() {
    expect_file!["received.txt"].assert_eq(&received(&settings(), &good()).transcript);
}

#[test]
fn a_file_is_a_part_of_the_message() {
    let body = good();
    for intake in intakes_of(&settings(), &body) {
        let file = intake.file.unwrap();
        let (offset, length) = (file.offset as usize, file.length as usize);
        assert_eq!(body[offset..offset + length], base64(PDF));
        assert_eq!((file.handle, file.encoding), (1, FileEncoding::Base64));
        assert_eq!(file.content_type, "application/pdf");
    }
}

#[test]
fn a_file_of_20_mib_with_line_ends_is_a_part_of_the_message() {
    let pdf = [PDF, &vec![b'x'; (20 << 20) - PDF.len()]].concat();
    let wrapped: Vec<String> = base64(&pdf)
        .as_bytes()
        .chunks(76)
        .map(|line| String::from_utf8(line.to_vec()).unwrap())
        .collect();
    let wrapped = wrapped.join("\r\n");
    let body = messages(&message("K-1", &with_metadata_xml(METADATA, &[b"[hier]", PDF])));
    let body = body.replace(&base64(b"[hier]"), &wrapped);
    let files: Vec<_> =
        intakes_of(&settings(), &body).into_iter().map(|i| i.file.unwrap()).collect();
    let cut = |place: usize| {
        let (offset, length) = (files[place].offset as usize, files[place].length as usize);
        &body[offset..offset + length]
    };
    assert!(cut(0) == wrapped && cut(1) == base64(PDF));
}

#[test]
fn several_messages_are_numbered_each_on_its_own() {
    let content = with_metadata_xml(METADATA, &[PDF, PDF]);
    let some = message("K-1", &content) + &message("K-2", &content) + &message("K-1", &content);
    let keys: Vec<String> = intakes(&some).into_iter().map(|intake| intake.key).collect();
    assert_eq!(keys, ["K-1/1", "K-1/2", "K-2/1", "K-2/2", "K-1/3", "K-1/4"]);
}

#[test]
fn what_is_not_as_the_interface_has_it_is_refused() {
    let changed = |from: &str, to: &str| {
        let body = good();
        assert!(body.contains(from), "nothing to change");
        body.replacen(from, to, 1)
    };
    refused(&messages(""), expect!["het antwoord bevat geen bericht"]);
    refused("<a/>", expect!["het bericht is geen antwoord op getBerichtenKenmerk"]);
    refused(
        &changed("<p:rolBelanghebbende>Bedrijf</p:rolBelanghebbende>", ""),
        expect![
            "BerichtResultaat: hier hoort `rolBelanghebbende` en er staat `identiteitOntvanger` (regel 4)"
        ],
    );
    refused(
        &changed(
            "<p:berichtsoort>UWV-ZZ-ZW</p:berichtsoort><p:berichtkenmerk>urn:uuid:7</p:berichtkenmerk>",
            "<p:berichtkenmerk>urn:uuid:7</p:berichtkenmerk><p:berichtsoort>UWV-ZZ-ZW</p:berichtsoort>",
        ),
        expect![
            "BerichtResultaat: hier hoort `berichtsoort` en er staat `berichtkenmerk` (regel 4)"
        ],
    );
    refused(
        &changed("</p:berichtBijlagen>", "</p:berichtBijlagen><p:extra/>"),
        expect!["BerichtResultaat: hier hoort geen `extra` (regel 5)"],
    );
    refused(
        &changed("<p:bijlage>", "<bijlage xmlns='urn:anders'/><p:bijlage>"),
        expect![
            "berichtBijlagen: hier hoort `bijlage` en er staat `bijlage` uit een andere naamruimte (regel 5)"
        ],
    );
    refused(
        &changed("<p:type>LHnr</p:type>", ""),
        expect!["identiteitBelanghebbende: hier hoort `type` en er staat niets meer"],
    );
    refused(
        &changed("<p:kenmerk>K-1</p:kenmerk>", "<p:kenmerk> </p:kenmerk>"),
        expect!["bericht 1 heeft geen kenmerk van 1 tot 40 tekens"],
    );
    refused(
        &changed("<p:kenmerk>K-1</p:kenmerk>", "<p:kenmerk><p:x/></p:kenmerk>"),
        expect!["kenmerk: hier hoort een korte tekst"],
    );
}

#[test]
fn what_is_hostile_is_refused() {
    let tail = good().split_once('\n').unwrap().1.to_owned();
    refused(
        &format!("<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]>{tail}"),
        expect!["regel 1: het bericht bevat een DOCTYPE; dat is niet toegestaan"],
    );
    let deep = format!("{}{}", "<d>".repeat(200), "</d>".repeat(200));
    refused(
        &good().replace("<p:berichtBijlagen>", &format!("{deep}<p:berichtBijlagen>")),
        expect!["regel 5: elementen staan meer dan 100 diep in elkaar"],
    );
    refused(
        &good().replace("<p:mimeType>", &format!("<p:mimeType>{}", "-".repeat(9 << 20))),
        expect!["regel 5: het bericht heeft meer dan 8388608 bytes naast zijn bestanden"],
    );
    refused(
        &good().replace("<p:mimeType>", &format!("<p:mimeType>{}", "A".repeat(5_000))),
        expect!["mimeType: hier hoort een korte tekst"],
    );
}

#[test]
fn a_file_that_is_not_there_as_it_is_drops_its_record_only() {
    let body = good().replacen(&base64(PDF), "JVBE&#13;Ri0=", 1);
    let given = intakes_of(&settings(), &body);
    expect![[r#"
        K-1/1 123456782
          Uitval inhoud: is geen base64 zonder verwijzingen, CDATA of commentaar
        K-1/2 123456782
    "#]]
    .assert_eq(&tell(&given));
    assert!(given[0].file.is_none() && given[1].file.is_some());
}

#[test]
fn the_service_is_that_of_the_berichtsoort() {
    let settings = settings_with(json!({ "berichtsoorten": { "UWV-ERZW-AB": "UWV-ZZ-ZW" } }));
    let given = intakes_of(&settings, &good());
    assert_eq!(given[0].fields["dienst"], "UWV-ERZW-AB");
    expect![[r#"
        K-1/1 123456782
          Waarschuwing dienst: is een andere dienst dan die van de berichtsoort; die laatste geldt
    "#]]
    .assert_eq(&tell(&given[..1]));
}

#[test]
fn somebody_else_is_no_employer() {
    let body = good().replace("<p:type>LHnr", "<p:type>BTW");
    expect![[r#"
        K-1/1 123456782
          Uitval identiteitBelanghebbende: de belanghebbende heeft geen LHnr
    "#]]
    .assert_eq(&tell(&intakes_of(&settings(), &body)[..1]));
}

#[test]
fn a_file_without_a_name_gets_one() {
    let body = good().replace("brief-1.pdf", " ");
    let given = intakes_of(&settings(), &body);
    assert_eq!(given[0].fields["bestandsnaam"], "document-1");
    assert_eq!(given[0].problems[0].text, "is leeg");
}
