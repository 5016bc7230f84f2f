//! Deciding: a command held against a dossier gives events, or a refusal with reasons. Pure.

use jiff::Timestamp;

use crate::{
    About, Command, Dienstverband, DienstverbandId, DienstverbandOpgave, Dossier, EventKind,
    IdSource, Koppelsleutel, Melding, Niveau, Persoon, Taak, TaakId, TaakStatus, Traject,
    TrajectId, TrajectStatus, WerkgeverId, WerknemerDossier, WerknemerId, WerknemerOpgave,
    documenten, kenmerken, machtigen, polissen, trajecten, verzuim,
};

/// What a decision needs besides the dossier and the command.
pub struct Context<'a> {
    /// The moment at which the events will be recorded.
    pub now: Timestamp,
    /// Where new identifiers come from.
    pub ids: &'a mut dyn IdSource,
    /// The werkgever within which the command was given; for a new werknemer.
    pub werkgever: WerkgeverId,
}

/// What follows from a command.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Decision {
    /// What happened; empty when everything was so already.
    pub events: Vec<(About, EventKind)>,
    /// Remarks for the logverslag.
    pub notes: Vec<Note>,
}

/// A remark for the logverslag.
pub type Note = Melding;

/// The command cannot be carried out; nothing happened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}", .reasons.join("; "))]
pub struct Refusal {
    /// Plain Dutch, without personal data.
    pub reasons: Vec<String>,
}

impl Refusal {
    /// For one reason.
    pub fn because(reason: impl Into<String>) -> Refusal {
        Refusal { reasons: vec![reason.into()] }
    }
}

impl Decision {
    /// One event.
    pub(crate) fn event(about: About, kind: EventKind) -> Decision {
        Decision { events: vec![(about, kind)], notes: Vec::new() }
    }

    /// Adds a remark.
    pub(crate) fn note(mut self, niveau: Niveau, tekst: impl Into<String>) -> Decision {
        self.notes.push(Melding { niveau, veld: String::new(), tekst: tekst.into() });
        self
    }
}

/// Holds `command` against `dossier`, which is none when it does not exist yet.
pub fn decide(
    dossier: Option<&Dossier>,
    command: &Command,
    context: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    match command {
        Command::WerkgeverVastleggen { .. } => werkgever_vastleggen(dossier, command, context),
        Command::WerknemerVastleggen(opgave) => werknemer_vastleggen(dossier, opgave, context),
        Command::DienstverbandVastleggen(opgave) => {
            dienstverband_vastleggen(werknemer_of(dossier)?, opgave, context)
        }
        Command::VerzuimMelden(melding) => {
            verzuim::decide_melding(werknemer_of(dossier)?, melding, context)
        }
        Command::TaakToevoegen { .. } => taak_toevoegen(dossier, command, context.now),
        Command::TaakUitvoeren { taak } => taak_uitvoeren(dossier, *taak),
        Command::MachtigingAanvragen { machtiging, loonheffingennummer, dienst, corrigeert } => {
            let corrigeert = corrigeert.as_ref();
            machtigen::aanvragen(dossier, *machtiging, loonheffingennummer, *dienst, corrigeert)
        }
        Command::MachtigingZetten { machtiging, naar, reden } => {
            machtigen::zetten(dossier, *machtiging, *naar, reden.as_deref())
        }
        Command::DocumentToevoegen { .. }
        | Command::DocumentUitnemen { .. }
        | Command::DocumentOntvangen { .. }
        | Command::DocumentUploaden { .. }
        | Command::SpreekuurdocumentDefinitief { .. }
        | Command::MachtigingTrajectenBeeindigen { .. } => {
            documenten::decide(dossier, command, context)
        }
        Command::KenmerkToevoegen { op, traject, kenmerk } => {
            kenmerken::toevoegen(dossier, *op, *traject, kenmerk)
        }
        Command::KenmerkVerwijderen { op, traject, kenmerk } => {
            kenmerken::verwijderen(dossier, *op, *traject, kenmerk)
        }
        Command::TrajectStarten { .. }
        | Command::TrajectSluiten { .. }
        | Command::AfspraakToevoegen { .. }
        | Command::AfspraakWijzigen { .. }
        | Command::AfspraakVerwijderen { .. }
        | Command::HerinneringZetten { .. }
        | Command::HerinneringVerwijderen { .. }
        | Command::HerinneringLatenVerlopen { .. }
        | Command::RegelAfgegaan { .. }
        | Command::DagwisselVastleggen { .. }
        | Command::DagloonVastleggen { .. } => trajecten::decide(dossier, command, context),
        Command::PolisVastleggen { polis } => polissen::vastleggen(dossier, polis),
        Command::PolisVerwijderen { polis } => polissen::verwijderen(dossier, *polis),
    }
}

/// The dossier, which must be there.
pub(crate) fn known_dossier(dossier: Option<&Dossier>) -> Result<&Dossier, Refusal> {
    dossier.ok_or_else(|| Refusal::because("het dossier is niet bekend"))
}

