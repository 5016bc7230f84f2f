//! Which triggers can cause which: from what effects lead to and what conditions ask for.

use std::collections::{BTreeMap, BTreeSet};

use host_domain::EventType;
use petgraph::{
    algo::tarjan_scc,
    graph::{DiGraph, NodeIndex},
};

use crate::{
    analysis::{
        consequences::{Consequence, When, consequences},
        constraints::Conjunction,
        listeners::Listeners,
        scope::{Scope, Sharing},
        study::{Studied, Study},
        term::Term,
    },
    trigger::Mode,
};

/// Most edges that are worked out: a book of thousands that all cause each other still loads.
const MAX_EDGES: usize = 20_000;

/// Most pairs of triggers that are held against each other for it.
const MAX_TRIES: usize = 100_000;

/// Which triggers can cause which.
pub(crate) struct Causes {
    pub(crate) edges: Vec<Cause>,
    /// The edges out of each trigger, by its place in the book.
    pub(crate) from: BTreeMap<usize, Vec<usize>>,
    /// Whether there are more than were worked out.
    pub(crate) more: bool,
}

/// One trigger can cause another, or itself.
#[derive(Debug, Clone)]
pub(crate) struct Cause {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Place of the effect in the trigger that causes.
    pub(crate) effect: usize,
    pub(crate) consequence: Consequence,
}

