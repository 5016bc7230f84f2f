//! Bodies that the host cannot read in time.

use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use host_connectors::{Blobs, StepFault};

use crate::guests::Message;
use crate::guests::{deliver, limits, plugin, receive};

/// A disk that gives no answer until it is told to.
#[derive(Default)]
struct Hanging {
    over: Mutex<bool>,
    ended: Condvar,
}

impl Blobs for Hanging {
    fn read(&self, _: u64, _: u64, _: u32) -> Result<Vec<u8>, String> {
        let over = self.over.lock().unwrap();
        drop(self.ended.wait_while(over, |over| !*over).unwrap());
        Ok(Vec::new())
    }
}

#[test]
fn a_read_that_hangs_ends_the_step_and_hurts_no_other() {
    let disk = Arc::new(Hanging::default());
    let plugin = plugin(); // built before the clock starts
    let began = Instant::now();
    let step = plugin.step(&receive("fine", 10), Arc::clone(&disk) as Arc<dyn Blobs>, &[]);
    assert_eq!(step.result, Err(StepFault::TooSlow { limit: limits().step_time }));
    assert!(began.elapsed() < limits().step_time + Duration::from_secs(10));
    let fine = Arc::new(Message(Vec::new()));
    assert!(plugin.step(&deliver("fine"), fine, &[]).result.is_ok());
    *disk.over.lock().unwrap() = true;
    disk.ended.notify_all();
}
