//! The answer to a posted message.

use std::fmt;

use tests_simulators::sivi::Retourmelding;

/// What a sender gets back.
#[derive(Debug, Clone)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Content-Type.
    pub content_type: String,
    /// The number of the logverslag, from the headers.
    pub logverslag: Option<String>,
    /// As it came.
    pub body: String,
}

impl Answer {
    /// The Retourmelding1 in it; ends the scenario when there is none that fits the standard.
    pub fn retourmelding(&self) -> Retourmelding {
        Retourmelding::read(&self.body).unwrap_or_else(|violations| {
            panic!("geen Retourmelding1 volgens de standaard: {violations:?}\n{}", self.body)
        })
    }

    /// The number of the logverslag; ends the scenario when there is none.
    pub fn report(&self) -> &str {
        self.logverslag.as_deref().unwrap_or_else(|| panic!("geen logverslag bij: {}", self.body))
    }

    /// The problem report in it, as JSON.
    pub fn problem(&self) -> serde_json::Value {
        assert_eq!(self.content_type, "application/problem+json", "{}", self.body);
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

/// For reading: the status and what is said, without numbers that differ from run to run.
impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.status)?;
        if self.content_type.contains("xml") {
            let Retourmelding { ingezonden, soort, fouten, .. } = self.retourmelding();
            write!(f, " Retourmelding1 op {ingezonden}, soort {soort}")?;
            for fout in fouten {
                write!(f, "\n    {} {}", fout.code, fout.toelichting)?;
            }
        } else if self.content_type == "application/problem+json" {
            let problem = self.problem();
            let text = |name: &str| problem[name].as_str().unwrap_or_default().to_owned();
            write!(f, " {}", text("title"))?;
            if !text("detail").is_empty() {
                write!(f, "\n    {}", text("detail"))?;
            }
            for reason in problem["redenen"].as_array().into_iter().flatten() {
                write!(f, "\n    {}", reason.as_str().unwrap_or_default())?;
            }
        } else if !self.body.is_empty() {
            write!(f, " {}", self.body)?;
        }
        Ok(())
    }
}
