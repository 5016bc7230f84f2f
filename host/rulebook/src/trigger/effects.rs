//! The effects that rules may ask for: one list for check and manual, and how each is read.

mod computed;
mod fixed;

use crate::{
    check::{Checker, Context, Known},
    diagnostic::{Place, Remarks},
    keys::items_of,
    suggest::meant,
    syntax::{Kind, Node},
    trigger::template::EffectTemplate,
    vocabulary::{Entry, EntryKind, Subject},
};

/// Most effects of one rule.
const MAX_EFFECTS: usize = 50;

/// An effect: how it is written, what it means, how it is read.
pub(crate) struct EffectSpec {
    pub(crate) name: &'static str,
    /// How it is written.
    signature: &'static str,
    /// What it means, in Dutch.
    doc: &'static str,
    /// It in use.
    example: &'static str,
    read: Read,
}

/// Reads one effect. One that gives none has said why.
type Read = fn(&mut Checker<'_, '_, '_>, Call<'_>) -> Option<EffectTemplate>;

/// An effect as it stands in a rule.
#[derive(Clone, Copy)]
struct Call<'n> {
    spec: &'static EffectSpec,
    place: Place,
    arguments: &'n [Node],
}

/// A text with its place in the file.
type Text<'n> = (Place, &'n str);

/// All effects, in the order of the manual.
pub(crate) const EFFECTS: &[EffectSpec] = &[
    EffectSpec {
        name: "nieuwe_taak",
        signature: "nieuwe_taak(\"CODE\")",
        doc: "een taak op het traject van de gebeurtenis",
        example: r#"nieuwe_taak("EersteContact")"#,
        read: fixed::new_task,
    },
    EffectSpec {
        name: "emailsignaal",
        signature: "emailsignaal(\"rol\")` of `emailsignaal(\"rol\", \"sjabloon\")",
        doc: "een e-mail aan wie deze rol heeft, met dit mailsjabloon; zonder sjabloon `signaal`. Noemt \
              een regel eerst een taak, dan gaat de e-mail over die taak",
        example: r#"emailsignaal("casemanager")"#,
        read: fixed::mail,
    },
    EffectSpec {
        name: "kenmerk_toevoegen",
        signature: "kenmerk_toevoegen(\"traject\" | \"werknemer\" | \"werkgever\", \"KENMERK\")",
        doc: "een kenmerk op het traject, de werknemer of de werkgever van de gebeurtenis; staat het er \
              al, dan gebeurt er niets",
        example: r#"kenmerk_toevoegen("traject", "ClaimMogelijk")"#,
        read: fixed::add_label,
    },
    EffectSpec {
        name: "kenmerk_verwijderen",
        signature: "kenmerk_verwijderen(\"traject\" | \"werknemer\" | \"werkgever\", \"KENMERK\")",
        doc: "haalt een kenmerk weg; staat het er niet, dan gebeurt er niets",
        example: r#"kenmerk_verwijderen("werknemer", "ClaimControleren")"#,
        read: fixed::remove_label,
    },
    EffectSpec {
        name: "traject_starten",
        signature: "traject_starten(\"Soort\")",
        doc: "een nieuw traject van deze soort in het dossier van de gebeurtenis, vanaf vandaag; loopt er \
              al een van die soort, dan gebeurt er niets. Niet met `Verzuim`: dat begint met een \
              ziekmelding",
        example: r#"traject_starten("UwvMachtiging")"#,
        read: fixed::start_traject,
    },
    EffectSpec {
        name: "traject_sluiten",
        signature: "traject_sluiten()",
        doc: "beëindigt het traject van de gebeurtenis, vandaag. Een verzuim eindigt alleen met een \
              herstelmelding en wordt niet gesloten",
        example: "traject_sluiten()",
        read: fixed::close_traject,
    },
    EffectSpec {
        name: "herinnering",
        signature: "herinnering(\"naam\", datum of duur)",
        doc: "zet een herinnering op het traject, op een datum of zoveel later dan vandaag. Op die dag \
              volgt de gebeurtenis `herinnering.verlopen`. Een nieuwe met dezelfde naam vervangt de \
              vorige; met het einde van het traject vervalt zij. Is de datum bij het afgaan niet bekend, \
              dan doet de hele regel niets en meldt hij een fout",
        example: r#"herinnering("nabellen", 2.weken)"#,
        read: computed::reminder,
    },
    EffectSpec {
        name: "bericht",
        signature: "bericht(\"KLANT/koppeling\", \"soort\", #{ veld: uitdrukking })",
        doc: "stuurt een bericht over een koppeling. Welke soorten er zijn en welke velden zij hebben, \
              bepaalt de connector van die koppeling. Een veld dat mag ontbreken en niet bekend is, gaat \
              niet mee; is een verplicht veld niet bekend, dan doet de hele regel niets en meldt hij een \
              fout",
        example: r#"bericht("VI001/hr", "hr.signaal", #{ reden: traject.soort, sinds: traject.begin })"#,
        read: computed::message,
    },
];

