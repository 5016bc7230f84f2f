//! The public JSON of every type of event, pinned one file each in `tests/golden`.
//!
//! A difference is a break for whoever reads events: raise the version and lift the old shape.
//! `UPDATE_GOLDEN=1` rewrites the files.

use std::{collections::BTreeSet, fs, path::PathBuf};

use expect_test::expect;
use host_domain::{
    About, DienstverbandId, Dossier, Event, EventKind, EventType, Persoon, Source, apply,
};
use jiff::civil::date;
use serde_json::{Value, json};

use crate::sample::{kind, sample};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn pretty(event: &Event) -> String {
    serde_json::to_string_pretty(event).unwrap() + "\n"
}

#[test]
fn every_event_type_has_its_pinned_json() {
    let update = std::env::var_os("UPDATE_GOLDEN").is_some();
    for of in EventType::ALL {
        let file = folder().join(format!("{of}.json"));
        let event = sample(*of);
        if update {
            fs::write(&file, pretty(&event)).unwrap();
        }
        let pinned = fs::read_to_string(&file)
            .unwrap_or_else(|_| panic!("{of} has no golden file; run with UPDATE_GOLDEN=1"));
        assert_eq!(pretty(&event), pinned, "the public JSON of {of} changed");
        assert_eq!(Event::read(pinned.as_bytes()).unwrap(), event, "{of} does not read back");
    }
}

#[test]
fn every_golden_file_belongs_to_an_event_type() {
    let expected: BTreeSet<String> = EventType::ALL.iter().map(|of| format!("{of}.json")).collect();
    let entries = fs::read_dir(folder()).unwrap();
    let found: BTreeSet<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(found, expected);
}

#[test]
fn names_are_unique_and_read_back() {
    let names: BTreeSet<&str> = EventType::ALL.iter().map(|of| of.name()).collect();
    assert_eq!(names.len(), EventType::ALL.len());
    for of in EventType::ALL {
        assert_eq!(EventType::parse(of.name()), Some(*of));
        assert!(EventType::labelled(of.label()).contains(of));
        assert_eq!(kind(*of).event_type(), *of);
    }
    assert_eq!(EventType::parse("verzuim.onbekend"), None);
    assert_eq!(
        EventType::labelled("Ziekmelding / Start van nieuw traject"),
        [EventType::Ziekmelding, EventType::TrajectGestart]
    );
    assert!(EventType::labelled("verzuim.ziekmelding").is_empty());
}