impl Causes {
    /// Works out the edges between the triggers that are carried out, and with `shadow` also those
    /// to and from triggers that are switched on as schaduw.
    pub(crate) fn of(study: &Study<'_>, shadow: bool) -> Causes {
        let counts = |rule: &Studied<'_>| match rule.trigger.mode {
            Mode::Aan => true,
            Mode::Schaduw => shadow,
            Mode::Uit => false,
        };
        Causes::out_from(study, counts, |_| true)
    }

    /// The edges that matter to circles: those out of triggers that are in one or can be reached from
    /// one as far as the types of events tell. Of most triggers that tells that there is none, and
    /// then their conditions need not be held against each other.
    pub(crate) fn around_circles(study: &Study<'_>) -> Causes {
        let counts = |rule: &Studied<'_>| rule.trigger.mode == Mode::Aan;
        let circling = events_around_circles(study, &counts);
        let listens =
            |rule: &Studied<'_>| rule.cases.iter().any(|(event, _)| circling.contains(event));
        Causes::out_from(study, counts, listens)
    }

    /// The edges between triggers that count, out of those that are asked for.
    fn out_from(
        study: &Study<'_>,
        counts: impl Fn(&Studied<'_>) -> bool,
        asked: impl Fn(&Studied<'_>) -> bool,
    ) -> Causes {
        let listeners = Listeners::of(study, &counts);
        let mut tries_left = MAX_TRIES;
        let sharing = Sharing::of(study);
        let mut causes = Causes { edges: Vec::new(), from: BTreeMap::new(), more: false };
        let rules = study.rules.iter().enumerate();
        for (from, rule) in rules.filter(|(_, rule)| counts(rule) && asked(rule)) {
            for (effect, template) in rule.trigger.effects.iter().enumerate() {
                for consequence in consequences(study, rule.trigger, template) {
                    for to in listeners.candidates(rule, &consequence) {
                        if causes.edges.len() >= MAX_EDGES || tries_left == 0 {
                            causes.more = true;
                            return causes;
                        }
                        tries_left -= 1;
                        let cause = Cause { from, to, effect, consequence: consequence.clone() };
                        if can_follow(study, &sharing, &cause) {
                            causes.from.entry(from).or_default().push(causes.edges.len());
                            causes.edges.push(cause);
                        }
                    }
                }
            }
        }
        causes
    }

    /// The edges out of a trigger.
    pub(crate) fn out_of(&self, rule: usize) -> impl Iterator<Item = &Cause> {
        let places = self.from.get(&rule).into_iter().flatten();
        places.filter_map(|at| self.edges.get(*at))
    }

    /// Sets of triggers that can each cause all others of the set, so in which there are circles.
    pub(crate) fn circles(&self, counts: impl Fn(&Cause) -> bool) -> Vec<BTreeSet<usize>> {
        let mut graph: DiGraph<usize, ()> = DiGraph::new();
        let mut places: BTreeMap<usize, NodeIndex> = BTreeMap::new();
        let mut itself = BTreeSet::new();
        for edge in self.edges.iter().filter(|edge| counts(edge)) {
            let from = *places.entry(edge.from).or_insert_with(|| graph.add_node(edge.from));
            let to = *places.entry(edge.to).or_insert_with(|| graph.add_node(edge.to));
            graph.update_edge(from, to, ());
            if edge.from == edge.to {
                itself.insert(edge.from);
            }
        }
        let mut found: Vec<BTreeSet<usize>> = tarjan_scc(&graph)
            .into_iter()
            .map(|set| set.into_iter().filter_map(|at| graph.node_weight(at).copied()).collect())
            .filter(|set: &BTreeSet<usize>| {
                set.len() > 1 || set.iter().any(|at| itself.contains(at))
            })
            .collect();
        found.sort();
        found
    }

    /// The triggers that one trigger can set off at once, directly or through others.
    pub(crate) fn reach(&self, rules: &BTreeSet<usize>) -> BTreeSet<usize> {
        let mut found = rules.clone();
        let mut to_do: Vec<usize> = rules.iter().copied().collect();
        while let Some(rule) = to_do.pop() {
            let now = self.out_of(rule).filter(|edge| edge.consequence.when == When::Now);
            to_do.extend(now.map(|edge| edge.to).filter(|to| found.insert(*to)));
        }
        found
    }
}

/// The types of events that can cause themselves through triggers, and those that follow from them.
fn events_around_circles(
    study: &Study<'_>,
    counts: &impl Fn(&Studied<'_>) -> bool,
) -> BTreeSet<EventType> {
    let mut causes: BTreeMap<EventType, BTreeSet<EventType>> = BTreeMap::new();
    for rule in study.rules.iter().filter(|rule| counts(rule)) {
        let effects = rule.trigger.effects.iter();
        let caused: BTreeSet<EventType> = effects
            .flat_map(|template| consequences(study, rule.trigger, template))
            .map(|consequence| consequence.event)
            .collect();
        for (event, _) in rule.cases.iter().filter(|(_, cases)| !cases.is_never()) {
            causes.entry(*event).or_default().extend(&caused);
        }
    }
    let follow = |event: &EventType| {
        let mut found = BTreeSet::new();
        let mut to_do = vec![*event];
        while let Some(event) = to_do.pop() {
            let next = causes.get(&event).into_iter().flatten();
            to_do.extend(next.filter(|next| found.insert(**next)));
        }
        found
    };
    let reached = causes.keys().map(|event| (event, follow(event)));
    reached.filter(|(event, found)| found.contains(event)).flat_map(|(_, found)| found).collect()
}

/// Whether the one trigger, having matched, can make the other match.
fn can_follow(study: &Study<'_>, sharing: &Sharing, cause: &Cause) -> bool {
    let (Some(one), Some(other)) = (study.rule(cause.from), study.rule(cause.to)) else {
        return false;
    };
    let Some(after) = other.at(cause.consequence.event) else { return false };
    let after =
        study.domain.possible(&after.within(&cause.consequence.fixed), cause.consequence.event);
    let stays = |term: &Term| match sharing.scope(term, cause.consequence.when) {
        Scope::Dossier => true,
        Scope::Traject => !cause.consequence.new_traject,
        Scope::Event => false,
    };
    one.cases.iter().flat_map(|(_, cases)| &cases.any).any(|before| {
        // Most that do not go together differ in a term that both have: no need to copy them first.
        let clash = |kind: &Conjunction| {
            before.terms.iter().any(|(term, allowed)| {
                let own = kind.terms.get(term);
                own.is_some_and(|own| stays(term) && own.meet(allowed).is_empty())
            })
        };
        if after.any.iter().all(clash) {
            return false;
        }
        let kept = before.terms.iter().filter(|(term, _)| stays(term));
        let kept = Conjunction {
            terms: kept.map(|(term, allowed)| (term.clone(), allowed.clone())).collect(),
        };
        let mut met = after.any.iter().filter_map(|kind| kind.meet(&kept));
        met.any(|kind| study.domain.narrowed(&kind, cause.consequence.event).is_some())
    })
}
