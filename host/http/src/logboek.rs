//! The log of the rules: which did what, newest first.

use std::sync::Arc;

use axum::{Json, extract::State};
use host_domain::amsterdam_time;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api,
    given::{InQuery, Page},
    problem::Problem,
    shown,
};

/// What is asked of the log.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asked {
    /// As a page has it.
    na: Option<String>,
    /// As a page has it; all of one event is on one page, so that there may be a few more.
    aantal: Option<usize>,
    /// Of this rule only.
    regel: Option<String>,
}

/// `GET /api/regels/logboek`: what rules did, asked for and were refused; rules that could not be
/// computed, and those that were skipped because they left too many trajecten.
pub(crate) async fn list(
    State(api): State<Arc<Api>>,
    InQuery(asked): InQuery<Asked>,
) -> Result<Json<Value>, Problem> {
    let page = Page::after_item(asked.na, asked.aantal);
    let before = page.after(|text| text.parse::<u64>().ok())?;
    let (count, regel) = (page.count(), asked.regel);
    let log = api.work(move |engine| Ok(engine.rule_log(before, count, regel.as_deref())?)).await?;
    let items = log.regels.iter().map(|entry| {
        let mut item = shown::masked(entry);
        if let Value::Object(fields) = &mut item {
            fields.insert("op".to_owned(), json!(amsterdam_time(entry.op)));
        }
        item
    });
    Ok(shown::page("logboek", items.collect(), log.verder_voor))
}
