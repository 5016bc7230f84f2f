//! How much work there is, and how much is still to be done.

use std::sync::Arc;

use axum::{Json, extract::State};
use host_engine::DECIDE_CURSOR;
use host_store::{BookReads, DeliveryState, Lane, Reads, RuleCount, Snapshot};
use serde_json::{Value, json};

use crate::{Api, koppelingen, problem::Problem};

/// Messages counted at most; beyond that the exact number says no more.
const COUNT_MAX: usize = 10_000;

/// `GET /api/stand`. `rustig` when all work that there is has been done, but for deliveries and
/// polls that wait for their time. All figures are of one moment.
pub(crate) async fn now(State(api): State<Arc<Api>>) -> Result<Json<Value>, Problem> {
    if api.engine.is_closed() {
        return Err(Problem::unavailable("De host stopt.", 10));
    }
    let counts = api.work(|engine| {
        let view = engine.store().read()?;
        let (events, decided) = (view.last_seq()?, view.cursor(DECIDE_CURSOR)?);
        let messages = view.open_receptions(COUNT_MAX)?.len();
        let now_ms = engine.now().as_millisecond();
        let (mut due, mut sending) = (0, 0);
        for lane in Lane::ALL {
            due += view.due_deliveries(lane, now_ms, COUNT_MAX)?.len();
            sending += being_sent(&view, lane)?;
        }
        let polls = koppelingen::polls_to_do(engine, &view)?;
        let (rules, day) = (rules(&view)?, engine.is_day_to_do()?);
        Ok(json!({
            "status": "gereed",
            "gebeurtenissen": events,
            "te_beoordelen": events.saturating_sub(decided),
            "berichten_in_behandeling": messages,
            "bezorgingen_aan_de_beurt": due,
            "bezorgingen_onderweg": sending,
            "ophalen_aan_de_beurt": polls,
            "dag_aan_de_beurt": day,
            "regels": rules,
            "rustig": decided >= events && messages + due + sending + polls == 0 && !day,
        }))
    });
    Ok(Json(counts.await?))
}

/// How often rules spoke, all together: figures to watch. Which of them it was, `GET /api/regels` and
/// the log of the rules tell.
fn rules(view: &Snapshot) -> Result<Value, Problem> {
    let mut all = RuleCount::default();
    view.rule_counts()?.into_values().for_each(|count| all.add(count));
    Ok(json!({
        "bekeken": all.considered,
        "van_toepassing": all.matched,
        "in_schaduw": all.shadowed,
        "geweigerd": all.refused,
        "fouten": all.errors,
    }))
}

/// Attempts that are being made.
fn being_sent(view: &Snapshot, lane: Lane) -> Result<usize, Problem> {
    let mut sending = 0;
    for id in view.due_deliveries(lane, i64::MAX, COUNT_MAX)? {
        match view.delivery(id) {
            Ok(Some(delivery)) => {
                sending += usize::from(matches!(delivery.state, DeliveryState::Sending { .. }));
            }
            Ok(None) => {}
            // Nobody makes an attempt with what cannot be read.
            Err(error) if error.is_about_a_row() => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(sending)
}
