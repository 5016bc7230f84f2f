//! Machtigingen: requesting one at UWV, and the states that it comes in (S0).

use std::collections::BTreeSet;

use crate::{
    About, Decision, Dienst, Dossier, EventKind, Loonheffingennummer, Machtiging, MachtigingId,
    MachtigingStatus, Niveau, Refusal, WerkgeverDossier,
};

/// Requests a machtiging; first puts the payroll tax number of the werkgever right, where asked.
pub(crate) fn aanvragen(
    dossier: Option<&Dossier>,
    id: MachtigingId,
    nummer: &Loonheffingennummer,
    dienst: Dienst,
    corrigeert: Option<&Loonheffingennummer>,
) -> Result<Decision, Refusal> {
    let dossier = werkgever_of(dossier)?;
    if dossier.machtigingen.contains_key(&id) {
        return Ok(Decision::default());
    }
    if let Some(open) = dossier.open_machtiging(nummer, dienst) {
        return Err(Refusal::because(format!(
            "voor dit loonheffingennummer en {dienst} is er al een machtiging ({}): {}",
            open.id,
            open.status.naam()
        )));
    }
    let mut decision = put_right(dossier, nummer, corrigeert)?;
    let machtiging = Machtiging {
        id,
        loonheffingennummer: nummer.clone(),
        dienst,
        status: MachtigingStatus::Verstuurd,
        historie: Vec::new(),
    };
    decision.events.push((about(dossier), EventKind::MachtigingVerstuurd { machtiging }));
    if !nummer.passes_eleven_test() {
        let text = "het loonheffingennummer voldoet niet aan de elfproef; controleer het";
        decision = decision.note(Niveau::Waarschuwing, text);
    }
    Ok(decision)
}

/// The correction of the werkgever's numbers that a request needs, or why it cannot be made.
fn put_right(
    dossier: &WerkgeverDossier,
    nummer: &Loonheffingennummer,
    corrigeert: Option<&Loonheffingennummer>,
) -> Result<Decision, Refusal> {
    let werkgever = &dossier.werkgever;
    if werkgever.loonheffingennummers.contains(nummer) {
        return Ok(Decision::default());
    }
    let wrong = corrigeert.filter(|wrong| werkgever.loonheffingennummers.contains(wrong));
    let Some(wrong) = wrong else {
        return Err(Refusal::because(
            "het loonheffingennummer is niet van deze werkgever; \
             noem welk nummer van de werkgever ermee wordt verbeterd, of leg het eerst vast",
        ));
    };
    let mut loonheffingennummers: BTreeSet<_> = werkgever.loonheffingennummers.clone();
    loonheffingennummers.remove(wrong);
    loonheffingennummers.insert(nummer.clone());
    let kind = EventKind::WerkgeverGewijzigd {
        naam: werkgever.naam.clone(),
        loonheffingennummers,
        werkgevergroepen: werkgever.werkgevergroepen.clone(),
    };
    let decision = Decision::event(about(dossier), kind);
    let mut known = dossier.machtigingen.values();
    if known.any(|known| known.is_open() && known.loonheffingennummer == *wrong) {
        let text = "op het verbeterde nummer staat nog een machtiging open";
        return Ok(decision.note(Niveau::Waarschuwing, text));
    }
    Ok(decision)
}

/// Brings a machtiging in another state.
pub(crate) fn zetten(
    dossier: Option<&Dossier>,
    id: MachtigingId,
    naar: MachtigingStatus,
    reden: Option<&str>,
) -> Result<Decision, Refusal> {
    let dossier = werkgever_of(dossier)?;
    let known = dossier.machtigingen.get(&id);
    let now = known.ok_or_else(|| Refusal::because("de machtiging is niet bekend"))?.status;
    if now == naar {
        return Ok(Decision::default().note(Niveau::Melding, "de machtiging stond al zo"));
    }
    if !now.kan_naar(naar) {
        return Err(impossible(now, naar));
    }
    Ok(Decision::event(about(dossier), event(id, naar, reden)?))
}

