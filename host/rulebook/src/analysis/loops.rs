//! Circles of triggers: for each one either the conditions are shown never to be met together, or a
//! dossier in which it goes on for ever is told and the book is refused.

use std::collections::BTreeSet;

use crate::{
    analysis::{
        consequences::When,
        graph::{Cause, Causes},
        round::{Endless, Path, Step},
        scope::Sharing,
        study::Study,
    },
    diagnostic::{Diagnostic, Severity},
    expression::{Constant, Expression},
    trace::show_effect,
    trigger::EffectTemplate,
};

/// Longest circle that is followed: the host stops a chain of events at this length.
const MAX_LENGTH: usize = 16;

/// Most paths that are tried in a book.
const MAX_PATHS: usize = 2_000;

/// Most circles that are told of: who has more repairs these first.
const MAX_TOLD: usize = 10;

/// The circles among the triggers of a book.
pub(crate) fn remarks(study: &Study<'_>) -> Vec<Diagnostic> {
    let causes = Causes::around_circles(study);
    let sharing = Sharing::of(study);
    let mut search = Search {
        study,
        causes: &causes,
        sharing: &sharing,
        paths_left: MAX_PATHS,
        found: Vec::new(),
        told: BTreeSet::new(),
    };
    // At once first: a circle that needs no time is the worse one.
    search.circles(|when| when == When::Now);
    search.circles(|when| when <= When::Accepted);
    search.circles(|_| true);
    let incomplete = causes.more || search.paths_left == 0;
    let mut found = search.found;
    if incomplete {
        found.push(incomplete_remark());
    }
    found
}

fn incomplete_remark() -> Diagnostic {
    Diagnostic {
        file: String::new(),
        line: 0,
        column: 0,
        severity: Severity::Waarschuwing,
        message: "er zijn zoveel regels die elkaar in gang kunnen zetten dat niet elke kring is \
                  onderzocht"
            .to_owned(),
        help: Some("`schakel regels graaf` laat zien welke regels dat zijn".to_owned()),
        source: None,
    }
}

struct Search<'s> {
    study: &'s Study<'s>,
    causes: &'s Causes,
    sharing: &'s Sharing,
    paths_left: usize,
    found: Vec<Diagnostic>,
    /// Sets of triggers of which a circle was told.
    told: BTreeSet<BTreeSet<usize>>,
}

impl<'s> Search<'s> {
    /// Looks for circles over edges that follow then.
    fn circles(&mut self, counts: impl Fn(When) -> bool) {
        let counts = |edge: &Cause| counts(edge.consequence.when);
        for set in self.causes.circles(counts) {
            for start in &set {
                let mut path = Vec::new();
                self.follow(*start, *start, &set, &mut path, &counts);
            }
        }
    }

    /// Goes on from the last trigger of a path. Circles are entered at their first trigger only.
    fn follow(
        &mut self,
        start: usize,
        at: usize,
        within: &BTreeSet<usize>,
        path: &mut Vec<&'s Cause>,
        counts: &dyn Fn(&Cause) -> bool,
    ) {
        for edge in self.causes.out_of(at).filter(|edge| counts(edge)) {
            if self.paths_left == 0 || self.found.len() >= MAX_TOLD {
                return;
            }
            let known = edge.to == at || path.iter().any(|known| known.from == edge.to);
            let goes_back = known && edge.to != start;
            if edge.to < start || goes_back || !within.contains(&edge.to) {
                continue;
            }
            self.paths_left -= 1;
            path.push(edge);
            if edge.to == start {
                self.closed(path);
            } else if path.len() < MAX_LENGTH && self.path(path, false).is_possible() {
                self.follow(start, edge.to, within, path, counts);
            }
            path.pop();
        }
    }

