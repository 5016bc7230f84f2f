//! Documents that are fetched find the dossier that they belong in, once.

use std::time::{Duration, Instant};

use expect_test::expect;
use host_domain::{
    Dienst, Dossier, DossierId, Loonheffingennummer, MachtigingId, MachtigingStatus as Status,
};
use host_engine::NewMachtiging;
use host_store::Reads as _;

use crate::house::House;

pub(crate) const LHN: &str = "123456782L01";
pub(crate) const ZW: &str = "UWV-ZZ-ZW";
pub(crate) const PDF: &str = "%PDF-1.4 een brief %%EOF";
const JANSEN: &str = "M1\n100;P1;123456782;Jansen;G1;1;2026-03-02;2026-03-02;100";

impl House {
    /// A machtiging of FLSN100 for ZW documents, brought to this state.
    pub(crate) fn machtiging(&self, to: Status) -> MachtigingId {
        let lhn = Loonheffingennummer::parse(LHN).unwrap();
        let actor = self.actor();
        let known = self.engine.store().read().unwrap().werkgever_by_code("FLSN100").unwrap();
        let new = host_engine::NewWerkgever {
            werkgevercode: "FLSN100".into(),
            naam: "Werkgever FLSN100".into(),
            loonheffingennummers: [lhn.clone()].into(),
            werkgevergroepen: ["Felison".to_owned()].into(),
        };
        assert_eq!(self.engine.put_werkgever(&actor, new).unwrap().0, known.unwrap());
        let new = NewMachtiging {
            werkgevercode: "FLSN100".into(),
            loonheffingennummer: lhn,
            dienst: Dienst::Ziektewet,
            corrigeert: None,
        };
        let id = self.engine.request_machtiging(&actor, new).unwrap();
        for state in [Status::Ontvangen, Status::InBehandeling, Status::ActiveringVerstuurd] {
            if to == Status::Verstuurd {
                return id;
            }
            self.engine.set_machtiging(&actor, id, state, None).unwrap();
        }
        self.engine.set_machtiging(&actor, id, to, None).unwrap();
        id
    }

    /// Polls now, and waits until all that follows from it is done.
    pub(crate) fn poll(&self) {
        let runs = |house: &House| {
            let poll = house.engine.store().read().unwrap().poll("KLANT/Ophalen").unwrap();
            poll.map_or(Some(0), |poll| poll.running.is_none().then_some(poll.run))
        };
        let until = Instant::now() + Duration::from_secs(20);
        // A run that began by itself may have asked before what is to be found was there.
        let before = loop {
            if let Some(before) = runs(self) {
                break before;
            }
            assert!(Instant::now() < until, "does not end its poll");
            std::thread::sleep(Duration::from_millis(5));
        };
        self.engine.poll_now(&self.actor(), "KLANT/Ophalen").unwrap();
        while runs(self).is_none_or(|now| now <= before) {
            assert!(Instant::now() < until, "does not poll");
            std::thread::sleep(Duration::from_millis(5));
        }
        self.settled();
    }

    /// All dossiers with their documents and open tasks, as text.
    pub(crate) fn shelves(&self) -> String {
        let view = self.engine.store().read().unwrap();
        let mut out = String::new();
        for id in view.dossiers(None, 100).unwrap() {
            let dossier = view.dossier(id).unwrap().unwrap().dossier;
            let name = match &dossier {
                Dossier::Werkgever(one) => one.werkgever.werkgevercode.clone(),
                Dossier::Werknemer(one) => one.werknemer.persoon.achternaam.clone(),
            };
            let mut lines: Vec<String> = Vec::new();
            for traject in dossier.trajecten().values() {
                for document in traject.documenten.values() {
                    let kenmerk = document.kenmerk.as_deref().unwrap_or("geen kenmerk");
                    let opmerking = document.opmerking.as_deref().unwrap_or("in orde");
                    let (soort, bron) = (&traject.soort, &document.extern_kenmerk);
                    lines.push(format!("  {soort}: {bron}, {kenmerk}, {opmerking}\n"));
                }
                for taak in traject.taken.values() {
                    let (soort, status) = (&traject.soort, taak.status);
                    lines.push(format!("  {soort}: taak {} {status:?}\n", taak.code));
                }
            }
            lines.sort();
            if !lines.is_empty() {
                out.push_str(&format!("{name}\n{}", lines.concat()));
            }
        }
        out
    }

    /// Lines of all logverslagen of what was fetched, oldest first.
    pub(crate) fn fetched_lines(&self) -> String {
        let view = self.engine.store().read().unwrap();
        let mut out = String::new();
        for (_, report) in view.logverslagen(None, 100).unwrap().into_iter().rev() {
            if report.importkoppeling != "Ophalen" {
                continue;
            }
            for melding in &report.meldingen {
                out.push_str(&format!("{:?} {}\n", melding.niveau, melding.tekst));
            }
            for line in view.logregels(report.id, 1, 100).unwrap() {
                let said: Vec<&str> = line.meldingen.iter().map(|m| m.tekst.as_str()).collect();
                out.push_str(&format!(
                    "{} {:?} {}\n",
                    line.sleutel,
                    line.uitkomst,
                    said.join("; ")
                ));
            }
        }
        out
    }

    pub(crate) fn werknemer(&self, name: &str) -> host_domain::WerknemerId {
        let view = self.engine.store().read().unwrap();
        let all = view.dossiers(None, 100).unwrap().into_iter();
        let mut found = all.filter_map(DossierId::werknemer).filter(|id| {
            let stored = view.dossier(DossierId::Werknemer(*id)).unwrap().unwrap();
            stored.dossier.as_werknemer().unwrap().werknemer.persoon.achternaam == name
        });
        found.next().unwrap()
    }
}

