//! The public JSON of every type of event, pinned one file each in `tests/golden`.
//!
//! A difference is a break for whoever reads events: raise the version and lift the old shape.
//! `UPDATE_GOLDEN=1` rewrites the files.

use std::{collections::BTreeSet, fs, path::PathBuf};

use expect_test::expect;
use host_domain::{
    About, Bsn, DeliveryId, Dienstverband, DienstverbandId, Dossier, Event, EventId, EventKind,
    EventType, Loonheffingennummer, Percentage, Persoon, Source, Taak, TaakId, TaakStatus, Traject,
    TrajectId, TrajectStatus, VerloopStap, WerkgeverId, WerknemerId, apply,
};
use jiff::civil::{Date, date};
use serde_json::{Value, json};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn stap(ingangsdatum: Date, percentage: &str) -> VerloopStap {
    VerloopStap { ingangsdatum, percentage: Percentage::parse(percentage).unwrap() }
}

fn taak() -> Taak {
    Taak {
        id: TaakId::from_bits(0x7A),
        code: "BelWerknemer".to_owned(),
        naam: "Bel de werknemer".to_owned(),
        rol: Some("casemanager".to_owned()),
        regel: Some("bel-bij-ziekmelding".to_owned()),
        toegevoegd_op: "2026-03-02T08:14:00Z".parse().unwrap(),
        status: TaakStatus::Open,
    }
}

fn traject(soort: &str) -> Traject {
    Traject {
        id: TrajectId::from_bits(0x72),
        soort: soort.to_owned(),
        extern_kenmerk: Some("V-2026-0001".to_owned()),
        begin: date(2026, 3, 2),
        status: TrajectStatus::Lopend,
        hersteld_gemeld_per: None,
        verloop: vec![stap(date(2026, 3, 2), "100")],
        volgnummer: Some(1),
        vangnet: Some(true),
        oorzaak: Some("99".to_owned()),
        dienstverband: Some(DienstverbandId::from_bits(0xD1)),
        kenmerken: ["langdurig".to_owned()].into(),
        taken: [(taak().id, taak())].into(),
    }
}

fn persoon() -> Persoon {
    Persoon {
        bsn: Some(Bsn::parse("012345672").unwrap()),
        extern_id: Some("E-17".to_owned()),
        personeelsnummer: Some("0042".to_owned()),
        achternaam: "Voorbeeld".to_owned(),
        tussenvoegsels: Some("van der".to_owned()),
        voorletters: Some("A.B.".to_owned()),
        roepnaam: Some("Ans".to_owned()),
        geslacht: Some("V".to_owned()),
        geboortedatum: Some(date(1980, 2, 29)),
    }
}

fn dienstverband() -> Dienstverband {
    Dienstverband {
        id: DienstverbandId::from_bits(0xD1),
        extern_id: Some("D-1".to_owned()),
        begin: date(2020, 1, 1),
        einde: Some(date(2026, 12, 31)),
        functie: Some("bakker".to_owned()),
        afdeling: Some("oven".to_owned()),
        loonheffingennummer: Some(Loonheffingennummer::parse("123456789L01").unwrap()),
    }
}

fn correctie() -> EventKind {
    EventKind::Correctie {
        begin: date(2026, 3, 1),
        verloop: vec![stap(date(2026, 3, 1), "100"), stap(date(2026, 3, 9), "50")],
        beeindigd_op: Some(date(2026, 3, 16)),
        hersteld_gemeld_per: Some(date(2026, 3, 18)),
        vangnet: Some(false),
        oorzaak: Some("10".to_owned()),
        dienstverband: Some(DienstverbandId::from_bits(0xD2)),
        vorige_begin: date(2026, 3, 2),
        vorig_verloop: vec![stap(date(2026, 3, 2), "100")],
        vorige_beeindigd_op: Some(date(2026, 3, 13)),
        volgnummer: Some(3),
    }
}

fn groepen() -> BTreeSet<String> {
    ["verzuimdesk".to_owned()].into()
}

