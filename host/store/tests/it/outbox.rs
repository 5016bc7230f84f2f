//! The outbox: what is due, in order.

use host_domain::{About, DeliveryId};
use host_store::{Delivery, DeliveryState, JsonDoc, Reads as _, StoreError};

use crate::world::World;

fn delivery(nr: u128, due_ms: i64) -> Delivery {
    Delivery {
        id: DeliveryId::from_bits(nr),
        koppeling: "klant/uit".to_owned(),
        plugin: "sivi".to_owned(),
        document: JsonDoc { kind: "x".to_owned(), version: 1, body: "{}".to_owned() },
        about: About::default(),
        causation: None,
        correlation: 1,
        created_at_ms: i64::try_from(nr).unwrap(),
        attempt: 0,
        state: DeliveryState::Waiting { due_ms },
        history: Vec::new(),
    }
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
        let ids = world.store.read().unwrap().due_deliveries(now_ms, limit).unwrap();
        ids.into_iter().map(DeliveryId::bits).collect::<Vec<_>>()
    };
    assert_eq!(due(200, 9), [4, 2, 3]);
    assert_eq!(due(200, 2), [4, 2]);
    assert_eq!(due(-6, 9), [0; 0]);
    assert_eq!(due(i64::MAX, 9), [4, 2, 3, 1, 5]);
    assert_eq!(world.store.read().unwrap().next_due().unwrap(), Some(-5));

    let reference = "r".to_owned();
    let (lease, ask) = (DeliveryState::Sending { lease_until_ms: 900 }, 250);
    put(&Delivery { state: lease, ..delivery(4, 0) });
    put(&Delivery {
        state: DeliveryState::Pending { reference, ask_at_ms: ask },
        ..delivery(2, 0)
    });
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
