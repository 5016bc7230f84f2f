//! The fold: the only writer of dossiers. The same fold rebuilds them from the log.

use std::collections::btree_map::Entry;

use crate::{
    DienstverbandId, Dossier, Event, EventKind, MachtigingStap, TaakStatus, Traject, TrajectId,
    TrajectStatus, VerloopStap, Werkgever, WerkgeverDossier, Werknemer, WerknemerDossier,
    kenmerken, polissen, trajecten,
};

/// An event that does not fit the dossier: the log and the state disagree.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("event {seq} ({kind}) past niet op dossier {dossier}: {why}")]
pub struct ApplyError {
    /// Place in the log.
    pub seq: u64,
    /// Type of the event.
    pub kind: &'static str,
    /// The dossier.
    pub dossier: String,
    /// What is missing.
    pub why: &'static str,
}

/// The dossier after `event`, which must be about it. `before` is none when the dossier does not exist yet.
pub fn apply(before: Option<Dossier>, event: &Event) -> Result<Dossier, ApplyError> {
    let wrong = |why| ApplyError {
        seq: event.seq,
        kind: event.kind.event_type().name(),
        dossier: event.about.dossier().map_or_else(|| "(geen)".to_owned(), |id| id.to_string()),
        why,
    };
    let Some(mut dossier) = before else {
        return begin(event).ok_or_else(|| wrong("onbekend dossier"));
    };
    change(&mut dossier, event).map_err(wrong)?;
    Ok(dossier)
}

impl EventKind {
    /// Whether the fold takes it in. That a day began leaves a traject as it is. What became of a delivery may be told of a dossier, such as that an
    /// e-mail about it went out, and leaves that as it is.
    pub fn changes_dossier(&self) -> bool {
        !matches!(
            self,
            EventKind::BezorgingAanvaard { .. }
                | EventKind::BezorgingGeweigerd { .. }
                | EventKind::KoppelingStoring { .. }
                | EventKind::KoppelingHersteld { .. }
                | EventKind::TrajectDagwissel { .. }
                | EventKind::RegelOvergeslagen { .. }
        )
    }
}

/// The dossier that an event opens.
fn begin(event: &Event) -> Option<Dossier> {
    match &event.kind {
        EventKind::WerkgeverToegevoegd {
            werkgevercode,
            naam,
            loonheffingennummers,
            werkgevergroepen,
        } => Some(Dossier::Werkgever(WerkgeverDossier {
            werkgever: Werkgever {
                id: event.about.werkgever?,
                werkgevercode: werkgevercode.clone(),
                naam: naam.clone(),
                loonheffingennummers: loonheffingennummers.clone(),
                werkgevergroepen: werkgevergroepen.clone(),
                kenmerken: Default::default(),
            },
            machtigingen: Default::default(),
            polissen: Default::default(),
            trajecten: Default::default(),
        })),
        EventKind::WerknemerToegevoegd { persoon } => Some(Dossier::Werknemer(WerknemerDossier {
            werknemer: Werknemer {
                id: event.about.werknemer?,
                werkgever: event.about.werkgever?,
                persoon: persoon.clone(),
                kenmerken: Default::default(),
            },
            dienstverbanden: Default::default(),
            trajecten: Default::default(),
        })),
        _ => None,
    }
}

