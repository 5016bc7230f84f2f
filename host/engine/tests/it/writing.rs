//! Many at once: everything accepted is processed, once.

use std::sync::Arc;

use crate::house::House;

#[test]
fn messages_from_many_threads_are_all_processed_once() {
    let house = Arc::new(House::open());
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let house = Arc::clone(&house);
            std::thread::spawn(move || {
                for n in 0..6 {
                    let key = format!("T{thread}N{n}");
                    let text =
                        format!("{key}\n100;{key};;Jansen;{key};1;2026-03-02;2026-03-02;100");
                    house.accept(&text);
                    house.accept(&text);
                }
            })
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    house.settled();
    let events = house.events();
    assert_eq!(events.matches("verzuim.ziekmelding").count(), 48);
    assert_eq!(events.matches("taak.toegevoegd").count(), 48);
}
