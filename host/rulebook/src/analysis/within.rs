//! One trigger by itself: conditions that can never be met, or that never decide anything.

use crate::{
    analysis::{
        constraints::Alternatives,
        study::{Studied, Study, quoted},
    },
    diagnostic::Diagnostic,
    expression::Expression,
    trigger::Clause,
};

/// What there is to say of one trigger.
pub(crate) fn remarks(study: &Study<'_>, rule: &Studied<'_>) -> Vec<Diagnostic> {
    let mut remarks = study.remarks_on(rule.trigger);
    let clauses: Vec<&Clause> = rule.trigger.conditions().collect();
    let never = !rule.cases.is_empty() && rule.cases.iter().all(|(_, cases)| cases.is_never());
    if never {
        if let Some((clause, message)) = why_never(study, rule, &clauses) {
            let help = "zo gaat deze regel nooit af; wijzig een van de voorwaarden";
            remarks.warning(clause.place, message, help);
        }
        return remarks.into_found();
    }
    for (at, clause) in clauses.iter().enumerate() {
        let earlier = clauses.get(..at).unwrap_or_default();
        if worth_telling(clause) && holds_anyway(study, rule, earlier, clause) {
            let by = implying(study, rule, earlier, clause);
            let message = match by {
                Some(by) => format!("dit volgt al uit {}", quoted(by)),
                None if at == 0 || holds_anyway(study, rule, &[], clause) => {
                    "deze voorwaarde is altijd waar".to_owned()
                }
                None => "dit volgt al uit de voorwaarden ervoor".to_owned(),
            };
            remarks.warning(clause.place, message, "deze voorwaarde kan weg");
        }
    }
    remarks.into_found()
}

/// Whether the check at load did not say already that the clause decides nothing.
fn worth_telling(clause: &Clause) -> bool {
    !clause.facts.is_empty() && !matches!(clause.expression, Expression::Known(_))
}

/// The cases that these clauses leave, for each event of the rule.
fn left(study: &Study<'_>, rule: &Studied<'_>, clauses: &[&Clause]) -> Vec<Alternatives> {
    let all = Alternatives::of_all(clauses.iter().map(|clause| &clause.expression));
    rule.cases.iter().map(|(event, _)| study.domain.possible(&all, *event)).collect()
}

fn is_never(study: &Study<'_>, rule: &Studied<'_>, clauses: &[&Clause]) -> bool {
    left(study, rule, clauses).iter().all(Alternatives::is_never)
}

/// The clause with which the rule can no longer match, and why.
fn why_never<'c>(
    study: &Study<'_>,
    rule: &Studied<'_>,
    clauses: &[&'c Clause],
) -> Option<(&'c Clause, String)> {
    let ends = (1..=clauses.len())
        .find(|upto| is_never(study, rule, clauses.get(..*upto).unwrap_or_default()))?;
    let (last, earlier) = clauses.get(..ends)?.split_last()?;
    if is_never(study, rule, &[last]) {
        return Some((last, "deze voorwaarde kan nooit waar zijn".to_owned()));
    }
    let against = earlier.iter().find(|one| is_never(study, rule, &[one, last]));
    let message = match against {
        Some(one) => format!("dit kan niet waar zijn als {} waar is", quoted(one)),
        None => "dit kan niet waar zijn als de voorwaarden ervoor waar zijn".to_owned(),
    };
    Some((last, message))
}

/// Whether a clause is true whenever the earlier ones are, at every event of the rule.
fn holds_anyway(
    study: &Study<'_>,
    rule: &Studied<'_>,
    earlier: &[&Clause],
    clause: &Clause,
) -> bool {
    let wanted = Alternatives::of(&clause.expression, true);
    // The facts of the clause itself are narrowed to what can be as well.
    let asked = Alternatives::of_all(earlier.iter().map(|clause| &clause.expression));
    let mut events = rule.cases.iter().map(|(event, _)| *event);
    events.all(|event| {
        let before = study.domain.possible(&asked, event);
        !before.is_never() && study.domain.is_within(&before, &wanted, event)
    })
}

/// The one earlier clause from which the clause follows.
fn implying<'c>(
    study: &Study<'_>,
    rule: &Studied<'_>,
    earlier: &[&'c Clause],
    clause: &Clause,
) -> Option<&'c Clause> {
    let alone = holds_anyway(study, rule, &[], clause);
    let found = earlier.iter().find(|one| holds_anyway(study, rule, &[one], clause));
    found.copied().filter(|_| !alone)
}
