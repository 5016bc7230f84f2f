//! Which rows of conversiegroepen one message uses.

use std::cell::RefCell;

use serde_json::Value as Json;

use crate::{
    book::Book,
    expression::{Expression, Scope},
    importconfiguratie::{Importconfiguratie, Message, What, read_fields},
    value::Value,
};

impl Importconfiguratie {
    /// Tells group, key and code of each conversion that the message asks for. Nothing when the
    /// message cannot be read.
    pub(crate) fn conversions_of(
        &self,
        book: &Book,
        fields: &Json,
        tell: &mut dyn FnMut(&str, &str, &str),
    ) {
        let (values, problems) = read_fields(&self.intake, fields);
        if !problems.is_empty() {
            return;
        }
        let message = Message { values };
        let findings = RefCell::default();
        let scope = Scope { facts: &message, conversions: book.conversions(), findings: &findings };
        self.expressions(&mut |expression| conversions_in(expression, &scope, tell));
    }

    /// Every expression in it.
    fn expressions<'i>(&'i self, visit: &mut dyn FnMut(&'i Expression)) {
        match &self.what {
            What::Werknemer(mapping) => {
                visit(&mapping.werkgevercode);
                let optional = [mapping.dienstverband.as_ref(), mapping.verzuim.as_ref()];
                let parts =
                    std::iter::once(&mapping.werknemer).chain(optional.into_iter().flatten());
                parts.flatten().for_each(|(_, expression)| visit(expression));
            }
            What::Document(mapping) => mapping.iter().for_each(|(_, e)| visit(e)),
        }
    }
}

/// Tells group, key and code of each conversion in an expression.
pub(crate) fn conversions_in<'v>(
    expression: &'v Expression,
    scope: &Scope<'_, 'v>,
    tell: &mut dyn FnMut(&str, &str, &str),
) {
    expression.walk(&mut |part| {
        if let Expression::Convert { group, key, value } = part
            && let Ok(Value::Text(code)) = value.compute(scope)
        {
            tell(group, key, &code);
        }
    });
}
