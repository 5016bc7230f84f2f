//! Conversiegroepen as sheets, there and back.

use std::collections::BTreeMap;

use expect_test::expect;
use host_rulebook::Book;

use crate::book::sound;

const GROUP: &str = r#"// Codes van buiten.
// AANNAME: zo is het.
conversiegroep(#{
    naam: "Codes", selecteerbaar: false, extern_systeem: "SIVI", vervangt: "oud",
    sleutels: #{
        "Oorzaak": #{ "10": "arbeids\"ongeval\"", "9": "a;b", "99": "code " + waarde, "Other": "onbekend " + waarde },
        "Land": tabel("landen.csv"),
        "Leeg": #{ "1": "", "Other": "" },
        "Weg": #{ "1": "een", "Other": false },
    },
});

// Een bekende code.
test(#{ naam: "land", gegeven: #{ sleutel: "Land", waarde: "NL" }, verwacht: "Nederland" });
test(#{ naam: "oorzaak", gegeven: #{ sleutel: "Oorzaak", waarde: "12" }, verwacht: "onbekend 12" });
"#;

const LANDS: &str = "code;waarde\nNL;Nederland\nBE;België\nOther;\n";

fn book() -> Book {
    sound(&[("conversiegroepen/codes.rhai", GROUP), ("conversiegroepen/landen.csv", LANDS)])
}

/// The book with these files instead.
fn with(book: &Book, files: BTreeMap<String, String>) -> Book {
    let mut sources = book.sources().clone();
    sources.extend(files);
    let loaded = Book::from_sources(sources, &[]);
    let remarks: Vec<String> = loaded.diagnostics.iter().map(|found| found.render()).collect();
    loaded.book.unwrap_or_else(|| panic!("{}", remarks.join("\n")))
}

#[test]
fn a_group_is_a_sheet_with_a_row_for_each_code() {
    expect![[r#"
        sleutel;code;waarde;uitdrukking
        Land;BE;België;
        Land;NL;Nederland;
        Land;Other;;
        Leeg;1;;
        Leeg;Other;;""""""
        Oorzaak;10;"arbeids""ongeval""";
        Oorzaak;9;"a;b";
        Oorzaak;99;;"""code "" + waarde"
        Oorzaak;Other;;"""onbekend "" + waarde"
        Weg;1;een;
        Weg;Other;;
    "#]]
    .assert_eq(&book().conversion_csv("Codes", None).unwrap());
    let one = book().conversion_csv("Codes", Some("Weg")).unwrap();
    assert_eq!(one, "sleutel;code;waarde;uitdrukking\nWeg;1;een;\nWeg;Other;;\n");
    assert_eq!(book().conversion_csv("Codez", None), None);
    assert_eq!(book().conversion_csv("Codes", Some("Landen")), None);
}

#[test]
fn a_sheet_that_comes_back_unchanged_changes_nothing() {
    let book = book();
    let sheet = book.conversion_csv("Codes", None).unwrap();
    for sheet in [sheet.clone(), format!("\u{feff}{}", sheet.replace('\n', "\r\n"))] {
        let files = book.conversion_from_csv("Codes", &sheet).unwrap();
        let paths: Vec<&str> = files.keys().map(String::as_str).collect();
        assert_eq!(paths, ["conversiegroepen/codes.rhai", "conversiegroepen/landen.csv"]);
        let back = with(&book, files);
        assert_eq!(back.conversion_csv("Codes", None), book.conversion_csv("Codes", None));
        assert!(back.failed_tests().is_empty());
        assert_eq!(back.run_tests().len(), 2);
    }
}

#[test]
fn a_sheet_of_one_table_leaves_the_rest_of_the_file_as_it_is() {
    let book = book();
    let sheet = "sleutel;code;waarde;uitdrukking\nWeg;2;twee;\nWeg;3;;hoofdletters(waarde)\nWeg;Other;rest;\n";
    let files = book.conversion_from_csv("Codes", sheet).unwrap();
    expect![[r#"
        // Codes van buiten.
        // AANNAME: zo is het.
        conversiegroep(#{
            naam:           "Codes",
            selecteerbaar:  false,
            extern_systeem: "SIVI",
            vervangt:       "oud",
            sleutels: #{
                "Land": tabel("landen.csv"),
                "Leeg": #{
                    "1": "",
                    "Other": "",
                },
                "Oorzaak": #{
                    "10": "arbeids\"ongeval\"",
                    "9": "a;b",
                    "99": "code " + waarde,
                    "Other": "onbekend " + waarde,
                },
                "Weg": #{
                    "2": "twee",
                    "3": hoofdletters(waarde),
                    "Other": "rest",
                },
            },
        });

        // Een bekende code.
        test(#{ naam: "land", gegeven: #{ sleutel: "Land", waarde: "NL" }, verwacht: "Nederland" });
        test(#{ naam: "oorzaak", gegeven: #{ sleutel: "Oorzaak", waarde: "12" }, verwacht: "onbekend 12" });
    "#]]
    .assert_eq(&files["conversiegroepen/codes.rhai"]);
    assert!(with(&book, files).failed_tests().is_empty());
}

#[test]
fn a_new_group_gets_a_file_and_a_long_table_one_of_its_own() {
    let book = book();
    let rows: String = (0..300).map(|code| format!("Functie,{code},functie {code},\n")).collect();
    let sheet = format!("sleutel,code,waarde,uitdrukking\n{rows}Functie,Other,,\n");
    let files = book.conversion_from_csv("AFAS: functies", &sheet).unwrap();
    let paths: Vec<&str> = files.keys().map(String::as_str).collect();
    assert_eq!(
        paths,
        ["conversiegroepen/afas_functies.rhai", "conversiegroepen/afas_functies_functie.csv"]
    );
    let with_it = with(&book, files);
    let back = with_it.conversion_csv("AFAS: functies", None).unwrap();
    assert_eq!(back.lines().count(), 302);
    assert!(back.contains("Functie;299;functie 299;\n"));
}

#[test]
fn what_is_wrong_with_a_sheet_is_told_at_its_line() {
    let told = |sheet: &str| -> String {
        let wrong = book().conversion_from_csv("Codes", sheet).unwrap_err();
        wrong.iter().map(|found| found.render()).collect()
    };
    let head = "sleutel;code;waarde;uitdrukking\n";
    let cases = [
        "code;waarde\n1;een\n".to_owned(),
        format!("{head}Weg;1;een;\nWeg;1;uno;\nWeg;Other;;\n"),
        format!("{head}Weg;1;een;\"twee\"\nWeg;Other;;\n"),
        format!("{head}Weg;1;een\nWeg;Other;;\n"),
        format!("{head}Weg;;een;\nWeg;Other;;\n"),
        format!("{head}Weg;1;een;\n"),
        head.to_owned(),
    ];
    expect![[r#"
        fout: dit zijn andere kolommen
         --> csv:1:1
          |
        1 | code;waarde
          | ^^^^
          = de eerste regel hoort te zijn: `sleutel;code;waarde;uitdrukking`

        fout: code `1` staat er al bij sleutel `Weg`
         --> csv:3:1
          |
        3 | Weg;1;uno;
          | ^^^

        fout: vul `waarde` of `uitdrukking` in, niet allebei
         --> csv:2:1
          |
        2 | Weg;1;een;"twee"
          | ^^^

        fout: er horen 4 kolommen te zijn
         --> csv:2:1
          |
        2 | Weg;1;een
          | ^^^

        fout: `sleutel` en `code` horen ingevuld te zijn
         --> csv:2:1
          |
        2 | Weg;;een;
          | ^^^

        fout: `Other` ontbreekt bij sleutel `Weg`
         --> csv
          = zet er een regel `Weg;Other;…;` bij; zonder waarde blijft het veld leeg bij een andere code

        fout: er staan geen rijen in
         --> csv
    "#]]
    .assert_eq(&cases.map(|sheet| told(&sheet)).join("\n"));
    // What a computed row says is checked with the rest of the rules.
    let sheet = format!("{head}Weg;1;;wardee\nWeg;Other;;\n");
    let files = book().conversion_from_csv("Codes", &sheet).unwrap();
    let mut sources = book().sources().clone();
    sources.extend(files);
    let loaded = Book::from_sources(sources, &[]);
    assert!(loaded.diagnostics[0].message.contains("onbekende naam `wardee`"));
}
