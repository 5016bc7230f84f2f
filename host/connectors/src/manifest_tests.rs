//! plugin.toml: what is understood and how mistakes are told.

use expect_test::{Expect, expect};
use sdk_connector::protocol::Problem;
use serde_json::json;

use super::*;

const WHOLE: &str = r#"
name = "sivi"
version = "0.1.0"
contract = "0.1"
description = "SIVI Verzuimstandaard"

[asks]
http = ["instelling:verwerkingsmelding_url", "vast.example:8443", "ook.example"]

[[intake]]
kind = "sivi.verzuimmelding"
version = 1
fields = [
    "Bsn:tekst",
    "Percentage:getal?",
    { name = "Loon", type = "bedrag", optional = true, doc = "per maand" },
    { name = "Eerste", type = "datum" },
]

[[document]]
kind = "sivi.verwerkingsmelding"
version = 1

[[bericht]]
kind = "sivi.seintje"
version = 2
doc = "Zegt de verzekeraar dat er iets is"
fields = ["Polisnr:tekst", "Bedrag:bedrag", "Per:datum?"]

[limits]
memory_mib = 8
effects = 1000
"#;

fn read(text: &str) -> Result<Manifest, ManifestError> {
    Manifest::read(Path::new("plugins/sivi/plugin.toml"), text)
}

#[test]
fn limits_are_only_lowered() {
    let limits = read(WHOLE).unwrap().limits(&Limits::default());
    assert_eq!(limits, Limits { memory_bytes: 8 << 20, ..Limits::default() });
}

#[test]
fn asked_hosts_come_from_the_settings_too() {
    let manifest = read(WHOLE).unwrap();
    let hosts = |settings: Value| match manifest.asked_hosts(&settings) {
        Ok(hosts) => hosts.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "),
        Err(what) => what,
    };
    expect!["vast.example:8443 ook.example:443"].assert_eq(&hosts(json!({})));
    expect!["zij.example:80 vast.example:8443 ook.example:443"]
        .assert_eq(&hosts(json!({ "verwerkingsmelding_url": "http://Zij.example/pad?x" })));
    expect!["instelling `verwerkingsmelding_url` is geen http(s)-adres"]
        .assert_eq(&hosts(json!({ "verwerkingsmelding_url": "zij.example" })));
}

/// [`WHOLE`] with one mistake in it.
#[expect(clippy::needless_pass_by_value, reason = "expect! is written on the spot")]
fn check_mistake(from: &str, to: &str, expected: Expect) {
    assert!(WHOLE.contains(from));
    expected.assert_eq(&read(&WHOLE.replace(from, to)).unwrap_err().to_string());
}

#[test]
fn mistakes_are_told_with_file_and_line() {
    check_mistake(
        "effects = 1000",
        "efects = 1",
        expect![
            "plugins/sivi/plugin.toml:32: sleutel `efects` bestaat niet; bekend: `memory_mib`, `step_seconds`, `output_mib`, `effects`"
        ],
    );
    check_mistake(
        "version = \"0.1.0\"",
        "",
        expect!["plugins/sivi/plugin.toml:1: sleutel `version` ontbreekt"],
    );
    check_mistake(
        "contract = \"0.1\"",
        "contract = \"1.0\"",
        expect!["plugins/sivi/plugin.toml:4: deze host spreekt contract 0.1, de plugin 1.0"],
    );
    check_mistake(
        "name = \"sivi\"",
        "name = \"Sivi\"",
        expect![
            "plugins/sivi/plugin.toml:2: naam `Sivi` mag alleen kleine letters, cijfers en streepjes hebben"
        ],
    );
}

#[test]
fn contracts_of_this_host_and_earlier_ones_of_its_major_are_spoken() {
    let with = |contract: &str| {
        read(&WHOLE.replace("contract = \"0.1\"", &format!("contract = \"{contract}\"")))
    };
    for contract in ["0.0", "0.1"] {
        assert!(with(contract).is_ok(), "{contract}");
    }
    for contract in ["0.2", "1.0", "1.1", "0", "0.1.0", "", "0.", "a.b", "-0.1"] {
        let what = with(contract).unwrap_err().to_string();
        assert!(what.ends_with(&format!("spreekt contract 0.1, de plugin {contract}")), "{what}");
    }
}

#[test]
fn the_wasm_lies_below_its_places() {
    let with = |file: &str| read(&WHOLE.replacen('\n', &format!("\nwasm = \"{file}\"\n"), 1));
    assert!(with("sivi.wasm").is_ok() && with("gebouwd/sivi.wasm").is_ok());
    for file in ["/etc/sivi.wasm", "../anders/sivi.wasm", "gebouwd/../../sivi.wasm", "", "."] {
        let what = with(file).unwrap_err().to_string();
        assert!(what.contains(":2: `wasm` noemt een bestand in de map van de plugin"), "{what}");
    }
}

