//! Every mistake an author can make: found at load, at its place, with what to do about it.

use expect_test::{ExpectFile, expect_file};

use crate::book::{load, rule};

/// All remarks about these files, as people read them.
pub(crate) fn remarks(files: &[(&str, &str)]) -> String {
    let loaded = load(files);
    let errors =
        loaded.diagnostics.iter().any(|found| found.severity == host_rulebook::Severity::Fout);
    assert_eq!(loaded.book.is_none(), errors, "a book exists only without errors");
    loaded.diagnostics.iter().map(|found| found.render()).collect()
}

pub(crate) fn check_als(cases: &[&str], expected: &ExpectFile) {
    let shown = cases.iter().map(|als| remarks(&[("triggers/proef.rhai", &rule(als))]));
    expected.assert_eq(&shown.collect::<Vec<String>>().join("\n"));
}

pub(crate) fn check_files(cases: &[(&str, &str)], expected: &ExpectFile) {
    let shown = cases.iter().map(|file| remarks(&[*file]));
    expected.assert_eq(&shown.collect::<Vec<String>>().join("\n"));
}

#[test]
fn what_cannot_be_read() {
    check_als(
        &[
            r#"traject.soort = "Verzuim""#,
            r#"traject.soort == "Verzuim"#,
            r#"traject.soort == 'Verzuim'"#,
            r#"traject.soort == “Verzuim”"#,
            r#"traject.lopend en traject.vangnet"#,
            r#"traject.lopend and traject.vangnet"#,
            r#"traject.lopend or traject.vangnet"#,
            r#"traject.lopend && (traject.vangnet"#,
            r#"loon_ten_minste(150,00)"#,
            r#"traject_van_soort("Verzuim" && traject.lopend"#,
            r#"traject.lopend && "Verzuim""#,
            r#"traject_van_soort("Verzuim")) && traject.lopend"#,
            r#"traject_van_soort "Verzuim""#,
            r#"traject.duur >= 6 weken"#,
            r#"traject.lopend AND traject.vangnet"#,
            r#"if traject.lopend { true } else { false }"#,
            r#"traject.soort.begint_met("V")"#,
            r#"traject.aantal_open_taken * 2 == 4"#,
            r#"`tekst ${traject.soort}` == "x""#,
            r#"traject["soort"] == "x""#,
        ],
        &expect_file!["./mistakes/what_cannot_be_read.txt"],
    );
}

#[test]
fn names_that_do_not_exist() {
    check_als(
        &[
            r#"traject.sort == "Verzuim""#,
            r#"trajekt.soort == "Verzuim""#,
            r#"soort == "Verzuim""#,
            r#"begint_mee(werkgever.naam, "x")"#,
            r#"traject.soort == "Verzuum""#,
            r#"traject.soort in ["Verzuim", "UwvDocument"]"#,
            r#"gebeurtenis.bron == "koppelling""#,
            r#"gebeurtenis.type == "verzuim.ziekmeldng""#,
            r#"taak.code == "EersteContact""#,
            r#"traject.duur > 3.maanden"#,
            r#"conversie("Codes", "Oorzaak", traject.oorzaak) == "x""#,
            r#"bericht.SignNm == "x""#,
            r#"document.dienst == "UWV-ZZ-ZW""#,
            r#"machtiging.status == "actief""#,
            r#"koppeling.storing == "stil""#,
        ],
        &expect_file!["./mistakes/names_that_do_not_exist.txt"],
    );
}

#[test]
fn types_that_do_not_fit() {
    check_als(
        &[
            r#"traject.duur >= 42"#,
            r#"traject.soort == 42"#,
            r#"traject.begin > "2026-01-01""#,
            r#"traject.soort > "A""#,
            r#"traject.soort"#,
            r#"traject.lopend && traject.percentage"#,
            r#"traject.oorzaak == ()"#,
            r#"traject.soort in []"#,
            r#"traject.soort in "Verzuim""#,
            r#"traject.percentage in [50, "100"]"#,
            r#"traject.percentage in [traject.percentage]"#,
            r#"42 in werkgever.groepen"#,
            r#"werkgever.groepen == "Felison""#,
            r#"traject.begin + traject.begin > vandaag"#,
            r#"vandaag == datum("31-01-2026")"#,
            r#"begint_met(traject.soort)"#,
            r#"begint_met(traject.soort, 3)"#,
            r#"(traject.oorzaak ?? 3) == "x""#,
            r#"bekend(traject.soort)"#,
            r#"3 > 2"#,
        ],
        &expect_file!["./mistakes/types_that_do_not_fit.txt"],
    );
}

