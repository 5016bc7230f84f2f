//! The texts for people within the documents of a guest, made fit to be read ([`from_guest`]).
//!
//! Only those texts are replaced, in the very bytes of the body; everything else stays byte for byte
//! what the guest wrote, also what this host does not know yet.

use std::ops::Range;

use sdk_connector::kinds;
use sdk_connector::protocol::{Document, Progress};
use serde::Deserialize;
use serde_json::value::RawValue;

use crate::guest_text::from_guest;

/// Makes all texts in what a step came to fit to be read.
///
/// # Errors
/// When a document has not the form of its kind; it was examined before, so that does not happen.
pub(crate) fn fit_to_read(progress: &mut Progress) -> Result<(), String> {
    match progress {
        Progress::Waiting => Ok(()),
        Progress::Fault(text) => {
            *text = from_guest(text);
            Ok(())
        }
        Progress::Continue(chunk) => chunk.intakes.iter_mut().try_for_each(intake),
        Progress::Done(document) => match document.kind.as_str() {
            kinds::RECEIVED => replace(document, received),
            kinds::OUTCOME | kinds::PAGE | kinds::FETCHED => replace(document, outcome),
            _ => Ok(()),
        },
    }
}

fn intake(document: &mut Document) -> Result<(), String> {
    replace(document, |body| {
        let texts: IntakeTexts = serde_json::from_str(body)?;
        let mut edits = Edits::of(body);
        edits.text(texts.place)?;
        texts.problems.iter().try_for_each(|problem| edits.problem(problem))?;
        Ok(edits)
    })
}

fn received(body: &str) -> serde_json::Result<Edits<'_>> {
    let texts: ReceivedTexts = serde_json::from_str(body)?;
    let mut edits = Edits::of(body);
    if let Some(problem) = &texts.problem {
        edits.problem(problem)?;
    }
    for nested in &texts.intakes {
        let text: String = serde_json::from_str(nested.body.get())?;
        let mut document = Document { kind: String::new(), version: 0, body: text.into_bytes() };
        let before = document.body.clone();
        intake(&mut document).map_err(serde::de::Error::custom)?;
        if document.body != before {
            let text = String::from_utf8_lossy(&document.body);
            edits.put(nested.body, serde_json::to_string(&text)?);
        }
    }
    Ok(edits)
}

/// The reason or receipt of an outcome, a page or what was fetched.
fn outcome(body: &str) -> serde_json::Result<Edits<'_>> {
    let texts: OutcomeTexts = serde_json::from_str(body)?;
    let mut edits = Edits::of(body);
    [texts.reason, texts.receipt].into_iter().flatten().try_for_each(|text| edits.text(text))?;
    Ok(edits)
}

/// Runs `find` over the body of a document and puts in what it found.
fn replace(
    document: &mut Document,
    find: impl Fn(&str) -> serde_json::Result<Edits<'_>>,
) -> Result<(), String> {
    let wrong = || format!("`{}` is niet te lezen", document.kind);
    let body = std::str::from_utf8(&document.body).map_err(|_| wrong())?;
    if let Some(changed) = find(body).map_err(|_| wrong())?.applied() {
        document.body = changed.into_bytes();
    }
    Ok(())
}

/// Replacements within a body.
struct Edits<'a> {
    body: &'a str,
    edits: Vec<(Range<usize>, String)>,
}

impl<'a> Edits<'a> {
    fn of(body: &'a str) -> Edits<'a> {
        Edits { body, edits: Vec::new() }
    }

    fn problem(&mut self, problem: &ProblemTexts<'a>) -> serde_json::Result<()> {
        if let Some(field) = problem.field {
            self.text(field)?;
        }
        self.text(problem.text)
    }

    /// A text for people: replaced when it is not fit as it is.
    fn text(&mut self, raw: &'a RawValue) -> serde_json::Result<()> {
        let text: String = serde_json::from_str(raw.get())?;
        let fit = from_guest(&text);
        if fit != text {
            self.put(raw, serde_json::to_string(&fit)?);
        }
        Ok(())
    }

    /// `raw` was borrowed from the body, so its place there is the distance between the two.
    fn put(&mut self, raw: &'a RawValue, with: String) {
        let raw = raw.get();
        let start = (raw.as_ptr() as usize).wrapping_sub(self.body.as_ptr() as usize);
        self.edits.push((start..start.saturating_add(raw.len()), with));
    }

    /// The body with the replacements; `None` when there are none.
    fn applied(mut self) -> Option<String> {
        if self.edits.is_empty() {
            return None;
        }
        self.edits.sort_by_key(|(range, _)| range.start); // keys come in any order
        let mut changed = String::with_capacity(self.body.len());
        let mut from = 0;
        for (range, with) in self.edits {
            changed.push_str(self.body.get(from..range.start).unwrap_or_default());
            changed.push_str(&with);
            from = range.end;
        }
        changed.push_str(self.body.get(from..).unwrap_or_default());
        Some(changed)
    }
}

#[derive(Deserialize)]
struct IntakeTexts<'a> {
    #[serde(borrow)]
    place: &'a RawValue,
    #[serde(default, borrow)]
    problems: Vec<ProblemTexts<'a>>,
}

#[derive(Deserialize)]
struct ProblemTexts<'a> {
    #[serde(default, borrow)]
    field: Option<&'a RawValue>,
    #[serde(borrow)]
    text: &'a RawValue,
}

