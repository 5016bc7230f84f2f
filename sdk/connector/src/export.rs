//! The one place that knows the generated bindings: from a [`crate::Connector`] to a component and back.
//! Used through [`connector!`](crate::connector!) only.

/// Makes this crate the connector `$connector`, a type that implements [`Connector`](crate::Connector).
/// Write it once, in `lib.rs`. It does nothing in a native build, so that tests need no component.
#[macro_export]
macro_rules! connector {
    ($connector:ty) => {
        #[cfg(target_family = "wasm")]
        #[allow(unsafe_code, missing_docs, unreachable_pub, clippy::all)]
        const _: () = {
            type Component = $crate::export::Component<$connector>;
            $crate::export::bindings::__export_component!(
                Component with_types_in $crate::export::bindings
            );
        };
    };
}

#[cfg(target_family = "wasm")]
mod component {
    use std::marker::PhantomData;
    use std::rc::Rc;

    use super::bindings::Guest;
    use super::bindings::schakel::connector::{blobs, journal, types};
    use crate::protocol::{Call, Document, Progress, StepResult};
    use crate::{Connector, NoteLevel, Surroundings, run};

    /// A connector as the world sees it.
    pub struct Component<C>(PhantomData<C>);

    impl<C: Connector + 'static> Guest for Component<C> {
        fn describe() -> types::Document {
            run::describe::<C>().into()
        }

        fn step(call: types::Call, replies: Vec<types::Document>) -> types::StepResult {
            let replies: Vec<Document> = replies.into_iter().map(Document::from).collect();
            match Call::try_from(call) {
                Ok(call) => run::step::<C>(&call, &replies, Rc::new(Lent)).into(),
                Err(text) => {
                    types::StepResult { asked: Vec::new(), progress: types::Progress::Fault(text) }
                }
            }
        }
    }

    /// The functions that the host lends.
    struct Lent;

    impl Surroundings for Lent {
        fn read_blob(&self, handle: u64, offset: u64, length: u32) -> Result<Vec<u8>, String> {
            blobs::read(handle, offset, length)
        }

        fn note(&self, level: NoteLevel, text: &str) {
            let level = match level {
                NoteLevel::Debug => journal::Level::Debug,
                NoteLevel::Info => journal::Level::Info,
                NoteLevel::Warning => journal::Level::Warning,
            };
            journal::note(level, text);
        }
    }

    impl From<types::Document> for Document {
        fn from(document: types::Document) -> Document {
            let types::Document { kind, version, body } = document;
            Document { kind, version, body }
        }
    }

    impl From<Document> for types::Document {
        fn from(document: Document) -> types::Document {
            let Document { kind, version, body } = document;
            types::Document { kind, version, body }
        }
    }

    impl TryFrom<types::Call> for Call {
        type Error = String;

        fn try_from(call: types::Call) -> Result<Call, String> {
            Ok(Call {
                id: call.id,
                request: call.request.into(),
                settings: String::from_utf8(call.settings)
                    .map_err(|_| "de instellingen zijn geen UTF-8".to_owned())?,
                state: call.state,
                now_ms: call.now_ms,
                seed: call.seed,
            })
        }
    }

    impl From<StepResult> for types::StepResult {
        fn from(result: StepResult) -> types::StepResult {
            let progress = match result.progress {
                Progress::Waiting => types::Progress::Waiting,
                Progress::Continue(chunk) => types::Progress::Continue(types::Chunk {
                    state: chunk.state,
                    intakes: chunk.intakes.into_iter().map(Into::into).collect(),
                }),
                Progress::Done(outcome) => types::Progress::Done(outcome.into()),
                Progress::Fault(text) => types::Progress::Fault(text),
            };
            types::StepResult {
                asked: result.asked.into_iter().map(Into::into).collect(),
                progress,
            }
        }
    }
}

#[cfg(target_family = "wasm")]
pub use component::Component;

/// Generated from `sdk/wit`.
#[cfg(target_family = "wasm")]
#[allow(unsafe_code, missing_docs, unreachable_pub, clippy::all)]
pub mod bindings {
    wit_bindgen::generate!({
        path: "../wit",
        world: "connector",
        pub_export_macro: true,
        export_macro_name: "__export_component",
        default_bindings_module: "sdk_connector::export::bindings",
    });
}
