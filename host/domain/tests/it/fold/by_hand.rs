//! Pseudo-random commands of people, of rules and of the clock.

use host_domain::{
    Afspraak, AfspraakId, Bedrag, Command, Document, DocumentId, Dossier, KenmerkOp, PolisId,
    Spreekuur, TrajectId,
};
use jiff::civil::Time;

use super::commands::Random;
use crate::story::{by_hand::polis, documents::document};

/// Something about a traject, mostly one that is there.
pub(super) fn on_traject(random: &mut Random, dossier: Option<&Dossier>) -> Command {
    let known: Vec<TrajectId> =
        dossier.into_iter().flat_map(|d| d.trajecten().keys().copied()).collect();
    let id = TrajectId::from_bits(0xF0 + u128::from(random.below(3)));
    let traject = if known.is_empty() || random.one_in(6) { id } else { random.pick(&known) };
    let naam = random.pick(&["a", "b"]).to_owned();
    match random.below(10) {
        0 => Command::TrajectStarten {
            traject: id,
            soort: random.pick(&["Reintegratie", "Preventie", "Verzuim"]).to_owned(),
            begin: random.day(),
        },
        1 => Command::TrajectSluiten { traject, op: random.day() },
        2 | 3 => {
            let regel = random.text(&["evalueer"]);
            Command::HerinneringZetten { traject, naam, op: random.later_day(), regel }
        }
        4 => {
            let named = dossier.and_then(|dossier| dossier.trajecten().get(&traject));
            let set = named.and_then(|traject| traject.herinneringen.get(&naam));
            let op = set.map_or_else(|| random.later_day(), |set| set.op);
            Command::HerinneringLatenVerlopen { traject, naam, op }
        }
        5 => Command::HerinneringVerwijderen { traject, naam },
        6 => Command::RegelAfgegaan { traject, regel: naam },
        7 => {
            let niet_voor = random.text(&["veel"]).into_iter().collect();
            Command::DagwisselVastleggen { traject, dag: random.day(), niet_voor }
        }
        8 => {
            let bedrag = Bedrag::parse(random.pick(&["0.01", "194.73"])).unwrap();
            Command::DagloonVastleggen { traject, ingangsdatum: random.day(), bedrag }
        }
        _ => afspraak(random, traject),
    }
}

fn afspraak(random: &mut Random, traject: TrajectId) -> Command {
    let id = AfspraakId::from_bits(u128::from(random.below(4)));
    let begin = random.day().to_datetime(Time::midnight());
    let einde = random.one_in(3).then(|| random.day().to_datetime(Time::midnight()));
    let (soort, locatietype) = (random.text(&["Spreekuur"]), random.text(&["Kantoor"]));
    let afspraak = Afspraak { id, begin, einde, soort, locatietype, concept: random.one_in(2) };
    match random.below(5) {
        0 => Command::AfspraakVerwijderen { afspraak: id },
        1 => Command::AfspraakWijzigen { afspraak },
        _ => Command::AfspraakToevoegen { traject, afspraak },
    }
}

/// Something about a dossier, or about a document in it.
pub(super) fn in_dossier(random: &mut Random, dossier: Option<&Dossier>) -> Command {
    let known: Vec<TrajectId> =
        dossier.into_iter().flat_map(|d| d.trajecten().keys().copied()).collect();
    let traject = random.maybe(&known_or_none(&known)).flatten();
    let kenmerk = random.pick(&["A", "B"]).to_owned();
    let op = random.pick(&KenmerkOp::ALL);
    match (random.below(6), traject) {
        (0 | 1, _) => {
            let traject = traject.filter(|_| op == KenmerkOp::Traject);
            Command::KenmerkToevoegen { op, traject, kenmerk }
        }
        (2, _) => {
            let traject = traject.filter(|_| op == KenmerkOp::Traject);
            Command::KenmerkVerwijderen { op, traject, kenmerk }
        }
        (3, Some(traject)) => {
            let spreekuur = random.one_in(2).then_some(Spreekuur::Concept);
            let number = (10 + random.below(4)).to_string();
            let document = Document { spreekuur, ..document(&number, &number, &[]) };
            Command::DocumentUploaden { document, traject }
        }
        _ => {
            let document = DocumentId::from_bits(10 + u128::from(random.below(4)));
            Command::SpreekuurdocumentDefinitief { document }
        }
    }
}

fn known_or_none(known: &[TrajectId]) -> Vec<Option<TrajectId>> {
    if known.is_empty() { vec![None] } else { known.iter().copied().map(Some).collect() }
}

/// Something about a polis.
pub(super) fn of_polis(random: &mut Random) -> Command {
    let id = random.below(3);
    if random.one_in(5) {
        return Command::PolisVerwijderen { polis: PolisId::from_bits(u128::from(id)) };
    }
    let number = random.pick(&["P1", "P2", "P3"]);
    let looptijd = random.pick(&["2026-01-01..", "2026-01-01..2026-06-30", "2026-07-01.."]);
    let parts: &[&str] = match random.below(4) {
        0 => &["dekking", "2026-02-01.."],
        1 => &["loonsom", "2026-02-01..:1000", "maximum", "50000"],
        2 => &["in", "1", "2026-08-01.."],
        _ => &[],
    };
    let polis = polis(&id.to_string(), number, "Stoploss", looptijd, parts);
    Command::PolisVastleggen { polis }
}