#[test]
fn keys_of_a_trigger() {
    let file = |text| ("triggers/proef.rhai", text);
    check_files(
        &[
            file(
                "trigger(#{ omschrijvin: \"x\", gebeurtenis: \"verzuim.ziekmelding\", dan: [nieuwe_taak(\"EersteContact\")] });",
            ),
            file(
                "trigger(#{ omschrijving: \"\", gebeurtenis: \"verzuim.ziekmeldingen\", dan: [nieuwe_taak(\"EersteKontact\")] });",
            ),
            file(
                "trigger(#{ omschrijving: \"x\", inschakelen: \"schaduw\", gebeurtenis: \"Ziekmelding\", dan: [] });",
            ),
            file(
                "trigger(#{ omschrijving: \"x\", gebeurtenis: \"verzuim.hersteld\", dan: nieuwe_taak(\"EersteContact\") });",
            ),
            file(
                "trigger(#{ omschrijving: \"x\", gebeurtenis: \"verzuim.hersteld\", dan: [ nieuwetaak(\"EersteContact\") ] });",
            ),
            file(
                "trigger(#{ omschrijving: \"x\", gebeurtenis: \"koppeling.storing\", dan: [ nieuwe_taak(\"Controle\") ] });",
            ),
            file("trigger(#{ omschrijving: \"x\", omschrijving: \"y\" });"),
            file("trigger(#{ omschrijving: \"x\" gebeurtenis: \"y\" });"),
            file("trigger(#{ omschrijving: \"x\", gebeurtenis: \"y\", dan: [] );"),
            file("trigger(#{ omschrijving: \"x\", dan: [ nieuwe_taak(\"EersteContact\"), });"),
            file("trigger({ omschrijving: \"x\" });"),
            file("triger(#{ });"),
            file("trigger();"),
            file("let x = 1;"),
            file("42;"),
            file("// niets\n"),
            file("conversiegroep(#{ naam: \"x\" });"),
            file(
                "trigger(#{ omschrijving: \"x\", gebeurtenis: \"verzuim.hersteld\", dan: [ nieuwe_taak(\"Controle\") ] });\ntrigger(#{ });",
            ),
            file(
                "trigger(#{ omschrijving: \"x\", vervangt: \"proef\", gebeurtenis: \"verzuim.hersteld\", dan: [ nieuwe_taak(\"Controle\") ] });",
            ),
            (
                "triggers/Foute naam.rhai",
                "trigger(#{ omschrijving: \"x\", gebeurtenis: \"verzuim.hersteld\", dan: [ nieuwe_taak(\"Controle\") ] });",
            ),
        ],
        &expect_file!["./mistakes/keys_of_a_trigger.txt"],
    );
}

/// E-mail signals, with the roles and templates of this catalogue.
#[test]
fn e_mail_signals() {
    let catalogue = "[[rol]]\ncode = \"casemanager\"\nnaam = \"Casemanager\"\n\
                     [[mailsjabloon]]\ncode = \"kort\"\nonderwerp = \"{taak.naam}\"\ntekst = \"\"\n";
    let cases = [
        r#"emailsignaal("casemanger", "kort")"#,
        r#"emailsignaal("casemanager", "lang")"#,
        r#"emailsignaal("planner")"#,
        r#"emailsignaal()"#,
        r#"emailsignaal("casemanager", "kort", "x")"#,
        r#"emailsignaal(casemanager)"#,
        r#"emailsignal("casemanager")"#,
    ];
    let shown = cases.map(|effect| {
        let rule = format!(
            "trigger(#{{ omschrijving: \"x\", gebeurtenis: \"koppeling.storing\",\n    dan: [ {effect} ] }});"
        );
        remarks(&[("catalogus.toml", catalogue), ("triggers/proef.rhai", &rule)])
    });
    expect_file!["./mistakes/e_mail_signals.txt"].assert_eq(&shown.join("\n"));
}

