//! What the parser has against a file, in the consultants' language.

use rhai::{LexError, ParseErrorType};

/// What is wrong, and what to do about it. `word` stands at the place of the error.
pub(super) fn in_dutch(error: &ParseErrorType, word: &str) -> (String, String) {
    if let Some((message, help)) = habit(word) {
        return (message.to_owned(), help.to_owned());
    }
    if let (ParseErrorType::MissingToken(..), Some((message, help))) = (error, apart(word)) {
        return (message.to_owned(), help.to_owned());
    }
    let (message, help) = match error {
        ParseErrorType::UnexpectedEOF => (
            "het bestand houdt te vroeg op".to_owned(),
            "kijk of elk `(`, `#{`, `[` en aanhalingsteken wordt gesloten",
        ),
        ParseErrorType::BadInput(error) => bad_input(error),
        ParseErrorType::UnknownOperator(sign) => (
            format!("onbekend teken `{sign}`"),
            "gebruik ==, !=, <, <=, >, >=, &&, ||, !, in, + of -",
        ),
        ParseErrorType::MissingToken(token, _) if STATEMENTS.contains(&word) && token != ";" => (
            format!("wat hierboven begint, is niet afgesloten vóór `{word}`"),
            "sluit `trigger(#{ … })` en `test(#{ … })` elk af met `});`",
        ),
        ParseErrorType::MissingToken(token, _) => missing(token),
        ParseErrorType::DuplicatedProperty(name) => {
            (format!("`{name}` staat er twee keer"), "verwijder er één")
        }
        ParseErrorType::PropertyExpected => (
            "hier wordt een naam verwacht".to_owned(),
            "zet tussen twee sleutels een komma, en een naam met spaties tussen aanhalingstekens",
        ),
        ParseErrorType::Reserved(word) => (
            format!("`{word}` heeft in regels geen betekenis"),
            "een regel is een opsomming van sleutels met waarden; gebruik alleen de woorden uit de handleiding",
        ),
        ParseErrorType::ExprTooDeep => {
            ("deze uitdrukking is te diep genest".to_owned(), "splits haar in kleinere stukken")
        }
        ParseErrorType::LiteralTooLarge(..) => (
            "deze tekst of lijst is te lang".to_owned(),
            "zet lange lijsten in een csv-bestand, met `tabel(\"…\")`",
        ),
        ParseErrorType::MismatchedType(..) => (
            "hier hoort een voorwaarde".to_owned(),
            "aan weerszijden van && en || staat wat ja of nee kan zijn, zoals `traject.soort == \"Verzuim\"`",
        ),
        ParseErrorType::AssignmentToInvalidLHS(_) | ParseErrorType::AssignmentToConstant(_) => (
            "hier past deze schrijfwijze niet".to_owned(),
            "vergelijken gaat met `==`; een enkele `=` bestaat niet in regels",
        ),
        _ => ("dit is niet te lezen".to_owned(), "kijk naar komma's, haakjes en aanhalingstekens"),
    };
    (message, help.to_owned())
}

/// The words with which the calls at the top of a file begin.
const STATEMENTS: [&str; 4] = ["trigger", "importconfiguratie", "conversiegroep", "test"];

