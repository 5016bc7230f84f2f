//! How a link is doing: whether its connector keeps failing, whether something was lost on it, and
//! whether it is silent for longer than usual. What changes becomes an event, once.

use host_domain::{EventId, EventKind, StoringSoort};
use host_store::{LinkState, Reads, Session, Snapshot};
use jiff::Timestamp;
use std::time::Duration;

use crate::{Engine, backoff, error::Fault, recording::record_about_nobody};

/// Faults of a connector, one after the other, after which its link is paused.
const FAULTS_MAX: u32 = 5;

/// Gaps that are remembered.
const GAPS_MAX: usize = 20;

/// Gaps that make a rhythm.
const GAPS_MIN: usize = 5;

/// Two signs of life within this time are one: messages come in bursts.
const BURST: Duration = Duration::from_secs(60);

/// A link is silent when nothing came for so many times its longest usual gap.
const SILENT_AFTER_GAPS: u64 = 2;

/// How often is looked for silent links.
const LOOK: Duration = Duration::from_secs(30);

/// Links written about in one transaction.
const PAGE: usize = 128;

/// Whether the link is paused.
pub(crate) fn is_paused(view: &Snapshot, koppeling: &str, now: Timestamp) -> Result<bool, Fault> {
    let state = view.link_state(koppeling)?;
    Ok(state.is_some_and(|state| paused_until(&state, now).is_some()))
}

/// Until when the link is paused, milliseconds since 1970 UTC; none when it is not.
pub(crate) fn paused_until(state: &LinkState, now: Timestamp) -> Option<i64> {
    state.paused_until_ms.filter(|until| *until > now.as_millisecond())
}

/// The other side gave a sign of life.
pub(crate) fn heard(
    session: &mut Session<'_>,
    koppeling: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let mut state = state_of(session, koppeling)?;
    let now_ms = now.as_millisecond();
    let gap = state.succeeded_ms.map(|before| now_ms.saturating_sub(before));
    if gap.is_some_and(|gap| gap < millis(BURST)) && !state.told.contains(&StoringSoort::Stil) {
        return Ok(());
    }
    if let Some(gap) = gap {
        state.gaps.push(u32::try_from(gap / 1_000).unwrap_or(u32::MAX));
        let excess = state.gaps.len().saturating_sub(GAPS_MAX);
        state.gaps.drain(..excess);
    }
    state.succeeded_ms = Some(now_ms);
    if state.told.remove(&StoringSoort::Stil) {
        tell_recovery(session, koppeling, StoringSoort::Stil, now)?;
    }
    Ok(session.put_link_state(&state)?)
}

/// The connector did what was asked of it, and the other side took part.
pub(crate) fn worked(
    session: &mut Session<'_>,
    koppeling: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let Some(mut state) = session.link_state(koppeling)? else { return Ok(()) };
    let over = [StoringSoort::Uitval, StoringSoort::Gepauzeerd];
    let over: Vec<_> = over.into_iter().filter(|soort| state.told.remove(soort)).collect();
    if over.is_empty() && state.failures == 0 && state.reason.is_none() {
        return Ok(());
    }
    state.failures = 0;
    state.paused_until_ms = None;
    state.reason = None;
    session.put_link_state(&state)?;
    over.into_iter().try_for_each(|soort| tell_recovery(session, koppeling, soort, now))
}

/// The connector broke down. One that keeps doing so is not asked for a while, longer each time.
pub(crate) fn failed(
    session: &mut Session<'_>,
    koppeling: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let mut state = state_of(session, koppeling)?;
    state.failures = state.failures.saturating_add(1);
    state.reason = Some(reason.to_owned());
    let is_new = if state.failures >= FAULTS_MAX {
        let wait = backoff::pause_after(state.failures - FAULTS_MAX);
        state.paused_until_ms = Some(now.as_millisecond() + millis(wait));
        state.told.insert(StoringSoort::Gepauzeerd)
    } else {
        false
    };
    session.put_link_state(&state)?;
    if is_new {
        let reden = format!("na {FAULTS_MAX} storingen achter elkaar gepauzeerd: {reason}");
        tell(session, koppeling, StoringSoort::Gepauzeerd, reden, now)?;
    }
    Ok(())
}

/// Something was given up on this link. Told once, until something works again.
pub(crate) fn tell_loss(
    session: &mut Session<'_>,
    koppeling: &str,
    reason: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let mut state = state_of(session, koppeling)?;
    if !state.told.insert(StoringSoort::Uitval) {
        return Ok(());
    }
    state.reason = Some(reason.to_owned());
    session.put_link_state(&state)?;
    tell(session, koppeling, StoringSoort::Uitval, reason.to_owned(), now)
}

