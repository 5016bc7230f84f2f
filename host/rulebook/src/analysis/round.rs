//! One circle of triggers that cause each other: whether it can go round, and in which dossier.

use std::collections::{BTreeMap, BTreeSet};

use host_domain::{Effect, EventType, KenmerkOp};

use crate::{
    analysis::{
        allowed::Allowed,
        consequences::{Repeats, When},
        constraints::Conjunction,
        graph::{Cause, Causes},
        listeners::telling_fact,
        scope::{Scope, Sharing},
        study::{Studied, Study},
        term::Term,
        witness::Witness,
    },
    vocabulary::{FactId, fact},
};

/// Most kinds of cases that are followed along a circle.
const MAX_KINDS: usize = 32;

/// Where a term has one value: in all of the dossier, on one of its trajecten, at one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Dossier,
    /// The trajecten of the circle are numbered from 0.
    Traject(usize),
    Step(usize),
}

/// The values along a whole path of triggers.
type Along = BTreeMap<(Reach, Term), Allowed>;

/// A path of triggers, each caused by the one before it.
pub(crate) struct Path<'p> {
    pub(crate) study: &'p Study<'p>,
    pub(crate) sharing: &'p Sharing,
    pub(crate) edges: &'p [&'p Cause],
    /// Whether the last edge ends where the first one starts.
    pub(crate) closed: bool,
}

/// One trigger in a circle, at one event.
pub(crate) struct Step<'p> {
    pub(crate) rule: &'p Studied<'p>,
    pub(crate) event: EventType,
    /// Its effect that causes the next one.
    pub(crate) effect: usize,
    /// What is so at this event only, as people read it.
    pub(crate) facts: Vec<String>,
}

/// A dossier in which a circle goes on for ever.
pub(crate) struct Endless<'p> {
    /// What is so in the dossier.
    pub(crate) dossier: Vec<String>,
    /// Conditions that are taken to be true: a made-up dossier does not tell what they ask.
    pub(crate) assumed: Vec<String>,
    pub(crate) steps: Vec<Step<'p>>,
}

impl<'p> Path<'p> {
    /// The latest of the edges: a circle of which one step waits, waits.
    fn when(&self) -> When {
        self.edges.iter().map(|edge| edge.consequence.when).max().unwrap_or(When::Now)
    }

    /// The traject on which each step is: a step that starts one makes the rest be on that.
    fn trajecten(&self) -> Vec<usize> {
        let mut at = 0;
        let mut found = vec![0];
        for edge in self.edges {
            at += usize::from(edge.consequence.new_traject);
            found.push(at);
        }
        if self.closed {
            found.pop();
            // The last traject is the first of the next time round.
            found.iter_mut().for_each(|one| *one = one.checked_rem(at).unwrap_or(0));
        }
        found
    }

    pub(crate) fn starts_trajecten(&self) -> bool {
        self.edges.iter().any(|edge| edge.consequence.new_traject)
    }

    /// The triggers along the path, each with the edge by which it was caused.
    fn visits(&self) -> Vec<(usize, Option<&'p Cause>)> {
        let first = self.edges.first().map(|edge| edge.from);
        let caused_by = if self.closed { self.edges.last().copied() } else { None };
        let start = first.map(|rule| (rule, caused_by));
        let open_end = usize::from(self.closed);
        let upto = self.edges.len().saturating_sub(open_end);
        let rest = self.edges.iter().take(upto).map(|edge| (edge.to, Some(*edge)));
        start.into_iter().chain(rest).collect()
    }

    /// The kinds of cases in which every trigger along the path matches.
    fn kinds(&self) -> Vec<Along> {
        let (when, trajecten) = (self.when(), self.trajecten());
        let mut kinds = vec![Along::new()];
        for (step, (rule, caused_by)) in self.visits().into_iter().enumerate() {
            let Some(rule) = self.study.rule(rule) else { return Vec::new() };
            let traject = trajecten.get(step).copied().unwrap_or(0);
            let cases = self.cases(rule, caused_by);
            let mut met = Vec::new();
            for along in &kinds {
                let placed = |term: &Term| match self.sharing.scope(term, when) {
                    Scope::Dossier => Reach::Dossier,
                    Scope::Traject => Reach::Traject(traject),
                    Scope::Event => Reach::Step(step),
                };
                met.extend(cases.iter().filter_map(|case| joined(along, case, placed)));
            }
            met.truncate(MAX_KINDS);
            kinds = met;
        }
        kinds
    }

    /// The cases in which a trigger matches the event that the one before it caused.
    fn cases(&self, rule: &Studied<'_>, caused_by: Option<&Cause>) -> Vec<Conjunction> {
        let Some(cause) = caused_by else {
            return rule.cases.iter().flat_map(|(_, cases)| cases.any.clone()).collect();
        };
        let event = cause.consequence.event;
        let Some(cases) = rule.at(event) else { return Vec::new() };
        let after = cases.within(&cause.consequence.fixed);
        self.study.domain.possible(&after, event).any
    }

    /// Whether its conditions can all be met.
    pub(crate) fn is_possible(&self) -> bool {
        !self.kinds().is_empty()
    }

