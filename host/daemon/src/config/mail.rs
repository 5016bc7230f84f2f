//! `[mail]`: which mail server, in whose name, and who gets what.

use std::{collections::BTreeMap, fs, path::PathBuf, time::Duration};

use host_domain::Catalogue;
use host_mail::{Mailer, Settings, Wachtwoord};
use serde::Deserialize;

use super::owner_only;

/// How long connecting may take by default, and the conversation after it, in seconds.
const PATIENCE: u64 = 30;

/// Longest time limit, in seconds: one mail keeps the others waiting.
const PATIENCE_MAX: u64 = 600;

/// Which mail server, in whose name, and who gets what.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mail {
    /// `server`: `host:port`. 587 is usual with `starttls`, 465 with `direct`, 25 within a house.
    pub(crate) server: String,
    /// `tls`: `starttls` (the connection begins open and goes on only when sealed), `direct` (sealed
    /// from the first byte), or `geen`, for a server on this machine or on a network that one trusts.
    /// Default `starttls`.
    #[serde(default)]
    pub(crate) tls: Tls,
    /// `van`: in whose name, as `adres` or `Naam <adres>`.
    pub(crate) van: String,
    /// `gebruiker`: user name at the server. Default: it asks for none.
    #[serde(default)]
    pub(crate) gebruiker: Option<String>,
    /// `wachtwoord_bestand`: file with the password; nobody but its owner may read it.
    #[serde(default)]
    pub(crate) wachtwoord_bestand: Option<PathBuf>,
    /// `ca_bestand`: certificates (PEM) of authorities that are trusted besides the public ones.
    #[serde(default)]
    pub(crate) ca_bestand: Option<PathBuf>,
    /// `domein`: name of this machine on the network; told to the server, and the part of every
    /// Message-ID behind the `@`. Change it and a mail that was under way may arrive twice. Default:
    /// what stands behind the `@` of `van`.
    #[serde(default)]
    pub(crate) domein: Option<String>,
    /// `wacht_seconden`: how long connecting may take, and the conversation after it. Default 30.
    #[serde(default = "patience")]
    pub(crate) wacht_seconden: u64,
    /// `[mail.ontvangers]`: for each role of the catalogue the addresses of those who have it.
    #[serde(default)]
    pub(crate) ontvangers: BTreeMap<String, Vec<String>>,
    /// `storingen_naar`: addresses of those who are told of links in trouble. Default: nobody.
    #[serde(default)]
    pub(crate) storingen_naar: Vec<String>,
}

/// How the connection to the mail server is sealed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tls {
    /// Not.
    Geen,
    /// After a greeting in the open.
    #[default]
    Starttls,
    /// From the first byte.
    Direct,
}

fn patience() -> u64 {
    PATIENCE
}

impl Mail {
    /// Paths in it.
    pub(super) fn paths(&mut self) -> impl Iterator<Item = &mut PathBuf> {
        [&mut self.wachtwoord_bestand, &mut self.ca_bestand].into_iter().flatten()
    }

    /// What cannot be so, whatever stands in the files and in the rules.
    pub(super) fn problems(&self) -> Vec<String> {
        let mut problems = Vec::new();
        if !(1..=PATIENCE_MAX).contains(&self.wacht_seconden) {
            problems.push(format!("mail.wacht_seconden ligt tussen 1 en {PATIENCE_MAX}"));
        }
        let roles = self.ontvangers.iter().map(|(rol, to)| (format!("ontvangers.{rol}"), to));
        let all = roles.chain([("storingen_naar".to_owned(), &self.storingen_naar)]);
        for (key, addresses) in all {
            let wrong = addresses.iter().filter(|address| !looks_like_address(address));
            problems.extend(
                wrong.map(|address| format!("mail.{key}: `{address}` is geen e-mailadres")),
            );
        }
        problems
    }

    /// Roles of the catalogue that no mail would reach, and names that are no role.
    pub(crate) fn role_problems(&self, catalogue: &Catalogue) -> Vec<String> {
        let nobody = |rol: &str| self.ontvangers.get(rol).is_none_or(Vec::is_empty);
        let without = catalogue.rollen.iter().filter(|rol| nobody(&rol.code)).map(|rol| {
            format!("mail.ontvangers: rol `{}` heeft geen adres; haar mail blijft liggen", rol.code)
        });
        let strange = self.ontvangers.keys().filter(|code| catalogue.rol(code).is_none());
        let strange = strange
            .map(|code| format!("mail.ontvangers: rol `{code}` staat niet in catalogus.toml"));
        without.chain(strange).collect()
    }

