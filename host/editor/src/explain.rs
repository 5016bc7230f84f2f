//! Hover: what the word or text below the cursor means.

use host_rulebook::{Entry, EntryKind, vocabulary};
use lsp_types::{Hover, HoverContents, MarkupContent, MarkupKind, Position};

use crate::{
    codes,
    position::{offset, range},
    rules_folder::RulesFolder,
    spot::{Holder, Room, Spot, spot},
};

/// What stands at a position of the text means this; none when we do not know it.
pub(crate) fn hover(folder: &RulesFolder, text: &str, position: Position) -> Option<Hover> {
    let (start, end, value) = match spot(text, offset(text, position)) {
        Spot::Nothing => return None,
        Spot::Text { start, end, holder } => {
            (start, end, of_text(folder, &holder, text.get(start..end)?)?)
        }
        Spot::Word { start, end, room } => (start, end, of_word(text.get(start..end)?, &room)?),
    };
    let contents = HoverContents::Markup(MarkupContent { kind: MarkupKind::Markdown, value });
    Some(Hover { contents, range: Some(range(text, start, end)) })
}

/// An entry of the vocabulary as an editor shows it.
pub(crate) fn explained(entry: &Entry) -> String {
    let Entry { name, signature, doc, example, .. } = entry;
    let event = entry.kind == EntryKind::Gebeurtenis;
    let named = if event { format!(" (`{name}`)") } else { String::new() };
    format!("`{signature}`{named}\n\n{doc}\n\n```rhai\n{example}\n```")
}

fn of_text(folder: &RulesFolder, holder: &Holder, text: &str) -> Option<String> {
    let event = |entry: &Entry| {
        entry.kind == EntryKind::Gebeurtenis && (entry.name == text || entry.signature == text)
    };
    if matches!(holder, Holder::Key(path) if path.last().is_some_and(|key| key == "gebeurtenis")) {
        // Several events may have the same words; each says what it is.
        let found: Vec<String> = vocabulary().filter(event).map(|e| explained(&e)).collect();
        return (!found.is_empty()).then(|| found.join("\n\n---\n\n"));
    }
    let codes = codes::of_text(holder, folder.catalogue(), folder.connectors());
    let code = codes.into_iter().find(|code| code.code == text && !code.naam.is_empty())?;
    Some(format!("`{}`: {}", code.code, code.naam))
}

fn of_word(word: &str, room: &Room) -> Option<String> {
    let kinds: &[EntryKind] = match room {
        Room::Key(path) => match path.first().map(String::as_str) {
            Some("trigger") => &[EntryKind::Triggersleutel],
            Some("test") => &[EntryKind::Testsleutel],
            Some("importconfiguratie") => &[EntryKind::Importsleutel],
            Some("conversiegroep") => &[EntryKind::Conversiesleutel],
            _ => &[],
        },
        Room::Effect => &[EntryKind::Gevolg],
        Room::Rule => {
            let skeleton = crate::files::skeletons().find(|skeleton| skeleton.word == word)?;
            return Some(skeleton.doc.to_owned());
        }
        Room::Expression(_) => &[EntryKind::Feit, EntryKind::Woord, EntryKind::Gevolg],
    };
    let found = vocabulary().find(|entry| entry.name == word && kinds.contains(&entry.kind));
    found.map(|entry| explained(&entry))
}
