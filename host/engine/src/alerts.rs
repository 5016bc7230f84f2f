//! Alerts: that a link is in trouble, or over it, is told by e-mail to those who look after the host.
//!
//! The e-mail is put in the outbox in the transaction that moves the decide cursor past the event, so
//! there is one for each event and never two. It leaves the house in the clear: it says which link and
//! what to do, and leaves out what the other side or a connector said.

use host_domain::{About, DeliveryId, Event, EventKind, StoringSoort, amsterdam_time};
use host_store::{Delivery, Lane, Reads, Session, Store};
use jiff::Timestamp;

use crate::{
    error::Fault,
    identity::Derived,
    mail::{MAIL_LINK, Written},
    ports::Mail,
};

/// Puts the alert about an event in the outbox, when it is an event to be alerted of. Trouble with
/// e-mail itself is not told by e-mail: that would go the very same way.
pub(crate) fn put(
    store: &Store,
    session: &mut Session<'_>,
    event: &Event,
    now: Timestamp,
) -> Result<(), Fault> {
    let Some((koppeling, onderwerp, tekst)) = write(session, event)? else { return Ok(()) };
    if koppeling == MAIL_LINK {
        return Ok(());
    }
    let cause = event.id.bits().to_be_bytes();
    let id = DeliveryId::new(&mut Derived::from(store, &[b"storingsmail", &cause]));
    if session.delivery(id)?.is_some() {
        return Ok(());
    }
    let document = Written { rol: Mail::STORINGEN.to_owned(), onderwerp, tekst }.document();
    let (link, now_ms) = (MAIL_LINK.to_owned(), now.as_millisecond());
    let about = About::default();
    let delivery = Delivery::new(id, link, String::new(), document, about, now_ms, Lane::Mail);
    let delivery = Delivery {
        causation: Some(event.seq),
        depth: event.depth,
        correlation: event.correlation,
        ..delivery
    };
    Ok(session.put_delivery(&delivery)?)
}

/// The link, the subject and the text; none for an event that nobody is alerted of.
fn write<'e>(
    session: &Session<'_>,
    event: &'e Event,
) -> Result<Option<(&'e str, String, String)>, Fault> {
    match &event.kind {
        EventKind::KoppelingStoring { koppeling, soort, reden } => {
            let since = since(session, koppeling, *soort, event.occurred_at)?;
            // This reason is our own; any other may repeat what the other side said.
            let reden = (*soort == StoringSoort::Stil).then_some(reden.as_str());
            let subject = format!("Storing: koppeling {koppeling} {}", soort.naam());
            Ok(Some((koppeling, subject, trouble(koppeling, *soort, since, reden))))
        }
        EventKind::KoppelingHersteld { koppeling, soort } => {
            let subject = format!("Hersteld: koppeling {koppeling} werkt weer");
            Ok(Some((koppeling, subject, recovery(koppeling, *soort, event.occurred_at))))
        }
        _ => Ok(None),
    }
}

/// Since when it is so: silence began with the last sign of life, other trouble when it was found.
fn since(
    session: &Session<'_>,
    koppeling: &str,
    soort: StoringSoort,
    found: Timestamp,
) -> Result<Timestamp, Fault> {
    if soort != StoringSoort::Stil {
        return Ok(found);
    }
    let heard = session.link_state(koppeling)?.and_then(|state| state.succeeded_ms);
    let heard = heard.and_then(|ms| Timestamp::from_millisecond(ms).ok());
    Ok(heard.filter(|heard| *heard < found).unwrap_or(found))
}

fn trouble(koppeling: &str, soort: StoringSoort, since: Timestamp, reden: Option<&str>) -> String {
    let what = soort.naam();
    let reden = reden.map(|reden| format!("Gezien: {reden}\n")).unwrap_or_default();
    let since = amsterdam_time(since);
    let todo = match soort {
        StoringSoort::Uitval => {
            "De reden staat in `schakel koppelingen lijst`, en wat bleef liggen in \
             `schakel bezorgingen`. Is de oorzaak weg, bied het dan opnieuw aan met \
             `schakel bezorgingen opnieuw <id>`."
                .to_owned()
        }
        StoringSoort::Gepauzeerd => format!(
            "De reden staat in `schakel koppelingen lijst`. De host probeert het na de pauze \
             vanzelf weer; is de oorzaak eerder weg, dan gaat de koppeling door met \
             `schakel koppelingen hervat {koppeling}`."
        ),
        StoringSoort::Stil => "Ga na of de andere kant iets te melden heeft en de host kan \
                               bereiken; hoe het ervoor staat, zegt `schakel koppelingen lijst`."
            .to_owned(),
    };
    format!("Koppeling {koppeling} {what}.\n\nSinds: {since}\n{reden}\nWat te doen: {todo}\n")
}

fn recovery(koppeling: &str, soort: StoringSoort, at: Timestamp) -> String {
    let (what, at) = (soort.naam(), amsterdam_time(at));
    format!(
        "Koppeling {koppeling} werkt weer.\n\nSinds: {at}\nEerder gemeld: de koppeling {what}.\n\n\
         Er is niets meer te doen, tenzij er nog bezorgingen zijn opgegeven: die staan in \
         `schakel bezorgingen`.\n"
    )
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_772_442_840 + seconds).unwrap()
    }

    #[test]
    fn an_alert_says_which_link_what_since_when_and_what_to_do() {
        let told = trouble("KLANT/Ophalen", StoringSoort::Gepauzeerd, at(0), None);
        expect![[r#"
            Koppeling KLANT/Ophalen is gepauzeerd na herhaalde fouten.

            Sinds: 2026-03-02T10:14:00+01:00

            Wat te doen: De reden staat in `schakel koppelingen lijst`. De host probeert het na de pauze vanzelf weer; is de oorzaak eerder weg, dan gaat de koppeling door met `schakel koppelingen hervat KLANT/Ophalen`.
        "#]]
        .assert_eq(&told);
        let told = trouble("K/V", StoringSoort::Stil, at(0), Some("al 40 minuten stil"));
        assert!(told.contains("\nGezien: al 40 minuten stil\n"), "{told}");
    }

    #[test]
    fn a_recovery_says_of_what() {
        let told = recovery("KLANT/Ophalen", StoringSoort::Uitval, at(60));
        expect![[r#"
            Koppeling KLANT/Ophalen werkt weer.

            Sinds: 2026-03-02T10:15:00+01:00
            Eerder gemeld: de koppeling kon iets niet ophalen of bezorgen.

            Er is niets meer te doen, tenzij er nog bezorgingen zijn opgegeven: die staan in `schakel bezorgingen`.
        "#]]
        .assert_eq(&told);
    }
}
