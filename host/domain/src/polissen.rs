//! Polissen: recording and removing the insurances of a werkgever.
//!
//! Which verzekeringstypen there are says the catalogue, which whoever asks has:
//! `Catalogue::verzekeringstype`.

use jiff::civil::Date;

use crate::{
    Decision, Dossier, EventKind, Ingesloten, Insluiting, Loonsom, Niveau, Polis, PolisId, Refusal,
    WerkgeverDossier,
    decide::{about, known_dossier},
};

/// Records a polis, or brings its data up to date.
pub(crate) fn vastleggen(dossier: Option<&Dossier>, polis: &Polis) -> Result<Decision, Refusal> {
    let (dossier, of) = werkgever_of(dossier)?;
    if of.polissen.get(&polis.id) == Some(polis) {
        return Ok(Decision::default().note(Niveau::Melding, "de polis was al zo"));
    }
    let mut reasons = check(polis);
    reasons.extend(check_number(of, polis));
    if !reasons.is_empty() {
        return Err(Refusal { reasons });
    }
    let kind = EventKind::PolisVastgelegd { polis: polis.clone() };
    Ok(Decision::event(about(dossier, None), kind))
}

/// Removes a polis.
pub(crate) fn verwijderen(dossier: Option<&Dossier>, id: PolisId) -> Result<Decision, Refusal> {
    let (dossier, of) = werkgever_of(dossier)?;
    if !of.polissen.contains_key(&id) {
        return Err(Refusal::because("de polis is niet (meer) bekend"));
    }
    Ok(Decision::event(about(dossier, None), EventKind::PolisVerwijderd { polis: id }))
}

fn werkgever_of(dossier: Option<&Dossier>) -> Result<(&Dossier, &WerkgeverDossier), Refusal> {
    let dossier = known_dossier(dossier)?;
    let of = dossier.as_werkgever();
    let of =
        of.ok_or_else(|| Refusal::because("een polis hoort in het dossier van een werkgever"))?;
    Ok((dossier, of))
}

/// A period; none is an end that is open.
type Period = (Date, Option<Date>);

/// What is wrong with a polis in itself.
fn check(polis: &Polis) -> Vec<String> {
    let mut reasons = Vec::new();
    let texts =
        [("polisnummer", &polis.polisnummer), ("verzekeringstype", &polis.verzekeringstype)];
    for (field, _) in texts.iter().filter(|(_, text)| text.trim().is_empty()) {
        reasons.push(format!("{field}: is leeg"));
    }
    let whole = (polis.begin, polis.einde);
    reasons.extend(check_period("polis", whole, None));
    for (nr, dekking) in (1..).zip(&polis.dekkingen) {
        let field = format!("dekkingen[{nr}]");
        if dekking.omschrijving.trim().is_empty() {
            reasons.push(format!("{field}.omschrijving: is leeg"));
        }
        reasons.extend(check_period(&field, (dekking.begin, dekking.einde), Some(whole)));
    }
    for (nr, loonsom) in (1..).zip(&polis.loonsommen) {
        let field = format!("loonsommen[{nr}]");
        reasons.extend(check_period(&field, (loonsom.begin, loonsom.einde), Some(whole)));
    }
    let loonsommen = polis.loonsommen.iter().map(|Loonsom { begin, einde, .. }| (*begin, *einde));
    reasons.extend(check_overlap("loonsommen", &loonsommen.collect::<Vec<_>>()));
    if let Ingesloten::Werknemers(insluitingen) = &polis.ingesloten {
        reasons.extend(check_insluitingen(insluitingen, whole));
    }
    reasons
}

fn check_insluitingen(insluitingen: &[Insluiting], whole: Period) -> Vec<String> {
    let mut reasons = Vec::new();
    for (nr, Insluiting { werknemer, begin, einde }) in (1..).zip(insluitingen) {
        let field = format!("ingesloten[{nr}]");
        reasons.extend(check_period(&field, (*begin, *einde), Some(whole)));
        let mut earlier = insluitingen.iter().take(nr - 1);
        let twice = earlier.any(|other| {
            other.werknemer == *werknemer && overlap((other.begin, other.einde), (*begin, *einde))
        });
        if twice {
            reasons.push(format!("{field}: deze werknemer is in die periode al ingesloten"));
        }
    }
    reasons
}

/// A number names one polis at a time; after it ended, the next may go by the same number.
fn check_number(of: &WerkgeverDossier, polis: &Polis) -> Option<String> {
    let same = of.polissen.values().find(|known| {
        known.id != polis.id
            && known.polisnummer == polis.polisnummer
            && overlap((known.begin, known.einde), (polis.begin, polis.einde))
    })?;
    Some(format!("polisnummer: in deze periode heeft {} dit nummer al", same.id))
}

/// What is wrong with a period, in itself and as a part of the period of its polis.
fn check_period(field: &str, (begin, einde): Period, within: Option<Period>) -> Option<String> {
    if let Some(einde) = einde.filter(|einde| *einde < begin) {
        return Some(format!("{field}.einde: {einde} ligt vóór het begin, {begin}"));
    }
    let (from, until) = within?;
    if begin < from {
        return Some(format!("{field}.begin: {begin} ligt vóór het begin van de polis, {from}"));
    }
    // A part without an end lasts as long as the polis.
    let last = einde.unwrap_or(begin);
    let until = until.filter(|until| last > *until)?;
    let end = if einde.is_some() { "einde" } else { "begin" };
    Some(format!("{field}.{end}: {last} ligt na het einde van de polis, {until}"))
}

/// Two periods that share a day.
fn check_overlap(field: &str, periods: &[Period]) -> Option<String> {
    let numbered = || (1..).zip(periods);
    numbered().find_map(|(nr, period)| {
        let (other, _) = numbered().take(nr - 1).find(|(_, other)| overlap(**other, *period))?;
        Some(format!("{field}[{nr}]: overlapt met {field}[{other}]"))
    })
}

/// Whether two periods share a day; their last days count.
fn overlap(one: Period, other: Period) -> bool {
    let ends_before = |first: Period, second: Period| first.1.is_some_and(|end| end < second.0);
    !ends_before(one, other) && !ends_before(other, one)
}

/// The fold of what happens to polissen.
pub(crate) fn fold(dossier: &mut Dossier, kind: &EventKind) -> Result<(), &'static str> {
    let Dossier::Werkgever(dossier) = dossier else { return Err("geen werkgeverdossier") };
    match kind {
        EventKind::PolisVastgelegd { polis } => {
            dossier.polissen.insert(polis.id, polis.clone());
            Ok(())
        }
        EventKind::PolisVerwijderd { polis } => {
            dossier.polissen.remove(polis).map(drop).ok_or("onbekende polis")
        }
        _ => Ok(()),
    }
}
