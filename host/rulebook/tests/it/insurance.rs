//! The words about insurance: days that only just count, no policy, two of one type, pay that is
//! missing. Vandaag is 1 April 2026; the traject began on 2 March.

use host_domain::{
    Bedrag, Dagloon, Dekking, Dossier, EventType, Ingesloten, Insluiting, Loonsom, Polis, PolisId,
    Traject, TrajectId, TrajectStatus, WerknemerDossier, WerknemerId,
};
use host_rulebook::Answer;
use jiff::civil::{Date, date};

use crate::book::{Situation, WERKNEMER, rule, sound, ziekmelding};

const TODAY: Date = date(2026, 4, 1);

fn bedrag(text: &str) -> Bedrag {
    Bedrag::parse(text).unwrap()
}

/// A policy for all werknemers from 1 January on, without an end.
fn polis(verzekeringstype: &str) -> Polis {
    Polis {
        id: PolisId::from_bits(1),
        polisnummer: "P-1".into(),
        verzekeringstype: verzekeringstype.into(),
        begin: date(2026, 1, 1),
        einde: None,
        dekkingen: Vec::new(),
        loonsommen: Vec::new(),
        maximumloonsom: None,
        ingesloten: Ingesloten::Allen,
    }
}

/// The case with these policies and this dagloon.
fn with(polissen: &[Polis], dagloon: Option<&str>) -> Situation {
    let mut situation = ziekmelding();
    for (at, polis) in (1..).zip(polissen) {
        let polis = Polis { id: PolisId::from_bits(at), ..polis.clone() };
        situation.werkgever.polissen.insert(polis.id, polis);
    }
    let Dossier::Werknemer(dossier) = &mut situation.dossier else { panic!("no werknemer") };
    for traject in dossier.trajecten.values_mut() {
        let from = |text| Dagloon { ingangsdatum: traject.begin, bedrag: bedrag(text) };
        traject.daglonen.extend(dagloon.map(from));
    }
    situation
}

/// A colleague with this traject.
fn colleague(number: u128, change: impl Fn(&mut Traject)) -> WerknemerDossier {
    let Dossier::Werknemer(mut dossier) = with(&[], Some("100")).dossier else { panic!() };
    dossier.werknemer.id = WerknemerId::from_bits(number);
    let mut traject = dossier.trajecten.pop_first().unwrap().1;
    traject.id = TrajectId::from_bits(number);
    change(&mut traject);
    dossier.trajecten.insert(traject.id, traject);
    dossier
}

fn answer(als: &str, situation: &Situation) -> Answer {
    let book = sound(&[("triggers/proef.rhai", &rule(als))]);
    let trace = book.explain("proef", &situation.case()).unwrap();
    trace.clauses[0].antwoord.clone()
}

const STOPLOSS: &str = r#"heeft_lopende_polis("Stoploss")"#;

#[test]
fn a_policy_runs_on_its_first_and_its_last_day() {
    let on = |begin, einde| {
        answer(STOPLOSS, &with(&[Polis { begin, einde, ..polis("Stoploss") }], None))
    };
    let (yesterday, tomorrow) = (date(2026, 3, 31), date(2026, 4, 2));
    assert_eq!(on(TODAY, Some(TODAY)), Answer::Ja);
    assert_eq!(on(yesterday, None), Answer::Ja);
    assert_eq!(on(tomorrow, None), Answer::Nee);
    assert_eq!(on(date(2026, 1, 1), Some(yesterday)), Answer::Nee);
    assert_eq!(answer(STOPLOSS, &with(&[], None)), Answer::Nee, "no policy");
    assert_eq!(answer(STOPLOSS, &with(&[polis("Conventioneel")], None)), Answer::Nee);
    assert_eq!(answer(&format!("!{STOPLOSS}"), &with(&[], None)), Answer::Ja);
}

#[test]
fn a_policy_with_dekkingen_runs_within_one_of_them() {
    let cover = |begin, einde| Dekking { begin, einde, omschrijving: "verzuim".into() };
    let with_cover =
        |dekkingen| answer(STOPLOSS, &with(&[Polis { dekkingen, ..polis("Stoploss") }], None));
    let old = cover(date(2026, 1, 1), Some(date(2026, 3, 31)));
    assert_eq!(with_cover(vec![old.clone()]), Answer::Nee);
    assert_eq!(with_cover(vec![old.clone(), cover(TODAY, None)]), Answer::Ja);
    assert_eq!(with_cover(vec![old, cover(date(2026, 4, 2), None)]), Answer::Nee);
}

