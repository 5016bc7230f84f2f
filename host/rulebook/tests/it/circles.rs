//! Triggers that cause each other: refused with a dossier in which it never ends, unless the
//! conditions show that it does.

use expect_test::{Expect, expect};
use host_rulebook::Severity;

use crate::analysis::{loaded, trigger};

/// The remarks on circles among these triggers.
fn circles(triggers: &[String]) -> Vec<(Severity, String)> {
    let found = loaded(triggers).diagnostics.into_iter();
    let found =
        found.filter(|found| found.message.contains("->") || found.severity == Severity::Fout);
    found.map(|found| (found.severity, found.render())).collect()
}

fn refused(triggers: &[String], expected: &Expect) {
    let found = circles(triggers);
    let shown: Vec<&str> = found.iter().map(|(_, text)| text.as_str()).collect();
    expected.assert_eq(&shown.join("\n"));
    assert!(loaded(triggers).book.is_none(), "the book is refused");
}

fn accepted(triggers: &[String]) {
    let found = circles(triggers);
    assert!(found.is_empty(), "{found:?}");
    assert!(loaded(triggers).book.is_some());
}

fn on_task(als: &str, dan: &str) -> String {
    trigger("taak.toegevoegd", als, dan)
}

#[test]
fn a_trigger_that_causes_itself_is_refused() {
    refused(
        &[on_task(
            r#"taak.code == "A" && traject.soort == "Verzuim" && traject.duur >= 6.weken && "Felison" in werkgever.groepen"#,
            r#"nieuwe_taak("A")"#,
        )],
        &expect![[r#"
            fout: deze regels zetten elkaar eindeloos in gang: a -> a
             --> triggers/a.rhai:4:10
              |
            4 |     als: taak.code == "A" && traject.soort == "Verzuim" && traject.duur >= 6.weken && "Felison" in werkgever.groepen,
              |          ^^^^^^^^^
              = bijvoorbeeld in een dossier met:
                  werkgever.groepen bevat Felison
                  traject.soort = Verzuim
                  traject.duur = 42 dagen
                  bij taak.toegevoegd (taak.code = A) geeft `a`: nieuwe_taak("A")
                en dan weer van voren af aan
                maak een voorwaarde zo dat de kring ophoudt, bijvoorbeeld `gebeurtenis.bron != "regel"` of een kenmerk, of zet `eenmalig: true` bij een van deze regels
        "#]],
    );
}

#[test]
fn triggers_that_cause_each_other_are_refused() {
    let one = on_task(r#"taak.code == "A" && traject.lopend"#, r#"nieuwe_taak("B")"#);
    let two = on_task(r#"taak.code in ["B", "C"]"#, r#"nieuwe_taak("C"), nieuwe_taak("A")"#);
    refused(
        &[one, two],
        &expect![[r#"
        fout: deze regels zetten elkaar eindeloos in gang: a -> b -> a
         --> triggers/a.rhai:4:10
          |
        4 |     als: taak.code == "A" && traject.lopend,
          |          ^^^^^^^^^
          = bijvoorbeeld in een dossier met:
              traject.lopend = ja
              bij taak.toegevoegd (taak.code = A) geeft `a`: nieuwe_taak("B")
              bij taak.toegevoegd (taak.code = B) geeft `b`: nieuwe_taak("A")
            en dan weer van voren af aan
            maak een voorwaarde zo dat de kring ophoudt, bijvoorbeeld `gebeurtenis.bron != "regel"` of een kenmerk, of zet `eenmalig: true` bij een van deze regels

        fout: deze regels zetten elkaar eindeloos in gang: b -> b
         --> triggers/b.rhai:4:10
          |
        4 |     als: taak.code in ["B", "C"],
          |          ^^^^^^^^^
          = dit gebeurt in elk dossier:
              bij taak.toegevoegd (taak.code = C) geeft `b`: nieuwe_taak("C")
            en dan weer van voren af aan
            maak een voorwaarde zo dat de kring ophoudt, bijvoorbeeld `gebeurtenis.bron != "regel"` of een kenmerk, of zet `eenmalig: true` bij een van deze regels
    "#]],
    );
}

#[test]
fn conditions_that_cannot_be_met_together_end_a_circle() {
    let to_b = |als: &str| on_task(&format!("taak.code == \"A\" && {als}"), r#"nieuwe_taak("B")"#);
    let to_a = |als: &str| on_task(&format!("taak.code == \"B\" && {als}"), r#"nieuwe_taak("A")"#);
    for (one, other) in [
        (r#"traject.soort == "Verzuim""#, r#"traject.soort == "Regres""#),
        (r#"traject.soort in ["Verzuim", "Regres"]"#, r#"traject.soort !in ["Regres", "Verzuim"]"#),
        ("traject.duur < 6.weken", "traject.duur >= 6.weken"),
        ("traject.percentage < 50", "traject.percentage >= 50"),
        ("traject.percentage < 50", "!bekend(traject.percentage)"),
        ("traject.vangnet", "!traject.vangnet"),
        (r#""Felison" in werkgever.groepen"#, r#"!("Felison" in werkgever.groepen)"#),
        ("begint_met(werkgever.naam, \"A\")", "!begint_met(werkgever.naam, \"A\")"),
        ("heeft_lopende_polis(\"Conventioneel\")", "!heeft_lopende_polis(\"Conventioneel\")"),
        ("traject.lopend", r#"gebeurtenis.bron != "regel""#),
        ("traject.lopend", r#"gebeurtenis.bron == "persoon""#),
        ("traject.lopend", r#"gebeurtenis.bron_naam == "iemand anders""#),
        ("traject.lopend", r#"taak.rol == "casemanager""#),
    ] {
        accepted(&[to_b(one), to_a(other)]);
    }
    // The same two, when they can be met together.
    let found = circles(&[to_b("traject.duur >= 6.weken"), to_a("traject.duur < 43.dagen")]);
    assert!(found[0].1.contains("traject.duur = 42 dagen"), "{found:?}");
}

#[test]
fn what_the_triggers_themselves_change_ends_no_circle() {
    // Each time round the label is taken away and put back.
    let one = on_task(
        r#"taak.code == "A" && kenmerk("spoed")"#,
        r#"kenmerk_verwijderen("traject", "spoed"), nieuwe_taak("B")"#,
    );
    let two = on_task(
        r#"taak.code == "B" && !kenmerk("spoed")"#,
        r#"kenmerk_toevoegen("traject", "spoed"), nieuwe_taak("A")"#,
    );
    assert!(!circles(&[one, two]).is_empty());
}

#[test]
fn effects_that_change_nothing_the_second_time_end_a_circle() {
    let label = trigger(
        "kenmerk.toegevoegd",
        r#"kenmerk.code == "spoed""#,
        r#"kenmerk_toevoegen("traject", "spoed")"#,
    );
    accepted(&[label]);
    let unlabel = trigger(
        "kenmerk.toegevoegd",
        r#"kenmerk.code == "spoed" && kenmerk.op == "traject""#,
        r#"kenmerk_verwijderen("traject", "spoed")"#,
    );
    let relabel = trigger(
        "kenmerk.verwijderd",
        r#"kenmerk.code == "spoed""#,
        r#"kenmerk_toevoegen("traject", "spoed")"#,
    );
    accepted(std::slice::from_ref(&unlabel));
    refused(
        &[unlabel, relabel],
        &expect![[r#"
        fout: deze regels zetten elkaar eindeloos in gang: a -> b -> a
         --> triggers/a.rhai:4:10
          |
        4 |     als: kenmerk.code == "spoed" && kenmerk.op == "traject",
          |          ^^^^^^^^^^^^
          = dit gebeurt in elk dossier:
              bij kenmerk.toegevoegd (kenmerk.op = traject, kenmerk.code = spoed) geeft `a`: kenmerk_verwijderen("traject", "spoed")
              bij kenmerk.verwijderd (kenmerk.code = spoed) geeft `b`: kenmerk_toevoegen("traject", "spoed")
            en dan weer van voren af aan
            maak een voorwaarde zo dat de kring ophoudt, bijvoorbeeld `gebeurtenis.bron != "regel"` of een kenmerk, of zet `eenmalig: true` bij een van deze regels
    "#]],
    );
    let start =
        trigger("traject.gestart", r#"traject.soort == "Regres""#, r#"traject_starten("Regres")"#);
    accepted(&[start]);
    let close = trigger("traject.gestart", r#"traject.soort == "Regres""#, "traject_sluiten()");
    let again = trigger(
        "traject.beeindigd",
        r#"traject.soort == "Regres""#,
        r#"traject_starten("Regres")"#,
    );
    refused(
        &[close.clone(), again],
        &expect![[r#"
        fout: deze regels zetten elkaar eindeloos in gang: a -> b -> a
         --> triggers/a.rhai:4:10
          |
        4 |     als: traject.soort == "Regres",
          |          ^^^^^^^^^^^^^
          = bijvoorbeeld in een dossier met:
              traject.soort = Regres
              bij traject.gestart geeft `a`: traject_sluiten()
              bij traject.beeindigd geeft `b`: traject_starten("Regres")
            en dan weer van voren af aan
            maak een voorwaarde zo dat de kring ophoudt, bijvoorbeeld `gebeurtenis.bron != "regel"` of een kenmerk, of zet `eenmalig: true` bij een van deze regels
    "#]],
    );
    let other = trigger(
        "traject.beeindigd",
        r#"traject.soort == "Verzuim""#,
        r#"traject_starten("Regres")"#,
    );
    accepted(&[close, other]);
    let same_day =
        trigger("herinnering.gezet", r#"herinnering.naam == "x""#, r#"herinnering("x", 1.week)"#);
    accepted(&[same_day]);
    let next_day = trigger(
        "herinnering.gezet",
        r#"herinnering.naam == "x""#,
        r#"herinnering("x", herinnering.op + 1.dag)"#,
    );
    assert!(!circles(&[next_day]).is_empty());
}

#[test]
fn once_for_a_traject_ends_a_circle_on_it() {
    let once = on_task(r#"taak.code == "A""#, r#"nieuwe_taak("A")"#)
        .replace("    als:", "    eenmalig: true,\n    als:");
    accepted(&[once]);
}

#[test]
fn triggers_that_are_off_are_in_no_circle() {
    for mode in ["false", "\"schaduw\""] {
        let off = on_task(r#"taak.code == "A""#, r#"nieuwe_taak("A")"#)
            .replace("    als:", &format!("    inschakelen: {mode},\n    als:"));
        accepted(&[off]);
    }
}

#[test]
fn a_circle_that_takes_days_is_pointed_out() {
    let weekly = trigger(
        "herinnering.verlopen",
        r#"herinnering.naam == "bellen" && traject.soort == "Verzuim""#,
        r#"nieuwe_taak("A"), herinnering("bellen", 1.week)"#,
    );
    let found = circles(std::slice::from_ref(&weekly));
    assert_eq!(found[0].0, Severity::Waarschuwing);
    expect![[r#"
        waarschuwing: deze regels herhalen zich steeds opnieuw, elke 7 dagen: a -> a
         --> triggers/a.rhai:4:10
          |
        4 |     als: herinnering.naam == "bellen" && traject.soort == "Verzuim",
          |          ^^^^^^^^^^^^^^^^
          = bijvoorbeeld in een dossier met:
              traject.soort = Verzuim
              bij herinnering.verlopen (herinnering.naam = bellen) geeft `a`: herinnering("bellen", …)
            en dan weer van voren af aan
    "#]]
    .assert_eq(&found[0].1);
    assert!(loaded(&[weekly]).book.is_some());
    let other_soort = trigger(
        "herinnering.verlopen",
        r#"herinnering.naam == "bellen" && traject.soort == "Verzuim""#,
        r#"herinnering("mailen", 1.week)"#,
    );
    let back = trigger(
        "herinnering.verlopen",
        r#"herinnering.naam == "mailen" && traject.soort == "Regres""#,
        r#"herinnering("bellen", 1.week)"#,
    );
    accepted(&[other_soort, back]);
}

#[test]
fn mails_about_mails_are_refused() {
    refused(
        &[trigger(
            "bezorging.aanvaard",
            r#"gebeurtenis.bron == "koppeling""#,
            r#"emailsignaal("casemanager")"#,
        )],
        &expect![[r#"
            fout: deze regels zetten elkaar eindeloos in gang: a -> a
             --> triggers/a.rhai:4:10
              |
            4 |     als: gebeurtenis.bron == "koppeling",
              |          ^^^^^^^^^^^^^^^^
              = dit gebeurt in elk dossier:
                  bij bezorging.aanvaard geeft `a`: emailsignaal("casemanager")
                en dan weer van voren af aan
                maak een voorwaarde zo dat de kring ophoudt, bijvoorbeeld `gebeurtenis.bron != "regel"` of een kenmerk, of zet `eenmalig: true` bij een van deze regels
        "#]],
    );
    let refusal = trigger(
        "bezorging.geweigerd",
        r#"gebeurtenis.bron == "koppeling""#,
        r#"emailsignaal("casemanager")"#,
    );
    assert_eq!(circles(&[refusal])[0].0, Severity::Waarschuwing);
}

#[test]
fn conditions_that_no_dossier_can_be_made_for_are_told() {
    let found = circles(&[on_task(
        r#"taak.code == "A" && hoofdletters(werkgever.naam) == "VAN DAM""#,
        r#"nieuwe_taak("A")"#,
    )]);
    assert!(
        found[0].1.contains("en waarin dit waar is: hoofdletters(werkgever.naam)"),
        "{found:?}"
    );
}

#[test]
fn what_causes_what_is_shown_as_text_and_drawn() {
    let triggers = [
        trigger("verzuim.ziekmelding", r#"traject.soort == "Verzuim""#, r#"nieuwe_taak("A")"#),
        on_task(r#"taak.code == "A""#, r#"nieuwe_taak("B"), herinnering("<&>", 1.week)"#),
        trigger(
            "herinnering.verlopen",
            r#"herinnering.naam == "<&>" && traject.soort == "Regres""#,
            r#"nieuwe_taak("C")"#,
        ),
        on_task(r#"taak.code == "B" && traject.soort == "Regres""#, r#"nieuwe_taak("C")"#)
            .replace("    als:", "    inschakelen: \"schaduw\",\n    als:"),
    ];
    let graph = loaded(&triggers).book.unwrap().graph();
    expect![[r#"
        a (verzuim.ziekmelding)
          -> b  door nieuwe_taak("A"), bij taak.toegevoegd
        b (taak.toegevoegd)
          -> d  door nieuwe_taak("B"), bij taak.toegevoegd
          -> c  door herinnering("<&>", …), bij herinnering.verlopen, op een latere dag
        Deze regels zetten geen andere regel in gang:
          c
          d [schaduw]
    "#]]
    .assert_eq(&graph.render());
    let svg = graph.svg().unwrap();
    assert!(svg.contains("herinnering(&quot;&lt;&amp;&gt;&quot;, …)"), "{svg}");
    assert!(svg.starts_with("<?xml") && svg.trim_end().ends_with("</svg>"), "{svg}");
    assert_eq!(svg.matches("marker-end").count(), graph.pijlen.len() + 4);
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let none = loaded(&[]).book.unwrap().graph();
    assert_eq!(none.svg().unwrap_err(), "er zijn geen regels om te tekenen");
}
