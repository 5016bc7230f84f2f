//! What an effect leads to: the events that it causes, and what is certain about them.

use host_domain::{Effect, EventType, KenmerkOp};
use rust_decimal::Decimal;

use crate::{
    analysis::{
        allowed::Allowed,
        constraints::Conjunction,
        study::Study,
        term::{Term, named},
    },
    trigger::{EffectTemplate, Trigger},
    value::Type,
    vocabulary::FactId,
};

/// The link over which the host sends e-mail.
const MAIL_LINK: &str = "mail";

/// One event that an effect causes.
#[derive(Debug, Clone)]
pub(crate) struct Consequence {
    pub(crate) event: EventType,
    /// What is certain about the facts at that event.
    pub(crate) fixed: Conjunction,
    pub(crate) when: When,
    /// Whether the event is about another traject than that of the cause: one that starts.
    pub(crate) new_traject: bool,
    /// When an effect changes nothing, there is no event: what must be undone before it can be
    /// repeated.
    pub(crate) repeats: Repeats,
}

/// When an event follows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum When {
    /// At once: nothing of time is between.
    Now,
    /// On a later day.
    OnALaterDay,
    /// When the other side of a link takes what was sent, as it should.
    Accepted,
    /// When the other side of a link refuses what was sent.
    Refused,
}

/// What must happen before an effect can cause the same event again.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Repeats {
    /// Nothing.
    Always,
    /// Someone takes away what it adds, or adds what it takes away.
    Label { op: KenmerkOp, kenmerk: String, added: bool },
    /// A traject of this soort ends.
    Started(String),
    /// The traject is another one: none ends twice.
    Ended,
    /// The timer is set to another day.
    Timer(String),
}

/// What an effect of a trigger leads to.
pub(crate) fn consequences(
    study: &Study<'_>,
    trigger: &Trigger,
    effect: &EffectTemplate,
) -> Vec<Consequence> {
    if let Some(naam) = effect.herinnering() {
        return timer(trigger, naam);
    }
    if let Some(koppeling) = effect.koppeling() {
        return answers(koppeling);
    }
    let Some(effect) = effect.fixed() else { return Vec::new() };
    match effect {
        Effect::NieuweTaak { code } => vec![task(study, trigger, code)],
        Effect::Emailsignaal { .. } => answers(MAIL_LINK),
        Effect::Bericht { koppeling, .. } => answers(koppeling),
        Effect::KenmerkToevoegen { op, kenmerk } => vec![label(trigger, *op, kenmerk, true)],
        Effect::KenmerkVerwijderen { op, kenmerk } => vec![label(trigger, *op, kenmerk, false)],
        Effect::TrajectStarten { soort } => vec![started(trigger, soort)],
        Effect::TrajectSluiten => {
            let fixed = by_rule(trigger, vec![flag("traject.lopend", false)]);
            vec![Consequence {
                repeats: Repeats::Ended,
                ..Consequence::now(EventType::TrajectBeeindigd, fixed)
            }]
        }
        Effect::Herinnering { naam, .. } => timer(trigger, naam),
    }
}

impl Consequence {
    fn now(event: EventType, fixed: Conjunction) -> Consequence {
        let (when, repeats) = (When::Now, Repeats::Always);
        Consequence { event, fixed, when, new_traject: false, repeats }
    }
}

type Certain = (Term, Allowed);

fn text(path: &str, text: &str) -> Certain {
    (Term::Fact(named(path)), Allowed::texts([text]))
}

fn flag(path: &str, flag: bool) -> Certain {
    (Term::Fact(named(path)), Allowed::bool(flag))
}

fn number(path: &str, kind: Type, from: i64, to: Option<i64>) -> Certain {
    let (from, to) = (Some(Decimal::from(from)), to.map(Decimal::from));
    (Term::Fact(named(path)), Allowed::between(kind, from, to))
}

/// What is certain, with who did it: this trigger.
fn by_rule(trigger: &Trigger, certain: Vec<Certain>) -> Conjunction {
    let who = [text("gebeurtenis.bron", "regel"), text("gebeurtenis.bron_naam", &trigger.id)];
    Conjunction { terms: certain.into_iter().chain(who).collect() }
}

fn task(study: &Study<'_>, trigger: &Trigger, code: &str) -> Consequence {
    let rol = study.book.catalogue.taak(code).and_then(|soort| soort.rol.as_deref());
    let rol = match rol {
        Some(rol) => text("taak.rol", rol),
        None => (Term::Fact(named("taak.rol")), Allowed::unknown(Type::Text)),
    };
    let open = number("traject.aantal_open_taken", Type::Number, 1, None);
    let fixed = by_rule(trigger, vec![text("taak.code", code), rol, open]);
    Consequence::now(EventType::TaakToegevoegd, fixed)
}

/// The fact that holds the labels of these.
pub(crate) fn labels_of(op: KenmerkOp) -> FactId {
    match op {
        KenmerkOp::Traject => named("traject.kenmerken"),
        KenmerkOp::Werknemer => named("werknemer.kenmerken"),
        KenmerkOp::Werkgever => named("werkgever.kenmerken"),
    }
}

fn label(trigger: &Trigger, op: KenmerkOp, kenmerk: &str, added: bool) -> Consequence {
    let has = (Term::Member(labels_of(op), kenmerk.into()), Allowed::bool(added));
    let certain = vec![text("kenmerk.code", kenmerk), text("kenmerk.op", op.name()), has];
    let event = if added { EventType::KenmerkToegevoegd } else { EventType::KenmerkVerwijderd };
    let repeats = Repeats::Label { op, kenmerk: kenmerk.to_owned(), added };
    Consequence { repeats, ..Consequence::now(event, by_rule(trigger, certain)) }
}

fn started(trigger: &Trigger, soort: &str) -> Consequence {
    let certain = vec![
        text("traject.soort", soort),
        flag("traject.lopend", true),
        number("traject.aantal_open_taken", Type::Number, 0, Some(0)),
    ];
    let fixed = by_rule(trigger, certain);
    let repeats = Repeats::Started(soort.to_owned());
    Consequence { new_traject: true, repeats, ..Consequence::now(EventType::TrajectGestart, fixed) }
}

/// A timer is set now, and goes off on a later day, if the traject then still runs.
fn timer(trigger: &Trigger, naam: &str) -> Vec<Consequence> {
    let named = || vec![text("herinnering.naam", naam), flag("traject.lopend", true)];
    let set = Consequence {
        repeats: Repeats::Timer(naam.to_owned()),
        ..Consequence::now(EventType::HerinneringGezet, by_rule(trigger, named()))
    };
    let fixed = Conjunction { terms: named().into_iter().collect() };
    let when = When::OnALaterDay;
    vec![set, Consequence { when, ..Consequence::now(EventType::HerinneringVerlopen, fixed) }]
}

/// What the other side says of something that was sent over this link.
fn answers(koppeling: &str) -> Vec<Consequence> {
    let certain = [text("gebeurtenis.bron", "koppeling"), text("gebeurtenis.bron_naam", koppeling)];
    let fixed = Conjunction { terms: certain.into_iter().collect() };
    let answer = |event, when| Consequence { when, ..Consequence::now(event, fixed.clone()) };
    vec![
        answer(EventType::BezorgingAanvaard, When::Accepted),
        answer(EventType::BezorgingGeweigerd, When::Refused),
    ]
}
