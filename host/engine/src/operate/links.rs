//! Links: polled at once, or let go on after a pause, by operators.

use host_store::{DeliveryState, Lane, Reads};

use super::{Actor, audit, refuse};
use crate::{Engine, error::Fault};

impl Engine {
    /// Polls a link now instead of when its time comes.
    pub fn poll_now(&self, actor: &Actor, koppeling: &str) -> Result<(), Fault> {
        if !self.polled()?.iter().any(|polled| polled.koppeling == koppeling) {
            return Err(refuse("deze koppeling haalt niets op"));
        }
        let (now, who, koppeling) = (self.now(), actor.clone(), koppeling.to_owned());
        self.writer.write(move |session| {
            if let Some(mut state) = session.poll(&koppeling)? {
                state.due_ms = now.as_millisecond();
                session.put_poll(&state)?;
            }
            audit(session, &who, "koppeling.nu_opgehaald", &koppeling, now)
        })?;
        self.wakes.poll.nudge();
        Ok(())
    }

    /// Ends the pause of a link; what waited for it is due at once.
    pub fn resume_link(&self, actor: &Actor, koppeling: &str) -> Result<(), Fault> {
        let (now, who, koppeling) = (self.now(), actor.clone(), koppeling.to_owned());
        let now_ms = now.as_millisecond();
        self.writer.write(move |session| {
            if !Engine::end_pause(session, &koppeling)? {
                return Err(refuse("deze koppeling is niet gepauzeerd"));
            }
            for lane in Lane::ALL {
                for id in session.due_deliveries(lane, i64::MAX, usize::MAX)? {
                    let Some(mut delivery) = session.delivery(id)? else { continue };
                    if delivery.koppeling != koppeling {
                        continue;
                    }
                    if let DeliveryState::Waiting { due_ms } = &mut delivery.state {
                        *due_ms = now_ms;
                        session.put_delivery(&delivery)?;
                    }
                }
            }
            audit(session, &who, "koppeling.hervat", &koppeling, now)
        })?;
        self.wakes.dispatch.nudge();
        self.wakes.poll.nudge();
        self.wakes.receive.nudge();
        Ok(())
    }
}