    /// The dossier in which it goes on for ever, for a closed path; none when it cannot.
    pub(crate) fn endless(&self) -> Option<Endless<'p>> {
        let mut best: Option<Endless<'p>> = None;
        for along in self.kinds() {
            let Some(found) = self.tell(&along) else { continue };
            if found.assumed.is_empty() {
                return Some(found);
            }
            best = best.or(Some(found));
        }
        best
    }

    fn tell(&self, along: &Along) -> Option<Endless<'p>> {
        let (when, trajecten) = (self.when(), self.trajecten());
        let mut told = Endless { dossier: Vec::new(), assumed: Vec::new(), steps: Vec::new() };
        for (step, (at, caused_by)) in self.visits().into_iter().enumerate() {
            let (rule, event) = (self.study.rule(at)?, caused_by?.consequence.event);
            let traject = trajecten.get(step).copied().unwrap_or(0);
            let here = [Reach::Dossier, Reach::Traject(traject), Reach::Step(step)];
            let terms = along.iter().filter(|((reach, _), _)| here.contains(reach));
            let kind = Conjunction {
                terms: terms.map(|((_, term), allowed)| (term.clone(), allowed.clone())).collect(),
            };
            let kind = self.study.domain.narrowed(&kind, event)?;
            let witness = Witness::of(&kind, event);
            let (own, shared): (Vec<_>, Vec<_>) = kind
                .terms
                .iter()
                .partition(|(term, _)| self.sharing.scope(term, when) == Scope::Event);
            let asked = |term: &Term| is_asked(rule, event, term);
            let lines = |terms: Vec<(&Term, &Allowed)>| {
                let terms = terms.into_iter().filter(|(term, _)| asked(term));
                let terms = terms.map(|(term, allowed)| (term.clone(), allowed.clone())).collect();
                witness.shown(&Conjunction { terms })
            };
            let more = lines(shared);
            told.dossier.extend(
                more.into_iter().filter(|line| !told.dossier.contains(line)).collect::<Vec<_>>(),
            );
            let unsure = witness.not_shown(rule.trigger.conditions(), &self.study.book.conversions);
            told.assumed.extend(unsure.iter().map(|clause| clause.text.to_string()));
            let effect = self.edges.get(step)?.effect;
            told.steps.push(Step { rule, event, effect, facts: lines(own) });
        }
        Some(told)
    }

    /// Whether every event of a circle happens again each time round: some effects change nothing
    /// when they are repeated.
    pub(crate) fn repeats(&self, causes: &Causes) -> bool {
        let rules: BTreeSet<usize> = self.edges.iter().map(|edge| edge.from).collect();
        let once = rules.iter().filter_map(|at| self.study.rule(*at)).any(|r| r.trigger.eenmalig);
        if once && !self.starts_trajecten() {
            return false;
        }
        let reach = causes.reach(&rules);
        let reached: Vec<&Studied<'_>> =
            reach.iter().filter_map(|at| self.study.rule(*at)).collect();
        self.edges.iter().all(|edge| self.repeats_with(&edge.consequence.repeats, &reached))
    }

    fn repeats_with(&self, repeats: &Repeats, reached: &[&Studied<'_>]) -> bool {
        let effects = || reached.iter().flat_map(|rule| &rule.trigger.effects);
        match repeats {
            Repeats::Always => true,
            Repeats::Label { op, kenmerk, added } => {
                let fresh = *op == KenmerkOp::Traject && self.starts_trajecten() && *added;
                fresh
                    || effects().filter_map(|e| e.fixed()).any(|effect| match effect {
                        Effect::KenmerkToevoegen { op: of, kenmerk: other } => {
                            !added && (of, other) == (op, kenmerk)
                        }
                        Effect::KenmerkVerwijderen { op: of, kenmerk: other } => {
                            *added && (of, other) == (op, kenmerk)
                        }
                        _ => false,
                    })
            }
            Repeats::Started(_) => {
                effects().filter_map(|e| e.fixed()).any(|e| *e == Effect::TrajectSluiten)
            }
            Repeats::Ended => self.starts_trajecten(),
            Repeats::Timer(naam) => {
                let setting: Vec<_> = effects().filter(|e| e.herinnering() == Some(naam)).collect();
                // Set to the same day again it does not change; a day counted from itself does.
                let moves = setting.iter().any(|effect| {
                    let facts = effect.expressions().into_iter().flat_map(crate::check::facts_in);
                    facts.into_iter().any(|id| fact(id).path.starts_with("herinnering."))
                });
                setting.len() > 1 || moves
            }
        }
    }
}

/// Whether a term is worth telling: the trigger asks for it, or it tells which event it is. That
/// triggers caused the events of a circle goes without saying.
fn is_asked(rule: &Studied<'_>, event: EventType, term: &Term) -> bool {
    let asked = |id: &FactId| rule.trigger.conditions().any(|clause| clause.facts.contains(id));
    let facts = term.facts();
    let tells = telling_fact(event).is_some_and(|id| facts.contains(&id));
    let about_source = facts.iter().any(|id| fact(*id).path.starts_with("gebeurtenis."));
    tells || (facts.iter().any(asked) && !about_source)
}

/// The path so far with one more case; none when they cannot both be.
fn joined(along: &Along, case: &Conjunction, place: impl Fn(&Term) -> Reach) -> Option<Along> {
    let mut joined = along.clone();
    for (term, allowed) in &case.terms {
        let key = (place(term), term.clone());
        let met = joined.get(&key).map_or_else(|| allowed.clone(), |known| known.meet(allowed));
        if met.is_empty() {
            return None;
        }
        joined.insert(key, met);
    }
    Some(joined)
}
