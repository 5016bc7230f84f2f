//! Reading the effects of a rule: `[ nieuwe_taak("CODE"), emailsignaal("rol") ]`.

use host_domain::{Effect, Mailsjabloon};

use crate::{
    check::Known,
    diagnostic::{Place, Remarks},
    keys::items_of,
    suggest::{meant, meant_or_list},
    syntax::{Kind, Node},
};

/// Most effects of one rule.
const MAX_EFFECTS: usize = 50;

/// The words for effects.
const WORDS: [&str; 2] = ["nieuwe_taak", "emailsignaal"];

/// The effects of a rule, or those that a test expects.
pub(crate) fn effects(
    list: &Node,
    key: &str,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Vec<Effect> {
    let items = items_of(list, key, remarks);
    if items.len() > MAX_EFFECTS {
        let message = format!("een regel heeft ten hoogste {MAX_EFFECTS} gevolgen");
        remarks.error(list.place, message);
        return Vec::new();
    }
    items.iter().filter_map(|item| effect(item, known, remarks)).collect()
}

fn effect(node: &Node, known: Known<'_>, remarks: &mut Remarks<'_>) -> Option<Effect> {
    match &node.kind {
        Kind::Call(word, arguments) if word == "nieuwe_taak" => match texts(arguments).as_deref() {
            Some([code]) => new_task(*code, known, remarks),
            _ => {
                let help = "schrijf `nieuwe_taak(\"CODE\")`".to_owned();
                let message = "`nieuwe_taak` krijgt één taakcode";
                remarks.error_with_help(node.place, message, help);
                None
            }
        },
        Kind::Call(word, arguments) if word == "emailsignaal" => {
            match texts(arguments).as_deref() {
                Some([rol]) => mail(*rol, (node.place, Mailsjabloon::SIGNAAL), known, remarks),
                Some([rol, sjabloon]) => mail(*rol, *sjabloon, known, remarks),
                _ => {
                    let help = "schrijf `emailsignaal(\"rol\")` of \
                                `emailsignaal(\"rol\", \"sjabloon\")`";
                    let message = "`emailsignaal` krijgt een rol, en desgewenst een mailsjabloon";
                    remarks.error_with_help(node.place, message, help.to_owned());
                    None
                }
            }
        }
        Kind::Call(word, _) => {
            let help = meant(word, WORDS).unwrap_or_else(usage);
            remarks.error_with_help(node.place, format!("onbekend gevolg `{word}`"), help);
            None
        }
        Kind::Wrong => None,
        _ => {
            remarks.error_with_help(node.place, "hier hoort een gevolg", usage());
            None
        }
    }
}

fn usage() -> String {
    "schrijf `nieuwe_taak(\"CODE\")` of `emailsignaal(\"rol\")`".to_owned()
}

/// A text with its place in the file.
type Text<'n> = (Place, &'n str);

/// The arguments, when all are texts.
fn texts(arguments: &[Node]) -> Option<Vec<Text<'_>>> {
    arguments.iter().map(|node| Some((node.place, node.as_text()?))).collect()
}

fn new_task(
    (place, code): Text<'_>,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Effect> {
    let codes: Vec<&str> = known.catalogue.taken.iter().map(|taak| taak.code.as_str()).collect();
    in_catalogue("taak", (place, code), &codes, remarks)?;
    Some(Effect::NieuweTaak { code: code.to_owned() })
}

fn mail(
    rol: Text<'_>,
    sjabloon: Text<'_>,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Option<Effect> {
    let catalogue = known.catalogue;
    let rollen: Vec<&str> = catalogue.rollen.iter().map(|rol| rol.code.as_str()).collect();
    let sjablonen: Vec<&str> =
        catalogue.mailsjablonen.iter().map(|sjabloon| sjabloon.code.as_str()).collect();
    let known_rol = in_catalogue("rol", rol, &rollen, remarks);
    let known_sjabloon = in_catalogue("mailsjabloon", sjabloon, &sjablonen, remarks);
    known_rol.and(known_sjabloon)?;
    Some(Effect::Emailsignaal { rol: rol.1.to_owned(), sjabloon: sjabloon.1.to_owned() })
}

/// Reports a code that the catalogue does not have.
fn in_catalogue(
    what: &str,
    (place, code): Text<'_>,
    codes: &[&str],
    remarks: &mut Remarks<'_>,
) -> Option<()> {
    if codes.contains(&code) {
        return Some(());
    }
    let help = meant_or_list(code, codes.iter().copied())
        .unwrap_or_else(|| "voeg de code toe aan catalogus.toml".to_owned());
    remarks.error_with_help(place, format!("{what} `{code}` staat niet in catalogus.toml"), help);
    None
}