/// Changes an existing dossier.
fn change(dossier: &mut Dossier, event: &Event) -> Result<(), &'static str> {
    let kind = &event.kind;
    match kind {
        EventKind::Ziekmelding { traject } | EventKind::TrajectGestart { traject } => {
            add_traject(dossier, traject)?;
        }
        EventKind::GedeeltelijkHersteld { .. }
        | EventKind::Bevestigd { .. }
        | EventKind::Correctie { .. }
        | EventKind::Hersteld { .. }
        | EventKind::Ingetrokken { .. }
        | EventKind::TrajectBeeindigd { .. } => change_course(on_traject(dossier, event)?, kind),
        EventKind::TaakToegevoegd { .. } | EventKind::TaakUitgevoerd { .. } => {
            change_taken(dossier, event)?;
        }
        EventKind::DocumentToegevoegd { .. }
        | EventKind::DocumentVerplaatst { .. }
        | EventKind::DocumentUitgenomen { .. }
        | EventKind::SpreekuurdocumentDefinitief { .. } => change_documenten(dossier, event)?,
        EventKind::MachtigingVerstuurd { .. }
        | EventKind::MachtigingOntvangen { .. }
        | EventKind::MachtigingInBehandeling { .. }
        | EventKind::MachtigingActiveringVerstuurd { .. }
        | EventKind::MachtigingActief { .. }
        | EventKind::MachtigingAfgekeurd { .. }
        | EventKind::MachtigingGeannuleerd { .. }
        | EventKind::MachtigingIngetrokken { .. } => change_machtiging(dossier, event)?,
        EventKind::AfspraakToegevoegd { .. }
        | EventKind::AfspraakGewijzigd { .. }
        | EventKind::AfspraakVerwijderd { .. }
        | EventKind::HerinneringGezet { .. }
        | EventKind::HerinneringVerlopen { .. }
        | EventKind::HerinneringVerwijderd { .. }
        | EventKind::DagloonVastgelegd { .. }
        | EventKind::RegelAfgegaan { .. } => trajecten::fold(on_traject(dossier, event)?, kind)?,
        EventKind::KenmerkToegevoegd { .. } | EventKind::KenmerkVerwijderd { .. } => {
            kenmerken::fold(dossier, event)?;
        }
        EventKind::PolisVastgelegd { .. } | EventKind::PolisVerwijderd { .. } => {
            polissen::fold(dossier, kind)?;
        }
        EventKind::BezorgingAanvaard { .. }
        | EventKind::BezorgingGeweigerd { .. }
        | EventKind::KoppelingStoring { .. }
        | EventKind::KoppelingHersteld { .. }
        | EventKind::TrajectDagwissel { .. }
        | EventKind::RegelOvergeslagen { .. } => {}
        EventKind::WerknemerToegevoegd { .. }
        | EventKind::WerknemerGewijzigd { .. }
        | EventKind::DienstverbandGestart { .. }
        | EventKind::DienstverbandGewijzigd { .. }
        | EventKind::DienstverbandBeeindigd { .. } => change_werknemer(dossier, kind)?,
        EventKind::WerkgeverToegevoegd { .. } | EventKind::WerkgeverGewijzigd { .. } => {
            change_werkgever(dossier, kind)?;
        }
    }
    Ok(())
}

/// What a report on a case, or its end, makes of it.
fn change_course(traject: &mut Traject, kind: &EventKind) {
    match kind {
        EventKind::GedeeltelijkHersteld { ingangsdatum, percentage, volgnummer, .. }
        | EventKind::Bevestigd { ingangsdatum, percentage, volgnummer } => {
            let stap = VerloopStap { ingangsdatum: *ingangsdatum, percentage: *percentage };
            insert_stap(&mut traject.verloop, stap);
            note_volgnummer(traject, *volgnummer);
        }
        EventKind::Correctie { .. } => put_right(traject, kind),
        EventKind::Hersteld { gemeld_per, volgnummer, .. } => {
            traject.hersteld_gemeld_per = *gemeld_per;
            note_volgnummer(traject, *volgnummer);
        }
        EventKind::Ingetrokken { volgnummer } => {
            withdraw(traject);
            note_volgnummer(traject, *volgnummer);
        }
        EventKind::TrajectBeeindigd { op } => {
            traject.status = TrajectStatus::Beeindigd { op: *op };
            traject.herinneringen.clear();
        }
        _ => {}
    }
}

fn add_traject(dossier: &mut Dossier, traject: &Traject) -> Result<(), &'static str> {
    match dossier.trajecten_mut().entry(traject.id) {
        Entry::Occupied(_) => Err("het traject is er al"),
        Entry::Vacant(place) => {
            place.insert(traject.clone());
            Ok(())
        }
    }
}

fn withdraw(traject: &mut Traject) {
    traject.status = TrajectStatus::Ingetrokken;
    traject.herinneringen.clear();
    let open = traject.taken.values_mut().filter(|taak| taak.status == TaakStatus::Open);
    open.for_each(|taak| taak.status = TaakStatus::Vervallen);
}

fn put_right(traject: &mut Traject, kind: &EventKind) {
    let EventKind::Correctie {
        begin,
        verloop,
        beeindigd_op,
        hersteld_gemeld_per,
        vangnet,
        oorzaak,
        dienstverband,
        volgnummer,
        ..
    } = kind
    else {
        return;
    };
    traject.begin = *begin;
    traject.verloop.clone_from(verloop);
    traject.status =
        beeindigd_op.map_or(TrajectStatus::Lopend, |op| TrajectStatus::Beeindigd { op });
    if beeindigd_op.is_some() {
        traject.herinneringen.clear();
    }
    traject.hersteld_gemeld_per = *hersteld_gemeld_per;
    // No report makes a known fact unknown; corrections from before events carried these leave
    // them out.
    traject.vangnet = vangnet.or(traject.vangnet);
    traject.oorzaak = oorzaak.clone().or_else(|| traject.oorzaak.take());
    traject.dienstverband = dienstverband.or(traject.dienstverband);
    note_volgnummer(traject, *volgnummer);
}