impl Engine {
    /// Looks for links that have gone silent. Always false: there is never more to do at once.
    pub(crate) fn look_for_silence(&self) -> Result<bool, Fault> {
        let now = self.now();
        if !self.looked_for_silence.is_due(now, LOOK) {
            return Ok(false);
        }
        let silent: Vec<LinkState> = {
            let states = self.store.read()?.link_states()?;
            states.into_iter().filter(|state| is_silent(state, now)).take(PAGE).collect()
        };
        if silent.is_empty() {
            return Ok(false);
        }
        self.writer.write(move |session| {
            for one in &silent {
                let mut state = state_of(session, &one.koppeling)?;
                if !is_silent(&state, now) || !state.told.insert(StoringSoort::Stil) {
                    continue;
                }
                session.put_link_state(&state)?;
                tell(session, &one.koppeling, StoringSoort::Stil, silence(&state, now), now)?;
            }
            Ok(())
        })?;
        self.wakes.decide.nudge();
        Ok(false)
    }

    /// How every link is doing.
    pub fn link_states(&self) -> Result<Vec<LinkState>, Fault> {
        Ok(self.store.read()?.link_states()?)
    }

    /// A person lets a paused link go on at once. Until when it would have been paused, milliseconds
    /// since 1970 UTC; none when it was not.
    pub(crate) fn end_pause(
        session: &mut Session<'_>,
        koppeling: &str,
    ) -> Result<Option<i64>, Fault> {
        let Some(mut state) = session.link_state(koppeling)? else { return Ok(None) };
        let paused_until_ms = state.paused_until_ms.take();
        session.put_link_state(&state)?;
        Ok(paused_until_ms)
    }
}

fn is_silent(state: &LinkState, now: Timestamp) -> bool {
    let (Some(last), Some(usual)) = (state.succeeded_ms, usual_gap(state)) else { return false };
    let since = now.as_millisecond().saturating_sub(last);
    !state.told.contains(&StoringSoort::Stil)
        && u64::try_from(since).is_ok_and(|since| since > usual * SILENT_AFTER_GAPS * 1_000)
}

/// The longest gap that is usual, in seconds; none when there is no rhythm yet.
fn usual_gap(state: &LinkState) -> Option<u64> {
    let longest = state.gaps.iter().max().copied().map(u64::from);
    longest.filter(|_| state.gaps.len() >= GAPS_MIN)
}

fn silence(state: &LinkState, now: Timestamp) -> String {
    let minutes = |ms: i64| ms / 60_000;
    let since = minutes(now.as_millisecond() - state.succeeded_ms.unwrap_or_default());
    let usual = usual_gap(state).unwrap_or_default() / 60;
    format!("al {since} minuten stil; gewoonlijk hooguit {usual} minuten")
}

fn state_of(session: &Session<'_>, koppeling: &str) -> Result<LinkState, Fault> {
    let known = session.link_state(koppeling)?;
    Ok(known
        .unwrap_or_else(|| LinkState { koppeling: koppeling.to_owned(), ..LinkState::default() }))
}

fn tell(
    session: &mut Session<'_>,
    koppeling: &str,
    soort: StoringSoort,
    reden: String,
    now: Timestamp,
) -> Result<(), Fault> {
    tracing::warn!(koppeling, "a link is in trouble: {reden}");
    let kind = EventKind::KoppelingStoring { koppeling: koppeling.to_owned(), soort, reden };
    append(session, koppeling, kind, now)
}

fn tell_recovery(
    session: &mut Session<'_>,
    koppeling: &str,
    soort: StoringSoort,
    now: Timestamp,
) -> Result<(), Fault> {
    tracing::info!(koppeling, "a link works again");
    append(
        session,
        koppeling,
        EventKind::KoppelingHersteld { koppeling: koppeling.to_owned(), soort },
        now,
    )
}

/// An event about a link, so about no dossier.
fn append(
    session: &mut Session<'_>,
    koppeling: &str,
    kind: EventKind,
    now: Timestamp,
) -> Result<(), Fault> {
    let seq = session.last_seq()? + 1;
    let bits = session.derive_id(&[b"koppeling", koppeling.as_bytes(), &seq.to_be_bytes()]);
    record_about_nobody(session, EventId::from_bits(bits), kind, now)
}

fn millis(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX / 2)
}
