//! Facts of documents, machtigingen and links, and the e-mail signals that they lead to.

use host_domain::{
    Dienst, Document, DocumentId, Dossier, DossierId, Effect, EventKind, Loonheffingennummer,
    Machtiging, MachtigingId, MachtigingStatus, StoringSoort, WerkgeverId,
};
use host_rulebook::Answer;

use crate::book::{Situation, load, situation, sound};

const MACHTIGING: MachtigingId = MachtigingId::from_bits(4);

fn document(mediatype: &str, opmerking: Option<&str>) -> Document {
    Document {
        id: DocumentId::from_bits(5),
        extern_kenmerk: "K/1".into(),
        dienst: Some("UWV-ZZ-ZW".into()),
        kenmerk: None,
        titel: "Beslissing over Vermeer".into(),
        datum: None,
        bestandsnaam: "beslissing.pdf".into(),
        mediatype: mediatype.into(),
        lengte: 4,
        sha256: "00".into(),
        ontvangen_op: "2026-03-31T22:30:00Z".parse().unwrap(),
        machtiging: Some(MACHTIGING),
        opmerking: opmerking.map(str::to_owned),
        spreekuur: None,
    }
}

/// The answers to clauses, for an event of this type.
fn check(name: &str, situation: &Situation, clauses: &[(&str, Answer)]) {
    for (als, expected) in clauses {
        let rule = format!(
            "trigger(#{{ omschrijving: \"proef\", gebeurtenis: \"{name}\", als: {als},\n\
             dan: [ emailsignaal(\"casemanager\") ] }});"
        );
        let book = sound(&[("triggers/proef.rhai", &rule)]);
        let trace = book.explain("proef", &situation.case()).unwrap();
        assert_eq!(trace.clauses[0].antwoord, *expected, "{als}");
    }
}

