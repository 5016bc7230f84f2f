//! Absences by hand: reported, changed, put right and withdrawn.

use std::sync::Arc;

use axum::{Extension, Json, extract::State};
use host_domain::{DossierId, Percentage, WerknemerId};
use host_engine::{Actor, Correctie, Ziekmelding};
use host_store::Reads;
use serde_json::{Value, json};

use crate::{
    Api,
    form::{Form, Named},
    given::InUrl,
    handled,
    problem::Problem,
    trajecten,
};

/// `POST /api/werknemers/{id}/ziekmelding`
pub(crate) async fn report_illness(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    Named(once): Named,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let unknown = || Problem::not_found("Deze werknemer bestaat niet.");
    let id = WerknemerId::parse(&id).ok_or_else(unknown)?;
    let melding = read_illness(form)?;
    let done = api.work(move |engine| {
        engine.store().read()?.dossier(DossierId::Werknemer(id))?.ok_or_else(unknown)?;
        Ok(engine.report_illness(&actor, &once, id, melding)?)
    });
    Ok(handled::answer(&done.await?, json!({ "werknemer": id })))
}

fn read_illness(form: Form) -> Result<Ziekmelding, Problem> {
    let known =
        ["eerste_dag", "percentage", "vangnet", "oorzaak", "dienstverband", "extern_kenmerk"];
    form.read(&known, |fields| {
        let eerste_dag = fields.date("eerste_dag");
        let vangnet = match fields.text("vangnet").as_deref() {
            Some("J") => Some(true),
            Some("N") => Some(false),
            None | Some("O") => None,
            Some(_) => {
                fields.wrong("vangnet", "J, N of O verwacht");
                None
            }
        };
        Ziekmelding {
            eerste_dag: fields.required("eerste_dag", eerste_dag).unwrap_or_default(),
            percentage: fields.percentage("percentage").unwrap_or(Percentage::FULL),
            vangnet,
            oorzaak: fields.text("oorzaak"),
            dienstverband: fields.text("dienstverband"),
            extern_kenmerk: fields.text("extern_kenmerk"),
        }
    })
}

/// `POST /api/trajecten/{id}/gedeeltelijk-herstel`: another share of absence, up or down.
pub(crate) async fn report_share(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let id = trajecten::parse(&id)?;
    let (from, share) = form.read(&["ingangsdatum", "percentage"], |fields| {
        let (from, share) = (fields.date("ingangsdatum"), fields.percentage("percentage"));
        let from = fields.required("ingangsdatum", from).unwrap_or_default();
        (from, fields.required("percentage", share).unwrap_or(Percentage::NONE))
    })?;
    let done = api.work(move |engine| {
        trajecten::known(engine, id)?;
        Ok(engine.report_share(&actor, id, from, share)?)
    });
    Ok(handled::answer(&done.await?, json!({})))
}

/// `POST /api/trajecten/{id}/herstel`: full recovery.
pub(crate) async fn report_recovery(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let id = trajecten::parse(&id)?;
    let op = form.read(&["op"], |fields| {
        let op = fields.date("op");
        fields.required("op", op).unwrap_or_default()
    })?;
    let done = api.work(move |engine| {
        trajecten::known(engine, id)?;
        Ok(engine.report_recovery(&actor, id, op)?)
    });
    Ok(handled::answer(&done.await?, json!({})))
}

/// `POST /api/trajecten/{id}/correctie`
pub(crate) async fn correct(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
    form: Form,
) -> Result<Json<Value>, Problem> {
    let id = trajecten::parse(&id)?;
    let correctie = read_correction(form)?;
    let done = api.work(move |engine| {
        trajecten::known(engine, id)?;
        Ok(engine.correct_verzuim(&actor, id, correctie)?)
    });
    Ok(handled::answer(&done.await?, json!({})))
}

/// One of three: the first day, the recovery, or the share from a day on.
fn read_correction(form: Form) -> Result<Correctie, Problem> {
    let known = ["eerste_dag", "hersteld_op", "ingangsdatum", "ingangsdatum_oud", "percentage"];
    let read = form.read(&known, |fields| {
        let days = known.map(|name| if name == "percentage" { None } else { fields.date(name) });
        (days, fields.percentage("percentage"))
    })?;
    match read {
        ([Some(eerste_dag), None, None, None, _], percentage) => {
            Ok(Correctie::EersteDag { eerste_dag, percentage })
        }
        ([None, Some(hersteld_op), None, None, _], None) => Ok(Correctie::Herstel { hersteld_op }),
        ([None, None, Some(ingangsdatum), ingangsdatum_oud, _], Some(percentage)) => {
            Ok(Correctie::Percentage { ingangsdatum_oud, ingangsdatum, percentage })
        }
        _ => Err(Problem::bad_request(
            "Een correctie gaat over één ding: geef `eerste_dag` (desgewenst met `percentage`), of \
             `hersteld_op`, of `ingangsdatum` met `percentage` (en `ingangsdatum_oud` als de melding \
             op een andere dag stond).",
        )),
    }
}

/// `POST /api/trajecten/{id}/intrekken`: the absence should not have been reported.
pub(crate) async fn withdraw(
    State(api): State<Arc<Api>>,
    Extension(actor): Extension<Actor>,
    InUrl(id): InUrl<String>,
) -> Result<Json<Value>, Problem> {
    let id = trajecten::parse(&id)?;
    let done = api.work(move |engine| {
        trajecten::known(engine, id)?;
        Ok(engine.withdraw_verzuim(&actor, id)?)
    });
    Ok(handled::answer(&done.await?, json!({})))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_correction_is_about_one_thing() {
        let read = |fields: Value| {
            read_correction(Form::new(serde_json::from_value(fields).unwrap())).ok()
        };
        let day = |text: &str| text.parse().unwrap();
        assert_eq!(
            read(json!({ "eerste_dag": "2026-03-01" })),
            Some(Correctie::EersteDag { eerste_dag: day("2026-03-01"), percentage: None })
        );
        assert_eq!(
            read(json!({ "hersteld_op": "2026-03-09" })),
            Some(Correctie::Herstel { hersteld_op: day("2026-03-09") })
        );
        let share = json!({
            "ingangsdatum": "2026-03-04", "ingangsdatum_oud": "2026-03-05", "percentage": 50,
        });
        assert_eq!(
            read(share),
            Some(Correctie::Percentage {
                ingangsdatum_oud: Some(day("2026-03-05")),
                ingangsdatum: day("2026-03-04"),
                percentage: Percentage::parse("50").unwrap(),
            })
        );
        for wrong in [
            json!({}),
            json!({ "ingangsdatum": "2026-03-04" }),
            json!({ "percentage": 50 }),
            json!({ "eerste_dag": "2026-03-04", "hersteld_op": "2026-03-09" }),
            json!({ "hersteld_op": "2026-03-09", "percentage": 50 }),
            json!({ "eerste_dag": "gisteren" }),
        ] {
            assert_eq!(read(wrong.clone()), None, "{wrong}");
        }
    }
}
