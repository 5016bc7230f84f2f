//! Reading commands from what a rule computed: all problems at once, and no value repeated.

use std::collections::BTreeMap;

use expect_test::{Expect, expect};
use host_domain::{
    DienstverbandOpgave, DocumentOpgave, FieldError, FieldKind, FieldSpec, Opgegeven,
    VerzuimMelding, WerknemerOpgave,
};
use jiff::civil::date;
use serde_json::{Value, json};

fn fields(json: Value) -> BTreeMap<String, Value> {
    serde_json::from_value(json).unwrap()
}

/// Compares all problems; no text may repeat a value that was given.
fn check<T>(
    read: fn(BTreeMap<String, Value>) -> Result<T, Vec<FieldError>>,
    given: &Value,
    expected: &Expect,
) {
    let Err(errors) = read(fields(given.clone())) else { panic!("was read: {given}") };
    let text: String = errors.iter().map(|error| format!("{error}\n")).collect();
    for value in given.as_object().unwrap().values() {
        let value = value.as_str().map_or_else(|| value.to_string(), |text| text.trim().to_owned());
        let repeated = value.len() > 1 && text.contains(&value);
        assert!(!repeated, "`{value}` is repeated in:\n{text}");
    }
    expected.assert_eq(&text);
}

#[test]
fn a_werknemer() {
    let read = WerknemerOpgave::read;
    check(
        read,
        &json!({}),
        &expect![[r#"
        veld `achternaam`: ontbreekt
    "#]],
    );
    check(
        read,
        &json!({"bsn": "123456789", "achternaam": "   ", "geboortedatum": "1981-02-29"}),
        &expect![[r#"
            veld `bsn`: het BSN voldoet niet aan de elfproef
            veld `achternaam`: ontbreekt
            veld `geboortedatum`: geen bestaande datum in de vorm jjjj-mm-dd
        "#]],
    );
    check(
        read,
        &json!({
            "bsn": 12_345_672, "achternaam": ["Jansen"], "extern_id": {"a": 1},
            "personeelsnummer": true, "geboortedatum": "29-02-1980"
        }),
        &expect![[r#"
            veld `bsn`: een BSN heeft negen cijfers
            veld `extern_id`: een tekst verwacht
            veld `personeelsnummer`: een tekst verwacht
            veld `achternaam`: een tekst verwacht
            veld `geboortedatum`: geen bestaande datum in de vorm jjjj-mm-dd
        "#]],
    );
}

#[test]
fn a_geslacht_is_one_of_three() {
    for known in ["M", "V", "O", " V "] {
        let given = json!({"achternaam": "Jansen", "geslacht": known});
        let read = WerknemerOpgave::read(fields(given)).unwrap();
        assert_eq!(read.persoon.geslacht.as_deref(), Some(known.trim()));
    }
    let given = json!({"achternaam": "Jansen", "geslacht": null});
    assert_eq!(WerknemerOpgave::read(fields(given)).unwrap().persoon.geslacht, None);
    for wrong in [json!("m"), json!("X"), json!("Vrouw"), json!(1)] {
        check(
            WerknemerOpgave::read,
            &json!({"achternaam": "Jansen", "geslacht": wrong}),
            &expect![[r#"
                veld `geslacht`: M, V of O verwacht
            "#]],
        );
    }
}

#[test]
fn a_percentage_has_a_point() {
    for percentage in ["50,00", "250,5"] {
        check(
            VerzuimMelding::read,
            &json!({
                "extern_kenmerk": "V1", "eerste_dag": "2026-03-02", "percentage": percentage
            }),
            &expect![[r#"
                veld `percentage`: een percentage ligt van 0 tot en met 100, met ten hoogste twee decimalen; schrijf 50.00, met een punt
            "#]],
        );
    }
}

#[test]
fn a_dienstverband() {
    let read = DienstverbandOpgave::read;
    check(
        read,
        &json!({"begin": null}),
        &expect![[r#"
        veld `begin`: ontbreekt
    "#]],
    );
    check(
        read,
        &json!({"begin": "2020-01-01", "einde": "2019-12-31", "loonheffingennummer": "123456789B01"}),
        &expect![[r#"
            veld `einde`: ligt vóór het begin van het dienstverband
            veld `loonheffingennummer`: een loonheffingennummer bestaat uit negen cijfers, een L en twee cijfers
        "#]],
    );
    check(
        read,
        &json!({"begin": "gisteren", "einde": 20_191_231, "functie": [1, 2], "afdeling": false}),
        &expect![[r#"
            veld `begin`: geen bestaande datum in de vorm jjjj-mm-dd
            veld `einde`: geen bestaande datum in de vorm jjjj-mm-dd
            veld `functie`: een tekst verwacht
            veld `afdeling`: een tekst verwacht
        "#]],
    );
}

#[test]
fn a_verzuimmelding() {
    let read = VerzuimMelding::read;
    check(
        read,
        &json!({}),
        &expect![[r#"
        veld `eerste_dag`: ontbreekt
        veld `percentage`: ontbreekt
        veld `extern_kenmerk`: ontbreekt
    "#]],
    );
    check(
        read,
        &json!({
            "extern_kenmerk": "", "volgnummer": "-12", "eerste_dag": "2026-02-30",
            "ingangsdatum": "2026/03/02", "ingangsdatum_oud": "02-03-2026", "percentage": "100.01",
            "einde": "JAZEKER", "hersteld_op": "morgen", "correctie": 17, "intrekken": "NEEN",
            "vangnet": "QX", "oorzaak": ["griepje"], "dienstverband": {"x": "y"}
        }),
        &expect![[r#"
            veld `eerste_dag`: geen bestaande datum in de vorm jjjj-mm-dd
            veld `percentage`: een percentage ligt van 0 tot en met 100, met ten hoogste twee decimalen
            veld `vangnet`: J, N of O verwacht
            veld `extern_kenmerk`: ontbreekt
            veld `volgnummer`: een geheel getal verwacht dat niet negatief is
            veld `ingangsdatum`: geen bestaande datum in de vorm jjjj-mm-dd
            veld `ingangsdatum_oud`: geen bestaande datum in de vorm jjjj-mm-dd
            veld `einde`: `true` of `false` verwacht
            veld `hersteld_op`: geen bestaande datum in de vorm jjjj-mm-dd
            veld `correctie`: `true` of `false` verwacht
            veld `intrekken`: `true` of `false` verwacht
            veld `oorzaak`: een tekst verwacht
            veld `dienstverband`: een tekst verwacht
        "#]],
    );
    for percentage in ["-0.01", "33.333", "50,00", "50%", "1e2", "NaN"] {
        let given = json!({
            "extern_kenmerk": "V1", "eerste_dag": "2026-03-02", "percentage": percentage
        });
        let errors = read(fields(given)).unwrap_err();
        assert_eq!(errors.len(), 1, "{percentage}");
        assert_eq!(errors[0].field, "percentage");
    }
    for day in ["20260302", "2026-3-2", "2026-03-02T10:00:00", "2026-03-02Z", "2026-13-01", "0"] {
        let given = json!({"extern_kenmerk": "V1", "eerste_dag": day, "percentage": "50"});
        assert!(read(fields(given)).is_err(), "{day} is not in the form jjjj-mm-dd");
    }
}

#[test]
fn what_is_right_is_read() {
    let given = json!({
        "extern_kenmerk": " V1 ", "volgnummer": 7, "eerste_dag": "2026-03-02",
        "percentage": 50, "einde": true, "vangnet": "O", "oorzaak": "", "dienstverband": 12
    });
    let melding = VerzuimMelding::read(fields(given)).unwrap();
    expect![[r#"
        VerzuimMelding {
            extern_kenmerk: "V1",
            volgnummer: Some(
                7,
            ),
            eerste_dag: 2026-03-02,
            ingangsdatum: 2026-03-02,
            ingangsdatum_oud: None,
            percentage: 50.00 %,
            einde: true,
            hersteld_op: None,
            correctie: false,
            intrekken: false,
            vangnet: None,
            oorzaak: None,
            dienstverband: Some(
                "12",
            ),
        }
    "#]]
    .assert_eq(&format!("{melding:#?}\n"));
    let person = json!({"bsn": "012345672", "achternaam": "Jansen", "personeelsnummer": 42});
    let opgave = WerknemerOpgave::read(fields(person)).unwrap();
    assert_eq!(opgave.persoon.bsn.as_ref().unwrap().in_full(), "012345672");
    assert_eq!(opgave.persoon.personeelsnummer.as_deref(), Some("42"));
    assert_eq!(format!("{opgave:?}"), "WerknemerOpgave(…)");
    let known = json!({"begin": "2020-02-29", "loonheffingennummer": "123456789l01"});
    let dienstverband = DienstverbandOpgave::read(fields(known)).unwrap();
    let number = dienstverband.loonheffingennummer.or_known(None).unwrap();
    assert_eq!(number.to_string(), "123456789L01");
}

#[test]
fn a_field_that_is_not_filled_is_another_than_one_that_is_empty() {
    let read = |given| DienstverbandOpgave::read(fields(given)).unwrap();
    let none = read(json!({"begin": "2020-02-29"}));
    assert_eq!(none.einde, Opgegeven::Niet);
    assert_eq!((none.functie, none.afdeling), (Opgegeven::Niet, Opgegeven::Niet));
    assert_eq!(none.loonheffingennummer, Opgegeven::Niet);
    let empty = json!({
        "begin": "2020-02-29", "einde": null, "functie": "", "afdeling": " ",
        "loonheffingennummer": null
    });
    let empty = read(empty);
    assert_eq!(empty.einde, Opgegeven::Geen);
    assert_eq!((empty.functie, empty.afdeling), (Opgegeven::Geen, Opgegeven::Geen));
    assert_eq!(empty.loonheffingennummer, Opgegeven::Geen);
    let filled = read(json!({"begin": "2020-02-29", "einde": "2026-01-31", "functie": "bakker"}));
    assert_eq!(filled.einde, Opgegeven::Waarde(date(2026, 1, 31)));
    assert_eq!(filled.functie, Opgegeven::Waarde("bakker".to_owned()));
}

/// A wrong value for a field of this kind; every kind has one.
fn wrong(kind: FieldKind) -> Value {
    match kind {
        FieldKind::Text => json!(["x"]),
        FieldKind::Date | FieldKind::Percentage | FieldKind::Number => json!("QQQ"),
        FieldKind::Flag => json!("QQQ"),
    }
}

/// Every field that a command publishes is really read, and what it requires is required.
fn check_specs<T>(
    specs: &[FieldSpec],
    read: fn(BTreeMap<String, Value>) -> Result<T, Vec<FieldError>>,
) {
    let names = |errors: Vec<FieldError>| -> Vec<String> {
        let mut names: Vec<String> = errors.into_iter().map(|error| error.field).collect();
        names.sort();
        names
    };
    let sorted = |chosen: Vec<&FieldSpec>| -> Vec<String> {
        let mut names: Vec<String> = chosen.iter().map(|spec| spec.name.to_owned()).collect();
        names.sort();
        names
    };
    let all_wrong = specs.iter().map(|spec| (spec.name.to_owned(), wrong(spec.kind))).collect();
    let Err(errors) = read(all_wrong) else { panic!("wrong values were read") };
    assert_eq!(names(errors), sorted(specs.iter().collect()));
    let Err(missing) = read(BTreeMap::new()) else { panic!("nothing was required") };
    assert_eq!(names(missing), sorted(specs.iter().filter(|spec| spec.required).collect()));
}

#[test]
fn published_fields_are_the_ones_that_are_read() {
    check_specs(WerknemerOpgave::FIELDS, WerknemerOpgave::read);
    check_specs(DienstverbandOpgave::FIELDS, DienstverbandOpgave::read);
    check_specs(VerzuimMelding::FIELDS, VerzuimMelding::read);
    check_specs(DocumentOpgave::FIELDS, DocumentOpgave::read);
}

#[test]
fn a_document() {
    let read = DocumentOpgave::read;
    check(
        read,
        &json!({}),
        &expect![[r#"
        veld `loonheffingennummer`: ontbreekt
        veld `dienst`: ontbreekt
        veld `extern_kenmerk`: ontbreekt
    "#]],
    );
    check(
        read,
        &json!({
            "loonheffingennummer": "123456782B01", "dienst": "UWV-XX", "extern_kenmerk": "",
            "datum": "1 maart", "titel": true
        }),
        &expect![[r#"
            veld `loonheffingennummer`: een loonheffingennummer bestaat uit negen cijfers, een L en twee cijfers
            veld `dienst`: geen bekende dienst; bekend zijn UWV-ZZ-ZW, UWV-ZZ-WAZO, UWV-ERZW-AB, UWV-ERZW-ID, UWV-FI-ZWWA
            veld `extern_kenmerk`: ontbreekt
            veld `titel`: een tekst verwacht
            veld `datum`: geen bestaande datum in de vorm jjjj-mm-dd
        "#]],
    );
    check(
        read,
        &json!({
            "loonheffingennummer": "123456782L01", "dienst": "UWV-ZZ-ZW", "extern_kenmerk": "K1",
            "datum": "2026-02-30"
        }),
        &expect![[r#"
            veld `datum`: geen bestaande datum in de vorm jjjj-mm-dd
        "#]],
    );
}

#[test]
fn a_document_with_a_bsn_that_is_none_is_kept_as_unreadable() {
    let opgave = |bsn: &str| {
        let mut given = fields(json!({
            "loonheffingennummer": "123456782l01", "dienst": "UWV-ZZ-ZW", "extern_kenmerk": "K1"
        }));
        given.insert("bsn".to_owned(), bsn.into());
        DocumentOpgave::read(given).unwrap()
    };
    let good = opgave("123456782");
    assert!(good.bsn.is_some() && !good.bsn_onleesbaar);
    let absent = opgave(" ");
    assert!(absent.bsn.is_none() && !absent.bsn_onleesbaar);
    for wrong in ["123456789", "12345678", "J. Jansen"] {
        let opgave = opgave(wrong);
        assert!(opgave.bsn.is_none() && opgave.bsn_onleesbaar, "{wrong}");
        assert!(!format!("{opgave:?}").contains(wrong), "{wrong}");
    }
}
