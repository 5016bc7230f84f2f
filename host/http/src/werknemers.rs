//! Werknemers of a werkgever: added or brought up to date by hand, and found by a number.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use host_domain::{DienstverbandOpgave, FieldError, Koppelsleutel, WerknemerOpgave};
use host_engine::Actor;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::{
    Api,
    form::{self, Form},
    given::{InQuery, InUrl},
    handled,
    problem::Problem,
    shown,
};

/// The field with the employment; the others are those of a werknemer.
const DIENSTVERBAND: &str = "dienstverband";

/// The number by which somebody is looked for. A BSN does not belong in a URL.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Number {
    personeelsnummer: Option<String>,
    extern_id: Option<String>,
}

/// `POST /api/werkgevers/{werkgevercode}/werknemers`: adds one, or brings up to date who is known by
/// a number that is given.
pub(crate) async fn put(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(werkgevercode): InUrl<String>,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let (werknemer, dienstverband) = read(form)?;
    let put = api.work(move |engine| {
        Ok(engine.put_werknemer(&actor, &werkgevercode, werknemer, dienstverband)?)
    });
    let (id, is_new, done) = put.await?;
    let changed = !done.events.is_empty();
    Ok(handled::answer(&done, json!({ "werknemer": id, "nieuw": is_new, "gewijzigd": changed })))
}

/// `GET /api/werkgevers/{werkgevercode}/werknemers`: those who are known by this number.
pub(crate) async fn find(
    State(api): State<Arc<Api>>,
    InUrl(werkgevercode): InUrl<String>,
    InQuery(number): InQuery<Number>,
) -> Result<Json<Value>, Problem> {
    let (key, text) = match (number.personeelsnummer, number.extern_id) {
        (Some(text), None) => (Koppelsleutel::Personeelsnummer, text),
        (None, Some(text)) => (Koppelsleutel::ExternWerknemerId, text),
        _ => {
            return Err(Problem::bad_request("Zoek met `personeelsnummer` of met `extern_id`."));
        }
    };
    let found =
        api.work(move |engine| Ok(engine.find_werknemers(&werkgevercode, key, text.trim())?));
    let items = found.await?.iter().map(|id| json!({ "werknemer": id })).collect();
    Ok(shown::page("werknemers", items, None::<u64>))
}

/// The werknemer and, when it is given, the employment.
fn read(form: Form) -> Result<(WerknemerOpgave, Option<DienstverbandOpgave>), Problem> {
    let mut fields = form.into_fields();
    let employment = fields.remove(DIENSTVERBAND).filter(|given| !given.is_null());
    let mut errors = Vec::new();
    let known = WerknemerOpgave::FIELDS.iter().map(|field| field.name).chain([DIENSTVERBAND]);
    errors.extend(unknown("", fields.keys(), known.collect::<Vec<_>>().as_slice()));
    let werknemer = WerknemerOpgave::read(fields).map_err(|wrong| errors.extend(wrong)).ok();
    let dienstverband = match employment {
        None => None,
        Some(Value::Object(fields)) => {
            let known: Vec<&str> =
                DienstverbandOpgave::FIELDS.iter().map(|field| field.name).collect();
            errors.extend(unknown("dienstverband.", fields.keys(), &known));
            let read = DienstverbandOpgave::read(fields.into_iter().collect());
            let within = |error: FieldError| FieldError {
                field: format!("{DIENSTVERBAND}.{}", error.field),
                ..error
            };
            read.map_err(|wrong| errors.extend(wrong.into_iter().map(within))).ok()
        }
        Some(_) => {
            let text = "een object met velden verwacht".to_owned();
            errors.push(FieldError { field: DIENSTVERBAND.to_owned(), text });
            None
        }
    };
    match werknemer {
        Some(werknemer) if errors.is_empty() => Ok((werknemer, dienstverband)),
        _ => Err(form::wrong(errors)),
    }
}

fn unknown<'f>(
    within: &str,
    given: impl Iterator<Item = &'f String>,
    known: &[&str],
) -> Vec<FieldError> {
    let strange = given.filter(|name| !known.contains(&name.as_str()));
    let told = strange.map(|name| FieldError {
        field: format!("{within}{name}"),
        text: format!("bestaat niet; bekend: {}", known.join(", ")),
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_werknemer_and_the_employment_are_read_together() {
        let read = |fields: Value| {
            let form = Form::new(serde_json::from_value(fields).unwrap());
            read(form).map(|_| ()).map_err(|problem| problem.reasons().join("\n"))
        };
        let good = json!({
            "achternaam": "Jansen", "personeelsnummer": "7", "dienstverband": { "begin": "2020-01-01" },
        });
        assert_eq!(read(good), Ok(()));
        let wrong = json!({
            "bsn": "123456789", "naam": "Jansen", "dienstverband": { "einde": "x", "uren": 3 },
        });
        expect_test::expect![[r#"
            naam: bestaat niet; bekend: bsn, extern_id, personeelsnummer, achternaam, tussenvoegsels, voorletters, roepnaam, geslacht, geboortedatum, dienstverband
            bsn: het BSN voldoet niet aan de elfproef
            achternaam: ontbreekt
            dienstverband.uren: bestaat niet; bekend: extern_id, begin, einde, functie, afdeling, loonheffingennummer
            dienstverband.begin: ontbreekt
            dienstverband.einde: geen bestaande datum in de vorm jjjj-mm-dd"#]]
        .assert_eq(&read(wrong).unwrap_err());
    }
}
