//! Stories: one command a line, played on one dossier; what became of each line comes out as text.
//!
//! ```text
//! melding 1 vanaf 2026-03-02 100%
//! correctie 2 van 2026-03-09 naar 2026-03-10 60% eerste 2026-03-01
//! einde 3 op 2026-03-16
//! intrekken 4
//! werknemer bsn=123456782 achternaam=Jansen
//! dienstverband extern_id=D1 begin=2020-01-01
//! werkgever code=FLSN001 naam=Bakker lhn=123456789L01 groepen=noord,zuid
//! taak 7 op V1
//! doe 7
//! toon
//! ```
//!
//! Lines about machtigingen and documents stand in `story/documents.rs`, those about what people and
//! the clock do in `story/by_hand.rs`.
//!
//! A report is about case `V1` with first day 2026-03-02 unless it says `kenmerk` or `eerste`;
//! `-` stands for no number. A word that is not known is a mistake in the story and panics.

pub(crate) mod by_hand;
pub(crate) mod documents;

use std::{collections::BTreeMap, fmt::Write as _};

use host_domain::{
    About, Afspraak, Command, Context, DienstverbandId, DienstverbandOpgave, DocumentId, Dossier,
    Event, EventId, EventKind, IdSource, Loonheffingennummer, Percentage, Source, Taak, TaakId,
    TaakSoort, Traject, TrajectId, TrajectStatus, VerloopStap, VerzuimMelding, WerkgeverId,
    WerknemerOpgave, apply, decide, mask_bsn,
};
use jiff::{Timestamp, civil::Date};
use serde_json::Value;

/// Identifiers 1, 2, 3, …
#[derive(Default)]
pub(crate) struct Counter(u128);

impl IdSource for Counter {
    fn next(&mut self) -> u128 {
        self.0 += 1;
        self.0
    }
}

/// The moment at which every test event is recorded.
pub(crate) fn now() -> Timestamp {
    "2026-03-20T08:30:00Z".parse().unwrap()
}

/// The werkgever within which stories play.
pub(crate) const WERKGEVER: WerkgeverId = WerkgeverId::from_bits(0xA);

/// An event as the engine would record it.
pub(crate) fn recorded(seq: u64, about: About, kind: EventKind) -> Event {
    Event {
        seq,
        id: EventId::from_bits(u128::from(seq)),
        version: kind.event_type().version(),
        kind,
        occurred_at: now(),
        recorded_at: now(),
        source: Source::Systeem,
        causation: None,
        depth: 0,
        correlation: seq,
        about,
    }
}

/// A dossier on which commands are played.
#[derive(Default)]
struct Story {
    dossier: Option<Dossier>,
    ids: Counter,
    seq: u64,
    out: String,
}

/// Plays reports of absence on the dossier of a new werknemer.
pub(crate) fn play_verzuim(text: &str) -> String {
    let mut story = Story::default();
    story.line("werknemer achternaam=Jansen");
    story.out.clear();
    story.play(text)
}

/// Plays a story that begins without a dossier.
pub(crate) fn play(text: &str) -> String {
    Story::default().play(text)
}

impl Story {
    fn play(mut self, text: &str) -> String {
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
            writeln!(self.out, "> {line}").unwrap();
            self.line(line);
        }
        for traject in self.dossier.iter().flat_map(|dossier| dossier.trajecten().values()) {
            self.out.push_str(&ending(traject));
        }
        short(&self.out)
    }

    fn line(&mut self, line: &str) {
        if line == "toon" {
            return self.show();
        }
        let command = self.read(line);
        let mut context = Context { now: now(), ids: &mut self.ids, werkgever: WERKGEVER };
        match decide(self.dossier.as_ref(), &command, &mut context) {
            Ok(decision) => {
                if decision.events.is_empty() {
                    self.out.push_str("  geen event\n");
                }
                for (about, kind) in decision.events {
                    self.record(about, kind);
                }
                for note in decision.notes {
                    let niveau = format!("{:?}", note.niveau).to_lowercase();
                    writeln!(self.out, "  {niveau}: {}", note.tekst).unwrap();
                }
            }
            Err(refusal) => writeln!(self.out, "  geweigerd: {refusal}").unwrap(),
        }
    }

    fn record(&mut self, about: About, kind: EventKind) {
        self.seq += 1;
        writeln!(self.out, "  {} {}", kind.event_type(), describe(&kind)).unwrap();
        let event = recorded(self.seq, about, kind);
        self.dossier = Some(apply(self.dossier.take(), &event).unwrap());
    }

    fn read(&self, line: &str) -> Command {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        match verb {
            "melding" | "correctie" | "einde" | "intrekken" => {
                Command::VerzuimMelden(melding(verb, rest))
            }
            "werknemer" => {
                Command::WerknemerVastleggen(WerknemerOpgave::read(values(rest)).unwrap())
            }
            "dienstverband" => {
                Command::DienstverbandVastleggen(DienstverbandOpgave::read(values(rest)).unwrap())
            }
            "werkgever" => werkgever(rest),
            "taak" => self.new_taak(rest),
            "doe" => Command::TaakUitvoeren { taak: taak_id(rest) },
            other => {
                let read = documents::read(other, rest).or_else(|| by_hand::read(other, rest));
                read.unwrap_or_else(|| panic!("unknown line `{line}`"))
            }
        }
    }

    fn new_taak(&self, rest: &str) -> Command {
        let (taak, on) = rest.split_once(" op ").unwrap();
        let (on, document) = on
            .split_once(" document ")
            .map_or((on, None), |(on, id)| (on, Some(DocumentId::from_bits(id.parse().unwrap()))));
        let known = self.dossier.as_ref().and_then(|dossier| {
            let named = |t: &&Traject| t.extern_kenmerk.as_deref() == Some(on) || t.soort == on;
            dossier.trajecten().values().find(named)
        });
        Command::TaakToevoegen {
            taak: taak_id(taak),
            traject: known.map_or(TrajectId::from_bits(0xFFFF), |traject| traject.id),
            soort: TaakSoort {
                code: document.map_or("BelWerknemer", |_| Taak::PLAATS_DOCUMENT).to_owned(),
                naam: "Bel de werknemer".to_owned(),
                scherm: None,
                rol: Some("casemanager".to_owned()),
            },
            regel: Some("bel-bij-ziekmelding".to_owned()),
            document,
        }
    }

    fn show(&mut self) {
        let mut json = serde_json::to_value(self.dossier.as_ref().unwrap()).unwrap();
        mask_bsn(&mut json);
        let parts = json.as_object_mut().unwrap();
        parts.remove("trajecten");
        for (name, part) in parts.iter() {
            writeln!(self.out, "  {name}: {part}").unwrap();
        }
    }
}

