//! The dossier: all that is known about one werkgever or one werknemer.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::{
    Afspraak, AfspraakId, Dienst, Dienstverband, DienstverbandId, Document, DocumentId,
    Loonheffingennummer, Machtiging, MachtigingId, Polis, PolisId, Taak, TaakId, Traject,
    TrajectId, Werkgever, WerkgeverId, Werknemer, WerknemerId,
};

/// Names a dossier: `wg-…` or `wn-…`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DossierId {
    /// Of a werkgever.
    Werkgever(WerkgeverId),
    /// Of a werknemer.
    Werknemer(WerknemerId),
}

impl DossierId {
    /// Reads the text form.
    pub fn parse(text: &str) -> Option<DossierId> {
        WerkgeverId::parse(text)
            .map(DossierId::Werkgever)
            .or_else(|| WerknemerId::parse(text).map(DossierId::Werknemer))
    }

    /// The werknemer, when it is one's dossier: under whose key it is sealed.
    pub fn werknemer(self) -> Option<WerknemerId> {
        match self {
            DossierId::Werknemer(id) => Some(id),
            DossierId::Werkgever(_) => None,
        }
    }
}

impl fmt::Display for DossierId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DossierId::Werkgever(id) => id.fmt(f),
            DossierId::Werknemer(id) => id.fmt(f),
        }
    }
}

impl Serialize for DossierId {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for DossierId {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        DossierId::parse(&String::deserialize(from)?)
            .ok_or_else(|| D::Error::custom("geen geldige dossier-id"))
    }
}

/// All that is known about one werkgever or one werknemer. Only [`crate::apply`] changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "van", rename_all = "snake_case")]
pub enum Dossier {
    /// Of a werkgever.
    Werkgever(WerkgeverDossier),
    /// Of a werknemer.
    Werknemer(WerknemerDossier),
}

/// The dossier of a werkgever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WerkgeverDossier {
    /// Whose it is.
    pub werkgever: Werkgever,
    /// Authorisations at UWV, ended ones too.
    #[serde(default)]
    pub machtigingen: BTreeMap<MachtigingId, Machtiging>,
    /// Insurances, ended ones too.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub polissen: BTreeMap<PolisId, Polis>,
    /// Its cases.
    #[serde(default)]
    pub trajecten: BTreeMap<TrajectId, Traject>,
}

/// The dossier of a werknemer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WerknemerDossier {
    /// Whose it is.
    pub werknemer: Werknemer,
    /// Employments.
    #[serde(default)]
    pub dienstverbanden: BTreeMap<DienstverbandId, Dienstverband>,
    /// Its cases.
    #[serde(default)]
    pub trajecten: BTreeMap<TrajectId, Traject>,
}

impl Dossier {
    /// Its name.
    pub fn id(&self) -> DossierId {
        match self {
            Dossier::Werkgever(dossier) => DossierId::Werkgever(dossier.werkgever.id),
            Dossier::Werknemer(dossier) => DossierId::Werknemer(dossier.werknemer.id),
        }
    }

    /// The werkgever it belongs to.
    pub fn werkgever(&self) -> WerkgeverId {
        match self {
            Dossier::Werkgever(dossier) => dossier.werkgever.id,
            Dossier::Werknemer(dossier) => dossier.werknemer.werkgever,
        }
    }

    /// Its cases.
    pub fn trajecten(&self) -> &BTreeMap<TrajectId, Traject> {
        match self {
            Dossier::Werkgever(dossier) => &dossier.trajecten,
            Dossier::Werknemer(dossier) => &dossier.trajecten,
        }
    }

    pub(crate) fn trajecten_mut(&mut self) -> &mut BTreeMap<TrajectId, Traject> {
        match self {
            Dossier::Werkgever(dossier) => &mut dossier.trajecten,
            Dossier::Werknemer(dossier) => &mut dossier.trajecten,
        }
    }

    /// All tasks, with the traject that each is on.
    pub fn taken(&self) -> impl Iterator<Item = (&Traject, &Taak)> {
        self.trajecten()
            .values()
            .flat_map(|traject| traject.taken.values().map(move |t| (traject, t)))
    }

    /// A taak by its id, with its traject.
    pub fn taak(&self, id: TaakId) -> Option<(&Traject, &Taak)> {
        self.taken().find(|(_, taak)| taak.id == id)
    }

    /// A document by its id, with its traject.
    pub fn document(&self, id: DocumentId) -> Option<(&Traject, &Document)> {
        self.trajecten()
            .values()
            .find_map(|traject| traject.documenten.get(&id).map(|document| (traject, document)))
    }

    /// An afspraak by its id, with its traject.
    pub fn afspraak(&self, id: AfspraakId) -> Option<(&Traject, &Afspraak)> {
        self.trajecten()
            .values()
            .find_map(|traject| traject.afspraken.get(&id).map(|afspraak| (traject, afspraak)))
    }

    /// The werknemer's part, when it is one's dossier.
    pub fn as_werknemer(&self) -> Option<&WerknemerDossier> {
        match self {
            Dossier::Werknemer(dossier) => Some(dossier),
            Dossier::Werkgever(_) => None,
        }
    }

    /// The werkgever's part, when it is one's dossier.
    pub fn as_werkgever(&self) -> Option<&WerkgeverDossier> {
        match self {
            Dossier::Werkgever(dossier) => Some(dossier),
            Dossier::Werknemer(_) => None,
        }
    }
}

impl WerknemerDossier {
    /// The employment that the source calls so.
    pub fn dienstverband_met_extern_id(&self, key: &str) -> Option<&Dienstverband> {
        self.dienstverbanden.values().find(|known| known.extern_id.as_deref() == Some(key))
    }

    /// The case of this soort that the source calls so.
    pub fn traject_met_kenmerk(&self, soort: &str, kenmerk: &str) -> Option<&Traject> {
        self.trajecten.values().find(|traject| {
            traject.soort == soort && traject.extern_kenmerk.as_deref() == Some(kenmerk)
        })
    }
}

impl WerkgeverDossier {
    /// The machtiging for this payroll tax number and service that has not ended.
    pub fn open_machtiging(
        &self,
        loonheffingennummer: &Loonheffingennummer,
        dienst: Dienst,
    ) -> Option<&Machtiging> {
        self.machtigingen.values().find(|known| {
            known.is_open()
                && known.dienst == dienst
                && known.loonheffingennummer == *loonheffingennummer
        })
    }
}