#[test]
fn a_document_has_facts_when_it_is_added_and_when_it_is_moved() {
    let added = |document: &Document| {
        let document = document.clone();
        situation(move |_| EventKind::DocumentToegevoegd { document: document.clone() }, |_| {})
    };
    let pdf = document(Document::PDF, None);
    check(
        "Toevoegen geüpload document",
        &added(&pdf),
        &[
            (r#"document.dienst == "UWV-ZZ-ZW""#, Answer::Ja),
            (r#"document.dienst in ["UWV-FI-ZWWA", "UWV-ERZW-AB"]"#, Answer::Nee),
            (r#"document.kenmerk == "Ziektewet""#, Answer::Onbekend),
            (r#"document.mediatype == "application/pdf""#, Answer::Ja),
            ("document.is_pdf", Answer::Ja),
            ("traject.lopend", Answer::Ja),
            (r#"werkgever.werkgevercode == "FLSN4711""#, Answer::Ja),
            ("!bekend(werknemer.geboortedatum)", Answer::Ja),
        ],
    );
    let strange = document(Document::PDF, Some("het bestand eindigt niet zoals een PDF"));
    check("document.toegevoegd", &added(&strange), &[("document.is_pdf", Answer::Nee)]);
    check(
        "document.toegevoegd",
        &added(&document("text/html", None)),
        &[("document.is_pdf", Answer::Nee)],
    );
    let van = DossierId::Werkgever(WerkgeverId::from_bits(1));
    let moved =
        situation(move |_| EventKind::DocumentVerplaatst { document: pdf.clone(), van }, |_| {});
    check("document.verplaatst", &moved, &[(r#"document.dienst == "UWV-ZZ-ZW""#, Answer::Ja)]);
}

/// The situation of an event about the machtiging, which the werkgever has or does not have yet.
fn of_machtiging(kind: &EventKind, known: Option<Machtiging>) -> Situation {
    let mut situation = situation(|_| kind.clone(), |_| {});
    situation.werkgever.machtigingen.extend(known.map(|machtiging| (machtiging.id, machtiging)));
    situation.dossier = Dossier::Werkgever(situation.werkgever.clone());
    (situation.event.about.werknemer, situation.event.about.traject) = (None, None);
    situation
}

#[test]
fn a_machtiging_has_facts() {
    let machtiging = Machtiging {
        id: MACHTIGING,
        loonheffingennummer: Loonheffingennummer::parse("123456782L01").unwrap(),
        dienst: Dienst::Wazo,
        status: MachtigingStatus::Verstuurd,
        historie: Vec::new(),
    };
    let sent = EventKind::MachtigingVerstuurd { machtiging: machtiging.clone() };
    check(
        "machtiging.verstuurd",
        &of_machtiging(&sent, None),
        &[
            (r#"machtiging.dienst == "UWV-ZZ-WAZO""#, Answer::Ja),
            (r#"machtiging.status == "verstuurd""#, Answer::Ja),
            (r#"werkgever.naam == "Bakkerij Van Dam""#, Answer::Ja),
        ],
    );
    let rejected = EventKind::MachtigingAfgekeurd { machtiging: MACHTIGING, reden: None };
    check(
        "Machtiging afgekeurd",
        &of_machtiging(&rejected, Some(machtiging)),
        &[
            (r#"machtiging.dienst == "UWV-ZZ-WAZO""#, Answer::Ja),
            (r#"machtiging.status in ["afgekeurd", "ingetrokken"]"#, Answer::Ja),
        ],
    );
}

#[test]
fn a_link_has_facts_and_is_about_nobody() {
    let kind = EventKind::KoppelingStoring {
        koppeling: "digipoort/UWV".into(),
        soort: StoringSoort::Stil,
        reden: "al 3 uur niets".into(),
    };
    let mut situation = situation(|_| kind.clone(), |_| {});
    situation.event.about = Default::default();
    check(
        "koppeling.storing",
        &situation,
        &[
            (r#"koppeling.naam == "digipoort/UWV""#, Answer::Ja),
            (r#"koppeling.storing in ["stil", "uitval"]"#, Answer::Ja),
            (r#"koppeling.storing == "gepauzeerd""#, Answer::Nee),
        ],
    );
    let rule = "trigger(#{ omschrijving: \"x\", gebeurtenis: \"koppeling.storing\", \
                als: werkgever.naam == \"x\", dan: [ emailsignaal(\"casemanager\") ] });";
    assert!(load(&[("triggers/proef.rhai", rule)]).book.is_none());
}

#[test]
fn e_mail_signals_come_in_the_order_of_the_rule() {
    let rule = "trigger(#{ omschrijving: \"x\", gebeurtenis: \"Ziekmelding / Start van nieuw traject\",\n\
                dan: [ nieuwe_taak(\"Controle\"), emailsignaal(\"casemanager\"), \
                emailsignaal(\"casemanager\", \"kort\") ] });";
    let book = sound(&[("triggers/proef.rhai", rule)]);
    let evaluation = book.evaluate(&crate::book::ziekmelding().case());
    let effects: Vec<Effect> =
        evaluation.plan.effects.iter().map(|planned| planned.effect.clone()).collect();
    let mail = |sjabloon: &str| Effect::Emailsignaal {
        rol: "casemanager".into(),
        sjabloon: sjabloon.into(),
    };
    let task = Effect::NieuweTaak { code: "Controle".into() };
    assert_eq!(effects, [task, mail("signaal"), mail("kort")]);
    let shown = evaluation.trace.render_dutch();
    assert!(shown.contains("=> emailsignaal(\"casemanager\")\n"), "{shown}");
    assert!(shown.contains("=> emailsignaal(\"casemanager\", \"kort\")\n"), "{shown}");
}

#[test]
fn a_number_as_text_joins_other_texts() {
    let situation = crate::book::ziekmelding();
    check(
        "verzuim.ziekmelding",
        &situation,
        &[
            (r#"traject.soort + tekst(traject.aantal_open_taken) == "Verzuim0""#, Answer::Ja),
            (r#"tekst(dagen_tussen(vandaag, traject.begin)) == "-30""#, Answer::Ja),
        ],
    );
}
