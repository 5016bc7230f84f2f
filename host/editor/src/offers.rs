//! Completion: what may stand where the cursor is.

use host_rulebook::{Entry, EntryKind, FACTS, vocabulary};
use lsp_types::{
    CompletionItem, CompletionItemKind, CompletionTextEdit, Documentation, InsertTextFormat,
    MarkupContent, MarkupKind, Position, TextEdit,
};

use crate::{
    codes,
    explain::explained,
    files::{self, skeletons},
    position::{offset, range},
    rules_folder::RulesFolder,
    spot::{Room, Spot, spot},
};

/// What may be inserted, before it has a place.
struct Offer {
    label: String,
    kind: CompletionItemKind,
    detail: String,
    doc: String,
    insert: Insert,
}

/// What is inserted.
enum Insert {
    Label,
    /// With places to fill in, in the notation of the protocol.
    Snippet(String),
}

/// What may stand at a position of the text; with places to fill in only when the editor knows those.
pub(crate) fn completions(
    folder: &RulesFolder,
    text: &str,
    position: Position,
    snippets: bool,
) -> Vec<CompletionItem> {
    let cursor = offset(text, position);
    let (start, offers) = match spot(text, cursor) {
        Spot::Nothing => return Vec::new(),
        Spot::Text { start, holder, .. } => {
            let codes = codes::of_text(&holder, folder.catalogue(), folder.connectors());
            (start, codes.iter().map(Offer::of_code).collect())
        }
        Spot::Word { start, room, .. } => (start, in_room(&room, folder, text)),
    };
    let edited = range(text, start, cursor);
    let item = |(place, offer): (usize, Offer)| {
        let (new_text, format) = match offer.insert {
            Insert::Snippet(snippet) if snippets => (snippet, InsertTextFormat::SNIPPET),
            _ => (offer.label.clone(), InsertTextFormat::PLAIN_TEXT),
        };
        CompletionItem {
            kind: Some(offer.kind),
            detail: Some(offer.detail).filter(|detail| !detail.is_empty()),
            documentation: Some(offer.doc).filter(|doc| !doc.is_empty()).map(|value| {
                Documentation::MarkupContent(MarkupContent { kind: MarkupKind::Markdown, value })
            }),
            filter_text: Some(offer.label.clone()),
            sort_text: Some(format!("{place:04}")), // the order of the manual
            insert_text_format: Some(format),
            text_edit: Some(CompletionTextEdit::Edit(TextEdit { range: edited, new_text })),
            label: offer.label,
            ..CompletionItem::default()
        }
    };
    offers.into_iter().enumerate().map(item).collect()
}

fn in_room(room: &Room, folder: &RulesFolder, text: &str) -> Vec<Offer> {
    match room {
        Room::Rule => skeletons().map(|skeleton| Offer::of_skeleton(&skeleton)).collect(),
        Room::Effect => of_kinds(&[EntryKind::Gevolg]),
        Room::Key(path) => keys(path),
        Room::Expression(path) => match path.first().map(String::as_str) {
            Some("importconfiguratie") => {
                let mut offers = fields(folder, text);
                offers.extend(of_kinds(&[EntryKind::Woord]));
                offers
            }
            Some("conversiegroep") => vec![Offer::of_value(), Offer::of_table()],
            _ if path.last().is_some_and(|key| TRUTHS.contains(&key.as_str())) => {
                vec![Offer::plain("true", "ja"), Offer::plain("false", "nee")]
            }
            _ => of_kinds(&[EntryKind::Feit, EntryKind::Woord]),
        },
    }
}

/// Keys whose value is yes or no.
const TRUTHS: [&str; 3] = ["inschakelen", "eenmalig", "selecteerbaar"];

fn of_kinds(kinds: &[EntryKind]) -> Vec<Offer> {
    let chosen = vocabulary().filter(|entry| kinds.contains(&entry.kind));
    chosen.map(|entry| Offer::of_entry(&entry)).collect()
}

