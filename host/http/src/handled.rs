//! What came of something that an operator did, as all such requests answer it.

use axum::Json;
use host_engine::Handled;
use serde_json::{Value, json};

/// The answer: whom it is about, what happened and what there is to remark, and `more`, an object, of
/// the request's own.
pub(crate) fn answer(handled: &Handled, more: Value) -> Json<Value> {
    let mut answer = json!({
        "dossier": handled.dossier,
        "traject": handled.traject,
        "gebeurtenissen": handled.events,
        "meldingen": handled.meldingen,
    });
    if let (Value::Object(answer), Value::Object(more)) = (&mut answer, more) {
        answer.extend(more);
    }
    Json(answer)
}
