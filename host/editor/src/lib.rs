//! Rules in an editor: a language server that tells while one types what `schakel regels controleer`
//! would say, completes and explains; and the files that make an editor know the words of the rules.
//! Everything that it knows of them comes from [`host_rulebook::vocabulary`].
//!
//! * **[`serve`]**: the language server, over standard input and output.
//! * **[`files`]**: definitions, snippets, tasks and the schema of the catalogue.
//!
//! # The way of a question
//! `position` finds the place in the text, `spot` says what stands there, `codes` which texts may, and
//! `offers` or `explain` answers. `rules_folder` holds what was not saved yet over what lies on disk.
//!
//! **Never here:** nothing is written but by who asks for the files, and no rule is ever carried out.

mod position;
mod spot;
mod codes;
mod offers;
mod explain;
mod rules_folder;
mod remarks;
mod server;
mod files;

pub use files::{EditorFile, files};
pub use rules_folder::Connectors;
pub use server::{Stopped, serve};
