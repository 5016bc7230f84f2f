//! Stage 1, the end: the sender is told what became of every record.

use host_domain::{About, DeliveryId, LogRegel, LogverslagId, Melding, Niveau, Telling, Uitkomst};
use host_store::{Delivery, Lane, Reads, Reception, ReceptionStage, StoredResponse};
use sdk_connector::kinds;
use sdk_connector::protocol::{
    Answer, Call, Counts, Document, Processed, RecordReport, RecordResult, Response,
};

use crate::{
    Engine, call::Round, error::Fault, failpoint, health, identity::Derived, journal, record,
    recorded,
};

/// Records with problems that an answer names at most.
const TROUBLED_MAX: usize = 100;

/// Records in one follow-up delivery.
const RECORDS_PER_DELIVERY: usize = 1_000;

impl Engine {
    /// Answers a message whose records are all committed.
    pub(crate) fn answer(&self, reception: &Reception) -> Result<bool, Fault> {
        let telling = self.store.read()?.logverslag(reception.id)?.map(|report| report.telling);
        if let Some(original) = reception.repeated_of
            && telling.is_none_or(|telling| telling.verwerkt == 0)
        {
            return self.answer_as_before(reception, original);
        }
        let response = self.ask_answer(reception)?;
        failpoint::hit("voor-antwoord");
        if let Some(kind) = &response.follow_up {
            self.put_follow_ups(reception, kind)?;
        }
        let stored = StoredResponse {
            status: response.status,
            content_type: response.content_type,
            body: response.body.into_bytes(),
        };
        self.finish(reception.id, stored, None)?;
        failpoint::hit("na-antwoord");
        self.wakes.dispatch.nudge();
        Ok(true)
    }

    /// A repeated message gets the very answer that the first one got. Messages of a link are taken
    /// one by one, so the first one has its answer.
    fn answer_as_before(
        &self,
        reception: &Reception,
        original: LogverslagId,
    ) -> Result<bool, Fault> {
        let view = self.store.read()?;
        let response = view.reception(original)?.and_then(|first| first.response);
        let response = response.ok_or_else(|| {
            Fault::Unknown(format!(
                "het eerdere bericht, logverslag {original}, heeft geen antwoord"
            ))
        })?;
        let total = view.logverslag(original)?.map_or(0, |report| report.telling.total());
        drop(view);
        self.finish(reception.id, response, Some((original, total)))?;
        Ok(true)
    }

    fn ask_answer(&self, reception: &Reception) -> Result<Response, Fault> {
        let (_, link) = self.link(&reception.klantcode, &reception.koppeling)?;
        let plugin = self.plugin_of(reception)?;
        let call = self.answer_call(reception)?;
        let round = Round {
            plugin: &plugin,
            call: &call,
            number: 0,
            message: None,
            settings: &reception.settings,
            granted: &link.toegestaan,
            claim: None,
        };
        let (response, _) = round.outcome(self, kinds::RESPONSE)?;
        response.read().map_err(|reason| round.broken(reason))
    }

    fn answer_call(&self, reception: &Reception) -> Result<Call, Fault> {
        let view = self.store.read()?;
        let report = view.logverslag(reception.id)?;
        let telling = report.map_or_else(Telling::default, |report| report.telling);
        let troubled = self.troubled(reception.id)?;
        let answer = Answer {
            report: reception.id.to_string(),
            header: reception.header.clone(),
            refused: reception.refused.as_ref().map(record::problem),
            counts: counts(telling),
            troubled,
        };
        Ok(Call {
            id: format!("{}/antwoord", reception.id),
            request: Document::of("answer", 1, &answer),
            settings: serde_json::Value::Object(reception.settings.clone()).to_string(),
            state: Vec::new(),
            now_ms: reception.received_at.as_millisecond(),
            seed: reception.seed,
        })
    }

    /// The records that the sender should look at, dropped ones before warnings.
    fn troubled(&self, id: LogverslagId) -> Result<Vec<RecordReport>, Fault> {
        let (mut dropped, mut warned) = (Vec::new(), Vec::new());
        for line in self.lines(id)? {
            let line = line?;
            let worst = line.meldingen.iter().map(|melding| melding.niveau).max();
            match worst {
                Some(Niveau::Uitval) => dropped.push(record_report(&line)),
                Some(Niveau::Waarschuwing) if warned.len() < TROUBLED_MAX => {
                    warned.push(record_report(&line));
                }
                _ => {}
            }
            if dropped.len() == TROUBLED_MAX {
                break;
            }
        }
        dropped.extend(warned);
        dropped.truncate(TROUBLED_MAX);
        Ok(dropped)
    }

