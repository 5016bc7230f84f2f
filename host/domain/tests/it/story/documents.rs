//! The lines of a story about machtigingen and documents.
//!
//! ```text
//! machtiging 5 123456782L02 UWV-ZZ-ZW corrigeert 123456789L01
//! zet 5 in_behandeling brief_ontvangen
//! document 3 K1 werkgever machtiging 5
//! neem 3 naar wn 7
//! ontvang 3 K1 van wg 10 machtiging 5
//! stop 5 op 2026-04-01
//! ```

use host_domain::{
    Command, Dienst, Document, DocumentId, DocumentPlaats, DossierId, Loonheffingennummer,
    MachtigingId, MachtigingStatus, WerkgeverId, WerknemerId,
};

use super::{date, now};

/// Reads a line with this verb; none when it is no verb of these.
pub(super) fn read(verb: &str, rest: &str) -> Option<Command> {
    let words: Vec<&str> = rest.split_whitespace().collect();
    Some(match (verb, words.as_slice()) {
        ("machtiging", [id, nummer, dienst, more @ ..]) => Command::MachtigingAanvragen {
            machtiging: MachtigingId::from_bits(number(id)),
            loonheffingennummer: Loonheffingennummer::parse(nummer).unwrap(),
            dienst: Dienst::parse(dienst).unwrap(),
            corrigeert: after(more, "corrigeert").map(|n| Loonheffingennummer::parse(n).unwrap()),
        },
        ("zet", [id, naar, reden @ ..]) => Command::MachtigingZetten {
            machtiging: MachtigingId::from_bits(number(id)),
            naar: MachtigingStatus::parse(naar).unwrap(),
            reden: reden.first().map(|text| text.replace('_', " ")),
        },
        ("document", [id, kenmerk, plaats, more @ ..]) => Command::DocumentToevoegen {
            document: document(id, kenmerk, more),
            plaats: match *plaats {
                "werknemer" => DocumentPlaats::Werknemer,
                "werkgever" => DocumentPlaats::Werkgever,
                "niet_gevonden" => DocumentPlaats::NietGevonden,
                other => panic!("unknown place `{other}`"),
            },
        },
        ("neem", [id, "naar", soort, dossier]) => Command::DocumentUitnemen {
            document: DocumentId::from_bits(number(id)),
            naar: dossier_id(soort, dossier),
        },
        ("ontvang", [id, kenmerk, "van", soort, dossier, more @ ..]) => {
            Command::DocumentOntvangen {
                document: document(id, kenmerk, more),
                van: dossier_id(soort, dossier),
            }
        }
        ("stop", [id, "op", op]) => Command::MachtigingTrajectenBeeindigen {
            machtiging: MachtigingId::from_bits(number(id)),
            op: date(op),
        },
        _ => return None,
    })
}

/// A document with this id and this key at the source, perhaps under a machtiging.
pub(crate) fn document(id: &str, kenmerk: &str, more: &[&str]) -> Document {
    Document {
        id: DocumentId::from_bits(number(id)),
        extern_kenmerk: kenmerk.to_owned(),
        dienst: None,
        kenmerk: None,
        titel: "Brief".to_owned(),
        datum: None,
        bestandsnaam: "brief.pdf".to_owned(),
        mediatype: Document::PDF.to_owned(),
        lengte: 4,
        sha256: "00".to_owned(),
        ontvangen_op: now(),
        machtiging: after(more, "machtiging").map(|id| MachtigingId::from_bits(number(id))),
        opmerking: None,
        spreekuur: None,
    }
}

fn dossier_id(soort: &str, number_of: &str) -> DossierId {
    match soort {
        "wg" => DossierId::Werkgever(WerkgeverId::from_bits(number(number_of))),
        "wn" => DossierId::Werknemer(WerknemerId::from_bits(number(number_of))),
        other => panic!("unknown dossier `{other}`"),
    }
}

pub(super) fn after<'w>(words: &[&'w str], word: &str) -> Option<&'w str> {
    let place = words.iter().position(|found| *found == word)?;
    words.get(place + 1).copied()
}

pub(super) fn number(text: &str) -> u128 {
    text.parse().unwrap()
}
