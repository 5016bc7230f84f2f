//! Changes while the real program runs: from a file that was saved to rules, or a plugin, in use.

use std::{
    fs, thread,
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
    spread::Spread,
    table::{Figure, Table, Unit},
};

const PART: &str = "Wijzigen";

/// What the architecture aims at, in seconds.
const RULES_AIM: f64 = 0.25;
const PLUGIN_AIM: f64 = 1.0;

/// The rule and the plugin that change.
const RULE: usize = rule_files::COUNT / 2;
const PLUGIN: &str = "sivi";

/// Between two changes, so that a start or an earlier change is not measured along.
const REST: Duration = Duration::from_secs(1);

/// Number of a custom section, in a component as in a module.
const CUSTOM_SECTION: u8 = 0;

/// Takes the figures of this part.
pub(crate) fn measure(machine: &Machine, options: &Options) -> Measured<Table> {
    let folder = machine.scratch()?;
    let scene = Scene {
        rules: Some(Variant::Tested),
        plugins: &[PLUGIN, "digipoort"],
        own_wasm: true,
        mail: None,
        log: "info",
    };
    scene.write(machine, folder.path())?;
    let (_, host) = Program::of(machine, folder.path())?.start()?;
    let rule = folder.path().join("regels").join(rule_files::file(RULE));
    let text = fs::read_to_string(&rule)?;
    let (mut rules, mut plugin) = (Vec::new(), Vec::new());
    for round in 0..options.rounds() {
        let name = format!("\"Regel {RULE}, keer {round}\"");
        let changed = text.replace(&format!("\"Regel {RULE}\""), &name);
        let took =
            in_use(&host, &book, "regels herladen: gewijzigd", || Ok(fs::write(&rule, &changed)?));
        rules.push(took?);
    }
    let file = plugins::file_of(PLUGIN);
    let wasm = folder.path().join("plugins").join(PLUGIN).join(&file);
    let built = fs::read(&wasm)?;
    for round in 0..options.rounds() {
        let bytes = with_remark(&built, round)?;
        let took = in_use(&host, &versions, "plugin sivi ", || Ok(fs::write(&wasm, &bytes)?));
        plugin.push(took?);
    }
    let mut table = Table::default();
    let figure = |name, values| Figure::new(PART, name, Unit::Time, Spread::lowest(values));
    let rules = figure("regel opgeslagen tot 1 000 regels in gebruik", rules).aim(RULES_AIM);
    table.push(rules.note("alles opnieuw gelezen en gecontroleerd, 1 000 tests gedraaid"));
    let plugin = figure("plugin opgeslagen tot in gebruik", plugin).aim(PLUGIN_AIM);
    table.push(plugin.note("nieuw gecompileerd, proef gestart, tegen 1 000 regels gehouden"));
    Ok(table)
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
