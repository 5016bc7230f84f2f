//! Folders of rules and cases to hold them against.

use std::{collections::BTreeMap, fs, path::Path};

use host_domain::{
    About, Dossier, Event, EventId, EventKind, Persoon, Source, Traject, TrajectId, Werkgever,
    WerkgeverDossier, WerkgeverId, Werknemer, WerknemerDossier, WerknemerId,
};
use host_rulebook::{
    BerichtSchema, Book, Case, IntakeField, IntakeSchema, IntakeType, Loaded, Offered,
};
use serde_json::json;
use tempfile::TempDir;

/// Codes that the rules in these tests name.
const CATALOGUE: &str = r#"
[[taak]]
code = "EersteContact"
naam = "Neem contact op"
rol = "casemanager"

[[taak]]
code = "Controle"
naam = "Controleer"

[[rol]]
code = "casemanager"
naam = "Casemanager"

[[mailsjabloon]]
code = "signaal"
onderwerp = "{taak.naam}"
tekst = "Zie dossier {dossier}."

[[mailsjabloon]]
code = "kort"
onderwerp = "{gebeurtenis}"
tekst = ""

[[trajectsoort]]
code = "Verzuim"
naam = "Verzuim"

[[trajectsoort]]
code = "UwvDocumenten"
naam = "Documenten van UWV"

[[kenmerk]]
code = "spoed"
naam = "Spoed"
op = ["traject", "werkgever"]

[[kenmerk]]
code = "langdurig"
naam = "Langdurig"
op = ["traject", "werknemer"]

[[verzekeringstype]]
code = "Conventioneel"
naam = "Conventioneel"

[[verzekeringstype]]
code = "Stoploss"
naam = "Stoploss"

[[locatietype]]
code = "Telefonisch"
naam = "Telefonisch"
"#;

/// A folder with these files and a catalogue.
pub(crate) fn folder(files: &[(&str, &str)]) -> TempDir {
    let folder = TempDir::new().unwrap();
    write(folder.path(), "catalogus.toml", CATALOGUE);
    for (path, content) in files {
        write(folder.path(), path, content);
    }
    folder
}

fn write(folder: &Path, path: &str, content: &str) {
    let file = folder.join(path);
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, content).unwrap();
}

/// What loading these files gives.
pub(crate) fn load(files: &[(&str, &str)]) -> Loaded {
    let offered = Offered { intakes: &[schema()], berichten: &[message()] };
    Book::load(folder(files).path(), offered)
}

/// The book of files that must be sound.
pub(crate) fn sound(files: &[(&str, &str)]) -> Book {
    let loaded = load(files);
    let remarks: Vec<String> = loaded.diagnostics.iter().map(|found| found.render()).collect();
    loaded.book.unwrap_or_else(|| panic!("{}", remarks.join("\n")))
}

/// A trigger file with this `als` for events about an absence.
pub(crate) fn rule(als: &str) -> String {
    format!(
        "trigger(#{{\n    omschrijving: \"proef\",\n    gebeurtenis: \"verzuim.ziekmelding\",\n    \
         als: {als},\n    dan: [ nieuwe_taak(\"EersteContact\") ],\n}});\n"
    )
}

/// A small intake with one field of each type.
pub(crate) fn schema() -> IntakeSchema {
    let field = |name: &str, kind, optional| IntakeField { name: name.into(), kind, optional };
    IntakeSchema {
        kind: "sivi.verzuimmelding".into(),
        version: 1,
        fields: vec![
            field("IdWrkgvrArbdnst", IntakeType::Tekst, false),
            field("SignNm", IntakeType::Tekst, false),
            field("VrzmgvlId", IntakeType::Tekst, false),
            field("VrzmgvlVnrMld", IntakeType::Getal, false),
            field("DatEerstVrzmdg", IntakeType::Datum, false),
            field("DatHrstld", IntakeType::Datum, true),
            field("PrcVrzm", IntakeType::Bedrag, false),
            field("OorzkVrzmCd", IntakeType::Tekst, true),
            field("Herstel", IntakeType::JaNee, true),
        ],
    }
}

