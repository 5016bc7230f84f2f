//! What stays the same from a cause to its consequence: facts that no effect changes and no time
//! passes for.

use std::collections::BTreeSet;

use host_domain::{Effect, KenmerkOp};

use crate::{
    analysis::{
        consequences::{When, labels_of},
        study::Study,
        term::{LENGTH, Term, named},
    },
    trigger::Mode,
    vocabulary::{FactId, fact},
};

/// How far the value of a term reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scope {
    /// It is the same for all that happens in the dossier.
    Dossier,
    /// It is the same for all that happens on the traject.
    Traject,
    /// Each event has its own.
    Event,
}

/// What effects of the book change, so that it does not stay the same.
pub(crate) struct Sharing {
    changed: BTreeSet<FactId>,
    labels: BTreeSet<(FactId, Box<str>)>,
}

/// Facts that stay the same from day to day.
const LASTING: [&str; 6] = [
    "traject.soort",
    "traject.begin",
    "traject.extern_kenmerk",
    "werkgever.werkgevercode",
    "werkgever.naam",
    "werknemer.geboortedatum",
];

impl Sharing {
    pub(crate) fn of(study: &Study<'_>) -> Sharing {
        let mut sharing = Sharing { changed: BTreeSet::new(), labels: BTreeSet::new() };
        let on = study.rules.iter().filter(|rule| rule.trigger.mode != Mode::Uit);
        for effect in on.flat_map(|rule| &rule.trigger.effects).filter_map(|e| e.fixed()) {
            match effect {
                Effect::NieuweTaak { .. } => {
                    sharing.changed.insert(named("traject.aantal_open_taken"));
                }
                Effect::TrajectSluiten => {
                    sharing.changed.insert(named("traject.lopend"));
                }
                Effect::KenmerkToevoegen { op, kenmerk }
                | Effect::KenmerkVerwijderen { op, kenmerk } => {
                    sharing.labels.insert((labels_of(*op), kenmerk.as_str().into()));
                }
                Effect::Emailsignaal { .. }
                | Effect::TrajectStarten { .. }
                | Effect::Herinnering { .. }
                | Effect::Bericht { .. } => {}
            }
        }
        for op in KenmerkOp::ALL {
            let id = labels_of(op);
            if sharing.labels.iter().any(|(of, _)| *of == id) {
                sharing.changed.insert(id);
            }
        }
        sharing
    }

    /// How far a term reaches from a cause to a consequence that follows then.
    pub(crate) fn scope(&self, term: &Term, when: When) -> Scope {
        if let Term::Member(id, text) = term {
            let changes = self.labels.contains(&(*id, text.clone()));
            return if changes || when != When::Now { Scope::Event } else { self.reach(*id) };
        }
        let facts = term.facts();
        let scopes = facts.iter().map(|id| {
            let lasts = when == When::Now || LASTING.contains(&fact(*id).path);
            if lasts && !self.changed.contains(id) { self.reach(*id) } else { Scope::Event }
        });
        // What no fact decides is asked of the policies, at the traject: it changes with time only.
        let start = match (when, facts.is_empty()) {
            (When::Now, true) => Scope::Traject,
            (_, true) => Scope::Event,
            _ => Scope::Dossier,
        };
        scopes.fold(start, |one, other| match (one, other) {
            (Scope::Event, _) | (_, Scope::Event) => Scope::Event,
            (Scope::Traject, _) | (_, Scope::Traject) => Scope::Traject,
            _ => Scope::Dossier,
        })
    }

    fn reach(&self, id: FactId) -> Scope {
        let path = fact(id).path;
        if path.starts_with("traject.") {
            Scope::Traject
        } else if path.starts_with("werkgever.")
            || path.starts_with("werknemer.")
            || id == LENGTH.vandaag
        {
            Scope::Dossier
        } else {
            Scope::Event
        }
    }
}
