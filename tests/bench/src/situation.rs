//! Events with their dossiers, to hold rules against. All from the public JSON of events: dossiers
//! are folded, as the engine does.

use host_domain::{Dossier, Event, WerkgeverDossier, apply};
use host_rulebook::Case;
use serde_json::{Value, json};

use crate::{Measured, rule_files};

const WERKGEVER: &str = "wg-00000000000000000000000000000001";
const WERKNEMER: &str = "wn-00000000000000000000000000000002";
const TRAJECT: &str = "tr-00000000000000000000000000000003";
const TAAK: &str = "ta-00000000000000000000000000000004";

/// First day of the traject.
const BEGIN: &str = "2026-03-02";

/// When everything happened: a month later.
const NOW: &str = "2026-04-01T09:14:00+02:00";

/// From the first day until then.
const DAYS: i64 = 30;

/// The group of the werkgever that rules of everybody are for, and which thousand of the others is for
/// another group that it is in.
const GROEP: &str = "Felison";
const GROEP_THOUSAND: usize = 3;

/// An event with the dossiers that it is about.
pub(crate) struct Situation {
    soort: String,
    event: Event,
    dossier: Dossier,
    werkgever: WerkgeverDossier,
}

impl Situation {
    pub(crate) fn case(&self) -> Case<'_> {
        Case {
            event: &self.event,
            dossier: Some(&self.dossier),
            werkgever: Some(&self.werkgever),
            ingesloten: &[],
        }
    }

    /// The facts that generated rules ask about, by name, for engines that know no dossiers.
    pub(crate) fn facts(&self) -> Value {
        json!({
            "gebeurtenis": self.event.kind.event_type().name(),
            "soort": self.soort,
            "lopend": true,
            "duur": DAYS,
            "percentage": 100,
            "groepen": [GROEP, rule_files::groep(GROEP_THOUSAND)],
        })
    }

    /// A ziekmelding of 100 %, a month ago.
    pub(crate) fn ziekmelding() -> Measured<Situation> {
        situation("verzuim.ziekmelding", &rule_files::soort(0))
    }

    /// Every event that rules may look at, on a traject of every soort.
    pub(crate) fn all() -> Measured<Vec<Situation>> {
        let soorten = (0..=rule_files::SOORTEN).map(rule_files::soort);
        let all = soorten.flat_map(|soort| {
            rule_files::EVENTS.into_iter().map(move |event| situation(event, &soort))
        });
        all.collect()
    }
}

fn situation(kind: &str, soort: &str) -> Measured<Situation> {
    let werkgever = fold(&[event("werkgever.toegevoegd", soort, false)?])?;
    let werkgever = werkgever.as_werkgever().ok_or("geen werkgever")?.clone();
    let history = ["werknemer.toegevoegd", "traject.gestart", "taak.toegevoegd"];
    let history: Measured<Vec<Event>> =
        history.into_iter().map(|kind| event(kind, soort, true)).collect();
    let (soort, event) = (soort.to_owned(), event(kind, soort, true)?);
    Ok(Situation { soort, event, dossier: fold(&history?)?, werkgever })
}

fn fold(events: &[Event]) -> Measured<Dossier> {
    let mut dossier = None;
    for event in events {
        dossier = Some(apply(dossier, event)?);
    }
    Ok(dossier.ok_or("geen events")?)
}

/// An event of this kind about a traject of this soort, or about the werkgever alone.
fn event(kind: &str, soort: &str, of_werknemer: bool) -> Measured<Event> {
    let mut about = json!({ "werkgever": WERKGEVER });
    if of_werknemer {
        about = json!({ "werkgever": WERKGEVER, "werknemer": WERKNEMER, "traject": TRAJECT });
    }
    let event = json!({
        "seq": 7,
        "id": "ev-00000000000000000000000000000007",
        "type": kind,
        "data": data(kind, soort)?,
        "occurred_at": NOW,
        "recorded_at": NOW,
        "source": "koppeling:VI001/Verzuimmeldingen",
        "correlation": 7,
        "about": about,
    });
    Ok(Event::read(event.to_string().as_bytes())?)
}

fn data(kind: &str, soort: &str) -> Measured<Value> {
    let verloop = json!([{ "ingangsdatum": BEGIN, "percentage": "100.00" }]);
    Ok(match kind {
        "werkgever.toegevoegd" => json!({
            "werkgevercode": "FLSN100200",
            "naam": "Bakkerij Van Dam",
            "loonheffingennummers": [],
            "werkgevergroepen": [GROEP, rule_files::groep(GROEP_THOUSAND)],
        }),
        "werknemer.toegevoegd" => {
            json!({ "persoon": { "extern_id": "W-1", "achternaam": "Vermeer" } })
        }
        "verzuim.ziekmelding" | "traject.gestart" => json!({ "traject": {
            "id": TRAJECT,
            "soort": soort,
            "begin": BEGIN,
            "status": { "is": "lopend" },
            "verloop": verloop,
            "volgnummer": 1,
        } }),
        "verzuim.gedeeltelijk_hersteld" => json!({
            "ingangsdatum": BEGIN,
            "percentage": "50.00",
            "vorig_percentage": "100.00",
            "volgnummer": 2,
        }),
        "verzuim.correctie" => json!({
            "begin": BEGIN,
            "verloop": verloop,
            "vorige_begin": BEGIN,
            "vorig_verloop": verloop,
            "volgnummer": 2,
        }),
        "verzuim.hersteld" => {
            json!({ "op": BEGIN, "vorig_percentage": "100.00", "volgnummer": 3 })
        }
        "verzuim.ingetrokken" => json!({ "volgnummer": 3 }),
        "traject.beeindigd" => json!({ "op": BEGIN }),
        "taak.toegevoegd" => json!({ "taak": {
            "id": TAAK,
            "code": "PlanSpreekuur",
            "naam": "Plan een spreekuur",
            "toegevoegd_op": NOW,
            "status": "open",
        } }),
        "taak.uitgevoerd" => json!({ "taak": TAAK, "code": "PlanSpreekuur" }),
        other => return Err(format!("geen gegevens voor `{other}`").into()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_has_a_situation_for_every_soort() {
        let all = Situation::all().unwrap();
        assert_eq!(all.len(), rule_files::EVENTS.len() * (rule_files::SOORTEN + 1));
        let soort = |situation: &Situation| {
            situation.dossier.trajecten().values().next().map(|traject| traject.soort.clone())
        };
        assert!(all.iter().any(|one| soort(one).as_deref() == Some("Soort39")));
        assert!(all.iter().all(|one| soort(one).is_some()));
    }
}
