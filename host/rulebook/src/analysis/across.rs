//! Triggers beside each other: the same said twice, and the same thing set in two ways.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use host_domain::{Effect, EventType};

use crate::{
    analysis::{
        allowed::Allowed,
        constraints::{Alternatives, Conjunction},
        domain::listed_texts,
        study::{Studied, Study},
        term::{Term, named},
    },
    diagnostic::{Diagnostic, Severity},
    trigger::{EffectTemplate, Mode, Trigger},
    vocabulary::FactId,
};

/// Most pairs of triggers that are held against each other: a book of thousands that all do the
/// same thing still loads at once.
const MAX_PAIRS: usize = 20_000;

/// Most remarks: who has more repairs these first.
const MAX_REMARKS: usize = 100;

/// What is done, so far as two triggers could be in each other's way.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Deed<'b> {
    Taak(&'b str),
    Mail(&'b str, &'b str),
    Kenmerk(&'b str, &'b str),
    Herinnering(&'b str),
    /// A traject of this soort is started or ended.
    Traject(&'b str),
}

/// One trigger that does a deed, with the effect that does it.
#[derive(Clone, Copy)]
struct Doer<'b> {
    rule: usize,
    effect: &'b EffectTemplate,
}

/// What there is to say of triggers together.
pub(crate) fn remarks(study: &Study<'_>) -> Vec<Diagnostic> {
    let mut deeds: BTreeMap<(EventType, Deed<'_>), Vec<Doer<'_>>> = BTreeMap::new();
    for (at, rule) in study.rules.iter().enumerate().filter(|(_, rule)| is_on(rule.trigger)) {
        for (event, cases) in &rule.cases {
            for effect in rule.trigger.effects.iter().filter(|_| !cases.is_never()) {
                for deed in deeds_of(effect, cases) {
                    deeds.entry((*event, deed)).or_default().push(Doer { rule: at, effect });
                }
            }
        }
    }
    let mut comparing =
        Comparing { study, left: MAX_PAIRS, told: BTreeSet::new(), found: Vec::new() };
    for ((event, deed), doers) in &deeds {
        comparing.deed(*event, deed, doers);
    }
    if comparing.left == 0 {
        comparing.found.push(not_all_compared());
    }
    comparing.found
}

/// Thousands of triggers that all do the same are not all held against each other.
fn not_all_compared() -> Diagnostic {
    Diagnostic {
        file: String::new(),
        line: 0,
        column: 0,
        severity: Severity::Melding,
        message:
            "er zijn zoveel regels met dezelfde gevolgen dat niet alle onderling zijn vergeleken"
                .to_owned(),
        help: None,
        source: None,
    }
}

fn is_on(trigger: &Trigger) -> bool {
    trigger.mode == Mode::Aan
}

/// What an effect does; ending a traject is done to each soort that the trigger is about.
fn deeds_of<'b>(effect: &'b EffectTemplate, cases: &'b Alternatives) -> Vec<Deed<'b>> {
    let Some(fixed) = effect.fixed() else {
        let naam = effect.herinnering();
        return naam.map(Deed::Herinnering).into_iter().collect();
    };
    match fixed {
        Effect::NieuweTaak { code } => vec![Deed::Taak(code)],
        Effect::Emailsignaal { rol, sjabloon } => vec![Deed::Mail(rol, sjabloon)],
        Effect::KenmerkToevoegen { op, kenmerk } | Effect::KenmerkVerwijderen { op, kenmerk } => {
            vec![Deed::Kenmerk(op.name(), kenmerk)]
        }
        Effect::TrajectStarten { soort } => vec![Deed::Traject(soort)],
        Effect::TrajectSluiten => {
            let soort = named("traject.soort");
            let listed = cases.any.iter().filter_map(|kind| listed_texts(kind).remove(&soort));
            let soorten: BTreeSet<&str> = listed.flatten().collect();
            soorten.into_iter().map(Deed::Traject).collect()
        }
        Effect::Herinnering { naam, .. } => vec![Deed::Herinnering(naam)],
        Effect::Bericht { .. } => Vec::new(),
    }
}

/// Holding triggers against each other, with what was said of them.
struct Comparing<'s, 'b> {
    study: &'s Study<'b>,
    /// How many pairs may still be looked at.
    left: usize,
    /// Pairs that were told of; one remark for two triggers is enough.
    told: BTreeSet<(usize, usize)>,
    found: Vec<Diagnostic>,
}

impl<'b> Comparing<'_, 'b> {
    fn deed(&mut self, event: EventType, deed: &Deed<'_>, doers: &[Doer<'b>]) {
        for (one, other) in pairs(self.study, event, doers) {
            if self.found.len() >= MAX_REMARKS || self.left == 0 {
                return;
            }
            self.left -= 1;
            let pair = (one.rule, other.rule);
            if !self.told.contains(&pair)
                && let Some(remark) = self.compare(event, deed, one, other)
            {
                self.told.insert(pair);
                self.found.push(remark);
            }
        }
    }

    fn compare(
        &self,
        event: EventType,
        deed: &Deed<'_>,
        one: Doer<'b>,
        other: Doer<'b>,
    ) -> Option<Diagnostic> {
        let (first, second) = (self.study.rule(one.rule)?, self.study.rule(other.rule)?);
        if one.rule == other.rule {
            let message = conflict(deed, one.effect, other.effect)?;
            return self.warning(first, format!("deze regel spreekt zichzelf tegen: {message}"));
        }
        let both = (first.at(event)?, second.at(event)?);
        if !self.can_both(both, deed, event) {
            return None;
        }
        if let Some(message) = conflict(deed, one.effect, other.effect) {
            let message = format!(
                "deze regel en `{}` ({}) kunnen tegelijk afgaan en spreken elkaar tegen: {message}",
                first.trigger.id,
                first.named_place()
            );
            return self.warning(second, message);
        }
        let same = first.trigger.effects == second.trigger.effects;
        let within = |one, other| self.study.domain.is_within(one, other, event);
        let (narrow, wide) = match (within(both.0, both.1), within(both.1, both.0)) {
            (true, true) if same => {
                let message = format!(
                    "deze regel doet bij dezelfde gebeurtenis hetzelfde als `{}` ({})",
                    first.trigger.id,
                    first.named_place()
                );
                return self.warning(second, message);
            }
            (true, _) => (first, second),
            (_, true) => (second, first),
            _ => return self.double(deed, first, second),
        };
        if !same {
            return self.double(deed, first, second);
        }
        let message = format!(
            "steeds als deze regel afgaat, gaat ook `{}` ({}) af, met dezelfde gevolgen",
            wide.trigger.id,
            wide.named_place()
        );
        self.warning(narrow, message)
    }

    /// Both do the same thing, which is then there twice.
    fn double(
        &self,
        deed: &Deed<'_>,
        first: &Studied<'b>,
        second: &Studied<'b>,
    ) -> Option<Diagnostic> {
        let what = match deed {
            Deed::Taak(code) => format!("de taak `{code}`"),
            Deed::Mail(rol, _) => format!("het e-mailsignaal aan `{rol}`"),
            _ => return None,
        };
        let message = format!(
            "deze regel en `{}` ({}) kunnen tegelijk afgaan; {what} komt er dan dubbel",
            first.trigger.id,
            first.named_place()
        );
        self.warning(second, message)
    }

    /// Whether one event can make both match; of the same traject where that is what they set.
    fn can_both(
        &self,
        (one, other): (&Alternatives, &Alternatives),
        deed: &Deed<'_>,
        event: EventType,
    ) -> bool {
        let about = match deed {
            Deed::Traject(soort) => {
                Conjunction::one(Term::Fact(named("traject.soort")), Allowed::texts([*soort]))
            }
            _ => Conjunction::default(),
        };
        let mut met = one.any.iter().flat_map(|a| other.any.iter().filter_map(|b| a.meet(b)));
        met.any(|kind| {
            kind.meet(&about).is_some_and(|kind| self.study.domain.narrowed(&kind, event).is_some())
        })
    }

    fn warning(&self, rule: &Studied<'b>, message: String) -> Option<Diagnostic> {
        let mut remarks = self.study.remarks_on(rule.trigger);
        let help = "maak de voorwaarden zo dat er één afgaat, of voeg de regels samen";
        remarks.warning(rule.place(), message, help);
        remarks.into_found().pop()
    }
}