impl EffectSpec {
    pub(crate) fn entry(&self) -> Entry {
        Entry {
            name: self.name,
            kind: EntryKind::Gevolg,
            signature: self.signature.to_owned(),
            doc: self.doc,
            example: self.example.to_owned(),
        }
    }
}

/// The effects of a rule, or those that a test expects.
pub(crate) fn effects(
    list: &Node,
    key: &str,
    (context, known): (Context<'_>, Known<'_>),
    remarks: &mut Remarks<'_>,
) -> Vec<EffectTemplate> {
    let items = items_of(list, key, remarks);
    if items.len() > MAX_EFFECTS {
        let message = format!("een regel heeft ten hoogste {MAX_EFFECTS} gevolgen");
        remarks.error(list.place, message);
        return Vec::new();
    }
    let mut checker = Checker { context, known, remarks };
    items.iter().filter_map(|item| effect(item, &mut checker)).collect()
}

fn effect(node: &Node, checker: &mut Checker<'_, '_, '_>) -> Option<EffectTemplate> {
    let help =
        || "schrijf bijvoorbeeld `nieuwe_taak(\"CODE\")` of `emailsignaal(\"rol\")`".to_owned();
    match &node.kind {
        Kind::Call(word, arguments) => {
            let Some(spec) = EFFECTS.iter().find(|spec| spec.name == word) else {
                let help = meant(word, EFFECTS.iter().map(|spec| spec.name)).unwrap_or_else(help);
                let message = format!("onbekend gevolg `{word}`");
                checker.remarks.error_with_help(node.place, message, help);
                return None;
            };
            (spec.read)(checker, Call { spec, place: node.place, arguments })
        }
        Kind::Wrong => None,
        _ => checker.error(node.place, "hier hoort een gevolg".to_owned(), help()),
    }
}

impl<'n> Call<'n> {
    /// The arguments, when all are texts.
    fn texts(self) -> Option<Vec<Text<'n>>> {
        self.arguments.iter().map(|node| Some((node.place, node.as_text()?))).collect()
    }

    /// Reports that it takes other arguments.
    fn misused<T>(self, takes: &str, checker: &mut Checker<'_, '_, '_>) -> Option<T> {
        let help = format!("schrijf `{}`", self.spec.signature);
        checker.error(self.place, format!("`{}` krijgt {takes}", self.spec.name), help)
    }

    /// Reports when none of the events of the rule can be about what it needs.
    fn needs(self, subject: Subject, checker: &mut Checker<'_, '_, '_>) -> Option<()> {
        let Context::Trigger(events) = checker.context else { return Some(()) };
        if events.is_empty() || events.iter().any(|event| subject.covers(*event)) {
            return Some(());
        }
        let what = match subject {
            Subject::Traject => "traject",
            Subject::Werknemer => "werknemer",
            _ => "werkgever",
        };
        let name = self.spec.name;
        let message =
            format!("`{name}` is voor een {what}, maar deze gebeurtenis gaat over geen {what}");
        let help = "kies een andere gebeurtenis, of een gevolg zoals `emailsignaal(\"rol\")`";
        checker.error(self.place, message, help.to_owned())
    }
}
