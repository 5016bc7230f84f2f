//! Places for messages that come in or wait for their answer. A place is given back when all who
//! work on the message are done, also when its sender hung up before.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{limits::Limits, problem::Problem};

/// When to try again when all places are taken, in seconds.
const RETRY: u32 = 2;

/// All places.
#[derive(Debug)]
pub(crate) struct Places {
    all: Arc<Semaphore>,
    /// Places taken, by klantcode.
    taken: Mutex<HashMap<String, usize>>,
    of_account: usize,
}

/// One place; whoever works on the message holds on to it.
#[derive(Debug)]
pub(crate) struct Place {
    places: Arc<Places>,
    klantcode: String,
    _of_all: OwnedSemaphorePermit,
}

impl Places {
    pub(crate) fn new(limits: &Limits) -> Arc<Places> {
        Arc::new(Places {
            all: Arc::new(Semaphore::new(limits.messages)),
            taken: Mutex::default(),
            of_account: limits.messages_of_account,
        })
    }

    /// A place for a message of this account, when there is one.
    pub(crate) fn take(self: &Arc<Places>, klantcode: &str) -> Result<Arc<Place>, Problem> {
        let full = |_| Problem::unavailable("Er komen nu te veel berichten tegelijk.", RETRY);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.get(klantcode).copied().unwrap_or_default();
        if own >= self.of_account {
            let detail = format!("Stuur ten hoogste {} berichten tegelijk.", self.of_account);
            return Err(Problem::too_many(detail, RETRY));
        }
        let of_all = Arc::clone(&self.all).try_acquire_owned().map_err(full)?;
        taken.insert(klantcode.to_owned(), own + 1);
        let (places, klantcode) = (Arc::clone(self), klantcode.to_owned());
        Ok(Arc::new(Place { places, klantcode, _of_all: of_all }))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(own) = taken.get_mut(&self.klantcode) {
            *own -= 1;
            if *own == 0 {
                taken.remove(&self.klantcode);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn status(taken: Result<Arc<Place>, Problem>) -> u16 {
        taken.map_or_else(|problem| problem.status().as_u16(), |_| 200)
    }

    #[test]
    fn one_account_cannot_take_the_places_of_all() {
        let limits = Limits { messages: 3, messages_of_account: 2, ..Limits::default() };
        let places = Places::new(&limits);
        let mut held = vec![places.take("K1").unwrap(), places.take("K1").unwrap()];
        assert_eq!(status(places.take("K1")), 429);
        held.push(places.take("K2").unwrap());
        assert_eq!(status(places.take("K3")), 503);
        assert_eq!(status(places.take("K1")), 429);
        // Somebody who still works on a message keeps its place.
        let at_work = held.first().map(Arc::clone);
        held.clear();
        assert_eq!(places.taken.lock().unwrap().clone(), HashMap::from([("K1".to_owned(), 1)]));
        drop(at_work);
        assert!(places.taken.lock().unwrap().is_empty());
        assert_eq!(places.all.available_permits(), 3);
    }
}