#[test]
fn catalogues() {
    let cases = [
        "[[rol]]\ncode = \"casemanager\"\nnaam = \"Casemanager\"\n\n\
         [[taak]]\ncode = \"A\"\nnaam = \"a\"\nrol = \"casemanger\"\n",
        "[[rol]]\ncode = \"a\"\nnaam = \"a\"\n[[rol]]\ncode = \"a\"\nnaam = \"b\"\n",
        "[[mailsjabloon]]\ncode = \"a\"\nonderwerp = \"Voor {werknemer.bsn}\"\n\
         tekst = \"\"\"\nTaak {taak.nam}\n\"\"\"\n\
         [[mailsjabloon]]\ncode = \"a\"\nonderwerp = \" \"\ntekst = \"{taak.nam}\"\n",
        "[[mailsjabloon]]\ncode = \"a\"\nonderwerp = \"x\"\n",
        "[[kenmerk]]\ncode = \"a\"\nnaam = \"a\"\nop = []\n\
         [[kenmerk]]\ncode = \"a\"\nnaam = \"b\"\nop = [\"traject\"]\n",
        "[[kenmerk]]\ncode = \"a\"\nnaam = \"a\"\nop = [\"trajekt\"]\n",
        "[[rol]]\ncode = \"a\"\ncode = \"b\"\nnaam = \"a\"\n",
        "[[rol]]\ncode = 3\nnaam = \"a\"\n",
        "[[rol]\ncode = \"a\"\n",
        "[[rollen]]\ncode = \"a\"\n",
        "[[verzekeringstype]]\ncode = \"a\"\nnaam = \"a\"\n\
         [[verzekeringstype]]\ncode = \"a\"\nnaam = \"b\"\n",
    ];
    let shown = cases.map(|catalogue| remarks(&[("catalogus.toml", catalogue)]));
    expect_file!["./mistakes/catalogues.txt"].assert_eq(&shown.join("\n"));
}

#[test]
fn tests_in_rules() {
    let with = |test: &str| rule("traject.lopend") + test;
    let cases = [
        with("test(#{ naam: \"x\", gegeven: #{ traject: #{ lopent: true } }, verwacht: [] });"),
        with("test(#{ naam: \"x\", gegeven: #{ traject: #{ lopend: \"ja\" } }, verwacht: [] });"),
        with(
            "test(#{ naam: \"x\", gegeven: #{ traject: #{ soort: \"Verzuum\" } }, verwacht: [] });",
        ),
        with("test(#{ naam: \"x\", gegeven: #{ gebeurtenis: \"geen\" }, verwacht: [] });"),
        with("test(#{ naam: \"x\", gegeven: #{ vandaag: vandaag }, verwacht: [ iets(1) ] });"),
        with("test(#{ gegeven: #{ } });"),
    ];
    let cases: Vec<(&str, &str)> =
        cases.iter().map(|text| ("triggers/proef.rhai", text.as_str())).collect();
    check_files(&cases, &expect_file!["./mistakes/tests_in_rules.txt"]);
}

