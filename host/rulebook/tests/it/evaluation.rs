//! What expressions mean.

use expect_test::expect;
use host_domain::EventKind;
use host_rulebook::Answer;
use serde_json::json;

use crate::book::{gestart, rule, situation, sound, ziekmelding};

/// The answer to one clause, for the ziekmelding of the tests.
fn answer(als: &str) -> Answer {
    let book = sound(&[("triggers/proef.rhai", &rule(als))]);
    let trace = book.explain("proef", &ziekmelding().case()).unwrap();
    assert_eq!(trace.clauses.len(), 1, "{als} is one clause");
    trace.clauses[0].antwoord.clone()
}

#[test]
fn every_word_and_operator_gives_its_answer() {
    let yes = [
        r#"traject.soort == "Verzuim""#,
        r#"traject.soort != "UwvDocumenten""#,
        r#"traject.soort in ["UwvDocumenten", "Verzuim"]"#,
        r#"traject.soort !in ["UwvDocumenten"]"#,
        r#"traject.aantal_open_taken in [2, 0, 1]"#,
        r#""Felison" in werkgever.groepen"#,
        r#"kenmerk("spoed")"#,
        r#"!kenmerk("langdurig")"#,
        r#"traject.percentage == 100"#,
        r#"traject.percentage >= 99.99"#,
        r#"verzuim.percentage in [50, 100]"#,
        r#"vandaag == datum("2026-04-01")"#,
        r#"traject.duur == 30.dagen"#,
        r#"traject.duur >= 4.weken"#,
        r#"traject.begin + 30.dagen == vandaag"#,
        r#"vandaag - traject.begin < 5.weken"#,
        r#"vandaag - 1.dag == datum("2026-03-31")"#,
        r#"dagen_tussen(traject.begin, vandaag) == 30"#,
        r#"dagen_tussen(vandaag, traject.begin) == -30"#,
        r#"begint_met(werkgever.werkgevercode, "FLSN")"#,
        r#"eindigt_op(werkgever.naam, "Dam")"#,
        r#"bevat(werkgever.naam, "rij V")"#,
        r#"hoofdletters("één") == "ÉÉN" || traject.lopend == false"#,
        r#"kleine_letters(werkgever.naam) == "bakkerij van dam""#,
        r#"werkgever.werkgevercode + "-" + traject.soort == "FLSN4711-Verzuim""#,
        r#"traject.aantal_open_taken + 1 == 1"#,
        r#"traject.percentage - 0.01 == 99.99"#,
        r#"gebeurtenis.bron == "koppeling" || gebeurtenis.bron == "persoon""#,
        r#"gebeurtenis.bron_naam == "VI/sivi""#,
        r#"bekend(traject.percentage)"#,
        r#"!bekend(traject.vangnet)"#,
        r#"(traject.oorzaak ?? "geen") == "geen""#,
        r#"!(traject.lopend && traject.percentage < 100)"#,
    ];
    for als in yes {
        assert_eq!(answer(als), Answer::Ja, "{als}");
        assert_eq!(answer(&format!("!({als})")), Answer::Nee, "!({als})");
    }
}

#[test]
fn what_is_not_known_is_never_a_yes() {
    for als in [
        r#"traject.vangnet"#,
        r#"!traject.vangnet"#,
        r#"traject.oorzaak == "overig""#,
        r#"traject.oorzaak != "overig""#,
        r#"!(traject.oorzaak in ["overig"])"#,
        r#"verzuim.vorig_percentage < 50"#,
        r#"verzuim.vorig_percentage + 10 > 0"#,
        r#"traject.vangnet || traject.oorzaak == "overig""#,
        r#"werknemer.geboortedatum < datum("1990-01-01")"#,
    ] {
        assert_eq!(answer(als), Answer::Onbekend, "{als}");
    }
    assert_eq!(answer("traject.vangnet || traject.lopend"), Answer::Ja, "one side decides");
    assert_eq!(answer("!(traject.vangnet && !traject.lopend)"), Answer::Ja, "one side decides");
}

