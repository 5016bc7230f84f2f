//! zen-engine: all rules as the rows of one decision table that gives every row that matches.

use std::{collections::BTreeSet, sync::Arc};

use futures_executor::block_on;
use serde_json::{Map, Value, json};
use zen_engine::{Decision, DecisionEngine, model::DecisionContent};
use zen_expression::variable::Variable;

use crate::{
    Answered, Peer,
    rules::{Clause, Scene, Sign, Situation},
};

pub(crate) struct ZenTable {
    decision: Decision,
    situations: Vec<Variable>,
}

impl ZenTable {
    pub(crate) fn load(scene: &Scene) -> Answered<ZenTable> {
        let content: DecisionContent = serde_json::from_value(graph(scene))?;
        let decision = DecisionEngine::default().create_decision(Arc::new(content));
        let mut decision = decision.map_err(|error| format!("{error:?}"))?;
        decision.compile();
        Ok(ZenTable { decision, situations: Vec::new() })
    }
}

impl Peer for ZenTable {
    fn prepare(&mut self, situation: &Situation) -> Answered<()> {
        self.situations.push(Variable::from(Value::Object(situation.clone())));
        Ok(())
    }

    fn matches(&mut self, situation: usize) -> Answered<usize> {
        let facts = self.situations.get(situation).ok_or("deze situatie is er niet")?;
        let answer = block_on(self.decision.evaluate(facts.shallow_clone()));
        let answer = answer.map_err(|error| error.to_string())?;
        match &answer.result {
            Variable::Array(rows) => Ok(rows.borrow().len()),
            other => Err(format!("geen lijst van rijen: {other:?}").into()),
        }
    }
}

/// The rules as a decision: what comes in, the table, what goes out.
fn graph(scene: &Scene) -> Value {
    let facts: BTreeSet<&str> =
        scene.regels.iter().flatten().map(|clause| clause.feit.as_str()).collect();
    let inputs: Vec<Value> =
        facts.iter().map(|fact| json!({ "id": fact, "name": fact, "field": fact })).collect();
    let rows = scene.regels.iter().enumerate();
    let rows: Vec<Value> = rows.map(|(number, rule)| row(number, rule, &facts)).collect();
    let table = json!({
        "hitPolicy": "collect",
        "inputs": inputs,
        "outputs": [{ "id": "regel", "name": "regel", "field": "regel" }],
        "rules": rows,
    });
    let edge =
        |id: &str, from: &str, to: &str| json!({ "id": id, "sourceId": from, "targetId": to });
    json!({
        "nodes": [
            { "id": "in", "name": "in", "type": "inputNode" },
            { "id": "tabel", "name": "tabel", "type": "decisionTableNode", "content": table },
            { "id": "uit", "name": "uit", "type": "outputNode" },
        ],
        "edges": [edge("a", "in", "tabel"), edge("b", "tabel", "uit")],
    })
}

/// One row; a cell without a clause is empty, which matches anything.
fn row(number: usize, rule: &[Clause], facts: &BTreeSet<&str>) -> Value {
    let mut cells: Map<String, Value> =
        facts.iter().map(|fact| ((*fact).to_owned(), json!(""))).collect();
    for Clause { feit, teken, waarde } in rule {
        let cell = match teken {
            Sign::Gelijk => waarde.to_string(),
            Sign::TenMinste => format!(">= {waarde}"),
            Sign::Bevat => format!("contains($, {waarde})"),
        };
        cells.insert(feit.clone(), json!(cell));
    }
    cells.insert("_id".to_owned(), json!(number.to_string()));
    cells.insert("regel".to_owned(), json!(number.to_string()));
    Value::Object(cells)
}
