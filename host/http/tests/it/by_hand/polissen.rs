//! Polissen that operators record.

use expect_test::expect;
use serde_json::{Value, json};

use super::{done, events, refused, werknemer};
use crate::served::Served;

#[test]
fn a_polis_insures_werknemers_by_their_numbers() {
    let served = Served::start();
    let werknemer = werknemer(&served, "7");
    let line = "POST /api/werkgevers/W1/polissen";
    let mut polis = json!({
        "polisnummer": "P-1", "verzekeringstype": "Conventioneel", "begin": "2026-01-01",
        "maximumloonsom": "75000.00", "ingesloten": [{ "personeelsnummer": "7" }],
        "loonsommen": [{ "begin": "2026-01-01", "einde": "2026-12-31", "bedrag": "350000" }],
    });
    let first = done(&served, line, &polis);
    assert_eq!(done(&served, line, &polis)["gewijzigd"], json!(false));
    polis["einde"] = json!("2026-12-31");
    assert_eq!(
        done(&served, line, &polis)["polis"],
        first["polis"],
        "the same, brought up to date"
    );
    let shown = served.get("/api/werkgevers/W1/polissen").json();
    assert_eq!(
        shown["polissen"][0]["ingesloten"],
        json!({ "werknemers": [{ "werknemer": werknemer, "begin": "2026-01-01" }] })
    );

    let wrong = |field: &str, value: Value| {
        let mut wrong = polis.clone();
        wrong[field] = value;
        refused(&served, line, &wrong)
    };
    expect!["422 verzekeringstype: `Conventionel` staat niet in de catalogus; bedoelt u `Conventioneel`?"]
        .assert_eq(&wrong("verzekeringstype", json!("Conventionel")));
    expect![
        "422 ingesloten[1]: deze werkgever heeft geen werknemer met dit nummer (Personeelsnummer)"
    ]
    .assert_eq(&wrong("ingesloten", json!([{ "personeelsnummer": "8" }])));
    expect!["422 polis.einde: 2025-12-31 ligt vóór het begin, 2026-01-01; loonsommen[1].einde: 2026-12-31 ligt na het einde van de polis, 2025-12-31; ingesloten[1].begin: 2026-01-01 ligt na het einde van de polis, 2025-12-31"]
        .assert_eq(&wrong("einde", json!("2025-12-31")));
    expect!["400 maximumloonsom: een bedrag is een getal van 0 tot en met 999999999999.99, zoals 1234.50"]
        .assert_eq(&wrong("maximumloonsom", json!("-1")));

    let id = first["polis"].as_str().unwrap();
    done(&served, &format!("DELETE /api/polissen/{id}"), &json!({}));
    assert_eq!(served.ask(&format!("DELETE /api/polissen/{id}"), "").status, 404);
    assert_eq!(events(&served)[2..], ["polis.vastgelegd", "polis.vastgelegd", "polis.verwijderd"]);
}