/// One event of each type, with every field filled.
fn kind(of: EventType) -> EventKind {
    let lhn = || [Loonheffingennummer::parse("123456789L01").unwrap()].into();
    let (dienstverband, persoon) = (dienstverband(), persoon());
    let (naam, volgnummer) = ("Bakkerij Voorbeeld".to_owned(), Some(3));
    let (bezorging, koppeling) = (DeliveryId::from_bits(0xB2), "UWV".to_owned());
    let (op, vorig_percentage) = (date(2026, 3, 16), Percentage::parse("50").unwrap());
    match of {
        EventType::Ziekmelding => EventKind::Ziekmelding { traject: traject("Verzuim") },
        EventType::GedeeltelijkHersteld => EventKind::GedeeltelijkHersteld {
            ingangsdatum: date(2026, 3, 9),
            percentage: Percentage::parse("33.33").unwrap(),
            vorig_percentage: Percentage::FULL,
            volgnummer,
        },
        EventType::Bevestigd => EventKind::Bevestigd {
            ingangsdatum: date(2026, 3, 9),
            percentage: Percentage::parse("33.33").unwrap(),
            volgnummer,
        },
        EventType::Correctie => correctie(),
        EventType::Hersteld => {
            let gemeld_per = Some(date(2026, 3, 18));
            EventKind::Hersteld { op, gemeld_per, vorig_percentage, volgnummer }
        }
        EventType::Ingetrokken => EventKind::Ingetrokken { volgnummer },
        EventType::TrajectGestart => EventKind::TrajectGestart { traject: traject("ZwErd") },
        EventType::TrajectBeeindigd => EventKind::TrajectBeeindigd { op },
        EventType::TaakToegevoegd => EventKind::TaakToegevoegd { taak: taak() },
        EventType::TaakUitgevoerd => {
            EventKind::TaakUitgevoerd { taak: taak().id, code: taak().code }
        }
        EventType::WerknemerToegevoegd => EventKind::WerknemerToegevoegd { persoon },
        EventType::WerknemerGewijzigd => EventKind::WerknemerGewijzigd { persoon },
        EventType::DienstverbandGestart => EventKind::DienstverbandGestart { dienstverband },
        EventType::DienstverbandGewijzigd => EventKind::DienstverbandGewijzigd { dienstverband },
        EventType::DienstverbandBeeindigd => {
            let (dienstverband, einde) = (dienstverband.id, date(2026, 12, 31));
            EventKind::DienstverbandBeeindigd { dienstverband, einde }
        }
        EventType::WerkgeverToegevoegd => EventKind::WerkgeverToegevoegd {
            werkgevercode: "FLSN001".to_owned(),
            naam,
            loonheffingennummers: lhn(),
            werkgevergroepen: groepen(),
        },
        EventType::WerkgeverGewijzigd => EventKind::WerkgeverGewijzigd {
            naam,
            loonheffingennummers: lhn(),
            werkgevergroepen: groepen(),
        },
        EventType::BezorgingAanvaard => {
            let ontvangstbewijs = "kenmerk 4711".to_owned();
            EventKind::BezorgingAanvaard { bezorging, koppeling, ontvangstbewijs }
        }
        EventType::BezorgingGeweigerd => {
            let reden = "onbekend aansluitnummer".to_owned();
            EventKind::BezorgingGeweigerd { bezorging, koppeling, reden }
        }
    }
}

/// The sample as an event that another one led to; the two moments fall in winter and summer time.
fn sample(of: EventType) -> Event {
    Event {
        seq: 42,
        id: EventId::from_bits(0x2A),
        kind: kind(of),
        version: of.version(),
        occurred_at: "2026-03-02T08:14:00Z".parse().unwrap(),
        recorded_at: "2026-06-30T22:30:00.25Z".parse().unwrap(),
        source: Source::Koppeling("VI/Verzuimmeldingen".to_owned()),
        causation: Some(41),
        depth: 1,
        correlation: 40,
        about: About {
            werkgever: Some(WerkgeverId::from_bits(0x10)),
            werknemer: Some(WerknemerId::from_bits(0x20)),
            traject: Some(TrajectId::from_bits(0x72)),
        },
    }
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
        assert!(!debug.contains("012345672") && !debug.contains("Ans"), "{of}: {debug}");
    }
    let mut nested = json!({"a": [{"bsn": "012345672"}, {"b": {"bsn": 123_456_782}}], "bsn": null});
    host_domain::mask_bsn(&mut nested);
    assert_eq!(
        nested,
        json!({"a": [{"bsn": "******672"}, {"b": {"bsn": "******782"}}], "bsn": null})
    );
}
