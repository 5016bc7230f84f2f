//! The log of the rules, and how often they spoke.

use host_rulebook::Book;

use crate::{connector::schemas, served::Served};

const RULES: [(&str, &str); 2] = [
    (
        "triggers/nieuw.rhai",
        r#"trigger(#{
    omschrijving: "Merkt wie nieuw is",
    gebeurtenis: "werknemer.toegevoegd",
    als: gebeurtenis.bron == "koppeling",
    dan: [ kenmerk_toevoegen("werknemer", "Bijzonder") ],
});
"#,
    ),
    (
        "triggers/schim.rhai",
        r#"trigger(#{
    omschrijving: "Zou de werkgever merken",
    inschakelen: "schaduw",
    gebeurtenis: "werknemer.toegevoegd",
    als: gebeurtenis.bron == "koppeling",
    dan: [ kenmerk_toevoegen("werkgever", "Bijzonder"), kenmerk_verwijderen("werknemer", "Bijzonder") ],
});
"#,
    ),
];

fn with_rules() -> Served {
    let served = Served::start();
    let mut sources = served.engine.book().sources().clone();
    sources.extend(RULES.map(|(path, text)| (path.to_owned(), text.to_owned())));
    let loaded = Book::from_sources(sources, &schemas());
    let book = loaded.book.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics));
    served.engine.use_book(book).unwrap();
    served.post("W1;123456782;Jansen");
    served.post("W1;111222333;Bakker");
    while served.get("/api/stand").json()["rustig"] != true {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    served
}

#[test]
fn the_log_is_read_page_by_page_and_by_rule() {
    let served = with_rules();
    let page = served.get("/api/regels/logboek?aantal=1").json();
    let entries = page["logboek"].as_array().unwrap();
    assert_eq!(entries.len(), 2, "all of one event: {page}");
    assert_eq!(entries[0]["regel"], "nieuw");
    assert_eq!(entries[0]["wat"], "afgegaan");
    assert_eq!(entries[0]["soort"], "Toevoegen werknemer");
    assert_eq!(entries[0]["tekst"], r#"kenmerk_toevoegen("werknemer", "Bijzonder")"#);
    assert!(entries[0]["op"].as_str().is_some_and(|op| op.starts_with("20")), "{page}");
    assert_eq!((&entries[1]["regel"], &entries[1]["wat"]), (&"schim".into(), &"schaduw".into()));
    let next = format!("/api/regels/logboek?aantal=1&na={}", page["volgende"]);
    assert_eq!(served.get(&next).json()["logboek"].as_array().unwrap().len(), 2);
    let one = served.get("/api/regels/logboek?regel=schim").json();
    assert_eq!(one["logboek"].as_array().unwrap().len(), 2);
    assert_eq!(one["volgende"], serde_json::Value::Null);
    assert_eq!(served.get("/api/regels/logboek?na=x").status, 400);
}

#[test]
fn the_list_and_the_figures_tell_shadow_apart() {
    let served = with_rules();
    let list = served.get("/api/regels").json();
    let schim = list["triggers"].as_array().unwrap().iter().find(|t| t["id"] == "schim").unwrap();
    assert_eq!((&schim["stand"], &schim["van_toepassing"]), (&"schaduw".into(), &0.into()));
    assert_eq!(schim["schaduw"], serde_json::json!({ "van_toepassing": 2, "acties": 4 }));
    let stand = served.get("/api/stand").json();
    let rules = &stand["regels"];
    assert_eq!((&rules["van_toepassing"], &rules["in_schaduw"]), (&2.into(), &2.into()));
    assert_eq!((&rules["geweigerd"], &rules["fouten"]), (&0.into(), &0.into()));
}
