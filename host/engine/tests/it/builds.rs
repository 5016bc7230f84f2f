//! Which builds of connectors must stay loaded: those that open work began with.

use std::sync::atomic::Ordering;

use host_engine::Actor;
use host_store::Reads as _;
use sdk_connector::protocol::HttpReply;
use serde_json::json;

use crate::house::House;

const JANSEN: &str = "M1 verslag\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";

fn in_use(house: &House) -> Vec<String> {
    let mut builds: Vec<String> = house.engine.builds_in_use().unwrap().into_iter().collect();
    builds.sort();
    builds
}

#[test]
fn an_open_message_keeps_its_build_in_use() {
    let mut house = House::closed();
    assert_eq!(in_use(&house), Vec::<String>::new());
    house.accept("M1");
    house.world.build.store(1, Ordering::SeqCst);
    house.accept("M2");
    assert_eq!(in_use(&house), ["0", "1"]);
    house.world.build.store(0, Ordering::SeqCst);
    house.start();
    house.settled();
}

#[test]
fn an_attempt_that_is_being_made_keeps_its_build_in_use() {
    let house = House::open();
    let (seen, engine) =
        (std::sync::Arc::new(std::sync::Mutex::new(Vec::new())), house.engine.clone());
    let noted = seen.clone();
    *house.world.meanwhile.lock().unwrap() = Some(Box::new(move || {
        noted.lock().unwrap().extend(engine.builds_in_use().unwrap());
    }));
    let answered = |status| HttpReply::Answered {
        status,
        headers: Vec::new(),
        body: String::new(),
        blob: None,
    };
    house.world.answers.lock().unwrap().push_back(answered(200));
    house.send(JANSEN);
    assert_eq!(*seen.lock().unwrap(), ["0"]);
    assert_eq!(in_use(&house), Vec::<String>::new());
}

#[test]
fn what_a_plugin_may_ask_is_kept_and_audited() {
    let house = House::open();
    let asks = json!({ "http": ["a.nl:443"], "credentials": [] });
    house.engine.accept_plugin(&Actor("b.baas".into()), "proef", asks.clone()).unwrap();
    let view = house.engine.store().read().unwrap();
    assert_eq!(view.accepted_plugin("proef").unwrap(), Some(asks));
    let (_, entry) = view.audit_log(None, 1).unwrap().remove(0);
    assert_eq!((entry.actor.as_str(), entry.action.as_str()), ("b.baas", "plugin.aanvaard"));
    assert_eq!(entry.subject, "proef");
}
