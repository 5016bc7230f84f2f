//! Insurance policies that a test gives: `polissen: [ #{ verzekeringstype: "Stoploss", … } ]`.

use jiff::civil::Date;
use rust_decimal::Decimal;

use crate::{
    check::{Checker, Context, Known},
    diagnostic::Remarks,
    expression::Constant,
    insurance::{LopendePolis, Pay},
    keys::{Keys, items_of},
    rule_test::{Given, read::fixed},
    syntax::{Entry, Kind, Node},
    vocabulary::Codes,
};

const KEYS: [&str; 7] = [
    "verzekeringstype",
    "begin",
    "einde",
    "ingesloten",
    "loonsom",
    "maximumloonsom",
    "totaal_loon_zieken",
];

/// A policy, as a test gives it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct GivenPolis {
    verzekeringstype: String,
    begin: Date,
    einde: Option<Date>,
    ingesloten: bool,
    loonsom: Option<Decimal>,
    maximumloonsom: Option<Decimal>,
    totaal_loon_zieken: Option<Decimal>,
}

impl GivenPolis {
    /// The policy when it runs on a day; first and last day count.
    pub(super) fn on(&self, day: Date) -> Option<LopendePolis<'_>> {
        let runs = self.begin <= day && self.einde.is_none_or(|einde| day <= einde);
        let mut loon_zieken = Pay::default();
        loon_zieken.add(self.totaal_loon_zieken);
        runs.then_some(LopendePolis {
            verzekeringstype: &self.verzekeringstype,
            begin: self.begin,
            sluit_in: self.ingesloten,
            loonsom: self.loonsom,
            maximumloonsom: self.maximumloonsom,
            loon_zieken,
        })
    }
}

/// The policies of a test; those that are wrong are reported.
pub(super) fn polissen(
    entry: &Entry,
    known: Known<'_>,
    remarks: &mut Remarks<'_>,
) -> Vec<GivenPolis> {
    let items = items_of(&entry.value, "polissen", remarks);
    items.iter().filter_map(|item| polis(item, known, remarks)).collect()
}

fn polis(node: &Node, known: Known<'_>, remarks: &mut Remarks<'_>) -> Option<GivenPolis> {
    let keys = Keys::of(node, &KEYS, remarks)?;
    let kind = keys.required_text("verzekeringstype", remarks);
    if let (Some(kind), Some(node)) = (kind, keys.get("verzekeringstype")) {
        let mut checker = Checker { context: Context::Fixed, known, remarks };
        checker.one_of_codes(Codes::Verzekeringstypen, "verzekeringstype", kind, node.place);
    }
    let begin = keys.required("begin", remarks).and_then(|node| date(node, known, remarks));
    let einde = keys.get("einde").and_then(|node| date(node, known, remarks));
    let ingesloten = keys.flag("ingesloten", true, remarks);
    let mut amount = |key| keys.get(key).and_then(|node| amount(node, known, remarks));
    Some(GivenPolis {
        loonsom: amount("loonsom"),
        maximumloonsom: amount("maximumloonsom"),
        totaal_loon_zieken: amount("totaal_loon_zieken"),
        verzekeringstype: kind?.to_owned(),
        begin: begin?,
        einde,
        ingesloten,
    })
}

fn date(node: &Node, known: Known<'_>, remarks: &mut Remarks<'_>) -> Option<Date> {
    match fixed(node, known, remarks)? {
        (Constant::Date(day), _) => Some(day),
        (_, kind) => {
            let message = format!("hier hoort een datum, maar dit is {}", kind.name());
            let help = "een datum schrijft u als `datum(\"2026-01-31\")`".to_owned();
            remarks.error_with_help(node.place, message, help);
            None
        }
    }
}

fn amount(node: &Node, known: Known<'_>, remarks: &mut Remarks<'_>) -> Option<Decimal> {
    let (constant, kind) = fixed(node, known, remarks)?;
    let amount = constant.value().decimal().filter(|amount| !amount.is_sign_negative());
    if amount.is_none() {
        let message = format!("hier hoort een bedrag, maar dit is {}", kind.name());
        let help = "een bedrag schrijft u als 1234.50, en het is niet negatief".to_owned();
        remarks.error_with_help(node.place, message, help);
    }
    amount
}

/// Which policies run can be said only of a day.
pub(super) fn check_day(gegeven: &Node, given: &Given, remarks: &mut Remarks<'_>) {
    let day = match &gegeven.kind {
        Kind::Map(entries) => entries.iter().any(|entry| entry.key == "vandaag"),
        _ => false,
    };
    if given.polissen.is_some() && !day {
        let message = "bij `polissen` hoort `vandaag`: welke polis loopt, hangt van de dag af";
        let help = "zet er bijvoorbeeld `vandaag: datum(\"2026-07-01\")` bij".to_owned();
        remarks.error_with_help(gegeven.place, message, help);
    }
}
