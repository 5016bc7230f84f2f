//! The book: all rules of an environment, checked, of one version.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use host_domain::{Catalogue, EventType, Plan, PlannedEffect};

use crate::{
    case::{Case, CaseFacts},
    conversion::Conversions,
    diagnostic::Diagnostic,
    importconfiguratie::Importconfiguratie,
    index::Index,
    load,
    offered::Offered,
    rule_test::{RuleTest, TestResult},
    trace::{Evaluation, Outcome, RuleTrace, Trace},
    trigger::Trigger,
};

/// All rules of an environment. It exists only when none of them has an error, and never changes:
/// other rules are another book.
#[derive(Debug, Clone, Default)]
pub struct Book {
    pub(crate) hash: String,
    pub(crate) sources: BTreeMap<String, String>,
    pub(crate) catalogue: Catalogue,
    /// By id.
    pub(crate) triggers: Vec<Trigger>,
    pub(crate) index: Index,
    /// Events of which some trigger asks about all werknemers of the werkgever.
    pub(crate) needs_insured: BTreeSet<EventType>,
    /// By naam.
    pub(crate) imports: BTreeMap<String, Importconfiguratie>,
    pub(crate) conversions: Conversions,
    pub(crate) tests: Vec<RuleTest>,
}

/// What reading a folder of rules gave.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The rules; none when any remark is an error.
    pub book: Option<Book>,
    /// All remarks, by file and place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Book {
    /// Reads and checks a folder of rules, for what the installed connectors offer.
    /// Tests in the rules are not run: see [`Book::run_tests`].
    pub fn load<'o>(folder: &Path, offered: impl Into<Offered<'o>>) -> Loaded {
        load::load(folder, offered.into())
    }

    /// The same, with texts that were not saved yet over the files with those paths.
    pub fn load_over<'o>(
        folder: &Path,
        unsaved: &BTreeMap<String, String>,
        offered: impl Into<Offered<'o>>,
    ) -> Loaded {
        load::load_over(folder, unsaved, offered.into())
    }

    /// The same for files that were kept: those of [`Book::sources`], by path. To go on with the
    /// last book that was accepted when the folder has an error.
    pub fn from_sources<'o>(
        sources: BTreeMap<String, String>,
        offered: impl Into<Offered<'o>>,
    ) -> Loaded {
        load::load_sources(sources, Vec::new(), offered.into())
    }

    /// A book without rules.
    pub fn empty() -> Book {
        Book { hash: load::hash(&BTreeMap::new()), ..Book::default() }
    }

    /// Names this version: the first 16 hexadecimal digits of the SHA-256 over all paths and contents.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The files it was read from, by path; to keep with the book.
    pub fn sources(&self) -> &BTreeMap<String, String> {
        &self.sources
    }

    /// Codes that rules and commands may name.
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// The triggers by id, switched off ones too.
    pub fn triggers(&self) -> impl Iterator<Item = &Trigger> {
        self.triggers.iter()
    }

    /// The trigger with this id.
    pub fn trigger(&self, id: &str) -> Option<&Trigger> {
        let at = self.triggers.binary_search_by(|known| known.id.as_str().cmp(id)).ok()?;
        self.triggers.get(at)
    }

    /// The importconfiguratie with this naam.
    pub fn importconfiguratie(&self, naam: &str) -> Option<&Importconfiguratie> {
        self.imports.get(naam)
    }

    /// The importconfiguraties by naam.
    pub fn importconfiguraties(&self) -> impl Iterator<Item = &Importconfiguratie> {
        self.imports.values()
    }

    pub(crate) fn conversions(&self) -> &Conversions {
        &self.conversions
    }

    /// What follows from an event, and why. Depends on nothing but the book and the case.
    pub fn evaluate(&self, case: &Case<'_>) -> Evaluation {
        let facts = CaseFacts::new(*case);
        let candidates = self.index.candidates(case.event.kind.event_type(), &facts);
        let considered = u32::try_from(candidates.len()).unwrap_or(u32::MAX);
        let mut trace = Trace {
            boek: self.hash.clone(),
            considered,
            skipped: self.index.enabled().saturating_sub(considered),
            ..Trace::default()
        };
        let (mut plan, mut schaduw) = (Plan::default(), Plan::default());
        let mut not_shown = Vec::new();
        let mut not_matched = 0;
        for trigger in candidates.into_iter().filter_map(|at| self.triggers.get(at)) {
            if not_matched == Trace::MAX_NOT_MATCHED
                && self.outcome(trigger, &facts) == Outcome::Nee
            {
                trace.not_shown += 1;
                not_shown.push(trigger.id.clone());
                continue;
            }
            let judged = self.judge(trigger, &facts);
            add_effects(if judged.schaduw { &mut schaduw } else { &mut plan }, &judged);
            not_matched += usize::from(judged.uitkomst == Outcome::Nee);
            trace.rules.push(judged);
        }
        Evaluation { plan, schaduw, trace, not_shown }
    }

    /// Why one trigger does or does not match, also when it is switched off or the index ruled it
    /// out. None when there is no such trigger.
    pub fn explain(&self, trigger: &str, case: &Case<'_>) -> Option<RuleTrace> {
        let trigger = self.triggers.iter().find(|known| known.id == trigger)?;
        Some(self.judge(trigger, &CaseFacts::new(*case)))
    }

    /// What comes of a trigger, without saying why.
    pub(crate) fn outcome(&self, trigger: &Trigger, facts: &CaseFacts<'_>) -> Outcome {
        match facts.withheld(trigger) {
            Some(_) => Outcome::Nee,
            None => trigger.outcome(facts, &self.conversions),
        }
    }

    /// What comes of a trigger, and why.
    pub(crate) fn judge(&self, trigger: &Trigger, facts: &CaseFacts<'_>) -> RuleTrace {
        match facts.withheld(trigger) {
            Some(reden) => trigger.withheld(reden, facts),
            None => trigger.judge(facts, &self.conversions),
        }
    }

    /// The triggers with bulk conditions that are switched on: what a change of day asks first.
    pub fn bulk_triggers(&self) -> impl Iterator<Item = &Trigger> {
        self.triggers.iter().filter(|trigger| !trigger.bulk.is_empty() && trigger.mode.is_asked())
    }

    /// Whether the bulk conditions of a trigger hold for the change of day of one traject. One that
    /// cannot be computed does not hold; why stands in the trace of the event.
    pub fn bulk_holds(&self, trigger: &Trigger, case: &Case<'_>) -> bool {
        let facts = CaseFacts::new(*case);
        trigger.bulk_outcome(&facts, &self.conversions) == Outcome::Matched
    }

    /// Whether the case of such an event must have the dossiers of the werkgever's other
    /// werknemers: some trigger for it asks about all of them.
    pub fn needs_insured(&self, event: EventType) -> bool {
        self.needs_insured.contains(&event)
    }

    /// Runs the tests that stand in the rules, in the order of the files.
    pub fn run_tests(&self) -> Vec<TestResult> {
        self.tests.iter().map(|test| test.run(self)).collect()
    }

    /// Runs the tests that stand in the rules, and gives those that did not come out as expected as
    /// remarks on their files; empty when all is well.
    pub fn failed_tests(&self) -> Vec<Diagnostic> {
        self.run_tests().iter().filter_map(TestResult::diagnostic).collect()
    }
}

pub(crate) fn add_effects(plan: &mut Plan, judged: &RuleTrace) {
    for (ordinal, effect) in (0..).zip(&judged.effects) {
        let regel = judged.regel.clone();
        plan.effects.push(PlannedEffect { regel, ordinal, effect: effect.clone() });
    }
}
