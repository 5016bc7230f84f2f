//! Who may hear of an event: triggers by the event, by the text that tells such events apart, and by
//! trajectsoort. So thousands of triggers are not each held against thousands of others.

use std::collections::{BTreeSet, HashMap};

use host_domain::EventType;

use crate::{
    analysis::{
        consequences::Consequence,
        constraints::Alternatives,
        domain::listed_texts,
        study::{Studied, Study},
        term::{Term, named},
    },
    expression::Constant,
    vocabulary::FactId,
};

/// The fact that tells events of a type apart.
pub(crate) fn telling_fact(event: EventType) -> Option<FactId> {
    match event {
        EventType::TaakToegevoegd | EventType::TaakUitgevoerd => Some(named("taak.code")),
        EventType::KenmerkToegevoegd | EventType::KenmerkVerwijderd => Some(named("kenmerk.code")),
        EventType::HerinneringGezet | EventType::HerinneringVerlopen => {
            Some(named("herinnering.naam"))
        }
        EventType::TrajectGestart => Some(named("traject.soort")),
        _ => None,
    }
}

/// The triggers that may hear of events that other triggers cause.
pub(crate) struct Listeners {
    by_event: HashMap<EventType, Heard>,
    soort: FactId,
}

/// The triggers for one event, by the text that they need; under none those that need none.
type Heard = HashMap<Option<String>, BySoort>;

/// The same by trajectsoort.
type BySoort = HashMap<Option<String>, Vec<usize>>;

impl Listeners {
    /// The triggers of a book that count.
    pub(crate) fn of(study: &Study<'_>, counts: impl Fn(&Studied<'_>) -> bool) -> Listeners {
        let mut listeners = Listeners { by_event: HashMap::new(), soort: named("traject.soort") };
        for (at, rule) in study.rules.iter().enumerate().filter(|(_, rule)| counts(rule)) {
            for (event, cases) in rule.cases.iter().filter(|(_, cases)| can_be_caused(cases)) {
                let heard = listeners.by_event.entry(*event).or_default();
                let texts = telling_fact(*event).and_then(|id| needed(cases, id));
                let soorten = needed(cases, listeners.soort);
                for text in or_none(texts) {
                    let by_soort = heard.entry(text).or_default();
                    for soort in or_none(soorten.clone()) {
                        by_soort.entry(soort).or_default().push(at);
                    }
                }
            }
        }
        listeners
    }

    /// The triggers that may hear of what a trigger causes, in order.
    pub(crate) fn candidates(&self, rule: &Studied<'_>, consequence: &Consequence) -> Vec<usize> {
        let Some(heard) = self.by_event.get(&consequence.event) else { return Vec::new() };
        let told = telling_fact(consequence.event)
            .and_then(|id| listed_texts(&consequence.fixed).remove(&id))
            .map(|texts| texts.into_iter().map(str::to_owned).collect());
        let soorten = match consequence.new_traject {
            // Told by the event itself.
            true => None,
            false => soorten(rule, self.soort),
        };
        let mut found = Vec::new();
        for by_soort in matching(heard, told.as_ref()) {
            matching(by_soort, soorten.as_ref()).for_each(|rules| found.extend(rules));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// What is under these texts and under none; everything when the texts are not known.
fn matching<'h, T>(
    by_text: &'h HashMap<Option<String>, T>,
    texts: Option<&BTreeSet<String>>,
) -> impl Iterator<Item = &'h T> + use<'h, T> {
    let keys = texts.map(|texts| {
        let named = texts.iter().cloned().map(Some);
        named.chain([None]).collect::<Vec<_>>()
    });
    let all = keys.is_none().then(|| by_text.values()).into_iter().flatten();
    let some = keys.into_iter().flatten().filter_map(|key| by_text.get(&key));
    all.chain(some)
}

fn or_none(texts: Option<BTreeSet<String>>) -> Vec<Option<String>> {
    match texts {
        Some(texts) => texts.into_iter().map(Some).collect(),
        None => vec![None],
    }
}

/// The soorten of traject that a trigger is about; none when any will do.
fn soorten(rule: &Studied<'_>, soort: FactId) -> Option<BTreeSet<String>> {
    let each = rule.cases.iter().map(|(_, cases)| needed(cases, soort));
    let each = each.collect::<Option<Vec<BTreeSet<String>>>>()?;
    Some(each.into_iter().flatten().collect())
}

/// The texts of which a fact must have one; none when any will do.
fn needed(cases: &Alternatives, id: FactId) -> Option<BTreeSet<String>> {
    let each = cases.any.iter().map(|kind| listed_texts(kind).remove(&id));
    let each = each.collect::<Option<Vec<Vec<&str>>>>()?;
    Some(each.into_iter().flatten().map(str::to_owned).collect())
}

/// Whether an event that a trigger caused, itself or by way of a timer or a link, can be one of these
/// cases. What only people do is caused by no trigger.
fn can_be_caused(cases: &Alternatives) -> bool {
    let bron = Term::Fact(named("gebeurtenis.bron"));
    cases.any.iter().any(|kind| {
        let asked = kind.terms.get(&bron);
        let not_a_person = ["regel", "koppeling", "systeem"].map(|one| Constant::Text(one.into()));
        asked.is_none_or(|asked| not_a_person.iter().any(|one| asked.holds(one)))
    })
}