    fn path<'p>(&'p self, edges: &'p [&'p Cause], closed: bool) -> Path<'p> {
        Path { study: self.study, sharing: self.sharing, edges, closed }
    }

    fn closed(&mut self, edges: &[&'s Cause]) {
        let rules: BTreeSet<usize> = edges.iter().map(|edge| edge.from).collect();
        if self.told.contains(&rules) {
            return;
        }
        let path = self.path(edges, true);
        if !path.repeats(self.causes) {
            return;
        }
        let Some(endless) = path.endless() else { return };
        let when = edges.iter().map(|edge| edge.consequence.when).max();
        let remark = remark(self.study, when.unwrap_or(When::Now), &endless);
        self.found.extend(remark);
        self.told.insert(rules);
    }
}

fn remark(study: &Study<'_>, when: When, endless: &Endless<'_>) -> Option<Diagnostic> {
    let first = endless.steps.first()?;
    let mut names: Vec<&str> = endless.steps.iter().map(|s| s.rule.trigger.id.as_str()).collect();
    names.push(&first.rule.trigger.id);
    let round = names.join(" -> ");
    let mut remarks = study.remarks_on(first.rule.trigger);
    let place = first.rule.place();
    match when {
        When::Now | When::Accepted => {
            let message = format!("deze regels zetten elkaar eindeloos in gang: {round}");
            let way_out = "maak een voorwaarde zo dat de kring ophoudt, bijvoorbeeld \
                           `gebeurtenis.bron != \"regel\"` of een kenmerk, of zet `eenmalig: true` bij \
                           een van deze regels";
            remarks.error_with_help(place, message, format!("{}\n{way_out}", story(endless)));
        }
        When::OnALaterDay => {
            let every = interval(endless).map_or_else(String::new, |days| match days {
                1 => ", elke dag".to_owned(),
                days => format!(", elke {days} dagen"),
            });
            let message = format!("deze regels herhalen zich steeds opnieuw{every}: {round}");
            remarks.warning(place, message, &story(endless));
        }
        When::Refused => {
            let message = format!(
                "deze regels blijven elkaar in gang zetten zolang wordt geweigerd: {round}"
            );
            remarks.warning(place, message, &story(endless));
        }
    }
    remarks.into_found().pop()
}

/// How many days the circle takes, when its timers say so.
fn interval(endless: &Endless<'_>) -> Option<i64> {
    let days = endless.steps.iter().filter_map(|step| {
        let effect = step.rule.trigger.effects.get(step.effect)?;
        match effect.expressions().as_slice() {
            [Expression::Constant(Constant::Days(days))] => Some(*days),
            _ => None,
        }
    });
    Some(days.sum()).filter(|days| *days > 0)
}

/// The dossier, and what happens in it over and over.
fn story(endless: &Endless<'_>) -> String {
    let mut lines = Vec::new();
    if endless.dossier.is_empty() {
        lines.push("dit gebeurt in elk dossier:".to_owned());
    } else {
        lines.push("bijvoorbeeld in een dossier met:".to_owned());
        lines.extend(endless.dossier.iter().map(|line| format!("  {line}")));
    }
    for text in &endless.assumed {
        lines.push(format!("  en waarin dit waar is: {text}"));
    }
    for step in &endless.steps {
        lines.push(format!("  {}", step_line(step)));
    }
    lines.push("en dan weer van voren af aan".to_owned());
    lines.join("\n")
}

fn step_line(step: &Step<'_>) -> String {
    let facts = match step.facts.as_slice() {
        [] => String::new(),
        facts => format!(" ({})", facts.join(", ")),
    };
    let trigger = step.rule.trigger;
    let effect = trigger.effects.get(step.effect).map_or_else(String::new, effect_text);
    format!("bij {}{facts} geeft `{}`: {effect}", step.event.name(), trigger.id)
}

/// An effect as people read it; of one with computed parts what it is.
pub(crate) fn effect_text(effect: &EffectTemplate) -> String {
    match (effect.fixed(), effect.herinnering()) {
        (Some(fixed), _) => show_effect(fixed),
        (None, Some(naam)) => format!("herinnering(\"{naam}\", …)"),
        (None, None) => {
            let koppeling = effect.koppeling().unwrap_or_default();
            format!("{}(\"{koppeling}\", …)", effect.word())
        }
    }
}
