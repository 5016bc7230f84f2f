//! One step of a connector: from a call and its replies to a result. The same for the component and
//! for tests.

use std::rc::Rc;

use serde::Serialize;

use crate::connector::{Connector, Reception, Result, Stop};
use crate::host::{Host, Surroundings};
use crate::kinds;
use crate::protocol::{Call, Chunk, Document, Progress, StepResult};

/// The self-description of `C` as a document.
pub fn describe<C: Connector>() -> Document {
    Document::of(kinds::ABOUT, kinds::VERSION, &C::about())
}

/// Runs `C` from the start of `call` with the replies so far.
pub fn step<C: Connector>(
    call: &Call,
    replies: &[Document],
    surroundings: Rc<dyn Surroundings>,
) -> StepResult {
    let mut host = Host::new(replies.to_vec(), surroundings);
    let came = dispatch::<C>(call, &mut host);
    let (asked, waiting) = host.into_asked();
    let progress = match came {
        _ if waiting => Progress::Waiting, // whatever came of it: it was decided without the reply
        Ok(progress) => progress,
        Err(Stop::Fault(text)) => Progress::Fault(text),
        Err(Stop::Waiting) => {
            Progress::Fault("de koppeling wacht op iets dat zij niet vroeg".into())
        }
    };
    StepResult { asked, progress }
}

fn dispatch<C: Connector>(call: &Call, host: &mut Host) -> Result<Progress> {
    let connector = C::default();
    let request = &call.request;
    if request.version != kinds::VERSION {
        return Err(Stop::Fault(format!(
            "deze koppeling kent versie {} van `{}` niet",
            request.version, request.kind
        )));
    }
    match request.kind.as_str() {
        kinds::RECEIVE => match connector.receive(call, request.read()?, host)? {
            Reception::More { state, intakes } => Ok(Progress::Continue(Chunk { state, intakes })),
            Reception::Done(received) => done(kinds::RECEIVED, &received),
        },
        kinds::ANSWER => done(kinds::RESPONSE, &connector.answer(call, request.read()?, host)?),
        kinds::DELIVER => done(kinds::OUTCOME, &connector.deliver(call, request.read()?, host)?),
        kinds::ASK => done(kinds::OUTCOME, &connector.ask(call, request.read()?, host)?),
        kinds::POLL => done(kinds::PAGE, &connector.poll(call, request.read()?, host)?),
        kinds::FETCH => done(kinds::FETCHED, &connector.fetch(call, request.read()?, host)?),
        other => Err(Stop::Fault(format!("deze koppeling kent de vraag `{other}` niet"))),
    }
}

fn done<T: Serialize>(kind: &str, outcome: &T) -> Result<Progress> {
    Ok(Progress::Done(Document::of(kind, kinds::VERSION, outcome)))
}
