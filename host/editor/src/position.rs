//! Places in a text: the protocol counts lines from 0 and UTF-16 units in a line, rules count both from
//! 1 and characters, and we look at bytes.

use lsp_types::{Position, Range};

/// Where the protocol's position is in the text, in bytes; the end of the line, or of the text, when
/// it lies beyond.
pub(crate) fn offset(text: &str, position: Position) -> usize {
    let mut start = 0;
    for _ in 0..position.line {
        match text.get(start..).and_then(|rest| rest.find('\n')) {
            Some(at) => start += at + 1,
            None => return text.len(),
        }
    }
    let line = text.get(start..).unwrap_or_default();
    let line = line.split(['\r', '\n']).next().unwrap_or_default();
    let mut units = 0;
    for (at, c) in line.char_indices() {
        if units >= position.character as usize {
            return start + at;
        }
        units += c.len_utf16();
    }
    start + line.len()
}

/// The protocol's position of a byte of the text.
pub(crate) fn position(text: &str, offset: usize) -> Position {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    let lines = before.matches('\n').count();
    Position::new(number(lines), number(line.encode_utf16().count()))
}

/// The range of some bytes of the text.
pub(crate) fn range(text: &str, start: usize, end: usize) -> Range {
    Range::new(position(text, start), position(text, end))
}

/// The range of so many characters on a line, both counted from 1 as rules do; the whole line when
/// there is no column.
pub(crate) fn range_of_rule(text: &str, line: u32, column: u32, width: usize) -> Range {
    let number_of_line = line.saturating_sub(1);
    let found = text.lines().nth(number_of_line as usize).unwrap_or_default();
    let units =
        |characters: usize| number(found.chars().take(characters).map(char::len_utf16).sum());
    let (start, end) = match (column as usize).checked_sub(1) {
        Some(before) => (units(before), units(before + width.max(1))),
        None => (0, units(usize::MAX)),
    };
    Range::new(Position::new(number_of_line, start), Position::new(number_of_line, end))
}

fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "als: \"é𝄞x\" == 1,\n// één\r\neinde";

    #[test]
    fn a_position_and_its_byte_find_each_other() {
        for (at, _) in TEXT.char_indices().filter(|(_, c)| *c != '\r' && *c != '\n') {
            assert_eq!(offset(TEXT, position(TEXT, at)), at);
        }
        // The clef takes two units, the letter with its accent one.
        assert_eq!(position(TEXT, TEXT.find('x').unwrap()), Position::new(0, 9));
    }

    #[test]
    fn what_lies_beyond_is_the_end() {
        assert_eq!(offset(TEXT, Position::new(0, 99)), TEXT.find('\n').unwrap());
        assert_eq!(offset(TEXT, Position::new(9, 0)), TEXT.len());
        assert_eq!(
            TEXT.get(..offset(TEXT, Position::new(1, 99))).unwrap().chars().last(),
            Some('n')
        );
    }

    #[test]
    fn columns_of_rules_count_characters() {
        let range = range_of_rule(TEXT, 1, 8, 1);
        assert_eq!((range.start.character, range.end.character), (7, 9));
        assert_eq!(range_of_rule(TEXT, 3, 0, 0).end, Position::new(2, 5));
        assert_eq!(range_of_rule(TEXT, 9, 3, 2).start, Position::new(8, 0));
    }
}
