//! Which bracket is not closed, or closes nothing. The parser tells only where it got stuck, and which
//! can be lines further on.

use std::{iter::Peekable, str::Chars};

use crate::diagnostic::Place;

/// What is wrong with the brackets of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unbalanced {
    /// Opened, and not closed where its surroundings are.
    Open(Bracket),
    /// Closes what was not opened.
    Close(Bracket),
}

/// A bracket and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bracket {
    /// The sign; of `#{` the brace.
    pub(super) sign: char,
    pub(super) place: Place,
}

impl Unbalanced {
    /// What is wrong, and what to do about it.
    pub(super) fn in_dutch(self) -> (Place, String, String) {
        match self {
            Unbalanced::Open(open) => {
                let shown = if open.sign == '{' { "#{".to_owned() } else { open.sign.to_string() };
                let help = format!("zet er een `{}` bij waar het ophoudt", closer(open.sign));
                (open.place, format!("deze `{shown}` wordt niet gesloten"), help)
            }
            Unbalanced::Close(close) => {
                let help = "haal hem weg, of zet erbij waar het begint".to_owned();
                (close.place, format!("deze `{}` sluit niets af", close.sign), help)
            }
        }
    }

    /// Whether this can be why the parser got stuck at a place.
    pub(super) fn explains(self, stuck: Place) -> bool {
        let order = |place: Place| (place.line, place.column);
        match self {
            // Without a place the file ended too soon.
            Unbalanced::Open(open) => stuck.line == 0 || order(open.place) <= order(stuck),
            Unbalanced::Close(close) => close.place == stuck,
        }
    }
}

/// The first thing that is wrong with the brackets of a file.
pub(super) fn unbalanced(content: &str) -> Option<Unbalanced> {
    let brackets = brackets(content);
    let mut open: Vec<Bracket> = Vec::new();
    for (at, bracket) in brackets.iter().enumerate() {
        if is_opener(bracket.sign) {
            open.push(*bracket);
            continue;
        }
        match open.pop() {
            None => return Some(Unbalanced::Close(*bracket)),
            Some(last) if closer(last.sign) == bracket.sign => {}
            Some(last) => {
                let rest = brackets.get(at..).unwrap_or_default();
                let after = brackets.get(at + 1..).unwrap_or_default();
                let mut without = open.clone();
                without.push(last);
                // Either is possible; what leaves less wrong in the rest is what happened.
                let extra = faults(&without, after) < faults(&open, rest);
                let wrong =
                    if extra { Unbalanced::Close(*bracket) } else { Unbalanced::Open(last) };
                return Some(wrong);
            }
        }
    }
    open.pop().map(Unbalanced::Open)
}

/// How many brackets of the rest have no partner.
fn faults(open: &[Bracket], rest: &[Bracket]) -> usize {
    let mut open: Vec<char> = open.iter().map(|bracket| bracket.sign).collect();
    let mut found = 0;
    for bracket in rest {
        if is_opener(bracket.sign) {
            open.push(bracket.sign);
            continue;
        }
        match open.iter().rposition(|sign| closer(*sign) == bracket.sign) {
            Some(at) => {
                found += open.len() - at - 1;
                open.truncate(at);
            }
            None => found += 1,
        }
    }
    found + open.len()
}

fn is_opener(sign: char) -> bool {
    matches!(sign, '(' | '[' | '{')
}

fn closer(opener: char) -> char {
    match opener {
        '(' => ')',
        '[' => ']',
        _ => '}',
    }
}

/// All brackets outside texts and comments.
fn brackets(content: &str) -> Vec<Bracket> {
    let mut found = Vec::new();
    for (line, text) in (1..).zip(content.lines()) {
        let mut signs = text.chars().peekable();
        let mut column = 0;
        while let Some(sign) = signs.next() {
            column += 1;
            match sign {
                '"' => column += text_length(&mut signs),
                '/' if signs.peek() == Some(&'/') => break,
                '#' if signs.peek() == Some(&'{') => {
                    signs.next();
                    found.push(Bracket { sign: '{', place: Place { line, column } });
                    column += 1;
                }
                '(' | '[' | '{' | ')' | ']' | '}' => {
                    found.push(Bracket { sign, place: Place { line, column } });
                }
                _ => {}
            }
        }
    }
    found
}

/// Passes over the rest of a text, which ends on its line; how many signs that are.
fn text_length(signs: &mut Peekable<Chars<'_>>) -> u32 {
    let mut length = 0;
    while let Some(sign) = signs.next() {
        length += 1;
        match sign {
            '"' => break,
            '\\' if signs.next().is_some() => length += 1,
            _ => {}
        }
    }
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(content: &str) -> Option<(u32, u32, String)> {
        let (place, message, _) = unbalanced(content)?.in_dutch();
        Some((place.line, place.column, message))
    }

    #[test]
    fn what_is_balanced_says_nothing() {
        assert_eq!(told("a(#{ b: [1, \"))\\\"]\"] }); // ((("), None);
    }

    #[test]
    fn what_is_not_closed_is_shown_where_it_begins() {
        let open =
            |line, column, sign| Some((line, column, format!("deze `{sign}` wordt niet gesloten")));
        assert_eq!(told("a(#{\n b: 1,\n);\nc(#{ });"), open(1, 3, "#{"));
        assert_eq!(told("a(#{\n b: [ c(\"x\"), \n});"), open(2, 5, "["));
        assert_eq!(told("a(#{\n b: [ c(\"x\" ],\n});"), open(2, 8, "("));
        assert_eq!(told("a(#{\n b: c(\"x\",\n d: [],\n});"), open(2, 6, "("));
        assert_eq!(told("a(#{ b: 1 }"), open(1, 2, "("));
    }

    #[test]
    fn what_closes_nothing_is_shown_itself() {
        let close =
            |line, column, sign| Some((line, column, format!("deze `{sign}` sluit niets af")));
        assert_eq!(told("a(#{\n b: c(\"x\")),\n d: [],\n});"), close(2, 11, ")"));
        assert_eq!(told("a(#{ b: 1 }));"), close(1, 13, ")"));
    }
}
