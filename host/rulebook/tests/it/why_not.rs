//! Why a trigger did not match, and what would have to be otherwise.

use expect_test::expect;
use host_rulebook::{Book, Reason};

use crate::{
    analysis::{loaded, trigger},
    book::{gestart, ziekmelding},
};

fn book(event: &str, als: &str) -> Book {
    let loaded = loaded(&[trigger(event, als, r#"nieuwe_taak("A")"#)]);
    loaded.book.unwrap_or_else(|| panic!("{:?}", loaded.diagnostics))
}

/// The nearest miss of one condition, for the ziekmelding of the tests.
fn miss(als: &str) -> String {
    let why = book("verzuim.ziekmelding", als).why_not("a", &ziekmelding().case()).unwrap();
    why.gemist.map_or_else(|| "geen".to_owned(), |miss| miss.render())
}

/// Conditions with what is told of the nearest miss.
const TOLD: &[(&str, &str)] = &[
    (
        r#"traject.soort == "UwvDocumenten""#,
        "zou afgaan bij trajectsoort UwvDocumenten (nu Verzuim)",
    ),
    (
        r#"traject.soort in ["UwvDocumenten", "Regres"]"#,
        "zou afgaan bij trajectsoort Regres of UwvDocumenten (nu Verzuim)",
    ),
    (
        r#"traject.soort != "Verzuim""#,
        "zou afgaan bij trajectsoort Regres of UwvDocumenten (nu Verzuim)",
    ),
    ("traject.duur >= 6.weken", "zou afgaan bij duur van het traject vanaf 6 weken (nu 30 dagen)"),
    (
        "traject.duur < 4.weken",
        "zou afgaan bij duur van het traject tot en met 27 dagen (nu 30 dagen)",
    ),
    ("traject.duur == 31.dagen", "zou afgaan bij duur van het traject 31 dagen (nu 30 dagen)"),
    (
        "vandaag - traject.begin > 30.dagen",
        "zou afgaan bij duur van het traject vanaf 31 dagen (nu 30 dagen)",
    ),
    ("traject.percentage < 50", "zou afgaan bij verzuimpercentage onder 50 (nu 100)"),
    ("traject.percentage <= 50", "zou afgaan bij verzuimpercentage tot en met 50 (nu 100)"),
    ("traject.aantal_open_taken > 2", "zou afgaan bij aantal open taken vanaf 3 (nu 0)"),
    (
        r#"traject.begin >= datum("2026-03-03")"#,
        "zou afgaan bij begin van het traject vanaf 2026-03-03 (nu 2026-03-02)",
    ),
    ("!traject.lopend", "zou afgaan bij lopend nee (nu ja)"),
    ("traject.vangnet", "zou afgaan bij vangnet ja (nu onbekend)"),
    ("bekend(traject.oorzaak)", "zou afgaan bij oorzaak bekend (nu onbekend)"),
    ("!bekend(traject.percentage)", "zou afgaan bij verzuimpercentage onbekend (nu 100)"),
    (
        r#"!("Felison" in werkgever.groepen)"#,
        "zou afgaan zonder Felison in werkgever.groepen (nu ja)",
    ),
    (r#""Ander" in werkgever.groepen"#, "zou afgaan met Ander in werkgever.groepen (nu nee)"),
    (
        r#"begint_met(werkgever.werkgevercode, "X")"#,
        r#"zou afgaan als `begint_met(werkgever.werkgevercode, "X")` waar is (nu nee)"#,
    ),
    (
        r#"hoofdletters(werkgever.naam) == "X""#,
        "zou afgaan als `hoofdletters(werkgever.naam)` X is (nu BAKKERIJ VAN DAM)",
    ),
    (
        r#"traject.soort == "Regres" && traject.duur >= 6.weken"#,
        "zou afgaan bij trajectsoort Regres (nu Verzuim) en bij duur van het traject vanaf 6 weken (nu 30 dagen)",
    ),
    (
        r#"(traject.soort == "Regres" && traject.duur >= 6.weken) || traject.percentage == 50"#,
        "zou afgaan bij verzuimpercentage 50 (nu 100)",
    ),
    ("traject.lopend", "geen"),
];

#[test]
fn the_smallest_change_is_told_for_every_kind_of_condition() {
    for (als, told) in TOLD {
        assert_eq!(miss(als), *told, "{als}");
    }
}

#[test]
fn a_change_that_is_told_is_enough() {
    // The bound that is told is met by the case itself.
    assert_eq!(miss("traject.duur >= 30.dagen"), "geen");
    assert_eq!(miss("traject.duur > 29.dagen"), "geen");
    assert_eq!(miss("traject.percentage >= 100"), "geen");
}

#[test]
fn personal_data_is_not_told() {
    let told = miss(r#"werknemer.geslacht == "X""#);
    assert!(!told.contains("(nu V)") && !told.contains("(nu M)"), "{told}");
}

#[test]
fn every_reason_is_told() {
    let als = r#"traject.lopend && traject.soort == "Regres" && traject.duur >= 6.weken"#;
    let why = book("verzuim.ziekmelding", als).why_not("a", &ziekmelding().case()).unwrap();
    assert!(!why.fired());
    expect![[r#"
        a: niet van toepassing
          door de index overgeslagen: `traject.soort == "Regres"` is niet waar
          ja            traject.lopend  (regel 4:10)
                        traject.lopend = ja
          nee           traject.soort == "Regres"  (regel 4:28)
                        traject.soort = Verzuim
          nee           traject.duur >= 6.weken  (regel 4:57)
                        traject.duur = 30 dagen
          zou afgaan bij trajectsoort Regres (nu Verzuim) en bij duur van het traject vanaf 6 weken (nu 30 dagen)
    "#]].assert_eq(&why.render());
    let why = book("verzuim.ziekmelding", "traject.duur >= 6.weken");
    let why = why.why_not("a", &ziekmelding().case()).unwrap();
    expect![[r#"
        a: niet van toepassing
          de eerste voorwaarde die niet waar is: `traject.duur >= 6.weken`
          nee           traject.duur >= 6.weken  (regel 4:10)
                        traject.duur = 30 dagen
          zou afgaan bij duur van het traject vanaf 6 weken (nu 30 dagen)
    "#]]
    .assert_eq(&why.render());
    let why =
        book("taak.uitgevoerd", "traject.lopend").why_not("a", &ziekmelding().case()).unwrap();
    expect![[r#"
        a: niet van toepassing
          andere gebeurtenis: dit is verzuim.ziekmelding, de regel gaat over taak.uitgevoerd
          ja            traject.lopend  (regel 4:10)
                        traject.lopend = ja
    "#]]
    .assert_eq(&why.render());
    let why = book("verzuim.ziekmelding", "traject.lopend");
    let why = why.why_not("a", &ziekmelding().case()).unwrap();
    assert!(why.fired(), "{why:?}");
    let fault = book("verzuim.ziekmelding", "traject.begin + 999999999.weken > vandaag");
    let why = fault.why_not("a", &ziekmelding().case()).unwrap();
    assert!(matches!(why.redenen.as_slice(), [Reason::Fout { .. }]), "{why:?}");
    assert!(fault.why_not("b", &ziekmelding().case()).is_none());
}

#[test]
fn a_trigger_that_is_off_tells_what_it_would_say() {
    let text = trigger("traject.gestart", r#"traject.soort == "Regres""#, r#"nieuwe_taak("A")"#);
    for (mode, reason) in [("false", Reason::Uitgeschakeld), ("\"schaduw\"", Reason::Schaduw)] {
        let text = text.replace("    als:", &format!("    inschakelen: {mode},\n    als:"));
        let book = loaded(&[text]).book.unwrap();
        let why = book.why_not("a", &gestart("Verzuim").case()).unwrap();
        assert_eq!(why.redenen[0], reason);
        assert_eq!(why.gemist.unwrap().render(), "zou afgaan bij trajectsoort Regres (nu Verzuim)");
        let why = book.why_not("a", &gestart("Regres").case()).unwrap();
        assert_eq!(why.redenen, [reason]);
    }
}