#[test]
fn importconfiguraties_and_conversiegroepen() {
    let import = |text| ("importconfiguraties/proef.rhai", text);
    let group = |text| ("conversiegroepen/proef.rhai", text);
    check_files(
        &[
            import(
                "importconfiguratie(#{ naam: \"x\", intake: \"sivi.verzuim\", koppelsleutels: [\"BSNN\"] });",
            ),
            import(
                "importconfiguratie(#{ naam: \"x\", intake: \"sivi.verzuimmelding\", koppelsleutels: [],\n  werkgevercode: bericht.VrzmgvlVnrMld, werknemer: #{ achternam: bericht.SignNm } });",
            ),
            import(
                "importconfiguratie(#{ naam: \"x\", intake: \"sivi.verzuimmelding\", koppelsleutels: [\"BSN\"],\n  werkgevercode: \"FLSN\" + bericht.IdWrkgvrArbndst, werknemer: #{ achternaam: bericht.SignNm, roepnaam: () } });",
            ),
            import(
                "importconfiguratie(#{ naam: \"x\", intake: \"sivi.verzuimmelding\", koppelsleutels: [\"BSN\"], conversiegroep: \"y\",\n  werkgevercode: traject.soort, werknemer: #{ achternaam: bericht.SignNaam }, verzuim: #{ einde: \"J\" } });",
            ),
            import(
                "importconfiguratie(#{ naam: \"x\", intake: \"sivi.verzuimmelding\", koppelsleutels: [\"BSN\"],\n  document: #{ dienst: bericht.SignNm, kenmrk: 1 }, verzuim: #{ },\n  conversiegroep: \"y\", conversiegroep_facultatief: \"z\" });",
            ),
            group("conversiegroep(#{ naam: \"x\", sleutels: #{ \"a\": #{ \"1\": \"een\" } } });"),
            group(
                "conversiegroep(#{ naam: \"x\", selecteerbaar: 1, sleutels: #{ \"a\": #{ \"1\": 1, \"Other\": warde } } });",
            ),
            group("conversiegroep(#{ naam: \"x\", sleutels: #{ \"a\": tabel(\"weg.csv\") } });"),
            group(
                "conversiegroep(#{ naam: \"x\", sleutels: #{ \"a\": #{ \"1\": conversie(\"x\", \"a\", waarde), \"Other\": false } } });",
            ),
        ],
        &expect_file!["./mistakes/importconfiguraties_and_conversiegroepen.txt"],
    );
}

#[test]
fn folders_and_files() {
    let good = rule("traject.lopend");
    let long = format!("{}// {}", good, "x".repeat(70_000));
    let deep = rule(&format!("{}traject.lopend{}", "(".repeat(300), ")".repeat(300)));
    let wide = rule(&format!("traject.aantal_open_taken == {}1", "1 + ".repeat(15_000)));
    let many = rule(&vec!["traject.lopend"; 201].join(" && "));
    let shown = [
        remarks(&[("triggers/a.rhai", &good), ("triggers/map/a.rhai", &good)]),
        remarks(&[
            ("LEESMIJ.txt", ""),
            ("oud/a.rhai", ""),
            ("triggers/.a.rhai.swp", ""),
            ("triggers/b.txt", ""),
        ]),
        remarks(&[("triggers/lang.rhai", &long)]),
        remarks(&[("triggers/diep.rhai", &deep)]),
        remarks(&[("triggers/breed.rhai", &wide)]),
        remarks(&[("triggers/veel.rhai", &many)]),
        remarks(&[("catalogus.toml", "[[taak]]\ncode = \"A\"\nnaam = \"a\"\nkleur = 1\n")]),
        remarks(&[(
            "catalogus.toml",
            "[[taak]]\ncode = \"A\"\nnaam = \"a\"\n[[taak]]\ncode = \"A\"\nnaam = \"b\"\n",
        )]),
    ];
    expect_file!["./mistakes/folders_and_files.txt"].assert_eq(&shown.join("\n"));
}

#[test]
fn not_a_folder_and_not_utf_8() {
    let folder = crate::book::folder(&[]);
    std::fs::create_dir(folder.path().join("triggers")).unwrap();
    std::fs::write(folder.path().join("triggers/latin1.rhai"), b"// \xe9\xe9n").unwrap();
    let loaded = host_rulebook::Book::load(folder.path(), &[]);
    assert_eq!(loaded.diagnostics[0].message, "dit bestand is geen UTF-8");
    let loaded = host_rulebook::Book::load(&folder.path().join("weg"), &[]);
    assert!(loaded.book.is_none());
    assert_eq!(loaded.diagnostics[0].message, "deze map is niet te lezen");
}

#[test]
fn the_version_follows_paths_and_contents() {
    let good = rule("traject.lopend");
    let hash = |files: &[(&str, &str)]| load(files).book.unwrap().hash().to_owned();
    let first = hash(&[("triggers/a.rhai", &good)]);
    assert_eq!(first, hash(&[("triggers/a.rhai", &good)]));
    assert_ne!(first, hash(&[("triggers/b.rhai", &good)]));
    assert_ne!(first, hash(&[("triggers/a.rhai", &(good + "\n"))]));
    assert_eq!(first.len(), 16);
    assert_ne!(first, host_rulebook::Book::empty().hash());
}
