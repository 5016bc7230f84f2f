//! The operator who asks, and what that operator may do. `routes.rs` says what each URL needs.

use std::collections::BTreeSet;

use axum::{
    Extension,
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use host_domain::{Gebruiker, Recht};
use host_engine::{Actor, Person};

use crate::problem::Problem;

/// An operator who was let in.
#[derive(Debug, Clone)]
pub(crate) struct Operator {
    /// As the audit log has it.
    pub(crate) actor: Actor,
    /// The name that was proven.
    name: String,
    rechten: BTreeSet<Recht>,
}

impl Operator {
    /// One with the beheer token: may do everything.
    pub(crate) fn of_the_house(actor: Actor) -> Operator {
        Operator { actor, name: Person::BEHEER.to_owned(), rechten: [Recht::Beheer].into() }
    }

    /// As one of the two who must agree on rules.
    pub(crate) fn person(&self) -> Person {
        Person { actor: self.actor.clone(), name: self.name.clone() }
    }

    /// Whether the operator has this right.
    pub(crate) fn may(&self, recht: Recht) -> bool {
        self.rechten.contains(&recht) || self.rechten.contains(&Recht::Beheer)
    }
}

impl From<Gebruiker> for Operator {
    fn from(gebruiker: Gebruiker) -> Operator {
        Operator {
            actor: Actor(gebruiker.naam.clone()),
            name: gebruiker.naam,
            rechten: gebruiker.rechten,
        }
    }
}

/// Lets requests through of operators who have a right. Others are refused before anything of the
/// request is read.
pub(crate) async fn needs(
    State(recht): State<Recht>,
    Extension(operator): Extension<Operator>,
    request: Request,
    next: Next,
) -> Result<Response, Problem> {
    match operator.may(recht) {
        true => Ok(next.run(request).await),
        false => Err(Problem::not_allowed(recht)),
    }
}
