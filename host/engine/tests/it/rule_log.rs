//! The log of the rules: what each did, newest first.

use std::time::Duration;

use expect_test::expect;

use crate::{effects::JANSEN, house::House};

const DAY: Duration = Duration::from_secs(24 * 3_600);

fn told(house: &House, regel: Option<&str>) -> String {
    let log = house.engine.rule_log(None, 100, regel).unwrap();
    assert_eq!(log.verder_voor, None);
    let line = |entry: &host_engine::RuleLogEntry| {
        let regel = entry.regel.as_deref().unwrap_or("-");
        format!("{}: {regel} {}: {}\n", entry.soort, entry.wat.name(), entry.tekst)
    };
    log.regels.iter().map(line).collect()
}

fn eventful() -> House {
    let house = House::open();
    house.take_rule(
        "schim",
        r#"gebeurtenis: "verzuim.ziekmelding", inschakelen: "schaduw",
        als: traject.percentage == 100, dan: [ traject_starten("Coaching") ]"#,
    );
    house.take_rule(
        "sluit",
        r#"gebeurtenis: "traject.dagwissel", als: traject.percentage == 100,
        dan: [ traject_sluiten() ]"#,
    );
    house.take_rule(
        "fout",
        r#"gebeurtenis: "traject.dagwissel", als: traject.percentage == 100,
        dan: [ herinnering("kan niet", vandaag + 9999999.dagen) ]"#,
    );
    house.send(&format!("M1\n{JANSEN}"));
    house.day_done();
    house.world.advance(DAY);
    house.day_done();
    house
}

#[test]
fn it_tells_what_rules_did_newest_first() {
    let house = eventful();
    expect![[r#"
        Dagwissel traject (batch): fout fout: de datum valt buiten de kalender
        Dagwissel traject (batch): sluit afgegaan: traject_sluiten()
        Dagwissel traject (batch): sluit geweigerd: een verzuim eindigt met een herstelmelding
        Ziekmelding / Start van nieuw traject: bel afgegaan: nieuwe_taak("Bel")
        Ziekmelding / Start van nieuw traject: schim schaduw: traject_starten("Coaching")
    "#]]
    .assert_eq(&told(&house, None));
    expect![[r#"
        Ziekmelding / Start van nieuw traject: schim schaduw: traject_starten("Coaching")
    "#]]
    .assert_eq(&told(&house, Some("schim")));
}

#[test]
fn it_is_read_page_by_page() {
    let house = eventful();
    let first = house.engine.rule_log(None, 1, None).unwrap();
    let events: Vec<u64> = first.regels.iter().map(|entry| entry.gebeurtenis).collect();
    assert_eq!(events.len(), 3, "all that one event gave is on one page");
    assert_eq!(first.verder_voor, Some(events[0]));
    let second = house.engine.rule_log(first.verder_voor, 1, None).unwrap();
    assert_eq!(second.regels.len(), 2);
    let third = house.engine.rule_log(second.verder_voor, 1, None).unwrap();
    assert_eq!((third.regels.len(), third.verder_voor), (0, None));
}
