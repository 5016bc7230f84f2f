//! What was tried of the rules: how often each condition was true, was not, and decided; which rows
//! of conversiegroepen were used. Of the tests in the rules, or of events that were recorded.

use std::{cell::RefCell, collections::BTreeMap};

use host_domain::EventType;
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use crate::{
    book::Book,
    case::{Case, CaseFacts},
    conversion::Conversions,
    expression::{Facts, Scope},
    importconfiguratie::rows::conversions_in,
    rule_test::Subject,
    trace::Answer,
    trigger::Trigger,
};

/// The name of the row for codes without a row of their own.
pub(crate) const OTHER: &str = "Other";

/// What was tried of the rules of one book. Counts of several are added with [`Coverage::add`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coverage {
    /// By id of the trigger; those that were never asked too, but not those that are switched off.
    pub triggers: BTreeMap<String, TriggerCoverage>,
    /// By name of the conversiegroep, then by conversiesleutel: how often each row was used. The
    /// row for all other codes is named `Other`.
    pub conversies: BTreeMap<String, BTreeMap<String, BTreeMap<String, u64>>>,
}

/// What was tried of one trigger.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TriggerCoverage {
    /// Path of its file in the folder of rules.
    pub file: String,
    /// Cases that it was held against.
    pub gevraagd: u64,
    /// Cases in which every condition was true.
    pub van_toepassing: u64,
    /// Tests about it in its file.
    pub tests: u64,
    /// Its conditions, in order.
    pub voorwaarden: Vec<ClauseCoverage>,
}

/// What was tried of one condition. Each is asked in every case, also after an earlier one said no.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseCoverage {
    /// The condition as written but for spacing.
    pub tekst: String,
    /// Line in the file of the trigger.
    pub regelnummer: u32,
    /// Column in that line.
    pub kolom: u32,
    /// Cases in which it was true.
    pub ja: u64,
    /// Cases in which it was false.
    pub nee: u64,
    /// Cases in which it was unknown, or could not be computed.
    pub onbekend: u64,
    /// Cases in which it alone kept the trigger from matching.
    pub beslissend: u64,
}

impl Coverage {
    /// Nothing tried yet of this book.
    pub fn new(book: &Book) -> Coverage {
        let asked = book.triggers.iter().filter(|trigger| trigger.mode.is_asked());
        let triggers = asked.map(|trigger| (trigger.id.clone(), TriggerCoverage::of(trigger)));
        let rows = |table: &crate::conversion::Table| {
            let own = table.rows.keys().map(|code| (code.to_string(), 0));
            own.chain([(OTHER.to_owned(), 0)]).collect()
        };
        let groups = book.conversions.groups.values().map(|group| {
            let tables = group.tables.iter().map(|(key, table)| (key.clone(), rows(table)));
            (group.naam.clone(), tables.collect())
        });
        Coverage { triggers: triggers.collect(), conversies: groups.collect() }
    }

    /// What the tests in the rules try.
    pub fn of_tests(book: &Book) -> Coverage {
        let mut coverage = Coverage::new(book);
        for test in &book.tests {
            match &test.subject {
                Subject::Trigger { id, event, given, .. } => {
                    let Some(trigger) = book.triggers.iter().find(|known| known.id == *id) else {
                        continue;
                    };
                    if let Some(tried) = coverage.triggers.get_mut(id) {
                        tried.tests += 1;
                    }
                    if trigger.events.contains(event) {
                        coverage.ask(trigger, &given, &book.conversions);
                    }
                }
                Subject::Import { naam, message, .. } => {
                    coverage.observe_message(book, naam, message);
                }
                Subject::Conversion { group, key, code, .. } => coverage.use_row(group, key, code),
            }
        }
        coverage
    }