/// A traject of the dossier.
pub(crate) fn known_traject(dossier: &Dossier, id: TrajectId) -> Result<&Traject, Refusal> {
    let known = dossier.trajecten().get(&id);
    known.ok_or_else(|| Refusal::because("het traject is niet bekend"))
}

/// A traject that was not withdrawn.
pub(crate) fn active_traject(dossier: &Dossier, id: TrajectId) -> Result<&Traject, Refusal> {
    let traject = known_traject(dossier, id)?;
    if traject.status == TrajectStatus::Ingetrokken {
        return Err(Refusal::because("het traject is ingetrokken"));
    }
    Ok(traject)
}

/// A traject that runs.
pub(crate) fn running_traject(dossier: &Dossier, id: TrajectId) -> Result<&Traject, Refusal> {
    let traject = active_traject(dossier, id)?;
    match traject.beeindigd_op() {
        Some(op) => Err(Refusal::because(format!("het traject is beëindigd op {op}"))),
        None => Ok(traject),
    }
}

fn werknemer_of(dossier: Option<&Dossier>) -> Result<&WerknemerDossier, Refusal> {
    dossier
        .and_then(Dossier::as_werknemer)
        .ok_or_else(|| Refusal::because("de werknemer is niet bekend"))
}

fn werkgever_vastleggen(
    dossier: Option<&Dossier>,
    command: &Command,
    context: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    let Command::WerkgeverVastleggen {
        werkgevercode,
        naam,
        loonheffingennummers,
        werkgevergroepen,
    } = command
    else {
        return Ok(Decision::default());
    };
    let (naam, loonheffingennummers) = (naam.clone(), loonheffingennummers.clone());
    let werkgevergroepen = werkgevergroepen.clone();
    if werkgevercode.trim().is_empty() || naam.trim().is_empty() {
        return Err(Refusal::because("een werkgever heeft een werkgevercode en een naam"));
    }
    let Some(known) = dossier.and_then(Dossier::as_werkgever) else {
        let about = About { werkgever: Some(context.werkgever), werknemer: None, traject: None };
        let werkgevercode = werkgevercode.clone();
        let kind = EventKind::WerkgeverToegevoegd {
            werkgevercode,
            naam,
            loonheffingennummers,
            werkgevergroepen,
        };
        return Ok(Decision::event(about, kind));
    };
    let now = &known.werkgever;
    let same = now.naam == naam
        && now.loonheffingennummers == loonheffingennummers
        && now.werkgevergroepen == werkgevergroepen;
    if same {
        return Ok(Decision::default());
    }
    let about = About { werkgever: Some(now.id), werknemer: None, traject: None };
    let kind = EventKind::WerkgeverGewijzigd { naam, loonheffingennummers, werkgevergroepen };
    Ok(Decision::event(about, kind))
}

fn werknemer_vastleggen(
    dossier: Option<&Dossier>,
    opgave: &WerknemerOpgave,
    context: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    let Some(dossier) = dossier else {
        let werknemer = Some(WerknemerId::new(context.ids));
        let about = About { werkgever: Some(context.werkgever), werknemer, traject: None };
        let persoon = opgave.persoon.clone();
        return Ok(Decision::event(about, EventKind::WerknemerToegevoegd { persoon }));
    };
    let known = &werknemer_of(Some(dossier))?.werknemer;
    if let (Some(ours), Some(theirs)) = (&known.persoon.bsn, &opgave.persoon.bsn)
        && ours != theirs
    {
        return Err(Refusal::because(format!(
            "de koppelsleutel wijst naar een werknemer met een ander BSN dan {}",
            theirs.masked()
        )));
    }
    let persoon = merge(&known.persoon, &opgave.persoon);
    if persoon == known.persoon {
        return Ok(Decision::default());
    }
    let about =
        About { werkgever: Some(known.werkgever), werknemer: Some(known.id), traject: None };
    Ok(Decision::event(about, EventKind::WerknemerGewijzigd { persoon }))
}

/// What the source gives replaces what was known; what it leaves out stays.
fn merge(known: &Persoon, given: &Persoon) -> Persoon {
    let or = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
    Persoon {
        bsn: given.bsn.clone().or_else(|| known.bsn.clone()),
        extern_id: or(&given.extern_id, &known.extern_id),
        personeelsnummer: or(&given.personeelsnummer, &known.personeelsnummer),
        achternaam: given.achternaam.clone(),
        tussenvoegsels: or(&given.tussenvoegsels, &known.tussenvoegsels),
        voorletters: or(&given.voorletters, &known.voorletters),
        roepnaam: or(&given.roepnaam, &known.roepnaam),
        geslacht: or(&given.geslacht, &known.geslacht),
        geboortedatum: given.geboortedatum.or(known.geboortedatum),
    }
}

