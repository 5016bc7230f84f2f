//! Stories of werknemers, dienstverbanden, werkgevers and taken.

use expect_test::{Expect, expect};

use crate::story::play;

fn check(text: &str, expected: &Expect) {
    expected.assert_eq(&play(text));
}

#[test]
fn a_werknemer_is_added_and_brought_up_to_date() {
    check(
        "werknemer bsn=123456782 achternaam=Jansen voorletters=A.B. personeelsnummer=7
         werknemer bsn=123456782 achternaam=Jansen
         werknemer achternaam=Pietersen tussenvoegsels=van_der roepnaam=Ans geslacht=V
         werknemer achternaam=Pietersen extern_id=E9 geboortedatum=1980-02-29 voorletters=A.
         toon",
        &expect![[r#"
            > werknemer bsn=123456782 achternaam=Jansen voorletters=A.B. personeelsnummer=7
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen","bsn":"******782","personeelsnummer":"7","voorletters":"A.B."}}
            > werknemer bsn=123456782 achternaam=Jansen
              geen event
            > werknemer achternaam=Pietersen tussenvoegsels=van_der roepnaam=Ans geslacht=V
              werknemer.gewijzigd {"persoon":{"achternaam":"Pietersen","bsn":"******782","geslacht":"V","personeelsnummer":"7","roepnaam":"Ans","tussenvoegsels":"van der","voorletters":"A.B."}}
            > werknemer achternaam=Pietersen extern_id=E9 geboortedatum=1980-02-29 voorletters=A.
              werknemer.gewijzigd {"persoon":{"achternaam":"Pietersen","bsn":"******782","extern_id":"E9","geboortedatum":"1980-02-29","geslacht":"V","personeelsnummer":"7","roepnaam":"Ans","tussenvoegsels":"van der","voorletters":"A."}}
            > toon
              dienstverbanden: {}
              van: "werknemer"
              werknemer: {"id":"wn-0001","persoon":{"achternaam":"Pietersen","bsn":"******782","extern_id":"E9","geboortedatum":"1980-02-29","geslacht":"V","personeelsnummer":"7","roepnaam":"Ans","tussenvoegsels":"van der","voorletters":"A."},"werkgever":"wg-000a"}
        "#]],
    );
}

#[test]
fn a_match_on_the_wrong_person_is_refused() {
    check(
        "werknemer bsn=123456782 achternaam=Jansen personeelsnummer=7
         werknemer bsn=012345672 achternaam=Jansen personeelsnummer=7
         werknemer achternaam=Jansen personeelsnummer=7",
        &expect![[r#"
            > werknemer bsn=123456782 achternaam=Jansen personeelsnummer=7
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen","bsn":"******782","personeelsnummer":"7"}}
            > werknemer bsn=012345672 achternaam=Jansen personeelsnummer=7
              geweigerd: de koppelsleutel wijst naar een werknemer met een ander BSN dan ******672
            > werknemer achternaam=Jansen personeelsnummer=7
              geen event
        "#]],
    );
    check(
        "werknemer achternaam=Jansen personeelsnummer=7
         werknemer bsn=012345672 achternaam=Jansen personeelsnummer=7",
        &expect![[r#"
            > werknemer achternaam=Jansen personeelsnummer=7
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen","personeelsnummer":"7"}}
            > werknemer bsn=012345672 achternaam=Jansen personeelsnummer=7
              werknemer.gewijzigd {"persoon":{"achternaam":"Jansen","bsn":"******672","personeelsnummer":"7"}}
        "#]],
    );
}

#[test]
fn a_werkgever_dossier_takes_no_werknemer() {
    check(
        "werkgever code=A naam=B\nwerknemer achternaam=Jansen",
        &expect![[r#"
        > werkgever code=A naam=B
          werkgever.toegevoegd {"loonheffingennummers":[],"naam":"B","werkgevercode":"A","werkgevergroepen":[]}
        > werknemer achternaam=Jansen
          geweigerd: de werknemer is niet bekend
    "#]],
    );
    check(
        "dienstverband begin=2020-01-01",
        &expect![[r#"
        > dienstverband begin=2020-01-01
          geweigerd: de werknemer is niet bekend
    "#]],
    );
}

#[test]
fn a_dienstverband_starts_changes_and_ends() {
    check(
        "werknemer achternaam=Jansen
         dienstverband extern_id=D1 begin=2020-01-01 functie=bakker
         dienstverband extern_id=D1 begin=2020-01-01 functie=bakker
         dienstverband extern_id=D1 begin=2020-01-01 functie=chef afdeling=oven
         dienstverband extern_id=D1 begin=2020-01-01 functie=chef afdeling=oven einde=2026-03-31
         dienstverband extern_id=D1 begin=2020-01-01 functie=chef afdeling=oven einde=2026-04-30
         dienstverband extern_id=D1 begin=2020-01-01 functie=chef afdeling= einde=2026-05-31
         dienstverband extern_id=D1 begin=2020-01-01 functie=chef einde=
         dienstverband extern_id=D2 begin=2020-01-01 loonheffingennummer=123456789L01
         toon",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > dienstverband extern_id=D1 begin=2020-01-01 functie=bakker
              dienstverband.gestart {"dienstverband":{"begin":"2020-01-01","extern_id":"D1","functie":"bakker","id":"dv-0002"}}
            > dienstverband extern_id=D1 begin=2020-01-01 functie=bakker
              geen event
            > dienstverband extern_id=D1 begin=2020-01-01 functie=chef afdeling=oven
              dienstverband.gewijzigd {"dienstverband":{"afdeling":"oven","begin":"2020-01-01","extern_id":"D1","functie":"chef","id":"dv-0002"}}
            > dienstverband extern_id=D1 begin=2020-01-01 functie=chef afdeling=oven einde=2026-03-31
              dienstverband.beeindigd {"dienstverband":"dv-0002","einde":"2026-03-31"}
            > dienstverband extern_id=D1 begin=2020-01-01 functie=chef afdeling=oven einde=2026-04-30
              dienstverband.beeindigd {"dienstverband":"dv-0002","einde":"2026-04-30"}
            > dienstverband extern_id=D1 begin=2020-01-01 functie=chef afdeling= einde=2026-05-31
              dienstverband.gewijzigd {"dienstverband":{"begin":"2020-01-01","einde":"2026-05-31","extern_id":"D1","functie":"chef","id":"dv-0002"}}
            > dienstverband extern_id=D1 begin=2020-01-01 functie=chef einde=
              dienstverband.gewijzigd {"dienstverband":{"begin":"2020-01-01","extern_id":"D1","functie":"chef","id":"dv-0002"}}
            > dienstverband extern_id=D2 begin=2020-01-01 loonheffingennummer=123456789L01
              dienstverband.gestart {"dienstverband":{"begin":"2020-01-01","extern_id":"D2","id":"dv-0003","loonheffingennummer":"123456789L01"}}
            > toon
              dienstverbanden: {"dv-0002":{"begin":"2020-01-01","extern_id":"D1","functie":"chef","id":"dv-0002"},"dv-0003":{"begin":"2020-01-01","extern_id":"D2","id":"dv-0003","loonheffingennummer":"123456789L01"}}
              van: "werknemer"
              werknemer: {"id":"wn-0001","persoon":{"achternaam":"Jansen"},"werkgever":"wg-000a"}
        "#]],
    );
}

#[test]
fn a_dienstverband_keeps_what_a_source_is_not_asked_for() {
    let full = "dienstverband extern_id=D1 begin=2020-01-01 einde=2026-03-31 functie=bakker \
                afdeling=oven loonheffingennummer=123456789L01";
    check(
        &format!(
            "werknemer achternaam=Jansen
             {full}
             dienstverband extern_id=D1 begin=2020-01-01
             dienstverband extern_id=D1 begin=2020-01-02 einde=2026-04-30
             dienstverband begin=2020-01-02 functie= afdeling=winkel
             dienstverband extern_id=D1 begin=2020-01-02 einde= loonheffingennummer=
             toon"
        ),
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > dienstverband extern_id=D1 begin=2020-01-01 einde=2026-03-31 functie=bakker afdeling=oven loonheffingennummer=123456789L01
              dienstverband.gestart {"dienstverband":{"afdeling":"oven","begin":"2020-01-01","einde":"2026-03-31","extern_id":"D1","functie":"bakker","id":"dv-0002","loonheffingennummer":"123456789L01"}}
            > dienstverband extern_id=D1 begin=2020-01-01
              geen event
            > dienstverband extern_id=D1 begin=2020-01-02 einde=2026-04-30
              dienstverband.gewijzigd {"dienstverband":{"afdeling":"oven","begin":"2020-01-02","einde":"2026-04-30","extern_id":"D1","functie":"bakker","id":"dv-0002","loonheffingennummer":"123456789L01"}}
            > dienstverband begin=2020-01-02 functie= afdeling=winkel
              dienstverband.gewijzigd {"dienstverband":{"afdeling":"winkel","begin":"2020-01-02","einde":"2026-04-30","extern_id":"D1","id":"dv-0002","loonheffingennummer":"123456789L01"}}
            > dienstverband extern_id=D1 begin=2020-01-02 einde= loonheffingennummer=
              dienstverband.gewijzigd {"dienstverband":{"afdeling":"winkel","begin":"2020-01-02","extern_id":"D1","id":"dv-0002"}}
            > toon
              dienstverbanden: {"dv-0002":{"afdeling":"winkel","begin":"2020-01-02","extern_id":"D1","id":"dv-0002"}}
              van: "werknemer"
              werknemer: {"id":"wn-0001","persoon":{"achternaam":"Jansen"},"werkgever":"wg-000a"}
        "#]],
    );
    check(
        &format!(
            "werknemer achternaam=Jansen
             {full}
             dienstverband extern_id=D1 begin=2026-04-01
             dienstverband extern_id=D1 begin=2026-04-01 einde="
        ),
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > dienstverband extern_id=D1 begin=2020-01-01 einde=2026-03-31 functie=bakker afdeling=oven loonheffingennummer=123456789L01
              dienstverband.gestart {"dienstverband":{"afdeling":"oven","begin":"2020-01-01","einde":"2026-03-31","extern_id":"D1","functie":"bakker","id":"dv-0002","loonheffingennummer":"123456789L01"}}
            > dienstverband extern_id=D1 begin=2026-04-01
              geweigerd: het begin van het dienstverband ligt na het einde dat al bekend was
            > dienstverband extern_id=D1 begin=2026-04-01 einde=
              dienstverband.gewijzigd {"dienstverband":{"afdeling":"oven","begin":"2026-04-01","extern_id":"D1","functie":"bakker","id":"dv-0002","loonheffingennummer":"123456789L01"}}
        "#]],
    );
}

#[test]
fn a_dienstverband_is_found_by_first_day_while_a_key_is_missing() {
    check(
        "werknemer achternaam=Jansen
         dienstverband begin=2020-01-01
         dienstverband begin=2020-01-01 extern_id=D1
         dienstverband begin=2020-01-01 functie=bakker
         dienstverband begin=2021-01-01
         toon",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > dienstverband begin=2020-01-01
              dienstverband.gestart {"dienstverband":{"begin":"2020-01-01","id":"dv-0002"}}
            > dienstverband begin=2020-01-01 extern_id=D1
              dienstverband.gewijzigd {"dienstverband":{"begin":"2020-01-01","extern_id":"D1","id":"dv-0002"}}
            > dienstverband begin=2020-01-01 functie=bakker
              dienstverband.gewijzigd {"dienstverband":{"begin":"2020-01-01","extern_id":"D1","functie":"bakker","id":"dv-0002"}}
            > dienstverband begin=2021-01-01
              dienstverband.gestart {"dienstverband":{"begin":"2021-01-01","id":"dv-0003"}}
            > toon
              dienstverbanden: {"dv-0002":{"begin":"2020-01-01","extern_id":"D1","functie":"bakker","id":"dv-0002"},"dv-0003":{"begin":"2021-01-01","id":"dv-0003"}}
              van: "werknemer"
              werknemer: {"id":"wn-0001","persoon":{"achternaam":"Jansen"},"werkgever":"wg-000a"}
        "#]],
    );
}

#[test]
fn a_werkgever_is_added_and_changed() {
    check(
        "werkgever code=FLSN001 naam=Bakker lhn=123456789L01 groepen=noord
         werkgever code=FLSN001 naam=Bakker lhn=123456789L01 groepen=noord
         werkgever code=FLSN001 naam=Slager lhn=123456789L01,123456782l02 groepen=noord,zuid
         werkgever code=FLSN001 naam=Slager
         werkgever code=FLSN001 naam=
         toon",
        &expect![[r#"
            > werkgever code=FLSN001 naam=Bakker lhn=123456789L01 groepen=noord
              werkgever.toegevoegd {"loonheffingennummers":["123456789L01"],"naam":"Bakker","werkgevercode":"FLSN001","werkgevergroepen":["noord"]}
            > werkgever code=FLSN001 naam=Bakker lhn=123456789L01 groepen=noord
              geen event
            > werkgever code=FLSN001 naam=Slager lhn=123456789L01,123456782l02 groepen=noord,zuid
              werkgever.gewijzigd {"loonheffingennummers":["123456782L02","123456789L01"],"naam":"Slager","werkgevergroepen":["noord","zuid"]}
            > werkgever code=FLSN001 naam=Slager
              werkgever.gewijzigd {"loonheffingennummers":[],"naam":"Slager","werkgevergroepen":[]}
            > werkgever code=FLSN001 naam=
              geweigerd: een werkgever heeft een werkgevercode en een naam
            > toon
              machtigingen: {}
              van: "werkgever"
              werkgever: {"id":"wg-000a","loonheffingennummers":[],"naam":"Slager","werkgevercode":"FLSN001","werkgevergroepen":[]}
        "#]],
    );
    check(
        "werkgever code=FLSN001 naam=",
        &expect![[r#"
        > werkgever code=FLSN001 naam=
          geweigerd: een werkgever heeft een werkgevercode en een naam
    "#]],
    );
    check(
        "werkgever code= naam=Bakker",
        &expect![[r#"
        > werkgever code= naam=Bakker
          geweigerd: een werkgever heeft een werkgevercode en een naam
    "#]],
    );
}

#[test]
fn a_taak_is_added_once_and_done_once() {
    check(
        "werknemer achternaam=Jansen
         taak 7 op V1
         doe 7
         melding 1 vanaf 2026-03-02 100%
         taak 7 op V1
         taak 7 op V1
         doe 7
         doe 7
         einde 2 op 2026-03-09
         taak 8 op V1",
        &expect![[r#"
            > werknemer achternaam=Jansen
              werknemer.toegevoegd {"persoon":{"achternaam":"Jansen"}}
            > taak 7 op V1
              geweigerd: het traject is niet bekend
            > doe 7
              geweigerd: de taak is niet bekend
            > melding 1 vanaf 2026-03-02 100%
              verzuim.ziekmelding eerste dag 2026-03-02: 2026-03-02 100.00
            > taak 7 op V1
              taak.toegevoegd {"taak":{"code":"BelWerknemer","id":"ta-0007","naam":"Bel de werknemer","regel":"bel-bij-ziekmelding","rol":"casemanager","status":"open","toegevoegd_op":"2026-03-20T09:30:00+01:00"}}
            > taak 7 op V1
              geen event
            > doe 7
              taak.uitgevoerd {"code":"BelWerknemer","taak":"ta-0007"}
            > doe 7
              geen event
              melding: de taak was al uitgevoerd
            > einde 2 op 2026-03-09
              verzuim.hersteld 2026-03-09, was 100.00
              traject.beeindigd {"op":"2026-03-09"}
            > taak 8 op V1
              taak.toegevoegd {"taak":{"code":"BelWerknemer","id":"ta-0008","naam":"Bel de werknemer","regel":"bel-bij-ziekmelding","rol":"casemanager","status":"open","toegevoegd_op":"2026-03-20T09:30:00+01:00"}}
            = V1 beëindigd 2026-03-09, melding 2, eerste dag 2026-03-02: 2026-03-02 100.00
              ta-0007 Uitgevoerd
              ta-0008 Open
        "#]],
    );
    check(
        "taak 7 op V1",
        &expect![[r#"
        > taak 7 op V1
          geweigerd: het dossier is niet bekend
    "#]],
    );
    check(
        "doe 7",
        &expect![[r#"
        > doe 7
          geweigerd: het dossier is niet bekend
    "#]],
    );
}