    /// Who sends, with the password from its file.
    ///
    /// # Errors
    /// The first thing that is wrong, without the password.
    pub(crate) fn mailer(&self) -> Result<Mailer, String> {
        let told = |problem: String| format!("mail: {problem}");
        let wachtwoord = self.wachtwoord_bestand.as_ref().map(|path| owner_only::read(path));
        let wachtwoord = wachtwoord.transpose().map_err(told)?;
        let read =
            |path: &PathBuf| fs::read(path).map_err(|error| owner_only::unreadable(path, &error));
        let eigen_ca = self.ca_bestand.as_ref().map(read).transpose().map_err(told)?;
        let settings = Settings {
            server: self.server.clone(),
            tls: match self.tls {
                Tls::Geen => host_mail::Tls::Geen,
                Tls::Starttls => host_mail::Tls::Starttls,
                Tls::Direct => host_mail::Tls::Direct,
            },
            eigen_ca,
            van: self.van.clone(),
            gebruiker: self.gebruiker.clone(),
            wachtwoord: wachtwoord.map(Wachtwoord::new),
            host_naam: self.domain(),
            timeout: Duration::from_secs(self.wacht_seconden),
        };
        Mailer::new(&settings).map_err(|error| told(error.to_string()))
    }

    fn domain(&self) -> String {
        let sender = || self.van.rsplit('@').next().unwrap_or_default().trim_end_matches('>');
        self.domein.clone().unwrap_or_else(|| sender().trim().to_owned())
    }
}

/// One name, one `@`, one domain; the rest is for the mail server to say.
fn looks_like_address(text: &str) -> bool {
    let plain = text.chars().all(|sign| !sign.is_whitespace() && !"<>,;\"".contains(sign));
    let parts = text.split_once('@');
    plain
        && parts
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
}

#[cfg(test)]
mod tests {
    use expect_test::expect;
    use host_domain::Rol;

    use super::*;

    fn mail(more: &str) -> Mail {
        let text = format!("server = \"localhost:25\"\nvan = \"Schakel <s@voorbeeld.nl>\"\n{more}");
        toml::from_str(&text).unwrap()
    }

    #[test]
    fn little_is_needed() {
        let mail = mail("");
        assert_eq!((mail.tls, mail.wacht_seconden), (Tls::Starttls, PATIENCE));
        assert_eq!(mail.domain(), "voorbeeld.nl");
        assert!(mail.mailer().is_ok());
        assert_eq!(mail.problems(), Vec::<String>::new());
    }

    #[test]
    fn everything_that_is_wrong_is_told_at_once() {
        let text = "storingen_naar = [\"a@b@c\"]\nwacht_seconden = 0\n\
                    [ontvangers]\ncasemanager = [\"c@voorbeeld.nl\", \"geen adres\"]\n";
        expect![[r#"
            mail.wacht_seconden ligt tussen 1 en 600
            mail.ontvangers.casemanager: `geen adres` is geen e-mailadres
            mail.storingen_naar: `a@b@c` is geen e-mailadres"#]]
        .assert_eq(&mail(text).problems().join("\n"));
    }

    #[test]
    fn roles_are_held_against_the_catalogue() {
        let rol = |code: &str| Rol { code: code.into(), naam: code.into() };
        let catalogue =
            Catalogue { rollen: vec![rol("casemanager"), rol("planner")], ..Catalogue::default() };
        let text = "[ontvangers]\ncasemanager = [\"c@voorbeeld.nl\"]\nplaner = []\n";
        expect![[r#"
            mail.ontvangers: rol `planner` heeft geen adres; haar mail blijft liggen
            mail.ontvangers: rol `planer` staat niet in catalogus.toml"#]]
        .assert_eq(&mail(text).role_problems(&catalogue).join("\n"));
    }

    #[test]
    fn what_no_mail_can_be_sent_with_is_told() {
        let told = mail("gebruiker = \"schakel\"\n").mailer().unwrap_err();
        assert!(told.starts_with("mail: gebruiker en wachtwoord"), "{told}");
        let told = mail("wachtwoord_bestand = \"/er/niet\"\n").mailer().unwrap_err();
        assert_eq!(told, "mail: /er/niet is er niet");
    }
}
