//! Redirects: what is followed, and that each place is held against the grant again.

use expect_test::{Expect, expect};
use host_connectors::{HttpClient, HttpGrant};

use crate::servers::{answer, grant, perform, request, sent_on, server, told};

/// Sends a request to a server that sends it on to another one; gives the reply and what the other
/// got, if anything.
fn send_on(method: &str, status: u16, change: impl FnOnce(&mut HttpGrant)) -> (String, String) {
    let (elsewhere, there) = server(vec![answer("200 OK", "", "hier")]);
    let elsewhere = format!("127.0.0.1:{elsewhere}");
    let (port, here) = server(vec![sent_on(status, &format!("http://{elsewhere}/verder?a=b"))]);
    let host = format!("127.0.0.1:{port}");
    let mut grant = grant(&[&host, &elsewhere]);
    change(&mut grant);
    let client = HttpClient::new().unwrap();
    let reply = perform(&client, &request(method, &format!("http://{host}/pad")), &grant);
    here.join().unwrap();
    let said = told(reply).replace(&elsewhere, "elders");
    if said != "antwoord 200 hier" {
        return (said, String::new());
    }
    (said, there.join().unwrap().remove(0))
}

#[test]
fn a_get_is_sent_on_and_a_post_only_as_it_is() {
    for (method, status) in
        [("GET", 301), ("GET", 302), ("GET", 303), ("GET", 307), ("POST", 307), ("POST", 308)]
    {
        let (said, got) = send_on(method, status, |_| ());
        assert_eq!(said, "antwoord 200 hier", "{method} {status}");
        assert!(got.starts_with(&format!("{method} /verder?a=b HTTP/1.1\r\n")), "{got}");
        assert!(got.contains("x-proef: ja\r\n"), "{got}");
        assert_eq!(got.ends_with("\r\n\r\ninhoud"), method == "POST", "{got}");
    }
    for (method, status) in [("POST", 301), ("POST", 302), ("POST", 303), ("DELETE", 302)] {
        let (said, _) = send_on(method, status, |_| ());
        assert_eq!(said, format!("antwoord {status} daar"), "{method} {status}");
    }
    assert_eq!(send_on("GET", 304, |_| ()).0, "antwoord 304 ");
}

#[test]
fn every_place_is_held_against_the_grant() {
    let check = |change: fn(&mut HttpGrant), expected: Expect| {
        expected.assert_eq(&send_on("GET", 302, change).0);
    };
    check(
        |grant| drop(grant.asked.pop()),
        expect![
            "niet verstuurd false: na een doorverwijzing: de plugin vraagt elders niet in plugin.toml (asks.http)"
        ],
    );
    check(
        |grant| drop(grant.allowed.pop()),
        expect![
            "niet verstuurd false: na een doorverwijzing: elders is op deze koppeling niet toegestaan"
        ],
    );
}

/// The reply to a GET that is sent on to `to`; all of `hosts` are granted besides.
fn sent_to(to: &str, hosts: &[&str], private_addresses: bool) -> String {
    let (port, here) = server(vec![sent_on(302, to)]);
    let host = format!("localhost:{port}");
    let grant = HttpGrant { private_addresses, ..grant(&[&[host.as_str()], hosts].concat()) };
    let client = HttpClient::new().unwrap();
    let reply = perform(&client, &request("GET", &format!("http://{host}/")), &grant);
    drop(here); // without private addresses nobody comes
    told(reply)
}

#[test]
fn other_schemes_users_and_nonsense_are_refused_on_the_way_too() {
    for to in ["ftp://elders.invalid/", "file:///etc/hostname", "http://", "http://wie:wat@elders/"]
    {
        assert_eq!(
            sent_to(to, &["elders:80"], true),
            "niet verstuurd false: na een doorverwijzing: de plugin gaf geen bruikbaar http(s)-adres",
            "{to}"
        );
    }
}

#[test]
fn a_name_that_leads_inside_is_refused_before_it_can_send_on() {
    assert!(sent_to("http://elders.invalid/", &[], false).starts_with("niet verstuurd true: "));
}

#[test]
fn going_round_in_circles_ends() {
    let (port, here) = server(vec![sent_on(302, "/weer"); 6]);
    let host = format!("127.0.0.1:{port}");
    let client = HttpClient::new().unwrap();
    let reply = perform(&client, &request("GET", &format!("http://{host}/")), &grant(&[&host]));
    expect!["niet verstuurd false: na een doorverwijzing: de andere kant verwijst te vaak door"]
        .assert_eq(&told(reply));
    assert_eq!(here.join().unwrap().len(), 6);
}

#[test]
fn without_a_place_it_is_an_answer_like_any_other() {
    let (port, _here) = server(vec![answer("302 Found", "", "waar dan")]);
    let host = format!("127.0.0.1:{port}");
    let client = HttpClient::new().unwrap();
    let reply = perform(&client, &request("GET", &format!("http://{host}/")), &grant(&[&host]));
    assert_eq!(told(reply), "antwoord 302 waar dan");
}
