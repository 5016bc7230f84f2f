//! `schakel regels mutatie`: small changes in the rules that no test would notice, and on request no
//! event that happened either.

use host_rulebook::Change;
use serde_json::{Value, json};

use super::{super::fields, boek, dekking};
use crate::{
    cli::{Cli, Regelmap, Verleden},
    client::HostClient,
    exit::Failure,
    output::Output,
};

/// Makes the changes and names those that go unnoticed.
pub(super) fn run(
    cli: &Cli,
    (which, rule): (&Regelmap, Option<&str>),
    past: &Verleden,
    out: Output,
) -> Result<(), Failure> {
    if past.gebeurtenissen {
        return with_events(&HostClient::new(cli)?, rule, past, out);
    }
    let book = boek::read(cli, which, out)?;
    boek::known(&book, rule)?;
    let report = book.mutate(rule);
    show(&report.onopgemerkt, &report.veranderingen.to_string(), "geen test", out);
    out.value(&json!({ "boek": book.hash(), "uitslag": report }));
    Ok(())
}

/// Against the tests and what happened in the host, of the rules that are in use there.
fn with_events(
    host: &HostClient,
    rule: Option<&str>,
    past: &Verleden,
    out: Output,
) -> Result<(), Failure> {
    let asked = dekking::asked(past, rule);
    let answer = host.post_with_bar(&["api", "regels", "mutatie"], &asked)?;
    let unnoticed = answer.get("onopgemerkt").cloned().unwrap_or_default();
    let unnoticed: Vec<Change> =
        serde_json::from_value(unnoticed).map_err(|error| Failure::Internal(error.to_string()))?;
    out.line(format!("{} gebeurtenissen bekeken.", fields::text(&answer, "gebeurtenissen")));
    let tried = fields::text(&answer, "veranderingen");
    show(&unnoticed, &tried, "geen test en geen gebeurtenis", out);
    if answer.get("afgekapt") == Some(&Value::Bool(true)) {
        out.line("Er zijn meer veranderingen dan in één keer worden beproefd; noem een regel.");
    }
    out.value(&answer);
    Ok(())
}

fn show(unnoticed: &[Change], tried: &str, by: &str, out: Output) {
    unnoticed.iter().for_each(|change| out.line(change.render()));
    out.line(format!("{tried} kleine veranderingen; {} merkt {by} op.", unnoticed.len()));
}
