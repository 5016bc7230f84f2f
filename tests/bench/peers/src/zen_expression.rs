//! zen-expression: each rule compiled apart, all of them run on one machine.

use serde_json::Value as Json;
use zen_expression::{
    Expression, compile_expression, expression::Standard, scope::Scope, variable::Variable, vm::VM,
};

use crate::{
    Answered, Peer,
    rules::{Scene, Situation, expression},
};

pub(crate) struct ZenExpression {
    rules: Vec<Expression<Standard>>,
    scopes: Vec<Scope>,
    machine: VM,
}

impl ZenExpression {
    pub(crate) fn load(scene: &Scene) -> Answered<ZenExpression> {
        let rules = scene.regels.iter().map(|rule| {
            compile_expression(&expression(rule, "and")).map_err(|error| error.to_string())
        });
        let rules = rules.collect::<Result<Vec<_>, String>>()?;
        Ok(ZenExpression { rules, scopes: Vec::new(), machine: VM::new() })
    }
}

impl Peer for ZenExpression {
    fn prepare(&mut self, situation: &Situation) -> Answered<()> {
        self.scopes.push(Scope::new(Variable::from(Json::Object(situation.clone()))));
        Ok(())
    }

    fn matches(&mut self, situation: usize) -> Answered<usize> {
        let scope = self.scopes.get(situation).ok_or("deze situatie is er niet")?;
        let mut matched = 0;
        for rule in &self.rules {
            let answer = rule.evaluate_with_scope(scope, &mut self.machine);
            let answer = answer.map_err(|error| error.to_string())?;
            matched += usize::from(matches!(answer, Variable::Bool(true)));
        }
        Ok(matched)
    }
}
