//! `herinnering`: a timer on the traject of the event. What it sets off is in `herinneringen.rs`.

use host_domain::{Command, PlannedEffect};
use jiff::civil::Date;

use super::Carrier;
use crate::error::Fault;

impl Carrier<'_> {
    pub(super) fn herinnering(
        &self,
        planned: &PlannedEffect,
        naam: &str,
        op: Date,
    ) -> Result<Command, Fault> {
        let (traject, naam, regel) = (self.traject()?, naam.to_owned(), planned.regel.clone());
        Ok(Command::HerinneringZetten { traject, naam, op, regel: Some(regel) })
    }
}
