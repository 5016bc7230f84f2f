//! Polissen and daglonen: stories of recording them, and what holds on which day.

use expect_test::{Expect, expect};
use host_domain::{Bedrag, Dagloon, Dossier, Traject, TrajectId, WerknemerId};
use jiff::civil::{Date, date};

use crate::story::{by_hand::polis, play};

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&play(text));
}

#[test]
fn a_polis_is_recorded_brought_up_to_date_and_removed() {
    check(
        "werkgever code=A naam=B
         polis 9 P1 Stoploss 2026-01-01.. loonsom 2026-01-01..:1000000
         polis 9 P1 Stoploss 2026-01-01.. loonsom 2026-01-01..:1000000
         polis 9 P1 Stoploss 2026-01-01..2026-12-31
         werkgever code=A naam=C
         toon
         polis weg 9
         polis weg 9",
        &expect![[r#"
            > werkgever code=A naam=B
              werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > polis 9 P1 Stoploss 2026-01-01.. loonsom 2026-01-01..:1000000
              polis.vastgelegd {"polis":{"begin":"2026-01-01","id":"po-0009","ingesloten":"allen","loonsommen":[{"bedrag":"1000000.00","begin":"2026-01-01"}],"polisnummer":"P1","verzekeringstype":"Stoploss"}}
            > polis 9 P1 Stoploss 2026-01-01.. loonsom 2026-01-01..:1000000
              geen event
              melding: de polis was al zo
            > polis 9 P1 Stoploss 2026-01-01..2026-12-31
              polis.vastgelegd {"polis":{"begin":"2026-01-01","einde":"2026-12-31","id":"po-0009","ingesloten":"allen","polisnummer":"P1","verzekeringstype":"Stoploss"}}
            > werkgever code=A naam=C
              werkgever.gewijzigd {"loonheffingennummers":[],"naam":"C","werkgevergroepen":[]}
            > toon
              machtigingen: {}
              polissen: {"po-0009":{"begin":"2026-01-01","einde":"2026-12-31","id":"po-0009","ingesloten":"allen","polisnummer":"P1","verzekeringstype":"Stoploss"}}
              van: "werkgever"
              werkgever: {"id":"wg-000a","loonheffingennummers":[],"naam":"C","werkgevercode":"A","werkgevergroepen":[]}
            > polis weg 9
              polis.verwijderd {"polis":"po-0009"}
            > polis weg 9
              geweigerd: de polis is niet (meer) bekend
        "#]],
    );
    check(
        "werknemer achternaam=Jansen
         polis 9 P1 Stoploss 2026-01-01..
         polis weg 9",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > polis 9 P1 Stoploss 2026-01-01..
              geweigerd: een polis hoort in het dossier van een werkgever
            > polis weg 9
              geweigerd: een polis hoort in het dossier van een werkgever
        "#]],
    );
}

#[test]
fn what_is_wrong_with_a_polis_is_said_by_field_all_at_once() {
    check(
        "werkgever code=A naam=B
         polis 9 _ _ 2026-02-01..2026-01-31
         polis 9 P1 T 2026-01-01..2026-12-31 dekking 2025-12-31.. dekking 2026-01-01..2027-01-01 dekking 2027-01-01.. dekking 2026-03-02..2026-03-01 dekking 2026-03-01..2026-03-01:_
         polis 9 P1 T 2026-01-01..2026-12-31 loonsom 2026-01-01..2026-06-30:1 loonsom 2026-06-30..:2
         polis 9 P1 T 2026-01-01..2026-12-31 loonsom 2026-02-01..:1 loonsom 2026-01-01..2026-01-31:2
         polis 9 P1 T 2026-01-01..2026-12-31 in 1 2025-12-31.. in 2 2026-01-01.. in 2 2026-03-01..2026-03-31 in 3 2026-01-01..2026-01-31 in 3 2026-02-01..",
        &expect![[r#"
            > werkgever code=A naam=B
              werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > polis 9 _ _ 2026-02-01..2026-01-31
              geweigerd: polisnummer: is leeg; verzekeringstype: is leeg; polis.einde: 2026-01-31 ligt vóór het begin, 2026-02-01
            > polis 9 P1 T 2026-01-01..2026-12-31 dekking 2025-12-31.. dekking 2026-01-01..2027-01-01 dekking 2027-01-01.. dekking 2026-03-02..2026-03-01 dekking 2026-03-01..2026-03-01:_
              geweigerd: dekkingen[1].begin: 2025-12-31 ligt vóór het begin van de polis, 2026-01-01; dekkingen[2].einde: 2027-01-01 ligt na het einde van de polis, 2026-12-31; dekkingen[3].begin: 2027-01-01 ligt na het einde van de polis, 2026-12-31; dekkingen[4].einde: 2026-03-01 ligt vóór het begin, 2026-03-02; dekkingen[5].omschrijving: is leeg
            > polis 9 P1 T 2026-01-01..2026-12-31 loonsom 2026-01-01..2026-06-30:1 loonsom 2026-06-30..:2
              geweigerd: loonsommen[2]: overlapt met loonsommen[1]
            > polis 9 P1 T 2026-01-01..2026-12-31 loonsom 2026-02-01..:1 loonsom 2026-01-01..2026-01-31:2
              polis.vastgelegd {"polis":{"begin":"2026-01-01","einde":"2026-12-31","id":"po-0009","ingesloten":"allen","loonsommen":[{"bedrag":"1.00","begin":"2026-02-01"},{"bedrag":"2.00","begin":"2026-01-01","einde":"2026-01-31"}],"polisnummer":"P1","verzekeringstype":"T"}}
            > polis 9 P1 T 2026-01-01..2026-12-31 in 1 2025-12-31.. in 2 2026-01-01.. in 2 2026-03-01..2026-03-31 in 3 2026-01-01..2026-01-31 in 3 2026-02-01..
              geweigerd: ingesloten[1].begin: 2025-12-31 ligt vóór het begin van de polis, 2026-01-01; ingesloten[3]: deze werknemer is in die periode al ingesloten
        "#]],
    );
}

#[test]
fn dekkingen_may_overlap_and_touch_both_ends() {
    check(
        "werkgever code=A naam=B
         polis 9 P1 T 2026-01-01..2026-12-31 dekking 2026-01-01..2026-12-31 dekking 2026-01-01..2026-06-30 dekking 2026-12-31..",
        &expect![[r#"
            > werkgever code=A naam=B
              werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > polis 9 P1 T 2026-01-01..2026-12-31 dekking 2026-01-01..2026-12-31 dekking 2026-01-01..2026-06-30 dekking 2026-12-31..
              polis.vastgelegd {"polis":{"begin":"2026-01-01","dekkingen":[{"begin":"2026-01-01","einde":"2026-12-31","omschrijving":"x"},{"begin":"2026-01-01","einde":"2026-06-30","omschrijving":"x"},{"begin":"2026-12-31","omschrijving":"x"}],"einde":"2026-12-31","id":"po-0009","ingesloten":"allen","polisnummer":"P1","verzekeringstype":"T"}}
        "#]],
    );
}

#[test]
fn a_number_is_of_one_polis_at_a_time() {
    check(
        "werkgever code=A naam=B
         polis 9 P1 Stoploss 2026-01-01..2026-12-31
         polis 8 P1 Stoploss 2026-12-31..
         polis 8 P1 Stoploss 2027-01-01..
         polis 7 P1 Stoploss 2025-06-01..2026-01-01
         polis 7 P2 Stoploss 2025-06-01..2026-01-01
         polis 9 P1 Stoploss 2026-01-01..
         polis 9 P1 Stoploss 2026-01-01..2026-11-30",
        &expect![[r#"
            > werkgever code=A naam=B
              werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > polis 9 P1 Stoploss 2026-01-01..2026-12-31
              polis.vastgelegd {"polis":{"begin":"2026-01-01","einde":"2026-12-31","id":"po-0009","ingesloten":"allen","polisnummer":"P1","verzekeringstype":"Stoploss"}}
            > polis 8 P1 Stoploss 2026-12-31..
              geweigerd: polisnummer: in deze periode heeft po-0009 dit nummer al
            > polis 8 P1 Stoploss 2027-01-01..
              polis.vastgelegd {"polis":{"begin":"2027-01-01","id":"po-0008","ingesloten":"allen","polisnummer":"P1","verzekeringstype":"Stoploss"}}
            > polis 7 P1 Stoploss 2025-06-01..2026-01-01
              geweigerd: polisnummer: in deze periode heeft po-0009 dit nummer al
            > polis 7 P2 Stoploss 2025-06-01..2026-01-01
              polis.vastgelegd {"polis":{"begin":"2025-06-01","einde":"2026-01-01","id":"po-0007","ingesloten":"allen","polisnummer":"P2","verzekeringstype":"Stoploss"}}
            > polis 9 P1 Stoploss 2026-01-01..
              geweigerd: polisnummer: in deze periode heeft po-0008 dit nummer al
            > polis 9 P1 Stoploss 2026-01-01..2026-11-30
              polis.vastgelegd {"polis":{"begin":"2026-01-01","einde":"2026-11-30","id":"po-0009","ingesloten":"allen","polisnummer":"P1","verzekeringstype":"Stoploss"}}
        "#]],
    );
}

#[test]
fn a_polis_runs_on_its_first_and_its_last_day() {
    let whole = polis("9", "P1", "T", "2026-02-01..2026-03-31", &[]);
    let runs = |days: [Date; 4]| days.map(|day| whole.loopt_op(day));
    let edges = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 3, 31), date(2026, 4, 1)];
    assert_eq!(runs(edges), [false, true, true, false]);
    let open = polis("9", "P1", "T", "2026-02-01..", &[]);
    assert!(open.loopt_op(date(2199, 1, 1)) && !open.loopt_op(date(2026, 1, 31)));
}

#[test]
fn a_polis_with_dekkingen_runs_while_one_of_them_does() {
    let dekkingen = ["dekking", "2026-02-01..2026-02-28", "dekking", "2026-04-01.."];
    let covered = polis("9", "P1", "T", "2026-01-01..2026-04-30", &dekkingen);
    for (day, expected) in [
        (date(2026, 1, 31), false),
        (date(2026, 2, 1), true),
        (date(2026, 2, 28), true),
        (date(2026, 3, 1), false),
        (date(2026, 4, 30), true),
        // A dekking without an end ends with its polis.
        (date(2026, 5, 1), false),
    ] {
        assert_eq!(covered.loopt_op(day), expected, "{day}");
    }
}

#[test]
fn who_is_insured_is_a_matter_of_days() {
    let (jansen, vries) = (WerknemerId::from_bits(1), WerknemerId::from_bits(2));
    let all = polis("9", "P1", "T", "2026-01-01..", &[]);
    assert!(all.sluit_in(jansen, date(2026, 1, 1)));
    let some = ["in", "1", "2026-02-01..2026-02-28", "in", "1", "2026-04-01.."];
    let some = polis("9", "P1", "T", "2026-01-01..", &some);
    for (day, expected) in [
        (date(2026, 1, 31), false),
        (date(2026, 2, 1), true),
        (date(2026, 2, 28), true),
        (date(2026, 3, 1), false),
        (date(2026, 4, 1), true),
    ] {
        assert_eq!(some.sluit_in(jansen, day), expected, "{day}");
        assert!(!some.sluit_in(vries, day));
    }
}

#[test]
fn a_loonsom_holds_in_its_period() {
    let loonsommen = ["loonsom", "2026-01-01..2026-06-30:100.50", "loonsom", "2026-08-01..:200"];
    let declared = polis("9", "P1", "T", "2026-01-01..", &loonsommen);
    let on = |day| declared.loonsom_op(day).map(|bedrag| bedrag.to_string());
    assert_eq!(on(date(2025, 12, 31)), None);
    assert_eq!(on(date(2026, 1, 1)).as_deref(), Some("100.50"));
    assert_eq!(on(date(2026, 6, 30)).as_deref(), Some("100.50"));
    assert_eq!(on(date(2026, 7, 1)), None);
    assert_eq!(on(date(2027, 1, 1)).as_deref(), Some("200.00"));
}

#[test]
fn a_dagloon_is_kept_by_date_and_replaced_on_its_day() {
    check(
        "werknemer achternaam=Jansen
         start 7 Reintegratie 2026-03-02
         dagloon 7 2026-03-01 194.73
         dagloon 7 2026-01-01 190
         dagloon 7 2026-03-01 194.73
         dagloon 7 2026-03-01 201.04
         dagloon 8 2026-03-01 201.04",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > dagloon 7 2026-03-01 194.73
              traject.dagloon_vastgelegd {"bedrag":"194.73","ingangsdatum":"2026-03-01"}
            > dagloon 7 2026-01-01 190
              traject.dagloon_vastgelegd {"bedrag":"190.00","ingangsdatum":"2026-01-01"}
            > dagloon 7 2026-03-01 194.73
              geen event
              melding: het dagloon was al zo
            > dagloon 7 2026-03-01 201.04
              traject.dagloon_vastgelegd {"bedrag":"201.04","ingangsdatum":"2026-03-01"}
            > dagloon 8 2026-03-01 201.04
              geweigerd: het traject is niet bekend
            = Reintegratie - lopend, begin 2026-03-02
              dagloon 2026-01-01 190.00
              dagloon 2026-03-01 201.04
        "#]],
    );
    check(
        "werkgever code=A naam=B
         start 7 Reintegratie 2026-03-02
         dagloon 7 2026-03-01 194.73",
        &expect![[r#"
            > werkgever code=A naam=B
              werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
            > start 7 Reintegratie 2026-03-02
              traject.gestart {"traject":{"begin":"2026-03-02","id":"tr-0007","kenmerken":[],"soort":"Reintegratie","status":{"is":"lopend"},"taken":{},"verloop":[]}}
            > dagloon 7 2026-03-01 194.73
              geweigerd: traject: alleen een werknemer heeft een dagloon
            = Reintegratie - lopend, begin 2026-03-02
        "#]],
    );
}

#[test]
fn pay_a_year_is_261_days_of_it_to_the_cent() {
    let begin = date(2026, 3, 1);
    let bedrag = |text| Bedrag::parse(text).unwrap();
    let mut traject = Traject::start(TrajectId::from_bits(7), "Reintegratie", begin);
    assert_eq!(traject.jaarloon_op(begin), None);
    traject.daglonen = vec![
        Dagloon { ingangsdatum: begin, bedrag: bedrag("194.73") },
        Dagloon { ingangsdatum: date(2026, 7, 1), bedrag: bedrag("0.01") },
    ];
    let year = |day| traject.jaarloon_op(day).map(|loon| loon.to_string());
    assert_eq!(year(date(2026, 2, 28)), None);
    assert_eq!(year(begin).as_deref(), Some("50824.53"));
    assert_eq!(year(date(2026, 6, 30)).as_deref(), Some("50824.53"));
    assert_eq!(year(date(2026, 7, 1)).as_deref(), Some("2.61"));
}

#[test]
fn no_amount_and_no_person_shows_in_debug() {
    let loonsom = ["loonsom", "2026-01-01..:123456.78", "maximum", "98765.43"];
    let shown = format!("{:?}", polis("9", "P1", "T", "2026-01-01..", &loonsom));
    assert!(!shown.contains("123456") && !shown.contains("98765"), "{shown}");
    let wrong = r#"{"ingangsdatum": "2026-03-01", "bedrag": "12.345"}"#;
    let error = serde_json::from_str::<Dagloon>(wrong).unwrap_err().to_string();
    assert!(error.contains("ten hoogste twee decimalen"), "{error}");
    assert!(serde_json::from_str::<Dossier>(wrong).is_err());
}