    /// All lines of a logverslag, read in pages.
    fn lines(
        &self,
        id: LogverslagId,
    ) -> Result<impl Iterator<Item = Result<LogRegel, Fault>> + '_, Fault> {
        let view = self.store.read()?;
        let mut next = 1;
        let mut page = Vec::new().into_iter();
        Ok(std::iter::from_fn(move || {
            if let Some(line) = page.next() {
                return Some(Ok(line));
            }
            match view.logregels(id, next, RECORDS_PER_DELIVERY) {
                Ok(lines) => {
                    next = lines.last().map_or(next, |last| last.nr + 1);
                    page = lines.into_iter();
                    page.next().map(Ok)
                }
                Err(error) => Some(Err(error.into())),
            }
        }))
    }

    /// Puts deliveries in the outbox that tell the sender, record by record, what became of a message:
    /// a page of records in each, and each in a transaction of its own. One that is there already,
    /// from before a crash, is left as it is.
    fn put_follow_ups(&self, reception: &Reception, kind: &str) -> Result<(), Fault> {
        let scope = reception.id.to_string();
        let mut ids =
            Derived::from(&self.store, &[b"bezorging", scope.as_bytes(), kind.as_bytes()]);
        let mut lines = self.lines(reception.id)?.peekable();
        while lines.peek().is_some() {
            let page: Result<Vec<LogRegel>, Fault> =
                lines.by_ref().take(RECORDS_PER_DELIVERY).collect();
            let body = Processed {
                report: scope.clone(),
                header: reception.header.clone(),
                records: page?.iter().map(record_report).collect(),
            };
            let delivery = self.follow_up(reception, DeliveryId::new(&mut ids), kind, &body);
            self.writer.write(move |session| {
                if session.delivery(delivery.id)?.is_none() {
                    session.put_delivery(&delivery)?;
                }
                Ok(())
            })?;
        }
        Ok(())
    }

    fn follow_up(
        &self,
        reception: &Reception,
        id: DeliveryId,
        kind: &str,
        body: &Processed,
    ) -> Delivery {
        let link = format!("{}/{}", reception.klantcode, reception.koppeling);
        let document = journal::stored(Document::of(kind, 1, body));
        let now_ms = self.now().as_millisecond();
        let plugin = reception.plugin.clone();
        Delivery::new(id, link, plugin, document, About::default(), now_ms, Lane::Deliver)
    }

    fn finish(
        &self,
        id: LogverslagId,
        response: StoredResponse,
        repeated: Option<(LogverslagId, u64)>,
    ) -> Result<(), Fault> {
        let now = self.now();
        self.writer.write(move |session| {
            let Some(mut reception) = session.reception(id)? else { return Ok(()) };
            let Some(mut report) = session.logverslag(id)? else { return Ok(()) };
            if reception.stage == ReceptionStage::Done {
                return Ok(());
            }
            if let Some((original, total)) = repeated {
                if report.telling.total() == 0 {
                    report.telling.dubbel = total;
                }
                report.meldingen.push(Melding {
                    niveau: Niveau::Melding,
                    veld: String::new(),
                    tekst: format!("dit bericht is al eerder verwerkt: logverslag {original}"),
                });
            }
            report.klaar = true;
            reception.stage = ReceptionStage::Done;
            reception.response = Some(response.clone());
            session.put_logverslag(&report)?;
            session.put_reception(&reception)?;
            recorded::put(session, &recorded::of_reception(&reception, now))?;
            let koppeling = format!("{}/{}", reception.klantcode, reception.koppeling);
            health::worked(session, &koppeling, now)
        })
    }
}

fn counts(telling: Telling) -> Counts {
    let Telling { verwerkt, dubbel, uitval, proef } = telling;
    Counts { verwerkt, dubbel, uitval, proef }
}

fn record_report(line: &LogRegel) -> RecordReport {
    RecordReport {
        key: line.sleutel.clone(),
        place: line.plaats.clone(),
        echo: line.echo.clone(),
        result: match line.uitkomst {
            Uitkomst::Verwerkt => RecordResult::Verwerkt,
            Uitkomst::Dubbel => RecordResult::Dubbel,
            Uitkomst::Uitval => RecordResult::Uitval,
            Uitkomst::Proef => RecordResult::Proef,
        },
        problems: line.meldingen.iter().map(record::problem).collect(),
    }
}
