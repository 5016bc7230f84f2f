//! Every example in the vocabulary is correct as it stands.

use std::{collections::BTreeMap, fs, path::Path};

use host_domain::EventType;
use host_rulebook::{
    BerichtSchema, Book, Entry, EntryKind, IntakeField, IntakeType, Offered, vocabulary,
};

/// The catalogue and the conversiegroepen that come with the product.
fn shipped() -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../rules");
    ["catalogus.toml", "conversiegroepen/sivi_verzuim.rhai"]
        .map(|path| (path.to_owned(), fs::read_to_string(root.join(path)).unwrap()))
        .into()
}

/// The message of the example of `bericht`.
fn message() -> BerichtSchema {
    let field = |name: &str, kind| IntakeField { name: name.into(), kind, optional: false };
    BerichtSchema {
        kind: "hr.signaal".into(),
        version: 1,
        fields: vec![field("reden", IntakeType::Tekst), field("sinds", IntakeType::Datum)],
    }
}

/// A trigger for an event with these keys.
fn trigger(event: &str, keys: &str) -> String {
    format!("trigger(#{{ omschrijving: \"x\", gebeurtenis: \"{event}\",\n{keys} }});\n")
}

/// All remarks on a trigger file.
fn remarks(trigger: String) -> String {
    let mut sources = shipped();
    sources.insert("triggers/proef.rhai".to_owned(), trigger);
    let messages = [message()];
    let offered = Offered { intakes: &[], berichten: &messages };
    let loaded = Book::from_sources(sources, offered);
    loaded.diagnostics.iter().map(|found| found.render()).collect()
}

/// An example must go with some event, without any remark.
fn sound_for_some_event(entry: &Entry, keys: &str) {
    let mut first = String::new();
    let names = EventType::ALL.iter().flat_map(|event| [event.name(), event.label()]);
    for name in names {
        let found = remarks(trigger(name, keys));
        if found.is_empty() {
            return;
        }
        if first.is_empty() {
            first = found;
        }
    }
    panic!("no event has {}: {}\n{first}", entry.name, entry.example);
}

#[test]
fn every_condition_and_effect_in_it_is_sound() {
    let dan = "dan: [ emailsignaal(\"casemanager\") ]";
    let mut tried = 0;
    for entry in vocabulary() {
        let keys = match entry.kind {
            EntryKind::Schrijfwijze | EntryKind::Feit | EntryKind::Woord => {
                format!("als: {}\n, {dan}", entry.example)
            }
            EntryKind::Gevolg => format!("dan: [ {} ]", entry.example),
            _ => continue,
        };
        sound_for_some_event(&entry, &keys);
        tried += 1;
    }
    assert!(tried > 80, "{tried}");
}

#[test]
fn every_event_in_it_can_be_named() {
    for entry in vocabulary().filter(|entry| entry.kind == EntryKind::Gebeurtenis) {
        let mail = "dan: [ emailsignaal(\"casemanager\") ]";
        // A mail about every delivery would be one about the delivery of that mail too.
        let others = format!("als: gebeurtenis.bron_naam != \"mail\",\n{mail}");
        let dan = if entry.name.starts_with("bezorging.") { &others } else { mail };
        for name in [entry.name, entry.signature.as_str()] {
            assert_eq!(remarks(trigger(name, dan)), "", "{name}");
        }
        assert!(entry.example.contains(&entry.signature), "{}", entry.example);
    }
    // Remembers that a rule fired: no rule reacts to it.
    assert!(remarks(trigger("regel.afgegaan", "dan: []")).contains("onbekende gebeurtenis"));
}

#[test]
fn every_key_of_a_trigger_and_its_tests_is_sound() {
    let of = |kind| {
        let keys = vocabulary().filter(move |entry| entry.kind == kind);
        let keys: Vec<String> = keys.map(|entry| entry.example).collect();
        keys.join(",\n")
    };
    let day = "gebeurtenis: \"Dagwissel traject (batch)\"";
    let trigger = of(EntryKind::Triggersleutel);
    let trigger = trigger.replace("gebeurtenis: \"Toevoegen Agenda Afspraak\"", day);
    let test = of(EntryKind::Testsleutel);
    assert_eq!(remarks(format!("trigger(#{{ {trigger} }});\ntest(#{{ {test} }});\n")), "");
}

#[test]
fn nothing_in_it_is_named_twice_or_left_unexplained() {
    let mut seen = std::collections::BTreeSet::new();
    for entry in vocabulary() {
        assert!(seen.insert((entry.kind, entry.name)), "{:?} {}", entry.kind, entry.name);
        assert!(!entry.doc.is_empty() && !entry.signature.is_empty(), "{}", entry.name);
    }
}
