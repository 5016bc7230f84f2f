//! CEL: a program for each rule, all of them run. CEL itself has no set of rules.

use std::sync::Arc;

use cel::{Context, Env, Program, Value};
use serde_json::Value as Json;

use crate::{
    Answered, Peer,
    rules::{Scene, Situation, expression},
};

pub(crate) struct Cel {
    env: Arc<Env>,
    programs: Vec<Program>,
    contexts: Vec<Context<'static, 'static>>,
}

impl Cel {
    pub(crate) fn load(scene: &Scene) -> Answered<Cel> {
        let env = Arc::new(Env::stdlib());
        let compiled = scene
            .regels
            .iter()
            .map(|rule| env.compile(&expression(rule, "&&")).map_err(|error| error.to_string()));
        let programs = compiled.collect::<Result<Vec<Program>, String>>()?;
        Ok(Cel { env, programs, contexts: Vec::new() })
    }
}

impl Peer for Cel {
    fn prepare(&mut self, situation: &Situation) -> Answered<()> {
        let mut context = Context::with_env(Arc::clone(&self.env));
        for (fact, value) in situation {
            context.add_variable_from_value(fact.as_str(), in_cel(value));
        }
        self.contexts.push(context);
        Ok(())
    }

    fn matches(&mut self, situation: usize) -> Answered<usize> {
        let context = self.contexts.get(situation).ok_or("deze situatie is er niet")?;
        let mut matched = 0;
        for program in &self.programs {
            matched += usize::from(program.execute(context)? == Value::Bool(true));
        }
        Ok(matched)
    }
}

fn in_cel(value: &Json) -> Value {
    match value {
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => Value::Int(number.as_i64().unwrap_or_default()),
        Json::String(text) => Value::from(text.as_str()),
        Json::Array(items) => Value::from(items.iter().map(in_cel).collect::<Vec<Value>>()),
        Json::Null | Json::Object(_) => Value::Null,
    }
}