#[test]
fn what_is_absent_is_left_out_and_reads_back() {
    let mut event = sample(EventType::WerknemerToegevoegd);
    event.kind = EventKind::WerknemerToegevoegd {
        persoon: Persoon {
            bsn: None,
            extern_id: None,
            personeelsnummer: None,
            achternaam: "Voorbeeld".to_owned(),
            tussenvoegsels: None,
            voorletters: None,
            roepnaam: None,
            geslacht: None,
            geboortedatum: None,
        },
    };
    (event.causation, event.depth, event.correlation) = (None, 0, 42);
    event.about = About::default();
    event.source = Source::Systeem;
    expect![[r#"
        {
          "seq": 42,
          "id": "ev-0000000000000000000000000000002a",
          "type": "werknemer.toegevoegd",
          "data": {
            "persoon": {
              "achternaam": "Voorbeeld"
            }
          },
          "version": 1,
          "occurred_at": "2026-03-02T09:14:00+01:00",
          "recorded_at": "2026-07-01T00:30:00.25+02:00",
          "source": "systeem",
          "correlation": 42,
          "about": {}
        }
    "#]]
    .assert_eq(&pretty(&event));
    assert_eq!(Event::read(pretty(&event).as_bytes()).unwrap(), event);
}

#[test]
fn sources_read_back() {
    for (source, text) in [
        (Source::Koppeling("VI/Verzuim:meldingen".to_owned()), "koppeling:VI/Verzuim:meldingen"),
        (Source::Regel("bel".to_owned()), "regel:bel"),
        (Source::Persoon("beheer".to_owned()), "persoon:beheer"),
        (Source::Systeem, "systeem"),
    ] {
        assert_eq!(String::from(source.clone()), text);
        assert_eq!(Source::try_from(text.to_owned()).unwrap(), source);
    }
    for wrong in ["", "systeem:", "robot:x", "regel"] {
        assert!(Source::try_from(wrong.to_owned()).is_err(), "{wrong}");
    }
}

/// The golden ziekmelding with one change.
fn changed(change: impl FnOnce(&mut Value)) -> Result<Event, String> {
    let mut json = serde_json::to_value(sample(EventType::Ziekmelding)).unwrap();
    change(&mut json);
    Event::read(json.to_string().as_bytes()).map_err(|error| error.to_string())
}

#[test]
fn an_event_without_version_is_of_the_first() {
    let event = changed(|json| {
        json.as_object_mut().unwrap().remove("version");
    });
    assert_eq!(event.unwrap(), sample(EventType::Ziekmelding));
}

#[test]
fn what_was_kept_before_there_were_documents_reads_back() {
    let event = changed(|json| {
        let traject = json["data"]["traject"].as_object_mut().unwrap();
        traject.remove("documenten").unwrap();
        for taak in traject["taken"].as_object_mut().unwrap().values_mut() {
            taak.as_object_mut().unwrap().remove("document").unwrap();
        }
    });
    let EventKind::Ziekmelding { traject } = event.unwrap().kind else { panic!("another event") };
    assert!(traject.documenten.is_empty());
    assert!(traject.taken.values().all(|taak| taak.document.is_none()));
    let werkgever = apply(None, &about_werkgever(EventType::WerkgeverToegevoegd)).unwrap();
    let mut json = serde_json::to_value(&werkgever).unwrap();
    json.as_object_mut().unwrap().remove("machtigingen").unwrap();
    assert_eq!(serde_json::from_value::<Dossier>(json).unwrap(), werkgever);
}

/// The sample, about the werkgever alone.
fn about_werkgever(of: EventType) -> Event {
    let sample = sample(of);
    Event { about: About { werknemer: None, ..sample.about }, ..sample }
}

#[test]
fn what_does_not_fit_a_dossier_of_documents_and_machtigingen_is_refused() {
    let werknemer = apply(None, &sample(EventType::WerknemerToegevoegd)).unwrap();
    let werknemer = apply(Some(werknemer), &sample(EventType::TrajectGestart)).unwrap();
    let werkgever = apply(None, &about_werkgever(EventType::WerkgeverToegevoegd)).unwrap();
    let requested = about_werkgever(EventType::MachtigingVerstuurd);
    let with_one = apply(Some(werkgever.clone()), &requested).unwrap();
    let why = |before: &Dossier, event: &Event| apply(Some(before.clone()), event).unwrap_err().why;
    let lines = [
        why(&werknemer, &sample(EventType::DocumentToegevoegd)),
        why(&werknemer, &sample(EventType::DocumentVerplaatst)),
        why(&werkgever, &about_werkgever(EventType::DocumentUitgenomen)),
        why(&werknemer, &sample(EventType::MachtigingActief)),
        why(&werkgever, &about_werkgever(EventType::MachtigingActief)),
        why(&with_one, &requested),
    ];
    expect![[r#"
        het document is er al
        het document is er al
        onbekend traject
        geen werkgeverdossier
        onbekende machtiging
        de machtiging is er al"#]]
    .assert_eq(&lines.join("\n"));
    let without = apply(Some(werknemer), &sample(EventType::DocumentUitgenomen)).unwrap();
    assert!(without.trajecten().values().all(|traject| traject.documenten.is_empty()));
    assert_eq!(why(&without, &sample(EventType::DocumentUitgenomen)), "onbekend document");
}

#[test]
fn a_correction_from_before_it_carried_facts_leaves_them() {
    let before = apply(None, &sample(EventType::WerknemerToegevoegd)).unwrap();
    let before = apply(Some(before), &sample(EventType::Ziekmelding)).unwrap();
    let mut json = serde_json::to_value(sample(EventType::Correctie)).unwrap();
    for fact in
        ["hersteld_gemeld_per", "vangnet", "oorzaak", "dienstverband", "vorige_beeindigd_op"]
    {
        json["data"].as_object_mut().unwrap().remove(fact).unwrap();
    }
    let old = Event::read(json.to_string().as_bytes()).unwrap();
    let facts = |dossier: Dossier| {
        let traject = dossier.trajecten().values().next().unwrap().clone();
        (traject.begin, traject.vangnet, traject.oorzaak, traject.dienstverband)
    };
    let employment = |bits| Some(DienstverbandId::from_bits(bits));
    assert_eq!(
        facts(apply(Some(before.clone()), &old).unwrap()),
        (date(2026, 3, 1), Some(true), Some("99".to_owned()), employment(0xD1))
    );
    assert_eq!(
        facts(apply(Some(before), &sample(EventType::Correctie)).unwrap()),
        (date(2026, 3, 1), Some(false), Some("10".to_owned()), employment(0xD2))
    );
}

#[test]
fn a_newer_version_is_refused_by_name() {
    let newer = changed(|json| json["version"] = json!(2)).unwrap_err();
    expect!["event 42 heeft versie 2 van verzuim.ziekmelding; dit programma kent versie 1"]
        .assert_eq(&newer);
    // Its data may have a shape that this program cannot read; that is not the problem to report.
    let reshaped = changed(|json| {
        json["version"] = json!(7);
        json["data"] = json!({"geval": []});
    });
    expect!["event 42 heeft versie 7 van verzuim.ziekmelding; dit programma kent versie 1"]
        .assert_eq(&reshaped.unwrap_err());
}

#[test]
fn an_event_that_is_none_is_refused() {
    let without_data = changed(|json| json["data"] = json!({}));
    assert!(without_data.unwrap_err().starts_with("geen leesbaar event: "));
    let unknown = changed(|json| json["type"] = json!("verzuim.onbekend"));
    assert!(unknown.unwrap_err().starts_with("geen leesbaar event: "));
    let nowhere = changed(|json| json["source"] = json!("robot:x"));
    assert!(nowhere.unwrap_err().contains("onbekende herkomst"));
    let no_moment = changed(|json| json["recorded_at"] = json!("2026-03-02"));
    assert!(no_moment.unwrap_err().contains("geen geldig tijdstip"));
    assert!(Event::read(b"").is_err());
}

#[test]
fn masked_hides_every_bsn_and_nothing_else() {
    for of in EventType::ALL {
        let event = sample(*of);
        let masked = event.masked().to_string();
        assert!(!masked.contains("012345672"), "{of}");
        let full = serde_json::to_value(&event).unwrap().to_string();
        assert_eq!(masked, full.replace("012345672", "******672"), "{of}");
        let debug = format!("{event:?}");
        for hidden in ["012345672", "Ans", "Beslissing"] {
            assert!(!debug.contains(hidden), "{of}: {debug}");
        }
    }
    let mut nested = json!({"a": [{"bsn": "012345672"}, {"b": {"bsn": 123_456_782}}], "bsn": null});
    host_domain::mask_bsn(&mut nested);
    assert_eq!(
        nested,
        json!({"a": [{"bsn": "******672"}, {"b": {"bsn": "******782"}}], "bsn": null})
    );
}
