//! The ophaalservice over real sockets, asked with requests that are written out here.

mod requests;
mod strictness;
mod answers;
mod moods;
mod staging;
mod connector;
