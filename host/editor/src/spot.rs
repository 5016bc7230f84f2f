//! What stands at a place in a file of rules: a word, a text, a key, and in what it stands. Reads
//! from the top of the file to the place, and understands files that are not finished yet.

mod reading;

use reading::{Frame, Reading, Token};

/// What stands at a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spot {
    /// Comment, or a number: nothing to say.
    Nothing,
    /// Between quotes.
    Text {
        /// The bytes between the quotes, up to the end of the line when it is not closed.
        start: usize,
        end: usize,
        holder: Holder,
    },
    /// A word with its dots, or the place for one.
    Word { start: usize, end: usize, room: Room },
}

/// What a text is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Holder {
    /// An argument of a word, counted from 0.
    Argument(String, usize),
    /// It is held against a fact, or asked whether it is in one.
    Fact(String),
    /// The value of a key, by the names around it: `["trigger", "gebeurtenis"]`.
    Key(Vec<String>),
}

/// What may stand in the place of a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Room {
    /// A rule or a test.
    Rule,
    /// A key of the map with this path: `["trigger"]`.
    Key(Vec<String>),
    /// An effect.
    Effect,
    /// A condition, a value; with the path of the key that it is for.
    Expression(Vec<String>),
}

/// What stands at a byte of the text.
pub(crate) fn spot(text: &str, offset: usize) -> Spot {
    let reading = Reading::up_to(text, offset);
    if reading.in_comment {
        return Spot::Nothing;
    }
    if let Some(start) = reading.text_since {
        let end = end_of_text(text, start);
        let after = text.get(end + 1..).unwrap_or_default();
        return Spot::Text { start, end, holder: holder(&reading.frames, after) };
    }
    let start = reading.word_since.unwrap_or(offset);
    let word = text.get(start..).unwrap_or_default();
    let end = start + word.find(|c| !is_word(c)).unwrap_or(word.len());
    if word.starts_with(|c: char| c.is_ascii_digit()) {
        return Spot::Nothing;
    }
    Spot::Word { start, end, room: room(&reading.frames) }
}

/// Whether a character belongs to a word with its dots.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_' || c == '.'
}