#[test]
fn a_policy_includes_a_werknemer_from_the_first_to_the_last_day() {
    let including = |werknemer, begin, einde| {
        let ingesloten = Ingesloten::Werknemers(vec![Insluiting { werknemer, begin, einde }]);
        answer(STOPLOSS, &with(&[Polis { ingesloten, ..polis("Stoploss") }], None))
    };
    assert_eq!(including(WERKNEMER, TODAY, Some(TODAY)), Answer::Ja);
    assert_eq!(including(WERKNEMER, date(2026, 4, 2), None), Answer::Nee);
    assert_eq!(including(WERKNEMER, date(2026, 1, 1), Some(date(2026, 3, 31))), Answer::Nee);
    assert_eq!(including(WerknemerId::from_bits(99), TODAY, None), Answer::Nee);
}

#[test]
fn two_policies_of_one_type_are_seen_when_both_run_and_include() {
    let word = "meerdere_polissen_zelfde_type()";
    let one = polis("Stoploss");
    let other = Polis { begin: TODAY, ..one.clone() };
    let ended = Polis { einde: Some(date(2026, 3, 31)), ..one.clone() };
    let of_others = Polis { ingesloten: Ingesloten::Werknemers(Vec::new()), ..one.clone() };
    let answer = |polissen: &[Polis]| answer(word, &with(polissen, None));
    assert_eq!(answer(&[one.clone(), other]), Answer::Ja);
    assert_eq!(answer(&[one.clone(), polis("Conventioneel")]), Answer::Nee);
    assert_eq!(answer(&[one.clone(), ended]), Answer::Nee);
    assert_eq!(answer(&[one.clone(), of_others]), Answer::Nee);
    assert_eq!(answer(&[one]), Answer::Nee);
    assert_eq!(answer(&[]), Answer::Nee);
}

#[test]
fn a_traject_starts_within_days_of_the_policy_from_its_first_day_on() {
    let starting = |begin, days: i64| {
        let als = format!("start_binnen_dagen_na_polis({days}, \"Stoploss\")");
        answer(&als, &with(&[Polis { begin, ..polis("Stoploss") }], None))
    };
    // The traject began on 2 March.
    assert_eq!(starting(date(2026, 3, 2), 0), Answer::Ja);
    assert_eq!(starting(date(2026, 2, 20), 10), Answer::Ja);
    assert_eq!(starting(date(2026, 2, 20), 9), Answer::Nee);
    assert_eq!(starting(date(2026, 3, 3), 30), Answer::Nee, "before the policy");
    let als = "start_binnen_dagen_na_polis(30, \"Stoploss\")";
    assert_eq!(answer(als, &with(&[], None)), Answer::Nee);
    let recent = Polis { begin: date(2026, 3, 1), ..polis("Conventioneel") };
    assert_eq!(answer(als, &with(&[recent], None)), Answer::Nee, "of another type");
    let two = [polis("Stoploss"), Polis { begin: date(2026, 3, 1), ..polis("Stoploss") }];
    assert_eq!(answer(als, &with(&two, None)), Answer::Ja, "either of two");
    let ended =
        Polis { begin: date(2026, 3, 1), einde: Some(date(2026, 3, 31)), ..polis("Stoploss") };
    assert_eq!(answer(als, &with(&[ended], None)), Answer::Nee, "runs no more");
}

#[test]
fn pay_a_year_is_held_against_the_maximum() {
    let word = "jaarloon_boven_maximumloonsom()";
    let upto =
        |maximum: Option<&str>| Polis { maximumloonsom: maximum.map(bedrag), ..polis("Stoploss") };
    let answer = |polissen: &[Polis], dagloon| answer(word, &with(polissen, dagloon));
    // 200.00 a day is 52 200.00 a year.
    assert_eq!(answer(&[upto(Some("52199.99"))], Some("200.00")), Answer::Ja);
    assert_eq!(answer(&[upto(Some("52200.00"))], Some("200.00")), Answer::Nee, "not above");
    assert_eq!(answer(&[upto(Some("52199.99"))], None), Answer::Onbekend, "no pay");
    assert_eq!(answer(&[upto(None)], Some("200.00")), Answer::Onbekend, "no maximum");
    assert_eq!(answer(&[], Some("200.00")), Answer::Nee, "no policy");
    assert_eq!(answer(&[], None), Answer::Nee, "no policy");
    assert_eq!(answer(&[upto(None), upto(Some("1"))], Some("200.00")), Answer::Ja, "one decides");
    assert_eq!(answer(&[upto(None), upto(Some("99999"))], Some("200.00")), Answer::Onbekend);
    let of_others =
        Polis { ingesloten: Ingesloten::Werknemers(Vec::new()), ..upto(Some("52199.99")) };
    assert_eq!(answer(&[of_others], Some("200.00")), Answer::Ja, "includes nobody");
}

