//! How the window of a poll moves, so that nothing is left out.

use plugins_digipoort::Digipoort;
use sdk_connector::kinds;
use sdk_connector::protocol::{Page, Poll, Scope};
use sdk_connector::script::Played;
use serde_json::{Value, json};

use crate::samples::{HOUR, NOW, ONE, TWO, WAZO, ZW, answered, fault, list, scope, script};

const DAY: i64 = 24 * HOUR;

/// tijdstempelVanaf and tijdstempelTot of every request.
fn windows<T>(played: &Played<T>) -> Vec<(String, String)> {
    let between = |text: &str, tag: &str| {
        let text = text.split(&format!("<{tag}>")).nth(1).unwrap();
        text.split('<').next().unwrap().to_owned()
    };
    let requests = played.transcript.split("? http").skip(1);
    requests
        .map(|request| (between(request, "tijdstempelVanaf"), between(request, "tijdstempelTot")))
        .collect()
}

fn poll(cursor: &Value, scopes: &[Scope], now: i64, replies: &[(u16, String)]) -> Played<Page> {
    let script = replies.iter().fold(script().now_ms(now), |script, (status, body)| {
        script.reply(kinds::HTTP, &answered(*status, body.as_str()))
    });
    script.poll::<Digipoort>(&Poll { cursor: cursor.clone(), scopes: scopes.to_vec() })
}

/// The keys, the cursor and whether there is more.
fn listed(played: Played<Page>) -> (Vec<String>, Value, bool) {
    let Ok(Page::Listed { items, cursor, more }) = played.outcome else {
        panic!("not listed: {}", played.transcript)
    };
    (items.into_iter().map(|item| item.key).collect(), cursor, more)
}

fn window(from: &str, to: &str) -> (String, String) {
    (from.to_owned(), to.to_owned())
}

#[test]
fn every_window_overlaps_the_last() {
    let scopes = [scope(ONE, ZW)];
    let first = poll(&Value::Null, &scopes, NOW, &[(200, list(ZW, &[]))]);
    let expected = window("2026-02-26T09:00:00.000Z", "2026-03-02T09:00:00.000Z");
    assert_eq!(windows(&first), [expected]); // a day ago, and three days of overlap
    let (_, cursor, more) = listed(first);
    assert_eq!((&cursor, more), (&json!({ ZW: { "tot": { ONE: NOW } } }), false));

    let later = NOW + HOUR / 4;
    let second = poll(&cursor, &scopes, later, &[(200, list(ZW, &[]))]);
    let expected = window("2026-02-27T09:00:00.000Z", "2026-03-02T09:15:00.000Z");
    assert_eq!(windows(&second), [expected]);
    assert_eq!(listed(second).1, json!({ ZW: { "tot": { ONE: later } } }));
}

#[test]
fn a_new_employer_widens_the_window_and_one_that_left_is_forgotten() {
    let cursor =
        json!({ ZW: { "tot": { ONE: NOW - HOUR, "999999990L01": 1 } }, WAZO: { "tot": {} } });
    let new = Scope { since_ms: NOW - 10 * DAY, ..scope(TWO, ZW) };
    let played = poll(&cursor, &[scope(ONE, ZW), new], NOW, &[(200, list(ZW, &[]))]);
    let expected = window("2026-02-17T09:00:00.000Z", "2026-03-02T09:00:00.000Z");
    assert_eq!(windows(&played), [expected]);
    assert_eq!(listed(played).1, json!({ ZW: { "tot": { ONE: NOW, TWO: NOW } } }));
}

#[test]
fn a_long_time_is_listed_in_parts() {
    let scopes = [Scope { since_ms: NOW - 40 * DAY, ..scope(ONE, ZW) }];
    let first = poll(&Value::Null, &scopes, NOW, &[(200, list(ZW, &[]))]);
    let expected = window("2026-01-18T09:00:00.000Z", "2026-02-21T09:00:00.000Z");
    assert_eq!(windows(&first), [expected]);
    let (_, cursor, more) = listed(first);
    assert!(more);
    let second = poll(&cursor, &scopes, NOW, &[(200, list(ZW, &[]))]);
    let expected = window("2026-02-18T09:00:00.000Z", "2026-03-02T09:00:00.000Z");
    assert_eq!(windows(&second), [expected]);
    assert!(!listed(second).2);
}

#[test]
fn a_service_that_fails_holds_up_no_other_and_stays_where_it_was() {
    let scopes = [scope(ONE, ZW), scope(ONE, WAZO)];
    let cursor = json!({ WAZO: { "tot": { ONE: NOW - 5 * HOUR } } });
    let replies = [(500, fault("OPH400")), (200, list(ZW, &[("K-1", ONE)]))];
    let played = poll(&cursor, &scopes, NOW, &replies);
    let note = "# Warning: UWV-ZZ-WAZO is niet opgevraagd: Digipoort meldt OPH400";
    assert_eq!(played.transcript.matches(note).count(), 1);
    let (keys, cursor, more) = listed(played);
    assert_eq!(keys, ["K-1"]);
    let expected = json!({ WAZO: { "tot": { ONE: NOW - 5 * HOUR } }, ZW: { "tot": { ONE: NOW } } });
    assert_eq!((cursor, more), (expected, false));
}

#[test]
fn when_all_services_fail_one_that_may_still_go_well_decides() {
    let scopes = [scope(ONE, ZW), scope(ONE, WAZO)];
    let told =
        |replies: &[(u16, String)]| poll(&Value::Null, &scopes, NOW, replies).outcome.unwrap();
    let (refused, later) = ((500, fault("OPH100")), (500, fault("OPH400")));
    assert!(matches!(told(&[refused.clone(), later]), Page::TryAgain { .. }));
    assert!(matches!(told(&[refused.clone(), refused]), Page::Rejected { .. }));
}

#[test]
fn more_than_a_page_is_handed_over_in_the_order_of_its_keys() {
    let keys: Vec<String> = (0..12_345).map(|number| format!("K-{number:05}")).collect();
    let items: Vec<(&str, &str)> = keys.iter().rev().map(|key| (key.as_str(), ONE)).collect();
    let (scopes, reply) = ([scope(ONE, ZW)], [(200, list(ZW, &items))]);
    let first = poll(&Value::Null, &scopes, NOW, &reply);
    let its_windows = windows(&first);
    let (mut seen, cursor, more) = listed(first);
    assert_eq!((seen.len(), more), (10_000, true));

    let second = poll(&cursor, &scopes, NOW + HOUR / 60, &reply);
    assert_eq!(windows(&second), its_windows); // the same list, however late it is
    let (rest, last, more) = listed(second);
    seen.extend(rest);
    assert!(seen == keys && !more);
    assert_eq!(last, json!({ ZW: { "tot": { ONE: NOW } } }));

    // With another employer the list is asked for anew: what was passed over may be his.
    let scopes = [scope(ONE, ZW), scope(TWO, ZW)];
    let again = poll(&cursor, &scopes, NOW, &[(200, list(ZW, &[("K-00001", TWO)]))]);
    assert_eq!(listed(again).0, ["K-00001"]);
}
