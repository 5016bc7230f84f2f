//! The lines of a story about what people and the clock do to a dossier.
//!
//! ```text
//! start 7 Reintegratie 2026-03-02
//! sluit 7 2026-04-01
//! afspraak 5 op 7 2026-03-09T10:00 tot 2026-03-09T10:30 locatietype Kantoor concept
//! wijzig 5 2026-03-09T11:00
//! schrap 5
//! kenmerk traject 7 X
//! kenmerk weg werknemer X
//! herinner 7 evaluatie 2026-04-13 regel evalueer
//! verloop 7 evaluatie 2026-04-13
//! vergeet 7 evaluatie
//! afgegaan 7 evalueer
//! dag 7 2026-04-14 niet_voor veel
//! dagloon 7 2026-03-01 194.73
//! polis 9 P1 Stoploss 2026-01-01..2026-12-31 dekking 2026-01-01.. loonsom 2026-01-01..:1000 maximum 50 in 1 2026-02-01..
//! polis weg 9
//! geef 3 K1 in 7 concept
//! definitief 3
//! ```

use std::collections::BTreeSet;

use host_domain::{
    Afspraak, AfspraakId, Bedrag, Command, Dekking, Document, DocumentId, Ingesloten, Insluiting,
    KenmerkOp, Loonsom, Polis, PolisId, Spreekuur, TrajectId, WerknemerId,
};
use jiff::civil::Date;

use super::{
    date,
    documents::{after, document, number},
};

/// Reads a line with this verb; none when it is no verb of these.
pub(super) fn read(verb: &str, rest: &str) -> Option<Command> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    on_traject(verb, &words).or_else(|| in_dossier(verb, &words))
}

fn on_traject(verb: &str, words: &[&str]) -> Option<Command> {
    Some(match (verb, words) {
        ("start", [id, soort, begin]) => {
            Command::TrajectStarten { traject: traject(id), soort: text(soort), begin: date(begin) }
        }
        ("sluit", [id, op]) => Command::TrajectSluiten { traject: traject(id), op: date(op) },
        ("herinner", [id, naam, op, more @ ..]) => Command::HerinneringZetten {
            traject: traject(id),
            naam: text(naam),
            op: date(op),
            regel: after(more, "regel").map(str::to_owned),
        },
        ("verloop", [id, naam, op]) => Command::HerinneringLatenVerlopen {
            traject: traject(id),
            naam: text(naam),
            op: date(op),
        },
        ("vergeet", [id, naam]) => {
            Command::HerinneringVerwijderen { traject: traject(id), naam: text(naam) }
        }
        ("afgegaan", [id, regel]) => {
            Command::RegelAfgegaan { traject: traject(id), regel: text(regel) }
        }
        ("dag", [id, dag, more @ ..]) => {
            let names = after(more, "niet_voor").unwrap_or_default().split(',');
            let niet_voor: BTreeSet<String> =
                names.filter(|name| !name.is_empty()).map(str::to_owned).collect();
            Command::DagwisselVastleggen { traject: traject(id), dag: date(dag), niet_voor }
        }
        ("dagloon", [id, ingangsdatum, bedrag]) => Command::DagloonVastleggen {
            traject: traject(id),
            ingangsdatum: date(ingangsdatum),
            bedrag: Bedrag::parse(bedrag).unwrap(),
        },
        ("afspraak", [id, "op", on, begin, more @ ..]) => {
            Command::AfspraakToevoegen { traject: traject(on), afspraak: afspraak(id, begin, more) }
        }
        _ => return None,
    })
}

