//! Which triggers can cause which, for people: as text and as a drawing.

use std::{collections::BTreeMap, fmt::Write as _, thread};

use layout::core::style::LineStyleKind;
use layout::{
    backends::svg::SVGWriter,
    core::{base::Orientation, color::Color, geometry::Point, style::StyleAttr},
    std_shapes::shapes::{Arrow, Element, LineEndKind, ShapeKind},
    topo::layout::VisualGraph,
};
use serde::{Deserialize, Serialize};

use crate::{
    analysis::{consequences::When, graph::Causes, loops::effect_text, study::Study},
    book::Book,
    trigger::Mode,
};

/// Most boxes in a drawing: more cannot be overseen, and take minutes to lay out.
const MAX_BOXES: usize = 200;

/// Most arrows in a drawing.
const MAX_ARROWS: usize = 400;

/// Stack for laying out a drawing, which goes from box to box.
const DRAWING_STACK_BYTES: usize = 64 * 1024 * 1024;

/// Size of letters, and what they take up.
const LETTER: usize = 12;
const LETTER_WIDTH: f64 = 7.5;
const LINE_HEIGHT: f64 = 18.0;

/// Which triggers can cause which.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Graph {
    /// The triggers that are asked, by id.
    pub triggers: Vec<GraphTrigger>,
    /// What causes what.
    pub pijlen: Vec<GraphArrow>,
    /// Whether there are more arrows than these.
    pub onvolledig: bool,
}

/// A trigger.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphTrigger {
    /// Its id.
    pub id: String,
    /// Names of the events that it is about.
    pub gebeurtenissen: Vec<String>,
    /// Whether it is carried out.
    pub stand: Mode,
}

/// One trigger can cause another, or itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GraphArrow {
    /// Id of the trigger that causes.
    pub van: String,
    /// Id of the trigger that follows.
    pub naar: String,
    /// The effect by which, in the writing of rules.
    pub gevolg: String,
    /// Name of the event that it gives.
    pub gebeurtenis: String,
    /// When, in Dutch; empty when at once.
    pub wanneer: String,
}

impl Book {
    /// Which triggers can cause which, those that are switched on as schaduw too.
    pub fn graph(&self) -> Graph {
        let study = Study::of(self);
        let causes = Causes::of(&study, true);
        let asked = self.triggers.iter().filter(|trigger| trigger.mode.is_asked());
        let triggers = asked.map(|trigger| GraphTrigger {
            id: trigger.id.clone(),
            gebeurtenissen: trigger.events.iter().map(|event| event.name().to_owned()).collect(),
            stand: trigger.mode,
        });
        let arrows = causes.edges.iter().filter_map(|edge| {
            let (from, to) = (self.triggers.get(edge.from)?, self.triggers.get(edge.to)?);
            Some(GraphArrow {
                van: from.id.clone(),
                naar: to.id.clone(),
                gevolg: effect_text(from.effects.get(edge.effect)?),
                gebeurtenis: edge.consequence.event.name().to_owned(),
                wanneer: when_text(edge.consequence.when).to_owned(),
            })
        });
        Graph { triggers: triggers.collect(), pijlen: arrows.collect(), onvolledig: causes.more }
    }
}

fn when_text(when: When) -> &'static str {
    match when {
        When::Now => "",
        When::OnALaterDay => "op een latere dag",
        When::Accepted => "als de ontvanger aanneemt",
        When::Refused => "als de ontvanger weigert",
    }
}

impl GraphTrigger {
    fn heading(&self) -> String {
        let mode = if self.stand == Mode::Schaduw { " [schaduw]" } else { "" };
        format!("{}{mode}", self.id)
    }
}

