//! House rules as tests: what a reviewer would otherwise have to say again and again.
//!
//! One rule, one file. A rule is a pure function over paths and texts that gives findings; it is
//! run twice, on a small sample that breaks it and on the repository itself, so that a rule that
//! cannot fail is noticed. A finding says where it is and what to do.

mod findings;
mod tree;
mod lexing;

mod arrows;
mod manifests;
mod module_docs;
mod sizes;
mod names;
mod banned;
mod readme_paths;