#[test]
fn a_dagloon_is_at_least_an_amount_from_its_day_on() {
    let answer = |dagloon| answer("loon_ten_minste(200.00)", &with(&[], dagloon));
    assert_eq!(answer(Some("200.00")), Answer::Ja);
    assert_eq!(answer(Some("199.99")), Answer::Nee);
    assert_eq!(answer(None), Answer::Onbekend);
    let mut situation = with(&[], Some("300.00"));
    let mut set = |days: &[(Date, &str)]| {
        let Dossier::Werknemer(dossier) = &mut situation.dossier else { panic!() };
        let traject = dossier.trajecten.values_mut().next().unwrap();
        let all = days.iter().map(|(day, pay)| Dagloon { ingangsdatum: *day, bedrag: bedrag(pay) });
        traject.daglonen = all.collect();
        let book = sound(&[("triggers/proef.rhai", &rule("loon_ten_minste(200)"))]);
        let trace = book.explain("proef", &situation.case()).unwrap();
        (trace.clauses[0].antwoord.clone(), trace.clauses[0].feiten.clone())
    };
    let (first, tomorrow) = (date(2026, 3, 2), date(2026, 4, 2));
    assert_eq!(set(&[(first, "100"), (TODAY, "200")]).0, Answer::Ja, "a new one counts at once");
    assert_eq!(set(&[(first, "100"), (tomorrow, "200")]).0, Answer::Nee, "not yet");
    let (answer, facts) = set(&[(tomorrow, "200")]);
    assert_eq!(answer, Answer::Onbekend, "none in force");
    assert_eq!(facts, [("traject.dagloon".into(), "onbekend".into())]);
    let (_, facts) = set(&[(first, "100")]);
    assert_eq!(facts[0].1, "(niet getoond)", "what somebody earns is not told");
}

const ABOVE: &str = "totaal_loon_boven_loonsom()";

/// A policy with this loonsom today.
fn declared(loonsom: Option<&str>) -> Polis {
    let until =
        Loonsom { begin: date(2026, 1, 1), einde: Some(date(2026, 3, 31)), bedrag: bedrag("1") };
    let today = |text| Loonsom { begin: TODAY, einde: Some(TODAY), bedrag: bedrag(text) };
    let loonsommen = [until].into_iter().chain(loonsom.map(today)).collect();
    Polis { loonsommen, ..polis("Stoploss") }
}

#[test]
fn pay_of_the_ill_is_held_against_the_loonsom_of_the_day() {
    let check = |polissen: &[Polis], dagloon| answer(ABOVE, &with(polissen, dagloon));
    assert_eq!(check(&[declared(Some("52199.99"))], Some("200")), Answer::Ja);
    assert_eq!(check(&[declared(Some("52200"))], Some("200")), Answer::Nee, "not above");
    assert_eq!(check(&[declared(None)], Some("200")), Answer::Onbekend, "none for today");
    assert_eq!(check(&[declared(Some("1"))], None), Answer::Onbekend, "no pay");
    assert_eq!(check(&[], Some("200")), Answer::Nee, "no policy");
    let two = [declared(Some("99999")), declared(Some("1"))];
    assert_eq!(check(&two, Some("200")), Answer::Ja, "either of two of one type");
    assert_eq!(check(&[declared(Some("99999")), declared(None)], Some("200")), Answer::Onbekend);
}