impl Graph {
    /// The graph as text.
    pub fn render(&self) -> String {
        let mut text = String::new();
        let mut quiet = Vec::new();
        for trigger in &self.triggers {
            let arrows: Vec<&GraphArrow> =
                self.pijlen.iter().filter(|arrow| arrow.van == trigger.id).collect();
            if arrows.is_empty() {
                quiet.push(trigger.heading());
                continue;
            }
            let events = trigger.gebeurtenissen.join(", ");
            let _ = writeln!(text, "{} ({events})", trigger.heading());
            for arrow in arrows {
                let _ = writeln!(text, "  -> {}  {}", arrow.naar, arrow.label());
            }
        }
        if !quiet.is_empty() {
            let _ = writeln!(text, "Deze regels zetten geen andere regel in gang:");
            for heading in quiet {
                let _ = writeln!(text, "  {heading}");
            }
        }
        if self.onvolledig {
            let _ = writeln!(text, "Er zijn meer pijlen dan hier staan.");
        }
        text
    }

    /// The graph as a drawing (SVG). The error tells why it cannot be drawn, in Dutch.
    pub fn svg(&self) -> Result<String, String> {
        if self.triggers.len() > MAX_BOXES || self.pijlen.len() > MAX_ARROWS || self.onvolledig {
            return Err(format!(
                "er zijn te veel regels om te tekenen: ten hoogste {MAX_BOXES} regels en \
                 {MAX_ARROWS} pijlen"
            ));
        }
        if self.triggers.is_empty() {
            return Err("er zijn geen regels om te tekenen".to_owned());
        }
        // The layout ends the thread when it cannot find its way; then there is no drawing.
        thread::scope(|scope| {
            let builder = thread::Builder::new().stack_size(DRAWING_STACK_BYTES);
            let drawing = builder.spawn_scoped(scope, || self.draw()).ok()?;
            drawing.join().ok()
        })
        .ok_or_else(|| "deze regels zijn niet te tekenen; de tekst toont hetzelfde".to_owned())
    }

    fn draw(&self) -> String {
        let mut graph = VisualGraph::new(Orientation::LeftToRight);
        let mut events = BTreeMap::new();
        let mut boxes = BTreeMap::new();
        for trigger in &self.triggers {
            let fill = if trigger.stand == Mode::Schaduw { "lightgray" } else { "white" };
            let rule = graph.add_node(labelled(&trigger.heading(), fill, 0));
            boxes.insert(trigger.id.as_str(), rule);
            for event in &trigger.gebeurtenissen {
                let from = *events
                    .entry(event.as_str())
                    .or_insert_with(|| graph.add_node(labelled(event, "aliceblue", 12)));
                graph.add_edge(line("", LineStyleKind::Normal), from, rule);
            }
        }
        for arrow in &self.pijlen {
            let ends = (boxes.get(arrow.van.as_str()), boxes.get(arrow.naar.as_str()));
            if let (Some(from), Some(to)) = ends {
                let style = match arrow.wanneer.is_empty() {
                    true => LineStyleKind::Normal,
                    false => LineStyleKind::Dashed,
                };
                graph.add_edge(line(&printable(&arrow.gevolg), style), *from, *to);
            }
        }
        let mut writer = SVGWriter::new();
        graph.do_it(false, false, false, &mut writer);
        writer.finalize()
    }
}

impl GraphArrow {
    fn label(&self) -> String {
        let when = if self.wanneer.is_empty() { "" } else { ", " };
        format!("door {}, bij {}{when}{}", self.gevolg, self.gebeurtenis, self.wanneer)
    }
}

fn labelled(text: &str, fill: &str, rounded: usize) -> Element {
    let text = printable(text);
    let look = StyleAttr::new(Color::fast("black"), 1, Some(Color::fast(fill)), rounded, LETTER);
    let letters = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    let size = Point::new(f64::from(letters) * LETTER_WIDTH + LINE_HEIGHT, LINE_HEIGHT * 2.0);
    Element::create(ShapeKind::new_box(&text), look, Orientation::LeftToRight, size)
}

fn line(text: &str, style: LineStyleKind) -> Arrow {
    let look = StyleAttr::new(Color::fast("black"), 1, None, 0, LETTER);
    Arrow::new(LineEndKind::None, LineEndKind::Arrow, style, text, &look, &None, &None)
}

/// Without characters that a drawing cannot have; the writer sees to the others.
fn printable(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}
