//! Hostile below the SDK: answers that no connector could give through it. Everything else is left to
//! [`Hostile`].
#![allow(unsafe_code, reason = "the generated exports are")]

use sdk_connector::export::Component;
use sdk_connector::export::bindings::schakel::connector::types::{
    Call, Document, Progress, StepResult,
};
use sdk_connector::export::bindings::{__export_component, Guest};

use crate::Hostile;

struct Below;

impl Guest for Below {
    fn describe() -> Document {
        Component::<Hostile>::describe()
    }

    fn step(call: Call, replies: Vec<Document>) -> StepResult {
        let settings = String::from_utf8_lossy(&call.settings);
        let mode = |name: &str| settings.contains(&format!("\"{name}\""));
        if mode("wrong-kind") {
            ended(Vec::new(), Progress::Done(document("about", "{}")))
        } else if mode("wrong-shape") {
            ended(Vec::new(), Progress::Done(document("outcome", "{\"result\": \"geheim\"}")))
        } else if mode("private-kind") {
            ended(vec![document("BSN 123456782", "{}")], Progress::Waiting)
        } else if mode("not-json") {
            ended(Vec::new(), Progress::Done(document("outcome", "{\"half")))
        } else if mode("waits-for-nothing") {
            ended(Vec::new(), Progress::Waiting)
        } else if mode("does-not-wait") {
            let outcome = document("outcome", "{\"result\": \"accepted\", \"receipt\": \"\"}");
            ended(vec![document("http", "{}")], Progress::Done(outcome))
        } else {
            Component::<Hostile>::step(call, replies)
        }
    }
}

fn ended(asked: Vec<Document>, progress: Progress) -> StepResult {
    StepResult { asked, progress }
}

fn document(kind: &str, body: &str) -> Document {
    Document { kind: kind.into(), version: 1, body: body.into() }
}

__export_component!(Below with_types_in sdk_connector::export::bindings);
