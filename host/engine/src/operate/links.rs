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
            let paused_until_ms = Engine::end_pause(session, &koppeling)?;
            let paused_until_ms =
                paused_until_ms.ok_or_else(|| refuse("deze koppeling is niet gepauzeerd"))?;
            for lane in Lane::ALL {
                for id in session.due_deliveries(lane, i64::MAX, usize::MAX)? {
                    let known = match session.delivery(id) {
                        // One damaged row keeps none of the others waiting.
                        Err(error) if error.is_about_a_row() => None,
                        read => read?,
                    };
                    let ours = known.filter(|known| known.koppeling == koppeling);
                    let Some(mut delivery) = ours else { continue };
                    match &mut delivery.state {
                        DeliveryState::Waiting { due_ms } => *due_ms = now_ms,
                        // Such an attempt was interrupted, and waits as well; any other has a lease that
                        // is far longer than a pause.
                        DeliveryState::Sending { lease_until_ms, .. }
                            if *lease_until_ms <= paused_until_ms =>
                        {
                            *lease_until_ms = now_ms;
                        }
                        DeliveryState::Pending { ask_at_ms } if *ask_at_ms == paused_until_ms => {
                            *ask_at_ms = now_ms;
                        }
                        _ => continue,
                    }
                    session.put_delivery(&delivery)?;
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
