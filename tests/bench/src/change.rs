//! Changes while the real program runs: from a file that was saved to rules, or a plugin, in use.

use std::{
    fs,
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::{
    Measured,
    machine::Machine,
    options::Options,
    plugins,
    rule_files::{self, Variant},
    running::{Host, Program},
    scene::Scene,
    spread::{Spread, timed},
    table::{self, Figure, Table, Unit},
};

const PART: &str = "Wijzigen";

/// What the architecture aims at, in seconds.
const RULES_AIM: f64 = 0.25;
const PLUGIN_AIM: f64 = 1.0;

/// The rule and the plugin that change.
const RULE: usize = 500;
const PLUGIN: &str = "sivi";

/// Between two changes, so that a start or an earlier change is not measured along.
const REST: Duration = Duration::from_secs(1);

/// Number of a custom section, in a component as in a module.
const CUSTOM_SECTION: u8 = 0;

/// Takes the figures of this part.
pub(crate) fn measure(machine: &Machine, options: &Options) -> Measured<Table> {
    let mut table = Table::default();
    for count in [rule_files::COUNT, rule_files::MANY] {
        let folder = machine.scratch()?;
        let scene = Scene {
            rules: Some((Variant::Tested, count)),
            plugins: &[PLUGIN, "digipoort"],
            own_wasm: true,
            mail: None,
            log: "info",
        };
        scene.write(machine, folder.path())?;
        let (_, host) = Program::of(machine, folder.path())?.start()?;
        let changing = Changing { machine, host: &host, rounds: options.rounds() };
        rules(&mut table, &changing, count, &folder.path().join("regels"))?;
        if count == rule_files::COUNT {
            plugin(&mut table, &changing, &folder.path().join("plugins"))?;
        }
    }
    Ok(table)
}

/// A host in which things change.
struct Changing<'c> {
    machine: &'c Machine,
    host: &'c Host,
    rounds: usize,
}

/// One rule of so many changes, beside reading them all once.
fn rules(table: &mut Table, changing: &Changing<'_>, count: usize, folder: &Path) -> Measured<()> {
    let Changing { machine, host, rounds } = *changing;
    let rule = folder.join(rule_files::file(RULE));
    let (text, intakes) = (fs::read_to_string(&rule)?, rule_files::intakes(machine)?);
    let (mut times, mut ratios) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let name = format!("\"Regel {RULE}, keer {round}\"");
        let changed = text.replace(&format!("\"Regel {RULE}\""), &name);
        let save = || Ok(fs::write(&rule, &changed)?);
        let took = in_use(host, &book, "regels herladen: gewijzigd", save)?;
        let (bare, read) = timed(|| rule_files::load(folder, &intakes));
        read?;
        times.push(took);
        ratios.push(took / bare.as_secs_f64());
    }
    let figure = |name, unit, values| Figure::new(PART, name, unit, Spread::lowest(values));
    let counted = table::grouped(count);
    let name = format!("regel opgeslagen tot {counted} regels in gebruik");
    let note = format!("alles opnieuw gelezen en gecontroleerd, {counted} tests gedraaid");
    let saved = figure(&name, Unit::Time, times).note(note);
    let saved = if count == rule_files::COUNT { saved.aim(RULES_AIM) } else { saved };
    table.push(saved);
    let name = "verhouding: in gebruik / alleen lezen en controleren";
    let note = "80 ms is wachten tot het opslaan voorbij is";
    table.push(figure(name, Unit::Times, ratios).note(note));
    Ok(())
}

/// A plugin changes, beside loading it once without a cache.
fn plugin(table: &mut Table, changing: &Changing<'_>, folder: &Path) -> Measured<()> {
    let Changing { machine, host, rounds } = *changing;
    let alone = machine.scratch()?;
    plugins::write(machine, &alone.path().join("plugins"), &[PLUGIN])?;
    let wasm = folder.join(PLUGIN).join(plugins::file_of(PLUGIN));
    let built = fs::read(&wasm)?;
    let (mut times, mut ratios) = (Vec::new(), Vec::new());
    for round in 0..rounds {
        let bytes = with_remark(&built, round)?;
        let save = || Ok(fs::write(&wasm, &bytes)?);
        let took = in_use(host, &versions, "plugin sivi ", save)?;
        let cache = alone.path().join(format!("cache-{round}"));
        let open = || plugins::open(machine, &alone.path().join("plugins"), &cache);
        let (bare, library) = timed(open);
        drop(library?);
        times.push(took);
        ratios.push(took / bare.as_secs_f64());
    }
    let figure = |name, unit, values| Figure::new(PART, name, unit, Spread::lowest(values));
    let name = "plugin opgeslagen tot in gebruik";
    let note = "nieuw gecompileerd, proef gestart, tegen 1 000 regels gehouden";
    table.push(figure(name, Unit::Time, times).aim(PLUGIN_AIM).note(note));
    let name = "verhouding: in gebruik / alleen compileren en laden";
    table.push(figure(name, Unit::Times, ratios));
    Ok(())
}

/// How long it takes from saving to the line in the log that says that what was saved is in use. What
/// the host tells by itself costs it nothing beside; that it is so is asked afterwards.
fn in_use(
    host: &Host,
    asked: &dyn Fn(&Host) -> Measured<Value>,
    words: &str,
    save: impl FnOnce() -> Measured<()>,
) -> Measured<f64> {
    thread::sleep(REST);
    host.forget_log();
    let before = asked(host)?;
    let start = Instant::now();
    save()?;
    let at = host.logged(words)?;
    if asked(host)? == before {
        return Err(format!("na `{words}` is toch niets veranderd: {before}").into());
    }
    Ok(at.saturating_duration_since(start).as_secs_f64())
}

/// The rules in use.
fn book(host: &Host) -> Measured<Value> {
    let rules = host.get("regels")?;
    let faults = rules.get("fouten").and_then(Value::as_array);
    match (rules.get("boek"), faults.map(Vec::as_slice)) {
        (Some(book), Some([])) => Ok(book.clone()),
        _ => Err(format!("de regels hebben fouten: {faults:?}").into()),
    }
}

/// The versions of plugins in use.
fn versions(host: &Host) -> Measured<Value> {
    Ok(host.get("plugins")?.get("plugins").cloned().unwrap_or_default())
}

/// The same component with a remark that nobody reads: another build, by its hash.
fn with_remark(wasm: &[u8], round: usize) -> Measured<Vec<u8>> {
    let remark = format!("ronde {round}");
    let name = "schakel";
    let length = u8::try_from(1 + name.len() + remark.len())?;
    let name_length = u8::try_from(name.len())?;
    // Lengths below 128 are one byte.
    let head = [CUSTOM_SECTION, length, name_length];
    Ok([wasm, &head, name.as_bytes(), remark.as_bytes()].concat())
}
