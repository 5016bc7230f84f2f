//! What fields say together. SIVI's own rules between fields are not published, so each deviation
//! is a warning only.

use sdk_connector::protocol::{Level, Problem};

use super::check::Checked;

/// Remarks on one report, seen together with its employment.
pub fn remarks(report: &Checked, employment: &Checked) -> Vec<Problem> {
    let seen = Seen { report, employment };
    RULES.iter().filter(|rule| (rule.broken)(&seen)).map(Rule::problem).collect()
}

struct Seen<'a> {
    report: &'a Checked,
    employment: &'a Checked,
}

struct Rule {
    field: &'static str,
    text: &'static str,
    broken: fn(&Seen) -> bool,
}

impl Rule {
    fn problem(&self) -> Problem {
        let (field, text) = (self.field.to_owned(), self.text.to_owned());
        Problem { level: Level::Waarschuwing, field, text }
    }
}

static RULES: [Rule; 7] = [
    Rule {
        field: "DatHrstld",
        text: "ontbreekt bij een melding die het verzuim beëindigt (EndVrzmJN = J)",
        broken: |seen| seen.ends() && seen.report.text("DatHrstld").is_empty(),
    },
    Rule {
        field: "DatHrstld",
        text: "is gevuld bij een melding die het verzuim niet beëindigt (EndVrzmJN = N)",
        broken: |seen| seen.goes_on() && !seen.report.text("DatHrstld").is_empty(),
    },
    Rule {
        field: "PrcVrzm",
        text: "is niet 0.00 bij een melding die het verzuim beëindigt (EndVrzmJN = J)",
        broken: |seen| seen.ends() && !seen.recovered(),
    },
    Rule {
        field: "PrcVrzm",
        text: "is 0.00 bij een melding die het verzuim niet beëindigt (EndVrzmJN = N)",
        broken: |seen| seen.goes_on() && seen.recovered(),
    },
    Rule {
        field: "IngdatMutVrzm",
        text: "ligt voor de eerste verzuimdag (DatEerstVrzmdg)",
        broken: |seen| seen.before("IngdatMutVrzm", seen.report.text("DatEerstVrzmdg")),
    },
    Rule {
        field: "DatHrstld",
        text: "ligt voor de eerste verzuimdag (DatEerstVrzmdg)",
        broken: |seen| seen.before("DatHrstld", seen.report.text("DatEerstVrzmdg")),
    },
    Rule {
        field: "DatEerstVrzmdg",
        text: "ligt voor het begin van het dienstverband (Ingdat)",
        broken: |seen| seen.before("DatEerstVrzmdg", seen.employment.text("Dnstvbnd_Ingdat")),
    },
];

impl Seen<'_> {
    fn ends(&self) -> bool {
        self.report.text("EndVrzmJN") == "J"
    }

    fn goes_on(&self) -> bool {
        self.report.text("EndVrzmJN") == "N"
    }

    fn recovered(&self) -> bool {
        self.report.text("PrcVrzm").trim_start_matches('0') == ".00"
    }

    /// Dates of the form yyyy-mm-dd compare as text.
    fn before(&self, field: &str, limit: &str) -> bool {
        let date = self.report.text(field);
        !date.is_empty() && !limit.is_empty() && date < limit
    }
}