/// Where a text that starts here ends: at its quote, or with the line.
fn end_of_text(text: &str, start: usize) -> usize {
    let mut escaped = false;
    for (at, c) in text.get(start..).unwrap_or_default().char_indices() {
        match c {
            '\n' => return start + at,
            '"' if !escaped => return start + at,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

fn holder(frames: &[Frame<'_>], after: &str) -> Holder {
    let Some(frame) = frames.last() else { return Holder::Key(Vec::new()) };
    let fact_after = || {
        let (word, rest) = after.trim_start().split_once(char::is_whitespace)?;
        let fact: String = rest.trim_start().chars().take_while(|c| is_word(*c)).collect();
        (matches!(word, "in" | "!in") && !fact.is_empty()).then_some(fact)
    };
    let fact = match frame.tokens.as_slice() {
        [.., Token::Name(fact), Token::Sign("==" | "!=")] => Some((*fact).to_owned()),
        _ if frame.sign == '[' => frame.compared.map(str::to_owned),
        _ => None,
    };
    if let Some(fact) = fact.or_else(fact_after) {
        return Holder::Fact(fact);
    }
    match frame.word.filter(|_| frame.sign == '(') {
        Some(word) => Holder::Argument(word.to_owned(), frame.arguments),
        None => Holder::Key(path(frames)),
    }
}

fn room(frames: &[Frame<'_>]) -> Room {
    let Some(frame) = frames.last() else { return Room::Rule };
    let path = path(frames);
    match frame.sign {
        '{' if frame.key.is_none() => Room::Key(path),
        '[' if matches!(path.last().map(String::as_str), Some("dan" | "verwacht")) => Room::Effect,
        _ => Room::Expression(path),
    }
}

/// The words and keys around a place, from the outside in.
fn path(frames: &[Frame<'_>]) -> Vec<String> {
    let names =
        frames.iter().flat_map(|frame| [frame.word.filter(|_| frame.sign == '('), frame.key]);
    names.flatten().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What stands at the `|` in the text.
    fn at(marked: &str) -> (Spot, String) {
        let offset = marked.find('|').unwrap();
        let text = marked.replacen('|', "", 1);
        let found = spot(&text, offset);
        let word = match &found {
            Spot::Text { start, end, .. } | Spot::Word { start, end, .. } => {
                text.get(*start..*end).unwrap().to_owned()
            }
            Spot::Nothing => String::new(),
        };
        (found, word)
    }

    fn holder_at(marked: &str) -> Holder {
        match at(marked).0 {
            Spot::Text { holder, .. } => holder,
            other => panic!("{marked}: {other:?}"),
        }
    }

    fn room_at(marked: &str) -> Room {
        match at(marked).0 {
            Spot::Word { room, .. } => room,
            other => panic!("{marked}: {other:?}"),
        }
    }

    fn names(path: &[&str]) -> Vec<String> {
        path.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn texts_know_what_they_are_for() {
        let fact = |path: &str| Holder::Fact(path.to_owned());
        let cases = [
            ("trigger(#{ gebeurtenis: \"Ziek|", Holder::Key(names(&["trigger", "gebeurtenis"]))),
            ("trigger(#{ als: traject.soort == \"|\"", fact("traject.soort")),
            ("trigger(#{ als: a && traject.soort !in [\"A\", \"|", fact("traject.soort")),
            ("trigger(#{ als: \"|\" in werkgever.groepen }", fact("werkgever.groepen")),
            ("trigger(#{ dan: [ nieuwe_taak(\"|", Holder::Argument("nieuwe_taak".to_owned(), 0)),
            ("x(#{ dan: [ emailsignaal(\"a\", \"|", Holder::Argument("emailsignaal".to_owned(), 1)),
            ("x(#{ als: start(3, \"|\") }", Holder::Argument("start".to_owned(), 1)),
            (
                "test(#{ gegeven: #{ traject: #{ soort: \"|",
                Holder::Key(names(&["test", "gegeven", "traject", "soort"])),
            ),
            ("x(#{ koppelsleutels: [\"A\", \"|", Holder::Key(names(&["x", "koppelsleutels"]))),
        ];
        for (marked, wanted) in cases {
            assert_eq!(holder_at(marked), wanted, "{marked}");
        }
    }

    #[test]
    fn words_know_what_may_stand_there() {
        let expression = |path: &[&str]| Room::Expression(names(path));
        let cases = [
            ("// regel\n|", Room::Rule),
            ("trig|", Room::Rule),
            ("trigger(#{\n  om|", Room::Key(names(&["trigger"]))),
            ("trigger(#{ omschrijving: \"x, y\", |", Room::Key(names(&["trigger"]))),
            ("trigger(#{ als: traject.|", expression(&["trigger", "als"])),
            ("trigger(#{ als: a && !b|", expression(&["trigger", "als"])),
            ("trigger(#{ als: bekend(|", expression(&["trigger", "als", "bekend"])),
            ("trigger(#{ dan: [ |", Room::Effect),
            ("test(#{ verwacht: [ a(\"b\"), |", Room::Effect),
            ("test(#{ gegeven: #{ |", Room::Key(names(&["test", "gegeven"]))),
            ("trigger(#{ a: 1 });\n|", Room::Rule),
        ];
        for (marked, wanted) in cases {
            assert_eq!(room_at(marked), wanted, "{marked}");
        }
    }

    #[test]
    fn a_word_has_its_dots_and_its_end() {
        assert_eq!(at("trigger(#{ als: traject.so|ort == 1").1, "traject.soort");
        assert_eq!(at("trigger(#{ dan: [ nieuwe_taak(\"Eer|ste\") ]").1, "Eerste");
        assert_eq!(at("trigger(#{ omschrijving: \"a \\\" b|\" }").1, "a \\\" b");
    }

    #[test]
    fn comments_and_numbers_say_nothing() {
        for marked in ["// trig|", "trigger(#{ /* als| */", "trigger(#{ als: 12|", "x(#{ a: 6.we|"]
        {
            assert_eq!(at(marked).0, Spot::Nothing, "{marked}");
        }
    }
}