#[test]
fn what_cannot_be_computed_is_a_fault_and_gives_nothing() {
    let rules = rule("traject.begin + 999999999.weken > vandaag && traject.lopend");
    let book = sound(&[("triggers/proef.rhai", &rules)]);
    let evaluation = book.evaluate(&ziekmelding().case());
    assert!(evaluation.plan.effects.is_empty());
    expect![[r#"

        proef: fout: de datum valt buiten de kalender
          fout          traject.begin + 999999999.weken > vandaag  (regel 4:10)
                        traject.begin = 2026-03-02
                        vandaag = 2026-04-01
          niet bekeken  traject.lopend  (regel 4:55)
    "#]]
    .assert_eq(&evaluation.trace.rules[0].render_dutch());
}

#[test]
fn a_trace_says_why() {
    let first = rule(
        "traject.soort == \"Verzuim\"   // alleen verzuim\n         && (traject.percentage > 50 || \
         traject.vangnet)\n         && werknemer.geslacht == \"V\"",
    );
    let second = rule("traject.lopend && traject.percentage < 100.00 && !bekend(traject.oorzaak)");
    let book = sound(&[
        ("triggers/eerste.rhai", &first),
        ("triggers/map/tweede.rhai", &second),
        ("triggers/uwv.rhai", &rule("traject.soort == \"UwvDocumenten\"")),
    ]);
    let evaluation = book.evaluate(&ziekmelding().case());
    let text = evaluation.trace.render_dutch().replace(book.hash(), "[versie]");
    expect![[r#"
        Regelboek [versie]: 2 regels bekeken, 1 regel overgeslagen door de index

        eerste: van toepassing
          ja            traject.soort == "Verzuim"  (regel 4:10)
                        traject.soort = Verzuim
          ja            traject.percentage > 50 || traject.vangnet  (regel 5:14)
                        traject.percentage = 100.00
                        traject.vangnet = onbekend
          ja            werknemer.geslacht == "V"  (regel 6:13)
                        werknemer.geslacht = (niet getoond)
          => nieuwe_taak("EersteContact")

        tweede: niet van toepassing
          ja            traject.lopend  (regel 4:10)
                        traject.lopend = ja
          nee           traject.percentage < 100.00  (regel 4:28)
                        traject.percentage = 100.00
          niet bekeken  !bekend(traject.oorzaak)  (regel 4:59)
    "#]]
    .assert_eq(&text);
    let json = serde_json::to_string(&evaluation.trace).unwrap();
    assert_eq!(serde_json::from_str::<host_rulebook::Trace>(&json).unwrap(), evaluation.trace);
    let planned: Vec<_> = evaluation.plan.effects.iter().map(|e| (&*e.regel, e.ordinal)).collect();
    assert_eq!(planned, [("eerste", 0)]);
}

#[test]
fn a_label_covers_several_events_and_the_facts_of_one_are_unknown_for_the_other() {
    let rules = "trigger(#{ omschrijving: \"x\", gebeurtenis: \"Ziekmelding / Start van nieuw traject\",
        als: verzuim.percentage > 0, dan: [ nieuwe_taak(\"Controle\"), nieuwe_taak(\"EersteContact\") ] });";
    let book = sound(&[("triggers/proef.rhai", rules)]);
    let verzuim = book.evaluate(&ziekmelding().case());
    let ordinals: Vec<u32> = verzuim.plan.effects.iter().map(|effect| effect.ordinal).collect();
    assert_eq!(ordinals, [0, 1]);
    let other = book.evaluate(&gestart("UwvDocumenten").case());
    assert!(other.plan.effects.is_empty());
    assert_eq!(other.trace.rules[0].clauses[0].antwoord, Answer::Onbekend);
}

#[test]
fn a_rule_that_is_switched_off_does_nothing_but_can_be_explained() {
    let rules = rule("traject.lopend").replace("gebeurtenis", "inschakelen: false, gebeurtenis");
    let book = sound(&[("triggers/proef.rhai", &rules)]);
    let evaluation = book.evaluate(&ziekmelding().case());
    assert_eq!((evaluation.trace.considered, evaluation.trace.skipped), (0, 0));
    let explained = book.explain("proef", &ziekmelding().case()).unwrap();
    assert_eq!(explained.clauses[0].antwoord, Answer::Ja);
    assert!(book.explain("geen", &ziekmelding().case()).is_none());
}

#[test]
fn reports_on_an_absence_have_their_own_facts() {
    let kind: EventKind = serde_json::from_value(json!({
        "type": "verzuim.hersteld", "data": { "op": "2026-03-20", "vorig_percentage": "50.00" },
    }))
    .unwrap();
    let herstel = situation(|_| kind.clone(), |_| {});
    let als = "verzuim.percentage == 0 && verzuim.vorig_percentage == 50 \
               && verzuim.ingangsdatum == datum(\"2026-03-20\")";
    let rules = rule(als).replace("verzuim.ziekmelding", "Hersteld melding");
    let book = sound(&[("triggers/proef.rhai", &rules)]);
    assert_eq!(book.evaluate(&herstel.case()).plan.effects.len(), 1);
    assert_eq!(book.evaluate(&ziekmelding().case()).trace.considered, 0);
}

/// The facts `verzuim.*` of an event: percentage, percentage before, first day.
fn verzuim_facts(kind: &serde_json::Value) -> String {
    let kind: EventKind = serde_json::from_value(kind.clone()).unwrap();
    let event = kind.event_type().name();
    let als = "bekend(verzuim.percentage) || bekend(verzuim.vorig_percentage) \
               || bekend(verzuim.ingangsdatum)";
    let rules = rule(als).replace("verzuim.ziekmelding", event);
    let book = sound(&[("triggers/proef.rhai", &rules)]);
    let evaluation = book.evaluate(&situation(|_| kind.clone(), |_| {}).case());
    let facts = &evaluation.trace.rules[0].clauses[0].feiten;
    let values: Vec<&str> = facts.iter().map(|(_, value)| &**value).collect();
    values.join(" ")
}

/// A correction from one course, with its recovery, to another.
fn correctie(
    (then, was_recovered): (&[(&str, &str)], Option<&str>),
    (now, recovered): (&[(&str, &str)], Option<&str>),
) -> String {
    let course = |steps: &[(&str, &str)]| -> Vec<serde_json::Value> {
        let step = |(day, share)| json!({ "ingangsdatum": day, "percentage": share });
        steps.iter().copied().map(step).collect()
    };
    verzuim_facts(&json!({ "type": "verzuim.correctie", "data": {
        "begin": "2026-03-02", "verloop": course(now), "beeindigd_op": recovered,
        "vorige_begin": "2026-03-02", "vorig_verloop": course(then),
        "vorige_beeindigd_op": was_recovered,
    } }))
}

#[test]
fn a_correction_has_the_facts_of_what_it_changes() {
    let full = ("2026-03-02", "100.00");
    let half = ("2026-03-09", "50.00");
    let fifth = ("2026-03-16", "20.00");
    let before: &[_] = &[full, half, fifth];
    // A step in the middle gets another share, or another day.
    let other: &[_] = &[full, ("2026-03-09", "60.00"), fifth];
    let moved: &[_] = &[full, ("2026-03-06", "50.00"), fifth];
    for end in [None, Some("2026-03-23")] {
        assert_eq!(correctie((before, end), (other, end)), "60.00 50.00 2026-03-09");
        assert_eq!(correctie((before, end), (moved, end)), "50.00 100.00 2026-03-06");
        // A report is taken back.
        assert_eq!(correctie((before, end), (&[full, fifth], end)), "100.00 50.00 2026-03-09");
        // Only other facts change.
        assert_eq!(correctie((before, end), (before, end)), "onbekend onbekend onbekend");
    }
    // The first day moves: there was no share on it before.
    let earlier: &[_] = &[("2026-03-01", "100.00"), half, fifth];
    assert_eq!(correctie((before, None), (earlier, None)), "100.00 onbekend 2026-03-01");
    // A recovery is new, moves, is taken back, or was a step.
    let (soon, late) = (Some("2026-03-12"), Some("2026-03-23"));
    assert_eq!(correctie((before, None), (before, soon)), "0.00 50.00 2026-03-12");
    assert_eq!(correctie((before, None), (&[full, half], soon)), "0.00 50.00 2026-03-12");
    assert_eq!(correctie((before, soon), (earlier, late)), "0.00 20.00 2026-03-23");
    assert_eq!(correctie((before, late), (before, None)), "20.00 20.00 2026-03-23");
    assert_eq!(correctie((&[full, half], soon), (before, None)), "20.00 50.00 2026-03-16");
}

#[test]
fn a_confirmation_has_facts_and_is_no_change_of_share() {
    let data = json!({ "ingangsdatum": "2026-03-16", "percentage": "50.00", "volgnummer": 3 });
    let kind = json!({ "type": "verzuim.bevestigd", "data": data });
    assert_eq!(verzuim_facts(&kind), "50.00 50.00 2026-03-16");
    let on_change = rule("verzuim.percentage > 0")
        .replace("verzuim.ziekmelding", "Gedeeltelijk hersteld melding");
    let on_confirmation =
        rule("verzuim.percentage > 0").replace("verzuim.ziekmelding", "Bevestigde verzuimmelding");
    let book = sound(&[
        ("triggers/bevestigd.rhai", &on_confirmation),
        ("triggers/gewijzigd.rhai", &on_change),
    ]);
    let kind: EventKind = serde_json::from_value(kind).unwrap();
    let evaluation = book.evaluate(&situation(|_| kind.clone(), |_| {}).case());
    let ids: Vec<&str> = evaluation.considered_ids().collect();
    assert_eq!(ids, ["bevestigd"]);
    assert_eq!(evaluation.plan.effects.len(), 1);
}
