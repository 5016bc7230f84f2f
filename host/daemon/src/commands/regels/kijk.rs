//! `schakel regels kijk`: looks along while somebody writes rules. After every save: what is wrong, how
//! the tests go and what they touch, and what the rules would have done with the last events of the
//! host, when one runs. A block of lines for every save; nothing of it is kept.

use std::{collections::BTreeMap, path::Path, time::Instant};

use host_engine::GoingLive;
use host_rulebook::Book;
use notify::RecursiveMode;
use serde_json::{Value, json};

use super::{
    super::fields,
    controleer::{Checked, folders},
};
use crate::{
    cli::Cli,
    client::HostClient,
    exit::Failure,
    output::Output,
    reload::{Heard, Look, Watch},
};

/// The files of a book, by path.
type Files = BTreeMap<String, String>;

/// Looks until it is ended from outside.
pub(super) fn run(
    cli: &Cli,
    rules: Option<&Path>,
    plugins: Option<&Path>,
    last: u64,
    out: Output,
) -> Result<(), Failure> {
    let (rules, plugins) = folders(cli, rules, plugins)?;
    if !rules.is_dir() {
        return Err(Failure::Usage(format!("{} is geen map met regels", rules.display())));
    }
    let (mut watch, _stopper) = Watch::new(vec![(rules.clone(), RecursiveMode::Recursive)]);
    let mut looking = Looking { host: HostClient::new(cli), last, before: None };
    let mut seen = Look::at(&rules);
    looking.show(&rules, &plugins, Instant::now(), out);
    loop {
        let since = match watch.wait() {
            Heard::Stop => return Ok(()),
            Heard::Changed(since) => since,
            Heard::Nothing => {
                if Look::at(&rules) != seen || !watch.is_told() {
                    watch.renew();
                }
                Instant::now()
            }
        };
        let now = Look::at(&rules);
        if now != seen {
            seen = now;
            looking.show(&rules, &plugins, since, out);
        }
    }
}

/// What is remembered from one save to the next.
struct Looking {
    /// The host; or why there is none to ask.
    host: Result<HostClient, Failure>,
    last: u64,
    /// The last book that could be used: by the time we ask, a host may have put the new one in use.
    before: Option<Files>,
}

impl Looking {
    /// The block of one save.
    fn show(&mut self, rules: &Path, plugins: &Path, since: Instant, out: Output) {
        let checked = Checked::folder(rules, plugins);
        let covered = checked.book.as_ref().map(GoingLive::coverage);
        let ms = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        for remark in checked.remarks() {
            out.line(remark);
        }
        out.line(checked.summary());
        if let Some(covered) = &covered {
            out.line(sentence(&fields::text(covered, "samenvatting")));
        }
        // What takes longer than looking for mistakes comes after them.
        let effect = match &checked.book {
            Some(book) if checked.is_good() => self.effect(book),
            _ => Effect::NotAsked,
        };
        out.line(effect.text());
        out.line(format!("— nagezien in {ms} ms —\n"));
        out.value(&json!({
            "nagezien": checked.value(), "dekking": covered, "ms": ms, "effect": effect.value(),
        }));
        if let Some(book) = checked.book {
            self.before = Some(book.sources().clone());
        }
    }

    /// What the book would have done with the last events.
    fn effect(&self, book: &Book) -> Effect {
        let host = match &self.host {
            Ok(host) => host,
            Err(why) => return Effect::NoHost(why.to_string()),
        };
        let ask = |files: &Files| {
            let body = json!({ "bestanden": files, "laatste": self.last });
            host.post_body(&["api", "regels", "kijk"], &body)
        };
        match ask(book.sources()) {
            Err(why) => Effect::NoHost(why.to_string()),
            Ok(report) if report.get("boek") != report.get("ander_boek") => {
                Effect::Differs { report, is_live: false }
            }
            // The host was first: what it does otherwise than before, seen from the other side.
            Ok(_) => match self.before.as_ref().filter(|before| *before != book.sources()) {
                None => Effect::InUse,
                Some(before) => match ask(before) {
                    Ok(report) => Effect::Differs { report, is_live: true },
                    Err(why) => Effect::NoHost(why.to_string()),
                },
            },
        }
    }
}

/// What rules do with the last events.
enum Effect {
    /// The rules cannot be used.
    NotAsked,
    /// There is nobody to ask, or no answer.
    NoHost(String),
    /// They are the rules in use.
    InUse,
    /// The report; `is_live` when it is from the rules in use, which are those just saved, to those
    /// before.
    Differs { report: Value, is_live: bool },
}

impl Effect {
    fn value(&self) -> Value {
        match self {
            Effect::NotAsked | Effect::InUse => Value::Null,
            Effect::NoHost(why) => json!({ "niet_gevraagd": why }),
            Effect::Differs { report, is_live } => {
                json!({ "in_gebruik": is_live, "wat_als": report })
            }
        }
    }

