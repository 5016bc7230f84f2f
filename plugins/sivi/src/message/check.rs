//! Holds a part of the message against the structure table and takes from it what we use.
//!
//! How bad a deviation is follows from what we need: `uitval` for what a record cannot do without,
//! `waarschuwing` for the rest of the standard, `melding` for what the standard does not know.
//! Texts name elements and never repeat what stands in them.

use sdk_connector::protocol::{Level, Problem};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::{self, Field, OfGroup, Values};
use super::format;
use super::structure::{Content, Element, Format, Group};
use super::tree::Node;

/// Most problems kept of one part of the message; more say nothing new.
const MAX_PROBLEMS: usize = 20;
/// Longest tag that we repeat in a text.
const MAX_TAG: usize = 40;

/// What a part of the message came to. Without Debug: it holds personal data.
#[derive(Default, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// What we use, by the names of the intake.
    pub values: Values,
    /// What is wrong, in the order of the message; missing elements at the end.
    pub problems: Vec<Problem>,
}

impl Checked {
    fn add(&mut self, level: Level, field: &str, text: impl Into<String>) {
        if self.problems.len() < MAX_PROBLEMS {
            self.problems.push(Problem { level, field: field.to_owned(), text: text.into() });
        }
    }

    /// A value that we use, as text; empty when it is absent.
    pub fn text(&self, name: &str) -> &str {
        self.values.get(name).and_then(Value::as_str).unwrap_or_default()
    }
}

/// Checks `node` as a `group`. Children of the kind `apart` are counted and for the rest left to
/// the caller, who makes records of them.
pub fn check(node: &Node, group: &'static Group, apart: Option<&'static Group>) -> Checked {
    let mut checked = Checked::default();
    let mut walk = Walk {
        group,
        fields: fields::of_group(group.name),
        counts: vec![0; group.elements.len()],
        rank: 0,
        disorder: false,
    };
    for child in &node.children {
        walk.child(child, apart, &mut checked);
    }
    if !node.text.is_empty() {
        checked.add(Level::Waarschuwing, group.name, "bevat losse tekst; die is overgeslagen");
    }
    walk.finish(&mut checked);
    checked
}

/// One walk along the children of a group.
struct Walk {
    group: &'static Group,
    fields: OfGroup,
    counts: Vec<u32>,
    rank: usize,
    disorder: bool,
}

impl Walk {
    fn child(&mut self, child: &Node, apart: Option<&'static Group>, checked: &mut Checked) {
        let Some((rank, element)) = self.group.find(&child.name, self.rank) else {
            let tag: String = child.name.chars().take(MAX_TAG).collect();
            let text = format!("staat niet in de standaard onder {}", self.group.name);
            return checked.add(Level::Melding, &tag, format!("{text}; overgeslagen"));
        };
        self.order(rank, element, checked);
        let count = self.counts.get_mut(rank).map_or(1, |count| {
            *count += 1;
            *count
        });
        match element.content {
            Content::Group(group) if apart == Some(group) => {}
            Content::Group(_) if count > element.max => {} // told when all are counted
            Content::Group(group) => self.unused_group(child, group, checked),
            Content::Value(_) if count > element.max => self.repeated(element, checked),
            Content::Value(format) => self.value(child, element, format, checked),
        }
    }

    fn order(&mut self, rank: usize, element: &Element, checked: &mut Checked) {
        if rank < self.rank && !self.disorder {
            self.disorder = true;
            let text = "staat niet op de plaats die de standaard voorschrijft";
            checked.add(Level::Waarschuwing, element.name, text);
        }
        self.rank = self.rank.max(rank);
    }

    /// A group that is no record of ours: its deviations are worth a warning, and of its values we
    /// take at most the codes that `fields` names.
    fn unused_group(&self, node: &Node, group: &'static Group, checked: &mut Checked) {
        let below = check(node, group, None);
        for problem in below.problems {
            let field = format!("{}/{}", group.name, problem.field);
            let level = problem.level.min(Level::Waarschuwing);
            checked.add(level, &field, problem.text);
        }
        checked.values.join(below.values);
    }

    fn repeated(&self, element: &Element, checked: &mut Checked) {
        let level = level(self.fields.find(element.name));
        checked.add(level, element.name, "komt meer dan eens voor");
    }

    fn value(&self, node: &Node, element: &Element, format: Format, checked: &mut Checked) {
        let field = self.fields.find(element.name);
        if node.text.is_empty() {
            return self.empty(element, format, field, checked);
        }
        let fault = match node.truncated || !node.children.is_empty() {
            true if node.truncated => Some("veel te lang".to_owned()),
            true => Some("bevat elementen waar een waarde hoort".to_owned()),
            false => format::fault(format, &node.text),
        };
        let usable = fault.is_none() || (!node.truncated && format::survives(format));
        if let Some(fault) = fault {
            checked.add(level(field), element.name, fault);
        }
        let Some((place, field)) = field.filter(|_| usable) else { return };
        let value = format::within(format, format::normal(format, &node.text));
        let whole = value.len() == node.text.len() || !format::survives(format);
        // What a record is known by would name another record when it is cut.
        if !value.is_empty() && (whole || !field.vital) {
            checked.values.put(place, field.value(value));
        }
    }

    fn empty(
        &self,
        element: &Element,
        format: Format,
        field: Option<(usize, &'static Field)>,
        checked: &mut Checked,
    ) {
        let needed = element.min > 0 && level(field) == Level::Uitval;
        if needed || !format::may_be_empty(format) {
            let level = if needed { Level::Uitval } else { Level::Waarschuwing };
            checked.add(level, element.name, "is leeg");
        }
    }

    fn finish(self, checked: &mut Checked) {
        for (element, count) in self.group.elements.iter().zip(self.counts) {
            let is_group = matches!(element.content, Content::Group(_));
            if count < element.min {
                let field = self.fields.find(element.name);
                checked.add(level(field), element.name, "ontbreekt");
            } else if is_group && count > element.max {
                let text =
                    format!("komt {count} keer voor; de standaard staat {} toe", element.max);
                checked.add(Level::Waarschuwing, element.name, text);
            }
        }
    }
}

/// How bad a deviation in a field is.
fn level(field: Option<(usize, &Field)>) -> Level {
    match field {
        Some((_, field)) if field.vital => Level::Uitval,
        _ => Level::Waarschuwing,
    }
}
