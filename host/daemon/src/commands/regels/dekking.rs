//! `schakel regels dekking`: which conditions and rows were never tried, by the tests or by what really
//! happened.

use host_rulebook::{Coverage, Gap};
use serde_json::{Value, json};

use super::{super::fields, boek, test::in_short};
use crate::{
    cli::{Cli, Regelmap, Verleden},
    client::HostClient,
    exit::Failure,
    output::Output,
};

/// Shows what was not tried.
pub(super) fn run(
    cli: &Cli,
    (which, rule): (&Regelmap, Option<&str>),
    past: &Verleden,
    out: Output,
) -> Result<(), Failure> {
    if past.gebeurtenissen {
        return of_events(&HostClient::new(cli)?, rule, past, out);
    }
    let book = boek::read(cli, which, out)?;
    boek::known(&book, rule)?;
    let coverage = of(Coverage::of_tests(&book), rule);
    let gaps = coverage.untested();
    show(&coverage, &gaps, rule, out);
    out.value(&json!({ "boek": book.hash(), "dekking": coverage, "onbeproefd": gaps }));
    Ok(())
}

/// What really happened in the host, held against the rules that are in use there.
fn of_events(
    host: &HostClient,
    rule: Option<&str>,
    past: &Verleden,
    out: Output,
) -> Result<(), Failure> {
    let mut answer = host.post_with_bar(&["api", "regels", "dekking"], &asked(past, None))?;
    let coverage = answer.get_mut("dekking").map(Value::take).unwrap_or_default();
    let coverage: Coverage =
        serde_json::from_value(coverage).map_err(|error| Failure::Internal(error.to_string()))?;
    let coverage = of(coverage, rule);
    // Rows are used when messages are read, which is not looked at again.
    let coverage = Coverage { triggers: coverage.triggers, ..Coverage::default() };
    let gaps = coverage.unseen();
    let seen = fields::text(&answer, "gebeurtenissen");
    out.line(format!("{seen} gebeurtenissen bekeken."));
    show(&coverage, &gaps, rule, out);
    out.value(&json!({
        "boek": answer.get("boek"),
        "gebeurtenissen": answer.get("gebeurtenissen"),
        "niet_herberekenbaar": answer.get("niet_herberekenbaar"),
        "dekking": coverage,
        "onbeproefd": gaps,
    }));
    Ok(())
}

/// The part of history that is asked for, as the host takes it.
pub(super) fn asked(past: &Verleden, rule: Option<&str>) -> Value {
    let Verleden { van, tot, werkgever, .. } = past;
    json!({ "van": van, "tot": tot, "werkgever": werkgever, "regel": rule })
}

/// The coverage of one rule, or of all.
pub(super) fn of(mut coverage: Coverage, rule: Option<&str>) -> Coverage {
    if let Some(rule) = rule {
        coverage.triggers.retain(|id, _| id == rule);
        coverage.conversies.clear();
    }
    coverage
}

fn show(coverage: &Coverage, gaps: &[Gap], rule: Option<&str>, out: Output) {
    gaps.iter().for_each(|gap| out.line(gap.render()));
    if let Some(tried) = rule.and_then(|rule| coverage.triggers.get(rule)) {
        let rows: Vec<Vec<String>> = tried
            .voorwaarden
            .iter()
            .map(|one| {
                let counts = [one.ja, one.nee, one.onbekend, one.beslissend];
                let mut row: Vec<String> = counts.map(|count| count.to_string()).to_vec();
                row.push(one.tekst.clone());
                row
            })
            .collect();
        let heads = ["ja", "nee", "onbekend", "beslissend", "voorwaarde"];
        out.table(&heads, &rows, "De regel heeft geen voorwaarden.");
    }
    out.line(in_short(&coverage.counts()));
}