fn taak_id(number: &str) -> TaakId {
    TaakId::from_bits(number.trim().parse().unwrap())
}

/// `name=value` pairs; `_` in a value stands for a space.
fn values(text: &str) -> BTreeMap<String, Value> {
    let pairs = text.split_whitespace().map(|pair| pair.split_once('=').unwrap());
    pairs.map(|(name, value)| (name.to_owned(), value.replace('_', " ").into())).collect()
}

fn werkgever(text: &str) -> Command {
    let mut werkgevercode = String::new();
    let mut naam = String::new();
    let mut loonheffingennummers = Default::default();
    let mut werkgevergroepen = Default::default();
    for (name, value) in text.split_whitespace().map(|pair| pair.split_once('=').unwrap()) {
        match name {
            "code" => werkgevercode = value.to_owned(),
            "naam" => naam = value.to_owned(),
            "lhn" => {
                let numbers = value.split(',').map(Loonheffingennummer::parse);
                loonheffingennummers = numbers.map(Result::unwrap).collect();
            }
            "groepen" => werkgevergroepen = value.split(',').map(str::to_owned).collect(),
            other => panic!("unknown part `{other}`"),
        }
    }
    Command::WerkgeverVastleggen { werkgevercode, naam, loonheffingennummers, werkgevergroepen }
}

