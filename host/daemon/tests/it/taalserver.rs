//! `schakel regels taalserver`, spoken to over pipes as an editor does.

mod editor;

use std::fs;

use editor::Editor;
use serde_json::{Value, json};

const TRIGGER: &str = "triggers/ziekmelding_eerste_contact.rhai";

/// The places of a text that is asked about, as line and column from 0.
fn place(text: &str, of: &str) -> Value {
    let at = text.find(of).unwrap() + of.len();
    let before = text.get(..at).unwrap();
    let line = before.matches('\n').count();
    let character = before.rsplit('\n').next().unwrap().encode_utf16().count();
    json!({ "line": line, "character": character })
}

fn labels(items: &Value) -> Vec<&str> {
    items.as_array().unwrap().iter().map(|item| item["label"].as_str().unwrap()).collect()
}

fn messages(diagnostics: &Value) -> Vec<&str> {
    diagnostics.as_array().unwrap().iter().map(|one| one["message"].as_str().unwrap()).collect()
}

/// A rule as it is while somebody writes it.
const WRITTEN: &str = "// één regel 𝄞\ntrigger(#{\n    omschrijving: \"Contact\",\n    \
     gebeurtenis: \"Ziekmelding / Start van nieuw traject\",\n    \
     als: traject.soort == \"Verzuim\",\n    dan: [ nieuwe_taak(\"EersteContact\") ],\n});\n";

#[test]
fn a_mistake_is_shown_where_it_is_while_it_is_typed_and_goes_away() {
    let mut editor = Editor::start();
    let saved = fs::read_to_string(editor.file(TRIGGER)).unwrap();
    let wrong = WRITTEN.replace("traject.soort", "traject.sort");
    editor.open(TRIGGER, &wrong);
    let found = editor.diagnostics(TRIGGER);
    let [message] = messages(&found)[..] else { panic!("{found}") };
    assert!(message.contains("traject.sort") && message.contains("`traject.soort`"), "{message}");
    assert_eq!(found[0]["range"]["start"], json!({ "line": 4, "character": 9 }));
    assert_eq!(found[0]["range"]["end"], json!({ "line": 4, "character": 21 }));
    assert_eq!(found[0]["severity"], 1);

    editor.change(TRIGGER, WRITTEN);
    assert_eq!(editor.diagnostics(TRIGGER), json!([]));

    // Half a rule, as it stands at most moments: told as well, and what is right again is cleared.
    editor.change(TRIGGER, "trigger(#{\n    omschrijving: \"Con");
    assert_eq!(editor.diagnostics(TRIGGER).as_array().unwrap().len(), 1);
    editor.change(TRIGGER, WRITTEN);
    assert_eq!(editor.diagnostics(TRIGGER), json!([]));
    assert_eq!(fs::read_to_string(editor.file(TRIGGER)).unwrap(), saved, "nothing is written");
    editor.stop();
}

#[test]
fn a_test_that_fails_is_shown_at_the_test() {
    let mut editor = Editor::start();
    let test = "test(#{ naam: \"niets\", gegeven: #{ traject: #{ soort: \"Verzuim\" } }, \
                verwacht: [] });\n";
    editor.open(TRIGGER, &format!("{WRITTEN}{test}"));
    let found = editor.diagnostics(TRIGGER);
    assert_eq!(found[0]["range"]["start"]["line"], 7, "{found}");
    assert!(messages(&found)[0].contains("niets"), "{found}");
    editor.stop();
}

#[test]
fn a_change_in_the_catalogue_shows_in_the_rules_before_it_is_saved() {
    let mut editor = Editor::start();
    let catalogue = fs::read_to_string(editor.file("catalogus.toml")).unwrap();
    editor.open("catalogus.toml", &catalogue.replace("\"EersteContact\"", "\"TweedeContact\""));
    let found = editor.diagnostics(TRIGGER);
    assert!(messages(&found).iter().any(|text| text.contains("EersteContact")), "{found}");

    // What is offered follows as well.
    editor.open(TRIGGER, WRITTEN);
    let offered = editor.ask("textDocument/completion", TRIGGER, &place(WRITTEN, "nieuwe_taak(\""));
    assert!(labels(&offered).contains(&"TweedeContact"), "{offered}");
    assert!(!labels(&offered).contains(&"EersteContact"), "{offered}");
    editor.stop();
}

#[test]
fn what_may_stand_there_is_offered() {
    let mut editor = Editor::start();
    let mut offered = |text: &str, after: &str| {
        editor.open(TRIGGER, text);
        editor.ask("textDocument/completion", TRIGGER, &place(text, after))
    };
    let facts = offered(WRITTEN, "als: traject.");
    let fact = facts.as_array().unwrap().iter().find(|item| item["label"] == "traject.soort");
    let fact = fact.unwrap_or_else(|| panic!("{facts}"));
    // The whole name is replaced, whatever the editor thinks a word is.
    assert_eq!(fact["textEdit"]["range"]["start"], json!({ "line": 4, "character": 9 }));
    assert!(fact["documentation"]["value"].as_str().unwrap().contains("trajectsoort"));
    assert!(labels(&facts).contains(&"heeft_lopende_polis"));

    let events = offered(WRITTEN, "gebeurtenis: \"");
    assert!(labels(&events).contains(&"Toevoegen Agenda Afspraak"), "{events}");
    let soorten = offered(WRITTEN, "== \"");
    assert!(labels(&soorten).contains(&"UwvDocumenten"), "{soorten}");
    let effects = offered(WRITTEN, "dan: [ ");
    assert!(labels(&effects).contains(&"kenmerk_toevoegen"), "{effects}");
    assert!(!labels(&effects).contains(&"traject.soort"), "{effects}");
    let keys = offered(WRITTEN, "trigger(#{\n    ");
    assert!(labels(&keys).contains(&"eenmalig") && !labels(&keys).contains(&"koppelsleutels"));
    let rules = offered("// leeg\n", "// leeg\n");
    assert!(labels(&rules).contains(&"trigger"), "{rules}");
    assert_eq!(offered(WRITTEN, "// één"), json!([]));

    let path = "importconfiguraties/sivi_2022_verzuim_felison.rhai";
    let text = fs::read_to_string(editor.file(path)).unwrap();
    editor.open(path, &text);
    let fields = editor.ask("textDocument/completion", path, &place(&text, "bericht."));
    assert!(labels(&fields).contains(&"bericht.IdWrkgvrArbdnst"), "{fields}");
    editor.stop();
}

#[test]
fn what_stands_there_is_explained() {
    let mut editor = Editor::start();
    editor.open(TRIGGER, WRITTEN);
    let mut explained = |of: &str| {
        let hover = editor.ask("textDocument/hover", TRIGGER, &place(WRITTEN, of));
        hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
    };
    assert!(explained("als: traject.so").contains("trajectsoort"));
    assert!(explained("    gebeur").contains("verplicht"));
    assert!(explained("Ziekmelding /").contains("verzuim.ziekmelding"));
    assert!(explained("nieuwe_t").contains("een taak"));
    assert!(explained("nieuwe_taak(\"Ee").contains("Neem contact op"));
    assert_eq!(explained("// één"), "");
    editor.stop();
}
