//! Effects as they stand in a rule: fixed, or with parts that are computed when the rule matches.

use std::collections::BTreeMap;

use host_domain::Effect;
use jiff::civil::Date;

use crate::{
    expression::{Expression, Fault, Scope, shift},
    value::Value,
    vocabulary,
};

/// What a rule asks for when it matches.
#[derive(Debug, Clone, PartialEq)]
pub enum EffectTemplate {
    /// The same every time.
    Fixed(Effect),
    /// Some of it depends on the case.
    Computed(ComputedEffect),
}

/// An effect of which some parts depend on the case.
#[derive(Debug, Clone, PartialEq)]
pub struct ComputedEffect {
    pub(crate) how: Computed,
}

/// The effects that have computed parts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Computed {
    /// A date, or a duration that counts from vandaag.
    Herinnering {
        naam: String,
        op: Expression,
    },
    Bericht {
        koppeling: String,
        soort: String,
        velden: BTreeMap<String, MessageField>,
    },
}

/// A field of a message: how it is computed, and whether it may be left out.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct MessageField {
    pub(crate) value: Expression,
    pub(crate) optional: bool,
}

impl EffectTemplate {
    /// The word in rules that asks for it.
    pub fn word(&self) -> &'static str {
        match self {
            EffectTemplate::Fixed(effect) => word_of(effect),
            EffectTemplate::Computed(ComputedEffect { how }) => match how {
                Computed::Herinnering { .. } => "herinnering",
                Computed::Bericht { .. } => "bericht",
            },
        }
    }

    /// The effect, when it is the same every time.
    pub fn fixed(&self) -> Option<&Effect> {
        match self {
            EffectTemplate::Fixed(effect) => Some(effect),
            EffectTemplate::Computed(_) => None,
        }
    }

    /// The name of the timer that it sets; none when it does something else.
    pub(crate) fn herinnering(&self) -> Option<&str> {
        match self {
            EffectTemplate::Fixed(Effect::Herinnering { naam, .. })
            | EffectTemplate::Computed(ComputedEffect {
                how: Computed::Herinnering { naam, .. },
            }) => Some(naam),
            _ => None,
        }
    }

    /// The link over which it sends a message; none when it does something else.
    pub(crate) fn koppeling(&self) -> Option<&str> {
        match self {
            EffectTemplate::Fixed(Effect::Bericht { koppeling, .. })
            | EffectTemplate::Computed(ComputedEffect {
                how: Computed::Bericht { koppeling, .. },
            }) => Some(koppeling),
            _ => None,
        }
    }

    /// The expressions in it.
    pub(crate) fn expressions(&self) -> Vec<&Expression> {
        match self {
            EffectTemplate::Fixed(_) => Vec::new(),
            EffectTemplate::Computed(ComputedEffect { how }) => match how {
                Computed::Herinnering { op, .. } => vec![op],
                Computed::Bericht { velden, .. } => {
                    velden.values().map(|field| &field.value).collect()
                }
            },
        }
    }

    /// The expressions without whose value there is no effect.
    pub(crate) fn needed(&self) -> Vec<&Expression> {
        match self {
            EffectTemplate::Computed(ComputedEffect { how: Computed::Bericht { velden, .. } }) => {
                let needed = velden.values().filter(|field| !field.optional);
                needed.map(|field| &field.value).collect()
            }
            other => other.expressions(),
        }
    }

    /// The effect for one case.
    pub(crate) fn compute<'v>(&'v self, scope: &Scope<'_, 'v>) -> Result<Effect, Fault> {
        match self {
            EffectTemplate::Fixed(effect) => Ok(effect.clone()),
            EffectTemplate::Computed(ComputedEffect { how }) => how.compute(scope),
        }
    }
}

impl Computed {
    fn compute<'v>(&'v self, scope: &Scope<'_, 'v>) -> Result<Effect, Fault> {
        match self {
            Computed::Herinnering { naam, op } => {
                let op = day(op, scope)?.ok_or(Fault::UnknownDate)?;
                Ok(Effect::Herinnering { naam: naam.clone(), op })
            }
            Computed::Bericht { koppeling, soort, velden } => {
                let mut values = BTreeMap::new();
                for (name, field) in velden {
                    match field.value.compute(scope)? {
                        Value::Absent if field.optional => {}
                        Value::Absent => return Err(Fault::UnknownField),
                        value => {
                            values.insert(name.clone(), value.to_json());
                        }
                    }
                }
                let (koppeling, soort) = (koppeling.clone(), soort.clone());
                Ok(Effect::Bericht { koppeling, soort, velden: values })
            }
        }
    }
}

/// A date as it is; a duration from vandaag on.
fn day<'v>(expression: &'v Expression, scope: &Scope<'_, 'v>) -> Result<Option<Date>, Fault> {
    let value = match expression.compute(scope)? {
        Value::Days(days) => match vocabulary::find("vandaag").map(|id| scope.facts.fact(id)) {
            Some(Value::Date(vandaag)) => shift(vandaag, days)?,
            _ => Value::Absent,
        },
        value => value,
    };
    Ok(if let Value::Date(day) = value { Some(day) } else { None })
}

fn word_of(effect: &Effect) -> &'static str {
    match effect {
        Effect::NieuweTaak { .. } => "nieuwe_taak",
        Effect::Emailsignaal { .. } => "emailsignaal",
        Effect::KenmerkToevoegen { .. } => "kenmerk_toevoegen",
        Effect::KenmerkVerwijderen { .. } => "kenmerk_verwijderen",
        Effect::TrajectStarten { .. } => "traject_starten",
        Effect::TrajectSluiten => "traject_sluiten",
        Effect::Herinnering { .. } => "herinnering",
        Effect::Bericht { .. } => "bericht",
    }
}
