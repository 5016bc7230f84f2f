//! Rules that people put in use: the concept, four eyes, and going back.

use host_engine::Person;
use host_http::{CameOf, LiveRules as _, WithBook};
use host_rulebook::Book;
use host_store::{BookReads as _, Ingebruikname, Testuitslag, Wijze};

use super::*;

fn person(name: &str) -> Person {
    Person { actor: Actor(name.to_owned()), name: name.to_owned() }
}

fn said(opmerking: &str) -> WithBook {
    WithBook { opmerking: Some(opmerking.to_owned()), ..WithBook::default() }
}

impl House {
    /// Saves a rule with a remark more; gives the hash of what is then in the folder.
    fn save(&self, remark: &str) -> String {
        self.change_rule("trigger(#{", &format!("// {remark}\ntrigger(#{{"));
        self.reloader.lock().folder.clone().unwrap()
    }

    fn concept(&self) -> Option<String> {
        self.reloader.desk().unwrap().concept.map(|one| one.boek)
    }

    fn proposal(&self) -> Option<String> {
        self.reloader.desk().unwrap().voorstel.map(|one| one.boek)
    }

    /// What went live, newest first.
    fn history(&self) -> Vec<Ingebruikname> {
        let view = self.reloader.engine.store().read().unwrap();
        view.ingebruiknames(None, 99).unwrap().into_iter().map(|(_, one)| one).collect()
    }

    /// The audit log, oldest first; books by the names that they have here.
    fn audit(&self, names: &[(&str, &str)]) -> String {
        let view = self.reloader.engine.store().read().unwrap();
        let mut told = String::new();
        for (_, entry) in view.audit_log(None, 99).unwrap().into_iter().rev() {
            let name = names.iter().find(|(hash, _)| *hash == entry.subject);
            let subject = name.map_or(entry.subject.as_str(), |(_, name)| name);
            if entry.action.starts_with("regels.") {
                told.push_str(&format!("{} {} {subject}\n", entry.actor, entry.action));
            }
        }
        told
    }
}

#[test]
fn a_saved_book_waits_until_somebody_puts_it_in_use() {
    let house = House::with(Modus::Concept, false);
    let first = house.book();
    assert_eq!(house.concept(), None, "a first start takes the folder");
    let second = house.save("Iets erbij.");
    assert_eq!((house.book(), house.concept()), (first.clone(), Some(second.clone())));
    // A bad book is none, and what is wrong is shown; the concept stays.
    house.change_rule("EersteContact", "EersteKontakt");
    assert_eq!((house.book(), house.concept()), (first.clone(), Some(second.clone())));
    assert!(house.faults().contains("EersteKontakt"));
    house.change_rule("EersteKontakt", "EersteContact");
    assert_eq!(house.faults(), "");

    let house = house.restart().unwrap();
    assert_eq!((house.book(), house.concept()), (first.clone(), Some(second.clone())));
    let desk = house.reloader.desk().unwrap();
    let concept = desk.concept.unwrap();
    assert!(concept.bruikbaar && concept.tests.totaal > 0, "{concept:?}");
    assert_eq!(concept.tests.geslaagd, concept.tests.totaal);
    assert_eq!(concept.bestanden.len(), 1);
    assert_eq!((desk.ingebruikname, desk.vier_ogen, desk.boek), ("concept", false, first.clone()));

    let who = person("a.ananas");
    let other = house.reloader.put_in_use(&who, &first, WithBook::default()).unwrap_err();
    assert!(other.to_string().contains("is niet het concept"), "{other}");
    let came = house.reloader.put_in_use(&who, &second, said("voor de wintertijd")).unwrap();
    assert_eq!((came, house.book(), house.concept()), (CameOf::InGebruik, second.clone(), None));
    let house = house.restart().unwrap();
    assert_eq!((house.book(), house.concept()), (second.clone(), None));

    let [newest, oldest] = house.history().try_into().unwrap();
    assert_eq!((newest.boek, newest.vorige), (second.clone(), Some(first.clone())));
    assert_eq!((newest.wijze, newest.door.as_str()), (Wijze::Concept, "a.ananas"));
    assert_eq!(newest.opmerking.as_deref(), Some("voor de wintertijd"));
    assert_eq!(newest.tests, concept.tests);
    assert_eq!(newest.bestanden, concept.bestanden);
    assert_eq!((oldest.boek, oldest.vorige), (first.clone(), None));
    assert_eq!((oldest.wijze, oldest.door.as_str()), (Wijze::Map, "map"));
    assert_eq!(
        house.audit(&[(&first, "eerste"), (&second, "tweede")]),
        "map regels.in_gebruik eerste\na.ananas regels.in_gebruik tweede\n"
    );
}

#[test]
fn a_change_that_is_undone_is_no_concept_any_more() {
    let house = House::with(Modus::Concept, false);
    house.save("Iets erbij.");
    assert!(house.concept().is_some());
    house.change_rule("// Iets erbij.\n", "");
    assert_eq!(house.concept(), None);
}