#[test]
fn everybody_ill_whom_the_policy_includes_counts() {
    // 200 and 100 a day: 78 300 a year.
    let ill = |change: &dyn Fn(&mut Traject)| {
        let mut situation = with(&[declared(Some("78299.99"))], Some("200"));
        situation.ingesloten.push(colleague(9, change));
        answer(ABOVE, &situation)
    };
    assert_eq!(ill(&|_| {}), Answer::Ja);
    assert_eq!(ill(&|t| t.begin = TODAY), Answer::Ja, "ill from today");
    assert_eq!(ill(&|t| t.begin = date(2026, 4, 2)), Answer::Nee, "ill from tomorrow");
    let until = |op| move |t: &mut Traject| t.status = TrajectStatus::Beeindigd { op };
    assert_eq!(ill(&until(date(2026, 4, 2))), Answer::Ja, "at work tomorrow");
    assert_eq!(ill(&until(TODAY)), Answer::Nee, "at work today");
    assert_eq!(ill(&|t| t.status = TrajectStatus::Ingetrokken), Answer::Nee);
    assert_eq!(ill(&|t| t.soort = "UwvDocumenten".into()), Answer::Nee, "no absence");
    assert_eq!(ill(&|t| t.daglonen.clear()), Answer::Onbekend, "pay of one is missing");
}

#[test]
fn pay_that_is_missing_does_not_matter_when_the_rest_is_above() {
    let mut situation = with(&[declared(Some("52199.99"))], Some("200"));
    situation.ingesloten.push(colleague(9, |traject| traject.daglonen.clear()));
    assert_eq!(answer(ABOVE, &situation), Answer::Ja);
}

#[test]
fn who_is_not_included_does_not_count() {
    let one = |werknemer| Insluiting { werknemer, begin: date(2026, 1, 1), einde: None };
    let ingesloten = Ingesloten::Werknemers(vec![one(WERKNEMER)]);
    let mut situation = with(&[Polis { ingesloten, ..declared(Some("52200")) }], Some("200"));
    situation.ingesloten.push(colleague(9, |_| {}));
    assert_eq!(answer(ABOVE, &situation), Answer::Nee);
    let both = vec![one(WERKNEMER), one(WerknemerId::from_bits(9))];
    for polis in situation.werkgever.polissen.values_mut() {
        polis.ingesloten = Ingesloten::Werknemers(both.clone());
    }
    assert_eq!(answer(ABOVE, &situation), Answer::Ja);
}

#[test]
fn a_werknemer_who_is_given_twice_counts_once() {
    let mut situation = with(&[declared(Some("52200"))], Some("200"));
    let Dossier::Werknemer(own) = &situation.dossier else { panic!() };
    situation.ingesloten.push(own.clone());
    assert_eq!(answer(ABOVE, &situation), Answer::Nee);
}

#[test]
fn a_trace_shows_the_policies_and_never_what_the_ill_earn() {
    let of_others = Polis {
        ingesloten: Ingesloten::Werknemers(Vec::new()),
        maximumloonsom: Some(bedrag("60000")),
        ..polis("Conventioneel")
    };
    let situation = with(&[declared(Some("52199.99")), of_others], Some("200"));
    let book = sound(&[("triggers/proef.rhai", &rule(ABOVE))]);
    let trace = book.explain("proef", &situation.case()).unwrap();
    let shown = |fact: &'static str, value: &'static str| (fact.into(), value.into());
    assert_eq!(
        trace.clauses[0].feiten,
        [
            shown("vandaag", "2026-04-01"),
            shown(
                "polissen",
                "Stoploss vanaf 2026-01-01, loonsom 52199.99; \
                 Conventioneel vanaf 2026-01-01, maximumloonsom 60000.00, niet ingesloten"
            ),
        ]
    );
    let trace = book.explain("proef", &with(&[], None).case()).unwrap();
    assert_eq!(trace.clauses[0].feiten[1], shown("polissen", "geen die vandaag loopt"));
}

#[test]
fn without_a_werknemer_nothing_is_known() {
    let mut situation = with(&[polis("Stoploss")], None);
    situation.dossier = Dossier::Werkgever(situation.werkgever.clone());
    assert_eq!(answer(STOPLOSS, &situation), Answer::Onbekend);
}

#[test]
fn only_rules_about_all_who_are_ill_need_the_others() {
    let files = [("triggers/een.rhai", rule(STOPLOSS)), ("triggers/twee.rhai", rule(ABOVE))];
    let off = files[1].1.replace("gebeurtenis", "inschakelen: false, gebeurtenis");
    let book = sound(&[("triggers/een.rhai", &files[0].1), ("triggers/twee.rhai", &files[1].1)]);
    assert!(book.needs_insured(EventType::Ziekmelding));
    assert!(!book.needs_insured(EventType::Hersteld));
    let book = sound(&[("triggers/een.rhai", &files[0].1), ("triggers/twee.rhai", &off)]);
    assert!(!book.needs_insured(EventType::Ziekmelding));
}
