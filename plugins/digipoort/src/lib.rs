//! The connector for Digipoort: fetches documents of UWV from the ophaalservice, interface 1.2.
//!
//! [`listing`] asks what there is, with the window that [`cursor`] remembers; [`fetching`] brings in one
//! message; [`document`] makes a record of every file in it. [`soap`] is the envelope around it all,
//! [`wsdl`] the names of the interface, [`structure`] the order in which it has its elements. This file
//! only ties them to the functions of a connector. README.md lists what nobody publishes and what we
//! assume.

pub mod settings;
pub mod moment;
pub mod wsdl;
pub mod structure;
pub mod soap;
pub mod fault;
pub mod cursor;
pub mod listing;
pub mod fetching;
pub mod metadata;
pub mod document;

use sdk_connector::protocol::{About, Call, Fetch, Fetched, Page, Poll, Receive};
use sdk_connector::{Connector, Host, Reception, Result, connector};

/// Version of the connector, as in plugin.toml.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Largest answer in bytes: a file of 20 MiB in base64 with white space, twice, and room to spare.
pub const MOST_ANSWER: u64 = 64 << 20;

/// The connector.
#[derive(Debug, Default)]
pub struct Digipoort;

connector!(Digipoort);

impl Connector for Digipoort {
    fn about() -> About {
        About { name: "digipoort".to_owned(), version: VERSION.to_owned() }
    }

    fn poll(&self, call: &Call, request: Poll, host: &mut Host) -> Result<Page> {
        listing::poll(call, &request, &settings::of(call)?, host)
    }

    fn fetch(&self, call: &Call, request: Fetch, host: &mut Host) -> Result<Fetched> {
        fetching::fetch(call, &request, &settings::of(call)?, host)
    }

    fn receive(&self, call: &Call, request: Receive, host: &mut Host) -> Result<Reception> {
        Ok(Reception::Done(document::receive(&request.body, &settings::of(call)?, host)))
    }
}
