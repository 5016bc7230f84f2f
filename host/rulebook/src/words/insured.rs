//! The words about insurance. `S1` is the release note in which consultants find these conditions;
//! what it leaves open stands in each as AANNAME.

use crate::{
    value::Type,
    words::{Form, Insured, WordSpec},
};

pub(super) const WORDS: &[WordSpec] = &[
    WordSpec {
        name: "heeft_lopende_polis",
        takes: &[("verzekeringstype", Type::Text)],
        gives: Type::Bool,
        doc: "*Heeft lopende polis van Verzekeringstype X* (S1): of de werkgever een polis van dit \
              type heeft die vandaag loopt en deze werknemer insluit. De eerste en de laatste dag \
              tellen mee, van de polis, van de dekking en van de insluiting. Heeft de polis dekkingen, \
              dan moet één daarvan vandaag gelden. Geen polis: nee. AANNAME: een polis die deze \
              werknemer niet insluit, telt niet",
        example: r#"heeft_lopende_polis("Stoploss")"#,
        form: Form::Insured(Insured::LopendePolis),
    },
    WordSpec {
        name: "totaal_loon_boven_loonsom",
        takes: &[],
        gives: Type::Bool,
        doc: "*Totaal loon ingesloten zieke werknemers boven aangemelde loonsom van polis* (S1): of bij \
              een polis die vandaag loopt en deze werknemer insluit, het loon van alle ingesloten zieke \
              werknemers samen hoger is dan de loonsom die vandaag geldt. Zijn er meer zulke polissen: \
              of dat bij één ervan zo is. Gelijk is niet hoger. Ziek is: een traject van soort Verzuim \
              dat vandaag loopt, met de dag van herstel er niet meer bij; twee zulke trajecten van één \
              werknemer tellen allebei. AANNAME: de loonsom is een bedrag per jaar, dus van elk dagloon \
              telt 261 keer. Geen polis: nee. Geen loonsom voor vandaag: onbekend. Ontbreekt een \
              dagloon: onbekend, tenzij de bekende lonen samen al hoger zijn",
        example: "totaal_loon_boven_loonsom()",
        form: Form::Insured(Insured::LoonBovenLoonsom),
    },
    WordSpec {
        name: "jaarloon_boven_maximumloonsom",
        takes: &[],
        gives: Type::Bool,
        doc: "*Jaarloon trajectverloop boven MaximumLoonsom van Polis* (S1): of het jaarloon van dit \
              traject (het dagloon van vandaag maal 261) hoger is dan de maximumloonsom van een polis \
              van de werkgever die vandaag loopt. Gelijk is niet hoger. AANNAME: het gaat om het loon \
              van dit traject, en de polis hoeft deze werknemer niet in te sluiten (S1: \"hier zijn alle \
              zieke werknemers die onder een werkgever zitten inbegrepen\"). Geen lopende polis: nee. \
              Geen dagloon of geen maximumloonsom: onbekend, tenzij een andere polis beslist",
        example: "jaarloon_boven_maximumloonsom()",
        form: Form::Insured(Insured::JaarloonBovenMaximum),
    },
    WordSpec {
        name: "start_binnen_dagen_na_polis",
        takes: &[("dagen", Type::Number), ("verzekeringstype", Type::Text)],
        gives: Type::Bool,
        doc: "*Heeft startdatum binnen X dagen na start polis van Verzekeringstype Y* (S1): of het \
              traject begon op de eerste dag van een polis van dit type, of ten hoogste zoveel dagen \
              later. De polis loopt vandaag en sluit deze werknemer in. Begon het traject vóór de polis: \
              nee. Geen polis: nee. AANNAME: het begin van de polis telt, niet dat van een latere \
              dekking, zodat een jaarlijkse verlenging niet als nieuwe polis geldt",
        example: r#"start_binnen_dagen_na_polis(30, "Conventioneel")"#,
        form: Form::Insured(Insured::StartNaPolis),
    },
    WordSpec {
        name: "meerdere_polissen_zelfde_type",
        takes: &[],
        gives: Type::Bool,
        doc: "*Traject heeft meerdere actieve polissen voor zelfde verzekeringstype* (S1): of er twee of \
              meer polissen van één type zijn die vandaag lopen en deze werknemer insluiten. Zo komen \
              dubbele boekingen aan het licht. Geen polis, of één van elk type: nee",
        example: "meerdere_polissen_zelfde_type()",
        form: Form::Insured(Insured::MeerderePolissen),
    },
];