#[test]
fn every_document_finds_its_dossier_once() {
    let house = House::open();
    house.send(JANSEN);
    house.machtiging(Status::Actief);
    house.world.put("U1", LHN, ZW, "123456782", PDF);
    house.world.put("U2", LHN, ZW, "999990019", PDF);
    house.world.put("U3", LHN, ZW, "123456789", PDF);
    house.world.put("U4", LHN, ZW, "", PDF);
    house.world.put("U5", LHN, ZW, "123456782", "<html>storing</html>");
    house.world.put("U6", LHN, ZW, "123456782", "base64:JVBERi0x LjQgYi\nAlJUVPRg==");
    house.world.put("U7", LHN, ZW, "123456782", "base64:dit is geen $$$ base64");
    house.world.put("U8", "987654321L01", ZW, "123456782", PDF);
    house.world.put("U9", LHN, "UWV-ZZ-WAZO", "123456782", PDF);
    for _ in 0..3 {
        house.poll();
    }
    expect![[r#"
        FLSN100
          UwvDocumenten: U4, geen kenmerk, in orde
          UwvDocumenten: taak Nieuw Open
          UwvDocumentenWerknemerNietGevonden: U2, geen kenmerk, in orde
          UwvDocumentenWerknemerNietGevonden: U3, geen kenmerk, in orde
          UwvDocumentenWerknemerNietGevonden: taak PlaatsDocument Open
          UwvDocumentenWerknemerNietGevonden: taak PlaatsDocument Open
        Jansen
          UwvDocumenten: U1, geen kenmerk, in orde
          UwvDocumenten: U5, geen kenmerk, het bestand is geen (volledige) PDF
          UwvDocumenten: U6, geen kenmerk, in orde
          UwvDocumenten: taak Nieuw Open
          UwvDocumenten: taak Nieuw Open
          UwvDocumenten: taak Nieuw Open
          Verzuim: taak Bel Open
    "#]]
    .assert_eq(&house.shelves());
    let mut lines: Vec<String> = house.fetched_lines().lines().map(str::to_owned).collect();
    lines.sort();
    expect![[r#"
        U1 Verwerkt 
        U2 Verwerkt deze werkgever heeft geen werknemer met dit BSN; het document staat in het dossier van de werkgever
        U3 Verwerkt de werknemer is niet te herkennen: het BSN is ongeldig; het document staat in het dossier van de werkgever
        U4 Verwerkt 
        U5 Verwerkt het bestand is geen (volledige) PDF
        U6 Verwerkt 
        U7 Uitval het bestand is geen geldige base64"#]]
    .assert_eq(&lines.join("\n"));
    let asked = house.world.asked();
    let fetched = asked.iter().filter(|path| path.starts_with("/stuk/")).count();
    assert_eq!(fetched, 7, "each once, and nothing without a machtiging: {asked:?}");
}

#[test]
fn what_is_kept_of_a_file_is_what_came() {
    let house = House::open();
    house.send(JANSEN);
    house.machtiging(Status::Actief);
    let large = format!("%PDF-1.4 {} %%EOF", "0123456789".repeat(300_000));
    house.world.put("U1", LHN, ZW, "123456782", &large);
    house.poll();
    let dossier = DossierId::Werknemer(house.werknemer("Jansen"));
    let stored = house.engine.store().read().unwrap().dossier(dossier).unwrap().unwrap();
    let documents: Vec<_> = stored
        .dossier
        .trajecten()
        .values()
        .flat_map(|traject| traject.documenten.keys().copied())
        .collect();
    let mut open = house.engine.open_document(&house.actor(), documents[0]).unwrap();
    assert_eq!(open.document.lengte, large.len() as u64);
    assert_eq!(open.file.read(0, large.len() + 9).unwrap(), large.as_bytes());
    let audit = house.engine.store().read().unwrap().audit_log(None, 1).unwrap();
    assert_eq!(audit[0].1.action, "document.ingezien");
}

#[test]
fn a_document_of_a_person_who_was_erased_cannot_be_read() {
    let house = House::open();
    house.send(JANSEN);
    house.machtiging(Status::Actief);
    house.world.put("U1", LHN, ZW, "123456782", PDF);
    house.poll();
    let werknemer = house.werknemer("Jansen");
    let view = house.engine.store().read().unwrap();
    let dossier = view.dossier(DossierId::Werknemer(werknemer)).unwrap().unwrap().dossier;
    let id = dossier.trajecten().values().find_map(|t| t.documenten.keys().next().copied());
    drop(view);
    let entry = host_store::AuditEntry {
        at: house.engine.now(),
        actor: "beheer".into(),
        action: "werknemer.gewist".into(),
        subject: werknemer.to_string(),
    };
    let erased: Result<_, host_store::StoreError> =
        house.engine.store().write(|session| session.erase(werknemer, &entry));
    erased.unwrap();
    assert!(house.engine.open_document(&house.actor(), id.unwrap()).is_err());
}

#[test]
fn files_that_lie_over_each_other_are_not_all_cut_out() {
    let house = House::open();
    house.send(JANSEN);
    house.machtiging(Status::Actief);
    let file = format!("dubbel: {}", "x".repeat(2_000));
    house.world.put("U1", LHN, ZW, "123456782", &file);
    house.poll();
    expect![[r#"
        U1 Verwerkt het bestand is geen (volledige) PDF
        U1/2 Uitval de bestanden zijn samen groter dan het bericht
    "#]]
    .assert_eq(&house.fetched_lines());
}
