//! Why something happened or did not: every rule that was looked at, clause by clause.

use std::{borrow::Cow, fmt::Write as _, sync::Arc};

use host_domain::{Effect, Mailsjabloon, Plan};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::Value as Json;

/// What the rules had to say about one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evaluation {
    /// The consequences.
    pub plan: Plan,
    /// What triggers that are switched on as `schaduw` would have asked for; never carried out.
    pub schaduw: Plan,
    /// Why.
    pub trace: Trace,
    /// Ids of the rules that [`Trace::not_shown`] counts: looked at, did not match.
    pub not_shown: Vec<String>,
}

impl Evaluation {
    /// Ids of all rules that were looked at, each once: those in the trace and those that it does
    /// not show. To count with.
    pub fn considered_ids(&self) -> impl Iterator<Item = &str> {
        let shown = self.trace.rules.iter().map(|rule| rule.regel.as_str());
        shown.chain(self.not_shown.iter().map(String::as_str))
    }
}

/// How an [`Evaluation`] came about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trace {
    /// Which version of the rules: [`crate::Book::hash`].
    pub boek: String,
    /// Rules that were looked at: those that the index could not rule out.
    pub considered: u32,
    /// Switched-on rules that the index ruled out: for other events, or for another trajectsoort.
    pub skipped: u32,
    /// The rules that were looked at, by id. All that matched or failed; of the others the first
    /// [`Trace::MAX_NOT_MATCHED`].
    pub rules: Vec<RuleTrace>,
    /// How many more were looked at and did not match; [`Evaluation::not_shown`] has their ids.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub not_shown: u32,
}

/// A text that the trace shares with its rule, as any other text in JSON.
fn as_text<S: Serializer>(text: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(text)
}

fn from_text<'d, D: Deserializer<'d>>(deserializer: D) -> Result<Arc<str>, D::Error> {
    String::deserialize(deserializer).map(Arc::from)
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

/// One rule, held against one event.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleTrace {
    /// Id of the trigger.
    pub regel: String,
    /// What came of it.
    pub uitkomst: Outcome,
    /// Whether it is switched on as `schaduw`: what it asks for is not carried out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub schaduw: bool,
    /// Why its clauses were not looked at, in Dutch; none when they were.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reden: Option<String>,
    /// Its clauses, in order.
    pub clauses: Vec<ClauseTrace>,
    /// What it asked for; empty unless it matched.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<Effect>,
}

/// What came of a rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Every clause was true.
    Matched,
    /// Some clause was not.
    Nee,
    /// A clause could not be computed; the rule asks for nothing.
    Fout(String),
}

/// One clause: an operand of the `&&` at the top of `als`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClauseTrace {
    /// The clause, as written but for spacing.
    #[serde(serialize_with = "as_text", deserialize_with = "from_text")]
    pub tekst: Arc<str>,
    /// Line in the rule's file.
    pub regelnummer: u32,
    /// Column in that line.
    pub kolom: u32,
    /// The answer.
    pub antwoord: Answer,
    /// The facts in it with their values; empty when not looked at. Personal data is not shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feiten: Vec<(Cow<'static, str>, Cow<'static, str>)>,
}

/// The answer to a clause.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Answer {
    /// True.
    Ja,
    /// False.
    Nee,
    /// A fact that it needs is not known; counts as no.
    Onbekend,
    /// An earlier clause had already decided.
    NietBekeken,
    /// It could not be computed.
    Fout(String),
}

impl Answer {
    pub(crate) fn word(&self) -> &str {
        match self {
            Answer::Ja => "ja",
            Answer::Nee => "nee",
            Answer::Onbekend => "onbekend",
            Answer::NietBekeken => "niet bekeken",
            Answer::Fout(_) => "fout",
        }
    }
}

impl Trace {
    /// Most rules that did not match of which a trace keeps the clauses; keeps a trace readable and
    /// small in the store.
    pub const MAX_NOT_MATCHED: usize = 50;

    /// The explanation for people.
    pub fn render_dutch(&self) -> String {
        let mut text = format!(
            "Regelboek {}: {} bekeken, {} overgeslagen door de index\n",
            self.boek,
            count(self.considered),
            count(self.skipped)
        );
        for rule in &self.rules {
            rule.render_into(&mut text);
        }
        if self.not_shown > 0 {
            let _ =
                writeln!(text, "En nog {} die niet van toepassing waren.", count(self.not_shown));
        }
        text
    }
}

fn count(rules: u32) -> String {
    if rules == 1 { "1 regel".to_owned() } else { format!("{rules} regels") }
}

impl RuleTrace {
    /// The explanation for people.
    pub fn render_dutch(&self) -> String {
        let mut text = String::new();
        self.render_into(&mut text);
        text
    }

    fn render_into(&self, text: &mut String) {
        let verdict = match &self.uitkomst {
            Outcome::Matched => "van toepassing".to_owned(),
            Outcome::Nee => "niet van toepassing".to_owned(),
            Outcome::Fout(why) => format!("fout: {why}"),
        };
        let shadow = if self.schaduw { " (schaduw: wordt niet uitgevoerd)" } else { "" };
        let _ = writeln!(text, "\n{}: {verdict}{shadow}", self.regel);
        if let Some(reden) = &self.reden {
            let _ = writeln!(text, "  {reden}");
        }
        for clause in &self.clauses {
            let place = format!("{}:{}", clause.regelnummer, clause.kolom);
            let _ = writeln!(
                text,
                "  {:<12}  {}  (regel {place})",
                clause.antwoord.word(),
                clause.tekst
            );
            for (fact, value) in &clause.feiten {
                let _ = writeln!(text, "                {fact} = {value}");
            }
        }
        for effect in &self.effects {
            let _ = writeln!(text, "  => {}", show_effect(effect));
        }
    }
}

/// An effect in the writing of rules.
pub(crate) fn show_effect(effect: &Effect) -> String {
    match effect {
        Effect::NieuweTaak { code } => format!("nieuwe_taak({})", quoted(code)),
        Effect::Emailsignaal { rol, sjabloon } if sjabloon == Mailsjabloon::SIGNAAL => {
            format!("emailsignaal({})", quoted(rol))
        }
        Effect::Emailsignaal { rol, sjabloon } => {
            format!("emailsignaal({}, {})", quoted(rol), quoted(sjabloon))
        }
        Effect::KenmerkToevoegen { op, kenmerk } => {
            format!("kenmerk_toevoegen({}, {})", quoted(op.name()), quoted(kenmerk))
        }
        Effect::KenmerkVerwijderen { op, kenmerk } => {
            format!("kenmerk_verwijderen({}, {})", quoted(op.name()), quoted(kenmerk))
        }
        Effect::TrajectStarten { soort } => format!("traject_starten({})", quoted(soort)),
        Effect::TrajectSluiten => "traject_sluiten()".to_owned(),
        Effect::Herinnering { naam, op } => {
            format!("herinnering({}, datum(\"{op}\"))", quoted(naam))
        }
        Effect::Bericht { koppeling, soort, velden } => {
            let field = |(name, value): (&String, &Json)| format!("{name}: {value}");
            let velden: Vec<String> = velden.iter().map(field).collect();
            let velden = velden.join(", ");
            format!("bericht({}, {}, #{{ {velden} }})", quoted(koppeling), quoted(soort))
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
