//! The documents of the demo: a few that are as they should be, and one of each kind that is not. They
//! are about the employees of [`crate::sivi::story`].

use jiff::civil::date;
use serde::Serialize;

use super::desk::{BAD_BSN, LARGEST_FILE};
use super::document::{Bestand, Inhoud, UwvDocument, Vorm};
use super::mood::Mood;
use super::stock::DIENSTEN;
use crate::sivi::{STORY_SEED, werkgever, werknemer};

/// A document of the story.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Vertelling {
    /// What it is, in one Dutch line.
    pub naam: String,
    /// The document.
    pub document: UwvDocument,
    /// Where it should come.
    pub plaats: Plaats,
    /// Whether all its files are PDFs.
    pub is_pdf: bool,
}

/// Where a document should come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Plaats {
    /// In the dossier of the employee.
    Werknemer,
    /// In the dossier of the employer, as it is for the employer.
    Werkgever,
    /// In the dossier of the employer, as the employee was not found.
    NietGevonden,
    /// Nowhere: it is not under any machtiging, so that it may not be fetched.
    Nergens,
}

/// Payroll tax number and service of the machtigingen under which the story's documents come: those
/// of employers 100200 and 100201, for every service.
pub fn story_machtigingen() -> Vec<(String, &'static str)> {
    let employers = [0, 1].map(|number| werkgever(number).lhnr);
    employers.iter().flat_map(|lhnr| DIENSTEN.map(|dienst| (lhnr.clone(), dienst))).collect()
}

/// The documents of the story, in order.
pub fn story() -> Vec<Vertelling> {
    [as_they_should_be(), hard_to_place(), hard_to_fetch()].concat()
}

fn as_they_should_be() -> Vec<Vertelling> {
    let [zw, wazo, beschikking, inkoop, financieel] = DIENSTEN;
    let pdf = |name: &str, bytes| Bestand { naam: name.to_owned(), inhoud: Inhoud::Pdf(bytes) };
    let two = vec![pdf("brief.pdf", 6_000), pdf("bijlage.pdf", 3_000)];
    let large = vec![pdf("dossier.pdf", LARGEST_FILE)];
    vec![
        document(1, zw, 0, Some(0), "Beslissing Ziektewet-uitkering")
            .told("Metadata, met de PDF als bijlage", Plaats::Werknemer),
        UwvDocument {
            vorm: Vorm::Pdf,
            ..document(2, wazo, 1, Some(2), "Toekenning zwangerschapsuitkering")
        }
        .told("Een PDF met additionele elementen", Plaats::Werknemer),
        UwvDocument {
            bestanden: two,
            ..document(3, beschikking, 0, Some(0), "Beschikking met bijlage")
        }
        .told("Twee bestanden in een bericht", Plaats::Werknemer),
        UwvDocument { bestanden: large, ..document(4, inkoop, 1, Some(4), "Dossier inkoop") }
            .told("Een PDF van 20 MiB", Plaats::Werknemer),
        document(5, financieel, 0, None, "Betaalspecificatie")
            .told("Voor de werkgever: zonder BSN", Plaats::Werkgever),
    ]
}

fn hard_to_place() -> Vec<Vertelling> {
    let [zw, ..] = DIENSTEN;
    let spreekuur = "Oproep spreekuur verzekeringsarts";
    let html = Bestand { naam: "sessie.pdf".to_owned(), inhoud: Inhoud::Html };
    vec![
        document(6, zw, 0, Some(900), spreekuur)
            .told("Een BSN dat niemand kent", Plaats::NietGevonden),
        UwvDocument { bsn: Some(BAD_BSN.to_owned()), ..document(7, zw, 0, None, spreekuur) }
            .told("Een BSN dat niet kan bestaan", Plaats::NietGevonden),
        UwvDocument {
            vorm: Vorm::Onleesbaar,
            ..document(8, zw, 1, Some(2), "Beëindiging uitkering")
        }
        .told("Metadata die halverwege ophouden", Plaats::NietGevonden),
        UwvDocument { bestanden: vec![html], ..document(9, zw, 0, Some(0), "Beslissing") }
            .told("Een webpagina die zich PDF noemt", Plaats::Werknemer),
        document(10, zw, 2, Some(1), "Beslissing")
            .told("Van een werkgever zonder machtiging", Plaats::Nergens),
    ]
}

fn hard_to_fetch() -> Vec<Vertelling> {
    let [zw, ..] = DIENSTEN;
    let trouble = |number, mood: Mood| UwvDocument {
        gedrag: mood.into(),
        ..document(number, zw, 0, Some(0), "Herziene beslissing")
    };
    vec![
        trouble(11, Mood::Cut(1))
            .told("Het antwoord houdt de eerste keer halverwege op", Plaats::Werknemer),
        trouble(12, Mood::Silent(1))
            .told("Het antwoord gaat de eerste keer verloren", Plaats::Werknemer),
    ]
}

/// One small PDF of an employer, about an employee or not, both by their numbers.
fn document(
    number: u32,
    dienst: &str,
    employer: u64,
    employee: Option<u64>,
    titel: &str,
) -> UwvDocument {
    let kenmerk = format!("DP-2026-{number:04}");
    UwvDocument {
        bsn: employee.map(|employee| werknemer(STORY_SEED, employee).bsn),
        titel: titel.to_owned(),
        datum: Some(date(2026, 4, 2)),
        bestanden: vec![Bestand { naam: format!("{kenmerk}.pdf"), inhoud: Inhoud::Pdf(4_000) }],
        ..UwvDocument::new(&kenmerk, dienst, &werkgever(employer).lhnr)
    }
}

impl UwvDocument {
    fn told(self, naam: &str, plaats: Plaats) -> Vertelling {
        let is_pdf = self.bestanden.iter().all(|file| matches!(file.inhoud, Inhoud::Pdf(_)));
        Vertelling { naam: naam.to_owned(), document: self, plaats, is_pdf }
    }
}

#[cfg(test)]
mod tests {
    use super::super::desk::OTHER_BSN;
    use super::*;
    use crate::sivi::is_bsn;

    #[test]
    fn it_is_what_it_says() {
        let told = story();
        let sivi: String = crate::sivi::story()
            .iter()
            .map(|message| String::from_utf8_lossy(&message.xml).into_owned())
            .collect();
        let machtigingen = story_machtigingen();
        for one in &told {
            let (document, name) = (&one.document, &one.naam);
            let bsn = document.bsn.as_deref();
            // There it is a number, without leading zeros.
            let known = bsn.is_some_and(|bsn| sivi.contains(bsn.trim_start_matches('0')));
            assert!(one.plaats != Plaats::Werknemer || known, "{name}");
            assert_eq!(one.plaats == Plaats::Werkgever, bsn.is_none(), "{name}");
            let key = (document.loonheffingennummer.clone(), document.dienst.as_str());
            assert_eq!(one.plaats != Plaats::Nergens, machtigingen.contains(&key), "{name}");
            let number = u16::try_from(document.bestanden.len()).unwrap();
            assert!((1..=number).all(|n| document.bytes(n.into()).len() <= LARGEST_FILE));
        }
        assert_eq!(told.iter().filter(|one| !one.is_pdf).count(), 1);
        assert!(!is_bsn(BAD_BSN) && is_bsn(OTHER_BSN) && !sivi.contains(OTHER_BSN));
    }
}
