//! The table of figures: what is measured, its aim, and how both are shown.

use serde_json::{Value, json};

use crate::spread::Spread;

/// What a figure counts in, and which way is good.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    /// Seconds; shown in the unit that fits. Less is better.
    Time,
    /// Bytes. Less is better.
    Bytes,
    /// Pieces of work in a second. More is better.
    PerSecond,
    /// Megabytes (10⁶ bytes) in a second. More is better.
    MegabytesPerSecond,
    /// How many times as long the one takes as the other; says something, has no good side.
    Times,
    /// How much of the speed of the one the other reaches, from 0 to 1. More is better.
    Share,
}

/// One line of the table.
#[derive(Debug, Clone)]
pub(crate) struct Figure {
    part: &'static str,
    name: String,
    unit: Unit,
    spread: Spread,
    aim: Option<f64>,
    note: String,
}

/// Figures in the order in which they are shown.
#[derive(Debug, Default)]
pub(crate) struct Table {
    figures: Vec<Figure>,
}

impl Figure {
    pub(crate) fn new(part: &'static str, name: &str, unit: Unit, spread: Spread) -> Figure {
        Figure { part, name: name.to_owned(), unit, spread, aim: None, note: String::new() }
    }

    /// What the architecture aims at, in the base of the unit.
    pub(crate) fn aim(self, aim: f64) -> Figure {
        Figure { aim: Some(aim), ..self }
    }

    /// What one has to know to read it.
    pub(crate) fn note(self, note: impl Into<String>) -> Figure {
        Figure { note: note.into(), ..self }
    }

    /// Whether the median reaches the aim; none without an aim.
    fn reached(&self) -> Option<bool> {
        self.aim.map(|aim| match self.unit {
            Unit::Time | Unit::Bytes | Unit::Times => self.spread.median <= aim,
            Unit::PerSecond | Unit::MegabytesPerSecond | Unit::Share => self.spread.median >= aim,
        })
    }

    fn aim_text(&self) -> String {
        let Some(aim) = self.aim else { return String::new() };
        let sign = match self.unit {
            Unit::Time | Unit::Bytes | Unit::Times => "≤",
            Unit::PerSecond | Unit::MegabytesPerSecond | Unit::Share => "≥",
        };
        format!("{sign} {}", self.unit.show(aim))
    }

    fn line(&self) -> String {
        let verdict = match self.reached() {
            Some(true) => "gehaald",
            Some(false) => "GEMIST",
            None => "",
        };
        let Spread { best, median } = self.spread;
        let (best, median) = (self.unit.show(best), self.unit.show(median));
        let aim = self.aim_text();
        let line = format!(
            "  {:<58} {best:>11} {median:>11}   {aim:<10} {verdict:<8} {}",
            self.name, self.note
        );
        line.trim_end().to_owned()
    }

    fn to_json(&self) -> Value {
        json!({
            "deel": self.part,
            "naam": self.name,
            "eenheid": self.unit.name(),
            "beste": self.spread.best,
            "mediaan": self.spread.median,
            "doel": self.aim,
            "gehaald": self.reached(),
            "toelichting": self.note,
        })
    }
}

impl Table {
    pub(crate) fn push(&mut self, figure: Figure) {
        self.figures.push(figure);
    }

    /// Adds the figures of another table.
    pub(crate) fn extend(&mut self, other: Table) {
        self.figures.extend(other.figures);
    }

    /// For people.
    pub(crate) fn render(&self) -> String {
        let mut lines = Vec::new();
        let mut part = "";
        for figure in &self.figures {
            if figure.part != part {
                part = figure.part;
                lines.push(format!("\n{part:<60} {:>11} {:>11}   doel", "beste", "mediaan"));
            }
            lines.push(figure.line());
        }
        lines.join("\n")
    }

    /// For programs: times in seconds, sizes in bytes.
    pub(crate) fn to_json(&self) -> String {
        Value::Array(self.figures.iter().map(Figure::to_json).collect()).to_string()
    }
}

impl Unit {
    fn name(self) -> &'static str {
        match self {
            Unit::Time => "s",
            Unit::Bytes => "bytes",
            Unit::PerSecond => "1/s",
            Unit::MegabytesPerSecond => "MB/s",
            Unit::Times => "x",
            Unit::Share => "deel",
        }
    }

    /// A value of this unit as people read it.
    fn show(self, value: f64) -> String {
        match self {
            Unit::Time => show_time(value),
            Unit::Bytes => format!("{} MiB", digits(value / f64::from(1 << 20))),
            Unit::PerSecond => format!("{}/s", digits(value)),
            Unit::MegabytesPerSecond => format!("{} MB/s", digits(value)),
            Unit::Times => format!("{}×", digits(value)),
            Unit::Share => format!("{} %", digits(value * 100.0)),
        }
    }
}

fn show_time(seconds: f64) -> String {
    let units = [(1.0, "s"), (1e-3, "ms"), (1e-6, "µs")];
    let fit = units.into_iter().find(|(size, _)| seconds >= *size);
    let (size, name) = fit.unwrap_or((1e-9, "ns"));
    format!("{} {name}", digits(seconds / size))
}

/// A number of things, thousands apart.
pub(crate) fn grouped(count: usize) -> String {
    let whole = count.to_string();
    let mut text = String::with_capacity(whole.len() + 4);
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            text.push('\u{a0}');
        }
        text.push(digit);
    }
    text
}

/// Three digits that matter, with a comma; thousands apart.
fn digits(value: f64) -> String {
    let places = match value.abs() {
        small if small < 9.995 => 2,
        middle if middle < 99.95 => 1,
        _ => 0,
    };
    let text = format!("{value:.places$}").replace('.', ",");
    let (whole, rest) = text.split_at(text.find(',').unwrap_or(text.len()));
    whole.parse().map_or_else(|_| text.clone(), |whole| grouped(whole) + rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_shown_as_people_read_them() {
        let shown = [
            Unit::Time.show(0.000_001_534),
            Unit::Time.show(0.25),
            Unit::Bytes.show(62_914_560.0),
            Unit::PerSecond.show(12_345.6),
            Unit::Share.show(0.6),
            Unit::Times.show(217.4),
        ];
        let wanted = ["1,53 µs", "250 ms", "60,0 MiB", "12\u{a0}346/s", "60,0 %", "217×"];
        assert_eq!(shown, wanted);
    }

    #[test]
    fn an_aim_is_reached_on_the_good_side() {
        let reached = |unit, value: f64, aim: f64| {
            Figure::new("deel", "naam", unit, Spread::once(value)).aim(aim).reached()
        };
        assert_eq!(reached(Unit::Time, 2e-6, 3e-6), Some(true));
        assert_eq!(reached(Unit::Time, 4e-6, 3e-6), Some(false));
        assert_eq!(reached(Unit::Share, 0.7, 0.6), Some(true));
        assert_eq!(reached(Unit::MegabytesPerSecond, 7.0, 20.0), Some(false));
    }
}
