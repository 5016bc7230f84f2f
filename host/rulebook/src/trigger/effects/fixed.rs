//! Effects that are the same every time.

use host_domain::{Effect, KenmerkOp, Mailsjabloon, Traject};

use super::{Call, Text};
use crate::{
    check::Checker,
    suggest::{code_meant, meant_or_list},
    trigger::template::EffectTemplate,
    vocabulary::Subject,
};

type Read = Option<EffectTemplate>;

pub(super) fn new_task(checker: &mut Checker<'_, '_, '_>, call: Call<'_>) -> Read {
    let arguments = call.texts().unwrap_or_default();
    let [code] = arguments.as_slice() else { return call.misused("één taakcode", checker) };
    let taken = &checker.known.catalogue.taken;
    let codes: Vec<&str> = taken.iter().map(|taak| taak.code.as_str()).collect();
    let known = in_catalogue("taak", *code, &codes, checker);
    call.needs(Subject::Traject, checker).and(known)?;
    fixed(Effect::NieuweTaak { code: code.1.to_owned() })
}

pub(super) fn mail(checker: &mut Checker<'_, '_, '_>, call: Call<'_>) -> Read {
    let arguments = call.texts().unwrap_or_default();
    let (rol, sjabloon) = match arguments.as_slice() {
        [rol] => (*rol, (call.place, Mailsjabloon::SIGNAAL)),
        [rol, sjabloon] => (*rol, *sjabloon),
        _ => return call.misused("een rol, en desgewenst een mailsjabloon", checker),
    };
    let catalogue = checker.known.catalogue;
    let rollen: Vec<&str> = catalogue.rollen.iter().map(|rol| rol.code.as_str()).collect();
    let sjablonen: Vec<&str> =
        catalogue.mailsjablonen.iter().map(|sjabloon| sjabloon.code.as_str()).collect();
    let known_rol = in_catalogue("rol", rol, &rollen, checker);
    let known_sjabloon = in_catalogue("mailsjabloon", sjabloon, &sjablonen, checker);
    known_rol.and(known_sjabloon)?;
    fixed(Effect::Emailsignaal { rol: rol.1.to_owned(), sjabloon: sjabloon.1.to_owned() })
}

pub(super) fn add_label(checker: &mut Checker<'_, '_, '_>, call: Call<'_>) -> Read {
    let (op, kenmerk) = label(checker, call)?;
    fixed(Effect::KenmerkToevoegen { op, kenmerk })
}

pub(super) fn remove_label(checker: &mut Checker<'_, '_, '_>, call: Call<'_>) -> Read {
    let (op, kenmerk) = label(checker, call)?;
    fixed(Effect::KenmerkVerwijderen { op, kenmerk })
}

/// A label, and what it is on.
fn label(checker: &mut Checker<'_, '_, '_>, call: Call<'_>) -> Option<(KenmerkOp, String)> {
    let arguments = call.texts().unwrap_or_default();
    let [(place, on), code] = arguments.as_slice() else {
        return call.misused("twee teksten: waarop het kenmerk staat, en het kenmerk", checker);
    };
    let Some(op) = KenmerkOp::parse(on) else {
        let help = meant_or_list(on, KenmerkOp::ALL.map(KenmerkOp::name));
        let message = format!("een kenmerk staat niet op `{on}`");
        checker.remarks.error_with_help(*place, message, help);
        return None;
    };
    let subject = match op {
        KenmerkOp::Traject => Subject::Traject,
        KenmerkOp::Werknemer => Subject::Werknemer,
        KenmerkOp::Werkgever => Subject::Werkgever,
    };
    let labels = &checker.known.catalogue.kenmerken;
    let on_this = labels.iter().filter(|label| label.op.contains(&op));
    let codes: Vec<&str> = on_this.map(|label| label.code.as_str()).collect();
    let elsewhere = labels.iter().any(|label| label.code == code.1);
    let known = if elsewhere && !codes.contains(&code.1) {
        let message = format!("kenmerk `{}` is volgens catalogus.toml niet voor een {on}", code.1);
        let help = format!("zet `\"{on}\"` bij `op` van dit kenmerk in catalogus.toml");
        checker.error(code.0, message, help)
    } else {
        in_catalogue("kenmerk", *code, &codes, checker)
    };
    call.needs(subject, checker).and(known)?;
    Some((op, code.1.to_owned()))
}

pub(super) fn start_traject(checker: &mut Checker<'_, '_, '_>, call: Call<'_>) -> Read {
    let arguments = call.texts().unwrap_or_default();
    let [soort] = arguments.as_slice() else { return call.misused("één trajectsoort", checker) };
    if soort.1 == Traject::VERZUIM {
        let message = "een verzuim wordt niet door een regel gestart".to_owned();
        let help = "het begint met een ziekmelding, die gegevens heeft die een regel niet kent";
        return checker.error(soort.0, message, help.to_owned());
    }
    let soorten = &checker.known.catalogue.trajectsoorten;
    let codes: Vec<&str> = soorten.iter().map(|soort| soort.code.as_str()).collect();
    let known = in_catalogue("trajectsoort", *soort, &codes, checker);
    call.needs(Subject::Werkgever, checker).and(known)?;
    fixed(Effect::TrajectStarten { soort: soort.1.to_owned() })
}

pub(super) fn close_traject(checker: &mut Checker<'_, '_, '_>, call: Call<'_>) -> Read {
    if !call.arguments.is_empty() {
        return call.misused("geen waarden", checker);
    }
    call.needs(Subject::Traject, checker)?;
    fixed(Effect::TrajectSluiten)
}

fn fixed(effect: Effect) -> Read {
    Some(EffectTemplate::Fixed(effect))
}

/// Reports a code that the catalogue does not have.
fn in_catalogue(
    what: &str,
    (place, code): Text<'_>,
    codes: &[&str],
    checker: &mut Checker<'_, '_, '_>,
) -> Option<()> {
    if codes.contains(&code) {
        return Some(());
    }
    let help = code_meant(code, codes.iter().copied());
    checker.error(place, format!("{what} `{code}` staat niet in catalogus.toml"), help)
}