/// The keys of the map with this path; in what a test is given, facts by their parts.
fn keys(path: &[String]) -> Vec<Offer> {
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    match names.as_slice() {
        ["trigger"] => of_kinds(&[EntryKind::Triggersleutel]),
        ["test"] => of_kinds(&[EntryKind::Testsleutel]),
        ["importconfiguratie"] => of_kinds(&[EntryKind::Importsleutel]),
        ["conversiegroep"] => of_kinds(&[EntryKind::Conversiesleutel]),
        ["test", "gegeven"] => {
            let mut subjects: Vec<&str> =
                FACTS.iter().filter_map(|fact| Some(fact.path.split_once('.')?.0)).collect();
            subjects.dedup();
            let subjects = subjects.into_iter().filter(|name| *name != "gebeurtenis");
            let map = |name: &str| Offer {
                insert: Insert::Snippet(format!("{name}: #{{ $0 }}")),
                ..Offer::plain(name, "feiten")
            };
            let event = Offer {
                insert: Insert::Snippet("gebeurtenis: \"$0\"".to_owned()),
                ..Offer::plain("gebeurtenis", "welke gebeurtenis; anders de eerste van de regel")
            };
            [event].into_iter().chain(subjects.map(map)).collect()
        }
        ["test", "gegeven", subject] => {
            let inside = FACTS.iter().filter_map(|fact| {
                let (about, name) = fact.path.split_once('.')?;
                (about == *subject).then(|| Offer {
                    insert: Insert::Snippet(format!("{name}: $0")),
                    doc: fact.doc.to_owned(),
                    ..Offer::plain(name, fact.label)
                })
            });
            inside.collect()
        }
        _ => Vec::new(),
    }
}

/// The fields of the message that an importconfiguratie reads: that of the intake it names.
fn fields(folder: &RulesFolder, text: &str) -> Vec<Offer> {
    let named = |kind: &str| text.contains(&format!("\"{kind}\""));
    let intakes = folder.connectors().intakes.iter().filter(|intake| named(&intake.kind));
    let fields = intakes.flat_map(|intake| &intake.fields);
    let offer = |field: &host_rulebook::IntakeField| {
        let detail = if field.optional {
            "veld van het bericht; kan ontbreken"
        } else {
            "veld van het bericht"
        };
        Offer {
            kind: CompletionItemKind::FIELD,
            ..Offer::plain(&format!("bericht.{}", field.name), detail)
        }
    };
    fields.map(offer).collect()
}

impl Offer {
    fn plain(label: &str, detail: &str) -> Offer {
        Offer {
            label: label.to_owned(),
            kind: CompletionItemKind::KEYWORD,
            detail: detail.to_owned(),
            doc: String::new(),
            insert: Insert::Label,
        }
    }

    fn of_value() -> Offer {
        Offer::plain("waarde", "de code zelf")
    }

    fn of_table() -> Offer {
        let insert = Insert::Snippet("tabel(\"$0.csv\")".to_owned());
        Offer { insert, ..Offer::plain("tabel", "een tabel uit een csv-bestand ernaast") }
    }

    fn of_code(code: &codes::Code) -> Offer {
        let kind = CompletionItemKind::ENUM_MEMBER;
        Offer { kind, ..Offer::plain(&code.code, &code.naam) }
    }

    fn of_skeleton(skeleton: &files::Skeleton) -> Offer {
        Offer {
            kind: CompletionItemKind::SNIPPET,
            insert: Insert::Snippet(skeleton.body.join("\n")),
            ..Offer::plain(skeleton.word, skeleton.doc)
        }
    }

    fn of_entry(entry: &Entry) -> Offer {
        let (kind, insert) = match entry.kind {
            EntryKind::Feit => (CompletionItemKind::FIELD, Insert::Label),
            EntryKind::Woord | EntryKind::Gevolg => {
                (CompletionItemKind::FUNCTION, Insert::Snippet(files::call(entry)))
            }
            EntryKind::Gebeurtenis => (CompletionItemKind::EVENT, Insert::Label),
            EntryKind::Schrijfwijze => (CompletionItemKind::OPERATOR, Insert::Label),
            EntryKind::Triggersleutel
            | EntryKind::Testsleutel
            | EntryKind::Importsleutel
            | EntryKind::Conversiesleutel => {
                (CompletionItemKind::PROPERTY, Insert::Snippet(format!("{}: $0", entry.name)))
            }
        };
        let label = entry.name.to_owned();
        Offer { label, kind, detail: entry.signature.clone(), doc: explained(entry), insert }
    }
}