/// A message that a connector sends.
pub(crate) fn message() -> BerichtSchema {
    let field = |name: &str, kind, optional| IntakeField { name: name.into(), kind, optional };
    BerichtSchema {
        kind: "hr.signaal".into(),
        version: 1,
        fields: vec![
            field("reden", IntakeType::Tekst, false),
            field("sinds", IntakeType::Datum, true),
            field("percentage", IntakeType::Bedrag, true),
            field("vangnet", IntakeType::JaNee, true),
        ],
    }
}

const WERKGEVER: WerkgeverId = WerkgeverId::from_bits(1);
pub(crate) const WERKNEMER: WerknemerId = WerknemerId::from_bits(2);
const TRAJECT: TrajectId = TrajectId::from_bits(3);

/// An event with its dossiers.
pub(crate) struct Situation {
    pub(crate) event: Event,
    pub(crate) dossier: Dossier,
    pub(crate) werkgever: WerkgeverDossier,
    /// The werkgever's other werknemers.
    pub(crate) ingesloten: Vec<WerknemerDossier>,
}

impl Situation {
    pub(crate) fn case(&self) -> Case<'_> {
        Case {
            event: &self.event,
            dossier: Some(&self.dossier),
            werkgever: Some(&self.werkgever),
            ingesloten: &self.ingesloten,
        }
    }
}

/// A ziekmelding of 100 % from 2 March 2026, recorded just before midnight UTC on 31 March: in
/// Amsterdam that is 1 April.
pub(crate) fn ziekmelding() -> Situation {
    situation(|traject| EventKind::Ziekmelding { traject }, |_| {})
}

/// The start of a traject of another soort.
pub(crate) fn gestart(soort: &str) -> Situation {
    situation(
        |traject| EventKind::TrajectGestart { traject },
        |traject| {
            traject.soort = soort.into();
            traject.verloop.clear();
        },
    )
}

pub(crate) fn situation(
    kind: impl Fn(Traject) -> EventKind,
    change: impl Fn(&mut Traject),
) -> Situation {
    let mut traject = verzuim();
    change(&mut traject);
    let event = Event {
        seq: 7,
        id: EventId::from_bits(7),
        kind: kind(traject.clone()),
        version: 1,
        occurred_at: "2026-03-31T22:30:00Z".parse().unwrap(),
        recorded_at: "2026-03-31T22:30:00Z".parse().unwrap(),
        source: Source::Koppeling("VI/sivi".into()),
        causation: None,
        depth: 0,
        correlation: 7,
        about: About {
            werkgever: Some(WERKGEVER),
            werknemer: Some(WERKNEMER),
            traject: Some(TRAJECT),
        },
    };
    Situation { event, dossier: dossier(traject), werkgever: werkgever(), ingesloten: Vec::new() }
}

/// From JSON, as the log has it: fields that the domain adds have their defaults there.
fn verzuim() -> Traject {
    let traject = json!({
        "id": TRAJECT, "soort": "Verzuim", "extern_kenmerk": "V-1", "begin": "2026-03-02",
        "status": { "is": "lopend" }, "volgnummer": 1, "kenmerken": ["spoed"],
        "verloop": [{ "ingangsdatum": "2026-03-02", "percentage": "100.00" }],
    });
    serde_json::from_value(traject).unwrap()
}

fn dossier(traject: Traject) -> Dossier {
    let persoon = Persoon {
        bsn: None,
        extern_id: None,
        personeelsnummer: None,
        achternaam: "Vermeer".into(),
        tussenvoegsels: None,
        voorletters: None,
        roepnaam: None,
        geslacht: Some("V".into()),
        geboortedatum: None,
    };
    Dossier::Werknemer(WerknemerDossier {
        werknemer: Werknemer {
            id: WERKNEMER,
            werkgever: WERKGEVER,
            persoon,
            kenmerken: Default::default(),
        },
        dienstverbanden: BTreeMap::new(),
        trajecten: [(traject.id, traject)].into(),
    })
}

fn werkgever() -> WerkgeverDossier {
    WerkgeverDossier {
        werkgever: Werkgever {
            id: WERKGEVER,
            werkgevercode: "FLSN4711".into(),
            naam: "Bakkerij Van Dam".into(),
            loonheffingennummers: Default::default(),
            werkgevergroepen: ["Felison".to_owned()].into(),
            kenmerken: Default::default(),
        },
        polissen: BTreeMap::new(),
        machtigingen: BTreeMap::new(),
        trajecten: BTreeMap::new(),
    }
}
