//! Reading a file up to a place, sign by sign: brackets that are open, and what stood last in each.

use std::str::CharIndices;

use super::is_word;

/// Tokens that are remembered in a bracket: `traject.soort ==` is the longest that matters.
const REMEMBERED: usize = 3;

/// A bracket that is open.
#[derive(Debug, Clone, Default)]
pub(super) struct Frame<'t> {
    /// `(`, `[` or `{`.
    pub(super) sign: char,
    /// The word before it: that of a call.
    pub(super) word: Option<&'t str>,
    /// The fact before `in [`.
    pub(super) compared: Option<&'t str>,
    /// The key whose value is being written.
    pub(super) key: Option<&'t str>,
    /// How many commas there were.
    pub(super) arguments: usize,
    /// What stood last.
    pub(super) tokens: Vec<Token<'t>>,
}

/// A word, a text or a sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'t> {
    Name(&'t str),
    Text(&'t str),
    Sign(&'t str),
}

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Reading<'t> {
    pub(super) frames: Vec<Frame<'t>>,
    pub(super) in_comment: bool,
    /// Where the text began in which the place lies: after its quote.
    pub(super) text_since: Option<usize>,
    /// Where the word began that ends at the place or goes on behind it.
    pub(super) word_since: Option<usize>,
    /// What stood last outside all brackets.
    outside: Frame<'t>,
}

impl<'t> Reading<'t> {
    /// Reads up to a byte.
    pub(super) fn up_to(text: &'t str, offset: usize) -> Reading<'t> {
        let before = text.get(..offset).unwrap_or(text);
        let mut reading = Reading::default();
        let mut rest = before.char_indices();
        while let Some((at, c)) = rest.next() {
            let left = before.get(at..).unwrap_or_default();
            reading.word_since = None;
            match c {
                _ if left.starts_with("//") => reading.comment(&mut rest, before, "\n"),
                _ if left.starts_with("/*") => reading.comment(&mut rest, before, "*/"),
                '"' => reading.text(&mut rest, before, at + 1),
                _ if is_word(c) => {
                    let length = left.find(|c| !is_word(c)).unwrap_or(left.len());
                    skip_to(&mut rest, at + length, before);
                    reading.word(
                        left.get(..length).unwrap_or_default(),
                        at,
                        at + length == before.len(),
                    );
                }
                '(' | '[' | '{' => reading.open(c),
                ')' | ']' | '}' => drop(reading.frames.pop()),
                ',' => reading.comma(),
                ':' => reading.colon(),
                ';' => reading.frames.clear(),
                '=' | '!' | '<' | '>' | '&' | '|' => {
                    let length = left.find(|c| !"=!<>&|".contains(c)).unwrap_or(left.len());
                    skip_to(&mut rest, at + length, before);
                    reading.remember(Token::Sign(left.get(..length).unwrap_or_default()));
                }
                c if c.is_whitespace() => {}
                _ => reading.remember(Token::Sign(left.get(..c.len_utf8()).unwrap_or_default())),
            }
        }
        reading
    }

    fn frame(&mut self) -> &mut Frame<'t> {
        self.frames.last_mut().unwrap_or(&mut self.outside)
    }

    fn remember(&mut self, token: Token<'t>) {
        let tokens = &mut self.frame().tokens;
        if tokens.len() == REMEMBERED {
            tokens.remove(0);
        }
        tokens.push(token);
    }

    fn comment(&mut self, rest: &mut CharIndices<'t>, before: &'t str, end: &str) {
        let left = rest.as_str();
        match left.find(end) {
            Some(at) => skip_to(rest, before.len() - left.len() + at + end.len(), before),
            None => {
                self.in_comment = true;
                skip_to(rest, before.len(), before);
            }
        }
    }

    fn text(&mut self, rest: &mut CharIndices<'t>, before: &'t str, start: usize) {
        let end = super::end_of_text(before, start);
        skip_to(rest, end + 1, before);
        if end == before.len() {
            self.text_since = Some(start);
        } else {
            self.remember(Token::Text(before.get(start..end).unwrap_or_default()));
        }
    }

    fn word(&mut self, word: &'t str, at: usize, is_last: bool) {
        if is_last {
            self.word_since = Some(at);
        } else {
            self.remember(Token::Name(word));
        }
    }

    fn open(&mut self, sign: char) {
        let (mut word, mut compared) = (None, None);
        match self.frame().tokens.as_slice() {
            [.., Token::Name(fact), Token::Name("in")] => compared = Some(*fact),
            [.., Token::Name(fact), Token::Sign("!"), Token::Name("in")] => compared = Some(*fact),
            [.., Token::Name(name)] => word = Some(*name),
            _ => {}
        }
        self.frames.push(Frame { sign, word, compared, ..Frame::default() });
    }

    fn comma(&mut self) {
        let frame = self.frame();
        frame.tokens.clear();
        frame.arguments += 1;
        if frame.sign == '{' {
            frame.key = None;
        }
    }

    /// The name before it is a key, unless one was given already.
    fn colon(&mut self) {
        let frame = self.frame();
        if frame.sign == '{' && frame.key.is_none() {
            frame.key = match frame.tokens.as_slice() {
                [.., Token::Name(name) | Token::Text(name)] => Some(*name),
                _ => None,
            };
        }
        frame.tokens.clear();
    }
}

/// Goes on at a byte.
fn skip_to<'t>(rest: &mut CharIndices<'t>, offset: usize, text: &'t str) {
    let start = text.len() - rest.as_str().len();
    let skipped = text.get(start..offset.min(text.len())).unwrap_or_default().chars().count();
    for _ in 0..skipped {
        rest.next();
    }
}
