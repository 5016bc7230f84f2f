//! What can be said of rules without running them: conditions that can never be met or never decide,
//! triggers that say the same or contradict each other, circles of triggers that cause each other;
//! which conditions tests and events tried; what tests would not notice; and what would have to
//! change for a trigger to match.
//!
//! Everything here starts from conditions as sets of cases (`constraints`), over what facts can be
//! (`domain`). What is not understood is taken as free: it makes no rule wrong.

mod across;
mod allowed;
mod consequences;
mod constraints;
mod coverage;
mod domain;
mod drawing;
mod gaps;
mod graph;
mod listeners;
mod loops;
mod miss;
mod mutation;
mod round;
mod scope;
mod study;
mod term;
mod variants;
mod why_not;
mod within;
mod witness;
mod writing;

pub use coverage::{ClauseCoverage, Coverage, TriggerCoverage};
pub use drawing::{Graph, GraphArrow, GraphTrigger};
pub use gaps::{CoverageCounts, Gap, GapKind};
pub use miss::{Miss, Wijziging};
pub use mutation::{Change, Mutant, MutationReport};
pub(crate) use study::remarks;
pub use why_not::{Reason, WhyNot};