fn melding(verb: &str, rest: &str) -> VerzuimMelding {
    let eerste_dag = date("2026-03-02");
    let mut ingangsdatum = None;
    let mut melding = VerzuimMelding {
        extern_kenmerk: "V1".to_owned(),
        volgnummer: None,
        eerste_dag,
        ingangsdatum: eerste_dag,
        ingangsdatum_oud: None,
        percentage: Percentage::NONE,
        einde: verb == "einde",
        hersteld_op: None,
        correctie: verb == "correctie",
        intrekken: verb == "intrekken",
        vangnet: None,
        oorzaak: None,
        dienstverband: None,
    };
    let mut words = rest.split_whitespace();
    melding.volgnummer = words.next().filter(|nr| *nr != "-").map(|nr| nr.parse().unwrap());
    while let Some(word) = words.next() {
        if let Some(share) = word.strip_suffix('%') {
            melding.percentage = Percentage::parse(share).unwrap();
            continue;
        }
        if word == "einde" {
            melding.einde = true;
            continue;
        }
        let value = words.next().unwrap();
        match word {
            "vanaf" | "naar" | "op" => ingangsdatum = Some(date(value)),
            "van" => melding.ingangsdatum_oud = Some(date(value)),
            "hersteld" => melding.hersteld_op = Some(date(value)),
            "eerste" => melding.eerste_dag = date(value),
            "kenmerk" => melding.extern_kenmerk = value.to_owned(),
            "vangnet" => melding.vangnet = Some(value == "J"),
            "oorzaak" => melding.oorzaak = Some(value.to_owned()),
            "dienstverband" => melding.dienstverband = Some(value.to_owned()),
            other => panic!("unknown word `{other}`"),
        }
    }
    melding.ingangsdatum = ingangsdatum.unwrap_or(melding.eerste_dag);
    melding
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

fn describe(kind: &EventKind) -> String {
    match kind {
        EventKind::Ziekmelding { traject } => {
            let mut line = course(traject.begin, &traject.verloop);
            line += &facts(traject.vangnet, traject.oorzaak.as_deref(), traject.dienstverband);
            line
        }
        EventKind::GedeeltelijkHersteld { ingangsdatum, percentage, vorig_percentage, .. } => {
            format!("per {ingangsdatum} van {vorig_percentage} naar {percentage}")
        }
        EventKind::Bevestigd { ingangsdatum, percentage, .. } => {
            format!("per {ingangsdatum} nog {percentage}")
        }
        EventKind::Correctie {
            begin,
            verloop,
            beeindigd_op,
            hersteld_gemeld_per,
            vangnet,
            oorzaak,
            dienstverband,
            vorige_begin,
            vorig_verloop,
            vorige_beeindigd_op,
            ..
        } => {
            let end = recovered(*beeindigd_op) + &reported(*hersteld_gemeld_per);
            let facts = facts(*vangnet, oorzaak.as_deref(), *dienstverband);
            let before = course(*vorige_begin, vorig_verloop) + &recovered(*vorige_beeindigd_op);
            format!("{}{end}{facts} (was {before})", course(*begin, verloop))
        }
        EventKind::Hersteld { op, gemeld_per, vorig_percentage, .. } => {
            format!("{op}{}, was {vorig_percentage}", reported(*gemeld_per))
        }
        other => {
            let mut json = serde_json::to_value(other).unwrap();
            mask_bsn(&mut json);
            json["data"].to_string()
        }
    }
}

fn recovered(op: Option<Date>) -> String {
    op.map(|op| format!(", hersteld {op}")).unwrap_or_default()
}

fn reported(per: Option<Date>) -> String {
    per.map(|per| format!(" gemeld per {per}")).unwrap_or_default()
}

fn facts(
    vangnet: Option<bool>,
    oorzaak: Option<&str>,
    dienstverband: Option<DienstverbandId>,
) -> String {
    let vangnet = vangnet.map(|yes| format!(", vangnet {}", if yes { "J" } else { "N" }));
    let oorzaak = oorzaak.map(|code| format!(", oorzaak {code}"));
    let dienstverband = dienstverband.map(|id| format!(", dienstverband {id}"));
    [vangnet, oorzaak, dienstverband].into_iter().flatten().collect()
}

fn course(begin: Date, verloop: &[VerloopStap]) -> String {
    let stappen: Vec<String> =
        verloop.iter().map(|stap| format!("{} {}", stap.ingangsdatum, stap.percentage)).collect();
    format!("eerste dag {begin}: {}", stappen.join(" | "))
}

fn ending(traject: &Traject) -> String {
    let kenmerk = traject.extern_kenmerk.as_deref().unwrap_or("-");
    let status = match traject.status {
        TrajectStatus::Lopend => "lopend".to_owned(),
        TrajectStatus::Beeindigd { op } => format!("beëindigd {op}"),
        TrajectStatus::Ingetrokken => "ingetrokken".to_owned(),
    };
    if traject.soort != Traject::VERZUIM {
        let (soort, begin) = (&traject.soort, traject.begin);
        return format!("= {soort} {kenmerk} {status}, begin {begin}\n") + &contents(traject);
    }
    let nr = traject.volgnummer.map_or("-".to_owned(), |nr| nr.to_string());
    let text = format!(
        "= {kenmerk} {status}{}, melding {nr}, {}{}\n",
        reported(traject.hersteld_gemeld_per),
        course(traject.begin, &traject.verloop),
        facts(traject.vangnet, traject.oorzaak.as_deref(), traject.dienstverband)
    );
    text + &contents(traject)
}

fn contents(traject: &Traject) -> String {
    let mut text = String::new();
    for taak in traject.taken.values() {
        writeln!(text, "  {} {:?}", taak.id, taak.status).unwrap();
    }
    for document in traject.documenten.values() {
        let spreekuur = document.spreekuur.map(|how| format!(" {how:?}")).unwrap_or_default();
        writeln!(text, "  {}{spreekuur}", document.id).unwrap();
    }
    for Afspraak { id, begin, concept, .. } in traject.afspraken.values() {
        writeln!(text, "  {id} {begin}{}", if *concept { " concept" } else { "" }).unwrap();
    }
    for dagloon in &traject.daglonen {
        writeln!(text, "  dagloon {} {}", dagloon.ingangsdatum, dagloon.bedrag).unwrap();
    }
    for (naam, herinnering) in &traject.herinneringen {
        writeln!(text, "  herinnering {naam} {}", herinnering.op).unwrap();
    }
    for (what, names) in [("kenmerk", &traject.kenmerken), ("afgegaan", &traject.afgegaan)] {
        names.iter().for_each(|name| writeln!(text, "  {what} {name}").unwrap());
    }
    text
}

/// Identifiers without most of their zeros.
fn short(text: &str) -> String {
    text.replace("-0000000000000000000000000000", "-")
}
