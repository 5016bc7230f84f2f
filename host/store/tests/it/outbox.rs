//! The outbox: what is due, in order.

use host_domain::{About, DeliveryId};
use host_store::{Delivery, DeliveryState, JournalEntry, JsonDoc, Lane, Reads as _, StoreError};

use crate::world::World;

fn delivery(nr: u128, due_ms: i64) -> Delivery {
    let document = JsonDoc { kind: "x".to_owned(), version: 1, body: "{}".to_owned() };
    let (id, created) = (DeliveryId::from_bits(nr), i64::try_from(nr).unwrap());
    let (link, plugin) = ("klant/uit".to_owned(), "sivi".to_owned());
    let new = Delivery::new(id, link, plugin, document, About::default(), created, Lane::Deliver);
    assert_eq!(new.due_ms(), Some(created), "a new one is due at once");
    Delivery { state: DeliveryState::Waiting { due_ms }, ..new }
}

#[test]
fn due_ones_come_in_order_and_ended_ones_not() {
    let world = World::new();
    let put = |delivery: &Delivery| {
        world.store.write(|session| session.put_delivery(delivery)).unwrap();
    };
    for (nr, due) in [(1, 300), (2, 100), (3, 200), (4, -5), (5, i64::MAX)] {
        put(&delivery(nr, due));
    }
    let due = |now_ms, limit| {
        let ids = world.store.read().unwrap().due_deliveries(Lane::Deliver, now_ms, limit).unwrap();
        ids.into_iter().map(DeliveryId::bits).collect::<Vec<_>>()
    };
    assert_eq!(due(200, 9), [4, 2, 3]);
    assert_eq!(due(200, 2), [4, 2]);
    assert_eq!(due(-6, 9), [0; 0]);
    assert_eq!(due(i64::MAX, 9), [4, 2, 3, 1, 5]);
    assert_eq!(world.store.read().unwrap().next_due(Lane::Deliver).unwrap(), Some(-5));

    let plugin_hash = "ab".to_owned();
    let sending = DeliveryState::Sending { since_ms: 1, lease_until_ms: 900, plugin_hash };
    put(&Delivery { state: sending, ..delivery(4, 0) });
    put(&Delivery { state: DeliveryState::Pending { ask_at_ms: 250 }, ..delivery(2, 0) });
    put(&Delivery {
        state: DeliveryState::Accepted { receipt: "ok".to_owned() },
        ..delivery(3, 0)
    });
    assert_eq!(due(1_000, 9), [2, 1, 4]);
    world.assert_whole();
}

#[test]
fn newest_first_page_by_page() {
    let world = World::new();
    let written: Result<(), StoreError> = world
        .store
        .write(|session| (1..=5).try_for_each(|nr| session.put_delivery(&delivery(nr, 0))));
    written.unwrap();
    let read = world.store.read().unwrap();
    let page = read.deliveries(None, 2).unwrap();
    let next = read.deliveries(page.last(), 9).unwrap();
    let ids = |page: &[Delivery]| page.iter().map(|d| d.id.bits()).collect::<Vec<_>>();
    assert_eq!((ids(&page), ids(&next)), (vec![5, 4], vec![3, 2, 1]));
}

#[test]
fn oldest_first_up_to_a_moment() {
    let world = World::new();
    let written: Result<(), StoreError> = world
        .store
        .write(|session| (1..=5).try_for_each(|nr| session.put_delivery(&delivery(nr, 0))));
    written.unwrap();
    let read = world.store.read().unwrap();
    let page = read.older_deliveries(5, None, 3).unwrap();
    let next = read.older_deliveries(5, page.last().copied(), 9).unwrap();
    let ids = |page: &[(i64, DeliveryId)]| page.iter().map(|d| d.1.bits()).collect::<Vec<_>>();
    assert_eq!((ids(&page), ids(&next)), (vec![1, 2, 3], vec![4]));
}

#[test]
fn a_removed_one_leaves_nothing() {
    let world = World::new();
    let (gone, stays) = (delivery(1, 0), delivery(2, 0));
    let entry = || {
        let document = || gone.document.clone();
        JournalEntry { effect: document(), reply: document(), blob: None }
    };
    let written: Result<(), StoreError> = world.store.write(|session| {
        session.put_delivery(&gone)?;
        session.put_delivery(&stays)?;
        session.push_journal(&gone.call(), 0, &entry())?;
        session.push_journal(&stays.call(), 0, &entry())
    });
    written.unwrap();
    world.store.write(|session| session.remove_delivery(gone.id)).unwrap();
    let read = world.store.read().unwrap();
    assert_eq!(read.delivery(gone.id).unwrap(), None);
    assert_eq!(read.deliveries(None, 9).unwrap(), std::slice::from_ref(&stays));
    assert_eq!(read.due_deliveries(Lane::Deliver, i64::MAX, 9).unwrap(), [stays.id]);
    assert_eq!(read.journal(&gone.call(), 0).unwrap(), []);
    assert_eq!(read.journal(&stays.call(), 0).unwrap().len(), 1);
    drop(read);
    world.assert_whole();
}

#[test]
fn remembers_how_it_began_and_the_last_attempts() {
    let mut delivery = delivery(1, 0);
    for nr in 0..100 {
        delivery.note(nr, format!("poging {nr}"));
    }
    assert_eq!(delivery.history.len(), 20);
    assert_eq!(delivery.history[0].what, "poging 0");
    assert_eq!(delivery.history[1].what, "poging 81");
    assert_eq!(delivery.history[19].what, "poging 99");
}

#[test]
fn no_lane_hides_another() {
    let world = World::new();
    let put = |delivery: &Delivery| {
        world.store.write(|session| session.put_delivery(delivery)).unwrap();
    };
    let of = |nr, lane, due| Delivery { lane, ..delivery(nr, due) };
    (1..=300).for_each(|nr| put(&of(nr, Lane::Fetch, -9)));
    put(&of(301, Lane::Mail, 5));
    put(&of(302, Lane::Deliver, 7));
    let due = |lane, limit| {
        let ids = world.store.read().unwrap().due_deliveries(lane, 100, limit).unwrap();
        ids.into_iter().map(DeliveryId::bits).collect::<Vec<_>>()
    };
    assert_eq!(due(Lane::Fetch, 2), [1, 2]);
    assert_eq!((due(Lane::Mail, 9), due(Lane::Deliver, 9)), (vec![301], vec![302]));
    let next = |lane| world.store.read().unwrap().next_due(lane).unwrap();
    assert_eq!(Lane::ALL.map(next), [Some(7), Some(-9), Some(5)]);
    world.assert_whole();

    put(&of(301, Lane::Deliver, 5));
    assert_eq!((due(Lane::Mail, 9), due(Lane::Deliver, 9)), (vec![], vec![301, 302]));
    world.store.write(|session| session.remove_delivery(DeliveryId::from_bits(1))).unwrap();
    assert_eq!(due(Lane::Fetch, 2), [2, 3]);
    world.assert_whole();
}

#[test]
fn one_that_was_kept_before_there_were_lanes_is_to_be_delivered() {
    let mut json = serde_json::to_value(delivery(1, 0)).unwrap();
    assert_eq!(json.as_object_mut().unwrap().remove("lane").unwrap(), "deliver");
    assert_eq!(serde_json::from_value::<Delivery>(json).unwrap().lane, Lane::Deliver);
}