fn change_werknemer(dossier: &mut Dossier, kind: &EventKind) -> Result<(), &'static str> {
    let Dossier::Werknemer(dossier) = dossier else { return Err("geen werknemerdossier") };
    match kind {
        EventKind::WerknemerGewijzigd { persoon } => dossier.werknemer.persoon = persoon.clone(),
        EventKind::DienstverbandGestart { dienstverband }
        | EventKind::DienstverbandGewijzigd { dienstverband } => {
            dossier.dienstverbanden.insert(dienstverband.id, dienstverband.clone());
        }
        EventKind::DienstverbandBeeindigd { dienstverband, einde } => {
            find_dienstverband(dossier, *dienstverband)?.einde = Some(*einde);
        }
        _ => return Err("de werknemer is er al"),
    }
    Ok(())
}

fn change_werkgever(dossier: &mut Dossier, kind: &EventKind) -> Result<(), &'static str> {
    let Dossier::Werkgever(dossier) = dossier else { return Err("geen werkgeverdossier") };
    let EventKind::WerkgeverGewijzigd { naam, loonheffingennummers, werkgevergroepen } = kind
    else {
        return Err("de werkgever is er al");
    };
    dossier.werkgever.naam.clone_from(naam);
    dossier.werkgever.loonheffingennummers.clone_from(loonheffingennummers);
    dossier.werkgever.werkgevergroepen.clone_from(werkgevergroepen);
    Ok(())
}

fn change_taken(dossier: &mut Dossier, event: &Event) -> Result<(), &'static str> {
    match &event.kind {
        EventKind::TaakToegevoegd { taak } => {
            if dossier.taak(taak.id).is_some() {
                return Err("de taak is er al");
            }
            on_traject(dossier, event)?.taken.insert(taak.id, taak.clone());
        }
        EventKind::TaakUitgevoerd { taak, .. } => {
            let known = on_traject(dossier, event)?.taken.get_mut(taak);
            known.ok_or("onbekende taak")?.status = TaakStatus::Uitgevoerd;
        }
        _ => {}
    }
    Ok(())
}

fn change_documenten(dossier: &mut Dossier, event: &Event) -> Result<(), &'static str> {
    match &event.kind {
        EventKind::DocumentToegevoegd { document }
        | EventKind::DocumentVerplaatst { document, .. } => {
            if dossier.document(document.id).is_some() {
                return Err("het document is er al");
            }
            on_traject(dossier, event)?.documenten.insert(document.id, document.clone());
        }
        EventKind::DocumentUitgenomen { document, .. } => {
            let removed = on_traject(dossier, event)?.documenten.remove(document);
            removed.ok_or("onbekend document")?;
        }
        EventKind::SpreekuurdocumentDefinitief { document } => {
            let known = on_traject(dossier, event)?.documenten.get_mut(&document.id);
            known.ok_or("onbekend document")?.clone_from(document);
        }
        _ => {}
    }
    Ok(())
}

fn change_machtiging(dossier: &mut Dossier, event: &Event) -> Result<(), &'static str> {
    let Dossier::Werkgever(dossier) = dossier else { return Err("geen werkgeverdossier") };
    if let EventKind::MachtigingVerstuurd { machtiging } = &event.kind {
        let Entry::Vacant(place) = dossier.machtigingen.entry(machtiging.id) else {
            return Err("de machtiging is er al");
        };
        place.insert(machtiging.clone());
    }
    let Some((id, status, reden)) = event.kind.machtiging() else { return Ok(()) };
    let machtiging = dossier.machtigingen.get_mut(&id).ok_or("onbekende machtiging")?;
    machtiging.status = status;
    let (op, door) = (event.recorded_at, event.source.clone().into());
    let reden = reden.map(str::to_owned);
    machtiging.historie.push(MachtigingStap { status, op, door, reden });
    Ok(())
}

fn find_dienstverband(
    dossier: &mut WerknemerDossier,
    id: DienstverbandId,
) -> Result<&mut crate::Dienstverband, &'static str> {
    dossier.dienstverbanden.get_mut(&id).ok_or("onbekend dienstverband")
}

fn on_traject<'d>(
    dossier: &'d mut Dossier,
    event: &Event,
) -> Result<&'d mut Traject, &'static str> {
    let id: TrajectId = event.about.traject.ok_or("het event noemt geen traject")?;
    dossier.trajecten_mut().get_mut(&id).ok_or("onbekend traject")
}

/// Puts a step in its place by date; a step on the same day replaces the one that was there.
pub(crate) fn insert_stap(verloop: &mut Vec<VerloopStap>, stap: VerloopStap) {
    verloop.retain(|existing| existing.ingangsdatum != stap.ingangsdatum);
    let place = verloop.partition_point(|existing| existing.ingangsdatum < stap.ingangsdatum);
    verloop.insert(place, stap);
}

fn note_volgnummer(traject: &mut Traject, volgnummer: Option<u32>) {
    traject.volgnummer = traject.volgnummer.max(volgnummer);
}