#[test]
fn what_changed_while_the_host_did_not_run_is_a_concept() {
    let house = House::with(Modus::Concept, false);
    let first = house.book();
    house.change(&format!("rules/{RULE}"), "trigger(#{", "// Iets erbij.\ntrigger(#{");
    let house = house.restart().unwrap();
    assert_eq!(house.book(), first);
    assert!(house.concept().is_some_and(|concept| concept != first));
}

#[test]
fn two_people_must_agree_where_four_eyes_are_asked() {
    let house = House::with(Modus::Concept, true);
    let first = house.book();
    let second = house.save("Iets erbij.");
    let (one, two) = (person("a.ananas"), person("b.baas"));
    let refused = house.reloader.approve(&two, &second).unwrap_err();
    assert!(refused.to_string().contains("wacht niet op goedkeuring"), "{refused}");
    let came = house.reloader.put_in_use(&one, &second, said("winter")).unwrap();
    assert_eq!((came, house.book()), (CameOf::Voorgesteld, first.clone()));

    // A restart keeps it, and neither the same person nor the engine lets it through.
    let house = house.restart().unwrap();
    assert_eq!((house.book(), house.proposal()), (first.clone(), Some(second.clone())));
    let same = house.reloader.approve(&one, &second).unwrap_err();
    assert!(same.to_string().contains("iemand anders moet het goedkeuren"), "{same}");
    let book = Book::from_sources(house.proposed_files(), &house.reloader.schemas()).book.unwrap();
    let how = host_engine::GoingLive::saved(Testuitslag::default(), None);
    let same = house.reloader.engine.approve_book(&one, book, how).unwrap_err();
    assert!(same.to_string().contains("iemand anders moet het goedkeuren"), "{same}");
    let other = house.reloader.approve(&two, &first).unwrap_err();
    assert!(other.to_string().contains("op goedkeuring wacht nu"), "{other}");

    house.reloader.approve(&two, &second).unwrap();
    assert_eq!((house.book(), house.proposal(), house.concept()), (second.clone(), None, None));
    let newest = house.history().remove(0);
    assert_eq!(newest.door, "a.ananas");
    assert_eq!(newest.goedgekeurd_door.as_deref(), Some("b.baas"));
    assert_eq!(newest.opmerking.as_deref(), Some("winter"));
    assert!(newest.voorgesteld_op.is_some_and(|at| at <= newest.op));
    assert_eq!(newest.vorige, Some(first.clone()));

    // Going back waits as well, and who proposed it may withdraw it.
    assert_eq!(
        house.reloader.go_back(&two, &first, WithBook::default()).unwrap(),
        CameOf::Voorgesteld
    );
    assert_eq!((house.book(), house.proposal()), (second.clone(), Some(first.clone())));
    house.reloader.decline(&two, &first).unwrap();
    assert!(house.reloader.decline(&two, &first).is_err());
    assert_eq!(house.proposal(), None);
    house.reloader.go_back(&two, &first, WithBook::default()).unwrap();
    house.reloader.approve(&one, &first).unwrap();
    assert_eq!((house.book(), house.history()[0].wijze), (first.clone(), Wijze::Terug));
    // What is in the folder is what was gone back from: no concept, also not after a restart.
    let house = house.restart().unwrap();
    house.reloader.rules_changed(Instant::now()).unwrap();
    assert_eq!((house.book(), house.concept()), (first.clone(), None));
    expect![[r#"
        map regels.in_gebruik eerste
        a.ananas regels.voorgesteld tweede
        b.baas regels.goedgekeurd tweede
        b.baas regels.voorgesteld eerste
        b.baas regels.afgewezen eerste
        b.baas regels.voorgesteld eerste
        a.ananas regels.goedgekeurd eerste
    "#]]
    .assert_eq(&house.audit(&[(&first, "eerste"), (&second, "tweede")]));
}

impl House {
    fn proposed_files(&self) -> BTreeMap<String, String> {
        let view = self.reloader.engine.store().read().unwrap();
        view.voorstel().unwrap().unwrap().bestanden
    }
}

#[test]
fn an_earlier_book_stays_in_use_until_the_folder_changes() {
    let house = House::new();
    let first = house.book();
    let second = house.save("Iets erbij.");
    assert_eq!(house.book(), second);
    let who = person("a.ananas");
    let never = house.reloader.go_back(&who, "0123456789abcdef", WithBook::default()).unwrap_err();
    assert!(never.to_string().contains("was nooit in gebruik"), "{never}");
    assert_eq!(
        house.reloader.go_back(&who, &first, said("te veel taken")).unwrap(),
        CameOf::InGebruik
    );
    assert!(house.reloader.go_back(&who, &first, WithBook::default()).is_err());
    let desk = house.reloader.desk().unwrap();
    assert_eq!((desk.boek, desk.opzij), (first.clone(), Some(second.clone())));

    house.reloader.rules_changed(Instant::now()).unwrap();
    assert_eq!(house.book(), first, "the folder did not change");
    let house = house.restart().unwrap();
    house.reloader.rules_changed(Instant::now()).unwrap();
    assert_eq!(
        (house.book(), house.faults().as_str()),
        (first.clone(), ""),
        "after a start neither"
    );
    house.change_rule("EersteContact", "EersteKontakt");
    house.change_rule("EersteKontakt", "EersteContact");
    assert_eq!(house.book(), first, "nor when it was broken in between");

    let third = house.save("En nog iets.");
    assert_eq!((house.book(), house.reloader.desk().unwrap().opzij), (third, None));
    house.change_rule("// En nog iets.\n", "");
    assert_eq!(house.book(), second, "now that is a change");
    let ways: Vec<Wijze> = house.history().iter().map(|one| one.wijze).collect();
    assert_eq!(ways, [Wijze::Map, Wijze::Map, Wijze::Terug, Wijze::Map, Wijze::Map]);
    assert_eq!(house.history()[2].opmerking.as_deref(), Some("te veel taken"));
}

#[test]
fn an_earlier_book_that_does_not_fit_the_plugins_is_refused() {
    let house = House::new();
    let first = house.book();
    let field = "    \"PersNr:tekst?\",\n";
    house.change_manifest(field, "    \"PersoneelsNr:tekst?\",\n");
    house.change(&format!("rules/{IMPORT}"), "bericht.PersNr,", "bericht.PersoneelsNr,");
    house.reloader.rules_changed(Instant::now()).unwrap();
    let second = house.book();
    assert_ne!(second, first);
    let refused =
        house.reloader.go_back(&person("a.ananas"), &first, WithBook::default()).unwrap_err();
    assert!(refused.to_string().contains("bericht.PersNr"), "{refused}");
    assert_eq!(house.book(), second);
}

#[test]
fn rules_and_a_plugin_that_need_each_other_go_live_together() {
    let house = House::with(Modus::Concept, false);
    let (first, before) = (house.book(), house.reloader.library.plugin("sivi").unwrap());
    let field = "    \"PersNr:tekst?\",\n";
    // The rules first, then the plugin; the other way about is as good.
    house.change(&format!("rules/{IMPORT}"), "bericht.PersNr,", "bericht.PersoneelsNr,");
    house.reloader.rules_changed(Instant::now()).unwrap();
    assert_eq!(house.concept(), None, "the plugin in use does not give that field");
    house.change_manifest(field, "    \"PersoneelsNr:tekst?\",\n");
    let desk = house.reloader.desk().unwrap();
    let concept = desk.concept.unwrap();
    assert_eq!((concept.met_plugin.as_deref(), concept.bruikbaar), (Some("sivi"), true));
    assert!(Arc::ptr_eq(&house.reloader.library.plugin("sivi").unwrap(), &before));
    house.reloader.put_in_use(&person("a.ananas"), &concept.boek, WithBook::default()).unwrap();
    assert_eq!(house.book(), concept.boek);
    assert_ne!(house.book(), first);
    assert!(!Arc::ptr_eq(&house.reloader.library.plugin("sivi").unwrap(), &before));
    assert_eq!((house.problems().as_str(), house.faults().as_str()), (NOT_BUILT, ""));
}

#[test]
fn a_start_does_not_replace_what_a_person_put_in_use() {
    let house = House::with(Modus::Concept, false);
    let good = house.book();
    house.change(&format!("rules/{RULE}"), "EersteContact", "EersteKontakt");
    let house = house.restart().unwrap();
    assert_eq!(house.book(), good);
    assert!(house.faults().contains("EersteKontakt"));
    // Nor when it cannot be used any more: then there is no start.
    house.change("plugins/sivi/plugin.toml", "    \"PersNr:tekst?\",\n", "");
    let refused = house.restart().err().unwrap();
    assert!(refused.contains("bericht.PersNr"), "{refused}");
    assert!(refused.contains("Zet de vorige plugins terug"), "{refused}");
}

#[test]
fn a_start_takes_no_folder_for_a_book_that_was_lost() {
    let house = House::with(Modus::Concept, true);
    house.change(&format!("rules/{RULE}"), "trigger(#{", "// Iets erbij.\ntrigger(#{");
    let lost = serde_json::json!("geen bestanden");
    let written: Result<(), host_store::StoreError> =
        house.reloader.engine.store().write(|session| {
            let (hash, _) = session.current_book()?.unwrap();
            session.put_book(&hash, &lost, 0)
        });
    written.unwrap();
    let refused = house.restart().err().unwrap();
    assert!(refused.contains("niet (goed) bewaard"), "{refused}");
}