fn dienstverband_vastleggen(
    dossier: &WerknemerDossier,
    opgave: &DienstverbandOpgave,
    context: &mut Context<'_>,
) -> Result<Decision, Refusal> {
    let werknemer = &dossier.werknemer;
    let about = About {
        werkgever: Some(werknemer.werkgever),
        werknemer: Some(werknemer.id),
        traject: None,
    };
    let known = find_dienstverband(dossier, opgave);
    let id = known.map_or_else(|| DienstverbandId::new(context.ids), |known| known.id);
    let dienstverband = bring_up_to_date(id, known, opgave);
    if dienstverband.einde.is_some_and(|einde| einde < dienstverband.begin) {
        return Err(Refusal::because(
            "het begin van het dienstverband ligt na het einde dat al bekend was",
        ));
    }
    let Some(known) = known else {
        return Ok(Decision::event(about, EventKind::DienstverbandGestart { dienstverband }));
    };
    let only_ended = Dienstverband { einde: dienstverband.einde, ..known.clone() } == dienstverband;
    Ok(match dienstverband.einde {
        _ if *known == dienstverband => Decision::default(),
        Some(einde) if only_ended => {
            Decision::event(about, EventKind::DienstverbandBeeindigd { dienstverband: id, einde })
        }
        _ => Decision::event(about, EventKind::DienstverbandGewijzigd { dienstverband }),
    })
}

/// The employment as it is after a report: what the source was not asked for stays as it was.
fn bring_up_to_date(
    id: DienstverbandId,
    known: Option<&Dienstverband>,
    opgave: &DienstverbandOpgave,
) -> Dienstverband {
    let known_text = |of: fn(&Dienstverband) -> &Option<String>| known.and_then(|d| of(d).clone());
    let number = known.and_then(|d| d.loonheffingennummer.clone());
    Dienstverband {
        id,
        // Absence reports name the employment by this key: a report without it does not remove it.
        extern_id: opgave.extern_id.clone().or_else(|| known_text(|d| &d.extern_id)),
        begin: opgave.begin,
        einde: opgave.einde.or_known(known.and_then(|d| d.einde)),
        functie: opgave.functie.clone().or_known(known_text(|d| &d.functie)),
        afdeling: opgave.afdeling.clone().or_known(known_text(|d| &d.afdeling)),
        loonheffingennummer: opgave.loonheffingennummer.clone().or_known(number),
    }
}

/// The employment that a report is about: by the source's key, else by first day as long as one
/// side has no key.
fn find_dienstverband<'d>(
    dossier: &'d WerknemerDossier,
    opgave: &DienstverbandOpgave,
) -> Option<&'d Dienstverband> {
    let all = || dossier.dienstverbanden.values();
    let key = opgave.extern_id.as_ref();
    let by_key = all().find(|known| key.is_some() && known.extern_id.as_ref() == key);
    by_key.or_else(|| {
        all().find(|known| {
            known.begin == opgave.begin && (key.is_none() || known.extern_id.is_none())
        })
    })
}

fn taak_toevoegen(
    dossier: Option<&Dossier>,
    command: &Command,
    now: Timestamp,
) -> Result<Decision, Refusal> {
    let Command::TaakToevoegen { taak, traject, soort, regel, document } = command else {
        return Ok(Decision::default());
    };
    let dossier = known_dossier(dossier)?;
    let on = known_traject(dossier, *traject)?;
    if dossier.taak(*taak).is_some() {
        return Ok(Decision::default());
    }
    if on.status == TrajectStatus::Ingetrokken {
        return Err(Refusal::because("het traject is ingetrokken"));
    }
    let taak = Taak {
        id: *taak,
        code: soort.code.clone(),
        naam: soort.naam.clone(),
        rol: soort.rol.clone(),
        regel: regel.clone(),
        document: *document,
        toegevoegd_op: now,
        status: TaakStatus::Open,
    };
    Ok(Decision::event(about(dossier, Some(*traject)), EventKind::TaakToegevoegd { taak }))
}

fn taak_uitvoeren(dossier: Option<&Dossier>, id: TaakId) -> Result<Decision, Refusal> {
    let dossier = known_dossier(dossier)?;
    let (traject, taak) =
        dossier.taak(id).ok_or_else(|| Refusal::because("de taak is niet bekend"))?;
    match taak.status {
        TaakStatus::Open => {
            let kind = EventKind::TaakUitgevoerd { taak: id, code: taak.code.clone() };
            Ok(Decision::event(about(dossier, Some(traject.id)), kind))
        }
        TaakStatus::Uitgevoerd => {
            Ok(Decision::default().note(Niveau::Melding, "de taak was al uitgevoerd"))
        }
        TaakStatus::Vervallen => Err(Refusal::because("de taak is vervallen")),
    }
}

/// Whom an event in this dossier is about.
pub(crate) fn about(dossier: &Dossier, traject: Option<TrajectId>) -> About {
    let werknemer = dossier.id().werknemer();
    About { werkgever: Some(dossier.werkgever()), werknemer, traject }
}

/// By which keys `persoon` can be found, for the index.
pub fn koppelsleutels(persoon: &Persoon) -> impl Iterator<Item = (Koppelsleutel, &str)> {
    Koppelsleutel::ALL.into_iter().filter_map(|sleutel| Some((sleutel, sleutel.of(persoon)?)))
}
