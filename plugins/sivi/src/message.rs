//! Reading `Verzuimmeldingen`: from bytes to intakes.
//!
//! [`tree`] makes elements of the bytes; [`structure`] says what the standard expects and [`check`]
//! holds the one against the other, with [`mod@format`] for single values; [`fields`] lists what we
//! take; [`rules`] looks at fields together; [`header`] and [`record`] give the header and the
//! intakes; [`reader`] walks through the whole, in parts.

pub mod structure;
pub mod format;
pub mod tree;
pub mod fields;
pub mod check;
pub mod header;
pub mod rules;
pub mod record;
pub mod reader;
