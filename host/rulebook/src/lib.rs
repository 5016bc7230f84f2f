//! The rules of an environment: read, check, index, evaluate, explain. The only package that knows
//! Rhai, and it knows it as a parser only: nothing of a rule file is ever run as a script.
//!
//! # Who is who
//! * **[`Book`]**: all rules of a folder, checked. Made by [`Book::load`], which reports every
//!   problem at once ([`Diagnostic`]); a book exists only when none of them is an error.
//! * **[`Trigger`]**: *when* an event of these types, *if* every [`Clause`] holds, *then* these
//!   effects. [`Book::evaluate`] holds all of them against one [`Case`].
//! * **[`Importconfiguratie`]**: how the fields of one intake become those of commands.
//! * **Conversiegroep**: tables that turn a code of the outside into one of ours.
//! * **[`Trace`]**: why, clause by clause, for rules that matched and for those that did not.
//!
//! # The way of a file
//! `folder` reads it, `syntax` parses it into our own tree, `trigger`, `importconfiguratie` and
//! `conversion` take its map apart (`keys`), `check` types the expressions against `vocabulary` and
//! `words`, giving `expression`s that compute themselves; `load` puts it all together in a `book`.
//!
//! **Never here:** no clock, no network, no store; evaluation has no side effects.

mod diagnostic;
mod suggest;
mod folder;
mod rule_file;
mod syntax;
mod keys;
mod value;
mod vocabulary;
mod words;
mod offered;
mod insurance;
mod case;
mod expression;
mod check;
mod conversion;
mod importconfiguratie;
mod trigger;
mod rule_test;
mod index;
mod trace;
mod book;
mod part;
mod sight;
mod analysis;
mod load;

pub use analysis::{
    Change, ClauseCoverage, Coverage, CoverageCounts, Gap, GapKind, Graph, GraphArrow,
    GraphTrigger, Miss, Mutant, MutationReport, Reason, TriggerCoverage, WhyNot, Wijziging,
};
pub use book::{Book, Loaded};
pub use case::Case;
pub use conversion::Unmapped;
pub use diagnostic::{Diagnostic, Place, Severity};
pub use importconfiguratie::{
    Converted, ConvertedInto, ConvertedWerknemer, Importconfiguratie, IntakeField, IntakeSchema,
    IntakeType, IntakeVerschil, Uitvalverschil,
};
pub use offered::{BerichtSchema, Offered};
pub use part::{ChangedTrigger, Consequences, shown_effect};
pub use rule_test::TestResult;
pub use sight::Sight;
pub use suggest::meant_or_list;
pub use trace::{Answer, ClauseTrace, Evaluation, Outcome, RuleTrace, Trace};
pub use trigger::{Clause, ComputedEffect, EffectTemplate, Mode, Trigger};
pub use value::Type;
pub use vocabulary::{Codes, Entry, EntryKind, FACTS, Fact, Subject, manual, vocabulary};
