//! Rules change while the host runs: a new one goes live, and a broken one does not.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use super::{
    files,
    quiet::{self, items},
    stage::Stage,
    uwv::{Moved, Uwv},
};
use crate::exit::Failure;

/// The rule, named as its file.
const RULE: &str = "verplaatst_document";

/// What it says.
const TEXT: &str = r#"// Ook naar een document dat met de hand is verplaatst, kijkt de casemanager.
trigger(#{
    omschrijving: "Na het verplaatsen van een document kijkt de casemanager ernaar",
    gebeurtenis:  "Verplaatsen document",
    als: traject.soort == "UwvDocumenten",
    dan: [ nieuwe_taak("NieuwUwvDocument") ],
});
"#;

/// A slip of the pen, and what stood there.
const SLIP: (&str, &str) = ("NieuwUwvDocument", "NieuwUwvDocumnet");

/// How long a change may take to be seen.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often we look.
const LOOK: Duration = Duration::from_millis(5);

/// What came of the changes.
pub(super) struct Changing {
    /// From saving until the rule was in use.
    live: Option<Duration>,
    /// From saving until the broken rule was refused.
    refused: Option<Duration>,
    faults: Vec<String>,
    /// The book before, with the rule, with the broken rule, and mended.
    books: [String; 4],
    /// The document that was moved while the broken rule stood there, and whether the good one spoke.
    moved: Moved,
    spoke: bool,
    /// Whether nothing was wrong any more at the end.
    mended: bool,
}

impl Changing {
    /// Plays it; a document is moved meanwhile, to see which rules are in use.
    pub(super) fn play(stage: &Stage<'_>, uwv: &mut Uwv) -> Result<Changing, Failure> {
        let folder = stage.folder.path(files::RULES).join("triggers");
        let path = folder.join(format!("{RULE}.rhai"));
        stage.begin("Let op hoe snel het gaat, en dat een fout niets stukmaakt.");
        stage.begin(format!("Erbij, als {}:\n", path.display()));
        for line in TEXT.lines() {
            stage.tell(format!("  {line}"));
        }
        stage.begin("Wat de host zelf zegt, staat er met de tijd voor.");
        let before = rules(stage)?;
        let is_other =
            |rules: &Value| differs(rules, &before, "boek") && differs(rules, &before, "sinds");
        let (live, with_rule) = save(stage, &path, TEXT, is_other)?;
        stage.tell(format!("Bewaard, en {} later in gebruik.", shown(live)));

        stage.begin("Nu met een tikfout in de code van de taak.");
        let broken = TEXT.replace(SLIP.0, SLIP.1);
        let has_faults = |rules: &Value| !items(rules, "fouten").is_empty();
        let (refused, with_fault) = save(stage, &path, &broken, has_faults)?;
        let faults = items(&with_fault, "fouten").iter().filter_map(Value::as_str);
        let faults: Vec<String> = faults.map(str::to_owned).collect();
        stage.tell(format!(
            "Bewaard, en {} later geweigerd: de vorige regels blijven gelden.",
            shown(refused)
        ));
        let moved = uwv.move_next(stage)?;
        quiet::wait(&stage.beheer)?;
        let task = task_about(stage, &moved.document)?;
        if let Some(task) = &task {
            stage.tell(format!("Daarop geeft regel {RULE} taak {task}."));
        }

        stage.begin("De tikfout hersteld.");
        let (_, mended) = save(stage, &path, TEXT, |rules| !has_faults(rules))?;
        Ok(Changing {
            live,
            refused,
            faults,
            books: [before, with_rule, with_fault, mended.clone()].map(|rules| book(&rules)),
            moved,
            spoke: task.is_some(),
            mended: !has_faults(&mended),
        })
    }

    /// What is not as it should be, in Dutch.
    pub(super) fn differences(&self) -> Vec<String> {
        let [before, with_rule, with_fault, mended] = &self.books;
        let checks = [
            (self.live.is_some() && before != with_rule, "de nieuwe regel ging niet in"),
            (self.refused.is_some(), "de regel met een fout werd niet geweigerd"),
            (with_fault == with_rule, "door de fout zijn andere regels in gebruik dan daarvoor"),
            (self.spoke, "de nieuwe regel gaf geen taak"),
            (self.mended && mended == with_rule, "het herstel van de regel werd niet gezien"),
        ];
        checks.into_iter().filter(|(good, _)| !good).map(|(_, what)| what.to_owned()).collect()
    }

    /// For programs.
    pub(super) fn value(&self) -> Value {
        json!({
            "regel": RULE,
            "in_gebruik_na_ms": self.live.map(|time| time.as_millis()),
            "geweigerd_na_ms": self.refused.map(|time| time.as_millis()),
            "fouten": self.faults,
            "boeken": self.books,
            "verplaatst": self.moved.document,
        })
    }
}

/// Saves the rule and waits until that shows; how long it took, and the rules as they are then.
fn save(
    stage: &Stage<'_>,
    path: &Path,
    text: &str,
    shows: impl Fn(&Value) -> bool,
) -> Result<(Option<Duration>, Value), Failure> {
    fs::write(path, text)?;
    let saved = Instant::now();
    loop {
        let rules = rules(stage)?;
        if shows(&rules) {
            return Ok((Some(saved.elapsed()), rules));
        }
        if saved.elapsed() > PATIENCE {
            return Ok((None, rules));
        }
        thread::sleep(LOOK);
    }
}

fn rules(stage: &Stage<'_>) -> Result<Value, Failure> {
    stage.beheer.get(&["api", "regels"], &[])
}

fn differs(one: &Value, other: &Value, name: &str) -> bool {
    one.get(name) != other.get(name)
}

fn book(rules: &Value) -> String {
    rules.get("boek").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The task that the rule gave about a document.
fn task_about(stage: &Stage<'_>, document: &str) -> Result<Option<String>, Failure> {
    let taken = quiet::all(&stage.beheer, "taken")?;
    let mut taken = items(&taken, "taken").iter().filter_map(|item| item.get("taak"));
    let found = taken.find(|taak| taak["regel"] == RULE && taak["document"] == document);
    let text = |taak: &Value, name: &str| taak.get(name)?.as_str().map(str::to_owned);
    Ok(found.and_then(|taak| Some(format!("{} ({})", text(taak, "code")?, text(taak, "id")?))))
}

fn shown(time: Option<Duration>) -> String {
    time.map_or_else(|| "niet".to_owned(), |time| format!("{} ms", time.as_millis()))
}