fn in_dossier(verb: &str, words: &[&str]) -> Option<Command> {
    Some(match (verb, words) {
        ("wijzig", [id, begin, more @ ..]) => {
            Command::AfspraakWijzigen { afspraak: afspraak(id, begin, more) }
        }
        ("schrap", [id]) => {
            Command::AfspraakVerwijderen { afspraak: AfspraakId::from_bits(number(id)) }
        }
        ("kenmerk", ["weg", op, on @ .., kenmerk]) => Command::KenmerkVerwijderen {
            op: KenmerkOp::parse(op).unwrap(),
            traject: on.first().map(|id| traject(id)),
            kenmerk: text(kenmerk),
        },
        ("kenmerk", [op, on @ .., kenmerk]) => Command::KenmerkToevoegen {
            op: KenmerkOp::parse(op).unwrap(),
            traject: on.first().map(|id| traject(id)),
            kenmerk: text(kenmerk),
        },
        ("polis", ["weg", id]) => {
            Command::PolisVerwijderen { polis: PolisId::from_bits(number(id)) }
        }
        ("polis", [id, nummer, soort, looptijd, more @ ..]) => {
            Command::PolisVastleggen { polis: polis(id, nummer, soort, looptijd, more) }
        }
        ("geef", [id, kenmerk, "in", on, more @ ..]) => {
            let spreekuur = more.contains(&"concept").then_some(Spreekuur::Concept);
            let document = Document { spreekuur, ..document(id, kenmerk, &[]) };
            Command::DocumentUploaden { document, traject: traject(on) }
        }
        ("definitief", [id]) => {
            Command::SpreekuurdocumentDefinitief { document: DocumentId::from_bits(number(id)) }
        }
        _ => return None,
    })
}

fn traject(id: &str) -> TrajectId {
    TrajectId::from_bits(number(id))
}

/// `_` stands for a space, and alone for nothing.
fn text(word: &str) -> String {
    if word == "_" { String::new() } else { word.replace('_', " ") }
}

fn afspraak(id: &str, begin: &str, more: &[&str]) -> Afspraak {
    Afspraak {
        id: AfspraakId::from_bits(number(id)),
        begin: begin.parse().unwrap(),
        einde: after(more, "tot").map(|einde| einde.parse().unwrap()),
        soort: after(more, "soort").map(text),
        locatietype: after(more, "locatietype").map(text),
        concept: more.contains(&"concept"),
    }
}

/// `begin..einde`, or `begin..` when it goes on.
fn period(text: &str) -> (Date, Option<Date>) {
    let (begin, einde) = text.split_once("..").unwrap();
    (date(begin), (!einde.is_empty()).then(|| date(einde)))
}

/// A polis, from the words of a line. Those of whom it insures come last: `in 1 2026-01-01..`.
pub(crate) fn polis(id: &str, nummer: &str, soort: &str, looptijd: &str, more: &[&str]) -> Polis {
    let pairs = || more.chunks(2).take_while(|pair| pair[0] != "in");
    let of = |name: &'static str| pairs().filter(move |pair| pair[0] == name).map(|pair| pair[1]);
    let insured = more.iter().position(|word| *word == "in").map(|at| &more[at..]);
    let insured = insured.map(|words| {
        let insluiting = |words: &[&str]| {
            let (begin, einde) = period(words[2]);
            let werknemer = WerknemerId::from_bits(number(words[1]));
            Insluiting { werknemer, begin, einde }
        };
        words.chunks(3).map(insluiting).collect()
    });
    let (begin, einde) = period(looptijd);
    Polis {
        id: PolisId::from_bits(number(id)),
        polisnummer: text(nummer),
        verzekeringstype: text(soort),
        begin,
        einde,
        dekkingen: of("dekking")
            .map(|looptijd| {
                let (looptijd, omschrijving) = looptijd.split_once(':').unwrap_or((looptijd, "x"));
                let (begin, einde) = period(looptijd);
                Dekking { begin, einde, omschrijving: text(omschrijving) }
            })
            .collect(),
        loonsommen: of("loonsom")
            .map(|looptijd| {
                let (looptijd, bedrag) = looptijd.split_once(':').unwrap();
                let (begin, einde) = period(looptijd);
                Loonsom { begin, einde, bedrag: Bedrag::parse(bedrag).unwrap() }
            })
            .collect(),
        maximumloonsom: of("maximum").next().map(|bedrag| Bedrag::parse(bedrag).unwrap()),
        ingesloten: insured.map_or(Ingesloten::Allen, Ingesloten::Werknemers),
    }
}
