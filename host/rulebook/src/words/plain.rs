//! The words that compute, and those that the check takes apart.

use crate::{
    value::Type,
    words::{Form, Special, Word, WordSpec},
};

pub(super) const WORDS: &[WordSpec] = &[
    WordSpec {
        name: "bekend",
        takes: &[("waarde", Type::Text)],
        gives: Type::Bool,
        doc: "of iets een waarde heeft; de waarde mag van elke soort zijn",
        example: "bekend(traject.oorzaak)",
        form: Form::Special(Special::Bekend),
    },
    WordSpec {
        name: "begint_met",
        takes: &[("tekst", Type::Text), ("begin", Type::Text)],
        gives: Type::Bool,
        doc: "of een tekst zo begint; hoofdletters tellen mee",
        example: r#"begint_met(werkgever.werkgevercode, "FLSN")"#,
        form: Form::Plain(Word::BegintMet),
    },
    WordSpec {
        name: "eindigt_op",
        takes: &[("tekst", Type::Text), ("einde", Type::Text)],
        gives: Type::Bool,
        doc: "of een tekst zo eindigt; hoofdletters tellen mee",
        example: r#"eindigt_op(werkgever.naam, "B.V.")"#,
        form: Form::Plain(Word::EindigtOp),
    },
    WordSpec {
        name: "bevat",
        takes: &[("tekst", Type::Text), ("deel", Type::Text)],
        gives: Type::Bool,
        doc: "of een tekst dit deel heeft; hoofdletters tellen mee",
        example: r#"bevat(werkgever.naam, "Bakkerij")"#,
        form: Form::Plain(Word::Bevat),
    },
    WordSpec {
        name: "hoofdletters",
        takes: &[("tekst", Type::Text)],
        gives: Type::Text,
        doc: "de tekst in hoofdletters",
        example: r#"hoofdletters(traject.extern_kenmerk) == "A-1""#,
        form: Form::Plain(Word::Hoofdletters),
    },
    WordSpec {
        name: "kleine_letters",
        takes: &[("tekst", Type::Text)],
        gives: Type::Text,
        doc: "de tekst in kleine letters",
        example: r#"kleine_letters(werkgever.naam) == "bakkerij""#,
        form: Form::Plain(Word::KleineLetters),
    },
    WordSpec {
        name: "tekst",
        takes: &[("getal", Type::Number)],
        gives: Type::Text,
        doc: "een geheel getal als tekst",
        example: r#"tekst(traject.aantal_open_taken) == "0""#,
        form: Form::Plain(Word::Tekst),
    },
    WordSpec {
        name: "dagen_tussen",
        takes: &[("van", Type::Date), ("tot", Type::Date)],
        gives: Type::Number,
        doc: "aantal dagen van de ene datum tot de andere, een getal; negatief als de tweede eerder is",
        example: "dagen_tussen(traject.begin, vandaag) > 41",
        form: Form::Plain(Word::DagenTussen),
    },
    WordSpec {
        name: "datum",
        takes: &[("jjjj-mm-dd", Type::Text)],
        gives: Type::Date,
        doc: "een vaste datum: jaar, maand, dag",
        example: r#"vandaag >= datum("2026-07-01")"#,
        form: Form::Special(Special::Datum),
    },
    WordSpec {
        name: "conversie",
        takes: &[("groep", Type::Text), ("sleutel", Type::Text), ("waarde", Type::Text)],
        gives: Type::Text,
        doc: "wat een conversiegroep bij een sleutel van een waarde maakt; in een importconfiguratie \
              zonder groep: `conversie(\"sleutel\", waarde)`",
        example: r#"conversie("SIVI Verzuim", "OorzkVrzmCd", traject.oorzaak) == "overig""#,
        form: Form::Special(Special::Conversie),
    },
];