/// Why a state cannot follow, and which can.
fn impossible(now: MachtigingStatus, naar: MachtigingStatus) -> Refusal {
    let possible = MachtigingStatus::ALL.into_iter().filter(|to| now.kan_naar(*to));
    let possible: Vec<String> = possible.map(|to| format!("`{to}`")).collect();
    let possible = match possible.as_slice() {
        [] => "er is niets meer mogelijk".to_owned(),
        some => format!("mogelijk is nu {}", some.join(", ")),
    };
    Refusal::because(format!(
        "de machtiging staat op `{now}` en kan niet naar `{naar}`; {possible}"
    ))
}

/// The event of a machtiging that comes in this state.
fn event(
    machtiging: MachtigingId,
    naar: MachtigingStatus,
    reden: Option<&str>,
) -> Result<EventKind, Refusal> {
    let reden = reden.map(str::to_owned);
    Ok(match naar {
        // No state leads to it: it is how a machtiging begins.
        MachtigingStatus::Verstuurd => {
            return Err(Refusal::because("vraag een nieuwe machtiging aan"));
        }
        MachtigingStatus::Ontvangen => EventKind::MachtigingOntvangen { machtiging, reden },
        MachtigingStatus::InBehandeling => EventKind::MachtigingInBehandeling { machtiging, reden },
        MachtigingStatus::ActiveringVerstuurd => {
            EventKind::MachtigingActiveringVerstuurd { machtiging, reden }
        }
        MachtigingStatus::Actief => EventKind::MachtigingActief { machtiging, reden },
        MachtigingStatus::Afgekeurd => EventKind::MachtigingAfgekeurd { machtiging, reden },
        MachtigingStatus::Geannuleerd => EventKind::MachtigingGeannuleerd { machtiging, reden },
        MachtigingStatus::Ingetrokken => EventKind::MachtigingIngetrokken { machtiging, reden },
    })
}

impl EventKind {
    /// Which machtiging came in which state, and why where somebody said so; none when the event is
    /// no such thing.
    pub fn machtiging(&self) -> Option<(MachtigingId, MachtigingStatus, Option<&str>)> {
        let (id, status, reden) = match self {
            EventKind::MachtigingVerstuurd { machtiging } => {
                return Some((machtiging.id, MachtigingStatus::Verstuurd, None));
            }
            EventKind::MachtigingOntvangen { machtiging, reden } => {
                (machtiging, MachtigingStatus::Ontvangen, reden)
            }
            EventKind::MachtigingInBehandeling { machtiging, reden } => {
                (machtiging, MachtigingStatus::InBehandeling, reden)
            }
            EventKind::MachtigingActiveringVerstuurd { machtiging, reden } => {
                (machtiging, MachtigingStatus::ActiveringVerstuurd, reden)
            }
            EventKind::MachtigingActief { machtiging, reden } => {
                (machtiging, MachtigingStatus::Actief, reden)
            }
            EventKind::MachtigingAfgekeurd { machtiging, reden } => {
                (machtiging, MachtigingStatus::Afgekeurd, reden)
            }
            EventKind::MachtigingGeannuleerd { machtiging, reden } => {
                (machtiging, MachtigingStatus::Geannuleerd, reden)
            }
            EventKind::MachtigingIngetrokken { machtiging, reden } => {
                (machtiging, MachtigingStatus::Ingetrokken, reden)
            }
            _ => return None,
        };
        Some((*id, status, reden.as_deref()))
    }
}

fn werkgever_of(dossier: Option<&Dossier>) -> Result<&WerkgeverDossier, Refusal> {
    dossier
        .and_then(Dossier::as_werkgever)
        .ok_or_else(|| Refusal::because("de werkgever is niet bekend"))
}

fn about(dossier: &WerkgeverDossier) -> About {
    About { werkgever: Some(dossier.werkgever.id), werknemer: None, traject: None }
}