#[derive(Deserialize)]
struct ReceivedTexts<'a> {
    #[serde(default, borrow)]
    problem: Option<ProblemTexts<'a>>,
    #[serde(default, borrow)]
    intakes: Vec<Nested<'a>>,
}

/// A document within another one.
#[derive(Deserialize)]
struct Nested<'a> {
    #[serde(borrow)]
    body: &'a RawValue,
}

#[derive(Deserialize)]
struct OutcomeTexts<'a> {
    #[serde(default, borrow)]
    reason: Option<&'a RawValue>,
    #[serde(default, borrow)]
    receipt: Option<&'a RawValue>,
}

#[cfg(test)]
mod tests {
    use expect_test::{Expect, expect};
    use sdk_connector::protocol::Chunk;
    use serde_json::json;

    use super::*;

    fn document(kind: &str, body: &str) -> Document {
        Document { kind: kind.into(), version: 1, body: body.into() }
    }

    #[expect(clippy::needless_pass_by_value, reason = "expect! is written on the spot")]
    fn check(kind: &str, body: &str, expected: Expect) {
        let mut progress = Progress::Done(document(kind, body));
        fit_to_read(&mut progress).unwrap();
        let Progress::Done(document) = progress else { panic!() };
        expected.assert_eq(std::str::from_utf8(&document.body).unwrap());
    }

    const INTAKE: &str = r#"{ "problems": [{"text":"123456782\nklopt niet", "level":"uitval","field":"Bsn 123456782"}],
 "nieuw" : 1.50, "key":"123456782","fields":{"Bsn":"123456782"},"place": "regel 1\n12345672" }"#;

    #[test]
    fn only_texts_for_people_are_replaced() {
        let mut progress = Progress::Continue(Chunk {
            state: b"123456782".to_vec(),
            intakes: vec![document("iets", INTAKE)],
        });
        fit_to_read(&mut progress).unwrap();
        let Progress::Continue(chunk) = progress else { panic!() };
        assert_eq!(chunk.state, b"123456782");
        expect![[r#"
            { "problems": [{"text":"******782 klopt niet", "level":"uitval","field":"Bsn ******782"}],
             "nieuw" : 1.50, "key":"123456782","fields":{"Bsn":"123456782"},"place": "regel 1 ******672" }"#]]
        .assert_eq(std::str::from_utf8(&chunk.intakes[0].body).unwrap());
    }

    #[test]
    fn what_needs_no_change_keeps_its_bytes() {
        let body = r#"{"place" :"regel é \u00e9 9","key":"1", "fields":{"a":1.50},"problems":[]}"#;
        let nested = json!({ "kind": "iets", "version": 1, "body": body }).to_string();
        let received = format!(r#"{{"intakes" : [{nested}],"result":"read","header":1.0}}"#);
        for (kind, body) in [
            (kinds::RECEIVED, received.as_str()),
            (kinds::OUTCOME, r#"{"reference" : "123456782", "result":"pending","ask_after":60}"#),
            (
                kinds::PAGE,
                r#"{"cursor":"123456782","result":"listed", "more":false,"items":[{"key":"123456782","dienst":"","loonheffingennummer":"123456782L01"}]}"#,
            ),
            (kinds::RESPONSE, r#"{ "status": 200, "content_type": "", "body": "123456782" }"#),
        ] {
            let mut progress = Progress::Done(document(kind, body));
            fit_to_read(&mut progress).unwrap();
            assert_eq!(progress, Progress::Done(document(kind, body)));
        }
    }

    #[test]
    fn refusals_outcomes_and_intakes_within_a_received() {
        check(
            kinds::RECEIVED,
            r#"{"header":"123456782","result":"refused","problem":{"field":"a\nb","text":"123456782","level":"uitval"}}"#,
            expect![[
                r#"{"header":"123456782","result":"refused","problem":{"field":"a b","text":"******782","level":"uitval"}}"#
            ]],
        );
        check(
            kinds::OUTCOME,
            r#"{"reason":"123456782","after":null, "result":"try_again"}"#,
            expect![[r#"{"reason":"******782","after":null, "result":"try_again"}"#]],
        );
        check(
            kinds::OUTCOME,
            r#"{"result":"accepted","receipt":"een\ntwee"}"#,
            expect![[r#"{"result":"accepted","receipt":"een twee"}"#]],
        );
        check(
            kinds::PAGE,
            r#"{"result":"rejected","reason":"een\n123456782"}"#,
            expect![[r#"{"result":"rejected","reason":"een ******782"}"#]],
        );
        check(
            kinds::FETCHED,
            r#"{"result":"try_again", "after":1,"reason":"12345672"}"#,
            expect![[r#"{"result":"try_again", "after":1,"reason":"******672"}"#]],
        );
        let nested = json!({ "kind": "iets", "version": 1, "body": INTAKE }).to_string();
        let body = format!(r#"{{"intakes":[{nested}],"result":"read","header":null}}"#);
        let mut progress = Progress::Done(document(kinds::RECEIVED, &body));
        fit_to_read(&mut progress).unwrap();
        let Progress::Done(document) = progress else { panic!() };
        let text = String::from_utf8(document.body).unwrap();
        assert!(text.contains(r#"\"place\": \"regel 1 ******672\""#), "{text}");
        assert!(text.contains(r#"\"key\":\"123456782\""#), "{text}");
    }
}