    fn text(&self) -> String {
        match self {
            Effect::NotAsked => {
                "Wat zij met gebeurtenissen doen, is pas te zien als er niets meer fout is."
                    .to_owned()
            }
            Effect::NoHost(why) => format!("Niet vergeleken met gebeurtenissen: {why}"),
            Effect::InUse => "Dit zijn de regels die de host gebruikt.".to_owned(),
            Effect::Differs { report, is_live } => differs(report, *is_live),
        }
    }
}

/// A difference for people.
fn differs(report: &Value, is_live: bool) -> String {
    let (events, dossiers) =
        (fields::text(report, "gebeurtenissen"), fields::text(report, "dossiers_anders"));
    let before = fields::text(report, if is_live { "ander_boek" } else { "boek" });
    let rules = report.get("regels").and_then(Value::as_object);
    let mut rules = rules.into_iter().flatten().filter_map(|(id, rule)| of_rule(id, rule, is_live));
    let Some(first) = rules.next() else {
        return format!(
            "De laatste {events} gebeurtenissen: hetzelfde als met regelboek {before}."
        );
    };
    let mut lines = vec![format!(
        "De laatste {events} gebeurtenissen: anders dan met regelboek {before} in {dossiers} dossiers:"
    )];
    lines.push(first);
    lines.extend(rules);
    match fields::text(report, "niet_herberekenbaar.aantal").as_str() {
        "" | "0" => {}
        lost => lines.push(format!("  niet herberekenbaar: {lost} dossiers")),
    }
    lines.join("\n")
}

/// The differences of one rule; none when there are none.
pub(super) fn of_rule(id: &str, rule: &Value, is_live: bool) -> Option<String> {
    let number = |name: &str| rule.get(name).and_then(Value::as_u64).unwrap_or_default();
    let pair = |more: &str, less: &str| match is_live {
        false => (number(more), number(less)),
        true => (number(less), number(more)),
    };
    let told = |(more, less): (u64, u64)| {
        let parts = [(more, "erbij"), (less, "eraf")];
        let parts = parts.iter().filter(|(count, _)| *count > 0);
        parts.map(|(count, way)| format!("{count} {way}")).collect::<Vec<_>>().join(", ")
    };
    let (own, later) = (told(pair("erbij", "eraf")), told(pair("vervolg_erbij", "vervolg_eraf")));
    let later = if later.is_empty() { later } else { format!("als vervolg {later}") };
    let faults = match number("fouten") {
        0 => String::new(),
        faults => format!("{faults} keer niet te berekenen"),
    };
    let parts: Vec<String> =
        [own, later, faults].into_iter().filter(|part| !part.is_empty()).collect();
    (!parts.is_empty()).then(|| format!("  {id}: {}", parts.join("; ")))
}

/// With a capital and a full stop.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first: String = chars.next().into_iter().flat_map(char::to_uppercase).collect();
    format!("{first}{}.", chars.as_str())
}

#[cfg(test)]
mod tests {
    use expect_test::expect;

    use super::*;

    #[test]
    fn a_difference_is_told_by_rule_from_the_side_of_who_writes() {
        let report = json!({
            "boek": "aa11", "ander_boek": "bb22", "gebeurtenissen": 100, "dossiers_anders": 3,
            "regels": {
                "a": { "erbij": 3, "eraf": 1, "vervolg_erbij": 0, "vervolg_eraf": 2, "fouten": 0 },
                "b": { "erbij": 0, "eraf": 0, "vervolg_erbij": 0, "vervolg_eraf": 0, "fouten": 1 },
                "c": { "erbij": 0, "eraf": 0, "vervolg_erbij": 0, "vervolg_eraf": 0, "fouten": 0 },
            },
            "niet_herberekenbaar": { "aantal": 1 },
        });
        let text = |is_live| Effect::Differs { report: report.clone(), is_live }.text();
        expect![[r#"
            De laatste 100 gebeurtenissen: anders dan met regelboek aa11 in 3 dossiers:
              a: 3 erbij, 1 eraf; als vervolg 2 eraf
              b: 1 keer niet te berekenen
              niet herberekenbaar: 1 dossiers"#]]
        .assert_eq(&text(false));
        expect![[r#"
            De laatste 100 gebeurtenissen: anders dan met regelboek bb22 in 3 dossiers:
              a: 1 erbij, 3 eraf; als vervolg 2 erbij
              b: 1 keer niet te berekenen
              niet herberekenbaar: 1 dossiers"#]]
        .assert_eq(&text(true));
        let same =
            json!({ "boek": "aa11", "ander_boek": "bb22", "gebeurtenissen": 100, "regels": {} });
        expect!["De laatste 100 gebeurtenissen: hetzelfde als met regelboek aa11."]
            .assert_eq(&differs(&same, false));
    }

    #[test]
    fn a_line_becomes_a_sentence() {
        assert_eq!(sentence("de tests"), "De tests.");
    }
}
