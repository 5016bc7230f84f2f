//! `schakel store`: proving that what is stored is right. Only when no host runs: it opens the store
//! itself.

use std::process::ExitCode;

use host_store::{CheckReport, DifferenceKind, Integrity, OpenError, RebuildReport, Store};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::json;

use crate::{
    assemble, cli,
    config::Config,
    exit::{self, Failure},
    output::Output,
};

/// Does one of the verbs.
pub(crate) fn run(config: &Config, asked: &cli::Store, out: Output) -> Result<ExitCode, Failure> {
    let store = open(config)?;
    match asked {
        cli::Store::Controleer => check(&store, out),
        cli::Store::Herbouw { herstel } => rebuild(&store, *herstel, out),
    }
}

/// Opens a store that is there; unlike the host it never makes one.
fn open(config: &Config) -> Result<Store, Failure> {
    let folder = &config.opslag.map;
    if !folder.is_dir() {
        return Err(Failure::Usage(format!("{} is er niet", folder.display())));
    }
    Store::open(folder).map_err(|error| match error {
        OpenError::InUse(_) => Failure::Usage(format!(
            "De host draait met deze gegevens ({}). Stop hem eerst: deze opdracht opent de \
             gegevensopslag zelf",
            folder.display()
        )),
        other => assemble::cannot_open(&other),
    })
}

fn check(store: &Store, out: Output) -> Result<ExitCode, Failure> {
    let bar = ProgressBar::new_spinner().with_message("alles nalezen");
    bar.enable_steady_tick(std::time::Duration::from_millis(100));
    let report = store.check();
    bar.finish_and_clear();
    let report = report?;
    out.line(check_text(&report));
    let findings = report
        .findings
        .iter()
        .map(|found| json!({ "tabel": found.table, "plaats": found.place, "wat": found.what }));
    out.value(&json!({
        "goed": report.is_sound(),
        "bestand": integrity(report.integrity),
        "gebeurtenissen": report.events,
        "gewist": report.erased,
        "rijen": report.rows,
        "fouten": report.wrong,
        "eerste_fouten": findings.collect::<Vec<_>>(),
    }));
    Ok(exit::verdict(report.is_sound()))
}

fn check_text(report: &CheckReport) -> String {
    let mut lines: Vec<String> = report
        .findings
        .iter()
        .map(|found| format!("{}, {}: {}", found.table, found.place, found.what))
        .collect();
    lines.push(format!("Bestand: {}", integrity(report.integrity)));
    lines.push(format!(
        "{} gebeurtenissen ({} gewist), {} rijen gelezen, {} fouten",
        report.events, report.erased, report.rows, report.wrong
    ));
    lines.join("\n")
}

fn integrity(integrity: Integrity) -> &'static str {
    match integrity {
        Integrity::Sound => "heel",
        Integrity::Mended => "hersteld: er was iets mis, en het is rechtgezet",
        Integrity::Broken => "beschadigd; bewaar het zoals het is en zet de laatste back-up terug",
        Integrity::NotChecked => "niet nagezien: iemand las het op dat moment",
    }
}

fn rebuild(store: &Store, repair: bool, out: Output) -> Result<ExitCode, Failure> {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{bar:40} {pos} van {len} gebeurtenissen") {
        bar.set_style(style);
    }
    let report = store.rebuild(repair, &mut |done, all| {
        bar.set_length(all);
        bar.set_position(done);
    });
    bar.finish_and_clear();
    let report = report?;
    out.line(rebuild_text(&report));
    let differences = report.differences.iter().map(
        |found| json!({ "tabel": found.table, "plaats": found.place, "wat": kind(found.kind) }),
    );
    out.value(&json!({
        "gelijk": report.is_equal(),
        "hersteld": report.repaired,
        "gebeurtenissen": report.events,
        "gewist": report.erased,
        "rijen_gelijk": report.same,
        "rijen_anders": report.different,
        "eerste_verschillen": differences.collect::<Vec<_>>(),
        "passen_niet": report.misfits,
    }));
    Ok(exit::verdict(report.is_equal() || (report.repaired && report.misfits.is_empty())))
}

fn rebuild_text(report: &RebuildReport) -> String {
    let mut lines: Vec<String> = report
        .differences
        .iter()
        .map(|found| format!("{}, {}: {}", found.table, found.place, kind(found.kind)))
        .collect();
    for seq in &report.misfits {
        lines.push(format!("gebeurtenis {seq} past niet in haar dossier"));
    }
    lines.push(format!(
        "{} gebeurtenissen ({} gewist) doorgerekend: {} rijen gelijk, {} anders",
        report.events, report.erased, report.same, report.different
    ));
    lines.push(match (report.is_equal(), report.repaired) {
        (true, _) => "De opslag is precies wat het logboek zegt.".to_owned(),
        (false, true) => "De verschillen zijn hersteld.".to_owned(),
        (false, false) if report.misfits.is_empty() => {
            "Herstel de verschillen met `schakel store herbouw --herstel`.".to_owned()
        }
        (false, false) => "Er is niets hersteld.".to_owned(),
    });
    lines.join("\n")
}

fn kind(kind: DifferenceKind) -> &'static str {
    match kind {
        DifferenceKind::Missing => "ontbreekt",
        DifferenceKind::Extra => "hoort er niet",
        DifferenceKind::Other => "is anders of onleesbaar",
    }
}