    /// Counts what the triggers of the book make of one event that happened.
    pub fn observe(&mut self, book: &Book, case: &Case<'_>) {
        let event: EventType = case.event.kind.event_type();
        let facts = CaseFacts::new(*case);
        let asked = book.triggers.iter().filter(|trigger| trigger.mode.is_asked());
        for trigger in asked.filter(|trigger| trigger.events.contains(&event)) {
            self.ask(trigger, &facts, &book.conversions);
        }
    }

    /// Counts the rows that one message uses, as this importconfiguratie reads it.
    pub fn observe_message(&mut self, book: &Book, importconfiguratie: &str, fields: &Json) {
        if let Some(import) = book.imports.get(importconfiguratie) {
            let mut tell = |group: &str, key: &str, code: &str| self.use_row(group, key, code);
            import.conversions_of(book, fields, &mut tell);
        }
    }

    /// Adds what was tried elsewhere of the same book.
    pub fn add(&mut self, other: &Coverage) {
        for (id, more) in &other.triggers {
            let Some(known) = self.triggers.get_mut(id) else {
                self.triggers.insert(id.clone(), more.clone());
                continue;
            };
            known.gevraagd += more.gevraagd;
            known.van_toepassing += more.van_toepassing;
            known.tests += more.tests;
            for (clause, more) in known.voorwaarden.iter_mut().zip(&more.voorwaarden) {
                clause.ja += more.ja;
                clause.nee += more.nee;
                clause.onbekend += more.onbekend;
                clause.beslissend += more.beslissend;
            }
        }
        for (group, keys) in &other.conversies {
            for (key, rows) in keys {
                let known = self.conversies.entry(group.clone()).or_default();
                let known = known.entry(key.clone()).or_default();
                for (row, used) in rows {
                    *known.entry(row.clone()).or_default() += used;
                }
            }
        }
    }

    /// Holds one trigger against one case, every condition of it.
    fn ask<'v>(
        &mut self,
        trigger: &'v Trigger,
        facts: &dyn Facts<'v>,
        conversions: &'v Conversions,
    ) {
        let findings = RefCell::default();
        let scope = Scope { facts, conversions, findings: &findings };
        let answers: Vec<Answer> =
            trigger.conditions().map(|clause| clause.answer(&scope)).collect();
        if let Some(tried) = self.triggers.get_mut(&trigger.id) {
            tried.count(&answers);
        }
        for clause in trigger.conditions() {
            let mut tell = |group: &str, key: &str, code: &str| self.use_row(group, key, code);
            conversions_in(&clause.expression, &scope, &mut tell);
        }
    }

    fn use_row(&mut self, group: &str, key: &str, code: &str) {
        let table = self.conversies.get_mut(group).and_then(|keys| keys.get_mut(key));
        let Some(rows) = table else { return };
        let row = if rows.contains_key(code) { code } else { OTHER };
        if let Some(used) = rows.get_mut(row) {
            *used += 1;
        }
    }
}

impl TriggerCoverage {
    fn of(trigger: &Trigger) -> TriggerCoverage {
        let voorwaarden = trigger.conditions().map(|clause| ClauseCoverage {
            tekst: clause.text.to_string(),
            regelnummer: clause.place.line,
            kolom: clause.place.column,
            ..ClauseCoverage::default()
        });
        let voorwaarden = voorwaarden.collect();
        TriggerCoverage { file: trigger.file.clone(), voorwaarden, ..TriggerCoverage::default() }
    }

    fn count(&mut self, answers: &[Answer]) {
        let refusing = answers.iter().filter(|answer| **answer != Answer::Ja).count();
        self.gevraagd += 1;
        self.van_toepassing += u64::from(refusing == 0);
        for (clause, answer) in self.voorwaarden.iter_mut().zip(answers) {
            let count = match answer {
                Answer::Ja => &mut clause.ja,
                Answer::Nee => &mut clause.nee,
                Answer::Onbekend | Answer::NietBekeken | Answer::Fout(_) => &mut clause.onbekend,
            };
            *count += 1;
            clause.beslissend += u64::from(refusing == 1 && *answer != Answer::Ja);
        }
    }
}