#[test]
fn mistakes_in_fields_and_asks_are_told_too() {
    check_mistake(
        "Percentage:getal?",
        "Percentage:procent",
        expect![
            "plugins/sivi/plugin.toml:13: veld `Percentage` heeft een onbekend type `procent`; bekend zijn tekst, getal, bedrag, datum en ja_nee"
        ],
    );
    check_mistake(
        "Percentage:getal?",
        "Percentage",
        expect![
            "plugins/sivi/plugin.toml:13: veld `Percentage` heeft geen type; schrijf `Percentage:tekst`"
        ],
    );
    check_mistake(
        "type = \"bedrag\"",
        "type = \"geld\"",
        expect![[
            r#"plugins/sivi/plugin.toml:13: een veld is een tekst als "naam:type" of een tabel met name, type, optional en doc"#
        ]],
    );
    check_mistake(
        "instelling:verwerkingsmelding_url",
        "instelling:",
        expect![
            "plugins/sivi/plugin.toml:8: achter `instelling:` ontbreekt de naam van de instelling"
        ],
    );
    check_mistake(
        "vast.example:8443",
        "https://vast.example/",
        expect![
            "plugins/sivi/plugin.toml:8: `https://vast.example/` is geen adres; schrijf `host:poort`"
        ],
    );
    check_mistake(
        "memory_mib = 8",
        "memory_mib = ",
        expect![
            "plugins/sivi/plugin.toml:31: string values must be quoted, expected literal string"
        ],
    );
}

#[test]
fn intakes_are_held_against_the_declaration() {
    let manifest = read(WHOLE).unwrap();
    let check = |kind: &str, fields: Value, problems: Vec<Problem>, expected: Expect| {
        let intake = Intake {
            key: "k".into(),
            place: "regel 4".into(),
            problems,
            fields,
            file: None,
            echo: Value::Null,
        };
        let verdict = manifest.check_intake(&Document::of(kind, 1, &intake));
        expected.assert_eq(&verdict.err().unwrap_or_else(|| "goed".into()));
    };
    let kind = "sivi.verzuimmelding";
    let good = json!({ "Bsn": "geheim", "Eerste": "2026-03-02", "Loon": null });
    check(kind, good.clone(), vec![], expect!["goed"]);
    check(
        "sivi.anders",
        good,
        vec![],
        expect!["intake `sivi.anders` versie 1 staat niet in plugin.toml"],
    );
    check(
        kind,
        json!({ "Bsn": "geheim" }),
        vec![],
        expect!["intake `sivi.verzuimmelding`, regel 4: veld `Eerste` ontbreekt"],
    );
    check(
        kind,
        json!({ "Bsn": 123456782, "Eerste": "2026-03-02" }),
        vec![],
        expect!["intake `sivi.verzuimmelding`, regel 4: veld `Bsn` is geen tekst"],
    );
    check(
        kind,
        json!({ "Bsn": "1", "Eerste": "2026-03-02", "Rest": 1 }),
        vec![],
        expect!["intake `sivi.verzuimmelding`, regel 4: veld `Rest` staat niet in plugin.toml"],
    );
    check(
        kind,
        json!([]),
        vec![],
        expect!["de velden van `sivi.verzuimmelding` zijn geen JSON-object"],
    );
    let dropped = Problem { level: Level::Uitval, field: "Bsn".into(), text: "ontbreekt".into() };
    check(kind, json!({}), vec![dropped], expect!["goed"]);
    let broken = Document { kind: kind.into(), version: 1, body: b"{\"key\": 123456782}".to_vec() };
    expect!["`sivi.verzuimmelding` heeft niet de vorm van versie 1 (regel 1, teken 17)"]
        .assert_eq(&manifest.check_intake(&broken).unwrap_err());
}

#[test]
fn messages_of_rules_are_held_against_the_declaration() {
    let manifest = read(WHOLE).unwrap();
    let check = |soort: &str, fields: Value, expected: Expect| {
        let fields = fields.as_object().unwrap();
        expected.assert_eq(&match manifest.check_bericht(soort, fields) {
            Ok(version) => format!("goed, versie {version}"),
            Err(what) => what,
        });
    };
    let soort = "sivi.seintje";
    check(soort, json!({ "Polisnr": "P1", "Bedrag": "12.50" }), expect!["goed, versie 2"]);
    check(
        soort,
        json!({ "Polisnr": "P1", "Bedrag": "12.50", "Per": "2026-03-02" }),
        expect!["goed, versie 2"],
    );
    check(
        soort,
        json!({ "Polisnr": "P1", "Bedrag": "veel" }),
        expect!["bericht `sivi.seintje`: veld `Bedrag` is geen bedrag"],
    );
    check(
        soort,
        json!({ "Bedrag": "12.50" }),
        expect!["bericht `sivi.seintje`: veld `Polisnr` ontbreekt"],
    );
    check(
        soort,
        json!({ "Polisnr": "P1", "Bedrag": "1", "Bsn": "geheim" }),
        expect!["bericht `sivi.seintje`: veld `Bsn` staat niet in plugin.toml"],
    );
    check(
        "sivi.verwerkingsmelding",
        json!({}),
        expect!["plugin `sivi` stuurt geen berichten van soort `sivi.verwerkingsmelding`"],
    );
}