/// How two effects contradict each other; none when they do not.
fn conflict(deed: &Deed<'_>, one: &EffectTemplate, other: &EffectTemplate) -> Option<String> {
    if let Deed::Herinnering(naam) = deed {
        let differs = one != other;
        return differs
            .then(|| format!("de herinnering `{naam}` wordt op twee verschillende dagen gezet"));
    }
    match (deed, one.fixed()?, other.fixed()?) {
        (
            Deed::Kenmerk(op, kenmerk),
            Effect::KenmerkToevoegen { .. },
            Effect::KenmerkVerwijderen { .. },
        )
        | (
            Deed::Kenmerk(op, kenmerk),
            Effect::KenmerkVerwijderen { .. },
            Effect::KenmerkToevoegen { .. },
        ) => Some(format!("het kenmerk `{kenmerk}` op {op} wordt toegevoegd en verwijderd")),
        (Deed::Traject(soort), Effect::TrajectStarten { .. }, Effect::TrajectSluiten)
        | (Deed::Traject(soort), Effect::TrajectSluiten, Effect::TrajectStarten { .. }) => {
            Some(format!("een traject van soort `{soort}` wordt gestart en gesloten"))
        }
        _ => None,
    }
}

/// The pairs of doers that could match the same event, each once, with the first first; no more than
/// will be looked at. Triggers that ask for different texts of the same fact are never paired:
/// thousands of triggers for thousands of codes are not held against each other one by one.
fn pairs<'b>(study: &Study<'_>, event: EventType, doers: &[Doer<'b>]) -> Vec<(Doer<'b>, Doer<'b>)> {
    let cases = |doer: &Doer<'_>| study.rule(doer.rule).and_then(|rule| rule.at(event));
    let listed: Vec<Needed> =
        doers.iter().map(|doer| cases(doer).map_or_else(Needed::new, needed)).collect();
    let mut often: BTreeMap<FactId, usize> = BTreeMap::new();
    for id in listed.iter().flat_map(BTreeMap::keys) {
        *often.entry(*id).or_default() += 1;
    }
    let by = often.into_iter().max_by_key(|(_, count)| *count);
    let mut buckets: HashMap<&str, Vec<usize>> = HashMap::new();
    let mut anywhere = Vec::new();
    let mut found = Vec::new();
    for (at, texts) in listed.iter().enumerate() {
        let mut before: BTreeSet<usize> = BTreeSet::new();
        if let Some(texts) = by.and_then(|(id, _)| texts.get(&id)) {
            before.extend(&anywhere);
            for text in texts {
                let bucket = buckets.entry(text.as_str()).or_default();
                before.extend(bucket.iter());
                bucket.push(at);
            }
        } else {
            before.extend(0..at);
            anywhere.push(at);
        }
        let named = before.into_iter().filter_map(|one| Some((*doers.get(one)?, *doers.get(at)?)));
        found.extend(named);
        if found.len() > MAX_PAIRS {
            break;
        }
    }
    found
}

/// For each fact the texts of which a case must have one.
type Needed = BTreeMap<FactId, BTreeSet<String>>;

/// For each fact the texts of which every case has one.
fn needed(cases: &Alternatives) -> Needed {
    let mut kinds = cases.any.iter().map(|kind| {
        let listed = listed_texts(kind).into_iter();
        let owned = listed.map(|(id, texts)| (id, texts.into_iter().map(str::to_owned).collect()));
        owned.collect::<Needed>()
    });
    let mut found = kinds.next().unwrap_or_default();
    for kind in kinds {
        found.retain(|id, texts| {
            kind.get(id).is_some_and(|more| {
                texts.extend(more.iter().cloned());
                true
            })
        });
    }
    found
}