fn bad_input(error: &LexError) -> (String, &'static str) {
    match error {
        LexError::UnterminatedString => {
            ("deze tekst wordt niet afgesloten".to_owned(), "sluit hem op dezelfde regel af met \"")
        }
        LexError::StringTooLong(_) => ("deze tekst is te lang".to_owned(), "kort hem in"),
        LexError::MalformedEscapeSequence(_) => (
            "onbekend teken na \\".to_owned(),
            "schrijf \\\\ voor een \\ en \\\" voor een aanhalingsteken",
        ),
        LexError::MalformedNumber(_) => {
            ("dit is geen getal".to_owned(), "schrijf bijvoorbeeld 42 of 12.50")
        }
        LexError::MalformedChar(_) => (
            "enkele aanhalingstekens bestaan niet in regels".to_owned(),
            "zet teksten tussen rechte dubbele aanhalingstekens: \"zo\"",
        ),
        LexError::UnexpectedInput(sign) if "“”„‘’".contains(sign.as_str()) => {
            (format!("onbekend teken `{sign}`"), "gebruik rechte dubbele aanhalingstekens: \"")
        }
        LexError::UnexpectedInput(sign) | LexError::ImproperSymbol(sign, _) if sign == "{" => {
            ("`{` past hier niet".to_owned(), "sleutels met waarden staan tussen `#{` en `}`")
        }
        LexError::UnexpectedInput(word) | LexError::ImproperSymbol(word, _) => {
            (format!("`{word}` past hier niet"), "kijk of er een komma, haakje of `&&` ontbreekt")
        }
        _ => ("dit is niet te lezen".to_owned(), "kijk naar komma's, haakjes en aanhalingstekens"),
    }
}

/// Whether a bracket that is not closed, or closes nothing, may be why the parser got stuck.
pub(super) fn may_be_brackets(error: &ParseErrorType, word: &str) -> bool {
    if habit(word).is_some() {
        return false;
    }
    match error {
        ParseErrorType::MissingToken(token, _) => {
            apart(word).is_none() && (token == ";" || !STATEMENTS.contains(&word))
        }
        ParseErrorType::UnexpectedEOF
        | ParseErrorType::PropertyExpected
        | ParseErrorType::MismatchedType(..) => true,
        ParseErrorType::BadInput(
            LexError::UnexpectedInput(sign) | LexError::ImproperSymbol(sign, _),
        ) => [")", "]", "}"].contains(&sign.as_str()),
        _ => false,
    }
}

/// Words and signs that people bring along from elsewhere.
pub(super) fn habit(word: &str) -> Option<(&'static str, &'static str)> {
    Some(match word.to_lowercase().as_str() {
        "=" => ("een enkele `=` bestaat niet in regels", "vergelijk met `==`"),
        "en" | "and" | "&" => ("dit woord bestaat niet in regels", "schrijf `&&` voor en"),
        "of" | "or" | "|" => ("dit woord bestaat niet in regels", "schrijf `||` voor of"),
        "niet" | "not" => ("dit woord bestaat niet in regels", "schrijf `!` voor niet"),
        "is" => ("dit woord bestaat niet in regels", "schrijf `==` voor is"),
        "<>" => ("dit teken bestaat niet in regels", "schrijf `!=` voor ongelijk"),
        "=<" | "=>" => ("dit teken bestaat niet in regels", "schrijf `<=` of `>=`"),
        _ => return None,
    })
}

/// What is written apart and belongs to the word before it: `6 weken`, `traject_van_soort "X"`.
fn apart(word: &str) -> Option<(&'static str, &'static str)> {
    match word {
        "dag" | "dagen" | "week" | "weken" => {
            Some(("een duur staat aan elkaar, met een punt", "schrijf bijvoorbeeld `6.weken`"))
        }
        text if text.starts_with('"') => Some((
            "hiervóór ontbreekt iets",
            "na een woord staan haakjes, zoals `traject_van_soort(\"Verzuim\")`; tussen sleutels en \
             in een lijst staat een komma, tussen voorwaarden && of ||",
        )),
        _ => None,
    }
}

fn missing(token: &str) -> (String, &'static str) {
    match token {
        "}" | "," => (
            format!("hiervóór ontbreekt een `{token}`"),
            "zet een komma tussen sleutels en in een lijst; voorwaarden koppelt u met && of ||",
        ),
        ";" => (
            "hier wordt een `;` verwacht".to_owned(),
            "sluit `trigger(#{ … })` en `test(#{ … })` elk af met een ;",
        ),
        _ => (format!("hier wordt een `{token}` verwacht"), "kijk of haakjes en komma's kloppen"),
    }
}
