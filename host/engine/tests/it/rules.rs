//! Rules that a test brings with it, beside those of the house.

use std::{fs, path::Path};

use host_rulebook::{BerichtSchema, Book, IntakeField, IntakeSchema, IntakeType, Offered};

use crate::{fetching, house::House, lines::FIELDS};

/// The rules in a folder, for the connector of these tests.
pub(crate) fn book(folder: &Path) -> Book {
    let field = |name: &str, optional| {
        let (name, kind) = (name.to_owned(), IntakeType::Tekst);
        IntakeField { name, kind, optional }
    };
    let fields = FIELDS.into_iter().map(|name| field(name, true)).collect();
    let lines = IntakeSchema { kind: "proef.regel".into(), version: 1, fields };
    let fields = vec![field("tekst", false)];
    let signal = BerichtSchema { kind: "proef.seintje".into(), version: 1, fields };
    let (intakes, berichten) = ([lines, fetching::schema()], [signal]);
    let offered = Offered { intakes: &intakes, berichten: &berichten };
    let loaded = Book::load(&folder.join("rules"), offered);
    loaded.book.unwrap_or_else(|| panic!("{:#?}", loaded.diagnostics))
}

impl House {
    /// Puts a trigger in use: its file is `name`, `body` is what stands in it but for the omschrijving.
    pub(crate) fn take_rule(&self, name: &str, body: &str) {
        let path = self.folder.path().join(format!("rules/triggers/{name}.rhai"));
        let text = format!("trigger(#{{ omschrijving: \"Regel van een toets\",\n{body}\n}});\n");
        fs::write(path, text).unwrap();
        self.engine.use_book(book(self.folder.path())).unwrap();
    }
}
